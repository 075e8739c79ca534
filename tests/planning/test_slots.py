"""Second-unit slots planned from the facts of a store."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from graphmodel.analysis.plans.checks import PlanRefused
from graphmodel.analysis.plans.inputs import WAITED, Lock, Rules
from graphmodel.analysis.plans.planner import Contradiction, make_plan
from graphmodel.analysis.plans.results import Reason
from graphmodel.analysis.plans.wordings import why_unplaced
from graphmodel.errors import InputError
from graphmodel.ingest.frames import import_facts
from graphmodel.ingest.ledger.confidential import confidential_links
from graphmodel.planning.accept import accept_plan
from graphmodel.planning.letters import letters
from graphmodel.planning.mentors import NetworkRequest
from graphmodel.planning.network_plans import NETWORK_PLANS, evidence
from graphmodel.planning.saved import PlannedFacts
from graphmodel.planning.slots import CREDIT, OF_THE_KIND, RECOMMENDED, slot_request
from graphmodel.planning.wishes import AGAINST, AGAINST_HOLDER
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store

ASKED = "2026-11-15"


def facts(**changes: Any) -> dict[str, Any]:
    """Two slots in March, one in May; An is busy in March, Bo had a slot, Chen waits longest."""
    slots = [
        {"id": "x:march", "name": "March", "starts": "2027-03-01", "ends": "2027-03-20"},
        {"id": "x:spring", "name": "Spring", "starts": "2027-03-15", "ends": "2027-04-02"},
        {"id": "x:may", "name": "May", "starts": "2027-05-01", "ends": "2027-05-09"},
        {"id": "x:past", "name": "Past", "starts": "2026-05-01", "ends": "2026-05-09"},
    ]
    shared = {"type": "second unit", "languages": ["Mandarin"], "wants": ["crowd"]}
    people = [
        {"id": "x:an", "name": "An", "busy": ["teaching 2027-03/2027-03"], "skills": ["crowd"]},
        {"id": "x:bo", "name": "Bo", "languages": ["Mandarin"]},
        {"id": "x:chen", "name": "Chen", "languages": ["Mandarin", "English"]},
        {"id": "x:du", "name": "Du", "languages": ["English"]},
    ]
    return {
        "Person": people,
        "Place": [{**slot, **shared} for slot in slots],
        "Project": [{"id": "x:film", "name": "Film", "year": 2025}],
        "Programme": [{"id": "x:programme", "name": "Programme"}],
        "WORKED_ON": [
            {"from_id": "x:bo", "to_id": "x:film", "role": "second unit director", "year": 2025}
        ],
        "OFFERS": [{"from_id": "x:film", "to_id": slot["id"]} for slot in slots],
        "TAKES_PART_IN": [
            {"from_id": person["id"], "to_id": "x:programme", "role": "participant",
             "since": "2024-11"}
            for person in people
        ],
        **changes,
    }  # fmt: skip


def asked(store: Store, rules: Rules | None = None) -> NetworkRequest:
    return slot_request(load_network(store), rules=rules, as_of=ASKED)


@pytest.fixture
def office(store: Store) -> Store:
    report = import_facts(facts(), name="o", source={"id": "x:s", "name": "s"}, store=store)
    assert report.problems == []
    return store


def test_dates_languages_and_waiting_make_the_plan(office: Store) -> None:
    given = asked(office)
    assert [place.id for place in given.request.places] == ["x:march", "x:may", "x:spring"]
    assert {person.id: person.waited for person in given.request.people} == {
        "x:an": 24, "x:bo": 11, "x:chen": 24, "x:du": 24,
    }  # fmt: skip
    reasons = {(ban.person, ban.place): ban.reason for ban in given.request.rules.forbids}
    assert reasons["x:an", "x:march"] == "busy: teaching 2027-03/2027-03"
    assert reasons["x:du", "x:may"] == "does not speak Mandarin"
    assert ("x:an", "x:may") not in reasons
    plan = make_plan(given.request)
    placed = {pair.person: pair.place for pair in plan.placements}
    assert placed["x:an"] == "x:may"
    assert set(placed) == {"x:an", "x:bo", "x:chen"}
    assert [(left.person, left.obstacle) for left in plan.unplaced] == [("x:du", "forbidden")]
    an = next(pair for pair in plan.placements if pair.person == "x:an")
    assert {(r.kind, r.points) for r in an.reasons} == {("skills wanted", 150), ("waited", 120)}


def test_how_long_somebody_waited_is_shown_by_one_fact(store: Store) -> None:
    """By Bo's last credit on a second unit, and by the first thing that An joined."""
    base = facts()
    films = [{"id": "x:film", "name": "Film", "year": 2025},
             {"id": "x:other", "name": "Other", "year": 2024}]  # fmt: skip
    credits = [
        {"from_id": person, "to_id": film, "role": role, "year": year}
        for person, film, role, year in (
            ("x:bo", "x:film", "second unit director", 2025),
            ("x:bo", "x:other", "second unit director", 2024),
            ("x:bo", "x:film", "editor", 2025),
            ("x:an", "x:other", "director", 2024),
        )
    ]
    later = {"from_id": "x:an", "to_id": "x:second", "role": "participant", "since": "2025-03"}
    changed = facts(
        Project=films,
        WORKED_ON=credits,
        Programme=[*base["Programme"], {"id": "x:second", "name": "Second"}],
        TAKES_PART_IN=[*base["TAKES_PART_IN"], later],
    )
    source = {"id": "x:s", "name": "s"}
    assert import_facts(changed, name="o", source=source, store=store).problems == []
    network = load_network(store)

    def shown(person: str) -> list[str]:
        ids = evidence("slots", network, person, "x:may", Reason(WAITED, 1), as_of=ASKED)
        return [id_.replace("|", " ") for id_ in ids]

    [slot] = shown("x:bo")
    assert "x:film" in slot
    assert "second unit director" in slot
    [joined] = shown("x:an")
    assert "x:programme" in joined


