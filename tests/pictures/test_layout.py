"""The layout compared with forces computed pair by pair."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from graphmodel.pictures.layout import SPACING, STRETCH, arrange

Points = NDArray[np.float64]


def by_pairs(
    start: Points, links: NDArray[np.int64], fixed: NDArray[np.bool_], steps: int
) -> Points:
    """The same layout, computed one pair of nodes and one link at a time."""
    at = start / (STRETCH, 1.0)
    middle = at[fixed].mean(axis=0) if fixed.any() else np.zeros(2)
    degrees = np.bincount(links.ravel(), minlength=len(at))
    for step in range(steps):
        push = -0.05 * (at - middle)
        for a in range(len(at)):
            for b in range(len(at)):
                away = at[a] - at[b]
                push[a] += away * SPACING**2 / max(float(away @ away), 1.0)
        for a, b in links.tolist():
            pull = (at[b] - at[a]) * float(np.linalg.norm(at[b] - at[a])) / SPACING
            pull /= np.sqrt(min(degrees[a], degrees[b]))
            push[a] += pull
            push[b] -= pull
        for a in np.flatnonzero(~fixed).tolist():
            length = float(np.linalg.norm(push[a]))
            limit = 3.0 * SPACING * (1.0 - step / steps) + 1.0
            at[a] += push[a] / length * min(length, limit)
    return np.asarray(np.where(fixed[:, None], start, np.round(at * (STRETCH, 1.0))))


@pytest.mark.parametrize("fixed_nodes", [0, 9, 13])
def test_forces_are_those_of_every_pair_and_every_link(fixed_nodes: int) -> None:
    random = np.random.default_rng(5)
    start = np.round(random.normal(0, 300, (14, 2)))
    ends = random.integers(0, 14, (24, 2))
    links = ends[ends[:, 0] != ends[:, 1]]
    fixed = np.arange(14) < fixed_nodes
    laid_out = arrange(start, links, fixed, steps=12)
    assert laid_out == pytest.approx(by_pairs(start, links, fixed, 12), abs=1)
    assert np.array_equal(laid_out[fixed], start[fixed])


def test_a_node_that_stays_is_never_moved_and_all_may_stay() -> None:
    start = np.array([[0.0, 0.0], [500.0, 1.0]])
    links = np.array([[0, 1]])
    assert np.array_equal(arrange(start, links, np.array([True, True])), start)
    moved = arrange(start, links, np.array([True, False]))
    assert moved[1, 0] < 300, "drawn towards the one that stays"
