"""Elements of a foreign graph as facts, by the rules of a mapping."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import polars as pl

from graphmodel.facts.batch import Batch, Problem
from graphmodel.importers.graphs.elements import Element, GraphFile, labels_of
from graphmodel.importers.graphs.rules import ANY_LABEL, GraphMapping, Rule
from graphmodel.importers.registry import ImporterOutput
from graphmodel.importers.text_values import as_text, excerpt, frame_of
from graphmodel.schema.model import link_kinds

ROWS_PER_BATCH = 20_000


def source_id(mapping: GraphMapping) -> str:
    """The id of the source of every fact in a mapped graph."""
    return f"{mapping.prefix}:source"


def source_batch(mapping: GraphMapping) -> Batch:
    """The source that a mapping names."""
    row = pl.DataFrame([{"id": source_id(mapping), **mapping.source}])
    return Batch("Source", row, mapping.path.name)


def node_id(mapping: GraphMapping, rule: Rule, graph_id: str, values: dict[str, Any]) -> str | None:
    """A node's id in the graph model; None if the property that identifies it is empty."""
    try:
        key = graph_id if rule.id is None else as_text(values.get(rule.id))
    except ValueError:
        return None
    return f"{mapping.prefix}:{key}" if key else None


def read_mapped_graph(mapping: GraphMapping, graph: GraphFile) -> Iterator[ImporterOutput]:
    """The facts of a graph file, sources first, links last."""
    yield source_batch(mapping)
    reader = MappedReader(mapping, graph.origin)
    ids: dict[str, str] = {}
    has_ids = any(rule.id for rule in mapping.nodes.values())

    def node_record(element: Element) -> tuple[Rule, dict[str, Any]] | None:
        rule = reader.rule(element, mapping.nodes)
        if rule is None:
            return None
        mapped_id = node_id(mapping, rule, element.id, element.values)
        if has_ids and mapped_id:
            ids[element.id] = mapped_id
        return rule, {"id": mapped_id}

    def link_record(element: Element) -> tuple[Rule, dict[str, Any]] | None:
        rule = reader.rule(element, mapping.links)
        if rule is None or element.ends is None:
            return None
        ends = [ids.get(end, f"{mapping.prefix}:{end}") for end in element.ends]
        start, end = reversed(ends) if rule.reverse else ends
        return rule, {"from_id": start, "to_id": end}

    yield from reader.batches(graph.nodes(), node_record)
    yield from reader.batches(graph.links(), link_record)
    yield from reader.unmapped_labels()


class MappedReader:
    """Turns elements into batches, and counts labels without a rule."""

    def __init__(self, mapping: GraphMapping, origin: str) -> None:
        self._mapping = mapping
        self._origin = origin
        self._unmapped: Counter[tuple[bool, str]] = Counter()
        self._first: dict[tuple[bool, str], int | None] = {}

    def rule(self, element: Element, rules: Any) -> Rule | None:
        """The first rule for any of an element's labels, or None."""
        labels = labels_of(element.values, self._mapping.labels)
        match: Rule | None = next((rules[n] for n in rules if n in labels), rules.get(ANY_LABEL))
        if match is None and not self._mapping.leave_out.intersection(labels):
            key = (element.ends is None, ":".join(labels))
            self._unmapped[key] += 1
            self._first.setdefault(key, element.line)
        return match

    def batches(
        self,
        elements: Iterable[Element],
        resolve: Callable[[Element], tuple[Rule, dict[str, Any]] | None],
    ) -> Iterator[ImporterOutput]:
        """Elements as batches; ``resolve`` returns the rule and the ids of each, or None."""
        records: dict[str, list[tuple[int | None, dict[str, Any]]]] = {}
        count = 0
        for element in elements:
            resolved = resolve(element)
            if resolved is None:
                continue
            rule, record = resolved
            values = {ours: element.values.get(theirs) for ours, theirs in rule.properties.items()}
            record |= dict(rule.constants) | {n: v for n, v in values.items() if v is not None}
            record["sources"] = [source_id(self._mapping)]
            records.setdefault(rule.kind, []).append((element.line, record))
            count += 1
            if count % ROWS_PER_BATCH == 0:
                yield from self._batches(records)
                records = {}
        yield from self._batches(records)

    def _batches(
        self, records_by_kind: dict[str, list[tuple[int | None, dict[str, Any]]]]
    ) -> Iterator[ImporterOutput]:
        for kind, records in records_by_kind.items():
            rows, problems = frame_of(kind, records, self._origin)
            yield from problems
            yield Batch(kind, rows, self._origin)

    def unmapped_labels(self) -> Iterator[Problem]:
        """A problem for each label without a rule."""
        for (is_node, label), count in self._unmapped.items():
            description = f"{label or 'no label'} (count: {count:,})"
            kind, block = ("Person", "nodes") if is_node else (link_kinds("credit")[0], "links")
            cure = f"a rule for it under {block}:, or its name under leave_out:"
            line = self._first[is_node, label]
            yield Problem(
                self._origin, line, kind, "label", excerpt(description), "label not mapped", cure
            )
