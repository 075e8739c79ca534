"""Compiling the values and conditions of a mapping to polars expressions."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace
from functools import reduce

import polars as pl

from graphmodel.errors import InputError
from graphmodel.importers.filmed_works import part_of_work
from graphmodel.importers.mappings.month_words import english_months
from graphmodel.importers.mappings.parse import PLACEHOLDER
from graphmodel.importers.mappings.spec import (
    Condition,
    MappingFile,
    NodeRule,
    SplitRule,
    ValueRule,
)
from graphmodel.importers.name_lists import given_name_first, split_names
from graphmodel.schema.yaml_lines import did_you_mean


@dataclass(frozen=True)
class CellFault:
    """A cell that should give a value and does not: when, which cell, the problem and the cure."""

    is_faulty: pl.Expr
    value: pl.Expr
    column: str
    problem: str
    cure: str


@dataclass(frozen=True)
class CompiledValue:
    """A value as an expression of text or of lists of text, with the possible faults of cells."""

    expr: pl.Expr
    lists: bool = False
    faults: tuple[CellFault, ...] = ()
    columns: frozenset[str] = frozenset()
    unread: pl.Expr | None = None
    """The text that its table lacks, or the list of those, if the mapping then leaves them out."""


@dataclass(frozen=True)
class Scope:
    """The columns that values may name: the table's, each with whether it holds lists, and those
    that the mapping derives from them. ``table`` is the name of the table in errors."""

    path: str
    table: str
    columns: Pairs[str, bool]
    derived: Pairs[str, CompiledValue] = field(default_factory=dict)

    def fail(self, text: str, line: int, /, **values: object) -> InputError:
        """The error at a line, with a text of the catalogues and its values."""
        return InputError(
            "{file}, line {line}: {why}", file=self.path, line=line, why=InputError(text, **values)
        )

    def column(self, name: str, line: int) -> CompiledValue:
        """The value of a column, by its name; raises InputError if there is no such column."""
        if name in self.derived:
            return self.derived[name]
        if name not in self.columns:
            names = [*self.columns, *self.derived]
            raise self.fail(
                "no column {name!r} in {table}{hint}",
                line, name=name, table=self.table, hint=did_you_mean(name, names),
            )  # fmt: skip
        return CompiledValue(pl.col(name), self.columns[name], columns=frozenset([name]))


def build_scope(mapping: MappingFile, table: str, columns: Pairs[str, bool]) -> Scope:
    """The scope of this mapping's values for a table with these columns."""
    scope = Scope(str(mapping.path), table, columns)
    for name, value in mapping.columns.items():
        scope = Scope(
            scope.path, table, columns, {**scope.derived, name: compile_value(value, scope, name)}
        )
    return scope


def exploded_scope(scope: Scope, *rules: NodeRule) -> Scope:
    """The scope after the lists of these nodes have been exploded, so that their columns hold one
    item each."""
    exploded = {column for rule in rules for column in rule.each}
    columns = {name: is_list and name not in exploded for name, is_list in scope.columns.items()}
    return Scope(scope.path, scope.table, columns, scope.derived)


def compile_value(value: ValueRule, scope: Scope, name: str) -> CompiledValue:
    """A value as an expression; raises InputError if it names a column that does not exist."""
    if value.first:
        alternatives = [compile_value(alternative, scope, name) for alternative in value.first]
        expr = pl.coalesce([alternative.expr for alternative in alternatives])
        columns = frozenset[str]().union(*(alternative.columns for alternative in alternatives))
        compiled = CompiledValue(
            expr, any(alternative.lists for alternative in alternatives), (), columns
        )
    else:
        compiled = _fill_template(value, scope)
    if value.split and not compiled.lists:
        compiled = CompiledValue(
            split_cells(compiled.expr, value.split), True, compiled.faults, compiled.columns
        )
    return _apply_steps(value, compiled, name)


def _fill_template(value: ValueRule, scope: Scope) -> CompiledValue:
    """Text with cells substituted for its columns; null if one of the cells is empty."""
    tokens = PLACEHOLDER.split(value.template)
    if len(tokens) == 1:
        return CompiledValue(pl.lit(value.template, pl.String))
    pieces: list[pl.Expr] = []
    faults: list[CellFault] = []
    columns: set[str] = set()
    is_single_column = len(tokens) == 3 and not tokens[0] and not tokens[2]
    for n, token in enumerate(tokens):
        if n % 2 == 0:
            pieces += [pl.lit(token)] if token else []
            continue
        column = scope.column(token, value.line)
        if column.lists and not is_single_column:
            raise scope.fail(
                "{name!r} holds lists; name it in each: of the node, or use it alone",
                value.line, name=token,
            )  # fmt: skip
        if is_single_column:
            return column
        pieces.append(column.expr)
        faults += column.faults
        columns |= column.columns
    return CompiledValue(pl.concat_str(pieces), False, tuple(faults), frozenset(columns))


