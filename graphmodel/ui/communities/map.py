"""The map of communities: a bubble for each, where they tie close together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from graphmodel.analysis.communities.communities import Communities, Community
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
"""Bubbles of neighbouring rank are told apart by colour; a colour means nothing else."""

SMALLEST, LARGEST = 7.0, 78.0
TIES = 3
"""Strongest ties drawn of each community."""

LINE = "#8a94a3"


def community_map(answer: Communities, shown: int, *, fictional: bool = False) -> Picture:
    """The ``shown`` largest communities: area by people, near where they tie, without overlap."""
    held = answer.communities[:shown]
    row = {community.id: i for i, community in enumerate(held)}
    ties = _ties(answer, row)
    sizes = _sizes(held)
    at = _places(answer, sizes, row)
    marks = [
        DiagramNode(
            community.id, _bubble(community), _title(community),
            (float(x), float(y)), float(size), colour(i), fictional=fictional,
        )
        for i, (community, size, (x, y)) in enumerate(zip(held, sizes, at, strict=True))
    ]  # fmt: skip
    most = max((weight for _, _, weight in ties), default=1.0)
    lines = [
        DiagramEdge(f"{a}|{b}", a, b, _line_title(held[row[a]], held[row[b]]), LINE,
                    0.8 + 6.0 * float(np.sqrt(weight / most)))
        for a, b, weight in ties
    ]  # fmt: skip
    return diagram_picture(marks, lines)


def colour(rank: int) -> str:
    """The colour of the community of a rank, the largest being 0."""
    return COLOURS[rank % len(COLOURS)]


def short_label(community: Community) -> str:
    """What tells a community apart, without the person it is around."""
    return community.label.split(" · ")[0].removeprefix("around ")


def _bubble(community: Community) -> str:
    """As many of the words as there is room for."""
    words = short_label(community).split(", ")
    while len(words) > 1 and len(", ".join(words)) > LABEL_LENGTH:
        words.pop()
    return ", ".join(words)


def _ties(answer: Communities, row: dict[str, int]) -> list[tuple[str, str, float]]:
    """The strongest ties of each community; ``between`` comes strongest first."""
    drawn: dict[str, int] = defaultdict(int)
    found = []
    for a, b, weight in answer.between:
        if a in row and b in row and min(drawn[a], drawn[b]) < TIES:
            found.append((a, b, weight))
            drawn[a] += 1
            drawn[b] += 1
    return found


def _sizes(held: Sequence[Community]) -> Points:
    people = np.array([community.size for community in held], dtype=np.float64)
    # A few bubbles that filled the picture would be cut off at its sides.
    largest = min(LARGEST, 12 * np.sqrt(len(held)))
    share = people / max(people.max(initial=1.0), 1.0)
    return np.asarray(np.maximum(largest * np.sqrt(share), SMALLEST), dtype=np.float64)


def _places(answer: Communities, sizes: Points, row: dict[str, int]) -> Points:
    """From the largest on, each as close to those it is tied to as there is room."""
    ties = np.zeros((len(row), len(row)))
    for a, b, weight in answer.between:
        if a in row and b in row:
            ties[row[a], row[b]] = ties[row[b], row[a]] = weight
    room = np.column_stack([np.maximum(sizes + 9, 50), sizes + 21])
    return pack_boxes(ties, room)


def _title(community: Community) -> str:
    return f"{community.label}\n{community.size:,} people\nClick to open"


def _line_title(one: Community, other: Community) -> str:
    return f"{short_label(one)} — {short_label(other)}"
