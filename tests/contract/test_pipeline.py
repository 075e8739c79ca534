"""The pipeline from batches to a store, on both stores."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from graphmodel.errors import InputError
from graphmodel.export.files import FORMATS, export_network
from graphmodel.facts.batch import Batch, Problem, Report
from graphmodel.importers.registry import importer_for
from graphmodel.ingest.pipeline import ImportOptions, import_items, import_path
from graphmodel.snapshot import read_network
from graphmodel.store.base import Store
from graphmodel.store.embedded import EmbeddedStore

SOURCED = {"sources": ["src"]}


def batches(title: str = "F") -> list[Batch | Problem]:
    return [
        Batch("Source", pl.DataFrame({"id": ["src"], "name": ["S"], "line": [2]}), "Source.csv"),
        Batch(
            "Person",
            pl.DataFrame(
                [
                    {"id": "a", "name": "Ann", "line": 2, **SOURCED},
                    {"id": "b", "name": "Bo", "line": 3, **SOURCED},
                    {"id": "a", "name": "Ann again", "line": 4, **SOURCED},
                ]
            ),
            "Person.csv",
        ),
        Batch("Project", pl.DataFrame([{"id": "f", "name": title, **SOURCED}]), "Project.csv"),
        Batch(
            "WORKED_ON",
            pl.DataFrame(
                [
                    {"from_id": a, "to_id": b, "role": r, "line": n, **SOURCED}
                    for n, (a, b, r) in enumerate(
                        [
                            ("a", "f", "actor"),
                            ("a", "f", "writer"),
                            ("a", "f", "actor"),
                            ("nobody", "f", "actor"),
                            ("a", "nothing", "actor"),
                            ("a", "b", "actor"),
                            ("b", "f", None),
                        ],
                        2,
                    )
                ]
            ),
            "WORKED_ON.csv",
        ),
    ]


def counts(read: int, written: int, refused: int) -> dict[str, int]:
    rest = {"unchanged": 0, "gone": 0, "conflicts": 0, "withdrawn": 0}
    return {"read": read, "written": written, "refused": refused, **rest}


def run(store: Store, items: list[Batch | Problem], *, dry_run: bool = False) -> Report:
    return import_items(store, "case", lambda: items, ImportOptions(dry_run=dry_run))


def test_good_rows_are_written_and_each_bad_one_is_a_problem(store: Store) -> None:
    report = run(store, batches())
    assert report.as_dict() == {
        "read": 12,
        "written": 6,
        "unchanged": 0,
        "refused": 6,
        "gone": 0,
        "withdrawn": 0,
        "conflicts": 0,
        "kinds": {
            "Source": {
                "read": 1,
                "written": 1,
                "unchanged": 0,
                "refused": 0,
                "gone": 0,
                "withdrawn": 0,
                "conflicts": 0,
            },
            "Person": {
                "read": 3,
                "written": 2,
                "unchanged": 0,
                "refused": 1,
                "gone": 0,
                "withdrawn": 0,
                "conflicts": 0,
            },
            "Project": {
                "read": 1,
                "written": 1,
                "unchanged": 0,
                "refused": 0,
                "gone": 0,
                "withdrawn": 0,
                "conflicts": 0,
            },
            "WORKED_ON": {
                "read": 7,
                "written": 2,
                "unchanged": 0,
                "refused": 5,
                "gone": 0,
                "withdrawn": 0,
                "conflicts": 0,
            },
        },
    }
    assert {(p.origin, p.line, p.column, p.problem) for p in report.problems} == {
        ("Person.csv", 4, "id", "id given twice"),
        ("WORKED_ON.csv", 4, "to_id", "link given twice"),
        ("WORKED_ON.csv", 5, "from_id", "link to nothing"),
        ("WORKED_ON.csv", 6, "to_id", "link to nothing"),
        ("WORKED_ON.csv", 7, "to_id", "link between wrong kinds"),
        ("WORKED_ON.csv", 8, "role", "missing value"),
    }
    network = read_network(store)
    assert set(network.links["id"]) == {"a|WORKED_ON|f|actor", "a|WORKED_ON|f|writer"}
    assert "Creator" in network.node(network.index("a"))["labels"]


def test_a_link_between_wrong_kinds_is_told_which_it_joins(store: Store) -> None:
    problems = run(store, batches(), dry_run=True).problems
    [wrong] = [p for p in problems if p.problem == "link between wrong kinds"]
    assert str(wrong).endswith("; give ends that WORKED_ON joins: Person to Project")


def test_the_same_data_twice_changes_nothing(store: Store) -> None:
    run(store, batches())
    revision = store.revision()
    repeated = run(store, batches()).total
    assert (repeated.written, repeated.unchanged) == (0, 6)
    assert store.revision() == revision


def test_a_changed_row_changes_its_fact(store: Store) -> None:
    run(store, batches())
    report = run(store, batches(title="G"))
    assert report.total.written == report.kind("Project").written == 1
    network = read_network(store)
    assert network.names[network.index("f")] == "G"


def test_a_dry_run_reports_the_same_and_writes_nothing(store: Store) -> None:
    report = run(store, batches(), dry_run=True)
    assert (report.total.read, report.total.refused, len(report.problems)) == (12, 6, 6)
    assert dict(store.counts().nodes) == {}


def test_an_interrupted_import_completes_when_run_again(store: Store) -> None:
    class Stopped(Exception):
        pass

    def interrupted() -> Iterator[Batch | Problem]:
        yield from batches()[:2]
        raise Stopped

    with pytest.raises(Stopped):
        import_items(store, "case", interrupted)
    report = run(store, batches())
    assert (report.total.written, report.total.unchanged) == (3, 3)
    assert store.counts().nodes == {"Source": 1, "Person": 2, "Project": 1}


def test_links_may_join_what_the_store_already_holds(store: Store) -> None:
    run(store, batches()[:3])
    report = run(store, batches()[3:])
    assert report.kind("WORKED_ON").written == 2


def test_unknown_sources_are_problems(store: Store) -> None:
    rows = [
        {"id": "c", "name": "Cy", "sources": ["src"], "line": 2},
        {"id": "d", "name": "Di", "sources": ["src", "hearsay"], "line": 3},
    ]
    report = run(store, [*batches()[:1], Batch("Person", pl.DataFrame(rows), "Person.csv")])
    assert [(p.line, p.column, p.value, p.problem) for p in report.problems] == [
        (3, "sources", "hearsay", "unknown source")
    ]
    assert store.counts().nodes == {"Source": 1, "Person": 1}


def test_nothing_to_import_is_an_error(store: Store) -> None:
    with pytest.raises(InputError, match="nothing to import"):
        run(store, [])


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_network_that_was_exported_is_imported(
    embedded_store: EmbeddedStore, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"nothing{suffix}"
    export_network(read_network(embedded_store), path)
    report = import_path(embedded_store, importer_for(path), path)
    assert report.total.as_dict() == dict.fromkeys(report.total.as_dict(), 0)
    assert [note.text for note in report.notes] == ["an empty network"]


def test_a_row_that_could_not_be_read_is_counted(store: Store) -> None:
    problem = Problem("Person.csv", 9, "Person", "", "x", "ragged row", "as many cells as columns")
    report = run(store, [*batches()[:1], problem])
    assert report.kind("Person").as_dict() == {
        "read": 1,
        "written": 0,
        "unchanged": 0,
        "refused": 1,
        "gone": 0,
        "withdrawn": 0,
        "conflicts": 0,
    }


def test_a_network_read_back_is_the_one_written(store: Store) -> None:
    run(store, batches())
    network = read_network(store)
    assert network.node(network.index("b")) == {
        "kind": "Person",
        "id": "b",
        "name": "Bo",
        "namespace": "real",
        **SOURCED,
    }
