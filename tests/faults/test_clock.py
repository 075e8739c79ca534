"""A clock set back: the order of actions is kept, and nothing is missed or lost."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest

from graphmodel.access import audit_log
from graphmodel.access.attempts import Attempts
from graphmodel.access.audit_log import AuditLog
from graphmodel.access.roles import Role
from graphmodel.access.sessions import Sessions
from graphmodel.access.users import UsersFile
from graphmodel.ingest.frames import import_facts
from graphmodel.ingest.ledger import claims
from graphmodel.ingest.ledger.changes import import_before
from graphmodel.network import present
from graphmodel.planning.decided import write_decided
from graphmodel.resolver import value_choice
from graphmodel.resolver.value_choice import conflicts_in, judge_value
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store
from graphmodel.workspace import watches
from graphmodel.workspace.watches import changes_about, mark_seen, news, watch_node


class Clock(datetime):
    """A clock that returns the time it is set to."""

    says = datetime(2026, 11, 29, 12, tzinfo=UTC)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Clock:
        return cls.fromtimestamp(cls.says.timestamp(), tz)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    """The clock of everything that records times, first set to 29 November 2026."""
    monkeypatch.setattr(Clock, "says", datetime(2026, 11, 29, 12, tzinfo=UTC))
    for module in (claims, value_choice, audit_log):
        monkeypatch.setattr(module, "datetime", Clock)
    return Clock


def set_back(clock: type[Clock]) -> None:
    clock.says = datetime(2026, 10, 1, 12, tzinfo=UTC)


def stated(paper: str, **values: Any) -> dict[str, Any]:
    source = {"id": f"c:{paper}", "name": paper}
    person = {"id": "c:ida", "name": "Ida", "sources": [source["id"]], **values}
    return {"Source": [source], "Person": [person]}


def nobody(_: object) -> list[str]:
    return []


def test_what_came_after_a_date_is_told_whatever_the_clock_said(
    store: Store, clock: type[Clock]
) -> None:
    import_facts(stated("first"), name="first", store=store)
    network = load_network(store)
    watch = watch_node(store, network, "Ann", "c:ida")
    clock.says = datetime(2026, 11, 30, 12, tzinfo=UTC)
    import_facts(stated("second", lives_in="China"), name="second", store=store)
    set_back(clock)
    import_facts(stated("third", first_year=2001), name="third", store=store)

    numbers = {record.name: record.number for record in store.imports()}
    before = import_before(store.imports(), "2026-11-30")
    assert before == numbers["first"]
    told = changes_about(store, load_network(store), before, ["c:ida"])
    assert {value.name for change in told for value in change.values} >= {"lives_in", "first_year"}
    # All of it is new to a watcher, and stays seen once seen.
    fresh = news(store, load_network(store), watch, nobody)
    assert fresh.count
    assert fresh.until == numbers["third"]
    mark_seen(store, "Ann", [fresh])
    [seen] = watches.watches(store, "Ann")
    assert news(store, load_network(store), seen, nobody).count == 0


def test_the_later_judgement_of_a_value_stands(store: Store, clock: type[Clock]) -> None:
    for paper, year in (("first", 1984), ("second", 1992)):
        import_facts(stated(paper, first_year=year), name=paper, store=store)

    def judge(text: str, by: str) -> int:
        judge_value(store, load_network(store), "c:ida", "first_year", text, by=by)
        network = load_network(store)
        year: int = network.node(network.index("c:ida"))["first_year"]
        return year

    assert judge("1992", "Ann") == 1992
    set_back(clock)
    assert judge("1984", "Bo") == 1984
    assert judge("1992", "Ann") == 1992
    assert [judgement.by for judgement in store.values.judgements()] == ["Bo", "Ann"]
    assert len(conflicts_in(load_network(store))) == 1


def test_two_decisions_of_one_second_both_stand(embedded_store: Store) -> None:
    """As if the clock had been set back by the time between them."""
    store = embedded_store
    people = [{"id": f"c:{name}", "name": name} for name in ("ida", "bo", "mentor")]
    source = {"id": "c:s", "name": "s"}
    import_facts({"Person": people}, name="people", source=source, store=store)
    numbers = [
        write_decided(
            store,
            {"MENTORS": [{"from_id": "c:mentor", "to_id": person, "since": "2026-11"}]},
            name="plan, accepted 2026-11-29T12:00:00",
            source={"id": "plan:1", "name": "Plan"},
        )
        for person in ("c:ida", "c:bo")
    ]
    assert len({*numbers}) == 2
    assert load_network(store).links.height == 2


def test_the_log_of_who_did_what_stays_in_order(
    tmp_path: Path, clock: type[Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "FILE_BYTES", 400)
    log = AuditLog(tmp_path)
    for number in range(20):
        if number == 8:
            set_back(clock)
        log.add("Ann", "editor", f"step {number}")
    assert [entry.action for entry in log.entries()] == [f"step {n}" for n in range(19, -1, -1)]
    assert len(list(tmp_path.glob("audit-*.jsonl"))) == 4


def test_sessions_and_tries_last_as_long_as_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = UsersFile(tmp_path / "users.json")
    users.add("Ann", Role.READER, "correct horse battery")
    sessions, attempts = Sessions(users), Attempts()
    user = users.user("Ann")
    assert user is not None
    token = sessions.begin(user)
    for _ in range(5):
        attempts.fail("Ann", "here")
    waits = attempts.wait("Ann", "here")
    for seconds in (0.0, 2**32):
        monkeypatch.setattr(time, "time", lambda seconds=seconds: seconds)
        assert sessions.actor(token) is not None
        assert 0 < attempts.wait("Ann", "here") <= waits


def test_now_follows_the_clock_both_ways(
    embedded_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_facts(stated("first"), name="first", store=embedded_store)
    network = load_network(embedded_store)
    asked = []
    for day in (date(2026, 11, 29), date(2026, 10, 1), date(2026, 11, 30)):
        monkeypatch.setattr(present, "today", lambda day=day: day)
        asked.append((network.present().asked, network.year_asked))
    assert asked == [("2026-11-29", 2026), ("2026-10-01", 2026), ("2026-11-30", 2026)]
