"""Reading a table through a mapping: each row's nodes and links, as batches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import polars as pl

from graphmodel.facts.batch import VALUE_SHOWN, Batch, Note, Problem
from graphmodel.importers.mappings.aggregate import FactAggregator, LinkSpool, has_lists
from graphmodel.importers.mappings.expressions import (
    CellFault,
    CompiledValue,
    Scope,
    build_scope,
    compile_value,
    condition,
    exploded_scope,
    split,
)
from graphmodel.importers.mappings.spec import Condition, LinkRule, MappingFile, NodeRule, Value
from graphmodel.importers.registry import ImporterOutput
from graphmodel.importers.tables.table import LINE, RefusedRow, Table
from graphmodel.schema.model import DERIVED_LABELS, LINK_KINDS, NODE_KINDS, REAL

ROWS_PER_BATCH = 200_000
ROWS = "rows of the table"
"""What the report calls rows that could not be read at all, which are of no kind yet."""


def read_mapped(mapping: MappingFile, table: Table) -> Iterator[ImporterOutput]:
    """What the mapping makes of the table: sources, nodes, then links, and its problems.

    A node comes once however many rows give it: its first name names it, further ones become other
    names, lists are united, and a value that contradicts an earlier one is a problem. Raises
    InputError where the mapping names a column that the table lacks.
    """
    first = next((f for f in table.frames() if isinstance(f, pl.DataFrame)), None)
    lists = {
        name: first is not None and isinstance(first.schema.get(name), pl.List)
        for name in table.columns
    }
    yield Note(table.name, f"read as {table.description}")
    with closing(_MappingRun(mapping, table, build_scope(mapping, table.name, lists))) as making:
        for frame in table.frames():
            if isinstance(frame, RefusedRow):
                value = frame.value[:VALUE_SHOWN]
                yield Problem(table.name, frame.line, ROWS, "", value, frame.problem, frame.cure)
            else:
                yield from making.take(frame)
        yield from making.batches()


@dataclass(frozen=True)
class _Rule:
    """A node's or a link's rule, ready to run: lists to take apart, what holds, what is made."""

    kind: str
    each: tuple[NodeRule, ...]
    when: pl.Expr
    made: dict[str, CompiledValue]
    wrong: tuple[CellFault, ...]


class _MappingRun:
    """One pass over one table."""

    def __init__(self, mapping: MappingFile, table: Table, scope: Scope) -> None:
        self._mapping, self._origin, self._scope = mapping, table.name, scope
        self._used: set[str] = set()
        self._nodes = [self._node_rule(rule) for rule in mapping.nodes.values()]
        self._links = [self._link_rule(rule) for rule in mapping.links]
        self._gathered: dict[str, FactAggregator] = {}
        for rule in mapping.nodes.values():
            keeps = {
                name: value.keep
                for other in mapping.nodes.values()
                if other.kind == rule.kind
                for name, value in other.values.items()
            }
            self._gathered.setdefault(rule.kind, FactAggregator(rule.kind, keeps))
        self._spool = LinkSpool()
        self._labels: dict[str, list[pl.DataFrame]] = {}

    def close(self) -> None:
        self._spool.close()

    def _compiled(
        self, scope: Scope, values: dict[str, Value]
    ) -> tuple[dict[str, CompiledValue], tuple[CellFault, ...]]:
        made = {name: compile_value(value, scope, name) for name, value in values.items()}
        for one in made.values():
            self._used |= one.columns
        return made, tuple(w for one in made.values() for w in one.wrong)

    def _when(self, conditions: tuple[Condition, ...], scope: Scope) -> pl.Expr:
        holds, columns = condition(conditions, scope)
        self._used |= columns
        return holds

    def _node_rule(self, rule: NodeRule) -> _Rule:
        for column in rule.each:
            self._scope.column(column, rule.line)
            if column not in self._scope.columns:
                raise self._scope.fail(rule.line, f"each: takes columns of the table, not {column}")
            if rule.each[column].by is None and not self._scope.columns[column]:
                what = f'{column!r} holds no lists; say what stands between, as in {column}: "|"'
                raise self._scope.fail(rule.line, what)
        self._used |= rule.each.keys()
        scope = exploded_scope(self._scope, rule)
        made, wrong = self._compiled(scope, dict(rule.values))
        return _Rule(rule.kind, (rule,), self._when(rule.when, scope), made, wrong)

    def _link_rule(self, rule: LinkRule) -> _Rule:
        start, end = self._mapping.nodes[rule.start], self._mapping.nodes[rule.end]
        scope = exploded_scope(self._scope, start, end)
        made, wrong = self._compiled(scope, dict(rule.values))
        for name, node in (("from_id", start), ("to_id", end)):
            made[name] = compile_value(node.values["id"], exploded_scope(self._scope, node), name)
        when = self._when((*start.when, *end.when, *rule.when), scope)
        each = (start,) if start.each.keys() == end.each.keys() else (start, end)
        return _Rule(rule.kind, each, when, made, wrong)

    def take(self, frame: pl.DataFrame) -> list[Problem]:
        """Take one frame of the table; the answer is what is wrong with its cells."""
        self._problems: list[Problem] = []
        frame = frame.select(LINE, *(_clean(frame, c, self._mapping) for c in sorted(self._used)))
        opened: dict[tuple[str, ...], pl.DataFrame] = {}
        for rule in self._nodes:
            self._take_nodes(self._opened(frame, rule, opened), rule)
        for rule in self._links:
            self._take_links(self._opened(frame, rule, opened), rule)
        return self._problems

    def _opened(
        self, frame: pl.DataFrame, rule: _Rule, opened: dict[tuple[str, ...], pl.DataFrame]
    ) -> pl.DataFrame:
        """The rows with the lists of the rule's nodes taken apart; problems come once a frame."""
        done: tuple[str, ...] = ()
        for node in rule.each:
            if not node.each:
                continue
            columns = tuple(node.each)
            fresh = tuple(c for c in columns if c not in done)
            before, done = done, (*done, *fresh)
            if done not in opened and fresh:
                source = opened[before] if before else frame
                rows, problems = _taken_apart(source, node, fresh, self._origin)
                opened[done] = rows
                if not before:
                    self._problems += problems
        return opened[done] if done else frame

    def _take_nodes(self, rows: pl.DataFrame, rule: _Rule) -> None:
        names = ["id", *(n for n in rule.made if n != "id")]
        made = [rule.made[n].expr.alias(n) for n in names]
        bad = [w.bad.fill_null(False).alias(f" bad{n}") for n, w in enumerate(rule.wrong)]
        shown = [w.shown.alias(f" shown{n}") for n, w in enumerate(rule.wrong)]
        found = rows.filter(rule.when).select(LINE, *made, *bad, *shown)
        there = pl.col("id").is_not_null()
        if "name" in rule.made:
            there = there | pl.col("name").is_not_null()
        # A cell that does not fit can leave all of them empty, and has to be told.
        there = pl.any_horizontal(there, *(pl.col(f" bad{n}") for n in range(len(rule.wrong))))
        found = found.filter(there)
        found = self._without_wrong(found, rule)
        self._gathered[rule.kind].add(found.select(LINE, *names))

    def _take_links(self, rows: pl.DataFrame, rule: _Rule) -> None:
        names = ["from_id", "to_id", *(n for n in rule.made if n not in ("from_id", "to_id"))]
        made = [rule.made[n].expr.alias(n) for n in names]
        bad = [w.bad.fill_null(False).alias(f" bad{n}") for n, w in enumerate(rule.wrong)]
        shown = [w.shown.alias(f" shown{n}") for n, w in enumerate(rule.wrong)]
        found = rows.filter(rule.when).select(LINE, *made, *bad, *shown)
        found = found.drop_nulls(["from_id", "to_id"])
        found = self._without_wrong(found, rule)
        links = found.select(LINE, *names)
        if has_lists(rule.kind, names):
            self._gathered.setdefault(rule.kind, FactAggregator(rule.kind, {})).add(links)
        elif links.height:
            self._spool.add(rule.kind, links)
        self._note_labels(rule.kind, links)

    def _without_wrong(self, found: pl.DataFrame, rule: _Rule) -> pl.DataFrame:
        """The rows without those that have a wrong cell, which become problems."""
        for n, wrong in enumerate(rule.wrong):
            bad = found.filter(pl.col(f" bad{n}"))
            for line, value in bad.select(LINE, f" shown{n}").iter_rows():
                cut = str(value)[:VALUE_SHOWN]
                where = (self._origin, line, rule.kind, wrong.column)
                self._problems.append(Problem(*where, cut, wrong.problem, wrong.cure))
            found = found.filter(~pl.col(f" bad{n}"))
        return found

    def _note_labels(self, kind: str, links: pl.DataFrame) -> None:
        for label in DERIVED_LABELS:
            for link, roles in label.when:
                if link != kind or (roles and "role" not in links.columns):
                    continue
                earned = links.filter(pl.col("role").is_in(roles)) if roles else links
                ids = earned.select(pl.col("from_id").alias("id")).unique()
                self._labels.setdefault(label.name, []).append(ids)

    def batches(self) -> Iterator[ImporterOutput]:
        """All that was taken: the source, nodes by kind, then links."""
        source = dict(self._mapping.source)
        said = {**source, "namespace": self._mapping.namespace}
        if self._mapping.namespace != REAL:
            said["fictional"] = str(self._mapping.fictional).lower()
        yield Batch("Source", pl.DataFrame({k: [v] for k, v in said.items()}), self._origin)
        for kind in [*NODE_KINDS, *LINK_KINDS]:
            frames = self._spool.frames(kind)
            if kind in self._gathered:
                rows, problems = self._gathered.pop(kind).united(self._origin)
                yield from problems
                frames = iter([rows] if rows.height else [])
            for frame in frames:
                whole = self._with_labels(kind, frame) if kind in NODE_KINDS else frame
                for part in whole.iter_slices(ROWS_PER_BATCH):
                    yield self._batch(kind, part)

    def _batch(self, kind: str, rows: pl.DataFrame) -> Batch:
        sources = pl.lit([self._mapping.source["id"]]).alias("sources")
        rows = rows.rename({LINE: "line"}).with_columns(sources)
        if kind in NODE_KINDS:
            rows = rows.with_columns(pl.lit(self._mapping.namespace).alias("namespace"))
            if self._mapping.fictional:
                rows = rows.with_columns(pl.lit(True).alias("fictional"))
        return Batch(kind, rows, self._origin)

    def _with_labels(self, kind: str, rows: pl.DataFrame) -> pl.DataFrame:
        earned = [
            pl.concat(self._labels[label.name])
            .unique()
            .with_columns(pl.lit(label.name).alias("labels"))
            for label in DERIVED_LABELS
            if label.of == kind and label.name in self._labels
        ]
        if not earned:
            return rows
        labels = pl.concat(earned).group_by("id").agg(pl.col("labels").sort())
        return rows.join(labels, on="id", how="left", maintain_order="left")


