"""The facts behind a suggestion."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from graphmodel.analysis.likeness import Likeness
from graphmodel.analysis.memberships import SHARED_KINDS
from graphmodel.analysis.nearness import Nearness
from graphmodel.analysis.ties import Ties
from graphmodel.network import Network

ROUTES = 2
"""Common collaborators shown."""
SHARED = 3
"""Cohorts shown."""

Facts = tuple[tuple[str, ...], tuple[str, ...]]
"""Ids, nodes before links, and words for them."""


class Evidence:
    """Looks up what shows that one person is near another; people are rows of ``ties.people``."""

    def __init__(
        self,
        network: Network,
        ties: Ties,
        cohorts: Ties,
        nearness: Nearness,
        likenesses: Iterable[Likeness],
        one: int,
    ) -> None:
        self._network = network
        self._ties = ties
        self._cohorts = cohorts
        self._nearness = nearness
        self._likenesses = {likeness.kind: likeness for likeness in likenesses}
        self._one = one
        self._shown: dict[tuple[int, int], list[str]] = {}

    def of(self, kind: str, other: int) -> Facts:
        """The facts of one kind of reason for suggesting ``other``."""
        if kind == "common_collaborators":
            return self._ordered(self._common(other)), ()
        if kind == "paths_of_three":
            return self._ordered(self._path(other)), ()
        if kind == "walk":
            return self._ordered(self._common(other)[:1] or self._path(other)), ()
        if kind == "cohort":
            return self._cohort(other)
        words, ids = self._likenesses[kind].shared(self._one, other)
        return self._nodes_first(ids), words

    def _common(self, other: int) -> list[list[int]]:
        between = self._nearness.between(self._one, other, ROUTES)
        return [[self._one, z, other] for z in between]

    def _path(self, other: int) -> list[list[int]]:
        middle = self._nearness.route_of_three(self._one, other)
        return [[self._one, *middle, other]] if middle else []

    def _cohort(self, other: int) -> Facts:
        people = self._cohorts.people
        shared = self._cohorts.shared(int(people[self._one]), int(people[other]))[:SHARED]
        ids = [fact for s in shared for fact in (s.id, *s.links)]
        return self._nodes_first(ids), tuple(dict.fromkeys(s.name for s in shared))

    def _ordered(self, routes: Iterable[list[int]]) -> tuple[str, ...]:
        """The people between, what each two share, and the links that say so."""
        ids: list[str] = []
        for route in routes:
            for first, second in pairwise(route):
                ids += self._strongest(first, second)
                if second != route[-1]:
                    ids.append(self._network.ids[self._ties.people[second]])
        return self._nodes_first(ids)

    def _strongest(self, first: int, second: int) -> list[str]:
        """The strongest thing two people share, as the first of ``Ties.shared``, as ids alone."""
        key = (min(first, second), max(first, second))
        if key not in self._shown:
            m = self._ties.memberships
            rows = np.sort(m.rows_of(self._ties.people[list(key)]))
            pairs = self._ties.pairs(rows, within=True)
            best = int(np.argmax(pairs.weight))
            one, other = int(pairs.first[best]), int(pairs.second[best])
            links = [m.link[one], m.through[one], m.link[other], m.through[other]]
            group = m.group[one]
            is_node = SHARED_KINDS[m.kind[group]] != "MENTORS"
            self._shown[key] = [
                *([self._network.ids[m.node[group]]] if is_node else []),
                *(self._network.links["id"][int(link)] for link in links if link >= 0),
            ]
        return self._shown[key]

    def _nodes_first(self, ids: Iterable[str]) -> tuple[str, ...]:
        once = dict.fromkeys(ids)
        return tuple(sorted(once, key=lambda fact: fact not in self._network))
