"""Values from other programs as the cells of a batch: text, or lists of text.

The checks convert text to the declared type of a property, so a format only has to bring its
values into this form. Values that no property can hold become problems.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import polars as pl

from graphmodel.facts.batch import VALUE_SHOWN, Problem
from graphmodel.schema.model import is_link, kind_of

NON_PROPERTY_COLUMNS = ("labels",)


def excerpt(value: object) -> str:
    """A value as quoted in a problem: on one line, shortened, with U+FFFD for what a terminal would
    obey or cannot show, such as control characters and direction overrides."""
    text = on_one_line(str(value))
    return text if len(text) <= VALUE_SHOWN else text[: VALUE_SHOWN - 1] + "…"


def on_one_line(text: str) -> str:
    """Text with its line breaks as spaces, and U+FFFD for what cannot be printed."""
    line = " ".join(without_surrogates(text).split())
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in line)


def without_surrogates(text: str) -> str:
    """Text that can be stored: lone surrogates are replaced."""
    return text if text.isascii() else text.encode("utf-8", errors="replace").decode("utf-8")


def as_text(value: Any) -> str | None:
    """One value as text, such as ``true``, ``12`` or ``2025-10-30``; None stays None.

    A whole number is written without a decimal point, an object as JSON. Raises ValueError for
    infinity, NaN and integers of 64 bits or more.
    """
    if value is None or isinstance(value, str):
        return None if value is None else without_surrogates(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} is not a number")
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, int):
        if abs(value) >= 2**63:
            raise ValueError("the number is too large")
        return str(value)
    for method in ("iso_format", "isoformat"):
        if hasattr(value, method):
            return str(getattr(value, method)())
    if isinstance(value, (dict, list, tuple)):
        return without_surrogates(json.dumps(value, ensure_ascii=False, default=str))
    return without_surrogates(str(value))


def as_texts(value: Any) -> list[str] | None:
    """A list as a list of text, even if written as JSON; a single value as a list of one."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        with suppress(ValueError, RecursionError):
            listed = json.loads(value)
            value = listed if isinstance(listed, list) else value
    if isinstance(value, (list, tuple, set, frozenset)):
        return [text for entry in value if (text := as_text(entry)) is not None]
    text = as_text(value)
    return None if text is None else [text]


def frame_of(
    kind: str, records: Iterable[tuple[int | None, Mapping[str, Any]]], origin: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """Records, each with its line, as the rows of a batch, and the problems of the bad records.

    A record holds the kind's properties by name; a link also has ``from_id`` and ``to_id``, a
    person also ``labels``. An unknown name is a problem and refuses the row.
    """
    lists = {p.name for p in kind_of(kind).properties if p.is_list} | set(NON_PROPERTY_COLUMNS)
    allowed = {p.name for p in kind_of(kind).properties} | set(NON_PROPERTY_COLUMNS)
    allowed |= {"from_id", "to_id"} if is_link(kind) else set()
    columns: dict[str, list[Any]] = {"line": []}
    problems: list[Problem] = []
    count = 0
    for line, record in records:
        row, faults = _row(record, lists, allowed)
        if faults:
            problems += [
                Problem(origin, line, kind, excerpt(c), excerpt(v), w, g) for c, v, w, g in faults
            ]
            continue
        columns["line"].append(line)
        for name in row.keys() - columns.keys():
            columns[name] = [None] * count
        for name, values in columns.items():
            if name != "line":
                values.append(row.get(name))
        count += 1
    types: dict[str, Any] = {
        name: pl.List(pl.String()) if name in lists else pl.String() for name in columns
    }
    return pl.DataFrame(columns, schema={**types, "line": pl.Int64()}, strict=True), problems


def _row(
    record: Mapping[str, Any], lists: set[str], allowed: set[str]
) -> tuple[dict[str, Any], list[tuple[str, Any, str, str]]]:
    row: dict[str, Any] = {}
    faults: list[tuple[str, Any, str, str]] = []
    for name, value in record.items():
        if value is None:
            continue
        if name not in allowed:
            faults.append((name, value, "unknown property", "one of " + ", ".join(sorted(allowed))))
            continue
        if name not in lists and isinstance(value, (list, tuple)):
            if len(value) > 1:
                faults.append((name, value, "several values", "one value"))
                continue
            value = value[0] if value else None
        try:
            row[name] = as_texts(value) if name in lists else as_text(value)
        except (ValueError, RecursionError) as error:
            faults.append((name, "", "malformed value", f"a value that can be stored ({error})"))
    return row, faults
