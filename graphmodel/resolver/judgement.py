"""Judgements that two nodes are one or are not, and what all of them together come to.

A judgement is a SAME_AS link: whose it is, when it was made and why. What a person says outranks
what the rule says, and nothing is joined on the strength of judgements that contradict each other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import polars as pl

SAME, DIFFERENT, NOT_SURE = "same", "different", "not sure"

RULE = "rule"
"""Who judges where no person does: by probability alone."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class Judgement:
    """One judgement of two nodes of a kind; ``one`` < ``other`` are their ids.

    ``on`` is an ISO time. The rule's judgements have the ``probability`` (0 to 1) that both are
    one, the ``model`` that gave it, and its ``evidence``, each reason as JSON.
    """

    id: str
    one: str
    other: str
    verdict: str
    by: str
    on: str
    why: str = ""
    probability: float | None = None
    model: str = ""
    evidence: tuple[str, ...] = field(default=(), repr=False)

    @property
    def pair(self) -> Pair:
        """Both ids."""
        return self.one, self.other

    @property
    def by_rule(self) -> bool:
        """Whether no person made it."""
        return self.by == RULE


@dataclass(frozen=True)
class Contradiction:
    """``different`` says that two are not one, and ``same``, from one to the next, that they are.

    While it stands, none of ``same`` joins anything.
    """

    different: Judgement
    same: tuple[Judgement, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The nodes that it is about, in the order of the chain."""
        chain = [self.different.one]
        for judgement in self.same:
            one, other = judgement.pair
            chain.append(other if chain[-1] == one else one)
        return tuple(chain)


@dataclass(frozen=True)
class Standing:
    """What all judgements together come to.

    ``groups`` are ids that are one, each group sorted; ``held_back`` are joins by rule that a
    person's judgement, or two ids of one source within the group, speak against.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    held_back: tuple[Judgement, ...] = ()

    def listed_apart(self, judgement: Judgement) -> Pair | None:
        """Two ids of one source that a join which was held back would make one; None where a
        person's judgement holds it back, or nothing does."""
        if judgement not in self.held_back:
            return None
        group_of = {node_id: group for group in self.groups for node_id in group}
        ones, others = (group_of.get(node_id, (node_id,)) for node_id in judgement.pair)
        both = ((a, b) for a in ones for b in others if _scheme(a) == _scheme(b))
        return next(both, None)


def read_judgements(links: pl.DataFrame) -> list[Judgement]:
    """The judgements of a frame of SAME_AS links with both ends' ids, in order of time."""
    names = ["id", "from_id", "to_id", "verdict", "judged_by", "judged_on", "reason"]
    rows = links.select(*names, "probability", "model", "evidence").iter_rows()
    found = [
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
    return sorted(found, key=lambda j: (j.on, j.id))


def standing(judgements: Iterable[Judgement]) -> Standing:
    """Weigh judgements: who is one, which of them contradict each other, what is held back.

    A person's word on a pair replaces the rule's: "not sure" leaves both apart. Two that a person
    calls different are never joined; a chain of people's judgements that says otherwise is a
    contradiction, and counts for nothing until one of it is undone. The rule then joins what is
    left, the most probable first, wherever that brings no such two together.
    """
    by_pair: dict[Pair, list[Judgement]] = {}
    for judgement in judgements:
        by_pair.setdefault(judgement.pair, []).append(judgement)
    apart, same, rule = {}, {}, []
    contradictions = []
    for pair, all_of in by_pair.items():
        people = [j for j in all_of if not j.by_rule]
        no = [j for j in people if j.verdict == DIFFERENT]
        yes = [j for j in people if j.verdict == SAME]
        if no:
            apart[pair] = no[-1]
        if no and yes:
            contradictions.append(Contradiction(no[-1], (yes[-1],)))
        elif yes:
            same[pair] = yes[-1]
        if not people:
            rule += [j for j in all_of if j.verdict == SAME]
    contradictions += _suspend(same, apart)
    groups = _Groups(apart)
    for pair in same:
        groups.join(*pair)
    rule.sort(key=lambda j: (-(j.probability or 0.0), j.pair))
    held_back = tuple(j for j in rule if not groups.join_by_rule(*j.pair))
    return Standing(groups.all(), tuple(contradictions), held_back)


def _suspend(same: dict[Pair, Judgement], apart: Mapping[Pair, Judgement]) -> list[Contradiction]:
    """Take out of ``same`` every chain that joins two who are called different."""
    beside: dict[str, set[str]] = {}
    for one, other in same:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    found = []
    suspended: set[Pair] = set()
    for (one, other), different in apart.items():
        while (chain := _chain(beside, one, other)) is not None:
            pairs = [(min(ab), max(ab)) for ab in pairwise(chain)]
            found.append(Contradiction(different, tuple(same[pair] for pair in pairs)))
            suspended.update(pairs)
            for a, b in pairs:
                beside[a].discard(b)
                beside[b].discard(a)
    for pair in suspended:
        del same[pair]
    return found


def _chain(beside: Mapping[str, set[str]], start: str, end: str) -> Sequence[str] | None:
    """A shortest way from one to another; of equally short ones always the same."""
    came: dict[str, str] = {start: ""}
    queue = deque([start])
    while queue and end not in came:
        here = queue.popleft()
        for there in sorted(beside.get(here, ())):
            if there not in came:
                came[there] = here
                queue.append(there)
    if end not in came:
        return None
    chain = [end]
    while chain[-1] != start:
        chain.append(came[chain[-1]])
    return chain[::-1]


class _Groups:
    """Disjoint sets that never hold two who are called different."""

    def __init__(self, apart: Iterable[Pair]) -> None:
        self._of: dict[str, set[str]] = {}
        self._foes: dict[str, set[str]] = {}
        for one, other in apart:
            self._foes.setdefault(one, set()).add(other)
            self._foes.setdefault(other, set()).add(one)

    def join(self, one: str, other: str) -> None:
        """Make both groups one."""
        a, b = self._group(one), self._group(other)
        if a is b:
            return
        if len(a) < len(b):
            a, b = b, a
        a |= b
        self._of.update(dict.fromkeys(b, a))

    def join_by_rule(self, one: str, other: str) -> bool:
        """Make both groups one unless something speaks against it; whether they are one now."""
        a, b = self._group(one), self._group(other)
        if a is not b:
            if any(self._foes.get(x, set()) & b for x in a):
                return False
            # What one source lists twice, it means as two: a chain of the rule's is no proof.
            if (len(a) > 1 or len(b) > 1) and {_scheme(x) for x in a} & {_scheme(x) for x in b}:
                return False
            self.join(one, other)
        return True

    def _group(self, node_id: str) -> set[str]:
        return self._of.setdefault(node_id, {node_id})

    def all(self) -> tuple[tuple[str, ...], ...]:
        groups = {id(group): group for group in self._of.values() if len(group) > 1}
        return tuple(sorted(tuple(sorted(group)) for group in groups.values()))


def _scheme(node_id: str) -> str:
    """Whose id it is: what stands before the first colon, as in imdb:nm0000123."""
    return node_id.partition(":")[0]


@dataclass(frozen=True)
class Queue:
    """The pairs that a person is to look at, the most probable first, and how many of those that
    the rule left to people somebody has looked at."""

    waiting: tuple[Judgement, ...] = ()
    done: int = 0

    @property
    def total(self) -> int:
        """All pairs that the rule left to people."""
        return len(self.waiting) + self.done


def queue(judgements: Iterable[Judgement], held: Standing) -> Queue:
    """What the rule leaves to people: where it is not sure, and joins that were held back.

    A pair that other judgements have made one by now is asked no more.
    """
    judgements = list(judgements)
    looked_at = {j.pair for j in judgements if not j.by_rule}
    group_of = {node_id: place for place, group in enumerate(held.groups) for node_id in group}
    back = {j.pair for j in held.held_back}
    left = [j for j in judgements if j.by_rule and (j.verdict == NOT_SURE or j.pair in back)]
    waiting = [
        j
        for j in left
        if j.pair not in looked_at
        and (j.one not in group_of or group_of[j.one] != group_of.get(j.other))
    ]
    waiting.sort(key=lambda j: (-(j.probability or 0.0), j.pair))
    return Queue(tuple(waiting), sum(j.pair in looked_at for j in left))