def split_cells(cell: pl.Expr, rule: SplitRule, *, keep_empty: bool = False) -> pl.Expr:
    """A cell's values as a list; ``keep_empty`` keeps empty ones, so that lists stay parallel."""
    if rule.separator is None:
        return cell
    for separator in rule.also:
        cell = cell.str.replace_all(separator, rule.separator, literal=True)
    if rule.names:
        values = split_names(cell)
    else:
        stripped = pl.element().str.strip_chars().replace("", None)
        values = cell.str.split(rule.separator).list.eval(stripped)
        values = values if keep_empty else values.list.drop_nulls()
    return pl.when(values.list.len() > 0).then(values)


def _apply_steps(value: ValueRule, compiled: CompiledValue, name: str) -> CompiledValue:
    columns = ", ".join(sorted(compiled.columns)) or name
    if compiled.lists:
        if (
            value.family_first
            or value.work
            or value.dates
            or value.extract
            or value.replace
            or value.case
            or value.table is not None
        ):
            expr, faults = _steps(value, pl.element(), columns)
            faults = [_in_list(fault, compiled.expr) for fault in faults]
            expr = compiled.expr.list.eval(expr).list.drop_nulls()
        else:
            return compiled
    else:
        expr, faults = _steps(value, compiled.expr, columns)
    unread = None
    if value.table is not None and value.otherwise == "empty":
        fault = faults.pop()
        unread = pl.when(fault.is_faulty).then(fault.value)
    faults = faults if value.otherwise == "refuse" else []
    faults = [
        replace(fault, value=fault.value.list.first()) if compiled.lists else fault
        for fault in faults
    ]
    return CompiledValue(
        expr, compiled.lists, (*compiled.faults, *faults), compiled.columns, unread
    )


def _in_list(fault: CellFault, items: pl.Expr) -> CellFault:
    """The fault of a list some of whose items are faulty; its value is the list of these."""
    faulty = items.list.eval(pl.when(fault.is_faulty).then(fault.value)).list.drop_nulls()
    return replace(fault, is_faulty=faulty.list.len() > 0, value=faulty)


def _steps(value: ValueRule, expr: pl.Expr, name: str) -> tuple[pl.Expr, list[CellFault]]:
    faults: list[CellFault] = []
    if value.family_first:
        expr = given_name_first(expr)
    if value.work:
        expr = part_of_work(expr, value.work)
    if value.dates:
        before = expr
        if any("%b" in text or "%B" in text for text in value.dates):
            expr = english_months(expr)
        dates = [expr.str.to_date(date_format, strict=False) for date_format in value.dates]
        expr = pl.coalesce(dates).dt.to_string("%Y-%m-%d")
        is_faulty = before.is_not_null() & expr.is_null()
        cure = f"a day written {' or '.join(value.dates)}, or add otherwise: to the mapping"
        faults.append(CellFault(is_faulty, before, name, "not a date", cure))
        expr = _otherwise(value, before, expr)
    if value.extract:
        before, expr = expr, expr.str.extract(value.extract).str.strip_chars().replace("", None)
        is_faulty = before.is_not_null() & expr.is_null()
        faults.append(
            CellFault(is_faulty, before, name, "does not match", f"text like {value.extract}")
        )
        expr = _otherwise(value, before, expr)
    for pattern, text in value.replace:
        expr = expr.str.replace_all(pattern, text)
    if value.replace:
        expr = expr.str.strip_chars().replace("", None)
    if value.case:
        cases = {"lower": expr.str.to_lowercase(), "upper": expr.str.to_uppercase()}
        expr = cases.get(value.case, expr.str.to_titlecase())
    if value.table is not None:
        before = expr
        in_table = before.is_in(list(value.table))
        looked_up = before.replace_strict(
            list(value.table), list(value.table.values()), default=None, return_dtype=pl.String
        ).replace("", None)
        cure = f"one that is in {value.table_name}, or add otherwise: to the mapping"
        faults.append(
            CellFault(
                before.is_not_null() & ~in_table, before, name, "not in the table of values", cure
            )
        )
        expr = pl.when(in_table).then(looked_up).otherwise(_otherwise(value, before, looked_up))
    return expr, faults


def _otherwise(value: ValueRule, before: pl.Expr, extracted: pl.Expr) -> pl.Expr:
    if value.otherwise == "keep":
        return pl.coalesce(extracted, before)
    if value.otherwise in ("refuse", "empty"):
        return extracted
    constant = pl.when(before.is_not_null()).then(pl.lit(value.otherwise))
    return pl.coalesce(extracted, constant)


def compile_conditions(
    conditions: tuple[Condition, ...], scope: Scope
) -> tuple[pl.Expr, frozenset[str]]:
    """Whether all conditions hold, and the columns of the table that they use."""
    tests = []
    columns: set[str] = set()
    for row_condition in conditions:
        column = scope.column(row_condition.column, row_condition.line)
        if column.lists:
            raise scope.fail(
                "{name!r} holds lists; name it in each: first",
                row_condition.line, name=row_condition.column,
            )  # fmt: skip
        columns |= column.columns
        if row_condition.present:
            holds = column.expr.is_not_null()
        elif row_condition.matches is not None:
            holds = column.expr.str.contains(row_condition.matches).fill_null(False)
        else:
            holds = column.expr.is_in(row_condition.one_of).fill_null(False)
        tests.append(~holds if row_condition.negated else holds)
    return reduce(lambda a, b: a & b, tests, pl.lit(True)), frozenset(columns)
