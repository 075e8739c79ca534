"""Graphs whose nodes and links have a ``kind`` of the graph model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Note, Problem
from graphmodel.facts.cells import split_list, unescape
from graphmodel.importers.graphs.elements import Element, GraphFile
from graphmodel.importers.registry import ImporterOutput
from graphmodel.importers.text_values import excerpt, frame_of
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, kind_of, link_kinds

ROWS_PER_BATCH = 20_000
_IGNORED = frozenset(
    (
        *("kind", "label", "weight", "key", "id", "id_of_link", "networkx_key", "type_of_edge"),
        *("source", "target", "start", "end"),
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
        yield Note(graph.origin, "an empty network", no_facts=True)
        return
    if not any(_kind(element) in NODE_KINDS for element in graph.nodes()):
        raise InputError(
            f"{graph.origin}: no node has a kind of the graph model; give the kinds in a mapping "
            "file, see docs/graphs.md"
        )
    reader = _Reader(graph)
    yield from reader.batches(e for e in graph.nodes() if _kind(e) == "Source")
    yield from reader.batches(e for e in graph.nodes() if _kind(e) != "Source")
    yield from reader.batches(graph.links())


def _kind(element: Element) -> str:
    value = element.values.get("kind")
    return value if isinstance(value, str) else ""


class _Reader:
    def __init__(self, graph: GraphFile) -> None:
        self._graph = graph
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
            records = [(element.line, self._record(kind, element)) for element in elements]
            yield from self._unknown_properties(kind, elements)
            rows, problems = frame_of(kind, records, self._graph.origin)
            yield from problems
            yield Batch(kind, rows, self._graph.origin)

    def _record(self, kind: str, element: Element) -> dict[str, Any]:
        lists = {p.name for p in kind_of(kind).properties if p.type == "texts"} | {"labels"}
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
        return record

    def _unknown_properties(self, kind: str, elements: list[Element]) -> Iterator[Problem]:
        """A problem for each property that the kind lacks, once and not for every row."""
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
