"""Who withdraws by a row of an import is not in the store, on both stores."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.consent.audit import audit
from graphmodel.consent.withdraw import finish_stated, finish_withdrawals
from graphmodel.ingest.ledger import undo
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.workspace.questions import ask_question, save_question
from tests.consent.small_network import FIRST, HERS, MARA, TWIN, fill, first_list, take_in

pytestmark = pytest.mark.usefixtures("own_folders")

EVERYTHING = (
    "MATCH (n) RETURN n",
    "MATCH (n) RETURN properties(n)",
    "MATCH (a)-[r]->(b) RETURN a.id, properties(r), b.id",
)


def leaving() -> dict[str, list[dict[str, Any]]]:
    """A newer release of the first list in which Mara withdraws."""
    facts = first_list()
    facts["Person"][0]["consent"] = "withdrawn"
    return facts


def answers(store: Store) -> str:
    """All that queries tell."""
    return repr([store.query(statement, rows=10_000).rows for statement in EVERYTHING])


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EmbeddedStore, "rewrite", lambda store: None)


def test_who_is_new_and_withdrawn_never_comes_in(store: Store) -> None:
    report = take_in(store, FIRST, leaving())
    assert report.problems == []
    assert (report.kind("Person").withdrawn, report.kind("WORKED_ON").withdrawn) == (1, 3)
    (note,) = report.notes
    assert "1 person has withdrawn their consent" in note.text
    (withdrawal,) = store.withdrawals.records()
    assert (withdrawal.finished, withdrawal.by) == (True, "an import")
    assert not [word for word in HERS if word in answers(store).replace("a:mara-venn-2", "")]
    assert store.counts().nodes["Person"] == 2
    assert audit(store, HERS).matches == ()


def test_who_was_there_is_erased_with_every_record_judged_the_same(store: Store) -> None:
    fill(store)
    take_in(store, FIRST, leaving())
    finish_withdrawals(store)
    assert not [word for word in HERS if word in answers(store).replace("a:mara-venn-2", "")]
    assert store.kinds_of([MARA, TWIN, "a:kit"]) == {"a:kit": "Person"}
    (withdrawal,) = store.withdrawals.records()
    assert withdrawal.finished
    assert withdrawal.counts == {"records": 2, "links": 5, "claims": 6}
    assert audit(store, HERS).matches == ()


@pytest.mark.usefixtures("quick")
def test_nothing_brings_them_back(store: Store) -> None:
    fill(store)
    take_in(store, FIRST, leaving())
    finish_withdrawals(store)
    report = take_in(store, FIRST, first_list())
    assert report.kind("Person").withdrawn == 1
    undo(store, max(record.number for record in store.imports()))
    assert MARA not in store.kinds_of([MARA])
    assert MARA not in load_network(store)
    assert len(store.withdrawals.records()) == 1


@pytest.mark.usefixtures("quick")
def test_a_question_is_asked_after_the_erasing(store: Store) -> None:
    fill(store)
    save_question(store, "Ann", "people", "MATCH (p:Person) RETURN p.id ORDER BY p.id")
    take_in(store, FIRST, leaving())
    answer = ask_question(store, "people").answer
    assert answer.rows == (("a:kit",), ("a:mara-venn-2",), ("b:1",))


@pytest.mark.usefixtures("quick")
def test_what_another_program_wrote_is_erased_before_it_is_read(store: Store) -> None:
    fill(store)
    state = "MATCH (p:Person {id: $id}) SET p.consent = 'withdrawn'"
    store.in_transaction(lambda tx: tx.run(state, id=MARA).consume())  # type: ignore[attr-defined]
    assert finish_stated(store) == 1
    assert store.kinds_of([MARA, TWIN]) == {}
    assert finish_stated(store) == 0


@pytest.mark.parametrize("answer", ["given", "not asked", None])
def test_any_other_answer_changes_nothing(store: Store, answer: str | None) -> None:
    facts = first_list()
    facts["Person"][0]["consent"] = answer
    report = take_in(store, FIRST, facts)
    assert (report.total.withdrawn, report.notes) == (0, [])
    assert store.counts().nodes["Person"] == 3
    assert store.withdrawals.records() == []
