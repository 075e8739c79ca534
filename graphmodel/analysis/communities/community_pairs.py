"""Which communities should meet: much in common, and few ties."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from graphmodel.analysis.communities.bridges import active_people, candidates
from graphmodel.analysis.communities.communities import Communities, Community
from graphmodel.analysis.graph.edge_sums import UNASSIGNED, csr_arrays, strengths, sums_by_community
from graphmodel.analysis.graph.incidence import incidence
from graphmodel.analysis.ties.similarity import SharedTrait, Similarity, similarity
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.network.network import Network

LEAST_ACTIVE = 50
"""People who must be active in a community for it to be worth meeting."""
CLOSE = 0.5
"""Ties between two communities, as share of what chance would give, from which they have met."""
LEAST_COMMON = 2
"""Things that two must have in common: one genre alone is none."""
LEFT_OUT = ("decade", "country")
"""What would say no more than that two communities are of one time and place."""
LEAST_HAD = 3
"""People on each side who must have something for it to be in common."""
SHOWN = 5


@dataclass(frozen=True)
class CommunityPair:
    """Two communities that should meet: ``likeness``, up to 1, of what their people are occupied
    with, ``ties`` the weight of their ties as a share of what chance would give, and what they
    have in common that most others have not, the most telling first. ``score`` is likeness times
    what the ties leave open, 1 where there are none."""

    one: str
    other: str
    score: float
    likeness: float
    ties: float
    common: tuple[SharedTrait, ...]


def community_pairs(
    network: Network, found: Communities, *, limit: int = 10
) -> tuple[CommunityPair, ...]:
    """The pairs of communities that have most in common for the few ties they have, best first.

    ``found`` are communities of the network. Only those with LEAST_ACTIVE people who were active
    lately count, and pairs with less than CLOSE of the ties between them that chance would give
    (as in Newman's modularity). What a community is occupied with is the mean of the ``interests``
    of its most central active people, and two are alike as far as both differ from the mean of
    all communities in the same way (Pearson's correlation).
    """
    active = active_people(network)
    able = [c for c in found.communities if active[network.indexes(c.people)].sum() >= LEAST_ACTIVE]
    if len(able) < 2:
        return ()
    people = [candidates(network, c, active) for c in able]
    made = similarity(network, np.concatenate(people), without=LEFT_OUT)
    ends = np.cumsum([len(some) for some in people]).tolist()
    spans = list(zip([0, *ends[:-1]], ends, strict=True))
    means = np.stack([np.asarray(made.vectors[a:b].mean(axis=0)).ravel() for a, b in spans])
    had = np.stack([np.asarray((made.vectors[a:b] > 0).sum(axis=0)).ravel() for a, b in spans])
    apart = means / np.linalg.norm(means, axis=1, keepdims=True).clip(min=1e-300)
    apart -= apart.mean(axis=0)
    apart /= np.linalg.norm(apart, axis=1, keepdims=True).clip(min=1e-300)
    ties = _ties(network, able)
    scenes = []
    for a in range(len(able)):
        for b in range(a + 1, len(able)):
            often = (had[a] >= LEAST_HAD) & (had[b] >= LEAST_HAD)
            both = np.where(often & (apart[a] > 0) & (apart[b] > 0), apart[a] * apart[b], 0.0)
            likeness, tied = float(apart[a] @ apart[b]), ties(a, b)
            if tied >= CLOSE or likeness <= 0 or (both > 0).sum() < LEAST_COMMON:
                continue
            words = np.argsort(-both.round(12), kind="stable")[:SHOWN]
            common = tuple(
                _common(made, word, spans[a], spans[b]) for word in words.tolist() if both[word] > 0
            )
            score = likeness * (1 - tied / CLOSE)
            scenes.append(CommunityPair(able[a].id, able[b].id, score, likeness, tied, common))
    return tuple(sorted(scenes, key=lambda s: (-s.score, s.one, s.other))[:limit])


def _common(made: Similarity, word: int, *spans: tuple[int, int]) -> SharedTrait:
    """A word, with facts of the most central who have it in each span of places."""
    kind, value, node = made.words.row(word)
    facts = []
    for span in spans:
        first = made.first_row_with(word, *span)
        facts += [] if first is None else made.facts(first, word)
    name = None if node is None else made.network.ids[node]
    return SharedTrait(kind, value, name, tuple(dict.fromkeys(facts)))


def _ties(network: Network, communities: Sequence[Community]) -> Callable[[int, int], float]:
    """The weight of the ties between two communities as a share of what chance would give."""
    ties = people_ties(network)
    part = np.full(len(ties.people), UNASSIGNED, dtype=np.int64)
    for number, community in enumerate(communities):
        part[ties.matrix_rows(network.indexes(community.people))] = number
    begin, other, weight = csr_arrays(ties.matrix())
    many, numbers, sums = sums_by_community(begin, other, weight, part, len(communities))
    shape = (len(ties.people), len(communities))
    rows = np.flatnonzero(part != UNASSIGNED)
    belongs = incidence(rows, part[rows], shape)
    between = np.asarray((belongs.T @ sparse.csr_array((sums, numbers, many), shape)).toarray())
    every = strengths(begin, weight)
    strength, whole = every @ belongs, float(every.sum())

    def share(one: int, other: int) -> float:
        expected = strength[one] * strength[other] / max(whole, 1e-300)
        return float(between[one, other] / max(expected, 1e-300))

    return share
