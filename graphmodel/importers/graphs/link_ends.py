"""Reading ambiguous ends of links: as ids, names or positions in a list.

D3 up to version 3 and networkx 1 number the nodes in the order of the list, from 0, even if they
have ids; later versions refer to them by id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphmodel.importers.text_values import as_text

_NAMES = ("name", "label", "title")


@dataclass(frozen=True)
class LinkEnds:
    """The ids of nodes in order, and the id for each text of an end; None for positions."""

    node_ids: Sequence[str]
    nodes: Mapping[str, str] | None

    def id_of(self, end: Any) -> str:
        """The id of the node at an end; an end that refers to none stays as it is."""
        if self.nodes is None:
            is_place = _is_place(end, len(self.node_ids))
            return self.node_ids[int(end)] if is_place else id_text(end)
        text = id_text(end)
        return self.nodes.get(text, text)

    def resolved(self, ends: Sequence[tuple[Any, Any]]) -> int:
        """The number of ends that refer to a node."""
        if self.nodes is None:
            return sum(_is_place(end, len(self.node_ids)) for pair in ends for end in pair)
        return sum(id_text(end) in self.nodes for pair in ends for end in pair)


def link_ends(
    ids: Sequence[str],
    values: Sequence[Mapping[str, Any]],
    ends: Sequence[tuple[Any, Any]],
) -> tuple[LinkEnds, LinkEnds | None]:
    """The reading that resolves the most ends, ids before names before positions.

    ``ids`` has "" for a node without one; if none has one, its name or position serves. The second
    is the reading by position, if it fits as well and differs.
    """
    places = [str(place) for place in range(len(ids))]
    by_name = _by_name(ids, values)
    node_ids = ids if any(ids) else places
    readings = [LinkEnds(ids, {i: i for i in ids if i})] if any(ids) else []
    readings += [by_name] if by_name else []
    by_place = LinkEnds(node_ids, None)
    readings.append(by_place)
    counts = [reading.resolved(ends) for reading in readings]
    chosen = readings[counts.index(max(counts))]
    is_open = chosen is not by_place and ends and counts[-1] == max(counts) and any(ids)
    differs = is_open and any(chosen.id_of(e) != by_place.id_of(e) for pair in ends for e in pair)
    return chosen, by_place if differs else None


def _by_name(ids: Sequence[str], values: Sequence[Mapping[str, Any]]) -> LinkEnds | None:
    """The reading by name, if every node has a unique one."""
    for key in _NAMES:
        names = [id_text(fields.get(key)) for fields in values]
        if names and all(names) and len(set(names)) == len(names):
            node_ids = ids if any(ids) else names
            return LinkEnds(node_ids, dict(zip(names, node_ids, strict=True)))
    return None


def _is_place(end: Any, count: int) -> bool:
    return isinstance(end, int) and not isinstance(end, bool) and 0 <= end < count


def id_text(value: Any) -> str:
    """An id as text; "" for what cannot be one."""
    try:
        return as_text(value) or ""
    except (ValueError, RecursionError):
        return ""
