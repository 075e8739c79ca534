"""Judgements on whether two records are the same, and their joint resolution.

A judgement is a SAME_AS link that records who made it, when and why. A person outranks the rule,
and judgements that conflict with each other merge nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import polars as pl

SAME, DIFFERENT, NOT_SURE = "same", "different", "not sure"

RULE = "rule"
"""The judge of pairs that no person judged: by probability alone."""

MAINTAINERS = "graphmodel maintainers"
"""The judges of the pairs that ship with the data; a user's judgement of a pair replaces theirs."""

IdPair = tuple[str, str]


@dataclass(frozen=True)
class Judgement:
    """One judgement of two nodes of a kind, with ``left_id`` < ``right_id``.

    ``on`` is an ISO time. Judgements by the rule have the ``probability`` (0 to 1) that both are
    the same, the ``model`` that gave it, and its ``evidence``, each reason as JSON.
    """

    id: str
    left_id: str
    right_id: str
    verdict: str
    by: str
    on: str
    why: str = ""
    probability: float | None = None
    model: str = ""
    evidence: tuple[str, ...] = field(default=(), repr=False)

    @property
    def pair(self) -> IdPair:
        """The two ids."""
        return self.left_id, self.right_id

    @property
    def by_rule(self) -> bool:
        """Whether the rule made it rather than a person."""
        return self.by == RULE


