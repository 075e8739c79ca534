"""Who knows whom, and through what.

A tie rests on something two people shared at the same time, and weighs the less the more people
shared it and the longer ago that was (Newman 2001, "Scientific collaboration networks II", with
age): ``2 ** (-(now - year) / half_life) / (people - 1)`` for each thing shared, summed over all.
On a project the heads (directors, writers, producers and leads) meet in their own circle: between
two of them ``people`` are the heads alone, and between a head and another the share is the
geometric mean of ``1 / (heads - 1)`` and ``1 / (people - 1)``. What counts as shared:

- a project that credits both, unless so many worked on it that a pair's share is under
  LEAST_SHARE; then only the heads among themselves. Of a documentary the cast meets the heads
  alone, and only with another credit of about that time: others may be in it from an archive;
- a school at which the known years of both overlap, of study or of teaching;
- one edition of a festival at which both, or something they directed or wrote, were selected:
  a weak tie;
- a programme or an event, unless their dates there exclude each other;
- an organisation to which both belong now, or belonged at the same time;
- one mentoring the other.

RELATIONS says in which way two people come to know each other by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graphmodel.analysis.ties.affiliation_rows import ONGOING, SHARED_KINDS, UNKNOWN
from graphmodel.analysis.ties.affiliations import LEAST_SHARE, Affiliations, affiliations, ranges
from graphmodel.analysis.ties.matrix import Pairs, tie_matrix
from graphmodel.analysis.ties.relations import KINDS_OF, RELATIONS, Shared, facts_of, relations
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network

Weights = NDArray[np.float64]

_DENSE = 50
"""Where the people are under one in so many nodes, a table of all nodes costs more than looking
each up."""


class Places:
    """The places of people, who are given in ascending order, by their node index."""

    def __init__(self, people: Indexes, nodes: int) -> None:
        self._people = people
        self._table: Indexes | None = None
        if len(people) * _DENSE > nodes:
            self._table = np.full(nodes, -1, dtype=np.int64)
            self._table[people] = np.arange(len(people))

    def __getitem__(self, some: NDArray[np.integer]) -> Indexes:
        """The place of each of these, all of whom have one."""
        if self._table is not None:
            found: Indexes = self._table[some]
            return found
        return np.searchsorted(self._people, some).astype(np.int64)


HALF_LIFE = 10.0
"""Years in which a tie loses half of its weight, unless a caller asks for another half-life."""
FESTIVAL_WEIGHT = 0.1
"""What one edition of a festival counts beside a project with as many people."""
UNDATED_WEIGHT = 0.5
"""What a tie of unknown age keeps: as if it were one half-life old."""

_MATRICES_KEPT = 2
_USABLE_KEPT = 8
_FESTIVAL = SHARED_KINDS.index("Festival")


class Ties:
    """The ties of a network, worked out where they are asked for.

    ``now`` is the year that ages are counted from and ``earliest`` the first year that counts, or
    UNKNOWN. People are named by their node index throughout.
    """

    def __init__(
        self,
        network: Network,
        *,
        now: int,
        half_life: float,
        max_tie_age: int | None,
        kinds: frozenset[str],
        relations: frozenset[str] = frozenset(RELATIONS),
    ) -> None:
        self.network = network
        self.now = now
        self.half_life = half_life
        self.max_tie_age = max_tie_age
        self.relations = relations
        self.kinds = kinds & {kind for kind in kinds if KINDS_OF[kind] & relations}
        self.earliest = UNKNOWN if max_tie_age is None else max(now - max_tie_age, 0)
        self.affiliations: Affiliations = affiliations(network)
        self.without_people: frozenset[int] = frozenset()
        self.without_groups: frozenset[int] = frozenset()
        self.gone: Indexes = np.empty(0, dtype=np.int64)
        self.usable = self._usable()
        self.apart = self._apart()

    @cached_property
    def people(self) -> Indexes:
        """The indexes of all persons."""
        return self.network.of_kind("Person")

    def matrix_rows(self, people: Indexes) -> Indexes:
        """The rows of people in the matrix."""
        return np.searchsorted(self.people, people).astype(np.int64)

    def without(self, nodes: Iterable[int]) -> Ties:
        """The same ties without some people, and without what rests on other nodes given."""
        kinds, nodes = self.network.kinds, set(nodes)
        if not nodes:
            return self
        left = copy(self)
        people = {n for n in nodes if kinds[n] == "Person"}
        left.without_people = self.without_people | people
        left.without_groups = self.without_groups | (nodes - people)
        left.usable = self.usable & left._allowed()
        return left

    def living(self, gone: Iterable[int], spared: Iterable[int]) -> Ties:
        """The same ties without people who are gone, but for some."""
        gone = np.setdiff1d(np.array(list(gone), dtype=np.int64), list(spared))
        if not len(gone):
            return self
        left = copy(self)
        out = np.zeros(self.affiliations.nodes, dtype=bool)
        out[gone] = True
        left.gone = gone
        left.usable = self.usable & ~out[self.affiliations.person]
        return left

    def _usable(self) -> NDArray[np.bool_]:
        """Which membership rows may tie at all; a pair is usable only if both its rows are."""
        m, key = self.affiliations, (self.kinds, self.earliest)
        if key not in m.usable:
            while len(m.usable) >= _USABLE_KEPT:
                m.usable.pop(next(iter(m.usable)), None)
            codes = [code for code, kind in enumerate(SHARED_KINDS) if kind in self.kinds]
            usable: NDArray[np.bool_] = np.isin(m.kind, codes)[m.group]
            if self.earliest != UNKNOWN:
                # With a first year too, a pair lasts until the later of both joined: see years().
                joins = (m.first != UNKNOWN) & m.timed[m.group]
                usable &= (m.last >= self.earliest) | joins
            m.usable[key] = usable
        return m.usable[key]

    def _allowed(self) -> NDArray[np.bool_]:
        """The rows that rest on nothing left out."""
        m = self.affiliations
        groups = (m.kind == m.mentoring) | ~np.isin(m.node, list(self.without_groups))
        allowed: NDArray[np.bool_] = groups[m.group]
        return allowed & ~np.isin(m.person, list(self.without_people))

    def _apart(self) -> NDArray[np.bool_]:
        """The groups in which being there is not enough: each pair has to be looked at."""
        m = self.affiliations
        partly = [kind for kind in self.kinds if not KINDS_OF[kind] <= self.relations]
        codes = [SHARED_KINDS.index(kind) for kind in partly]
        apart: NDArray[np.bool_] = m.timed | m.documentary | np.isin(m.kind, codes)
        return apart

    def pairs(self, rows: Indexes, *, within: bool = False) -> Pairs:
        """The ties of some membership rows to others.

        ``within`` False gives every partner of each row. True gives each pair of the rows once
        and nothing beyond them, and wants the rows sorted.
        """
        m = self.affiliations
        rows = rows[self.usable[rows]]
        if within:
            stop = np.searchsorted(rows, m.stop[rows])
            first, second = ranges(np.arange(1, len(rows) + 1), stop)
            first, second = rows[first], rows[second]
        else:
            first, second = ranges(m.begin[rows], m.stop[rows])
            first = rows[first]
            keep = self.usable[second]
            first, second = first[keep], second[keep]
        keep = m.person[first] != m.person[second]
        found = self._weigh(first[keep], second[keep])
        return self._strongest_once(found, turned_too=not within)

    def _weigh(self, first: Indexes, second: Indexes) -> Pairs:
        m = self.affiliations
        if len(self.relations) < len(RELATIONS):
            found = relations(m, first, second)
            keep = np.isin(found, [RELATIONS.index(name) for name in self.relations])
            first, second = first[keep], second[keep]
        if m.documentary.any():
            keep = ~m.documentary[m.group[first]] | m.head[first] | m.head[second]
            first, second = first[keep], second[keep]
        people = m.people[m.group[first]]
        timed = np.flatnonzero(m.timed[m.group[first]])
        if len(timed):
            one, two = first[timed], second[timed]
            start = np.maximum(m.start[one], m.start[two])
            end = np.minimum(m.end[one], m.end[two])
            people[timed] = np.where(
                start <= end, m.present(m.group[one], start, end), np.iinfo(np.int64).max
            )
            # Groups without time were cleared of crowds when they were built.
            crowd = timed[1 / (people[timed] - 1) < LEAST_SHARE]
            keep = np.ones(len(first), dtype=bool)
            keep[crowd] = False
            first, second, people = first[keep], second[keep], people[keep]
        if self.earliest != UNKNOWN:
            keep = self.years(first, second) >= self.earliest
            first, second, people = first[keep], second[keep], people[keep]
        share = _circle(people)
        if m.head.any():
            heads = _circle(m.heads[m.group[first]])
            share = np.sqrt(
                np.where(m.head[first], heads, share) * np.where(m.head[second], heads, share)
            )
        return Pairs(first, second, self.weights(first, second, share))

    def shares(self, group: Indexes) -> tuple[Weights, Weights, Weights]:
        """A pair's share of each group without time: two heads, a head and another, two others."""
        m = self.affiliations
        heads, everyone = _circle(m.heads[group]), _circle(m.people[group])
        return heads, np.sqrt(heads * everyone), everyone

    def weights(self, first: Indexes, second: Indexes, share: Weights) -> Weights:
        """What two rows of one group weigh where so much of it is theirs."""
        year = self.years(first, second)
        age = np.maximum(self.now - year, 0)
        weight = np.where(year == UNKNOWN, UNDATED_WEIGHT, np.exp2(-age / self.half_life))
        weight *= share
        weight[self.affiliations.kind[self.affiliations.group[first]] == _FESTIVAL] *= (
            FESTIVAL_WEIGHT
        )
        return weight

    def years(self, first: Indexes, second: Indexes) -> Indexes:
        """The last year that both of two rows are known to have held; UNKNOWN or ONGOING."""
        m = self.affiliations
        last = np.minimum(m.last[first], m.last[second])
        joined = np.maximum(m.first[first], m.first[second])
        return np.where(last == UNKNOWN, UNKNOWN, np.maximum(last, joined))

    def _strongest_once(self, pairs: Pairs, *, turned_too: bool) -> Pairs:
        """Two people who overlapped several times in one group have one tie there.

        With ``turned_too`` a pair and the same pair turned round are two.
        """
        m = self.affiliations
        timed = m.timed[m.group[pairs.first]]
        if not timed.any():
            return pairs
        rest, some = np.flatnonzero(~timed), np.flatnonzero(timed)
        group = m.group[pairs.first[some]]
        a, b = m.person[pairs.first[some]], m.person[pairs.second[some]]
        if not turned_too:
            a, b = np.minimum(a, b), np.maximum(a, b)
        order = np.lexsort((-pairs.weight[some], b, a, group))
        keys = np.stack([group, a, b])[:, order]
        new = np.ones(len(some), dtype=bool)
        new[1:] = np.any(keys[:, 1:] != keys[:, :-1], axis=0)
        keep = np.sort(np.concatenate([rest, some[order[new]]]))
        return Pairs(pairs.first[keep], pairs.second[keep], pairs.weight[keep])

    def neighbours(self, person: int) -> tuple[Indexes, Weights]:
        """Who a person knows, ascending, and how strongly: the sum over all that is shared."""
        found = self.pairs(self.affiliations.rows_of(np.array([person], dtype=np.int64)))
        people, place = np.unique(self.affiliations.person[found.second], return_inverse=True)
        weights = np.zeros(len(people), dtype=np.float64)
        np.add.at(weights, place, found.weight)
        return people.astype(np.int64), weights

    def among(self, people: Indexes) -> csr_array:
        """The weights among a few people, given ascending: symmetric, float64, zero diagonal."""
        m = self.affiliations
        place = Places(people, m.nodes)
        pairs = self.pairs(np.sort(m.rows_of(people)), within=True)
        ends = (place[m.person[pairs.first]], place[m.person[pairs.second]])
        half = csr_array((pairs.weight, ends), shape=(len(people),) * 2)
        whole = csr_array(half + half.T)
        whole.sort_indices()
        return whole

    def matrix(self) -> csr_array:
        """The weights among all people, in the order of ``network.of_kind("Person")``.

        Symmetric, float32, zero diagonal. It is kept for the network: do not change it.
        """
        kept: dict[Any, Any] = self.affiliations.kept
        key = (
            self.now,
            self.half_life,
            self.max_tie_age,
            self.kinds,
            self.relations,
            self.without_people | self.without_groups,
            tuple(self.gone.tolist()),
        )
        if key not in kept:
            while len(kept) >= _MATRICES_KEPT:
                kept.pop(next(iter(kept)), None)
            kept[key] = tie_matrix(self.affiliations, self.people, self.pairs)
        matrix: csr_array = kept[key]
        return matrix

    def shared(self, one: int, other: int) -> tuple[Shared, ...]:
        """All that two people share, strongest first, then newest, then by id."""
        m = self.affiliations
        rows = np.sort(m.rows_of(np.unique(np.array([one, other], dtype=np.int64))))
        pairs = self.pairs(rows, within=True)
        turned = m.person[pairs.first] != one
        first = np.where(turned, pairs.second, pairs.first)
        second = np.where(turned, pairs.first, pairs.second)
        links = np.stack([m.link[first], m.through[first], m.link[second], m.through[second]])
        facts = facts_of(self.network.links, links.astype(np.int64))
        found = [
            self._shared(int(a), int(b), year, weight, [facts[link] for link in four if link >= 0])
            for a, b, year, weight, four in zip(
                first,
                second,
                self.years(first, second).tolist(),
                pairs.weight.tolist(),
                links.T.tolist(),
                strict=True,
            )
        ]
        return tuple(sorted(found, key=lambda s: (-s.weight, -(s.year or 0), s.id, s.links)))

    def _shared(
        self, one: int, other: int, year: int, weight: float, facts: list[dict[str, Any]]
    ) -> Shared:
        m, network = self.affiliations, self.network
        group = m.group[one]
        kind, node = SHARED_KINDS[m.kind[group]], int(m.node[group])
        undated = year == UNKNOWN or (year == ONGOING and not any(f["since"] for f in facts))
        if kind == "MENTORS":
            shared_id, name = facts[0]["id"], network.names[network.links["source"][node]]
        else:
            shared_id, name = network.ids[node], network.names[node]
        return Shared(
            kind=kind,
            id=shared_id,
            name=name,
            year=None if undated else (self.now if year == ONGOING else year),
            roles=(m.role[one], m.role[other]),
            links=tuple(dict.fromkeys(f["id"] for f in facts)),
            sources=tuple(sorted({source for f in facts for source in f["sources"]})),
            weight=weight,
            relation=RELATIONS[int(relations(m, np.array([one]), np.array([other]))[0])],
        )


