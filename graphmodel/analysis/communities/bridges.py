"""Whom to bring together so that two communities meet, and what these share already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.communities.communities import Community
from graphmodel.analysis.graph.edge_sums import csr_arrays, strengths
from graphmodel.analysis.results import Result, Row
from graphmodel.analysis.ties.activity import activity_spans
from graphmodel.analysis.ties.relations import Shared
from graphmodel.analysis.ties.similarity import SharedTrait, similarity
from graphmodel.analysis.ties.ties import Ties, Weights, people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network

ACTIVE = 8
"""Years before the network's latest within which somebody must have been active to be met."""
CANDIDATES = 250
"""People of each community who are looked at, the most central of the active ones."""
ONCE = 2
"""How often one person is named among the pairs."""
TIES_SHOWN = 5
THROUGH_SHOWN = 3


@dataclass(frozen=True)
class Intermediary:
    """Somebody ``id`` who has worked with both: what they share with the ``first`` and with the
    ``second``."""

    id: str
    first: Shared
    second: Shared


@dataclass(frozen=True)
class BridgingPair:
    """Two people who have nothing together yet: whom both know and what both have done.

    ``score`` is above 0; among the pairs of one answer, the higher the better.
    """

    one: str
    other: str
    score: float
    through: tuple[Intermediary, ...]
    common: tuple[SharedTrait, ...]


@dataclass(frozen=True)
class ExistingTie:
    """Two people of the two communities who are tied already, and by what most."""

    one: str
    other: str
    shared: Shared


@dataclass(frozen=True)
class BridgingPairs(Result):
    """Whom to bring together so that two communities meet, the best first, and who is tied."""

    one: str
    other: str
    pairs: tuple[BridgingPair, ...]
    ties: tuple[ExistingTie, ...]

    COLUMNS: ClassVar[Mapping[str, pl.DataType]] = {
        "one": pl.String(),
        "other": pl.String(),
        "score": pl.Float64(),
        "through": pl.List(pl.String()),
        "common": pl.List(pl.String()),
    }

    def rows(self) -> Iterator[Row]:
        """One line a pair."""
        for pair in self.pairs:
            yield {
                "one": pair.one,
                "other": pair.other,
                "score": pair.score,
                "through": [one.id for one in pair.through],
                "common": [one.value for one in pair.common],
            }

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        """Everybody named."""
        for pair in self.pairs:
            for who in (pair.one, pair.other, *(one.id for one in pair.through)):
                yield who, {}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        """Who is to be brought together, and who has worked with whom."""
        for pair in self.pairs:
            yield pair.one, pair.other, {"score": pair.score}
            for between in pair.through:
                yield pair.one, between.id, {"weight": between.first.weight}
                yield between.id, pair.other, {"weight": between.second.weight}


def bridging_pairs(
    network: Network, one: Community, other: Community, *, limit: int = 10
) -> BridgingPairs:
    """Whom to bring together so that two communities of a network meet.

    Looked at are the CANDIDATES most central people of each who were active in the last ACTIVE
    years, and the pairs of them who share nothing yet. A pair is the better the more central both
    are, the more they are drawn to each other by people who worked with both (resource allocation
    over ties, Zhou, Lü, Zhang 2009), and the more alike is what they made (cosine of genres,
    companies, festivals, schools and countries, rare ones counting more). Raises InputError for a
    community with itself.
    """
    if one.id == other.id:
        raise InputError("a community cannot meet itself; name two of them")
    active, ties = active_people(network), people_ties(network)
    ours, theirs = (candidates(network, c, active) for c in (one, other))
    matrix, column = ties.matrix(), ties.matrix_rows(theirs)
    left, right = matrix[ties.matrix_rows(ours)], matrix[column]
    begin, _, weight = csr_arrays(matrix)
    strength = strengths(begin, weight)
    spread = np.divide(1.0, strength, out=np.zeros_like(strength), where=strength > 0)
    drawn = np.asarray((left.multiply(spread[None, :]).tocsr() @ right.T).toarray())
    direct = np.asarray(left[:, column].toarray())
    made = similarity(network, np.concatenate([ours, theirs]))
    alike = made.cosine(np.arange(len(ours)), len(ours) + np.arange(len(theirs)))
    pull = _pull(left, len(one.people))[:, None] * _pull(right, len(other.people))[None, :]
    towards = drawn / max(drawn.max(initial=0.0), 1e-300)
    score = np.where(direct > 0, 0.0, pull * (towards + alike))
    pairs = []
    for a, b in _best(score, limit):
        through = _through(network, ties, int(ours[a]), int(theirs[b]))
        common = made.shared_traits(a, len(ours) + b)
        if through or common:
            ids = network.ids[ours[a]], network.ids[theirs[b]]
            pairs.append(BridgingPair(*ids, float(score[a, b]), through, common))
    return BridgingPairs(one.id, other.id, tuple(pairs), _tied(network, ties, one, other))


