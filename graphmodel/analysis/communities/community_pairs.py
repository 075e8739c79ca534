"""Pairs of communities with much in common but few ties."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.communities.bridges import active_people, candidates
from graphmodel.analysis.communities.results import Communities, Community
from graphmodel.analysis.graph.csr import UNASSIGNED, csr_arrays
from graphmodel.analysis.graph.edge_sums import strengths, sums_by_community
from graphmodel.analysis.graph.incidence import incidence
from graphmodel.analysis.ties.similarity import SharedTrait, Similarity, similarity
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf

MIN_ACTIVE = 50
"""Minimum number of active people in a community for it to be considered."""
CLOSE = 0.5
"""Ties between two communities, relative to chance, from which they are considered connected."""
MIN_COMMON = 2
"""Minimum number of traits in common: one shared genre alone is not enough."""
EXCLUDED_TRAITS = ("decade", "country")
"""Traits that would only show that two communities share a time and place."""
MIN_WITH_TRAIT = 3
"""Minimum number of people on each side with a trait for it to be in common."""
MAX_TRAITS = 5


@dataclass(frozen=True)
class CommunityPair:
    """Two communities that should meet, by id.

    ``likeness``, up to 1, is how similar their people's work is; ``ties`` the weight of the ties
    between them relative to chance; ``common`` what they share that most others lack, most
    distinctive first. ``score`` is likeness times the gap between them, which is 1 without ties
    and falls to 0 at CLOSE.
    """

    one: str
    other: str
    score: float
    likeness: float
    ties: float
    common: tuple[SharedTrait, ...]


def community_pairs(
    network: Network,
    partition: Communities,
    *,
    limit: int = 10,
    as_of: AsOf = None,
    active_since: int | None = None,
) -> tuple[CommunityPair, ...]:
    """The pairs of communities with much in common but few ties, best first.

    ``partition`` has communities of the network. Only communities with MIN_ACTIVE recently active
    people, or as many active since ``active_since``, count, and only pairs with less than CLOSE of
    the ties expected by chance (as in Newman's modularity). A community's profile is the mean trait
    vector (see ``similarity``) of its most central active people; two are alike to the extent that
    their profiles differ from the mean of all communities in the same way (Pearson's correlation).
    """
    network = network.present(as_of)
    active = active_people(network, active_since)
    eligible = [
        c for c in partition.communities if active[network.indexes(c.people)].sum() >= MIN_ACTIVE
    ]
    if len(eligible) < 2:
        return ()
    people = [candidates(network, c, active) for c in eligible]
    traits = similarity(network, np.concatenate(people), without=EXCLUDED_TRAITS)
    ends = np.cumsum([len(group) for group in people]).tolist()
    spans = list(zip([0, *ends[:-1]], ends, strict=True))
    profiles, frequencies = _profiles(traits, spans)
    relative_ties = _relative_ties(network, eligible)
    pairs = []
    for a, b in combinations(range(len(eligible)), 2):
        frequent = (frequencies[a] >= MIN_WITH_TRAIT) & (frequencies[b] >= MIN_WITH_TRAIT)
        typical = frequent & (profiles[a] > 0) & (profiles[b] > 0)
        contribution = np.where(typical, profiles[a] * profiles[b], 0.0)
        likeness, ties = float(profiles[a] @ profiles[b]), relative_ties(a, b)
        if ties >= CLOSE or likeness <= 0 or (contribution > 0).sum() < MIN_COMMON:
            continue
        words = np.argsort(-contribution.round(12), kind="stable")[:MAX_TRAITS]
        common = tuple(
            _shared_trait(traits, word, spans[a], spans[b])
            for word in words.tolist()
            if contribution[word] > 0
        )
        score = likeness * (1 - ties / CLOSE)
        pairs.append(CommunityPair(eligible[a].id, eligible[b].id, score, likeness, ties, common))
    return tuple(sorted(pairs, key=lambda p: (-p.score, p.one, p.other))[:limit])


def _profiles(
    traits: Similarity, spans: Sequence[tuple[int, int]]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Communities x traits: how each differs from the mean of all, as rows of length 1, and how
    many people of each have a trait."""
    vectors = [traits.vectors[start:stop] for start, stop in spans]
    means = np.stack([np.asarray(rows.mean(axis=0)).ravel() for rows in vectors])
    frequencies = np.stack([np.asarray((rows > 0).sum(axis=0)).ravel() for rows in vectors])
    profiles = means / np.linalg.norm(means, axis=1, keepdims=True).clip(min=1e-300)
    profiles -= profiles.mean(axis=0)
    profiles /= np.linalg.norm(profiles, axis=1, keepdims=True).clip(min=1e-300)
    return profiles, frequencies


def _shared_trait(traits: Similarity, word: int, *spans: tuple[int, int]) -> SharedTrait:
    """A trait, with facts about the most central people in each span of rows who have it."""
    kind, value, node = traits.words.row(word)
    facts = []
    for span in spans:
        row = traits.first_row_with(word, *span)
        facts += [] if row is None else traits.facts(row, word)
    name = None if node is None else traits.network.ids[node]
    return SharedTrait(kind, value, name, tuple(dict.fromkeys(facts)))


def _relative_ties(
    network: Network, communities: Sequence[Community]
) -> Callable[[int, int], float]:
    """A function for the weight of the ties between two communities, relative to chance."""
    ties = people_ties(network)
    membership = np.full(len(ties.people), UNASSIGNED, dtype=np.int64)
    for number, community in enumerate(communities):
        membership[ties.matrix_rows(network.indexes(community.people))] = number
    indptr, neighbours, weight = csr_arrays(ties.matrix())
    sums = sums_by_community(indptr, neighbours, weight, membership, len(communities))
    shape = (len(ties.people), len(communities))
    rows = np.flatnonzero(membership != UNASSIGNED)
    members = incidence(rows, membership[rows], shape)
    row_starts, columns, totals = sums
    by_community = sparse.csr_array((totals, columns, row_starts), shape)
    between = np.asarray((members.T @ by_community).toarray())
    node_strength = strengths(indptr, weight)
    strength, total_strength = node_strength @ members, float(node_strength.sum())

    def relative(a: int, b: int) -> float:
        expected = strength[a] * strength[b] / max(total_strength, 1e-300)
        return float(between[a, b] / max(expected, 1e-300))

    return relative