def _circle(people: Indexes) -> Weights:
    """The share of a pair in a circle of so many people."""
    return 1 / np.maximum(people - 1, 1)


def people_ties(
    network: Network,
    *,
    now: int | None = None,
    half_life: float = HALF_LIFE,
    max_tie_age: int | None = None,
    kinds: Iterable[str] | None = None,
    relations: Iterable[str] | None = None,
) -> Ties:
    """The ties among the people of a network.

    ``now`` is the year that ages are counted from, by default the network's own latest, so that
    the same facts give the same ties at any time; what lies after it has age 0. ``half_life`` is
    in years. With ``max_tie_age``, ties last held more years ago, or at an unknown time, do not
    count. ``kinds`` are those of SHARED_KINDS that count and ``relations`` those of RELATIONS, by
    default all. Raises InputError for a half-life that is not positive, a negative age or a kind
    that is not among them.
    """
    wanted, ways = _among(SHARED_KINDS, kinds), _among(RELATIONS, relations)
    if not 0 < half_life < np.inf:
        raise InputError(f"a half-life of {half_life} years cannot be; give more than 0")
    if max_tie_age is not None and max_tie_age < 0:
        raise InputError(f"an age of {max_tie_age} years cannot be; give 0 or more")
    present = now if now is not None else (network.latest_year or 0)
    return Ties(
        network,
        now=present,
        half_life=half_life,
        max_tie_age=max_tie_age,
        kinds=wanted,
        relations=ways,
    )


def _among(every: Sequence[str], asked: Iterable[str] | None) -> frozenset[str]:
    wanted = frozenset(every if asked is None else asked)
    for name in sorted(wanted - set(every)):
        raise InputError(f"no tie rests on {name!r}; take from {', '.join(every)}")
    return wanted
