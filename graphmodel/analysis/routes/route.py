"""Routes over people who know each other, with what each step of them rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from graphmodel.analysis.routes.costs import HALFWAY, HUB_PENALTY
from graphmodel.analysis.ties.relations import Shared
from graphmodel.analysis.ties.ties import Ties

Scored = tuple[float, tuple[int, ...]]
"""A score and the people of a route, by node index."""


@dataclass(frozen=True)
class Hop:
    """Two people who know each other; ``strength`` is the sum of the weights of all shared."""

    source: str
    target: str
    strength: float
    shared: tuple[Shared, ...]

    @property
    def chance(self) -> float:
        """How likely a request is passed on over this tie: strength / (strength + HALFWAY)."""
        return self.strength / (self.strength + HALFWAY)

    @property
    def year(self) -> int | None:
        """The last year in which both are known to have been somewhere together."""
        return max((shared.year for shared in self.shared if shared.year), default=None)


@dataclass(frozen=True)
class Route:
    """People from the one to the other, both included; ``score`` is in (0, 1], best is 1.

    ``met`` is how many people each one in between has met. The score is the product of the
    ``chance`` of each hop and of ``busy`` of each one in between.
    """

    people: tuple[str, ...]
    score: float
    hops: tuple[Hop, ...]
    met: tuple[int, ...] = ()

    @property
    def between(self) -> tuple[str, ...]:
        """Who has to be asked."""
        return self.people[1:-1]

    @property
    def weakest(self) -> int:
        """The place of the weakest hop."""
        return min(range(len(self.hops)), key=lambda place: self.hops[place].strength)


@dataclass(frozen=True)
class Difference:
    """How a route differs from the first: ``instead`` leads over whom the first does not,
    ``same`` are people of both, ``hops`` how many more it has (fewer below 0), ``odds`` its score
    as a share of the first's (above 1 where it is better, as beside a faint direct tie)."""

    instead: tuple[str, ...]
    same: tuple[str, ...]
    hops: int
    odds: float


def busy(met: int) -> float:
    """What is left of a chance by asking somebody who has met so many: exp(-1) at one, the less
    the more."""
    return float(np.exp(-1) * max(met, 1) ** -HUB_PENALTY)


def difference(first: Route, other: Route) -> Difference:
    """How another route differs from the first."""
    return Difference(
        tuple(person for person in other.between if person not in first.people),
        tuple(person for person in other.between if person in first.people),
        len(other.hops) - len(first.hops),
        other.score / first.score,
    )


def told(ties: Ties, routes: Iterable[Scored]) -> tuple[Route, ...]:
    """Routes with what each hop rests on."""
    known: dict[tuple[int, int], Hop] = {}
    return tuple(_route(ties, score, people, known) for score, people in routes)


def hop_between(ties: Ties, one: int, other: int) -> Hop:
    """All that ties two people."""
    ids, shared = ties.network.ids, ties.shared(one, other)
    return Hop(ids[one], ids[other], sum(s.weight for s in shared), shared)


def _route(
    ties: Ties, score: float, people: tuple[int, ...], known: dict[tuple[int, int], Hop]
) -> Route:
    for pair in pairwise(people):
        if pair not in known:
            known[pair] = hop_between(ties, *pair)
    met = ties.affiliations.degrees[list(people[1:-1])].tolist()
    hops = tuple(known[pair] for pair in pairwise(people))
    return Route(tuple(ties.network.ids[person] for person in people), score, hops, tuple(met))
