"""The map of communities: a bubble for each, close to those that it is tied to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from graphmodel import words
from graphmodel.analysis.communities.results import Communities, Community
from graphmodel.network.captions import LABEL_LENGTH
from graphmodel.pictures.picture import Picture
from graphmodel.ui.shared.diagram import (
    DiagramEdge,
    DiagramNode,
    Points,
    diagram_picture,
    pack_boxes,
)

COLOURS = (
    "#2f6fbb", "#c2452d", "#2e8b57", "#b98300", "#8a5fb0", "#0f8b8d", "#c0487f", "#6f8f2f",
    "#94705a", "#4f79a8",
)  # fmt: skip
"""Colours that only distinguish bubbles of neighbouring rank."""

SMALLEST, LARGEST = 7.0, 78.0
MAX_TIES = 3
"""Number of ties drawn for each community, strongest first."""

LINE = "#8a94a3"


def community_map(partition: Communities, count: int, *, fictional: bool = False) -> Picture:
    """Return a map of the ``count`` largest communities: area by people, close to those tied,
    without overlap."""
    communities = partition.communities[:count]
    row = {community.id: i for i, community in enumerate(communities)}
    ties = _ties(partition, row)
    sizes = _sizes(communities)
    positions = _positions(partition, sizes, row)
    marks = [
        DiagramNode(
            community.id, _bubble(community), _title(community),
            (float(x), float(y)), float(size), colour(i), fictional=fictional,
        )
        for i, (community, size, (x, y)) in enumerate(
            zip(communities, sizes, positions, strict=True)
        )
    ]  # fmt: skip
    strongest = max((weight for _, _, weight in ties), default=1.0)
    lines = [
        DiagramEdge(f"{a}|{b}", a, b, _line_title(communities[row[a]], communities[row[b]]), LINE,
             0.8 + 6.0 * float(np.sqrt(weight / strongest)))
        for a, b, weight in ties
    ]  # fmt: skip
    return diagram_picture(marks, lines)


def colour(rank: int) -> str:
    """Return the colour for a community's rank, 0 being the largest."""
    return COLOURS[rank % len(COLOURS)]


def short_label(community: Community) -> str:
    """Return a community's label without its leading person, or that person's name if it has no
    other label."""
    return community.naming.known() or community.naming.leader


def _bubble(community: Community) -> str:
    """Return as much of the label as fits."""
    comma = words.say(", ")
    names = short_label(community).split(comma)
    while len(names) > 1 and len(comma.join(names)) > LABEL_LENGTH:
        names.pop()
    return comma.join(names)


def _ties(partition: Communities, row: dict[str, int]) -> list[tuple[str, str, float]]:
    """Return the strongest ties of each community; ``between`` is sorted, strongest first."""
    drawn: dict[str, int] = defaultdict(int)
    ties = []
    for a, b, weight in partition.between:
        if a in row and b in row and min(drawn[a], drawn[b]) < MAX_TIES:
            ties.append((a, b, weight))
            drawn[a] += 1
            drawn[b] += 1
    return ties


def _sizes(communities: Sequence[Community]) -> Points:
    people = np.array([community.size for community in communities], dtype=np.float64)
    # If a few bubbles filled the picture, its edges would cut them off.
    largest = min(LARGEST, 12 * np.sqrt(len(communities)))
    share = people / max(people.max(initial=1.0), 1.0)
    return np.asarray(np.maximum(largest * np.sqrt(share), SMALLEST), dtype=np.float64)


def _positions(partition: Communities, sizes: Points, row: dict[str, int]) -> Points:
    """Place the largest first, each as close to those that it is tied to as space allows."""
    ties = np.zeros((len(row), len(row)))
    for a, b, weight in partition.between:
        if a in row and b in row:
            ties[row[a], row[b]] = ties[row[b], row[a]] = weight
    room = np.column_stack([np.maximum(sizes + 9, 50), sizes + 21])
    return pack_boxes(ties, room)


def _title(community: Community) -> str:
    return "\n".join(
        (
            community.naming.said(),
            words.say("{n:,} people", n=community.size),
            words.say("Click to open"),
        )
    )


def _line_title(first: Community, second: Community) -> str:
    return f"{short_label(first)} — {short_label(second)}"