def _clean(frame: pl.DataFrame, column: str, mapping: MappingFile) -> pl.Expr:
    """A column without blanks around its text, and without what stands for nothing."""
    nothing = ["", *mapping.missing]
    if column not in frame.columns:
        return pl.lit(None, pl.String).alias(column)
    cells = pl.col(column)
    if isinstance(frame.schema[column], pl.List):
        one = pl.element().str.strip_chars()
        return cells.list.eval(pl.when(~one.is_in(nothing)).then(one))
    stripped = cells.str.strip_chars()
    return pl.when(~stripped.is_in(nothing)).then(stripped).alias(column)


def _taken_apart(
    rows: pl.DataFrame, node: NodeRule, columns: tuple[str, ...], origin: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """A row for each item of the lists in these columns, which go side by side."""
    parts = rows.with_columns(
        split(pl.col(c), node.each[c], gaps=len(columns) > 1)
        if not isinstance(rows.schema[c], pl.List)
        else pl.col(c)
        for c in columns
    )
    length = pl.max_horizontal(pl.col(c).list.len() for c in columns).fill_null(1)
    empty = pl.lit(None, pl.String).repeat_by(length)
    parts = parts.with_columns(
        pl.when(pl.col(c).list.len().fill_null(0) == 0).then(empty).otherwise(pl.col(c)).alias(c)
        for c in columns
    )
    problems = []
    if len(columns) > 1:
        ragged = pl.any_horizontal(
            pl.col(c).list.len() != pl.col(columns[0]).list.len() for c in columns[1:]
        )
        for line, value in parts.filter(ragged).select(LINE, columns[0]).iter_rows():
            problems.append(
                Problem(
                    origin,
                    line,
                    node.kind,
                    columns[0],
                    " | ".join(v or "" for v in value)[:VALUE_SHOWN],
                    "lists of different length",
                    f"as many values in {', '.join(columns[1:])} as here",
                )
            )
        parts = parts.filter(~ragged)
    return parts.explode(list(columns)), problems