def test_credits_on_second_units_are_named_with_the_facts_that_show_them(store: Store) -> None:
    """Bo was on two by the date of asking, dated by their works; a later one is a plan."""
    films = [{"id": f"x:{name}", "name": name, "year": year}
             for name, year in (("film", 2025), ("other", 2023), ("later", 2028))]  # fmt: skip
    credits = [
        {"from_id": "x:bo", "to_id": f"x:{film}", "role": role}
        for film, role in (
            ("other", "second unit director"), ("film", "second unit director"), ("film", "editor"),
            ("later", "second unit director"),
        )
    ]  # fmt: skip
    changed = facts(Project=films, WORKED_ON=credits)
    source = {"id": "x:s", "name": "s"}
    assert import_facts(changed, name="o", source=source, store=store).problems == []
    network = load_network(store)
    given = slot_request(network, rules=Rules(locks=(Lock("x:bo", "x:may"),)), as_of=ASKED)
    [bo] = [pair for pair in make_plan(given.request).placements if pair.person == "x:bo"]
    [reason] = [each for each in bo.reasons if each.kind == OF_THE_KIND]
    assert (reason.points, reason.facts) == (2 * CREDIT, ("x:film", "x:other"))
    assert [given.name(fact) for fact in reason.facts] == ["film", "other"]
    links = evidence("slots", network, "x:bo", "x:may", reason, as_of=ASKED)
    assert sorted(link.split("|")[2] for link in links) == ["x:film", "x:other"]
    assert all("second unit director" in link for link in links)
    planned = PlannedFacts(given.offered, guided=False)
    accept_plan(store, make_plan(given.request), planned, by="Kim", only=["x:bo"])
    [letter] = letters(load_network(store), make_plan(given.request), planned)
    assert "- you were on the second unit of film, other" in letter.text


