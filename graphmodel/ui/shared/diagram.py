"""Pictures of answers: nodes and edges that a page places itself, for the network view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyvis.network import Network as Pyvis

from graphmodel.network.captions import short
from graphmodel.pictures.picture import Picture, Position

Points = NDArray[np.float64]


@dataclass(frozen=True)
class DiagramNode:
    """A node of a sketch: where it lies and how it looks, in picture units; ``kind`` decides
    whether the legend explains it."""

    id: str
    label: str
    title: str
    at: Position
    size: float
    colour: str
    shape: str = "dot"
    kind: str = ""
    central: bool = False
    fictional: bool = False


@dataclass(frozen=True)
class DiagramEdge:
    """An edge of a sketch; ``bend`` is 0 for straight, ``width`` in pixels, ``label`` on it."""

    id: str
    source: str
    target: str
    title: str
    colour: str
    width: float = 1.3
    bend: float = 0.0
    arrow: bool = False
    label: str = ""


def diagram_picture(marks: Iterable[DiagramNode], lines: Iterable[DiagramEdge]) -> Picture:
    """The picture of marks and of the lines between them, made with pyvis."""
    canvas = Pyvis(directed=True)
    positions: dict[str, Position] = {}
    for mark in marks:
        positions[mark.id] = mark.at
        canvas.add_node(
            mark.id, x=mark.at[0], y=mark.at[1], physics=False, label=short(mark.label, 34),
            title=mark.title, size=round(mark.size, 1), color=mark.colour, shape=mark.shape,
            kind=mark.kind, central=mark.central, fictional=mark.fictional, unseen=0,
            shapeProperties={"borderDashes": [4, 3] if mark.fictional else False},
        )  # fmt: skip
    for line in lines:
        turn = "curvedCW" if line.bend > 0 else "curvedCCW"
        bent = {"enabled": True, "type": turn, "roundness": abs(line.bend)}
        canvas.add_edge(
            line.source, line.target, id=line.id, title=line.title, color=line.colour,
            physics=False, weight=round(line.width, 2), smooth=bent if line.bend else False,
            arrows={"to": {"enabled": line.arrow}}, **({"label": line.label} if line.label else {}),
        )  # fmt: skip
    return Picture(tuple(canvas.nodes), tuple(canvas.edges), positions, 0, {}, (), ())


def separate_boxes(at: Points, room: Points, *, steps: int = 300, sideways: bool = True) -> Points:
    """Places at which no two boxes overlap, close to those given: n x 2, as is ``room``, the half
    width and half height of each box. ``sideways`` False moves up and down alone."""
    at = at.astype(np.float64).copy()
    upper = np.triu(np.ones((len(at), len(at)), dtype=bool), 1)
    for _ in range(steps):
        away = at[:, None, :] - at[None, :, :]
        over = room[:, None, :] + room[None, :, :] - np.abs(away)
        one, other = np.nonzero((over > 0.5).all(axis=2) & upper)
        if not len(one):
            break
        for a, b in zip(one.tolist(), other.tolist(), strict=True):
            axis = 0 if sideways and over[a, b, 0] < over[a, b, 1] else 1
            by = over[a, b, axis] / 2 * 0.7 * (1.0 if away[a, b, axis] >= 0 else -1.0)
            at[a, axis] += by
            at[b, axis] -= by
    return np.asarray(np.round(at))


def pack_boxes(targets: Points, room: Points, *, wide: float = 1.3) -> Points:
    """Places for boxes, one after the other, each as close to its target as is free: n x 2.

    A target is a row of weights, n x n, of the boxes placed before it; a row of zeros is drawn to
    the middle. ``room`` is as in ``pushed_apart``; the whole becomes ``wide`` times as wide as
    high.
    """
    at = np.zeros((len(room), 2))
    turn = np.pi * (3.0 - np.sqrt(5.0))
    steps = np.arange(20_000)
    spiral = 5.0 * np.sqrt(steps)[:, None] * np.column_stack(
        [wide * np.cos(steps * turn), np.sin(steps * turn)]
    )  # fmt: skip
    for i in range(1, len(room)):
        weights = targets[i, :i]
        aim = weights @ at[:i] / weights.sum() if weights.sum() > 0 else at[0]
        tried = aim + spiral
        over = np.abs(tried[:, None, :] - at[None, :i, :]) < room[i] + room[:i]
        free = ~over.all(axis=2).any(axis=1)
        at[i] = tried[np.argmax(free)]
    return np.asarray(np.round(at))


def ignore_moves(moved: Mapping[str, Position]) -> None:
    """A sketch keeps no record of where its nodes were dragged to."""