@dataclass(frozen=True)
class Conflict:
    """``different`` keeps two nodes apart that the chain of judgements in ``same`` would merge.

    While it stands, no judgement in ``same`` merges anything.
    """

    different: Judgement
    same: tuple[Judgement, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The nodes involved, in the order of the chain."""
        chain = [self.different.left_id]
        for judgement in self.same:
            left_id, right_id = judgement.pair
            chain.append(right_id if chain[-1] == left_id else left_id)
        return tuple(chain)


@dataclass(frozen=True)
class Resolution:
    """All judgements resolved together.

    ``groups`` are sets of ids to merge, each group sorted; ``held_back`` are merges by rule
    prevented by a person's judgement or by two ids of one source within the group.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    held_back: tuple[Judgement, ...] = ()

    def same_source_pair(self, judgement: Judgement) -> IdPair | None:
        """Two ids of one source that a held-back merge would join; None if a person's judgement
        holds it back, or nothing does."""
        if judgement not in self.held_back:
            return None
        group_of = {node_id: group for group in self.groups for node_id in group}
        left, right = (group_of.get(node_id, (node_id,)) for node_id in judgement.pair)
        same_source = ((a, b) for a in left for b in right if _scheme(a) == _scheme(b))
        return next(same_source, None)


def read_judgements(links: pl.DataFrame) -> list[Judgement]:
    """The judgements of a frame of SAME_AS links with the ids of both ends, in order of time."""
    names = ["id", "from_id", "to_id", "verdict", "judged_by", "judged_on", "reason"]
    rows = links.select(*names, "probability", "model", "evidence").iter_rows()
    judgements = [
        Judgement(
            key,
            min(a, b),
            max(a, b),
            verdict,
            by,
            on or "",
            why or "",
            probability,
            model or "",
            tuple(evidence or ()),
        )
        for key, a, b, verdict, by, on, why, probability, model, evidence in rows
        if by and verdict and a != b
    ]
    return sorted(judgements, key=lambda j: (j.on, j.id))


def resolve(judgements: Iterable[Judgement]) -> Resolution:
    """Resolve judgements: which nodes to merge, which judgements conflict, what is held back.

    A person's judgement of a pair replaces the rule's, and a user's replaces one of the
    maintainers; "not sure" leaves both apart. Two nodes that a person calls different are never
    merged; a chain of people's judgements that says otherwise is a conflict, and has no effect
    until one of its judgements is undone. The rule then merges the remaining pairs, most probable
    first, unless that would join two such nodes.
    """
    by_pair: dict[IdPair, list[Judgement]] = {}
    for judgement in judgements:
        by_pair.setdefault(judgement.pair, []).append(judgement)
    different, same, rule = {}, {}, []
    conflicts = []
    for pair, of_pair in by_pair.items():
        people = [j for j in of_pair if not j.by_rule]
        people = [j for j in people if j.by != MAINTAINERS] or people
        against = [j for j in people if j.verdict == DIFFERENT]
        in_favour = [j for j in people if j.verdict == SAME]
        if against:
            different[pair] = against[-1]
        if against and in_favour:
            conflicts.append(Conflict(against[-1], (in_favour[-1],)))
        elif in_favour:
            same[pair] = in_favour[-1]
        if not people:
            rule += [j for j in of_pair if j.verdict == SAME]
    conflicts += _suspend_conflicts(same, different)
    groups = _Groups(different)
    for pair in same:
        groups.merge(*pair)
    rule.sort(key=lambda j: (-(j.probability or 0.0), j.pair))
    held_back = tuple(j for j in rule if not groups.merge_by_rule(*j.pair))
    return Resolution(groups.sorted(), tuple(conflicts), held_back)


def _suspend_conflicts(
    same: dict[IdPair, Judgement], different: Mapping[IdPair, Judgement]
) -> list[Conflict]:
    """Remove from ``same`` every chain that joins two nodes called different."""
    neighbours: dict[str, set[str]] = {}
    for left_id, right_id in same:
        neighbours.setdefault(left_id, set()).add(right_id)
        neighbours.setdefault(right_id, set()).add(left_id)
    conflicts = []
    suspended: set[IdPair] = set()
    for (left_id, right_id), judgement in different.items():
        while (chain := _shortest_chain(neighbours, left_id, right_id)) is not None:
            pairs = [(min(ab), max(ab)) for ab in pairwise(chain)]
            conflicts.append(Conflict(judgement, tuple(same[pair] for pair in pairs)))
            suspended.update(pairs)
            for a, b in pairs:
                neighbours[a].discard(b)
                neighbours[b].discard(a)
    for pair in suspended:
        del same[pair]
    return conflicts


def _shortest_chain(
    neighbours: Mapping[str, set[str]], start: str, end: str
) -> Sequence[str] | None:
    """A shortest chain between two nodes; among equally short ones always the same."""
    previous: dict[str, str] = {start: ""}
    frontier = deque([start])
    while frontier and end not in previous:
        node = frontier.popleft()
        for neighbour in sorted(neighbours.get(node, ())):
            if neighbour not in previous:
                previous[neighbour] = node
                frontier.append(neighbour)
    if end not in previous:
        return None
    chain = [end]
    while chain[-1] != start:
        chain.append(previous[chain[-1]])
    return chain[::-1]


class _Groups:
    """Disjoint sets of ids that never hold two called different."""

    def __init__(self, different: Iterable[IdPair]) -> None:
        self._group_of: dict[str, set[str]] = {}
        self._different_from: dict[str, set[str]] = {}
        for left_id, right_id in different:
            self._different_from.setdefault(left_id, set()).add(right_id)
            self._different_from.setdefault(right_id, set()).add(left_id)

    def merge(self, left_id: str, right_id: str) -> None:
        """Merge the groups of two ids."""
        larger, smaller = self._group(left_id), self._group(right_id)
        if larger is smaller:
            return
        if len(larger) < len(smaller):
            larger, smaller = smaller, larger
        larger |= smaller
        self._group_of.update(dict.fromkeys(smaller, larger))

    def merge_by_rule(self, left_id: str, right_id: str) -> bool:
        """Merge the groups of two ids unless prevented; returns whether they are merged."""
        a, b = self._group(left_id), self._group(right_id)
        if a is not b:
            if any(self._different_from.get(x, set()) & b for x in a):
                return False
            # A source that lists two records means two; chained merges by rule do not refute it.
            if (len(a) > 1 or len(b) > 1) and {_scheme(x) for x in a} & {_scheme(x) for x in b}:
                return False
            self.merge(left_id, right_id)
        return True

    def _group(self, node_id: str) -> set[str]:
        return self._group_of.setdefault(node_id, {node_id})

    def sorted(self) -> tuple[tuple[str, ...], ...]:
        groups = {id(group): group for group in self._group_of.values() if len(group) > 1}
        return tuple(sorted(tuple(sorted(group)) for group in groups.values()))


def _scheme(node_id: str) -> str:
    """The scheme of an id: the part before the first colon, as in imdb:nm0000123."""
    return node_id.partition(":")[0]


@dataclass(frozen=True)
class Queue:
    """The pairs ``waiting`` for a person, most probable first, and the number of pairs left to
    people that have been ``reviewed``."""

    waiting: tuple[Judgement, ...] = ()
    reviewed: int = 0

    @property
    def total(self) -> int:
        """All pairs that the rule left to people."""
        return len(self.waiting) + self.reviewed


def queue(judgements: Iterable[Judgement], resolution: Resolution) -> Queue:
    """The pairs that the rule leaves to people: those it is unsure of, and held-back merges.

    A pair that other judgements have merged in the meantime no longer waits.
    """
    judgements = list(judgements)
    reviewed = {j.pair for j in judgements if not j.by_rule}
    group_of = {
        node_id: number for number, group in enumerate(resolution.groups) for node_id in group
    }
    held_back = {j.pair for j in resolution.held_back}
    queued = [j for j in judgements if j.by_rule and (j.verdict == NOT_SURE or j.pair in held_back)]
    waiting = [
        j
        for j in queued
        if j.pair not in reviewed
        and (j.left_id not in group_of or group_of[j.left_id] != group_of.get(j.right_id))
    ]
    waiting.sort(key=lambda j: (-(j.probability or 0.0), j.pair))
    return Queue(tuple(waiting), sum(j.pair in reviewed for j in queued))
