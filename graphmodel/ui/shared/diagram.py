"""Diagrams of answers: nodes and edges placed by a page, for the network view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyvis.network import Network as Pyvis

from graphmodel.network.captions import shorten
from graphmodel.pictures.picture import Picture, Position

Points = NDArray[np.float64]

LOOP_ANGLE = float(np.pi / 4)
"""The angle of an edge from a node to itself: to the upper right."""


@dataclass(frozen=True)
class DiagramNode:
    """A node of a diagram: its position and appearance, in picture units; a ``kind`` puts it in
    the legend."""

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
    """An edge of a diagram; ``bend`` is 0 for straight, ``width`` in pixels, ``label`` on it."""

    id: str
    source: str
    target: str
    title: str
    colour: str
    width: float = 1.3
    bend: float = 0.0
    arrow: bool = False
    label: str = ""


def diagram_picture(nodes: Iterable[DiagramNode], edges: Iterable[DiagramEdge]) -> Picture:
    """Return the picture of a diagram, made with pyvis."""
    canvas = Pyvis(directed=True)
    positions: dict[str, Position] = {}
    for node in nodes:
        positions[node.id] = node.at
        canvas.add_node(
            node.id, x=node.at[0], y=node.at[1], physics=False, label=shorten(node.label, 34),
            title=node.title, size=round(node.size, 1), color=node.colour, shape=node.shape,
            kind=node.kind, central=node.central, fictional=node.fictional, unseen=0,
            shapeProperties={"borderDashes": [4, 3] if node.fictional else False},
        )  # fmt: skip
    for edge in edges:
        curve = "curvedCW" if edge.bend > 0 else "curvedCCW"
        smooth = {"enabled": True, "type": curve, "roundness": abs(edge.bend)}
        canvas.add_edge(
            edge.source, edge.target, id=edge.id, title=edge.title, color=edge.colour,
            physics=False, weight=round(edge.width, 2), smooth=smooth if edge.bend else False,
            arrows={"to": {"enabled": edge.arrow}}, **({"label": edge.label} if edge.label else {}),
            **_loop(edge),
        )  # fmt: skip
    return Picture(tuple(canvas.nodes), tuple(canvas.edges), positions, positions, 0, {}, (), ())


def _loop(edge: DiagramEdge) -> dict[str, Any]:
    """Return the options of a self-loop, wide enough to keep its label off the node; none for any
    other edge."""
    if edge.source != edge.target:
        return {}
    return {"selfReference": {"size": 14 + 13 * len(edge.label.splitlines()), "angle": LOOP_ANGLE}}


def separate_boxes(
    positions: Points, room: Points, *, steps: int = 300, sideways: bool = True
) -> Points:
    """Move boxes so that no two overlap, staying close to the positions given (n x 2). ``room`` is
    half the width and height of each box (n x 2). With ``sideways`` False, boxes move only up and
    down."""
    positions = positions.astype(np.float64).copy()
    upper = np.triu(np.ones((len(positions), len(positions)), dtype=bool), 1)
    for _ in range(steps):
        offsets = positions[:, None, :] - positions[None, :, :]
        overlap = room[:, None, :] + room[None, :, :] - np.abs(offsets)
        firsts, seconds = np.nonzero((overlap > 0.5).all(axis=2) & upper)
        if not len(firsts):
            break
        for a, b in zip(firsts.tolist(), seconds.tolist(), strict=True):
            axis = 0 if sideways and overlap[a, b, 0] < overlap[a, b, 1] else 1
            shift = overlap[a, b, axis] / 2 * 0.7 * (1.0 if offsets[a, b, axis] >= 0 else -1.0)
            positions[a, axis] += shift
            positions[b, axis] -= shift
    return np.asarray(np.round(positions))


def pack_boxes(targets: Points, room: Points, *, wide: float = 1.3) -> Points:
    """Place boxes in order, each at the free position closest to its target; returns n x 2.

    ``targets`` (n x n) has for each box the weights of the boxes placed before it; a row of zeros
    aims at the centre. ``room`` is as in ``separate_boxes``; the result is ``wide`` times as wide
    as high.
    """
    positions = np.zeros((len(room), 2))
    turn = np.pi * (3.0 - np.sqrt(5.0))
    steps = np.arange(20_000)
    spiral = 5.0 * np.sqrt(steps)[:, None] * np.column_stack(
        [wide * np.cos(steps * turn), np.sin(steps * turn)]
    )  # fmt: skip
    for i in range(1, len(room)):
        weights = targets[i, :i]
        aim = weights @ positions[:i] / weights.sum() if weights.sum() > 0 else positions[0]
        candidates = aim + spiral
        overlap = np.abs(candidates[:, None, :] - positions[None, :i, :]) < room[i] + room[:i]
        free = ~overlap.all(axis=2).any(axis=1)
        positions[i] = candidates[np.argmax(free)]
    return np.asarray(np.round(positions))


def ignore_moves(moved: Mapping[str, Position]) -> None:
    """Ignore dragged nodes: a diagram does not keep their positions."""
