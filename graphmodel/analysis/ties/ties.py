"""Who knows whom, and through what.

A tie rests on things that two people shared at the same time. It weighs less the more people
shared them and the longer ago that was (Newman 2001, "Scientific collaboration networks II", with
age): ``2 ** (-(now - year) / half_life) / (people - 1)`` for each thing, summed over all of them.
On a project the heads (directors, writers, producers and leads) also meet among themselves:
between two heads ``people`` counts the heads alone, and between a head and another member the
share is the geometric mean of ``1 / (heads - 1)`` and ``1 / (people - 1)``. People can share:

- a project that credits both, unless a crowd worked on it and a pair's share is under MIN_SHARE:
  then only the heads know each other. The cast of a documentary meets only its heads,
  and only with another credit around that time: the rest may be archive footage. Credits that
  show no meeting, such as thanks, do not count, see ``credit_presence``;
- a school where the known years of both overlap, as students or teachers;
- one edition of a festival that selected both, or something they directed or wrote: a weak tie;
- a programme or an event, unless their dates there rule it out;
- an organisation to which both belong now, or belonged at the same time;
- mentoring: one mentors the other;
- a source that connects the two without further detail: a weak tie, see ``stated_acquaintance``;
- a meeting of the two: a weak tie, see ``meetings``.

RELATIONS lists the ways in which two people can know each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graphmodel.analysis.ties.affiliation_rows import ONGOING, UNKNOWN
from graphmodel.analysis.ties.affiliations import MIN_SHARE, Affiliations, affiliations, ranges
from graphmodel.analysis.ties.half_life import HALF_LIFE
from graphmodel.analysis.ties.matrix import Pairs, tie_matrix
from graphmodel.analysis.ties.meetings import meeting_name
from graphmodel.analysis.ties.relations import Shared, facts_by_row, relations, relations_of
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network
from graphmodel.schema.declarations import RELATIONS
from graphmodel.schema.model import acquaintance_kind, active, meeting_kind

Weights = NDArray[np.float64]

_NODES_PER_PERSON = 50
"""With more nodes per person than this, a table of all nodes costs more than binary search."""


class PositionLookup:
    """Looks up the positions of people, given in ascending order, by node index."""

    def __init__(self, people: Indexes, nodes: int) -> None:
        self._people = people
        self._table: Indexes | None = None
        if len(people) * _NODES_PER_PERSON > nodes:
            self._table = np.full(nodes, -1, dtype=np.int64)
            self._table[people] = np.arange(len(people))

    def __getitem__(self, nodes: NDArray[np.integer]) -> Indexes:
        """The position of each of these nodes, all of which are among the people."""
        if self._table is not None:
            positions: Indexes = self._table[nodes]
            return positions
        return np.searchsorted(self._people, nodes).astype(np.int64)


UNDATED_WEIGHT = 0.5
"""The age factor of a tie of unknown date, as if it were one half-life old."""

_MATRICES_CACHED = 2
_USABLE_CACHED = 8


class Ties:
    """The ties of a network, computed on demand.

    ``now`` is the year that ages are counted from and ``earliest`` the first year that counts, or
    UNKNOWN. ``usable`` marks the affiliation rows that can form ties at all, ``pairwise`` the
    groups in which each pair has to be checked. People are given by node index throughout.
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
        all_credits: bool = False,
    ) -> None:
        self.network = network
        self.now = now
        self.half_life = half_life
        self.max_tie_age = max_tie_age
        self.relations = relations
        self.kinds = kinds & {kind for kind in kinds if relations_of(kind) & relations}
        self.earliest = UNKNOWN if max_tie_age is None else max(now - max_tie_age, 0)
        self.affiliations: Affiliations = affiliations(network, all_credits=all_credits)
        self.excluded_people: frozenset[int] = frozenset()
        self.excluded_nodes: frozenset[int] = frozenset()
        self.absent: Indexes = np.empty(0, dtype=np.int64)
        self.usable = self._usable()
        self.pairwise = self._pairwise()

    @cached_property
    def people(self) -> Indexes:
        """The indexes of all persons."""
        return self.network.of_kind("Person")

    def matrix_rows(self, people: Indexes) -> Indexes:
        """The rows of people in ``matrix``."""
        return np.searchsorted(self.people, people).astype(np.int64)

    def without(self, nodes: Iterable[int]) -> Ties:
        """A copy without the people among these nodes, and without ties that rest on the others."""
        kinds, nodes = self.network.kinds, set(nodes)
        if not nodes:
            return self
        ties = copy(self)
        people = {n for n in nodes if kinds[n] == "Person"}
        ties.excluded_people = self.excluded_people | people
        ties.excluded_nodes = self.excluded_nodes | (nodes - people)
        ties.usable = self.usable & ties._not_excluded()
        return ties

    def without_absent(self, people: Iterable[int], exempt: Iterable[int]) -> Ties:
        """A copy without people who have died or stopped, except for the exempt."""
        removed = np.setdiff1d(np.array(list(people), dtype=np.int64), list(exempt))
        if not len(removed):
            return self
        ties = copy(self)
        is_removed = np.zeros(self.affiliations.nodes, dtype=bool)
        is_removed[removed] = True
        ties.absent = removed
        ties.usable = self.usable & ~is_removed[self.affiliations.person]
        return ties

    def _usable(self) -> NDArray[np.bool_]:
        """Which affiliation rows can form ties; a pair is usable only if both its rows are."""
        affil, key = self.affiliations, (self.kinds, self.earliest)
        if key not in affil.usable:
            while len(affil.usable) >= _USABLE_CACHED:
                affil.usable.pop(next(iter(affil.usable)), None)
            codes = [code for code, kind in enumerate(active().shared_kinds) if kind in self.kinds]
            usable: NDArray[np.bool_] = np.isin(affil.kind, codes)[affil.group]
            if self.earliest != UNKNOWN:
                # A pair with known first years lasts until the later of them joined: see years().
                joins = (affil.first != UNKNOWN) & affil.timed[affil.group]
                usable &= (affil.last >= self.earliest) | joins
            affil.usable[key] = usable
        return affil.usable[key]

    def _not_excluded(self) -> NDArray[np.bool_]:
        """The rows that rest on nothing excluded."""
        affil = self.affiliations
        groups = affil.between_two | ~np.isin(affil.node, list(self.excluded_nodes))
        allowed: NDArray[np.bool_] = groups[affil.group]
        return allowed & ~np.isin(affil.person, list(self.excluded_people))

    def _pairwise(self) -> NDArray[np.bool_]:
        """The groups in which membership is not enough: each pair has to be checked."""
        affil = self.affiliations
        partly = [kind for kind in self.kinds if not relations_of(kind) <= self.relations]
        codes = [active().shared_kinds.index(kind) for kind in partly]
        pairwise: NDArray[np.bool_] = affil.timed | affil.has_guests | np.isin(affil.kind, codes)
        return pairwise

    def pairs(self, rows: Indexes, *, within: bool = False) -> Pairs:
        """The ties of some affiliation rows to other rows.

        With ``within`` False, includes every partner of each row. With True, includes each pair
        among the rows once; the rows must be sorted.
        """
        affil = self.affiliations
        rows = rows[self.usable[rows]]
        if within:
            stop = np.searchsorted(rows, affil.stop[rows])
            first, second = ranges(np.arange(1, len(rows) + 1), stop)
            first, second = rows[first], rows[second]
        else:
            first, second = ranges(affil.begin[rows], affil.stop[rows])
            first = rows[first]
            usable = self.usable[second]
            first, second = first[usable], second[usable]
        distinct = affil.person[first] != affil.person[second]
        pairs = self._weigh(first[distinct], second[distinct])
        return self._strongest_per_group(pairs, directed=not within)

    def _weigh(self, first: Indexes, second: Indexes) -> Pairs:
        affil = self.affiliations
        if len(self.relations) < len(RELATIONS):
            codes = [RELATIONS.index(name) for name in self.relations]
            counted = np.isin(relations(affil, first, second), codes)
            first, second = first[counted], second[counted]
        if affil.has_guests.any():
            with_head = affil.head[first] | affil.head[second]
            counted = with_head | ~(affil.guest[first] | affil.guest[second])
            first, second = first[counted], second[counted]
        people = affil.people[affil.group[first]]
        timed = np.flatnonzero(affil.timed[affil.group[first]])
        if len(timed):
            a, b = first[timed], second[timed]
            start = np.maximum(affil.start[a], affil.start[b])
            end = np.minimum(affil.end[a], affil.end[b])
            present = affil.count_present(affil.group[a], start, end)
            people[timed] = np.where(start <= end, present, np.iinfo(np.int64).max)
            # Crowds were removed from groups without time when these were built.
            crowd = timed[1 / (people[timed] - 1) < MIN_SHARE]
            counted = np.ones(len(first), dtype=bool)
            counted[crowd] = False
            first, second, people = first[counted], second[counted], people[counted]
        if self.earliest != UNKNOWN:
            recent = self.years(first, second) >= self.earliest
            first, second, people = first[recent], second[recent], people[recent]
        share = _pair_share(people)
        if affil.head.any():
            heads = _pair_share(affil.heads[affil.group[first]])
            first_share = np.where(affil.head[first], heads, share)
            share = np.sqrt(first_share * np.where(affil.head[second], heads, share))
        return Pairs(first, second, self.weights(first, second, share))

    def pair_shares(self, group: Indexes) -> tuple[Weights, Weights, Weights]:
        """A pair's share of each group without time: for two heads, for a head and another member,
        and for two others."""
        affil = self.affiliations
        heads, everyone = _pair_share(affil.heads[group]), _pair_share(affil.people[group])
        return heads, np.sqrt(heads * everyone), everyone

    def weights(self, first: Indexes, second: Indexes, share: Weights) -> Weights:
        """The weight of each pair of rows of one group, given the pair's share of the group."""
        year = self.years(first, second)
        age = np.maximum(self.now - year, 0)
        weight = np.where(year == UNKNOWN, UNDATED_WEIGHT, np.exp2(-age / self.half_life))
        weight *= share
        groups = self.affiliations.group[first]
        weight *= self.affiliations.factor[groups]
        kind = self.affiliations.kind[groups]
        for name, group in active().groups.items():
            if group.weight != 1:
                weight[kind == active().shared_kinds.index(name)] *= group.weight
        return weight

    def years(self, first: Indexes, second: Indexes) -> Indexes:
        """The last year in which both rows are known to have held, or UNKNOWN or ONGOING."""
        affil = self.affiliations
        last = np.minimum(affil.last[first], affil.last[second])
        joined = np.maximum(affil.first[first], affil.first[second])
        return np.where(last == UNKNOWN, UNKNOWN, np.maximum(last, joined))

    def _strongest_per_group(self, pairs: Pairs, *, directed: bool) -> Pairs:
        """Keep one tie for two people who overlapped several times in one group.

        With ``directed`` a pair and its reverse count as two.
        """
        affil = self.affiliations
        is_timed = affil.timed[affil.group[pairs.first]]
        if not is_timed.any():
            return pairs
        untimed, timed = np.flatnonzero(~is_timed), np.flatnonzero(is_timed)
        group = affil.group[pairs.first[timed]]
        a, b = affil.person[pairs.first[timed]], affil.person[pairs.second[timed]]
        if not directed:
            a, b = np.minimum(a, b), np.maximum(a, b)
        order = np.lexsort((-pairs.weight[timed], b, a, group))
        keys = np.stack([group, a, b])[:, order]
        is_strongest = np.ones(len(timed), dtype=bool)
        is_strongest[1:] = np.any(keys[:, 1:] != keys[:, :-1], axis=0)
        chosen = np.sort(np.concatenate([untimed, timed[order[is_strongest]]]))
        return Pairs(pairs.first[chosen], pairs.second[chosen], pairs.weight[chosen])

    def neighbours(self, person: int) -> tuple[Indexes, Weights]:
        """Everybody whom a person knows, ascending, and the summed weight of what they share."""
        pairs = self.pairs(self.affiliations.rows_of(np.array([person], dtype=np.int64)))
        people, position = np.unique(self.affiliations.person[pairs.second], return_inverse=True)
        weights = np.zeros(len(people), dtype=np.float64)
        np.add.at(weights, position, pairs.weight)
        return people.astype(np.int64), weights

    def among(self, people: Indexes) -> csr_array:
        """The weights among some people, in ascending order: symmetric, float64, zero diagonal."""
        affil = self.affiliations
        position = PositionLookup(people, affil.nodes)
        pairs = self.pairs(np.sort(affil.rows_of(people)), within=True)
        ends = (position[affil.person[pairs.first]], position[affil.person[pairs.second]])
        upper = csr_array((pairs.weight, ends), shape=(len(people),) * 2)
        symmetric = csr_array(upper + upper.T)
        symmetric.sort_indices()
        return symmetric

    def matrix(self) -> csr_array:
        """The weights among all people, in the order of ``network.of_kind("Person")``.

        Symmetric, float32, zero diagonal. It is cached for the network and must not be modified.
        """
        cache: dict[Any, Any] = self.affiliations.matrices
        key = (
            self.now,
            self.half_life,
            self.max_tie_age,
            self.kinds,
            self.relations,
            self.excluded_people | self.excluded_nodes,
            tuple(self.absent.tolist()),
        )
        if key not in cache:
            while len(cache) >= _MATRICES_CACHED:
                cache.pop(next(iter(cache)), None)
            cache[key] = tie_matrix(self.affiliations, self.people, self.pairs)
        matrix: csr_array = cache[key]
        return matrix

    def shared(self, source: int, target: int) -> tuple[Shared, ...]:
        """Everything that two people share, strongest first, then newest, then by id."""
        affil = self.affiliations
        rows = np.sort(affil.rows_of(np.unique(np.array([source, target], dtype=np.int64))))
        pairs = self.pairs(rows, within=True)
        is_reversed = affil.person[pairs.first] != source
        first = np.where(is_reversed, pairs.second, pairs.first)
        second = np.where(is_reversed, pairs.first, pairs.second)
        links = np.stack(
            [column[rows] for rows in (first, second) for column in (affil.link, affil.through)]
        )
        facts = facts_by_row(self.network.links, links.astype(np.int64))
        shared = [
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
        return tuple(sorted(shared, key=lambda s: (-s.weight, -(s.year or 0), s.id, s.links)))

    def _shared(
        self, first: int, second: int, year: int, weight: float, facts: list[dict[str, Any]]
    ) -> Shared:
        affil, network = self.affiliations, self.network
        group = affil.group[first]
        kind, node = active().shared_kinds[affil.kind[group]], int(affil.node[group])
        undated = year == UNKNOWN or (year == ONGOING and not any(f["since"] for f in facts))
        works: tuple[str, ...] = ()
        if kind == acquaintance_kind():
            shared_id, name = facts[0]["id"], _source_names(network, facts[0]["sources"])
            works = _texts(network.links["works"][node])
        elif kind == meeting_kind():
            shared_id, name = facts[0]["id"], meeting_name(network, node)
        elif affil.between_two[group]:
            shared_id, name = facts[0]["id"], network.names[network.links["source"][node]]
        else:
            shared_id, name = network.ids[node], network.names[node]
        return Shared(
            kind=kind,
            id=shared_id,
            name=name,
            year=None if undated else (self.now if year == ONGOING else year),
            roles=(affil.role[first], affil.role[second]),
            links=tuple(dict.fromkeys(f["id"] for f in facts)),
            sources=tuple(sorted({source for f in facts for source in f["sources"]})),
            weight=weight,
            works=works,
            relation=RELATIONS[int(relations(affil, np.array([first]), np.array([second]))[0])],
        )


def _texts(cell: pl.Series | None) -> tuple[str, ...]:
    return () if cell is None else tuple(cell.to_list())


def _source_names(network: Network, ids: Sequence[str]) -> str:
    return " and ".join(network.name_of(source) for source in ids)


def _pair_share(people: Indexes) -> Weights:
    """A pair's share of a group of this many people."""
    return 1 / np.maximum(people - 1, 1)


def people_ties(
    network: Network,
    *,
    now: int | None = None,
    half_life: float = HALF_LIFE,
    max_tie_age: int | None = None,
    kinds: Iterable[str] | None = None,
    relations: Iterable[str] | None = None,
    all_credits: bool = False,
) -> Ties:
    """The ties among the people of a network.

    They are those of its present, see ``Network.present``. ``now`` is the year that ages are
    counted from, by default the network's latest, so that the same facts always give the same
    ties; anything later has age 0. ``half_life`` is in years. With ``max_tie_age``, in years, older
    ties and those of unknown date do not count. ``kinds`` are the ``Schema.shared_kinds`` that
    count and ``relations`` the RELATIONS, all by default. With ``all_credits``, credits that show
    no meeting count too, see ``credit_presence``. Raises InputError for a half-life that is not
    positive and finite, a negative age, or an unknown kind or relation.
    """
    counted_kinds = _checked_names(active().shared_kinds, kinds)
    counted_relations = _checked_names(RELATIONS, relations)
    if not 0 < half_life < np.inf:
        raise InputError(
            "half_life cannot be {half_life} years; give more than 0", half_life=half_life
        )
    if max_tie_age is not None and max_tie_age < 0:
        raise InputError(
            "max_tie_age cannot be {max_tie_age} years; give 0 or more", max_tie_age=max_tie_age
        )
    network = network.present()
    year = now if now is not None else (network.latest_year or 0)
    return Ties(
        network,
        now=year,
        half_life=half_life,
        max_tie_age=max_tie_age,
        kinds=counted_kinds,
        relations=counted_relations,
        all_credits=all_credits,
    )


def _checked_names(allowed: Sequence[str], requested: Iterable[str] | None) -> frozenset[str]:
    """The names requested, by default all allowed ones; raises InputError for any other."""
    names = frozenset(allowed if requested is None else requested)
    for name in sorted(names - set(allowed)):
        raise InputError(
            "no tie rests on {name!r}; choose from {allowed}", name=name, allowed=", ".join(allowed)
        )
    return names


def deceased_people(network: Network, year: int | None = None) -> list[int]:
    """The node indexes of people known to have died by a year, by default ``year_asked``."""
    died = network.nodes["died"]
    if died.null_count() == len(died):
        return []
    year = network.year_asked if year is None else year
    return (died <= year).fill_null(False).arg_true().cast(pl.Int64).to_list()
