"""All teams of some candidates, and the Pareto frontier among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, prod

import numpy as np
from numpy.typing import NDArray

from graphmodel.errors import InputError

MOST_TEAMS = 2_000_000
"""Maximum number of teams examined."""

Floats = NDArray[np.float64]
Indexes = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Teams:
    """Every team: a row with the positions, in a list of people, of those chosen in addition to
    those already there.

    ``cohesion`` is the sum of the strengths of all ties within a team, ``new`` the number of pairs
    without a tie, ``fit`` the sum of the fits of those chosen. ``looked_at`` counts all
    combinations, and ``twice`` those that are not teams because a person would be in them twice.
    """

    chosen: Indexes
    cohesion: Floats
    new: Indexes
    fit: Floats
    looked_at: int
    twice: int


def all_teams(
    there: int,
    candidates: Sequence[Sequence[int]],
    strengths: Floats,
    apart: Floats,
    fit: Floats,
    groups: Sequence[Sequence[int]] | None = None,
) -> Teams:
    """Return the teams of the first ``there`` people with one of the ``candidates`` for each open
    role.

    Candidates are positions in the list of people; ``strengths`` (symmetric) has the strength of
    each tie, ``apart`` (symmetric) is above 0 for people who must not be put together, and ``fit``
    has the fit of each. ``groups`` has the roles, by position, that are the same and so have the
    same candidates, by default none: who takes which of these makes no other team. Nobody is in a
    team twice. Raises InputError for too many teams.
    """
    groups = [[role] for role in range(len(candidates))] if groups is None else groups
    number = prod(comb(len(candidates[group[0]]), len(group)) for group in groups)
    if number > MOST_TEAMS:
        raise InputError(
            "{number:,} teams are too many to look at; give fewer roles or candidates (at most "
            "{most:,} teams)",
            number=number,
            most=MOST_TEAMS,
        )
    chosen = _combinations(candidates, groups)
    ordered = np.sort(chosen, axis=1)
    twice = (ordered[:, 1:] == ordered[:, :-1]).any(axis=1) | (ordered < there).any(axis=1)
    chosen = chosen[~twice & (_within(there, chosen, apart) == 0)]
    return Teams(
        chosen=chosen,
        cohesion=_within(there, chosen, strengths),
        new=_within(there, chosen, (strengths == 0).astype(np.float64)).astype(np.int64),
        fit=fit[chosen].sum(axis=1),
        looked_at=len(twice),
        twice=int(twice.sum()),
    )


def _combinations(candidates: Sequence[Sequence[int]], groups: Sequence[Sequence[int]]) -> Indexes:
    """One candidate for each role, ascending within a group of roles that are the same."""
    picks = [
        np.array(list(combinations(sorted(candidates[group[0]]), len(group))), dtype=np.int64)
        for group in groups
    ]
    grids = np.meshgrid(*(np.arange(len(pick)) for pick in picks), indexing="ij")
    chosen = np.zeros((prod(len(pick) for pick in picks), len(candidates)), dtype=np.int64)
    for group, pick, grid in zip(groups, picks, grids, strict=True):
        if len(chosen):
            chosen[:, list(group)] = pick[grid.ravel()]
    return chosen


def _within(there: int, chosen: Indexes, values: Floats) -> Floats:
    """The sum of a symmetric pair value over all pairs of each team: of the first ``there`` people,
    who are the same in every team, and those chosen."""
    total = np.full(len(chosen), np.triu(values[:there, :there], 1).sum())
    with_those_there = values[:there].sum(axis=0)
    for column in range(chosen.shape[1]):
        total += with_those_there[chosen[:, column]]
        for right in range(column + 1, chosen.shape[1]):
            total += values[chosen[:, column], chosen[:, right]]
    return total


def frontier(teams: Teams) -> list[int]:
    """The rows of the teams that no other team exceeds in both cohesion and new pairs, closest
    first; among equals the best fit, then the first."""
    order = np.lexsort((np.arange(len(teams.new)), -teams.fit, -teams.new, -teams.cohesion))
    best, rows = -1, []
    for row in order.tolist():
        if teams.new[row] > best:
            best = int(teams.new[row])
            rows.append(row)
    return rows
