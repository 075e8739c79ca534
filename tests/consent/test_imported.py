"""People withdrawn by a row of an import are absent from the store, on both stores."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from typing import Any

import polars as pl
import pytest
from filelock import FileLock

from graphmodel.consent import withdraw as withdrawing
from graphmodel.consent.audit import audit
from graphmodel.consent.withdraw import (
    find_person,
    finish_stated,
    finish_withdrawals,
    withdraw,
)
from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch
from graphmodel.ingest.frames import import_facts
from graphmodel.ingest.ledger import undo
from graphmodel.ingest.pipeline import import_items
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.workspace.lists import add_to_list, create_list, write_note
from graphmodel.workspace.questions import ask_question, save_question
from graphmodel.workspace.verdicts import NOT_THIS_ONE, give_verdict
from graphmodel.workspace.views import Drawing, DrawnNode, save_view
from tests.consent.small_network import (
    FIRST,
    HERS,
    MARA,
    NAMES,
    SECOND,
    TWIN,
    fill,
    first_list,
    second_list,
    take_in,
)

SOURCE = {"id": f"source:{FIRST}", "name": FIRST}

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
    """Everything that queries return."""
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
    finish_withdrawals(store, report)
    (withdrawal,) = store.withdrawals.records()
    assert (withdrawal.finished, withdrawal.by) == (True, "an import")
    assert not [word for word in HERS if word in answers(store).replace("a:mara-venn-2", "")]
    assert store.counts().nodes["Person"] == 2
    assert audit(store, HERS).matches == ()


def test_what_an_undone_import_left_in_the_files_is_erased_too(embedded_store: Store) -> None:
    take_in(embedded_store, FIRST, first_list())
    undo(embedded_store, embedded_store.imports()[0].number)
    assert embedded_store.kinds_of([MARA]) == {}
    assert audit(embedded_store, HERS).matches != ()  # a database page keeps the bytes
    finish_withdrawals(embedded_store, take_in(embedded_store, FIRST, leaving()))
    assert audit(embedded_store, HERS).matches == ()


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


def a_film(node_id: str = "c:film") -> dict[str, Any]:
    return {"id": node_id, "name": "The Weir", "year": 2019}


def her_own_row(node_id: str = MARA) -> dict[str, list[dict[str, Any]]]:
    """A list of her own in which Mara withdraws."""
    return {"Person": [{"id": node_id, "name": NAMES[0], "consent": "withdrawn"}]}


def write_about_her(store: Store) -> None:
    """Put Mara on a list, give a verdict on her, draw her, and write her name elsewhere."""
    network = load_network(store)
    create_list(store, "Ann", "Autumn")
    add_to_list(store, network, "Ann", "Autumn", [MARA, "a:kit"])
    write_note(store, network, "Ann", "Autumn", "a:kit", f"a friend of {NAMES[0]} ({MARA})")
    give_verdict(store, network, "Ann", "a:kit", [MARA], NOT_THIS_ONE)
    drawn = {i: DrawnNode(i, "#445566", 0, 0) for i in (MARA, "a:kit")}
    save_view(store, "Ann", "Circle", "real", {}, Drawing(drawn, ()), note=f"with {NAMES[0]}")


def test_what_people_made_about_somebody_who_is_not_there_goes_too(store: Store) -> None:
    take_in(store, FIRST, first_list())
    write_about_her(store)
    undo(store, 1)
    take_in(store, SECOND, second_list())
    assert audit(store, [MARA, NAMES[0]]).matches != ()
    report = take_in(store, "letters", her_own_row())
    finish_withdrawals(store, report)
    (withdrawal,) = store.withdrawals.records()
    assert withdrawal.finished
    assert audit(store, [MARA, NAMES[0]]).matches == ()


def test_files_are_not_written_anew_where_nothing_was_erased(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.rewrite()  # other tests may have left traces of her in the files
    rewrites: list[Store] = []
    monkeypatch.setattr(type(store), "rewrite", lambda store: rewrites.append(store))
    finish_withdrawals(store, take_in(store, FIRST, leaving()))
    assert [w.finished for w in store.withdrawals.records()] == [True]
    assert rewrites == []


def test_files_are_written_anew_after_a_kill_even_if_nothing_is_left_to_erase(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(store: Store) -> None:
        raise Killed

    rewrites: list[Store] = []
    take_in(store, FIRST, first_list())
    write_about_her(store)
    undo(store, 1)
    report = take_in(store, "letters", her_own_row())
    monkeypatch.setattr(type(store), "rewrite", killed)
    with pytest.raises(Killed):
        finish_withdrawals(store, report)
    monkeypatch.setattr(type(store), "rewrite", lambda store: rewrites.append(store))
    finish_withdrawals(store)
    assert rewrites == [store]


class WaitingLock(FileLock):
    """A lock that signals when a thread waits for it, so that its holder can release it."""

    wanted = Event()

    def acquire(self, *arguments: Any, **options: Any) -> Any:
        if self.timeout != 0:
            self.wanted.set()
        return super().acquire(*arguments, **options)


@pytest.fixture
def held_lock(own_folders: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The erasure lock, held by another thread until something waits for it."""
    monkeypatch.setattr(withdrawing, "FileLock", WaitingLock)
    path, held, over = withdrawing._lock_file(), Event(), Event()
    WaitingLock.wanted.clear()

    def hold() -> None:
        with FileLock(path):
            held.set()
            while not (WaitingLock.wanted.wait(0.05) or over.is_set()):
                pass

    thread = Thread(target=hold)
    thread.start()
    held.wait()
    yield
    over.set()
    thread.join()


