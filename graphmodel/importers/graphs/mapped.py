"""Elements of a foreign graph as facts, by the rules of a mapping."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from graphmodel import words
from graphmodel.facts.batch import Batch, Note, Problem
from graphmodel.importers.graphs.computed import compute, dated
from graphmodel.importers.graphs.connections import Connections
from graphmodel.importers.graphs.elements import CONTAINED, Element, GraphFile, Value, labels_of
from graphmodel.importers.graphs.moments import SPAN, latest, moments
from graphmodel.importers.graphs.rules import ANY_LABEL, GraphMapping, Rule
from graphmodel.importers.graphs.settle import settled
from graphmodel.importers.registry import ImporterOutput
from graphmodel.importers.text_values import as_text, excerpt, frame_of
from graphmodel.schema.model import LINK_KINDS, link_kinds

ROWS_PER_BATCH = 20_000

Resolve = Callable[[Element], tuple[Rule, dict[str, Any]] | None]
"""The rule for an element, and its id or the ids of its ends; None if it is left out."""


def source_id(mapping: GraphMapping) -> str:
    """The id of the source of every fact in a mapped graph."""
    return f"{mapping.prefix}:source"


def source_batch(mapping: GraphMapping) -> Batch:
    """The source that a mapping names."""
    row = pl.DataFrame([{"id": source_id(mapping), **mapping.source}])
    return Batch("Source", row, mapping.path.name)


def node_id(mapping: GraphMapping, rule: Rule, element: Element) -> str | None:
    """A node's id in the graph model; None if the property that identifies it is empty."""
    try:
        key = element.id if rule.id is None else as_text(element.value(rule.id))
    except ValueError:
        return None
    return f"{mapping.prefix}:{key}" if key else None


def link_rule(rules: Sequence[Rule], kinds: tuple[str | None, str | None]) -> Rule:
    """The first of a label's rules that joins nodes of these kinds, else the first."""
    for rule in rules:
        if (kinds[::-1] if rule.reverse else kinds) in LINK_KINDS[rule.kind].ends:
            return rule
    return rules[0]


def read_mapped_graph(mapping: GraphMapping, graph: GraphFile) -> Iterator[ImporterOutput]:
    """The facts of a graph file, sources first, links last."""
    yield source_batch(mapping)
    yield from _MappedGraph(mapping, graph).read()


class _MappedGraph:
    def __init__(self, mapping: GraphMapping, graph: GraphFile) -> None:
        self._mapping = mapping
        self._reader = MappedReader(mapping, graph.origin)
        self._graph = self._settled(graph)
        self._ids: dict[str, str] = {}
        self._kinds: dict[str, str] = {}
        self._has_ids = any(rule.id for rule in mapping.nodes.values())
        self._needs_kinds = any(len(rules) > 1 for rules in mapping.links.values())

    def read(self) -> Iterator[ImporterOutput]:
        yield from self._graph.remarks
        yield from self._reader.batches(self._graph.nodes(), self._node)
        yield from self._reader.batches(self._graph.links(), self._link)
        yield from self._reader.remarks()

    def _settled(self, graph: GraphFile) -> GraphFile:
        if graph.by_position is None or self._mapping.ends == "id":
            return graph
        if self._mapping.ends == "position":
            return GraphFile(graph.origin, graph.by_position, graph.escaped, graph.remarks)
        nodes, links = self._mapping.nodes, self._mapping.links

        def kind_of_node(element: Element) -> str | None:
            rule = self._reader.matching(element, nodes)
            return rule.kind if rule else None

        def kinds_of_link(element: Element) -> list[tuple[str, bool]]:
            rules = self._reader.matching(element, links) or ()
            return [(rule.kind, rule.reverse) for rule in rules]

        return settled(graph, kind_of_node, kinds_of_link)

    def _node(self, element: Element) -> tuple[Rule, dict[str, Any]] | None:
        rule = self._reader.rule(element, self._mapping.nodes)
        if rule is None:
            return None
        mapped_id = node_id(self._mapping, rule, element)
        if self._has_ids and mapped_id:
            self._ids[element.id] = mapped_id
        if self._needs_kinds:
            self._kinds[element.id] = rule.kind
        return rule, {"id": mapped_id}

    def _link(self, element: Element) -> tuple[Rule, dict[str, Any]] | None:
        rules = self._reader.rule(element, self._mapping.links)
        if rules is None or element.ends is None:
            return None
        start, end = element.ends
        rule = link_rule(rules, (self._kinds.get(start), self._kinds.get(end)))
        ids = [
            self._ids.get(end, f"{self._mapping.prefix}:{end}") if end else None
            for end in element.ends
        ]
        if rule.reverse:
            ids.reverse()
        return rule, {"from_id": ids[0], "to_id": ids[1]}


