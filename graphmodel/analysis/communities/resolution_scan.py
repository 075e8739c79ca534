"""Partitions from coarse to fine resolutions, and the plateau on which they stay the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np
import polars as pl

from graphmodel.analysis.communities.graphs import graph_projection
from graphmodel.analysis.communities.options import PEOPLE
from graphmodel.analysis.graph.leiden import Partitioner, modularity
from graphmodel.analysis.graph.rand_index import adjusted_rand
from graphmodel.analysis.results import Result, Row
from graphmodel.analysis.ties.half_life import HALF_LIFE
from graphmodel.network.network import Indexes, Network
from graphmodel.network.present import AsOf

RESOLUTIONS = (0.25, 0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 5.6, 8.0)
"""The default scan: each about the square root of two times the one before."""
STABLE = 0.8
"""Adjusted Rand index with the next resolution from which a partition counts as unchanged."""
LARGE = 20
"""Minimum number of people in a large community."""


@dataclass(frozen=True)
class ResolutionStep:
    """The partition at one resolution: the number of ``communities``, how many are ``large`` (LARGE
    people or more), the size of the largest in people, the plain ``modularity``, and ``agreement``,
    the adjusted Rand index with the partition at the next finer resolution, None for the finest.
    ``plateau`` is whether it belongs to the longest run of resolutions that agree."""

    resolution: float
    communities: int
    large: int
    largest: int
    modularity: float
    agreement: float | None
    plateau: bool


@dataclass(frozen=True)
class ResolutionScan(Result):
    """The partitions at each resolution, coarsest first."""

    steps: tuple[ResolutionStep, ...]

    COLUMNS: ClassVar[Mapping[str, pl.DataType]] = {
        "resolution": pl.Float64(),
        "communities": pl.Int64(),
        "large": pl.Int64(),
        "largest": pl.Int64(),
        "modularity": pl.Float64(),
        "agreement": pl.Float64(),
        "plateau": pl.Boolean(),
    }

    def rows(self) -> Iterator[Row]:
        """One row per resolution."""
        for step in self.steps:
            yield {name: getattr(step, name) for name in self.COLUMNS}

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        """Each resolution is a node."""
        for step in self.steps:
            yield f"{step.resolution:g}", {"communities": step.communities}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        """A link from each resolution to the next finer one, with their agreement."""
        for coarser, finer in pairwise(self.steps):
            attributes = {"agreement": coarser.agreement}
            yield f"{coarser.resolution:g}", f"{finer.resolution:g}", attributes


def scan_resolutions(
    network: Network,
    *,
    graph: str = PEOPLE,
    resolutions: Sequence[float] = RESOLUTIONS,
    seed: int = 0,
    as_of: AsOf = None,
    now: int | None = None,
    half_life: float = HALF_LIFE,
) -> ResolutionScan:
    """The partitions of a network from coarse to fine, and where they stay the same.

    A partition that hardly changes over many resolutions reflects the network rather than the
    choice of resolution (Arenas, Fernández, Gómez 2008); partitions are compared by the adjusted
    Rand index of the people (Hubert and Arabie 1985). The plateau is the longest run of
    resolutions, in steps, each of which agrees with the next by STABLE or more; of equally long
    runs, the one with the highest agreement. Arguments and errors are those of ``communities``.
    """
    projection = graph_projection(network.present(as_of), graph, now=now, half_life=half_life)
    partitioner = Partitioner(projection.weights)
    tied_people = (network.nodes["kind"].gather(projection.nodes) == "Person").to_numpy()
    tied_people &= np.diff(projection.weights.indptr) > 0
    ascending = sorted(set(resolutions))
    memberships = [partitioner.partition(resolution=gamma, seed=seed) for gamma in ascending]
    people = [membership[tied_people] for membership in memberships]
    agreement = [adjusted_rand(a, b) for a, b in pairwise(people)]
    plateau = _plateau(agreement)
    return ResolutionScan(
        tuple(
            ResolutionStep(
                resolution=gamma,
                communities=int((sizes > 0).sum()),
                large=int((sizes >= LARGE).sum()),
                largest=int(sizes.max(initial=0)),
                modularity=modularity(projection.weights, membership),
                agreement=agreement[n] if n < len(agreement) else None,
                plateau=n in plateau,
            )
            for n, (gamma, membership, sizes) in enumerate(
                zip(ascending, memberships, map(_sizes, people), strict=True)
            )
        )
    )


def _sizes(membership: Indexes) -> Indexes:
    return np.bincount(membership, minlength=1)


def _plateau(agreement: Sequence[float]) -> range:
    """The positions of the longest run of partitions that agree; empty if there is none."""
    longest, start = range(0), 0
    for n in range(len(agreement) + 1):
        if n < len(agreement) and agreement[n] >= STABLE:
            continue
        run = range(start, n + 1)
        if len(run) > 1 and (len(run), _mean(agreement, run)) > (
            len(longest),
            _mean(agreement, longest),
        ):
            longest = run
        start = n + 1
    return longest


def _mean(agreement: Sequence[float], run: range) -> float:
    return float(np.mean(agreement[run.start : run.stop - 1])) if len(run) > 1 else 0.0
