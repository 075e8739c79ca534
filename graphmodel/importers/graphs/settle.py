"""Settling whether ambiguous link ends are ids or positions, by which fits the kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from graphmodel import words
from graphmodel.facts.batch import Note
from graphmodel.importers.graphs.elements import Element, GraphFile
from graphmodel.schema.model import LINK_KINDS

KindsOfLink = Callable[[Element], Iterable[tuple[str, bool]]]
"""The possible kinds of a link, each with whether it is reversed."""


def settled(
    graph: GraphFile, kind_of_node: Callable[[Element], str | None], kinds_of_link: KindsOfLink
) -> GraphFile:
    """The graph under the reading in which more links join kinds that they may join.

    If both fit equally, it keeps ids and adds a note.
    """
    if graph.by_position is None:
        return graph
    by_id, by_position = (
        _fitting(read, kind_of_node, kinds_of_link) for read in (graph.read, graph.by_position)
    )
    if by_position > by_id:
        text = words.later("its links name nodes by their position in the list, from 0")
        return replace(graph, read=graph.by_position, by_position=None,
                       remarks=(*graph.remarks, Note(graph.origin, text)))  # fmt: skip
    remarks = graph.remarks
    if by_position == by_id:
        text = words.later(
            "the ends of its links could be ids or positions in the list of nodes; they are read "
            "as ids. If they are positions, import it through a mapping with ends: position"
        )
        remarks = (*remarks, Note(graph.origin, text))
    return replace(graph, by_position=None, remarks=remarks)


def _fitting(
    read: Callable[[], Iterator[Element]],
    kind_of_node: Callable[[Element], str | None],
    kinds_of_link: KindsOfLink,
) -> int:
    kinds: dict[str, str | None] = {}
    count = 0
    for element in read():
        if element.ends is None:
            kinds[element.id] = kind_of_node(element)
            continue
        pair = (kinds.get(element.ends[0]), kinds.get(element.ends[1]))
        count += any(
            (pair[::-1] if is_reversed else pair) in LINK_KINDS[kind].ends
            for kind, is_reversed in kinds_of_link(element)
        )
    return count
