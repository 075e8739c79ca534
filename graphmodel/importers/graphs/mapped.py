"""Elements of another graph as facts, by the rules of a mapping."""

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
    """The id of the source that every fact of a mapped graph has."""
    return f"{mapping.prefix}:source"


def source_batch(mapping: GraphMapping) -> Batch:
    """The source that a mapping names."""
    row = pl.DataFrame([{"id": source_id(mapping), **mapping.source}])
    return Batch("Source", row, mapping.path.name)


def node_id(mapping: GraphMapping, rule: Rule, own: str, values: dict[str, Any]) -> str | None:
    """A node's id in the graph model; None where the property that should tell it is empty."""
    try:
        told = own if rule.id is None else as_text(values.get(rule.id))
    except ValueError:
        return None
    return f"{mapping.prefix}:{told}" if told else None


def read_mapped_graph(mapping: GraphMapping, graph: GraphFile) -> Iterator[ImporterOutput]:
    """The facts of a graph file, sources first, links last."""
    yield source_batch(mapping)
    reader = MappedReader(mapping, graph.origin)
    ids: dict[str, str] = {}
    has_ids = any(rule.id for rule in mapping.nodes.values())

    def node(element: Element) -> tuple[Rule, dict[str, Any]] | None:
        rule = reader.rule(element, mapping.nodes)
        if rule is None:
            return None
        made = node_id(mapping, rule, element.id, element.values)
        if has_ids and made:
            ids[element.id] = made
        return rule, {"id": made}

    def link(element: Element) -> tuple[Rule, dict[str, Any]] | None:
        rule = reader.rule(element, mapping.links)
        if rule is None or element.ends is None:
            return None
        ends = [ids.get(end, f"{mapping.prefix}:{end}") for end in element.ends]
        start, end = reversed(ends) if rule.reverse else ends
        return rule, {"from_id": start, "to_id": end}

    yield from reader.take(graph.nodes(), node)
    yield from reader.take(graph.links(), link)
    yield from reader.left()


class MappedReader:
    """Turns elements into batches; remembers which labels no rule is for."""

    def __init__(self, mapping: GraphMapping, origin: str) -> None:
        self._mapping = mapping
        self._origin = origin
        self._left: Counter[tuple[bool, str]] = Counter()
        self._first: dict[tuple[bool, str], int | None] = {}

    def rule(self, element: Element, rules: Any) -> Rule | None:
        """The first rule for any of an element's labels, or None where there is none."""
        labels = labels_of(element.values, self._mapping.labels)
        found: Rule | None = next((rules[n] for n in rules if n in labels), rules.get(ANY_LABEL))
        if found is None and not self._mapping.leave_out.intersection(labels):
            key = (element.ends is None, ":".join(labels))
            self._left[key] += 1
            self._first.setdefault(key, element.line)
        return found

    def take(
        self,
        elements: Iterable[Element],
        place: Callable[[Element], tuple[Rule, dict[str, Any]] | None],
    ) -> Iterator[ImporterOutput]:
        """Elements as batches; ``place`` gives the rule and the ids of each, or None."""
        held: dict[str, list[tuple[int | None, dict[str, Any]]]] = {}
        count = 0
        for element in elements:
            found = place(element)
            if found is None:
                continue
            rule, record = found
            values = {ours: element.values.get(theirs) for ours, theirs in rule.properties.items()}
            record |= dict(rule.constants) | {n: v for n, v in values.items() if v is not None}
            record["sources"] = [source_id(self._mapping)]
            held.setdefault(rule.kind, []).append((element.line, record))
            count += 1
            if count % ROWS_PER_BATCH == 0:
                yield from self._batches(held)
                held = {}
        yield from self._batches(held)

    def _batches(
        self, held: dict[str, list[tuple[int | None, dict[str, Any]]]]
    ) -> Iterator[ImporterOutput]:
        for kind, records in held.items():
            rows, problems = frame_of(kind, records, self._origin)
            yield from problems
            yield Batch(kind, rows, self._origin)

    def left(self) -> Iterator[Problem]:
        """A problem for each label that no rule is for."""
        for (is_node, label), count in self._left.items():
            what = f"{label or 'no label'} ({count:,} of them)"
            kind, block = ("Person", "nodes") if is_node else (link_kinds("credit")[0], "links")
            cure = f"a rule for it under {block}:, or its name under leave_out:"
            line = self._first[is_node, label]
            yield Problem(
                self._origin, line, kind, "label", excerpt(what), "label not mapped", cure
            )
