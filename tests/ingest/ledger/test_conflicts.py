"""Sources that differ on a value: all values stay, one is shown, and an undo loses nothing."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.facts.batch import Report
from graphmodel.facts.conflicts import conflicts_of, value_conflicts
from graphmodel.ingest.ledger import undo
from graphmodel.ingest.pipeline import ImportOptions, ImportStopped, import_items
from graphmodel.store.base import Store
from graphmodel.store.records import ImportRecord
from graphmodel.store.value_log import ValueJudgement
from tests.ingest.ledger.small_graphs import DataSet, Row, import_rows, items, store_facts

FILM = "f1"


def film(source: str, year: int | None = None, name: str = "Red River", **values: Any) -> Row:
    return {"id": FILM, "name": name, "year": year, "sources": [source], **values}


def said(*films: Row) -> DataSet:
    sources = sorted({source for row in films for source in row["sources"]})
    return {"Source": [{"id": i, "name": i.upper()} for i in sources], "Project": list(films)}


def imported(store: Store, source: str, *films: Row) -> Report:
    report: Report = import_rows(store, source, said(*films))
    return report


def shown(store: Store) -> Row:
    return store_facts(store)["Project"][FILM]


def lines(store: Store) -> list[str]:
    return [c.values_text(str.upper) for c in value_conflicts("Project", shown(store))]


def test_the_first_source_stands_and_the_second_is_reported(store: Store) -> None:
    assert imported(store, "a", film("a", 1984)).conflicts == []
    report = imported(store, "b", film("b", 1992))
    assert shown(store)["year"] == 1984
    assert lines(store) == ["1984 according to A; 1992 according to B (shown: A, imported first)"]
    assert report.kind("Project").conflicts == 1
    assert [str(c) for c in report.conflicts] == [
        "year of Red River (f1): 1984 according to a; 1992 according to b "
        "(shown: a, imported first)"
    ]
    assert store.imports()[0].count("conflicts") == 1


def test_what_one_source_alone_says_and_lists_are_no_conflict(store: Store) -> None:
    imported(store, "a", film("a", 1984, genres=["drama"], format="reel"))
    report = imported(store, "b", film("b", 1984, genres=["war"], market="China"))
    fact = shown(store)
    assert (fact["genres"], fact["format"], fact["market"]) == (["drama", "war"], "reel", "China")
    assert report.total.conflicts == 0
    assert "conflicting_values" not in fact


def test_a_name_that_is_not_shown_is_another_name(store: Store) -> None:
    imported(store, "a", film("a", name="红高粱", other_names=["Hong gaoliang"]))
    imported(store, "b", film("b", name="Red Sorghum"))
    fact = shown(store)
    assert (fact["name"], fact["other_names"]) == ("红高粱", ["Hong gaoliang", "Red Sorghum"])
    assert [c.property_name for c in value_conflicts("Project", fact)] == ["name"]


def test_the_same_source_again_is_an_update(store: Store) -> None:
    imported(store, "a", film("a", 1984))
    imported(store, "b", film("b", 1992))
    import_rows(store, "b", said(film("b", 1993)))
    assert lines(store) == ["1984 according to A; 1993 according to B (shown: A, imported first)"]
    report = import_rows(store, "correction of a", said(film("a", 1985)))
    assert lines(store) == ["1985 according to A; 1993 according to B (shown: A, imported first)"]
    assert report.total.conflicts == 1
    import_rows(store, "b", said(film("b", 1985)))
    assert shown(store)["year"] == 1985
    assert lines(store) == []


def test_each_source_keeps_the_value_that_it_states(store: Store) -> None:
    imported(store, "a", film("a", 1984))
    imported(store, "b", film("b"))  # states no year
    imported(store, "c", film("c", 1992))
    imported(store, "d", film("d", 1992))
    expected = "1984 according to A; 1992 according to C, D (shown: A, imported first)"
    assert lines(store) == [expected]


@pytest.mark.parametrize(("number", "year"), [(1, 1992), (2, 1984)])
def test_undoing_an_import_leaves_what_the_other_says(store: Store, number: int, year: int) -> None:
    imported(store, "a", film("a", 1984, name="A"))
    imported(store, "b", film("b", 1992, name="B"))
    undo(store, number)
    fact = shown(store)
    assert fact["year"] == year
    assert "other_names" not in fact
    assert "conflicting_values" not in fact


def test_the_order_of_sources_decides_at_once_and_for_later_imports(store: Store) -> None:
    imported(store, "a", film("a", 1984, name="A"))
    imported(store, "b", film("b", 1992, name="B"))
    assert store.values.set_order(["c", "b"]) == 1
    assert store.values.order() == ("c", "b")
    assert (shown(store)["year"], shown(store)["name"]) == (1992, "B")
    assert shown(store)["other_names"] == ["A"]
    assert lines(store)[1] == (
        "1984 according to A; 1992 according to B (shown: B, first in your order of sources)"
    )
    imported(store, "c", film("c", 2001))
    assert shown(store)["year"] == 2001
    undo(store, 3)
    assert shown(store)["year"] == 1992
    store.values.set_order([])
    assert (shown(store)["year"], shown(store)["other_names"]) == (1984, ["B"])


def judgement(value: int, by: str = "Ann", on: str = "2026-01-02T00:00:00") -> ValueJudgement:
    return ValueJudgement("Project", FILM, "year", value, by, on, "seen the reel")


def test_a_judgement_outranks_the_order_and_can_be_undone(store: Store) -> None:
    imported(store, "a", film("a", 1984))
    imported(store, "b", film("b", 1992))
    revision = store.revision()
    store.values.judge(judgement(1992))
    assert store.revision() != revision
    assert lines(store) == [
        "1984 according to A; 1992 according to B "
        "(shown: B, as Ann judged on 2026-01-02: seen the reel)"
    ]
    store.values.set_order(["a"])
    assert shown(store)["year"] == 1992
    store.values.judge(judgement(1984, "Bo", "2026-01-03T00:00:00"))
    assert shown(store)["year"] == 1984
    store.values.undo(judgement(1984, "Bo"))
    assert shown(store)["year"] == 1992
    store.values.undo(judgement(1992))
    assert shown(store)["year"] == 1984
    assert store.values.judgements() == []


def test_a_judgement_holds_again_when_its_source_is_back(store: Store) -> None:
    imported(store, "a", film("a", 1984))
    imported(store, "b", film("b", 1992))
    store.values.judge(judgement(1992))
    undo(store, 2)
    assert shown(store)["year"] == 1984
    imported(store, "b", film("b", 1992))
    assert shown(store)["year"] == 1992
    undo(store, 3)
    undo(store, 1)
    assert "Project" not in store_facts(store)
    assert store.values.judgements() == []


def test_links_keep_what_their_sources_differ_on(store: Store) -> None:
    def credit(source: str, billing: int) -> DataSet:
        person = {"id": "p1", "name": "Ann", "sources": [source]}
        link = {"from_id": "p1", "to_id": FILM, "role": "actor", "billing": billing}
        return said(film(source)) | {
            "Person": [person], "WORKED_ON": [{**link, "sources": [source]}]
        }  # fmt: skip

    import_rows(store, "a", credit("a", 1))
    report = import_rows(store, "b", credit("b", 7))
    (fact,) = store_facts(store)["WORKED_ON"].values()
    assert fact["billing"] == 1
    assert [c.property_name for c in report.conflicts] == ["billing"]
    store.values.set_order(["b"])
    assert next(iter(store_facts(store)["WORKED_ON"].values()))["billing"] == 7


def test_of_answers_about_consent_the_most_cautious_holds(store: Store) -> None:
    def person(source: str, consent: str) -> DataSet:
        row = {"id": "p1", "name": "Ann", "consent": consent, "sources": [source]}
        return {"Source": [{"id": source, "name": source}], "Person": [row]}

    import_rows(store, "a", person("a", "given"))
    import_rows(store, "b", person("b", "not asked"))
    fact = store_facts(store)["Person"]["p1"]
    assert fact["consent"] == "not asked"
    store.values.set_order(["a"])
    assert store_facts(store)["Person"]["p1"]["consent"] == "not asked"


def test_an_interrupted_import_ends_as_a_whole_one(store: Store) -> None:
    imported(store, "a", film("a", 1984))
    imported(store, "b", film("b"))
    late = said(film("c", 1992)) | {"Event": [{"id": "e", "name": "E", "sources": ["c"]}]}
    record = ImportRecord("c", "sum", importer="case", place="c")
    seen: list[str] = []

    def stop() -> bool:
        return "Project" in seen

    options = ImportOptions(stop=stop, progress=lambda kind, *_: seen.append(kind))
    with pytest.raises(ImportStopped):
        import_items(store, record, lambda: items(late), options)
    report = import_items(store, record, lambda: items(late))
    assert lines(store) == ["1984 according to A; 1992 according to C (shown: A, imported first)"]
    assert report.kind("Project").conflicts == 1
    assert conflicts_of(shown(store))["year"][0].sources == ("a",)