def active_people(network: Network) -> NDArray[np.bool_]:
    """Of each node whether it is a person who was active lately, or of whom no year is known."""
    now = network.latest_year or 0
    last = activity_spans(network, now).last
    active = np.zeros(len(network), dtype=bool)
    active[network.of_kind("Person")] = np.isnan(last) | (last >= now - ACTIVE)
    return active


def candidates(network: Network, community: Community, active: NDArray[np.bool_]) -> Indexes:
    """The most central of the active people of a community, by node index."""
    people = network.indexes(community.people)
    return people[active[people]][:CANDIDATES]


def _pull(weights: sparse.csr_array, people: int) -> Weights:
    """How central each candidate is, from 1 for the first down: they come the most central first.

    Falls with the logarithm of the rank, so that the tenth still has much of what the first has.
    """
    rank = np.arange(weights.shape[0])
    return np.asarray(1.0 - np.log1p(rank) / np.log1p(max(people, 2)), dtype=np.float64)


def _best(score: Weights, limit: int) -> list[tuple[int, int]]:
    """The places of the best pairs, nobody in more than ONCE of them."""
    some = np.argsort(-score.ravel().round(12), kind="stable")[: 200 * limit]
    rows, columns = np.unravel_index(some, score.shape)
    met: Counter[tuple[str, int]] = Counter()
    found: list[tuple[int, int]] = []
    for a, b in zip(rows.tolist(), columns.tolist(), strict=True):
        if len(found) == limit or score[a, b] <= 0:
            break
        if met["one", a] < ONCE and met["other", b] < ONCE:
            met.update([("one", a), ("other", b)])
            found.append((a, b))
    return found


def _through(network: Network, ties: Ties, one: int, other: int) -> tuple[Intermediary, ...]:
    """Who has worked with both, those with the strongest ties to both first."""
    people, weights = ties.neighbours(one)
    others, more = ties.neighbours(other)
    both, ours, theirs = np.intersect1d(people, others, return_indices=True)
    order = np.argsort(-(weights[ours] * more[theirs]).round(12), kind="stable")
    return tuple(
        Intermediary(network.ids[who], ties.shared(one, who)[0], ties.shared(who, other)[0])
        for who in both[order][:THROUGH_SHOWN].tolist()
    )


def _tied(
    network: Network, ties: Ties, one: Community, other: Community
) -> tuple[ExistingTie, ...]:
    """The strongest ties that there are between two communities."""
    ours, theirs = (network.indexes(c.people) for c in (one, other))
    rows, columns = ties.matrix_rows(ours), ties.matrix_rows(theirs)
    between = sparse.csr_array(ties.matrix()[rows][:, columns]).tocoo()
    order = np.lexsort((between.col, between.row, -between.data.round(12)))[:TIES_SHOWN]
    found = []
    for place in order.tolist():
        a, b = int(ours[between.row[place]]), int(theirs[between.col[place]])
        found.append(ExistingTie(network.ids[a], network.ids[b], ties.shared(a, b)[0]))
    return tuple(found)
