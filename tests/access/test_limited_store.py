"""Rights of each role on both stores: every action tried by every role."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from graphmodel.access.audit_log import AuditLog
from graphmodel.access.limited_store import _CHANGING, _LOGS, _READING, check, limited
from graphmodel.access.roles import Actor, Right, Role
from graphmodel.consent.withdraw import find_person, withdraw
from graphmodel.errors import NotAllowed
from graphmodel.ingest.ledger import undo
from graphmodel.resolver.judgement_store import judge, load_judgements
from graphmodel.resolver.judgement_store import undo as undo_judgement
from graphmodel.resolver.value_choice import conflicts_in, judge_value
from graphmodel.snapshot import load_network, load_records
from graphmodel.store.base import Store
from graphmodel.workspace import lists
from graphmodel.workspace.questions import save_question
from tests.consent.small_network import take_in

pytestmark = pytest.mark.usefixtures("own_folders")

# Not a person of the withdrawal tests, which search the files of the same store for traces.
INES, HER_NAME = "t:ines", "Ines Orr"
TEAM_LIST = {
    "Person": [
        {"id": INES, "name": HER_NAME},
        {"id": "t:odo", "name": "Odo Brandt"},
        {"id": "t:kit", "name": "Kit Larsen"},
    ],
    "Project": [{"id": f"t:film{n}", "name": f"The Quay {n}", "year": 2010 + n} for n in range(3)],
    "WORKED_ON": [
        {"from_id": person, "to_id": f"t:film{n}", "role": "director"}
        for n in range(3)
        for person in (INES, "t:odo", "t:kit")
    ],
}
OTHER_LIST = {"Person": [{"id": "u:7", "name": "I. Orr"}, {"id": "u:1", "name": "Odo Brandt"}]}
CONFLICT = {"Project": [{"id": "t:film1", "name": "The Quay 1", "year": 1999}]}
ALL: frozenset[Right] = frozenset(Right)


def _judge_value(store: Store) -> None:
    network = load_network(store)
    conflict = next(c for c in conflicts_in(network) if c.id == "t:film1")
    judge_value(store, network, conflict.id, "year", "1999", by="Ann")


ACTIONS: Mapping[str, tuple[Right, Callable[[Store], Any]]] = {
    "a list": (Right.KEEP, lambda store: lists.create_list(store, "Ann", "Another")),
    "a question": (Right.KEEP, lambda store: save_question(store, "Ann", "Q", "RETURN 1")),
    "a duplicate": (
        Right.JUDGE,
        lambda store: judge(store, load_records(store), ("t:odo", "u:1"), "different", by="Ann"),
    ),
    "a duplicate undone": (
        Right.JUDGE,
        lambda store: undo_judgement(
            store, next(j.id for j in load_judgements(store) if INES in (j.left_id, j.right_id))
        ),
    ),
    "a value": (Right.JUDGE, _judge_value),
    "an import": (Right.IMPORT, lambda store: take_in(store, "third", CONFLICT)),
    "an import undone": (Right.IMPORT, lambda store: undo(store, 2)),
    "the order of sources": (
        Right.IMPORT,
        lambda store: store.values.set_order(["source:differing"]),
    ),
    "an acceptance": (Right.PLAN, lambda store: take_in(store, "plan", CONFLICT)),
    "a person": (
        Right.ERASE,
        lambda store: withdraw(store, find_person(store, "t:kit"), by="Ann", reason=""),
    ),
}


@pytest.fixture
def filled(store: Store) -> Store:
    take_in(store, "team list", TEAM_LIST)
    take_in(store, "other list", OTHER_LIST)
    judge(store, load_records(store), (INES, "u:7"), "same", by="Ann")
    take_in(store, "differing", CONFLICT)
    return store


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "log")


def content(store: Store) -> tuple[Any, ...]:
    """Everything in a store that an action may change."""
    return (
        store.revision(),
        [record.state for record in store.imports()],
        store.workspace.number(),
        store.values.order(),
        store.values.judgements(),
        store.withdrawals.records(),
        load_judgements(store),
    )


@pytest.mark.parametrize("action", ACTIONS)
def test_each_role_does_what_it_may_and_nothing_else(
    filled: Store, log: AuditLog, action: str
) -> None:
    right, act = ACTIONS[action]
    before = content(filled)
    for role in Role:
        actor = Actor("Ann", role)
        rights = {Right.READ, right} & role.rights
        if right in role.rights:
            continue
        with pytest.raises(NotAllowed, match="is not allowed to"):
            act(limited(filled, actor, rights, log))
        assert content(filled) == before, role
    allowed = Actor("Ann", next(role for role in Role if right in role.rights))
    with pytest.raises(NotAllowed):  # the right must also have been checked
        act(limited(filled, allowed, {Right.READ}, log))
    assert content(filled) == before
    act(limited(filled, allowed, {Right.READ, right}, log))
    assert content(filled) != before


def test_an_editor_writes_no_fact_by_the_right_to_judge(filled: Store, log: AuditLog) -> None:
    store = limited(filled, Actor("Ed", Role.EDITOR), {Right.READ, Right.KEEP, Right.JUDGE}, log)
    before = content(filled)
    for act in (
        lambda: take_in(store, "third", CONFLICT),
        lambda: store.erase("Project", ["t:film1"]),
        lambda: undo(store, 1),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert content(filled) == before


def test_a_reader_reads_everything(filled: Store, log: AuditLog) -> None:
    store = limited(filled, Actor("Re", Role.READER), {Right.READ}, log)
    assert list(load_network(store).ids) == list(load_network(filled).ids)
    assert store.query("MATCH (p:Person) RETURN count(p) AS n").rows[0][0] > 0
    assert [record.name for record in store.imports()] == [r.name for r in filled.imports()]
    assert store.workspace.items("list") == []
    assert list(log.entries()) == []


def test_what_is_done_and_refused_is_logged_with_who(embedded_store: Store, log: AuditLog) -> None:
    editor, reader = Actor("Ed", Role.EDITOR), Actor("Re", Role.READER)
    lists.create_list(limited(embedded_store, editor, {Right.READ, Right.KEEP}, log), "Ed", "A")
    with pytest.raises(NotAllowed):
        lists.create_list(limited(embedded_store, reader, {Right.READ}, log), "Re", "B")
    with pytest.raises(NotAllowed):
        check(reader, Right.ERASE, "erase a person", log)
    check(Actor("Ad", Role.ADMINISTRATOR), Right.IMPORT, "import films", log)
    assert [(e.by, e.role, e.action, e.outcome) for e in log.entries()] == [
        ("Ad", "administrator", "import or undo imports", "done"),
        ("Re", "reader", "erase people", "refused"),
        ("Re", "reader", "change lists, notes and views", "refused"),
        ("Ed", "editor", "change lists, notes and views", "done"),
    ]


def test_the_log_names_nobody_of_whom_the_facts_are(filled: Store, log: AuditLog) -> None:
    editor = Actor("Ed", Role.EDITOR)
    store = limited(filled, editor, {Right.READ, Right.KEEP, Right.JUDGE}, log)
    network = load_network(filled)
    made = lists.create_list(store, "Ed", f"With {HER_NAME}")
    lists.add_to_list(store, network, "Ed", made.id, [INES], because=f"{HER_NAME} is good")
    ACTIONS["a duplicate undone"][1](store)
    text = log.path.read_text()
    assert [entry.about for entry in log.entries()][1:] == [
        "commit 1 entry, 1 list",
        "commit 1 list",
    ]
    assert not [word for word in (INES, "u:7", HER_NAME, "I. Orr") if word in text]


def test_nothing_is_done_that_cannot_be_logged(embedded_store: Store, tmp_path: Path) -> None:
    (tmp_path / "audit.jsonl").mkdir()
    store = limited(
        embedded_store, Actor("Ed", Role.EDITOR), {Right.READ, Right.KEEP}, AuditLog(tmp_path)
    )
    with pytest.raises(Exception, match="nothing was done"):
        lists.create_list(store, "Ed", "A")
    assert embedded_store.workspace.number() == 0


def test_every_member_of_a_store_has_its_right(embedded_store: Store) -> None:
    members = {name for name in dir(Store) if not name.startswith("_")}
    members |= set(Store.__annotations__)
    assert members == _READING | set(_CHANGING) | set(_LOGS)
    assert not _READING & set(_CHANGING)
    for name, (reading, changing) in _LOGS.items():
        record = getattr(embedded_store, name)
        assert {m for m in dir(record) if not m.startswith("_")} == reading | set(changing), name


def test_what_has_no_right_is_closed(embedded_store: Store, log: AuditLog) -> None:
    store: Any = limited(embedded_store, Actor("Ad", Role.ADMINISTRATOR), ALL, log)
    for name in ("driver", "write_session", "key", "made_up"):
        with pytest.raises(NotAllowed):
            getattr(store, name)
