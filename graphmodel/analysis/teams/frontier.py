"""All teams of some candidates, and those that no other is better than in both respects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphmodel.errors import InputError

MOST_TEAMS = 2_000_000
"""Teams that are looked at, at most."""

Floats = NDArray[np.float64]
Indexes = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Teams:
    """Every team: a row of positions in a list of people, those there already first.

    ``cohesion`` is the sum of the strengths of all ties within a team, ``new`` how many pairs have
    no tie, ``fit`` the sum of how well those chosen fit.
    """

    members: Indexes
    cohesion: Floats
    new: Indexes
    fit: Floats


def all_teams(
    there: int, candidates: Sequence[Sequence[int]], strengths: Floats, apart: Floats, fit: Floats
) -> Teams:
    """The teams of the first ``there`` people with one of the ``candidates`` for each open role.

    Candidates are positions in the list of people, of whom ``strengths`` (symmetric) says how
    strong each tie is, ``apart`` (symmetric, above 0) who must not be put together, and ``fit`` how
    well each fits. Nobody is in a team twice. Raises InputError for too many teams.
    """
    number = int(np.prod([len(choices) for choices in candidates], dtype=np.float64))
    if number > MOST_TEAMS:
        raise InputError(
            f"{number:,} teams are too many to look at; give fewer roles or candidates "
            f"(at most {MOST_TEAMS:,} teams)"
        )
    grids = np.meshgrid(*(np.asarray(c, dtype=np.int64) for c in candidates), indexing="ij")
    chosen = np.stack([grid.ravel() for grid in grids], axis=1) if grids else np.zeros((1, 0), int)
    fixed = np.broadcast_to(np.arange(there), (len(chosen), there))
    members = np.concatenate([fixed, chosen], axis=1).astype(np.int64)
    cohesion, conflicts = _within(members, strengths), _within(members, apart)
    new = _within(members, (strengths == 0).astype(np.float64)).astype(np.int64)
    ordered = np.sort(members, axis=1)
    twice = (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)
    possible = ~twice & (conflicts == 0)
    members = members[possible]
    suited = fit[members[:, there:]].sum(axis=1)
    return Teams(members, cohesion[possible], new[possible], suited)


def _within(members: Indexes, values: Floats) -> Floats:
    """The sum of a value of pairs over all pairs within each team."""
    total = np.zeros(len(members))
    size = members.shape[1]
    for left in range(size):
        for right in range(left + 1, size):
            total += values[members[:, left], members[:, right]]
    return total


def frontier(teams: Teams) -> list[int]:
    """The rows of the teams of which no other is both closer and newer, the closest first; of equal
    ones the best fit, then the first."""
    order = np.lexsort((np.arange(len(teams.new)), -teams.fit, -teams.new, -teams.cohesion))
    best, rows = -1, []
    for row in order.tolist():
        if teams.new[row] > best:
            best = int(teams.new[row])
            rows.append(row)
    return rows