def test_who_declined_or_was_not_taken_in_has_not_joined(store: Store) -> None:
    """Chen declined in 2020, Bo and Du applied in vain in 2021; all joined in November 2024."""
    refused = [
        {"from_id": person, "to_id": "x:earlier", "role": role, "outcome": outcome, "since": since}
        for person, role, outcome, since in (
            ("x:chen", "participant", "declined", "2020-01"),
            ("x:bo", "applicant", "not taken in", "2021-01"),
            ("x:du", "applicant", None, "2021-01"),
        )
    ]
    base = facts(WORKED_ON=[])
    programmes = [*base["Programme"], {"id": "x:earlier", "name": "Earlier"}]
    attendance = [*base["TAKES_PART_IN"], *refused]
    changed = {**base, "Programme": programmes, "TAKES_PART_IN": attendance}
    source = {"id": "x:s", "name": "s"}
    assert import_facts(changed, name="o", source=source, store=store).problems == []
    assert {person.waited for person in asked(store).request.people} == {24}


def test_a_slot_is_called_by_whose_it_is(store: Store) -> None:
    slots = [{**slot, "name": name} for slot, name in zip(
        facts()["Place"], ("second unit, 2027-03-01", "Second unit of FILM", "third", "past"),
        strict=True)]  # fmt: skip
    source = {"id": "x:s", "name": "s"}
    assert import_facts(facts(Place=slots), name="o", source=source, store=store).problems == []
    given = asked(store)
    assert given.name("x:march") == "second unit, 2027-03-01 (Film)"
    assert given.name("x:spring") == "Second unit of FILM"


def test_nobody_has_two_slots_on_one_day(office: Store) -> None:
    plan = make_plan(asked(office, Rules(per_person=3)).request)
    for person in ("x:bo", "x:chen"):
        taken = {pair.place for pair in plan.placements if pair.person == person}
        assert not {"x:march", "x:spring"} <= taken


def test_an_accepted_slot_is_taken_and_its_days_are_busy(office: Store) -> None:
    rules = Rules(locks=(Lock("x:bo", "x:march"),))
    given = asked(office, rules)
    planned = PlannedFacts(given.offered, guided=False)
    day = datetime(2026, 11, 10)
    plan = make_plan(given.request)
    accept_plan(office, plan, planned, by="Kim", only=["x:bo"], at=day)
    kinds = load_network(office).links["kind"].to_list()
    assert (kinds.count("FILLS"), kinds.count("MENTORS")) == (1, 0)
    after = asked(office)
    assert [place.id for place in after.request.places] == ["x:may", "x:spring"]
    reasons = {(ban.person, ban.place): ban.reason for ban in after.request.rules.forbids}
    assert reasons["x:bo", "x:spring"] == "has March on these days"
    # A person with a slot no longer waits, whatever the date of the next plan.
    assert {person.id: person.waited for person in after.request.people}["x:bo"] == 0
    shown = evidence("slots", load_network(office), "x:bo", "x:may", Reason(WAITED, 0), as_of=ASKED)
    assert [link.split("|")[1] for link in shown] == ["FILLS"]
    next_day = slot_request(load_network(office), ["x:bo"], as_of="2027-03-21")
    assert [person.waited for person in next_day.request.people] == [0]
    with pytest.raises(InputError, match="Bo has March already"):
        accept_plan(office, plan, planned, by="Kim", only=["x:bo"], at=day)


def test_who_is_on_another_production_then_is_busy(embedded_store: Store) -> None:
    stages = ["production 2027-02-20/2027-03-10"]
    changed = facts(
        Project=[
            {"id": "x:film", "name": "Film", "year": 2025, "stages": stages},
            {"id": "x:other", "name": "Other", "stages": stages},
        ],
        WORKED_ON=[
            {"from_id": person, "to_id": film, "role": "editor"}
            for person, film in (("x:bo", "x:other"), ("x:chen", "x:film"))
        ],
    )
    source = {"id": "x:s", "name": "s"}
    assert import_facts(changed, name="o", source=source, store=embedded_store).problems == []
    bans = asked(embedded_store).request.rules.forbids
    reasons = {(ban.person, ban.place): ban.reason for ban in bans}
    assert reasons["x:bo", "x:march"] == "busy: Other, production 2027-02-20/2027-03-10"
    assert ("x:bo", "x:spring") not in reasons
    # The slot belongs to the production they are on.
    assert ("x:chen", "x:march") not in reasons


