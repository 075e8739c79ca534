"""Who could introduce one person to another: routes over people who know each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, islice, pairwise
from typing import Any, ClassVar

import numpy as np
import polars as pl
from scipy.sparse import coo_array, csr_array

from graphmodel.analysis.ball import hop_cost, nearest, passing_cost, reach
from graphmodel.analysis.no_route import NoRoute, why_no_route
from graphmodel.analysis.paths import Paths
from graphmodel.analysis.relations import Shared
from graphmodel.analysis.results import Result, Row
from graphmodel.analysis.ties import Ties, people_ties
from graphmodel.errors import InputError
from graphmodel.network import Indexes, Network

MOST_PEOPLE = 1_500
"""How many people one search looks at."""

MOST_VIA = 4

POOL = 4
"""How many cheapest routes are looked at for each one given, to choose different ones from."""

CONTEXTS = ("Project", "School", "Festival", "Programme", "Event", "Organisation")


@dataclass(frozen=True)
class Hop:
    """Two people who know each other; ``strength`` is the sum of the weights of all shared."""

    source: str
    target: str
    strength: float
    shared: tuple[Shared, ...]


@dataclass(frozen=True)
class Route:
    """People from the one to the other, both included; ``score`` is in (0, 1], best is 1."""

    people: tuple[str, ...]
    score: float
    hops: tuple[Hop, ...]


@dataclass(frozen=True)
class Introductions(Result):
    """Routes, best first but a direct one before all; ``why_none`` where there is none."""

    source: str
    target: str
    routes: tuple[Route, ...]
    why_none: NoRoute | None

    COLUMNS: ClassVar[Mapping[str, pl.DataType]] = {
        "route": pl.Int64(),
        "score": pl.Float64(),
        "hop": pl.Int64(),
        "source": pl.String(),
        "target": pl.String(),
        "strength": pl.Float64(),
        "kind": pl.String(),
        "id": pl.String(),
        "name": pl.String(),
        "year": pl.Int64(),
        "weight": pl.Float64(),
    }

    def rows(self) -> Iterable[Row]:
        """One line for each thing shared on each hop; routes and hops count from 1."""
        for number, route in enumerate(self.routes, 1):
            for place, hop in enumerate(route.hops, 1):
                for shared in hop.shared:
                    yield {
                        "route": number,
                        "score": route.score,
                        "hop": place,
                        "source": hop.source,
                        "target": hop.target,
                        "strength": hop.strength,
                        "kind": shared.kind,
                        "id": shared.id,
                        "name": shared.name,
                        "year": shared.year,
                        "weight": shared.weight,
                    }

    def graph_nodes(self) -> Iterable[tuple[str, Row]]:
        """Everybody on a route, and both ends also where there is none."""
        routes = [(self.source, self.target), *(route.people for route in self.routes)]
        return ((person, {}) for person in dict.fromkeys(p for route in routes for p in route))

    def graph_links(self) -> Iterable[tuple[str, str, Row]]:
        """The hops, with their strength and the ids of what is shared."""
        for route in self.routes:
            for hop in route.hops:
                said: dict[str, Any] = {"strength": hop.strength}
                yield hop.source, hop.target, said | {"shared": [s.id for s in hop.shared]}


def introduce(
    network: Network,
    source_id: str,
    target_id: str,
    *,
    k: int = 5,
    via: Iterable[str] = (),
    avoid: Iterable[str] = (),
    max_tie_age: int | None = None,
    now: int | None = None,
    diversity: float = 0.5,
) -> Introductions:
    """The ``k`` best routes from one person to another over people who know each other.

    A hop costs the more the weaker the tie, and everybody in between costs 1 and more the more
    people they have met (ball.py); the score of a route is exp(-cost). At most MOST_PEOPLE people
    within RADIUS hops of an end are searched for the cheapest loopless routes (paths.py), from
    which those are taken that lead over different people: maximal marginal relevance (Carbonell
    and Goldstein 1998), where ``diversity`` from 0 to 1 weighs the share of people in common with
    a route taken already against the score.

    ``via`` are people whom each route passes, or projects, schools and the like that some hop of
    it rests on; ``avoid`` are people who are not on it, or what no tie may rest on. Ties last
    held more than ``max_tie_age`` years before ``now``, or at an unknown time, do not count;
    ``now`` is the network's latest year. Both directions give the same routes.

    Raises InputError for an id that is unknown or of the wrong kind, for one person as both ends,
    and for numbers that cannot be.
    """
    ends = (_person(network, source_id), _person(network, target_id))
    if ends[0] == ends[1]:
        raise InputError(f"{source_id!r} stands at both ends; give two people")
    if k < 1 or not 0 <= diversity <= 1:
        raise InputError("k must be at least 1, and diversity from 0 to 1")
    avoided, passed = _met(network, avoid, "avoid"), _met(network, via, "via")
    if set(avoided) & {*ends, *passed}:
        both = next(i for i in avoided if i in {*ends, *passed})
        raise InputError(f"{network.ids[both]!r} cannot be both on the route and avoided")
    passed = [i for i in passed if i not in ends]
    if len(passed) > MOST_VIA:
        raise InputError(f"a route can be asked to go by {MOST_VIA} at most, not {len(passed)}")
    all_ties = people_ties(network, now=now, max_tie_age=max_tie_age)
    ties = all_ties.without(avoided) if avoided else all_ties
    one, other = sorted(ends)
    search = _Search(ties, one, other, passed)
    routes = _different(search.routes(k if diversity == 0 else POOL * k), k, diversity)
    if not routes:
        reason = why_no_route(ties, ends, passed, search.hops)
        return Introductions(source_id, target_id, (), reason)
    if ends[0] != one:
        routes = [(score, people[::-1]) for score, people in routes]
    hops: dict[tuple[int, int], Hop] = {}
    found = tuple(_route(ties, score, people, hops) for score, people in routes)
    return Introductions(source_id, target_id, found, None)


def _person(network: Network, node_id: str) -> int:
    index = network.index(node_id)
    if network.kinds[index] != "Person":
        raise InputError(
            f"{node_id!r} is a {network.kinds[index].lower()}; routes lead from person to person"
        )
    return index


def _met(network: Network, ids: Iterable[str], what: str) -> list[int]:
    """The indexes of what is to be passed or avoided, ascending."""
    found = sorted({network.index(node_id) for node_id in ids})
    for index in found:
        if network.kinds[index] not in ("Person", *CONTEXTS):
            raise InputError(
                f"{what} {network.ids[index]!r} is a {network.kinds[index].lower()}, which no tie "
                f"rests on; give a person or a {', '.join(CONTEXTS).lower()}"
            )
    return found


Scored = tuple[float, tuple[int, ...]]


class _Search:
    """The cheapest routes between two people that pass by all that is asked.

    Where something is asked, a state is a person together with which of it was met on the way,
    one bit each; ``hops`` is what reach() says of the two ends.
    """

    def __init__(self, ties: Ties, one: int, other: int, via: list[int]) -> None:
        self._ties = ties
        self._ends = (one, other)
        self._via = via
        self.hops: int | None = None
        self._complete = False

    def routes(self, count: int) -> list[Scored]:
        """The ``count`` best, a direct one first; the larger search only if the first fails."""
        for most in (MOST_PEOPLE, None):
            people = self._people(most)
            found = self._among(people, count) if len(people) else []
            if found or self._complete:
                return found
        return []

    def _people(self, most: int | None) -> Indexes:
        """The people between the ends and each thing asked for, ascending.

        Nobody, where one of these is out of reach of all others.
        """
        terminals = [np.array([end], dtype=np.int64) for end in self._ends]
        terminals += [self._members(node) for node in self._via]
        between = list(combinations(range(len(terminals)), 2))
        each = MOST_PEOPLE // len(between)
        chosen, linked = terminals[:2], set[int]()
        self._complete = True
        for one, other in between:
            reached = reach(self._ties, terminals[one], terminals[other], each)
            if (one, other) == (0, 1):
                self.hops = reached.hops
            if reached.hops is None:
                continue
            linked |= {one, other}
            here = reached.people
            if most is not None:
                here = nearest(self._ties, here, terminals[one], terminals[other], each)
            self._complete &= len(here) == len(reached.people)
            chosen.append(here)
        if len(linked) < len(terminals):
            self._complete = True
            return np.empty(0, dtype=np.int64)
        return np.unique(np.concatenate(chosen))

    def _members(self, node: int) -> Indexes:
        if self._ties.network.kinds[node] == "Person":
            return np.array([node], dtype=np.int64)
        return np.unique(self._ties.memberships.person[self._rows_at(node)])

    def _rows_at(self, node: int) -> Indexes:
        """The membership rows at a project, school or the like."""
        m = self._ties.memberships
        groups = (m.node == node) & (m.kind != m.mentoring)
        return np.flatnonzero(groups[m.group] & self._ties.usable).astype(np.int64)

    def _among(self, people: Indexes, count: int) -> list[Scored]:
        weights = self._ties.among(people)
        one, other = (int(np.searchsorted(people, end)) for end in self._ends)
        passing = passing_cost(self._ties, people)
        passing[[one, other]] = 0
        arcs = weights.tocoo()
        row, col = arcs.row.astype(np.int64), arcs.col.astype(np.int64)
        # Half of what standing in between costs on each side keeps the matrix symmetric.
        costs = hop_cost(arcs.data) + (passing[row] + passing[col]) / 2
        bits = self._bits(people, row, col)
        last = (1 << len(self._via)) - 1
        size = len(people)
        graph, states = _layered(row, col, costs, bits, size, last)
        paths = Paths(graph, states)
        goal = other + last * size
        found = [
            (paths.cost(path), tuple(people[states[list(path)]].tolist()))
            for path in islice(paths.cheapest(one, goal), count)
        ]
        direct = np.flatnonzero((row == one) & (col == other) & (bits == last))
        if len(direct):
            found = [route for route in found if len(route[1]) > 2]
            found.insert(0, (float(costs[direct[0]]), self._ends))
        return [(float(np.exp(-cost)), route) for cost, route in found]

    def _bits(self, people: Indexes, row: Indexes, col: Indexes) -> Indexes:
        """Which of what is asked for each hop meets: whom it leads to, and what it rests on."""
        bits = np.zeros(len(row), dtype=np.int64)
        m, size = self._ties.memberships, len(people)
        for place, node in enumerate(self._via):
            if self._ties.network.kinds[node] == "Person":
                bits |= (people[col] == node).astype(np.int64) << place
                continue
            pairs = self._ties.pairs(self._rows_at(node), within=True)
            ends = m.person[pairs.first], m.person[pairs.second]
            here = np.isin(ends[0], people) & np.isin(ends[1], people)
            a, b = (np.searchsorted(people, end[here]) for end in ends)
            rests = np.isin(row * size + col, np.concatenate([a * size + b, b * size + a]))
            bits |= rests.astype(np.int64) << place
        return bits


def _layered(
    row: Indexes, col: Indexes, costs: Any, bits: Indexes, size: int, last: int
) -> tuple[csr_array, Indexes]:
    """The arcs between states, and the place of each state's person."""
    layers = np.arange(last + 1)[:, None]
    starts = (row + layers * size).ravel()
    ends = (col + (layers | bits) * size).ravel()
    states = size * (last + 1)
    graph = coo_array((np.tile(costs, last + 1), (starts, ends)), shape=(states, states))
    return csr_array(graph), np.tile(np.arange(size), last + 1)