@pytest.mark.usefixtures("quick")
def test_questions_wait_for_whoever_is_erasing(store: Store, request: Any) -> None:
    fill(store)
    save_question(store, "Ann", "people", "MATCH (p:Person) RETURN p.id ORDER BY p.id")
    take_in(store, FIRST, leaving())
    request.getfixturevalue("held_lock")
    with ThreadPoolExecutor(3) as pool:
        answers = [pool.submit(ask_question, store, "people") for _ in range(3)]
        told = {answer.result().answer.rows for answer in answers}
    assert told == {(("a:kit",), ("a:mara-venn-2",), ("b:1",))}


@pytest.mark.usefixtures("quick")
def test_a_network_does_not_wait_and_leaves_them_out(store: Store, request: Any) -> None:
    take_in(store, FIRST, first_list())
    take_in(store, FIRST, leaving())
    request.getfixturevalue("held_lock")
    assert MARA not in load_network(store)
    assert not WaitingLock.wanted.is_set()


def una(node_id: str, *catalogue_ids: str, consent: str | None = None) -> dict[str, Any]:
    row = {"id": node_id, "name": f"Una {node_id}", "external_ids": list(catalogue_ids)}
    return row | ({"consent": consent} if consent else {})


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("order", [1, -1])
def test_their_other_rows_in_the_same_import_stay_out(store: Store, order: int) -> None:
    people = [
        una("q:1", "cat:una", consent="withdrawn"),
        una("q:2", "cat:una", "cat:2"),
        una("q:3", "cat:2"),
        una("q:4", "q:1"),
        una("q:5", "cat:5"),
    ][::order]
    films = {"Project": [a_film()], "WORKED_ON": [
        {"from_id": f"q:{n}", "to_id": "c:film", "role": "director"} for n in range(1, 6)
    ]}  # fmt: skip
    report = take_in(store, FIRST, {"Person": people, **films})
    assert (report.kind("Person").withdrawn, report.kind("WORKED_ON").withdrawn) == (4, 4)
    finish_withdrawals(store, report)
    assert store.kinds_of([row["id"] for row in people]) == {"q:5": "Person"}
    later = take_in(store, SECOND, {"Person": [una("q:2"), una("q:6", "cat:2")]})
    assert later.kind("Person").withdrawn == 2


