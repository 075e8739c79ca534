"""Routes over people who know each other, with what each hop rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from graphmodel.analysis.routes.costs import EVEN_STRENGTH, HUB_PENALTY
from graphmodel.analysis.ties.plans import Plan, plans_between
from graphmodel.analysis.ties.relations import Shared
from graphmodel.analysis.ties.ties import Ties

ScoredPath = tuple[float, tuple[int, ...]]
"""A score and the people of a route, by node index."""


@dataclass(frozen=True)
class Hop:
    """Two people who know each other; ``strength`` is the summed weight of all they share.

    ``planned`` is what they plan together, which does not add to the strength.
    """

    source: str
    target: str
    strength: float
    shared: tuple[Shared, ...]
    planned: tuple[Plan, ...] = ()

    @property
    def chance(self) -> float:
        """How likely a request is passed on: strength / (strength + EVEN_STRENGTH)."""
        return self.strength / (self.strength + EVEN_STRENGTH)

    @property
    def year(self) -> int | None:
        """The last year in which both are known to have been somewhere together."""
        return max((shared.year for shared in self.shared if shared.year), default=None)


@dataclass(frozen=True)
class Route:
    """The people of a route, both ends included; ``score`` is in (0, 1], with 1 the best.

    ``met`` is how many people each intermediary has met, and ``contacts`` the same with a person
    counted once for each thing shared, on which the cost rests. The score is the product of the
    ``chance`` of each hop and the ``intermediary_factor`` of each intermediary.
    """

    people: tuple[str, ...]
    score: float
    hops: tuple[Hop, ...]
    contacts: tuple[int, ...] = ()
    met: tuple[int, ...] = ()

    @property
    def intermediaries(self) -> tuple[str, ...]:
        """Everybody between the ends, who has to be asked."""
        return self.people[1:-1]

    @property
    def weakest_hop(self) -> int:
        """The position of the weakest hop, from 0."""
        return min(range(len(self.hops)), key=lambda position: self.hops[position].strength)


@dataclass(frozen=True)
class Difference:
    """How a route differs from the first.

    ``replacements`` are intermediaries who are not on the first, ``common_people`` those who are
    on both, ``extra_hops`` how many more hops it has (negative for fewer), ``score_ratio`` its
    score divided by the first's (above 1 if it is better, as when the first is a faint direct tie).
    """

    replacements: tuple[str, ...]
    common_people: tuple[str, ...]
    extra_hops: int
    score_ratio: float


def intermediary_factor(contacts: int) -> float:
    """The factor by which an intermediary lowers a score: exp(-1) for somebody who has met one
    person once, and less the more people they have met, and the more often."""
    return float(np.exp(-1) * max(contacts, 1) ** -HUB_PENALTY)


def difference(first: Route, route: Route) -> Difference:
    """How a route differs from the first."""
    return Difference(
        tuple(person for person in route.intermediaries if person not in first.people),
        tuple(person for person in route.intermediaries if person in first.people),
        len(route.hops) - len(first.hops),
        route.score / first.score,
    )


def build_routes(ties: Ties, paths: Iterable[ScoredPath]) -> tuple[Route, ...]:
    """Build routes from paths, with what each hop rests on."""
    hops: dict[tuple[int, int], Hop] = {}
    return tuple(_build_route(ties, score, people, hops) for score, people in paths)


def hop_between(ties: Ties, source: int, target: int) -> Hop:
    """Everything that ties two people, and what they plan."""
    ids, shared = ties.network.ids, ties.shared(source, target)
    planned = plans_between(ties.network, source, target)
    return Hop(ids[source], ids[target], sum(s.weight for s in shared), shared, planned)


def _build_route(
    ties: Ties, score: float, people: tuple[int, ...], hops: dict[tuple[int, int], Hop]
) -> Route:
    for pair in pairwise(people):
        if pair not in hops:
            hops[pair] = hop_between(ties, *pair)
    return Route(
        tuple(ties.network.ids[person] for person in people),
        score,
        tuple(hops[pair] for pair in pairwise(people)),
        tuple(ties.affiliations.degrees[list(people[1:-1])].tolist()),
        tuple(map(ties.affiliations.met, people[1:-1])),
    )
