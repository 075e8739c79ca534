"""Who knows whom in part of a network, with counts and dates of what each pair shares."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graphmodel.analysis.ties.affiliation_rows import ONGOING, UNKNOWN
from graphmodel.analysis.ties.matrix import Pairs
from graphmodel.analysis.ties.ties import Ties, Weights
from graphmodel.network.network import Indexes
from graphmodel.schema.model import active

Years = tuple[int | None, int | None]


@dataclass(frozen=True)
class SharedCount:
    """How many things of one kind a pair shares: ``kind`` is one of ``Schema.shared_kinds`` and
    ``type`` their common type, None if their types differ or are unknown."""

    kind: str
    type: str | None
    number: int


@dataclass(frozen=True)
class Tie:
    """The tie between two people, given by node index, with ``first`` below ``second``.

    ``strength`` is the summed weight of what they share, ``shared`` counts it by kind, most
    frequent first, and ``first_year`` and ``last_year`` are the first and last of the years of what
    they share, in which both are known to have been there; None if unknown.
    """

    first: int
    second: int
    strength: float
    shared: tuple[SharedCount, ...]
    first_year: int | None
    last_year: int | None


@dataclass(frozen=True)
class Acquaintances:
    """The ties of some people to everybody, with one row for each thing that a pair shares:
    ``first`` is one of the people, ``second`` anybody, ``kind`` and ``type`` describe the thing."""

    table: pl.DataFrame

    @cached_property
    def strengths(self) -> pl.DataFrame:
        """first, second, strength: one row for each pair, strongest first, then by index."""
        return (
            self.table.group_by("first", "second")
            .agg(strength=pl.col("weight").sum())
            .sort("strength", "first", "second", descending=[True, False, False])
        )

    @cached_property
    def degrees(self) -> dict[int, int]:
        """How many people each of the people knows."""
        counts = self.strengths.group_by("first").len()
        return dict(zip(counts["first"].to_list(), counts["len"].to_list(), strict=True))

    def strongest(self, excluded: Collection[int], limit: int) -> dict[int, int]:
        """Up to ``limit`` people outside ``excluded`` with the strongest ties to all of the people
        together, each mapped to the one among them with whom they have the strongest tie."""
        others = self.strengths.filter(~pl.col("second").is_in(list(excluded)))
        ranked = (
            others.group_by("second", maintain_order=True)
            .agg(total=pl.col("strength").sum(), first=pl.col("first").first())
            .sort("total", "second", descending=[True, False])
            .head(limit)
        )
        return dict(zip(ranked["second"].to_list(), ranked["first"].to_list(), strict=True))

    def unseen(self, shown: Collection[int]) -> dict[int, int]:
        """For each of the people, how many they know who are not among those shown."""
        counts = self.strengths.filter(~pl.col("second").is_in(list(shown))).group_by("first").len()
        return dict(zip(counts["first"].to_list(), counts["len"].to_list(), strict=True))

    def among(self, people: Collection[int]) -> tuple[Tie, ...]:
        """The ties between any two of these people, strongest first."""
        within = self.table.filter(
            pl.col("first") < pl.col("second"),
            pl.col("first").is_in(list(people)),
            pl.col("second").is_in(list(people)),
        )
        by_kind = within.group_by("first", "second", "kind").agg(
            strength=pl.col("weight").sum(),
            number=pl.len(),
            first_year=pl.col("year").min(),
            last_year=pl.col("year").max(),
            types=pl.col("type").n_unique(),
            type=pl.col("type").first(),
        )
        pairs = (
            by_kind.sort(
                "first", "second", "number", "kind", descending=[False, False, True, False]
            )
            .group_by("first", "second", maintain_order=True)
            .agg(pl.all().exclude("first", "second"))
        )
        ties = [_tie(row) for row in pairs.iter_rows(named=True)]
        return tuple(sorted(ties, key=lambda tie: (-tie.strength, tie.first, tie.second)))


def acquaintances(
    ties: Ties,
    people: Indexes,
    *,
    years: Years | None = None,
    roles: Collection[str] | None = None,
) -> Acquaintances:
    """Everybody whom some people know. With ``years``, only ties from those years or without a
    year count; with ``roles``, only ties in which each has one of these roles or an unknown one."""
    affil = ties.affiliations
    pairs = ties.pairs(affil.rows_of(np.unique(people)))
    year = ties.years(pairs.first, pairs.second)
    counted = _in_years(year, ties.now, years) & _in_roles(ties, pairs, roles)
    first, second = pairs.first[counted], pairs.second[counted]
    kind = affil.kind[affil.group[first]]
    group = affil.group[first]
    nodes = np.where(affil.between_two[group], -1, affil.node[group])
    types = ties.network.nodes["type"].cast(pl.String)
    dated = np.where(year[counted] == ONGOING, ties.now, year[counted])
    return Acquaintances(
        pl.DataFrame(
            {
                "first": affil.person[first].astype(np.int64),
                "second": affil.person[second].astype(np.int64),
                "kind": pl.Series(active().shared_kinds, dtype=pl.String).gather(kind),
                "type": types.gather(pl.Series(nodes).replace(-1, None)),
                "weight": pairs.weight[counted],
                "year": pl.Series(dated.astype(np.int64)).replace(UNKNOWN, None),
            }
        )
    )


def tie_weights(ties: Collection[Tie], people: Indexes) -> csr_array:
    """The strengths of ties among some people, given ascending, as a symmetric matrix."""
    rows = np.searchsorted(people, [tie.first for tie in ties])
    columns = np.searchsorted(people, [tie.second for tie in ties])
    weights: Weights = np.array([tie.strength for tie in ties], dtype=np.float64)
    upper = csr_array((weights, (rows, columns)), shape=(len(people),) * 2)
    symmetric = csr_array(upper + upper.T)
    symmetric.sort_indices()
    return symmetric


def _in_years(year: Indexes, now: int, years: Years | None) -> NDArray[np.bool_]:
    first, last = years or (None, None)
    dated = np.where(year == ONGOING, now, year)
    inside = np.ones(len(year), dtype=bool)
    if first is not None:
        inside &= dated >= first
    if last is not None:
        inside &= dated <= last
    return np.asarray(inside | (year == UNKNOWN))


def _in_roles(ties: Ties, pairs: Pairs, roles: Collection[str] | None) -> NDArray[np.bool_]:
    if roles is None:
        return np.ones(len(pairs.first), dtype=bool)
    role = ties.affiliations.role
    named = (role.is_null() | role.cast(pl.String).is_in(list(roles))).to_numpy()
    return np.asarray(named[pairs.first] & named[pairs.second])


def _tie(row: Mapping[str, Any]) -> Tie:
    kinds = zip(row["kind"], row["types"], row["type"], row["number"], strict=True)
    years = [year for name in ("first_year", "last_year") for year in row[name] if year is not None]
    return Tie(
        row["first"],
        row["second"],
        float(sum(row["strength"])),
        tuple(SharedCount(k, t if n == 1 else None, number) for k, n, t, number in kinds),
        min(years, default=None),
        max(years, default=None),
    )
