"""Values of other programs as the cells of a batch: text, or lists of text.

The checks turn text into what a property is declared to be, so that every format need only bring
its values into this form. Values that no property can hold become problems.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from graphmodel.facts.batch import VALUE_SHOWN, Problem
from graphmodel.schema.model import is_link, kind_of

BESIDE = ("labels",)


def excerpt(value: object) -> str:
    """A value as a problem quotes it: on one line, cut, without half letters."""
    text = " ".join(without_surrogates(str(value)).split())
    return text if len(text) <= VALUE_SHOWN else text[: VALUE_SHOWN - 1] + "…"


def without_surrogates(text: str) -> str:
    """Text that can be stored: halves of surrogate pairs are replaced."""
    return text if text.isascii() else text.encode("utf-8", errors="replace").decode("utf-8")


def as_text(value: Any) -> str | None:
    """One value as text: ``true``, ``12``, ``2025-10-30``; None for nothing.

    A number without a fraction has none as text, an object is JSON. Raises ValueError for a number
    that is none.
    """
    if value is None or isinstance(value, str):
        return None if value is None else without_surrogates(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} is no number")
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, int):
        if abs(value) >= 2**63:
            raise ValueError("the number is too large")
        return str(value)
    for name in ("iso_format", "isoformat"):
        if hasattr(value, name):
            return str(getattr(value, name)())
    if isinstance(value, (dict, list, tuple)):
        return without_surrogates(json.dumps(value, ensure_ascii=False, default=str))
    return without_surrogates(str(value))


def as_texts(value: Any) -> list[str] | None:
    """A list as a list of text, one value as a list of one."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return [text for item in value if (text := as_text(item)) is not None]
    text = as_text(value)
    return None if text is None else [text]


def frame_of(
    kind: str, records: Iterable[tuple[int | None, Mapping[str, Any]]], origin: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """Records, each with its line, as the rows of a batch, and the problems of the others.

    A record holds a kind's properties by name, of a link also ``from_id`` and ``to_id``, of a
    person also ``labels``. An unknown name is a problem of its row.
    """
    lists = {p.name for p in kind_of(kind).properties if p.type == "texts"} | set(BESIDE)
    known = {p.name for p in kind_of(kind).properties} | set(BESIDE)
    known |= {"from_id", "to_id"} if is_link(kind) else set()
    columns: dict[str, list[Any]] = {"line": []}
    problems: list[Problem] = []
    count = 0
    for line, record in records:
        row, wrong = _row(record, lists, known)
        if wrong:
            problems += [
                Problem(origin, line, kind, excerpt(c), excerpt(v), w, g) for c, v, w, g in wrong
            ]
            continue
        columns["line"].append(line)
        for name in row.keys() - columns.keys():
            columns[name] = [None] * count
        for name, cells in columns.items():
            if name != "line":
                cells.append(row.get(name))
        count += 1
    types: dict[str, Any] = {
        name: pl.List(pl.String()) if name in lists else pl.String() for name in columns
    }
    return pl.DataFrame(columns, schema={**types, "line": pl.Int64()}, strict=True), problems


def _row(
    record: Mapping[str, Any], lists: set[str], known: set[str]
) -> tuple[dict[str, Any], list[tuple[str, Any, str, str]]]:
    row: dict[str, Any] = {}
    wrong: list[tuple[str, Any, str, str]] = []
    for name, value in record.items():
        if value is None:
            continue
        if name not in known:
            wrong.append((name, value, "unknown property", "one of " + ", ".join(sorted(known))))
            continue
        if name not in lists and isinstance(value, (list, tuple)):
            if len(value) > 1:
                wrong.append((name, value, "several values", "one value"))
                continue
            value = value[0] if value else None
        try:
            row[name] = as_texts(value) if name in lists else as_text(value)
        except (ValueError, RecursionError) as error:
            wrong.append((name, "", "malformed value", f"a value that can be kept ({error})"))
    return row, wrong