@pytest.mark.usefixtures("quick")
def test_what_is_no_id_of_a_catalogue_makes_nobody_the_same(store: Store) -> None:
    fillers = ("n/a", "unknown", "-", ": ")
    take_in(store, FIRST, {"Person": [una("q:7", *fillers)]})
    people = [una("q:1", "cat:una", *fillers, consent="withdrawn"), una("q:5", *fillers)]
    finish_withdrawals(store, take_in(store, SECOND, {"Person": people}))
    assert store.kinds_of(["q:1", "q:5", "q:7"]) == {"q:5": "Person", "q:7": "Person"}


@pytest.mark.usefixtures("quick")
def test_their_row_in_an_earlier_batch_is_erased(store: Store) -> None:
    source = pl.DataFrame([{"id": "s:1", "name": "A catalogue"}])
    rows = [una("q:2", "cat:una"), una("q:1", "cat:una", consent="withdrawn"), una("q:5", "cat:5")]
    frames = [pl.DataFrame([row | {"sources": ["s:1"]}]) for row in rows]
    batches = [Batch("Source", source, "a"), *(Batch("Person", frame, "a") for frame in frames)]
    report = import_items(store, "catalogue", lambda: batches)
    assert report.problems == []
    finish_withdrawals(store, report)
    assert store.kinds_of(["q:1", "q:2", "q:5"]) == {"q:5": "Person"}
    matches = audit(store, ["q:2", "Una q:2"]).matches
    assert not [match for match in matches if match.where.startswith("store")]
    undo(store, 1)
    assert store.kinds_of(["q:2"]) == {}
    assert take_in(store, SECOND, {"Person": [una("q:2")]}).kind("Person").withdrawn == 1


@pytest.mark.usefixtures("quick")
def test_the_ids_in_other_collections_of_whom_another_program_wrote_are_refused(
    store: Store,
) -> None:
    take_in(store, FIRST, {"Person": [una("q:1", "cat:una"), una("q:2", "cat:una")]})
    state = "MATCH (p:Person {id: 'q:1'}) SET p.consent = 'withdrawn'"
    store.in_transaction(lambda tx: tx.run(state).consume())  # type: ignore[attr-defined]
    assert finish_stated(store) == 1
    assert store.kinds_of(["q:1", "q:2"]) == {}
    later = take_in(store, SECOND, {"Person": [una("q:7", "cat:una"), una("q:2")]})
    assert later.kind("Person").withdrawn == 2


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("node", ["{name: 'No Id'}", "{name: 'Number', id: 7}"])
def test_a_node_of_another_program_without_an_id_of_ours_stops_nothing(
    store: Store, node: str
) -> None:
    fill(store)
    state = f"CREATE (p:Person {node}) SET p.consent = 'withdrawn'"
    store.in_transaction(lambda tx: tx.run(state).consume())  # type: ignore[attr-defined]
    assert finish_stated(store) == 0
    withdraw(store, find_person(store, MARA), by="Bo")
    assert finish_stated(store) == 0
    assert store.kinds_of([MARA]) == {}


def many(people: int, leaving: int) -> dict[str, list[dict[str, Any]]]:
    rows = [{"id": f"m:{n}", "name": f"Person {n}"} for n in range(people)]
    return {"Person": [r | {"consent": "withdrawn" if n < leaving else "given"}
                       for n, r in enumerate(rows)]}  # fmt: skip


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_wrong_column_erases_nobody(store: Store, dry_run: bool) -> None:
    take_in(store, FIRST, many(100, 0))
    with pytest.raises(InputError) as error:
        import_facts(many(100, 21), name=FIRST, source=SOURCE, store=store, dry_run=dry_run)
    assert "21 of its 100 people" in str(error.value)
    assert "--withdraw-many" in str(error.value)
    assert "\n" not in str(error.value)
    assert store.withdrawals.records() == []
    assert store.counts().nodes["Person"] == 100


@pytest.mark.usefixtures("quick")
def test_many_withdraw_where_this_is_asked_for(store: Store) -> None:
    take_in(store, FIRST, many(100, 0))
    report = import_facts(many(100, 21), name=FIRST, source=SOURCE, store=store, withdraw_many=True)
    finish_withdrawals(store, report)
    assert store.counts().nodes["Person"] == 79
    again = import_facts(many(100, 21), name=FIRST, source=SOURCE, store=store)
    assert again.kind("Person").withdrawn == 21


