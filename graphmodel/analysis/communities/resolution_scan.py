"""How finely a network can be split, and where finer or coarser changes little: the plateau."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np
import polars as pl

from graphmodel.analysis.communities.graphs import PEOPLE, graph_projection
from graphmodel.analysis.graph.leiden import Partitioner, modularity
from graphmodel.analysis.graph.rand_index import adjusted_rand
from graphmodel.analysis.results import Result, Row
from graphmodel.analysis.ties.ties import HALF_LIFE
from graphmodel.network.network import Indexes, Network

RESOLUTIONS = (0.25, 0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 5.6, 8.0)
"""Asked by default: each about the square root of two times the one before."""
STABLE = 0.8
"""Agreement with the next resolution from which the split counts as staying the same."""
LARGE = 20
"""People from which on a community counts as one and not as a crumb."""


@dataclass(frozen=True)
class Step:
    """What a resolution gives: how many ``communities`` there are, how many of them are ``large``
    (of LARGE people or more), how many people the largest has, the plain ``modularity``, and how
    far the split is that of the next finer resolution, as adjusted Rand index; None at the end.
    ``plateau`` says whether it belongs to the longest run of resolutions that agree."""

    resolution: float
    communities: int
    large: int
    largest: int
    modularity: float
    agreement: float | None
    plateau: bool


@dataclass(frozen=True)
class ResolutionScan(Result):
    """What each resolution gives, the coarsest first."""

    steps: tuple[Step, ...]

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
        """One line a resolution."""
        for step in self.steps:
            yield {name: getattr(step, name) for name in self.COLUMNS}

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        """Each resolution is a node."""
        for step in self.steps:
            yield f"{step.resolution:g}", {"communities": step.communities}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        """Each resolution to the next finer one, with how far they agree."""
        for one, other in pairwise(self.steps):
            said = {"agreement": one.agreement}
            yield f"{one.resolution:g}", f"{other.resolution:g}", said


def scan_resolutions(
    network: Network,
    *,
    graph: str = PEOPLE,
    asked: Sequence[float] = RESOLUTIONS,
    seed: int = 0,
    now: int | None = None,
    half_life: float = HALF_LIFE,
) -> ResolutionScan:
    """What splits a network gives from coarse to fine, and where they stay the same.

    A split that stays about the same over many resolutions shows something in the network and not
    a choice of the one who asks (Arenas, Fernández, Gómez 2008); how alike two are is the adjusted
    Rand index of the people (Hubert and Arabie 1985). The plateau is the longest run of
    resolutions, in steps, in which each agrees with the next by STABLE or more; of equally long
    ones that which agrees most. Arguments and errors are those of ``communities``.
    """
    place = graph_projection(network, graph, now=now, half_life=half_life)
    splitter = Partitioner(place.weights)
    counted = (network.nodes["kind"].gather(place.nodes) == "Person").to_numpy()
    counted &= np.diff(place.weights.indptr) > 0
    order = sorted(set(asked))
    found = [splitter.split(resolution=gamma, seed=seed) for gamma in order]
    people = [split[counted] for split in found]
    agreement = [adjusted_rand(a, b) for a, b in pairwise(people)]
    level = _plateau(agreement)
    return ResolutionScan(
        tuple(
            Step(
                resolution=gamma,
                communities=int((sizes > 0).sum()),
                large=int((sizes >= LARGE).sum()),
                largest=int(sizes.max(initial=0)),
                modularity=modularity(place.weights, split),
                agreement=agreement[n] if n < len(agreement) else None,
                plateau=n in level,
            )
            for n, (gamma, split, sizes) in enumerate(
                zip(order, found, map(_sizes, people), strict=True)
            )
        )
    )


def _sizes(part: Indexes) -> Indexes:
    return np.bincount(part, minlength=1)


def _plateau(agreement: Sequence[float]) -> range:
    """The places of the longest run of splits that agree with each other; empty where none do."""
    best, start = range(0), 0
    for n in range(len(agreement) + 1):
        if n < len(agreement) and agreement[n] >= STABLE:
            continue
        run = range(start, n + 1)
        if len(run) > 1 and (len(run), _mean(agreement, run)) > (
            len(best),
            _mean(agreement, best),
        ):
            best = run
        start = n + 1
    return best


def _mean(agreement: Sequence[float], run: range) -> float:
    return float(np.mean(agreement[run.start : run.stop - 1])) if len(run) > 1 else 0.0
