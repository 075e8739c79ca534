"""Graphs whose nodes and links have a ``kind`` of the graph model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import polars as pl

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Note, Problem
from graphmodel.facts.cells import split_list, unescape
from graphmodel.importers.graphs.computed import dated
from graphmodel.importers.graphs.elements import CONTAINED, Element, GraphFile
from graphmodel.importers.graphs.moments import SPAN, moments
from graphmodel.importers.graphs.settle import settled
from graphmodel.importers.registry import ImporterOutput
from graphmodel.importers.text_values import excerpt, frame_of
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, kind_of, link_kinds

ROWS_PER_BATCH = 20_000
_IGNORED = frozenset(
    (
        *("kind", "label", "weight", "key", "id", "id_of_link", "networkx_key", "type_of_edge"),
        *("source", "target", *SPAN, "timestamp"),
        *("SUID", "shared_name", "shared_interaction", "interaction", "selected", "position"),
    )
)
"""Attributes that graph programs add, and those that export derives from the others."""
_DERIVED = ("first_year", "last_year")


def read_native_graph(graph: GraphFile) -> Iterator[ImporterOutput]:
    """The facts of a graph as ``graphmodel export`` writes it, sources first, links last.

    An empty graph holds no facts. Raises InputError if there are nodes or links but no node
    has a kind of the graph model.
    """
    if next(graph.read(), None) is None:
        yield Note(graph.origin, words.later("an empty network"), no_facts=True)
        return
    if not any(_kind(element) in NODE_KINDS for element in graph.nodes()):
        raise InputError(
            "{origin}: no node says with kind what it is; draft a mapping that does: graphmodel "
            "mapping guess {origin} --out {stem}.yaml",
            origin=graph.origin,
            stem=graph.origin.split(".")[0],
        )
    graph = settled(graph, _kind, _kinds_of_link)
    yield from graph.remarks
    own_source = None if _has_sources(graph) else f"{graph.origin.split('.')[0]}:source"
    reader = _Reader(graph, own_source)
    if own_source is not None:
        row = pl.DataFrame([{"id": own_source, "name": graph.origin}])
        yield Note(
            graph.origin,
            words.later("names no sources; the file itself is the source of its facts"),
        )
        yield Batch("Source", row, graph.origin)
    yield from reader.batches(e for e in graph.nodes() if _kind(e) == "Source")
    yield from reader.batches(e for e in graph.nodes() if _kind(e) != "Source")
    yield from reader.batches(_without_groups(graph))
    in_groups = sum(CONTAINED in link.labels for link in graph.links())
    if in_groups:
        yield Note(
            graph.origin,
            words.later(
                "nodes drawn in groups ({n:,}): only a mapping reads the groups", n=in_groups
            ),
        )


def _kinds_of_link(link: Element) -> list[tuple[str, bool]]:
    kind = _kind(link)
    return [(kind, False)] if kind in LINK_KINDS else []


def _has_sources(graph: GraphFile) -> bool:
    return any(e.values.get("sources") or _kind(e) == "Source" for e in graph.read())


def _without_groups(graph: GraphFile) -> Iterator[Element]:
    return (link for link in graph.links() if CONTAINED not in link.labels)


def _kind(element: Element) -> str:
    value = element.values.get("kind")
    return value if isinstance(value, str) else ""


class _Reader:
    """Reads a graph. With ``own_source``, ids get its prefix, and it states every fact."""

    def __init__(self, graph: GraphFile, own_source: str | None = None) -> None:
        self._graph = graph
        self._own_source = own_source
        self._unknown: set[tuple[str, str]] = set()

    def batches(self, elements: Iterable[Element]) -> Iterator[ImporterOutput]:
        """Elements as batches of one kind each, and problems for those without a kind."""
        pending: list[tuple[str, Element]] = []
        for element in elements:
            kind = _kind(element)
            kinds = NODE_KINDS if element.ends is None else LINK_KINDS
            if kind not in kinds:
                fallback = "Source" if element.ends is None else link_kinds("credit")[0]
                cure = "one of " + ", ".join(kinds)
                yield self._problem(element, fallback, "kind", kind, "no such kind", cure)
                continue
            pending.append((kind, element))
            if len(pending) == ROWS_PER_BATCH:
                yield from self._batches(pending)
                pending = []
        yield from self._batches(pending)

    def _batches(self, pending: list[tuple[str, Element]]) -> Iterator[ImporterOutput]:
        by_kind = sorted(pending, key=lambda pair: pair[0])
        for kind, pairs in groupby(by_kind, key=lambda pair: pair[0]):
            elements = [element for _, element in pairs]
            records = [
                (element.line, record)
                for element in elements
                for record in self._records(kind, element)
            ]
            yield from self._unknown_properties(kind, elements)
            rows, problems = frame_of(kind, records, self._graph.origin)
            yield from problems
            yield Batch(kind, rows, self._graph.origin)

    def _records(self, kind: str, element: Element) -> list[dict[str, Any]]:
        """The record of an element; for a link whose values change over time, one for each span."""
        record = self._record(kind, element)
        if element.ends is None or not (element.spells or element.timed):
            return [record]
        single = {p.name for p in kind_of(kind).properties if not p.is_list}
        dates = dict(zip(("since", "until"), SPAN, strict=True))
        names = [*single, *(SPAN if single.issuperset(dates) else ())]
        records = []
        for values in moments(element, names):
            at_time = {n: v for n, v in values.items() if n in single}
            if single.issuperset(dates):
                span = {ours: values.get(theirs) or element.value(theirs)
                        for ours, theirs in dates.items() if ours not in record}  # fmt: skip
                at_time |= {ours: dated(kind, ours, v) for ours, v in span.items() if v}
            records.append(record | at_time)
        return records

    def _record(self, kind: str, element: Element) -> dict[str, Any]:
        lists = {p.name for p in kind_of(kind).properties if p.is_list} | {"labels"}
        allowed = {p.name for p in kind_of(kind).properties} | {"labels"}
        record = {n: v for n, v in element.values.items() if n in allowed and v not in ("", [])}
        if element.ends is None:
            record["id"] = element.id
        else:
            record["from_id"], record["to_id"] = element.ends
        if self._graph.escaped:
            record = {
                n: v if not isinstance(v, str) else split_list(v) if n in lists else unescape(v)
                for n, v in record.items()
            }
        if kind != "Person":
            record.pop("labels", None)
        if self._own_source is not None:
            prefix = self._own_source.partition(":")[0]
            for name in ("id", "from_id", "to_id"):
                if record.get(name):
                    record[name] = f"{prefix}:{record[name]}"
            if kind != "Source":
                record["sources"] = [self._own_source]
        return {n: dated(kind, n, v) for n, v in record.items()}

    def _unknown_properties(self, kind: str, elements: list[Element]) -> Iterator[Problem]:
        """A problem for each property that the kind lacks, once rather than for every row."""
        allowed = {p.name for p in kind_of(kind).properties} | _IGNORED | {"labels", *_DERIVED}
        for element in elements:
            for name in element.values.keys() - allowed:
                if (kind, name) not in self._unknown:
                    self._unknown.add((kind, name))
                    cure = "one of " + ", ".join(p.name for p in kind_of(kind).properties)
                    yield self._problem(element, kind, name, element.values[name],
                                        "unknown property", cure)  # fmt: skip

    def _problem(
        self, element: Element, kind: str, column: str, value: object, problem: str, cure: str
    ) -> Problem:
        return Problem(
            self._graph.origin, element.line, kind, excerpt(column), excerpt(value), problem, cure
        )
