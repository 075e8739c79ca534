"""Diagram of how communities evolved: a column per span of years, lines for people who moved on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from graphmodel import words
from graphmodel.analysis.communities.evolution import CommunityEvolution, Stage
from graphmodel.pictures.picture import Picture
from graphmodel.ui.communities.map import COLOURS, LINE
from graphmodel.ui.shared.diagram import DiagramEdge, DiagramNode, diagram_picture

COLUMN_WIDTH, ROW_HEIGHT = 250.0, 92.0
"""Distances between two columns, and between two stages in a column."""
SMALLEST, LARGEST = 7.0, 34.0
MAX_STAGES = 8
"""Number of stages drawn for each span of years, largest first."""


SPLIT_OFF = words.mark("split off")
EVENTS = (
    words.mark("began"), words.mark("went on"), words.mark("grew"), words.mark("shrank"),
    words.mark("merged"), SPLIT_OFF,
)  # fmt: skip
"""The events of a community at the start of a span of years, as the analysis names them."""


def evolution_diagram(
    evolution: CommunityEvolution, *, limit: int = MAX_STAGES, fictional: bool = False
) -> Picture:
    """Return a picture of the largest stages of each span of years, left to right, each near its
    origins."""
    columns = _columns(evolution.stages, limit)
    drawn = {stage.id: stage for column in columns for stage in column}
    transitions = [p for p in evolution.transitions if p.source in drawn and p.target in drawn]
    origins: dict[str, list[tuple[str, int]]] = {}
    for passage in transitions:
        origins.setdefault(passage.target, []).append((passage.source, passage.people))
    positions = _positions(columns, origins)
    colours = _colours(columns, origins)
    largest = max((stage.size for stage in drawn.values()), default=1)
    marks = [
        DiagramNode(
            stage.id, _caption(stage), _title(stage), positions[stage.id],
            max(SMALLEST, LARGEST * float(np.sqrt(stage.size / largest))), colours[stage.id],
            fictional=fictional,
        )
        for stage in drawn.values()
    ]  # fmt: skip
    widest = max((passage.people for passage in transitions), default=1)
    lines = [
        DiagramEdge(
            f"{t.source}|{t.target}",
            t.source,
            t.target,
            words.say("{n:,} people moved on", n=t.people),
            LINE,
            1.0 + 7.0 * float(np.sqrt(t.people / widest)),
            arrow=True,
        )
        for t in transitions
    ]
    return diagram_picture(marks, lines)


def _columns(stages: Sequence[Stage], limit: int) -> list[list[Stage]]:
    windows: dict[int, list[Stage]] = {}
    for stage in stages:
        windows.setdefault(stage.first, []).append(stage)
    return [
        sorted(windows[first], key=lambda s: (-s.size, s.id))[:limit] for first in sorted(windows)
    ]


def _positions(
    columns: Sequence[Sequence[Stage]], origins: Mapping[str, Sequence[tuple[str, int]]]
) -> dict[str, tuple[float, float]]:
    """Place each stage at the mean height of its origins, without overlap."""
    positions: dict[str, tuple[float, float]] = {}
    for number, column in enumerate(columns):
        preferred = {}
        for row, stage in enumerate(column):
            heights = [
                (positions[source][1], people) for source, people in origins.get(stage.id, ())
            ]
            weight = sum(people for _, people in heights)
            preferred[stage.id] = (
                sum(y * people for y, people in heights) / weight if weight else row * ROW_HEIGHT
            )
        below = float("-inf")
        for stage in sorted(column, key=lambda s: (preferred[s.id], s.id)):
            below = max(preferred[stage.id], below + ROW_HEIGHT)
            positions[stage.id] = (round(number * COLUMN_WIDTH), round(below))
    return positions


def _colours(
    columns: Sequence[Sequence[Stage]], origins: Mapping[str, Sequence[tuple[str, int]]]
) -> dict[str, str]:
    """Give each stage the colour of the one most of its people came from, or a new colour."""
    colours: dict[str, str] = {}
    new = 0
    for stage in (stage for column in columns for stage in column):
        sources = origins.get(stage.id, ())
        if sources and stage.event != SPLIT_OFF:
            colours[stage.id] = colours[max(sources, key=lambda origin: origin[1])[0]]
        else:
            colours[stage.id] = COLOURS[new % len(COLOURS)]
            new += 1
    return colours


def _caption(stage: Stage) -> str:
    return f"{stage.naming.leader}, {stage.first}–"


def _title(stage: Stage) -> str:
    years = words.say("{first} to {last}", first=stage.first, last=stage.last)
    people = words.say("{n:,} people", n=stage.size)
    event = words.say(stage.event)
    ended = words.say("ended") if stage.ended else ""
    return f"{stage.naming.said()}\n{words.listed(years, people, event, ended)}"
