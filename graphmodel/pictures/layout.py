"""Deterministic force-directed layout of a picture's nodes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.graph.jit import compiled

Points = NDArray[np.float64]

SPACING = 105.0
"""Rest length of a link, in picture units."""

STRETCH = 1.25
"""Width of a picture relative to its height: labels are horizontal and screens wide."""

STEPS = 160


def arrange(
    start: Points, links: NDArray[np.int64], fixed: NDArray[np.bool_], *, steps: int = STEPS
) -> Points:
    """Positions for n nodes, n x 2, from their starting positions; fixed nodes do not move.

    ``links`` is m x 2, indexes into the nodes. Spring embedding as in Fruchterman and Reingold
    (1991), cooled to a standstill; a weak pull to the middle holds nodes without links.
    """
    moving = np.flatnonzero(~fixed)
    if not len(moving):
        return start
    at = start / (STRETCH, 1.0)
    heat = 3.0 * SPACING
    middle = at[fixed].mean(axis=0) if fixed.any() else np.zeros(2)
    strength = _strength(links, len(at))
    # A link between two fixed nodes has no effect.
    felt = ~fixed[links].all(axis=1)
    links, strength = links[felt], strength[felt]
    for step in range(steps):
        push = _push(at, moving) + _pull(at, links, strength)[moving]
        push -= 0.05 * (at[moving] - middle)
        length = np.maximum(np.linalg.norm(push, axis=1, keepdims=True), 1e-9)
        limit = heat * (1.0 - step / steps) + 1.0
        at[moving] += push / length * np.minimum(length, limit)
    placed = np.where(fixed[:, None], start, np.round(at * (STRETCH, 1.0)))
    return np.asarray(placed, dtype=np.float64)


@compiled
def _push(at: Points, rows: NDArray[np.int64]) -> Points:
    """The repulsion of all nodes on those in these rows."""
    push = np.zeros((len(rows), 2))
    for n in range(len(rows)):
        for node in range(len(at)):
            x = at[rows[n], 0] - at[node, 0]
            y = at[rows[n], 1] - at[node, 1]
            share = SPACING**2 / max(x * x + y * y, 1.0)
            push[n, 0] += x * share
            push[n, 1] += y * share
    return push


def _strength(links: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """How strongly each link pulls: weaker the more links both ends have, so that dense groups do
    not collapse into one heap."""
    degrees = np.bincount(links.ravel(), minlength=count)
    strength = 1.0 / np.sqrt(np.minimum(degrees[links[:, 0]], degrees[links[:, 1]]))
    return np.asarray(strength, dtype=np.float64)


def _pull(at: Points, links: NDArray[np.int64], strength: NDArray[np.float64]) -> Points:
    pull = np.zeros_like(at)
    towards = at[links[:, 1]] - at[links[:, 0]]
    length = np.linalg.norm(towards, axis=1)
    force = towards * (strength * length / SPACING)[:, None]
    np.add.at(pull, links[:, 0], force)
    np.add.at(pull, links[:, 1], -force)
    return pull


def fan(parents: Points, rank: NDArray[np.int64], away_from: Points) -> Points:
    """Starting points for new nodes, n x 2: spirals around their parents, away from a point.

    ``rank`` counts the new nodes of each parent from 0. The golden angle keeps neighbours in the
    spiral apart; no two nodes start at the same point.
    """
    outwards = parents - away_from
    heading = np.arctan2(outwards[:, 1], outwards[:, 0])
    turn = np.pi * (3.0 - np.sqrt(5.0))
    angle = heading + rank * turn
    radius = SPACING * (0.9 + 0.35 * np.sqrt(rank))
    return np.asarray(
        parents + radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]),
        dtype=np.float64,
    )