def test_slots_of_a_year_are_counted_with_those_had_before(store: Store) -> None:
    """Bo has a slot on the film in January 2027 and the resulting credit on its second unit; Chen
    was on a second unit in 2027 without a slot, An on one in 2026."""
    base = facts()
    january = {"id": "x:january", "name": "January", "type": "second unit", "state": "filled",
               "starts": "2027-01-02", "ends": "2027-01-09"}  # fmt: skip
    slots = [*base["Place"], january]
    credits = [
        {"from_id": person, "to_id": film, "role": "second unit director", "year": year}
        for person, film, year in (
            ("x:bo", "x:film", 2027), ("x:chen", "x:other", 2027), ("x:an", "x:other", 2026),
        )
    ]  # fmt: skip
    changed = facts(
        Place=slots,
        Project=[{"id": "x:film", "name": "Film"}, {"id": "x:other", "name": "Other"}],
        WORKED_ON=credits,
        OFFERS=[{"from_id": "x:film", "to_id": slot["id"]} for slot in slots],
        FILLS=[{"from_id": "x:bo", "to_id": "x:january", "state": "accepted"}],
    )
    source = {"id": "x:s", "name": "s"}
    assert import_facts(changed, name="o", source=source, store=store).problems == []
    given = asked(store, Rules(per_year=1)).request
    assert {person.id: person.had for person in given.people} == {
        "x:an": (2026,), "x:bo": (2027,), "x:chen": (2027,), "x:du": (),
    }  # fmt: skip
    plan = make_plan(given)
    assert {pair.person for pair in plan.placements} == {"x:an"}
    why = {left.person: why_unplaced(left, str) for left in plan.unplaced}
    assert why["x:bo"] == (
        "every suitable place is ruled out (3 places): x:bo has at most 1 place that begins in "
        "2027, including those they already have"
    )
    freer = make_plan(asked(store, Rules(per_year=2)).request)
    assert {pair.person for pair in freer.placements} == {"x:an", "x:bo", "x:chen"}
    with pytest.raises(Contradiction, match="x:bo is locked to x:may; x:bo has at most 1 place"):
        make_plan(asked(store, Rules(per_year=1, locks=(Lock("x:bo", "x:may"),))).request)


def test_days_to_travel_count_from_engagements_abroad(store: Store) -> None:
    """Bo is on a production in Spain until 12 March, Chen on one in China; the slot that begins on
    the 15th is in China, the May slot in Spain, and the country of the first is unknown."""
    base = facts()
    countries = {"x:spring": "China", "x:may": "Spain"}
    changed = facts(
        Place=[{**slot, "country": countries.get(slot["id"])} for slot in base["Place"]],
        Project=[
            {"id": "x:film", "name": "Film"},
            {"id": "x:there", "name": "There", "countries": ["Spain", "France"],
             "stages": ["production 2027-02-01/2027-03-12"]},
            {"id": "x:here", "name": "Here", "countries": ["CHINA"],
             "stages": ["production 2027-02-01/2027-03-12"]},
        ],
        WORKED_ON=[
            {"from_id": "x:bo", "to_id": "x:there", "role": "editor"},
            {"from_id": "x:chen", "to_id": "x:here", "role": "editor"},
        ],
    )  # fmt: skip
    source = {"id": "x:s", "name": "s"}
    assert import_facts(changed, name="o", source=source, store=store).problems == []

    def why(days: int) -> dict[tuple[str, str], str]:
        bans = asked(store, Rules(travel_days=days)).request.rules.forbids
        return {(ban.person, ban.place): ban.reason for ban in bans}

    reason = "has There, production 2027-02-01/2027-03-12 abroad, with too few days to travel"
    assert why(3)["x:bo", "x:spring"] == reason
    assert ("x:bo", "x:spring") not in why(2)
    assert ("x:chen", "x:spring") not in why(3)
    assert ("x:bo", "x:may") not in why(40)
    assert ("x:chen", "x:may") not in why(40)
    assert why(60)["x:chen", "x:may"].startswith("has Here")