class MappedReader:
    """Turns elements into batches, and counts labels without a rule."""

    def __init__(self, mapping: GraphMapping, origin: str) -> None:
        self._mapping = mapping
        self._origin = origin
        self._unmapped: Counter[tuple[bool, str]] = Counter()
        self._first: dict[tuple[bool, str], int | None] = {}
        self._read: set[tuple[str, str]] = set()
        self._unread: dict[tuple[str, str], None] = {}
        self._changing: Counter[str] = Counter()
        self._unread_spells: Counter[str] = Counter()

    def matching(self, element: Element, rules: Any) -> Any:
        """The first of these rules that an element's labels match, ANY_LABEL last; else None."""
        labels = self._labels(element)
        by_any = None if CONTAINED in element.labels else rules.get(ANY_LABEL)
        return next((rules[n] for n in rules if n in labels), by_any)

    def rule(self, element: Element, rules: Any) -> Any:
        """Like ``matching``; a label without a rule is counted, unless it is to be left out."""
        match = self.matching(element, rules)
        labels = self._labels(element)
        if match is None and not self._mapping.leave_out.intersection(labels):
            whole = labels[-1] if labels and ":" in labels[-1] else ":".join(labels)
            key = (element.ends is None, whole)
            self._unmapped[key] += 1
            self._first.setdefault(key, element.line)
        return match

    def _labels(self, element: Element) -> list[str]:
        by_default = not self._mapping.label_given
        return labels_of(element, self._mapping.labels, by_default=by_default)

    def batches(self, elements: Iterable[Element], resolve: Resolve) -> Iterator[ImporterOutput]:
        """Elements as batches; ``resolve`` returns the rule and the ids of each, or None."""
        pending: dict[Rule, list[tuple[Element, dict[str, Any], dict[str, Value]]]] = {}
        connections: dict[str, Connections] = {}
        count = 0
        for element in elements:
            resolved = resolve(element)
            if resolved is None:
                continue
            rule, ids = resolved
            at_times = [{}] if element.ends is None else self._moments(element, rule)
            rows = pending.setdefault(rule, [])
            rows += [(element, ids, dict(values)) for values in at_times]
            count += len(at_times)
            if count >= ROWS_PER_BATCH:
                yield from self._batches(pending, connections)
                pending, count = {}, 0
        yield from self._batches(pending, connections)
        for kind, connected in connections.items():
            yield from self._batch(kind, list(connected.records()))
            yield from connected.notes(self._origin)

    def _moments(self, element: Element, rule: Rule) -> Sequence[Mapping[str, Value]]:
        if len(element.spells) > 1 and rule.names.isdisjoint(SPAN):
            self._unread_spells[rule.kind] += 1
        return moments(element, rule.single_names)

    def _batches(
        self,
        pending: dict[Rule, list[tuple[Element, dict[str, Any], dict[str, Value]]]],
        connections: dict[str, Connections],
    ) -> Iterator[ImporterOutput]:
        by_kind: dict[str, list[tuple[int | None, dict[str, Any]]]] = {}
        for rule, rows in pending.items():
            raw = [self._raw(rule, element, values) for element, _, values in rows]
            records = [
                (element.line, ids | self._record(rule, named))
                for (element, ids, _), named in zip(rows, raw, strict=True)
            ]
            yield from compute(self._mapping, rule, records, raw, self._origin)
            if rule.kind in link_kinds("acquaintance"):
                key = LINK_KINDS[rule.kind].key
                connected = connections.setdefault(rule.kind, Connections(rule.kind, key))
                for line, record in records:
                    connected.add(line, record)
                continue
            by_kind.setdefault(rule.kind, []).extend(records)
        for kind, records in by_kind.items():
            yield from self._batch(kind, records)

    def _batch(
        self, kind: str, records: list[tuple[int | None, dict[str, Any]]]
    ) -> Iterator[ImporterOutput]:
        rows, problems = frame_of(kind, records, self._origin)
        yield from problems
        yield Batch(kind, rows, self._origin)

    def _raw(self, rule: Rule, element: Element, at_time: dict[str, Value]) -> dict[str, Value]:
        """The values of an element under the names that a rule reads."""
        raw: dict[str, Value] = {}
        for name in rule.names:
            value = at_time[name] if name in at_time else element.value(name)
            key = (rule.kind, name)
            if value is None:
                self._unread.setdefault(key)
            else:
                self._read.add(key)
            if isinstance(value, list) and name in element.timed and name in rule.single_names:
                self._changing[f"{name} of {rule.kind}"] += 1
                value = latest(element.timed[name])
            raw[name] = value
        return raw

    def _record(self, rule: Rule, raw: dict[str, Value]) -> dict[str, Any]:
        record: dict[str, Any] = dict(rule.constants)
        for ours, theirs in rule.properties.items():
            if raw[theirs] is not None:
                record[ours] = dated(rule.kind, ours, raw[theirs])
        record["sources"] = [source_id(self._mapping)]
        return record

    def remarks(self) -> Iterator[Problem | Note]:
        """Labels without a rule, names that no element has, and values that were left out."""
        for (is_node, label), count in self._unmapped.items():
            description = f"{label or 'no label'} (count: {count:,})"
            kind, block = ("Person", "nodes") if is_node else (link_kinds("credit")[0], "links")
            cure = f"a rule for it under {block}:, or its name under leave_out:"
            line = self._first[is_node, label]
            yield Problem(
                self._origin, line, kind, "label", excerpt(description), "label not mapped", cure
            )
        for kind, name in self._unread:
            if (kind, name) not in self._read:
                text = words.later(
                    "nothing has {name!r}, which the mapping reads for {kind}",
                    name=excerpt(name), kind=kind,
                )  # fmt: skip
                yield Note(self._origin, text)
        for kind, count in self._unread_spells.items():
            text = words.later(
                "{n:,} of {kind} hold for several times, of which the mapping reads none; give a "
                "date of theirs as {start} or {end}",
                n=count, kind=kind, start=SPAN[0], end=SPAN[1],
            )  # fmt: skip
            yield Note(self._origin, text)
        for name, count in self._changing.items():
            text = words.later_count(
                "{name} changes in time once; only its latest value is imported",
                "{name} changes in time {n:,} times; only its latest value is imported",
                count, name=name,
            )  # fmt: skip
            yield Note(self._origin, text)
