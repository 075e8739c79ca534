"""Reading a table through a mapping: the nodes and links of each row, in batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

import polars as pl

from graphmodel import words
from graphmodel.facts.batch import VALUE_SHOWN, Batch, Note, Problem
from graphmodel.importers.mappings.aggregate import FactAggregator, LinkSpool, has_lists
from graphmodel.importers.mappings.expressions import (
    CellFault,
    CompiledValue,
    Scope,
    build_scope,
    compile_conditions,
    compile_value,
    exploded_scope,
)
from graphmodel.importers.mappings.name_warnings import (
    false_name_warnings,
    is_no_name,
    name_warnings,
)
from graphmodel.importers.mappings.namesakes import Namesakes, find_namesakes
from graphmodel.importers.mappings.rows import clean_cells, explode_lists
from graphmodel.importers.mappings.spec import Condition, LinkRule, MappingFile, NodeRule, ValueRule
from graphmodel.importers.registry import ImporterOutput
from graphmodel.importers.tables.table import LINE, RefusedRow, Table
from graphmodel.schema.model import DERIVED_LABELS, LINK_KINDS, NODE_KINDS, REAL

ROWS_PER_BATCH = 200_000
_UNREAD_KEPT = 1_000
ROWS = "rows of the table"
"""The name in reports for rows that could not be read and so have no kind yet."""


def read_mapped(mapping: MappingFile, table: Table) -> Iterator[ImporterOutput]:
    """The facts that the mapping gives for the table: sources, nodes, then links, and the problems.

    A node is yielded once, however many rows give it: its first name is its name, further names
    become other names, lists are merged, and a value that contradicts an earlier one is a problem.
    If an id is made of a name alone, namesakes that differ on what tells them apart are different
    nodes (``namesakes``). Raises InputError if the mapping names a column that the table lacks.
    """
    first_frame = next((f for f in table.frames() if isinstance(f, pl.DataFrame)), None)
    is_list = {
        name: first_frame is not None and isinstance(first_frame.schema.get(name), pl.List)
        for name in table.columns
    }
    yield Note(table.name, words.later("read as {form}", form=table.description))
    scope = build_scope(mapping, table.name, is_list)
    namesakes = find_namesakes(mapping, table, scope)
    for sentence in namesakes.sentences:
        yield Note(table.name, sentence)
    with closing(_MappingRun(mapping, table, scope, namesakes)) as run:
        for frame in table.frames():
            if isinstance(frame, RefusedRow) and frame.left_out:
                yield Note(
                    table.name,
                    words.later("line {line} left out: {text}", line=frame.line, text=frame.value),
                )
            elif isinstance(frame, RefusedRow):
                value = frame.value[:VALUE_SHOWN]
                yield Problem(table.name, frame.line, ROWS, "", value, frame.problem, frame.cure)
            else:
                yield from run.add(frame)
        yield from run.batches()


@dataclass(frozen=True)
class _CompiledRule:
    """The rule of a node or link, ready to run: lists to explode, its condition and its values."""

    kind: str
    each: tuple[NodeRule, ...]
    when: pl.Expr
    values: dict[str, CompiledValue]
    faults: tuple[CellFault, ...]

    @property
    def unread(self) -> dict[str, pl.Expr]:
        """By property, the texts that its table of values lacks and the mapping leaves out."""
        return {n: v.unread for n, v in self.values.items() if v.unread is not None}


class _MappingRun:
    """One pass over one table."""

    def __init__(
        self, mapping: MappingFile, table: Table, scope: Scope, namesakes: Namesakes
    ) -> None:
        self._mapping, self._origin, self._scope = mapping, table.name, scope
        self._namesakes = namesakes
        self._used: set[str] = set()
        self._nodes = [self._node_rule(rule) for rule in mapping.nodes.values()]
        self._links = [self._link_rule(rule) for rule in mapping.links]
        self._united = {rule.kind for rule in self._links if has_lists(rule.kind, [*rule.values])}
        self._aggregators: dict[str, FactAggregator] = {}
        for rule in mapping.nodes.values():
            keeps = {
                name: value.keep
                for same_kind in mapping.nodes.values()
                if same_kind.kind == rule.kind
                for name, value in same_kind.values.items()
            }
            self._aggregators.setdefault(rule.kind, FactAggregator(rule.kind, keeps))
        self._spool = LinkSpool()
        self._unread: dict[tuple[str, str], dict[str, None]] = {}
        self._labels: dict[str, list[pl.DataFrame]] = {}
        self._false_names: dict[str, list[pl.DataFrame]] = {}

    def close(self) -> None:
        self._spool.close()

    def _compile_values(
        self, scope: Scope, values: dict[str, ValueRule]
    ) -> tuple[dict[str, CompiledValue], tuple[CellFault, ...]]:
        compiled_values = {
            name: compile_value(value, scope, name) for name, value in values.items()
        }
        for compiled in compiled_values.values():
            self._used |= compiled.columns
        return compiled_values, tuple(
            fault for compiled in compiled_values.values() for fault in compiled.faults
        )

    def _when(self, conditions: tuple[Condition, ...], scope: Scope) -> pl.Expr:
        holds, columns = compile_conditions(conditions, scope)
        self._used |= columns
        return holds

    def _node_rule(self, rule: NodeRule) -> _CompiledRule:
        for column in rule.each:
            self._scope.column(column, rule.line)
            if column not in self._scope.columns:
                raise self._scope.fail(
                    "each: takes columns of the table, not {column}", rule.line, column=column
                )
            if rule.each[column].separator is None and not self._scope.columns[column]:
                raise self._scope.fail(
                    '{column!r} holds no lists; give its separator, as in {column}: "|"',
                    rule.line, column=column,
                )  # fmt: skip
        self._used |= rule.each.keys()
        scope = exploded_scope(self._scope, rule)
        values, faults = self._compile_values(scope, dict(rule.values))
        values["id"] = self._namesakes.own_id(rule, values["id"], self._scope)
        return _CompiledRule(rule.kind, (rule,), self._when(rule.when, scope), values, faults)

    def _link_rule(self, rule: LinkRule) -> _CompiledRule:
        start, end = self._mapping.nodes[rule.start], self._mapping.nodes[rule.end]
        scope = exploded_scope(self._scope, start, end)
        values, faults = self._compile_values(scope, dict(rule.values))
        for name, node in (("from_id", start), ("to_id", end)):
            node_id = compile_value(node.values["id"], exploded_scope(self._scope, node), name)
            values[name] = self._namesakes.own_id(node, node_id, self._scope)
        when = self._when((*start.when, *end.when, *rule.when), scope)
        each = (start,) if start.each.keys() == end.each.keys() else (start, end)
        return _CompiledRule(rule.kind, each, when, values, faults)

    def add(self, frame: pl.DataFrame) -> list[Problem]:
        """Add one frame of the table; returns the problems of its cells."""
        self._problems: list[Problem] = []
        frame = frame.select(
            LINE,
            *(clean_cells(frame, column, self._mapping) for column in sorted(self._used)),
        )
        exploded_frames: dict[tuple[str, ...], pl.DataFrame] = {}
        for rule in self._nodes:
            self._add_nodes(self._exploded(frame, rule, exploded_frames), rule)
        for rule in self._links:
            self._add_links(self._exploded(frame, rule, exploded_frames), rule)
        return self._problems

    def _exploded(
        self,
        frame: pl.DataFrame,
        rule: _CompiledRule,
        exploded: dict[tuple[str, ...], pl.DataFrame],
    ) -> pl.DataFrame:
        """The rows with the lists of the rule's nodes exploded; adds problems once per frame."""
        exploded_columns: tuple[str, ...] = ()
        for node in rule.each:
            if not node.each:
                continue
            columns = tuple(node.each)
            new_columns = tuple(c for c in columns if c not in exploded_columns)
            earlier_columns, exploded_columns = exploded_columns, (*exploded_columns, *new_columns)
            if exploded_columns not in exploded and new_columns:
                base_rows = exploded[earlier_columns] if earlier_columns else frame
                rows, problems = explode_lists(base_rows, node, new_columns, self._origin)
                exploded[exploded_columns] = rows
                if not earlier_columns:
                    self._problems += problems
        return exploded[exploded_columns] if exploded_columns else frame

    def _add_nodes(self, rows: pl.DataFrame, rule: _CompiledRule) -> None:
        names = ["id", *(n for n in rule.values if n != "id")]
        candidates = _evaluate(rows, rule, names)
        self._record_unread(candidates, rule)
        has_fact = pl.col("id").is_not_null()
        if "name" in rule.values:
            has_fact = has_fact | pl.col("name").is_not_null()
        # A faulty cell can leave every value empty and must still be reported.
        has_fact = pl.any_horizontal(
            has_fact, *(pl.col(_fault_flag(n)) for n in range(len(rule.faults)))
        )
        candidates = self._drop_faulty(candidates.filter(has_fact), rule)
        if candidates.schema.get("other_names") == pl.List(pl.String) and "name" in names:
            is_other = pl.col("other_names").list.contains(pl.col("name")).not_()
            other_names = pl.col("other_names").list.set_difference(pl.concat_list("name"))
            candidates = candidates.with_columns(
                pl.when(is_other).then("other_names").otherwise(other_names).alias("other_names")
            )
        if rule.each[0].reference:
            return  # its links hold its id; the node itself is described elsewhere
        if "name" in names:
            candidates = self._without_false_names(candidates, rule.kind)
        self._aggregators[rule.kind].add(candidates.select(LINE, *names))

    def _without_false_names(self, candidates: pl.DataFrame, kind: str) -> pl.DataFrame:
        """The rows without names that are addresses or ids; nodes left without any name are settled
        once all rows are read."""
        is_false = is_no_name(pl.col("name")).fill_null(False) & pl.col("id").is_not_null()
        false_names = candidates.filter(is_false).select("id", "name").unique(maintain_order=True)
        if not false_names.height:
            return candidates
        self._false_names.setdefault(kind, []).append(false_names)
        return candidates.with_columns(pl.when(~is_false).then("name").alias("name"))

    def _named(self, kind: str, rows: pl.DataFrame) -> tuple[pl.DataFrame, list[Note]]:
        """The nodes, with the id as name if the only name was false, and notes about such names."""
        if kind not in self._false_names:
            return rows, []
        false_names = pl.concat(self._false_names.pop(kind)).unique(maintain_order=True)
        ids = false_names["id"].unique().implode()
        is_nameless = pl.col("name").is_null() & pl.col("id").is_in(ids)
        rows = rows.with_columns(pl.when(is_nameless).then("id").otherwise("name").alias("name"))
        sentences = false_name_warnings(kind, false_names["name"].unique(maintain_order=True))
        return rows, [Note(self._origin, sentence) for sentence in sentences]

    def _add_links(self, rows: pl.DataFrame, rule: _CompiledRule) -> None:
        names = ["from_id", "to_id", *(n for n in rule.values if n not in ("from_id", "to_id"))]
        candidates = _evaluate(rows, rule, names)
        self._record_unread(candidates, rule)
        candidates = self._drop_faulty(candidates.drop_nulls(["from_id", "to_id"]), rule)
        links = candidates.select(LINE, *names)
        if rule.kind in self._united:
            self._aggregators.setdefault(rule.kind, FactAggregator(rule.kind, {})).add(links)
        elif links.height:
            self._spool.add(rule.kind, links)
        self._record_labels(rule.kind, links)

    def _drop_faulty(self, rows: pl.DataFrame, rule: _CompiledRule) -> pl.DataFrame:
        """The rows without a faulty cell; the others become problems."""
        for n, fault in enumerate(rule.faults):
            faulty = rows.filter(pl.col(_fault_flag(n)))
            for line, value in faulty.select(LINE, _faulty_value(n)).iter_rows():
                value_excerpt = str(value)[:VALUE_SHOWN]
                where = (self._origin, line, rule.kind, fault.column)
                self._problems.append(Problem(*where, value_excerpt, fault.problem, fault.cure))
            rows = rows.filter(~pl.col(_fault_flag(n)))
        return rows

    def _record_unread(self, candidates: pl.DataFrame, rule: _CompiledRule) -> None:
        for name in rule.unread:
            unread = candidates[_unread(name)].drop_nulls()
            if unread.dtype == pl.List(pl.String):
                unread = unread.explode(keep_nulls=False, empty_as_null=False)
            texts = unread.unique(maintain_order=True).to_list()
            known = self._unread.setdefault((rule.kind, name), {})
            if len(known) < _UNREAD_KEPT:
                known |= dict.fromkeys(texts)

    def _left_empty(self) -> Iterator[Note]:
        """Notes on values whose texts no table has."""
        for (kind, name), texts in self._unread.items():
            if texts:
                number = f"{len(texts):,}" if len(texts) < _UNREAD_KEPT else f"{_UNREAD_KEPT:,}+"
                shown = ", ".join(repr(text[:VALUE_SHOWN]) for text in list(texts)[:3])
                text = words.later(
                    "texts that the table of values for {kind}.{name} lacks ({n}) leave it empty: "
                    "{examples}",
                    kind=kind, name=name, n=number, examples=shown,
                )  # fmt: skip
                yield Note(self._origin, text)

    def _record_labels(self, kind: str, links: pl.DataFrame) -> None:
        for label in DERIVED_LABELS:
            for link, roles in label.when:
                if link != kind or (roles and "role" not in links.columns):
                    continue
                earning = links.filter(pl.col("role").is_in(roles)) if roles else links
                ids = earning.select(pl.col("from_id").alias("id")).unique()
                self._labels.setdefault(label.name, []).append(ids)

    def batches(self) -> Iterator[ImporterOutput]:
        """Everything that was added: the source, nodes by kind, then links."""
        source = dict(self._mapping.source)
        source_row = {**source, "namespace": self._mapping.namespace}
        if self._mapping.namespace != REAL:
            source_row["fictional"] = str(self._mapping.fictional).lower()
        yield Batch("Source", pl.DataFrame({k: [v] for k, v in source_row.items()}), self._origin)
        yield from self._left_empty()
        for kind in [*NODE_KINDS, *LINK_KINDS]:
            frames = self._spool.frames(kind)
            if kind in self._aggregators:
                aggregator = self._aggregators.pop(kind)
                rows, problems = aggregator.aggregated(self._origin)
                yield from problems
                for name, count in aggregator.superseded.items():
                    text = words.later(
                        "values of {kind}.{name} of other times are left out ({n:,}): the latest "
                        "that has begun stands",
                        kind=kind, name=name, n=count,
                    )  # fmt: skip
                    yield Note(self._origin, text)
                yield from self._other_values(kind, aggregator.dropped)
                if kind in NODE_KINDS and rows.height:
                    for sentence in name_warnings(kind, rows):
                        yield Note(self._origin, sentence)
                    rows, notes = self._named(kind, rows)
                    yield from notes
                frames = iter([rows] if rows.height else [])
            for frame in frames:
                labelled = self._with_labels(kind, frame) if kind in NODE_KINDS else frame
                for rows_slice in labelled.iter_slices(ROWS_PER_BATCH):
                    yield self._batch(kind, rows_slice)
            yield from self._dropped(kind)

    def _dropped(self, kind: str) -> Iterator[Note]:
        """Notes on links that repeat an earlier one with other values."""
        lines = self._spool.dropped.get(kind, [])
        if lines:
            text = words.later(
                "{n:,} {kind} have {key} of an earlier row and other values, and are left out: "
                "line {line:,} is the first",
                n=len(lines), kind=kind, line=lines[0], key=self._key_words(kind),
            )  # fmt: skip
            yield Note(self._origin, text)

    def _other_values(self, kind: str, dropped: Mapping[str, list[int]]) -> Iterator[Note]:
        """Notes on values of links that an earlier row of the same link gives otherwise."""
        for name, lines in dropped.items():
            text = words.later(
                "values of {kind}.{name} are left out ({n:,}), as an earlier row with {key} in "
                "common has another: line {line:,} is the first",
                kind=kind, name=name, n=len(lines), line=lines[0], key=self._key_words(kind),
            )  # fmt: skip
            yield Note(self._origin, text)

    def _key_words(self, kind: str) -> str:
        return ", ".join((str(words.later("both ends")), *LINK_KINDS[kind].key))

    def _batch(self, kind: str, rows: pl.DataFrame) -> Batch:
        sources = pl.lit([self._mapping.source["id"]]).alias("sources")
        rows = rows.rename({LINE: "line"}).with_columns(sources)
        if kind in NODE_KINDS:
            rows = rows.with_columns(pl.lit(self._mapping.namespace).alias("namespace"))
            if self._mapping.fictional:
                rows = rows.with_columns(pl.lit(True).alias("fictional"))
        return Batch(kind, rows, self._origin)

    def _with_labels(self, kind: str, rows: pl.DataFrame) -> pl.DataFrame:
        label_rows = [
            pl.concat(self._labels[label.name])
            .unique()
            .with_columns(pl.lit(label.name).alias("labels"))
            for label in DERIVED_LABELS
            if label.of == kind and label.name in self._labels
        ]
        if not label_rows:
            return rows
        labels = pl.concat(label_rows).group_by("id").agg(pl.col("labels").sort())
        return rows.join(labels, on="id", how="left", maintain_order="left")


def _fault_flag(n: int) -> str:
    return f" is faulty {n}"


def _faulty_value(n: int) -> str:
    return f" faulty value {n}"


def _unread(name: str) -> str:
    return f" unread {name}"


def _evaluate(rows: pl.DataFrame, rule: _CompiledRule, names: list[str]) -> pl.DataFrame:
    """LINE, the values of a rule, for each fault whether it occurs and the cell's text, and the
    texts that tables of values lack."""
    values = [rule.values[name].expr.alias(name) for name in names]
    flags = [f.is_faulty.fill_null(False).alias(_fault_flag(n)) for n, f in enumerate(rule.faults)]
    faulty = [fault.value.alias(_faulty_value(n)) for n, fault in enumerate(rule.faults)]
    unread = [expr.alias(_unread(name)) for name, expr in rule.unread.items()]
    return rows.filter(rule.when).select(LINE, *values, *flags, *faulty, *unread)