@pytest.mark.parametrize(("people", "leaving"), [(25, 20), (220, 21)])
def test_a_few_withdraw_without_more_ado(store: Store, people: int, leaving: int) -> None:
    report = take_in(store, FIRST, many(people, leaving))
    assert report.kind("Person").withdrawn == leaving


def state_of(store: Store) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """The counts of all nodes, and the kind and id of each claim by a finished import."""
    live = {r.number for r in store.imports() if r.state == "finished"}
    headers = [h for h in store.import_log.parts() if live & set(h.imports)]
    claims = [(h.kind, i) for h, rows in store.import_log.rows(headers) for i in rows["id"]]
    return dict(store.counts().nodes), sorted(claims)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("name", [FIRST, "another list"])
def test_a_refused_import_leaves_nothing_behind(store: Store, name: str) -> None:
    take_in(store, FIRST, many(100, 0))
    before = state_of(store)
    source = {"id": "source:of the refused", "name": "Of the refused"}
    with pytest.raises(InputError, match="refused"):
        import_facts(many(100, 21), name=name, source=source, store=store)
    assert state_of(store) == before
    assert store.kinds_of(["source:of the refused"]) == {}
    assert all(record.state != "unfinished" for record in store.imports())


@pytest.mark.usefixtures("quick")
def test_what_was_written_before_an_import_is_refused_is_taken_back(store: Store) -> None:
    def items() -> Iterator[Batch]:
        yield Batch("Source", pl.DataFrame([SOURCE]), "t")
        for n in range(4):
            leaving = "withdrawn" if n == 3 else "given"
            rows = [
                {
                    "id": f"n:{n}-{i}",
                    "name": f"N {n} {i}",
                    "consent": leaving,
                    "sources": [SOURCE["id"]],
                }
                for i in range(30)
            ]
            yield Batch("Person", pl.DataFrame(rows), "t")

    with pytest.raises(InputError, match="30 of its 120 people"):
        import_items(store, "in blocks", items)
    assert store.counts().nodes.get("Person", 0) == 0
    assert state_of(store)[1] == []


def twins(records: int) -> dict[str, list[dict[str, Any]]]:
    """People with one record each, who all have the same id in another collection."""
    return {"Person": [una(f"s:{n}", "cat:all") for n in range(records)]}


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("dry_run", [False, True])
def test_records_here_with_a_shared_id_count_as_people_who_leave(
    store: Store, dry_run: bool
) -> None:
    take_in(store, SECOND, twins(40))
    before = state_of(store)
    facts = many(50, 1)
    facts["Person"][0]["external_ids"] = ["cat:all"]
    with pytest.raises(InputError) as error:
        import_facts(facts, name=FIRST, source=SOURCE, store=store, dry_run=dry_run)
    assert (
        "1 of its 50 people, with 40 more records here that share an id with them, have withdrawn"
        in str(error.value)
    )
    assert state_of(store) == before
    assert store.withdrawals.records() == []


@pytest.mark.usefixtures("quick")
def test_records_here_that_share_an_id_only_by_a_third_count_too(store: Store) -> None:
    rows = [una("s:0", "cat:a", "cat:b"), *(una(f"s:{n}", "cat:b") for n in range(1, 30))]
    take_in(store, SECOND, {"Person": rows})
    facts = many(50, 1)
    facts["Person"][0]["external_ids"] = ["cat:a"]
    with pytest.raises(InputError, match="with 30 more records here"):
        take_in(store, FIRST, facts)


@pytest.mark.usefixtures("quick")
def test_the_older_records_of_the_rows_themselves_are_not_counted_twice(store: Store) -> None:
    take_in(store, FIRST, many(15, 0))
    report = take_in(store, FIRST, many(15, 15))
    assert report.kind("Person").withdrawn == 15
