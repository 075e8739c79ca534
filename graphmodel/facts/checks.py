"""Column-wise checks of a batch against its kind's declaration.

Good rows are passed on in the declared types; each bad cell becomes a problem that states its
location and the cure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from rapidfuzz import process, utils

from graphmodel.errors import SchemaError
from graphmodel.facts.batch import VALUE_SHOWN, Batch, Problem
from graphmodel.facts.confidential import is_confidential
from graphmodel.facts.periods import FORM, open_period, parse_period
from graphmodel.schema.columns import column_types
from graphmodel.schema.declarations import Property
from graphmodel.schema.model import DERIVED_LABELS, is_link, kind_of, link_kinds

FIRST_FILM = 1874
LAST_YEAR = 2100
LONGEST_TEXT = 20_000
LONGEST_ID = 500
SIMILAR_AT = 60
"""Similarity (0 to 100) at which a value counts as a misspelling of an allowed one."""

_BESIDE = {"line": pl.Int64(), "labels": pl.List(pl.String())}
_ENDS = ("from_id", "to_id")
_NOT_OF_ROW = ("from_kind", "to_kind")
_REAL_DATE = "a real date such as 2025, 2025-10 or 2025-10-30"
_LINE_ENDS = "[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


@dataclass(frozen=True)
class Rule:
    """A condition under which a cell is wrong, with the problem's name and its cure; with
    ``row_stays``, only the cell is dropped, not the row."""

    column: str
    bad: pl.Expr
    problem: str
    cure: str
    allowed: tuple[str, ...] = ()
    row_stays: bool = False


def check(batch: Batch) -> tuple[pl.DataFrame, list[Problem]]:
    """The batch's good rows, typed as declared, and the problems of the other rows and of dropped
    cells.

    Raises SchemaError for an undeclared kind or column, an error of the importer, not the data.
    """
    declared = column_types([kind_of(batch.kind)])
    ends = _ENDS if is_link(batch.kind) else ()
    allowed = {*declared, *_BESIDE, *ends}
    unknown = [name for name in batch.rows.columns if name not in allowed]
    if unknown:
        raise SchemaError(
            "{origin}: {kind} has no property {unknown!r}",
            origin=batch.origin,
            kind=batch.kind,
            unknown=unknown[0],
        )
    rows = batch.rows.with_columns(
        pl.lit(None, declared.get(name, pl.String())).alias(name)
        for name in (*(p.name for p in kind_of(batch.kind).properties if p.required), *ends)
        if name not in batch.rows.columns
    )
    if "line" not in rows.columns:
        rows = rows.with_columns(pl.lit(None, pl.Int64).alias("line"))
    text = {c: pl.String() for c in ends}
    typed = rows.with_columns(
        _as_type(rows, name, type_)
        for name, type_ in {**declared, **text, **_BESIDE}.items()
        if name in rows.columns
    )
    periods = {p.name for p in kind_of(batch.kind).properties if p.type == "periods"}
    typed = typed.with_columns(_by_start(name) for name in typed.columns if name in periods)
    return _apply(batch, rows, typed, list(_rules(batch.kind, rows, ends)))


def _as_type(rows: pl.DataFrame, name: str, type_: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if type_ == pl.String() and rows.schema[name] == pl.String():
        return column.str.strip_chars().replace("", None).alias(name)
    if type_ == pl.Boolean() and rows.schema[name] == pl.String():
        lowered = column.str.to_lowercase()
        return (
            pl.when(lowered.is_in(["true", "yes", "1"]))
            .then(True)
            .when(lowered.is_in(["false", "no", "0"]))
            .then(False)
            .alias(name)
        )
    if isinstance(type_, pl.List) and rows.schema[name] == pl.String():
        return pl.concat_list(column).list.drop_nulls().alias(name)
    return column.cast(type_, strict=False).alias(name)


def _by_start(name: str) -> pl.Expr:
    """Sort periods by their starts."""
    start = pl.element().str.extract(r" (\S+)/\S*$")
    return pl.col(name).list.eval(pl.element().sort_by(start, maintain_order=True))


def _rules(kind: str, rows: pl.DataFrame, ends: Iterable[str]) -> Iterable[Rule]:
    for end in ends:
        column = pl.col(end)
        yield Rule(end, column.is_null(), "missing value", "the id of a node")
        cure = f"at most {LONGEST_ID} characters"
        yield Rule(end, column.str.len_chars() > LONGEST_ID, "oversize value", cure)
        yield Rule(end, column.str.contains(_CONTROL), "control characters", "plain text")
    if ends:
        to_itself = pl.col("from_id") == pl.col("to_id")
        yield Rule("to_id", to_itself, "link to itself", "the ids of two nodes")
    if kind in link_kinds("acquaintance") and "weight" in rows.columns:
        yield Rule("weight", pl.col("weight") < 0, "impossible number", "zero or more")
    for p in kind_of(kind).properties:
        if p.name in rows.columns:
            # Refusing a source would refuse everything that it states.
            yield from (replace(r, row_stays=kind == "Source") if p.type == "address" else r
                        for r in _rules_of(p))  # fmt: skip
            if p.latest_of in rows.columns:
                yield _repeats(p.name, p.latest_of)
    for first, last in (("since", "until"), ("starts", "ends")):
        if first in rows.columns and last in rows.columns:
            cure = f"an end no earlier than {first}"
            yield Rule(last, _before(last, first), "ends before it begins", cure)
    for first, last in (("least", "most"), ("episodes_from", "episodes_to")):
        if first in rows.columns and last in rows.columns:
            cure = f"a number no lower than {first}"
            yield Rule(last, pl.col(last) < pl.col(first), "most below least", cure)
    for first, last, problem in (
        ("first_year", "last_year", "ends before it begins"),
        ("born", "died", "death before birth"),
        ("born", "first_year", "worked before birth"),
    ):
        if first in rows.columns and last in rows.columns:
            wrong = pl.col(last) < pl.col(first)
            yield Rule(last, wrong, problem, f"a year no earlier than {first}")
    if "labels" in rows.columns:
        known = [label.name for label in DERIVED_LABELS if label.of == kind]
        wrong = pl.col("labels").list.eval(~pl.element().is_in(known)).list.any()
        yield Rule("labels", wrong, "not an allowed value", "one of " + ", ".join(known))


def _before(last: str, first: str) -> pl.Expr:
    """Whether one date is before another, to their common precision."""
    length = pl.min_horizontal(pl.col(last).str.len_chars(), pl.col(first).str.len_chars())
    return pl.col(last).str.slice(0, length) < pl.col(first).str.slice(0, length)


def _nearest(problem: Problem, allowed: tuple[str, ...]) -> Problem:
    """The problem, with the most similar allowed value as its cure, if any."""
    match = process.extractOne(
        problem.value, allowed, processor=utils.default_process, score_cutoff=SIMILAR_AT
    )
    if match is None:
        return problem
    alternatives = ", ".join(value for value in allowed if value != match[0])
    return replace(problem, cure=f"{match[0]}, which is nearest, or one of {alternatives}")


def _rules_of(p: Property) -> Iterable[Rule]:
    column = pl.col(p.name)
    if p.name == "sources":
        missing = column.is_null() | (column.list.len() == 0)
        yield Rule(p.name, missing, "no source", "the id of a source that states it")
    elif p.required:
        yield Rule(p.name, column.is_null(), "missing value", p.description)
    if p.allowed and p.type != "periods":
        yield Rule(
            p.name,
            column.is_not_null() & ~column.is_in(p.allowed),
            "not an allowed value",
            "one of " + ", ".join(p.allowed),
            p.allowed,
        )
    if p.type == "year":
        wrong = ~column.is_between(FIRST_FILM, LAST_YEAR)
        yield Rule(p.name, wrong, "impossible year", f"{FIRST_FILM} to {LAST_YEAR}")
    elif p.type == "integer":
        yield Rule(p.name, column < 0, "impossible number", "zero or more")
    elif p.type == "date":
        written = column.str.contains(r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$")
        yield Rule(p.name, ~written, "malformed date", "2025, 2025-10 or 2025-10-30")
        is_day = column.str.len_chars() == len("2025-10-30")
        no_day = is_day & column.str.to_date("%Y-%m-%d", strict=False).is_null()
        no_day |= column.str.starts_with("0000")
        yield Rule(p.name, written & no_day, "malformed date", _REAL_DATE)
    elif p.type == "address":
        wrong = ~column.str.contains(r"^https?://[^\s]+$")
        yield Rule(p.name, wrong, "malformed address", "an address that begins with https://")
    elif p.type == "text":
        longest = LONGEST_ID if p.name == "id" else LONGEST_TEXT
        cure = f"at most {longest} characters"
        yield Rule(p.name, column.str.len_chars() > longest, "oversize value", cure)
        yield Rule(p.name, column.str.contains(_CONTROL), "control characters", "plain text")
    elif p.type == "periods":
        yield from _period_rules(p)
    elif p.type == "texts":
        cure = f"at most {LONGEST_TEXT} characters each"
        too_long = column.list.eval(pl.element().str.len_chars() > LONGEST_TEXT).list.any()
        yield Rule(p.name, too_long, "oversize value", cure)
        wrong = column.list.eval(pl.element().str.contains(_CONTROL)).list.any()
        yield Rule(p.name, wrong, "control characters", "plain text")


def _period_rules(p: Property) -> Iterable[Rule]:
    """A rule for each problem that the periods of a cell can have."""
    cures = {
        "malformed period": FORM,
        "malformed date": _REAL_DATE,
        "ends before it begins": "an end no earlier than its start",
        "not an allowed value": "a label among " + ", ".join(p.allowed),
    }
    fault = pl.col(p.name).map_elements(
        lambda cell: _fault_of(cell, p.allowed), return_dtype=pl.String
    )
    for problem, cure in cures.items():
        yield Rule(p.name, fault == problem, problem, cure)


def _fault_of(cell: pl.Series, allowed: tuple[str, ...]) -> str | None:
    """The first problem of the periods of a cell; None if all are valid."""
    for text in cell:
        try:
            label = parse_period(text).label
        except ValueError as error:
            return str(error)
        if allowed and label not in allowed:
            return "not an allowed value"
    return None


def _repeats(name: str, of: str) -> Rule:
    """The rule that a text repeats the label of the open period, if any."""

    def differs(row: dict[str, Any]) -> bool:
        if row[name] is None or not row[of]:
            return False
        try:
            period = open_period(row[of])
        except ValueError:
            return False
        return period is not None and period.label != row[name]

    wrong = pl.struct(name, of).map_elements(differs, return_dtype=pl.Boolean)
    cure = f"the label of the ongoing period of {of}, or a corrected {of}"
    return Rule(name, wrong, "differs from what lasts", cure)


def _apply(
    batch: Batch, raw: pl.DataFrame, typed: pl.DataFrame, rules: list[Rule]
) -> tuple[pl.DataFrame, list[Problem]]:
    """Split typed rows by the rules; a cell that does not fit its type is also a problem."""
    flags = typed.select(
        *(rule.bad.fill_null(False).alias(f"rule{n}") for n, rule in enumerate(rules))
    )
    malformed = {
        name: raw[name].is_not_null() & typed[name].is_null() & _has_text(raw[name])
        for name in typed.columns
        if raw.schema[name] != typed.schema[name]
    }
    problems: list[Problem] = []
    refused = pl.repeat(False, typed.height, dtype=pl.Boolean, eager=True)
    for name, wrong in malformed.items():
        refused = refused | wrong
        cure = f"a value of type {_type_name(batch.kind, name)}"
        problems += problems_at(batch, raw, wrong, name, "malformed value", cure)
    for n, rule in enumerate(rules):
        wrong = flags[f"rule{n}"]
        if rule.column in malformed:
            wrong = wrong & ~malformed[rule.column]
        if rule.row_stays:
            left_out = pl.when(~wrong).then(pl.col(rule.column)).alias(rule.column)
            typed = typed.with_columns(left_out)
        else:
            refused = refused | wrong
        rule_problems = problems_at(batch, raw, wrong, rule.column, rule.problem, rule.cure)
        problems += [_nearest(problem, rule.allowed) for problem in rule_problems]
    return typed.filter(~refused) if refused.any() else typed, problems


def _has_text(column: pl.Series) -> pl.Series:
    if column.dtype == pl.String():
        return column.str.strip_chars() != ""
    return pl.repeat(True, len(column), dtype=pl.Boolean, eager=True)


def _type_name(kind: str, column: str) -> str:
    return next((p.type for p in kind_of(kind).properties if p.name == column), "text")


def problems_at(
    batch: Batch, raw: pl.DataFrame, wrong: pl.Series, column: str, problem: str, cure: str
) -> list[Problem]:
    """A problem for each flagged row, quoting its cell in a column."""
    if not wrong.any():
        return []
    wrong_rows = raw.filter(wrong)
    rows = wrong_rows.drop("line", *_NOT_OF_ROW, strict=False).iter_rows(named=True)
    cells = wrong_rows.select("line", column).iter_rows()
    problems = [
        Problem(batch.origin, line, batch.kind, column, quoted(value), problem, cure, _as_json(row))
        for (line, value), row in zip(cells, rows, strict=True)
    ]
    return _unquoted(batch.kind, wrong_rows, problems)


def _unquoted(kind: str, rows: pl.DataFrame, problems: list[Problem]) -> list[Problem]:
    """The problems of these rows; those of confidential rows quote nothing."""
    confidential = is_confidential(kind, rows)
    if not confidential.any():
        return problems
    return [
        replace(problem, value="", row="") if hidden else problem
        for problem, hidden in zip(problems, confidential, strict=True)
    ]


def _as_json(row: Mapping[str, object]) -> str:
    values = {name: value for name, value in row.items() if value not in (None, [])}
    return json.dumps(values, ensure_ascii=False, default=str)


def quoted(value: object) -> str:
    """A value as quoted in a problem: shortened, and on one line."""
    text = "" if value is None else re.sub(_LINE_ENDS, " ", str(value))
    return text if len(text) <= VALUE_SHOWN else text[: VALUE_SHOWN - 1] + "…"
