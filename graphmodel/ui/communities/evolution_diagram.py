"""How communities developed: a column for each span of years, lines where people went on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from graphmodel.analysis.communities.evolution import CommunityEvolution, Stage
from graphmodel.pictures.picture import Picture
from graphmodel.ui.communities.map import COLOURS, LINE
from graphmodel.ui.shared.diagram import DiagramEdge, DiagramNode, diagram_picture

WIDE, HIGH = 250.0, 92.0
"""Between two columns, and between two stages of one."""
SMALLEST, LARGEST = 7.0, 34.0
MOST = 8
"""Stages drawn of each span of years, the largest."""


def evolution_diagram(
    found: CommunityEvolution, *, most: int = MOST, fictional: bool = False
) -> Picture:
    """The largest stages of each span of years from left to right, each near what it came from."""
    columns = _columns(found.stages, most)
    drawn = {stage.id: stage for column in columns for stage in column}
    transitions = [p for p in found.transitions if p.source in drawn and p.target in drawn]
    came: dict[str, list[tuple[str, int]]] = {}
    for passage in transitions:
        came.setdefault(passage.target, []).append((passage.source, passage.people))
    at = _places(columns, came)
    colours = _colours(columns, came)
    largest = max((stage.size for stage in drawn.values()), default=1)
    marks = [
        DiagramNode(
            stage.id, _caption(stage), _title(stage), at[stage.id],
            max(SMALLEST, LARGEST * float(np.sqrt(stage.size / largest))), colours[stage.id],
            fictional=fictional,
        )
        for stage in drawn.values()
    ]  # fmt: skip
    widest = max((passage.people for passage in transitions), default=1)
    lines = [
        DiagramEdge(
            f"{p.source}|{p.target}",
            p.source,
            p.target,
            f"{p.people:,} people went on",
            LINE,
            1.0 + 7.0 * float(np.sqrt(p.people / widest)),
            arrow=True,
        )
        for p in transitions
    ]
    return diagram_picture(marks, lines)


def _columns(stages: Sequence[Stage], most: int) -> list[list[Stage]]:
    windows: dict[int, list[Stage]] = {}
    for stage in stages:
        windows.setdefault(stage.first, []).append(stage)
    return [
        sorted(windows[first], key=lambda s: (-s.size, s.id))[:most] for first in sorted(windows)
    ]


def _places(
    columns: Sequence[Sequence[Stage]], came: Mapping[str, Sequence[tuple[str, int]]]
) -> dict[str, tuple[float, float]]:
    """Each stage as high as those it came from, on average, in as many rows as there are."""
    at: dict[str, tuple[float, float]] = {}
    for number, column in enumerate(columns):
        wished = {}
        for place, stage in enumerate(column):
            known = [(at[source][1], people) for source, people in came.get(stage.id, ())]
            weight = sum(people for _, people in known)
            wished[stage.id] = (
                sum(y * people for y, people in known) / weight if weight else place * HIGH
            )
        below = float("-inf")
        for stage in sorted(column, key=lambda s: (wished[s.id], s.id)):
            below = max(wished[stage.id], below + HIGH)
            at[stage.id] = (round(number * WIDE), round(below))
    return at


def _colours(
    columns: Sequence[Sequence[Stage]], came: Mapping[str, Sequence[tuple[str, int]]]
) -> dict[str, str]:
    """The colour of what most of its people came from, else one of its own."""
    found: dict[str, str] = {}
    new = 0
    for stage in (stage for column in columns for stage in column):
        sources = came.get(stage.id, ())
        if sources and stage.event != "split off":
            found[stage.id] = found[max(sources, key=lambda one: one[1])[0]]
        else:
            found[stage.id] = COLOURS[new % len(COLOURS)]
            new += 1
    return found


def _caption(stage: Stage) -> str:
    return f"{stage.label.split(' · around ')[-1].removeprefix('around ')}, {stage.first}–"


def _title(stage: Stage) -> str:
    said = f"{stage.label}\n{stage.first} to {stage.last}, {stage.size:,} people, {stage.event}"
    return said + (", ended" if stage.ended else "")
