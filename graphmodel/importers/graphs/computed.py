"""Values of a graph's elements as properties: taken unchanged or computed by steps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from graphmodel.facts.batch import Problem
from graphmodel.importers.graphs.rules import GraphMapping, Rule
from graphmodel.importers.mappings.expressions import CompiledValue, Scope, compile_value
from graphmodel.importers.text_values import as_text, as_texts, excerpt
from graphmodel.schema.model import kind_of

_DAY = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:[T ].*)?")
_WHOLE = re.compile(r"(\d{4})\.0+")
_YEARS_OF_LIFE = ("born", "died")

Record = tuple[int | None, dict[str, Any]]


def dated(kind: str, name: str, value: Any) -> Any:
    """A value for a property, with a date cut to what the property holds: a year or a day."""
    if not isinstance(value, str):
        return value
    type_ = next((p.type for p in kind_of(kind).properties if p.name == name), "text")
    is_year = type_ == "year" or (type_ == "integer" and name in _YEARS_OF_LIFE)
    if not is_year and type_ != "date":
        return value
    whole = _WHOLE.fullmatch(value.strip())
    day = whole or _DAY.fullmatch(value.strip())
    return value if day is None else day.group(1)[: 4 if is_year else 10]


def compute(
    mapping: GraphMapping, rule: Rule, records: Sequence[Record], raw: Sequence[Mapping[str, Any]],
    origin: str,
) -> list[Problem]:  # fmt: skip
    """Add the computed properties of a rule to the records, from the raw values of each element.

    A value that a step refuses is left out and reported with the line of its element.
    """
    if not rule.computed or not records:
        return []
    frame, are_lists = _frame(rule.references, raw)
    scope = Scope(str(mapping.path), origin, are_lists)
    problems: list[Problem] = []
    for name, value in rule.computed.items():
        compiled = compile_value(value, scope, name)
        computed = frame.select(compiled.expr.alias("value"))["value"]
        if len(computed) != frame.height:
            computed = pl.concat([computed] * frame.height)
        for (_, record), cell in zip(records, computed.to_list(), strict=True):
            if cell is not None:
                record[name] = dated(rule.kind, name, cell)
        problems += _faults(compiled, frame, records, rule.kind, origin)
    return problems


def _frame(
    names: Sequence[str], raw: Sequence[Mapping[str, Any]]
) -> tuple[pl.DataFrame, dict[str, bool]]:
    columns: dict[str, pl.Series] = {}
    are_lists: dict[str, bool] = {}
    for name in names:
        cells = [values.get(name) for values in raw]
        are_lists[name] = any(isinstance(cell, (list, tuple)) for cell in cells)
        convert = _texts if are_lists[name] else _text
        type_ = pl.List(pl.String()) if are_lists[name] else pl.String()
        columns[name] = pl.Series(name, [convert(cell) for cell in cells], dtype=type_)
    return pl.DataFrame({"": pl.Series(range(len(raw))), **columns}), are_lists


def _text(value: Any) -> str | None:
    try:
        text = as_text(value)
    except (ValueError, RecursionError):
        return None
    return text.strip() or None if text else None


def _texts(value: Any) -> list[str] | None:
    try:
        return as_texts(value)
    except (ValueError, RecursionError):
        return None


def _faults(
    compiled: CompiledValue, frame: pl.DataFrame, records: Sequence[Record], kind: str, origin: str
) -> list[Problem]:
    problems = []
    for fault in compiled.faults:
        flagged = frame.select(fault.is_faulty.alias("bad"), fault.value.alias("value"))
        for n, (is_bad, value) in enumerate(flagged.iter_rows()):
            if is_bad:
                line = records[n][0]
                problems.append(
                    Problem(
                        origin, line, kind, fault.column, excerpt(value), fault.problem, fault.cure
                    )
                )
    return problems
