"""Whom to bring together to connect two communities, and the existing ties between these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.communities.results import Community
from graphmodel.analysis.graph.csr import csr_arrays
from graphmodel.analysis.graph.edge_sums import strengths
from graphmodel.analysis.results import Result, Row
from graphmodel.analysis.ties.activity import activity_spans, inactive_people
from graphmodel.analysis.ties.relations import Shared
from graphmodel.analysis.ties.similarity import SharedTrait, similarity
from graphmodel.analysis.ties.ties import Ties, Weights, deceased_people, people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network
from graphmodel.network.present import AsOf

ACTIVE_YEARS = 8
"""A person counts as active if last active within this many years of the network's latest year."""
CANDIDATES = 250
"""Maximum number of people considered in each community, the most central active ones."""
MAX_PAIRS_EACH = 2
"""Maximum number of pairs in which one person appears."""
MAX_TIES = 5
MAX_INTERMEDIARIES = 3


@dataclass(frozen=True)
class Intermediary:
    """A person tied to both, with what they share with the ``first`` and the ``second``."""

    id: str
    first: Shared
    second: Shared


@dataclass(frozen=True)
class BridgingPair:
    """Two people with no tie yet, by id, whom both know, and what their work has in common.

    ``score`` is above 0; within one result, higher is better.
    """

    one: str
    other: str
    score: float
    through: tuple[Intermediary, ...]
    common: tuple[SharedTrait, ...]


@dataclass(frozen=True)
class ExistingTie:
    """Two people, one of each community, with a tie and what contributes most to it."""

    one: str
    other: str
    shared: Shared


@dataclass(frozen=True)
class BridgingPairs(Result):
    """Whom to bring together to connect two communities, best first, and who is tied already."""

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
        """One row per pair."""
        for pair in self.pairs:
            yield {
                "one": pair.one,
                "other": pair.other,
                "score": pair.score,
                "through": [intermediary.id for intermediary in pair.through],
                "common": [trait.value for trait in pair.common],
            }

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        """Everybody named."""
        for pair in self.pairs:
            for node_id in (pair.one, pair.other, *(person.id for person in pair.through)):
                yield node_id, {}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        """The links of each pair, and of both its people to their intermediaries."""
        for pair in self.pairs:
            yield pair.one, pair.other, {"score": pair.score}
            for between in pair.through:
                yield pair.one, between.id, {"weight": between.first.weight}
                yield between.id, pair.other, {"weight": between.second.weight}


def bridging_pairs(
    network: Network,
    first: Community,
    second: Community,
    *,
    limit: int = 10,
    as_of: AsOf = None,
    active_since: int | None = None,
) -> BridgingPairs:
    """Whom to bring together to connect two communities of a network.

    Considers the CANDIDATES most central people of each who were active in the last ACTIVE_YEARS
    years, or since ``active_since`` if given, in which case nobody else is named. Returns pairs of
    them who share nothing yet. A pair scores higher the more central both are, the more they are
    connected through people tied to both (resource allocation over ties, Zhou, Lü, Zhang 2009), and
    the more similar their work is (cosine of genres, companies, festivals, schools and countries,
    rare ones counting more). Raises InputError if both are the same community.
    """
    if first.id == second.id:
        raise InputError("a community cannot be paired with itself; name two communities")
    network = network.present(as_of)
    active, ties = active_people(network, active_since), people_ties(network)
    absent = deceased_people(network)
    if active_since is not None:
        absent = [*absent, *inactive_people(network, active_since).tolist()]
    ties = ties.without_absent(absent, ())
    rows, columns = (candidates(network, community, active) for community in (first, second))
    matrix, column_rows = ties.matrix(), ties.matrix_rows(columns)
    row_ties, column_ties = matrix[ties.matrix_rows(rows)], matrix[column_rows]
    indptr, _, weight = csr_arrays(matrix)
    strength = strengths(indptr, weight)
    share = np.divide(1.0, strength, out=np.zeros_like(strength), where=strength > 0)
    allocation = (row_ties.multiply(share[None, :]).tocsr() @ column_ties.T).toarray()
    allocation = np.asarray(allocation)
    direct = np.asarray(row_ties[:, column_rows].toarray())
    traits = similarity(network, np.concatenate([rows, columns]))
    cosine = traits.cosine(np.arange(len(rows)), len(rows) + np.arange(len(columns)))
    centrality = (
        _centrality(len(rows), len(first.people))[:, None]
        * _centrality(len(columns), len(second.people))[None, :]
    )
    attraction = allocation / max(allocation.max(initial=0.0), 1e-300)
    score = np.where(direct > 0, 0.0, centrality * (attraction + cosine))
    pairs = []
    for a, b in _top_pairs(score, limit):
        through = _intermediaries(network, ties, int(rows[a]), int(columns[b]))
        common = traits.shared_traits(a, len(rows) + b)
        if through or common:
            ids = network.ids[rows[a]], network.ids[columns[b]]
            pairs.append(BridgingPair(*ids, float(score[a, b]), through, common))
    existing = _existing_ties(network, ties, first, second)
    return BridgingPairs(first.id, second.id, tuple(pairs), existing)


