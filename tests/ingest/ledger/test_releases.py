"""The same data again, newer data of the same name, and interrupted imports."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graphmodel.errors import InputError
from graphmodel.facts.batch import Report
from graphmodel.ingest.ledger import undo
from graphmodel.ingest.pipeline import ImportOptions, ImportStopped, import_items
from graphmodel.store.base import Store
from graphmodel.store.records import ImportRecord
from tests.ingest.ledger.small_graphs import DataSet, Row, import_rows, items, store_facts

SOURCE = [{"id": "s", "name": "S"}]
RECORD = ImportRecord("a", "sum", importer="case", place="here")


def person(key: str, name: str = "Ann", source: str = "s") -> Row:
    return {"id": key, "name": name, "sources": [source]}


def people(*keys: str) -> DataSet:
    return {"Source": SOURCE, "Person": [person(key) for key in keys]}


def test_the_same_data_again_writes_nothing_and_makes_no_new_record(store: Store) -> None:
    import_rows(store, "a", people("p1", "p2"))
    revision = store.revision()
    repeated = import_rows(store, "a", people("p1", "p2")).total
    assert (repeated.written, repeated.unchanged) == (0, 3)
    assert store.revision() == revision
    (record,) = store.imports()
    assert record.seen
    assert record.count("written") == 3


def test_a_newer_release_updates_adds_and_marks_what_is_gone(store: Store) -> None:
    film = {"id": "f1", "name": "F", "sources": ["s"]}
    link = {"from_id": "p1", "to_id": "f1", "role": "actor", "sources": ["s"]}
    old = {**people("p1", "p2", "p3"), "Project": [film], "WORKED_ON": [link]}
    import_rows(store, "a", old)
    import_rows(
        store, "b", {"Source": [{"id": "t", "name": "T"}], "Person": [person("p2", "Bo", "t")]}
    )
    new = {**people("p1"), "Project": [film]}
    new["Person"] = [person("p1", "Anna"), person("p4")]
    report = import_rows(store, "a", new)
    assert {kind: count.gone for kind, count in report.kinds.items() if count.gone} == {
        "Person": 2, "WORKED_ON": 1,
    }  # fmt: skip
    facts = store_facts(store)
    assert facts["Person"]["p1"] == person("p1", "Anna") | {"labels": ["Creator"]}
    assert facts["Person"]["p2"] == {
        "id": "p2", "name": "Bo", "sources": ["s", "t"], "no_longer_claimed_by": ["s"],
    }  # fmt: skip
    assert facts["Person"]["p3"]["no_longer_claimed_by"] == ["s"]
    assert facts["Person"]["p4"] == person("p4")
    assert facts["WORKED_ON"]["p1|WORKED_ON|f1|actor"]["no_longer_claimed_by"] == ["s"]
    undo(store, 3)
    assert all("no_longer_claimed_by" not in row for row in store_facts(store)["Person"].values())


def test_kinds_that_are_gone_are_counted_in_order_of_their_names(store: Store) -> None:
    kinds = ("School", "Project", "Organisation", "Programme", "Festival")
    old = {kind: [{"id": kind, "name": kind, "sources": ["s"]}] for kind in kinds}
    import_rows(store, "a", {**people("p1"), **old})
    report = import_rows(store, "a", people("p1"))
    assert list(report.kinds) == ["Source", "Person", *sorted(kinds)]


def test_what_comes_back_is_claimed_again(store: Store) -> None:
    for data in (people("p1", "p2"), people("p1"), people("p2", "p1")):
        import_rows(store, "a", data)
    assert store_facts(store)["Person"] == {"p1": person("p1"), "p2": person("p2")}


def test_a_release_turns_a_part_and_its_whole_round(store: Store) -> None:
    def series(part: str, whole: str) -> DataSet:
        films = [{"id": key, "name": key, "sources": ["s"]} for key in ("f1", "f2")]
        links = [{"from_id": part, "to_id": whole, "sources": ["s"]}]
        return {"Source": SOURCE, "Project": films, "PART_OF": links}

    def standing() -> set[str]:
        links = store_facts(store)["PART_OF"]
        return {key for key, row in links.items() if "no_longer_claimed_by" not in row}

    def taken_in(name: str, data: DataSet, **options: bool) -> list[str]:
        record = ImportRecord(name, repr(data), importer="case", place=name)
        report = import_items(store, record, lambda: items(data), ImportOptions(**options))
        return [problem.problem for problem in report.problems]

    wrong, right = series("f1", "f2"), series("f2", "f1")
    assert taken_in("a", wrong) == []
    assert taken_in("b", right) == ["a cycle"], "another data set still says otherwise"
    assert taken_in("a", right, dry_run=True) == []
    assert taken_in("a", right) == []
    assert standing() == {"f2|PART_OF|f1"}
    assert taken_in("b", right) == []
    assert taken_in("a", wrong) == ["a cycle"], "the other data set now says otherwise"


def test_a_release_after_an_unfinished_one_is_the_newest(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphmodel.ingest.pipeline.ROWS_A_WRITE", 1)

    def taken_in(data: DataSet, stop: Callable[[], bool] | None = None) -> None:
        record = ImportRecord("people.csv", repr(data), importer="case")
        import_items(store, record, lambda: items(data), ImportOptions(stop=stop))

    original, corrected = people("p1", "p2", "p3"), people("p1", "p2", "p4")
    corrected["Person"][0]["name"] = "Anna"
    with pytest.raises(ImportStopped):
        taken_in(original, stopping_after(3))
    taken_in(corrected)
    taken_in(original)
    facts = store_facts(store)["Person"]
    assert facts.pop("p4")["no_longer_claimed_by"] == ["s"]
    assert facts == {key: person(key) for key in ("p1", "p2", "p3")}


def test_unrelated_data_of_the_same_name_is_not_a_release(store: Store) -> None:
    report = import_items(store, "people.csv", lambda: items(people("p1")))
    unrelated = {"Source": [{"id": "t", "name": "T"}], "Person": [person("p2", source="t")]}
    report = import_items(store, "people.csv", lambda: items(unrelated))
    assert report.total.gone == 0
    assert len({record.series for record in store.imports()}) == 2


def stopping_after(batches: int) -> Callable[[], bool]:
    calls = 0

    def stop() -> bool:
        nonlocal calls
        calls += 1
        return calls > batches

    return stop


def test_a_stopped_import_is_resumed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphmodel.ingest.pipeline.ROWS_A_WRITE", 2)
    data = people("p1", "p2", "p3", "p4", "p5")

    def run(stop: Callable[[], bool] | None = None) -> Report:
        return import_items(store, RECORD, lambda: items(data), ImportOptions(stop=stop))

    with pytest.raises(ImportStopped, match="the same import resumes"):
        run(stopping_after(3))
    (record,) = store.imports()
    assert record.state == "unfinished"
    assert 0 < store.counts().nodes["Person"] < 5
    total = run().total
    assert total.written + total.unchanged == 6
    assert total.unchanged > 0
    (record,) = store.imports()
    assert record.state == "finished"
    assert store.counts().nodes == {"Source": 1, "Person": 5}
    undo(store, record.number)
    assert store_facts(store) == {}


def test_rows_of_a_stopped_import_that_are_gone_are_erased(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphmodel.ingest.pipeline.ROWS_A_WRITE", 1)
    data = people("p1", "p2", "p3")
    with pytest.raises(ImportStopped):
        import_items(store, RECORD, lambda: items(data), ImportOptions(stop=stopping_after(3)))
    import_items(store, RECORD, lambda: items(people("p2", "p3")))
    assert set(store_facts(store)["Person"]) == {"p2", "p3"}


def test_strict_refuses_everything_at_the_first_problem_of_a_kind(store: Store) -> None:
    data = people("p1", "p2")
    data["Person"].append({"id": "p3", "name": "No source", "sources": []})
    for kind in ("no source", "all"):
        with pytest.raises(InputError, match="refused, and nothing was written: no source"):
            import_items(store, "a", lambda: items(data), ImportOptions(strict=[kind]))
    assert store_facts(store) == {}
    assert list(store.imports()) == []
    report = import_items(
        store, "a", lambda: items(data), ImportOptions(strict=["impossible year"])
    )
    assert (report.total.written, report.total.refused) == (3, 1)