def test_who_recommends_somebody_is_named_and_shown(store: Store) -> None:
    """A mentor and a school recommend Bo, a producer only for a mentor. Chen's recommendation has
    ended, Du's has not begun. Three recommend An, two of whom count."""

    def says(who: str, person: str, **more: str) -> dict[str, str]:
        return {"from_id": who, "to_id": person, **more}

    people = [{"id": f"x:{name}", "name": name.title()} for name in ("kim", "lee", "ray")]
    second_unit = {"purpose": "second unit"}
    changed = facts(
        Person=[*facts()["Person"], *people],
        School=[{"id": "x:school", "name": "School"}],
        WORKED_ON=[],
        RECOMMENDS=[
            says("x:kim", "x:bo", dated="2026-05-01", said="calm on a set", **second_unit),
            says("x:school", "x:bo"),
            says("x:ray", "x:bo", purpose="mentoring"),
            says("x:kim", "x:chen", until="2026-01", **second_unit),
            says("x:kim", "x:du", dated="2027-01-01", **second_unit),
            *(says(who, "x:an") for who in ("x:kim", "x:lee", "x:ray")),
        ],
    )
    source = {"id": "x:s", "name": "s"}
    assert import_facts(changed, name="o", source=source, store=store).problems == []
    given = asked(store)
    points = given.request.fit.points[RECOMMENDED]
    assert points.max(axis=1).tolist() == [200, 200, 0, 0]
    plan = make_plan(given.request)
    bo = next(pair for pair in plan.placements if pair.person == "x:bo")
    reason = next(reason for reason in bo.reasons if reason.kind == RECOMMENDED)
    assert reason.facts == ("x:kim", "x:school")
    assert [given.name(id_) for id_ in reason.facts] == ["Kim", "School"]
    shown = evidence("slots", load_network(store), "x:bo", bo.place, reason, as_of=ASKED)
    assert sorted(link.split("|")[0] for link in shown) == ["x:kim", "x:school"]


def test_no_slot_and_nobody_are_named(embedded_store: Store) -> None:
    source = {"id": "x:s", "name": "s"}
    import_facts(facts(TAKES_PART_IN=[]), name="o", source=source, store=embedded_store)
    with pytest.raises(InputError, match="nobody takes part"):
        asked(embedded_store)
    network = load_network(embedded_store)
    with pytest.raises(InputError, match="no open second unit slot begins from 2028 on"):
        slot_request(network, ["x:an"], as_of="2028")


def brought(store: Store, changed: dict[str, Any]) -> Store:
    source = {"id": "x:s", "name": "s"}
    assert import_facts(changed, name="o", source=source, store=store).problems == []
    return store


def wish(who: str, about: str, stance: str, **more: Any) -> dict[str, Any]:
    return {"from_id": f"x:{who}", "to_id": f"x:{about}", "stance": stance, **more}