def active_people(network: Network, since: int | None = None) -> NDArray[np.bool_]:
    """For each node, whether it is a living person active since a year; without one, whether
    recently active or with no known year of activity."""
    network = network.present()
    now = network.latest_year or 0
    last = activity_spans(network, now).last
    active = np.zeros(len(network), dtype=bool)
    recently = np.isnan(last) | (last >= now - ACTIVE_YEARS)
    active[network.of_kind("Person")] = recently if since is None else last >= since
    active[deceased_people(network)] = False
    return active


def candidates(network: Network, community: Community, active: NDArray[np.bool_]) -> Indexes:
    """The node indexes of a community's most central active people."""
    people = network.indexes(community.people)
    return people[active[people]][:CANDIDATES]


def _centrality(candidates: int, people: int) -> Weights:
    """The centrality of candidates, given in order of centrality, from 1 for the first.

    It falls with the logarithm of the rank, so that the tenth is still fairly central.
    """
    rank = np.arange(candidates)
    return np.asarray(1.0 - np.log1p(rank) / np.log1p(max(people, 2)), dtype=np.float64)


def _top_pairs(score: Weights, limit: int) -> list[tuple[int, int]]:
    """The rows and columns of the best pairs, with nobody in more than MAX_PAIRS_EACH of them."""
    leading = np.argsort(-score.ravel().round(12), kind="stable")[: 200 * limit]
    rows, columns = np.unravel_index(leading, score.shape)
    row_uses: Counter[int] = Counter()
    column_uses: Counter[int] = Counter()
    pairs: list[tuple[int, int]] = []
    for a, b in zip(rows.tolist(), columns.tolist(), strict=True):
        if len(pairs) == limit or score[a, b] <= 0:
            break
        if row_uses[a] < MAX_PAIRS_EACH and column_uses[b] < MAX_PAIRS_EACH:
            row_uses[a] += 1
            column_uses[b] += 1
            pairs.append((a, b))
    return pairs


def _intermediaries(
    network: Network, ties: Ties, first: int, second: int
) -> tuple[Intermediary, ...]:
    """People tied to both, those with the strongest ties to both first."""
    first_people, first_weights = ties.neighbours(first)
    second_people, second_weights = ties.neighbours(second)
    people, in_first, in_second = np.intersect1d(first_people, second_people, return_indices=True)
    strength = first_weights[in_first] * second_weights[in_second]
    order = np.argsort(-strength.round(12), kind="stable")
    return tuple(
        Intermediary(
            network.ids[person], ties.shared(first, person)[0], ties.shared(person, second)[0]
        )
        for person in people[order][:MAX_INTERMEDIARIES].tolist()
    )


def _existing_ties(
    network: Network, ties: Ties, first: Community, second: Community
) -> tuple[ExistingTie, ...]:
    """The strongest existing ties between two communities."""
    first_people, second_people = (network.indexes(c.people) for c in (first, second))
    rows, columns = ties.matrix_rows(first_people), ties.matrix_rows(second_people)
    between = sparse.csr_array(ties.matrix()[rows][:, columns]).tocoo()
    order = np.lexsort((between.col, between.row, -between.data.round(12)))[:MAX_TIES]
    strongest = []
    for entry in order.tolist():
        a, b = int(first_people[between.row[entry]]), int(second_people[between.col[entry]])
        strongest.append(ExistingTie(network.ids[a], network.ids[b], ties.shared(a, b)[0]))
    return tuple(strongest)