def _different(routes: list[Scored], count: int, diversity: float) -> list[Scored]:
    """Routes over different people: the best, then by score less likeness to those taken."""
    if not routes:
        return []
    best = max(score for score, _ in routes)
    taken, left = routes[:1], routes[1:]
    between = {route: frozenset(route[1:-1]) for _, route in routes}
    while left and len(taken) < count:
        worth = [
            (1 - diversity) * score / best
            - diversity * max(_alike(between[route], between[other]) for _, other in taken)
            for score, route in left
        ]
        taken.append(left.pop(int(np.argmax(np.round(worth, 9)))))
    direct = [route for route in taken if len(route[1]) == 2]
    rest = [route for route in taken if len(route[1]) > 2]
    return direct + sorted(rest, key=lambda r: (-round(r[0], 9), len(r[1]), r[1]))


def _alike(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of people in between whom two routes have in common (Jaccard)."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def _route(
    ties: Ties, score: float, people: tuple[int, ...], known: dict[tuple[int, int], Hop]
) -> Route:
    ids = ties.network.ids
    for one, other in pairwise(people):
        if (one, other) not in known:
            shared = ties.shared(one, other)
            strength = sum(s.weight for s in shared)
            known[one, other] = Hop(ids[one], ids[other], strength, shared)
    hops = tuple(known[pair] for pair in pairwise(people))
    return Route(tuple(ids[person] for person in people), score, hops)
