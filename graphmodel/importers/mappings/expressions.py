"""From a mapping's values and conditions to polars expressions."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from functools import reduce

import polars as pl

from graphmodel.errors import InputError
from graphmodel.importers.mappings.parse import TEMPLATE
from graphmodel.importers.mappings.spec import Condition, MappingFile, NodeRule, Split, Value
from graphmodel.importers.mappings.yaml_lines import did_you_mean
from graphmodel.importers.name_lists import split_names


@dataclass(frozen=True)
class CellFault:
    """Where a cell gives no value though it should: the cell, what is wrong, what would be right"""

    bad: pl.Expr
    shown: pl.Expr
    column: str
    problem: str
    cure: str


@dataclass(frozen=True)
class CompiledValue:
    """A value as an expression, of text or of lists of text, and what can be wrong with it."""

    expr: pl.Expr
    lists: bool = False
    wrong: tuple[CellFault, ...] = ()
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Scope:
    """The columns that values may name: the table's, with whether they hold lists, and those that
    the mapping makes of them. ``table`` is how errors name the table."""

    path: str
    table: str
    columns: Pairs[str, bool]
    made: Pairs[str, CompiledValue] = field(default_factory=dict)

    def fail(self, line: int, what: str) -> InputError:
        return InputError(f"{self.path}, line {line}: {what}")

    def column(self, name: str, line: int) -> CompiledValue:
        """What a column's name stands for; raises InputError where there is none."""
        if name in self.made:
            return self.made[name]
        if name not in self.columns:
            known = [*self.columns, *self.made]
            raise self.fail(line, f"no column {name!r} in {self.table}{did_you_mean(name, known)}")
        return CompiledValue(pl.col(name), self.columns[name], columns=frozenset([name]))


def build_scope(mapping: MappingFile, table: str, columns: Pairs[str, bool]) -> Scope:
    """The names that values of this mapping may use with a table of these columns."""
    scope = Scope(str(mapping.path), table, columns)
    for name, value in mapping.columns.items():
        scope = Scope(
            scope.path, table, columns, {**scope.made, name: compile_value(value, scope, name)}
        )
    return scope


def exploded_scope(scope: Scope, *rules: NodeRule) -> Scope:
    """The scope in which the lists of these nodes have been taken apart, so that their columns
    hold one item each."""
    opened = {column for rule in rules for column in rule.each}
    columns = {name: lists and name not in opened for name, lists in scope.columns.items()}
    return Scope(scope.path, scope.table, columns, scope.made)


def compile_value(value: Value, scope: Scope, name: str) -> CompiledValue:
    """A value as an expression; raises InputError where it names a column that is not there."""
    if value.first:
        ways = [compile_value(way, scope, name) for way in value.first]
        expr = pl.coalesce([way.expr for way in ways])
        columns = frozenset[str]().union(*(way.columns for way in ways))
        made = CompiledValue(expr, any(way.lists for way in ways), (), columns)
    else:
        made = _filled(value, scope)
    if value.split and not made.lists:
        made = CompiledValue(split(made.expr, value.split), True, made.wrong, made.columns)
    return _stepped(value, made, name)


def _filled(value: Value, scope: Scope) -> CompiledValue:
    """Text with the cells of its columns in it; nothing where one of them is empty."""
    parts = TEMPLATE.split(value.template)
    if len(parts) == 1:
        return CompiledValue(pl.lit(value.template, pl.String))
    pieces: list[pl.Expr] = []
    wrong: list[CellFault] = []
    columns: set[str] = set()
    lone = len(parts) == 3 and not parts[0] and not parts[2]
    for n, part in enumerate(parts):
        if n % 2 == 0:
            pieces += [pl.lit(part)] if part else []
            continue
        made = scope.column(part, value.line)
        if made.lists and not lone:
            raise scope.fail(
                value.line, f"{part!r} holds lists; name it in each: of the node, or alone"
            )
        if lone:
            return made
        pieces.append(made.expr)
        wrong += made.wrong
        columns |= made.columns
    return CompiledValue(pl.concat_str(pieces), False, tuple(wrong), frozenset(columns))


def split(cell: pl.Expr, how: Split, *, gaps: bool = False) -> pl.Expr:
    """A cell's values as a list; ``gaps`` keeps the empty ones, so that lists stay side by side."""
    if how.by is None:
        return cell
    if how.names:
        parts = split_names(cell)
    else:
        stripped = pl.element().str.strip_chars().replace("", None)
        parts = cell.str.split(how.by).list.eval(stripped)
        parts = parts if gaps else parts.list.drop_nulls()
    return pl.when(parts.list.len() > 0).then(parts)


def _stepped(value: Value, made: CompiledValue, name: str) -> CompiledValue:
    if made.lists:
        if value.extract or value.replace or value.case or value.table is not None:
            one, _ = _steps(value, pl.element(), name)
            return CompiledValue(made.expr.list.eval(one).list.drop_nulls(), True, (), made.columns)
        return made
    expr, wrong = _steps(value, made.expr, ", ".join(sorted(made.columns)) or name)
    return CompiledValue(expr, False, (*made.wrong, *wrong), made.columns)


def _steps(value: Value, expr: pl.Expr, name: str) -> tuple[pl.Expr, list[CellFault]]:
    wrong: list[CellFault] = []
    if value.extract:
        before, expr = expr, expr.str.extract(value.extract).str.strip_chars().replace("", None)
        bad = before.is_not_null() & expr.is_null()
        wrong.append(CellFault(bad, before, name, "does not match", f"text like {value.extract}"))
        expr = _or_else(value, before, expr)
    for pattern, text in value.replace:
        expr = expr.str.replace_all(pattern, text)
    if value.replace:
        expr = expr.str.strip_chars().replace("", None)
    if value.case:
        cases = {"lower": expr.str.to_lowercase(), "upper": expr.str.to_uppercase()}
        expr = cases.get(value.case, expr.str.to_titlecase())
    if value.table is not None:
        before = expr
        known = before.is_in(list(value.table))
        found = before.replace_strict(
            list(value.table), list(value.table.values()), default=None, return_dtype=pl.String
        ).replace("", None)
        cure = f"one that is in {value.table_name}, or say otherwise: in the mapping"
        wrong.append(
            CellFault(
                before.is_not_null() & ~known, before, name, "not in the table of values", cure
            )
        )
        expr = pl.when(known).then(found).otherwise(_or_else(value, before, found))
    return expr, wrong if value.otherwise == "refuse" else []


def _or_else(value: Value, before: pl.Expr, found: pl.Expr) -> pl.Expr:
    if value.otherwise == "keep":
        return pl.coalesce(found, before)
    if value.otherwise in ("refuse", "empty"):
        return found
    other = pl.when(before.is_not_null()).then(pl.lit(value.otherwise))
    return pl.coalesce(found, other)


def condition(conditions: tuple[Condition, ...], scope: Scope) -> tuple[pl.Expr, frozenset[str]]:
    """Whether all conditions hold, and the table's columns that they look at."""
    parts = []
    columns: set[str] = set()
    for one in conditions:
        made = scope.column(one.column, one.line)
        if made.lists:
            raise scope.fail(one.line, f"{one.column!r} holds lists; name it in each: first")
        columns |= made.columns
        if one.present:
            holds = made.expr.is_not_null()
        elif one.matches is not None:
            holds = made.expr.str.contains(one.matches).fill_null(False)
        else:
            holds = made.expr.is_in(one.one_of).fill_null(False)
        parts.append(~holds if one.negated else holds)
    return reduce(lambda a, b: a & b, parts, pl.lit(True)), frozenset(columns)
