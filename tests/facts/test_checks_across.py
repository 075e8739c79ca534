"""Checks across two columns or several rows, and suggested corrections."""

from __future__ import annotations

import polars as pl
import pytest

from graphmodel.facts.batch import Batch
from graphmodel.facts.checks import check
from graphmodel.ingest.pipeline import import_items
from graphmodel.store.base import Store

SOURCED = {"sources": ["s"], "line": 2}


@pytest.mark.parametrize(
    ("kind", "row", "column", "problem"),
    [
        ("Person", {"born": 1970, "died": 1960}, "died", "death before birth"),
        ("Person", {"born": 1970, "first_year": 1960}, "first_year", "worked before birth"),
        ("Person", {"first_year": 2001, "last_year": 2000}, "last_year", "ends before it begins"),
        ("Project", {"year": 1873}, "year", "impossible year"),
        ("Event", {"starts": "2025-10-30", "ends": "2025-10-29"}, "ends", "ends before it begins"),
        ("Person", {"other_names": ["a\x00b"]}, "other_names", "control characters"),
        ("Person", {"other_names": ["x" * 20_001]}, "other_names", "oversize value"),
    ],
)
def test_impossible_values_are_problems(
    kind: str, row: dict[str, object], column: str, problem: str
) -> None:
    frame = pl.DataFrame([{"id": "a", "name": "A", **SOURCED, **row}])
    rows, problems = check(Batch(kind, frame, "f.csv"))
    assert rows.is_empty()
    assert [(p.line, p.column, p.problem) for p in problems] == [(2, column, problem)]


def test_dates_are_compared_to_their_common_precision() -> None:
    frame = pl.DataFrame(
        [{"id": "a", "name": "A", "starts": "2025-10-30", "ends": "2025", **SOURCED}]
    )
    assert check(Batch("Event", frame, "f.csv"))[1] == []


def test_the_nearest_allowed_value_is_named() -> None:
    frame = pl.DataFrame([{"id": "a", "name": "A", "type": "flim", **SOURCED}])
    (problem,) = check(Batch("Project", frame, "f.csv"))[1]
    assert problem.cure.startswith("film, which is nearest")
    frame = frame.with_columns(type=pl.lit("9"))
    (problem,) = check(Batch("Project", frame, "f.csv"))[1]
    assert "nearest" not in problem.cure


def test_work_before_birth_and_cycles_are_problems(embedded_store: Store) -> None:
    def batch(kind: str, *rows: dict[str, object]) -> Batch:
        return Batch(kind, pl.DataFrame([{**SOURCED, **row} for row in rows]), f"{kind}.csv")

    organisations = [{"id": i, "name": i} for i in "xyz"]
    items = [
        Batch("Source", pl.DataFrame([{"id": "s", "name": "S"}]), "Source.csv"),
        batch("Person", {"id": "a", "name": "A", "born": 1970}),
        batch("Project", {"id": "f", "name": "F"}),
        batch("Organisation", *organisations),
        batch("WORKED_ON", {"from_id": "a", "to_id": "f", "role": "actor", "year": 1969}),
        batch(
            "PART_OF",
            {"from_id": "x", "to_id": "y"}, {"from_id": "y", "to_id": "z"},
            {"from_id": "z", "to_id": "x"}, {"from_id": "y", "to_id": "y"},
        ),
    ]  # fmt: skip
    report = import_items(embedded_store, "a", lambda: items)
    assert [(p.kind, p.column, p.value, p.problem) for p in report.problems] == [
        ("WORKED_ON", "year", "1969", "worked before birth"),
        ("PART_OF", "to_id", "y", "link to itself"),
        ("PART_OF", "to_id", "x", "a cycle"),
    ]
    later = [batch("PART_OF", {"from_id": "z", "to_id": "x"})]
    assert [p.problem for p in import_items(embedded_store, "b", lambda: later).problems] == [
        "a cycle"
    ]


def test_episodes_are_parts_and_a_cycle_among_them_is_a_problem(embedded_store: Store) -> None:
    def batch(kind: str, *rows: dict[str, object]) -> Batch:
        return Batch(kind, pl.DataFrame([{**SOURCED, **row} for row in rows]), f"{kind}.csv")

    works = [{"id": i, "name": i} for i in ("series", "one", "two", "box")]
    items = [
        Batch("Source", pl.DataFrame([{"id": "s", "name": "S"}]), "Source.csv"),
        batch("Project", *works),
        batch(
            "PART_OF",
            {"from_id": "one", "to_id": "series", "season": 1, "episode": 2},
            {"from_id": "two", "to_id": "series", "season": 1, "episode": 3},
        ),
        batch("PART_OF", {"from_id": "series", "to_id": "box"}, {"from_id": "box", "to_id": "one"}),
    ]
    report = import_items(embedded_store, "a", lambda: items)
    assert [(p.column, p.value, p.problem) for p in report.problems] == [
        ("to_id", "one", "a cycle")
    ]
    parts = embedded_store.links("PART_OF").sort("from_id").select("from_id", "season", "episode")
    assert parts.rows() == [("one", 1, 2), ("series", None, None), ("two", 1, 3)]