def test_who_must_not_have_a_slot_does_not_whatever_is_locked(embedded_store: Store) -> None:
    """By open and confidential wishes about the slot, who offers it, and who is on it already; a
    wish rather not to has its price."""
    base = facts(
        FILLS=[{"from_id": "x:du", "to_id": "x:may", "state": "accepted"}],
        WISHES=[
            wish("bo", "spring", "must not", why="a quarrel", confidential=True),
            wish("an", "may", "wants", rank=3),
            wish("chen", "film", "would rather not"),
            wish("an", "chen", "must not"),
            wish("chen", "du", "must not"),
        ],
    )
    for slot in base["Place"]:
        slot["most"] = 2
    network = load_network(brought(embedded_store, base))
    secret = confidential_links(embedded_store, "wish")

    def given(*locks: Lock) -> NetworkRequest:
        rules = Rules(locks=locks)
        return slot_request(network, secret=secret, rules=rules, as_of=ASKED)

    request = given().request
    bans = {(ban.person, ban.place): ban for ban in request.rules.forbids}
    assert (bans["x:bo", "x:spring"].reason, bans["x:bo", "x:spring"].confidential) == (
        AGAINST, True,
    )  # fmt: skip
    assert bans["x:chen", "x:may"].reason == AGAINST_HOLDER
    assert [(rule.person, rule.companion) for rule in request.rules.apart] == [
        ("x:an", "x:chen"), ("x:chen", "x:du"),
    ]  # fmt: skip
    points = request.fit.points["their wish"]
    ids = [person.id for person in request.people]
    assert points[ids.index("x:chen")].tolist() == [-400, -400, -400]
    assert points[ids.index("x:an")].tolist() == [0, 600, 0]
    reserved = Reason("their wish", -400)
    assert evidence("slots", network, "x:chen", "x:march", reserved, as_of=ASKED) == (
        "x:chen|WISHES|x:film|would rather not",
    )
    for person, place in (("x:bo", "x:spring"), ("x:chen", "x:may")):
        with pytest.raises(PlanRefused):
            make_plan(given(Lock(person, place)).request)


def test_dates_of_slots_that_stop_at_the_month_count_whole(embedded_store: Store) -> None:
    slots = [
        {"id": "x:march", "name": "March", "starts": "2027-03", "ends": "2027-03"},
        {"id": "x:now", "name": "Now", "starts": "2026-11", "ends": "2026-12"},
        {"id": "x:past", "name": "Past", "starts": "2019-03", "ends": "2019-04"},
        {"id": "x:gone", "name": "Withdrawn", "starts": "2027-03"},
    ]
    offers = [{"from_id": "x:film", "to_id": slot["id"]} for slot in slots]
    offers[-1]["until"] = "2026-06"
    changed = facts(Place=[{**slot, "type": "second unit"} for slot in slots], OFFERS=offers)
    request = asked(brought(embedded_store, changed), Rules(per_year=1)).request
    assert {place.id: (place.starts, place.ends) for place in request.places} == {
        "x:march": (date(2027, 3, 1), date(2027, 3, 31)),
        "x:now": (date(2026, 11, 1), date(2026, 12, 31)),
    }
    reasons = {(ban.person, ban.place): ban.reason for ban in request.rules.forbids}
    assert reasons == {("x:an", "x:march"): "busy: teaching 2027-03/2027-03"}


def test_an_old_plan_gives_a_slot_to_no_second_person(embedded_store: Store) -> None:
    store = brought(embedded_store, facts())
    plans = {
        (person, slot): (make_plan(given.request), NETWORK_PLANS["slots"].facts(given))
        for person, slot in (("x:bo", "x:may"), ("x:chen", "x:may"), ("x:bo", "x:spring"))
        for given in [asked(store, Rules(locks=(Lock(person, slot),)))]
    }
    day = datetime(2026, 11, 16)
    accept_plan(store, *plans["x:bo", "x:may"], by="Kim", only=["x:bo"], at=day)
    with pytest.raises(InputError, match=r"May .*has no room left for Chen"):
        accept_plan(store, *plans["x:chen", "x:may"], by="Kim", only=["x:chen"], at=day)
    with pytest.raises(InputError, match=r"Bo was given May .*after this plan was made"):
        accept_plan(store, *plans["x:bo", "x:spring"], by="Kim", only=["x:bo"], at=day)
