"""Decisions made while working on a plan: steps, applied in order.

A step is a text, such as ``lock off:director-1 off:mentor-2``, so that a URL or a file can hold it;
the state after all steps is the ``Decisions``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args
from urllib.parse import quote, unquote

from graphmodel.analysis.plans.inputs import Apart, Forbid, Lock, PairRule, Rules, Spot

Act = Literal[
    "lock", "free", "move", "forbid", "allow", "apart", "reunite",
    "absent", "comes", "seat", "unseat",
]  # fmt: skip
"""``lock`` a person to a place and ``free`` them again; ``move`` a person from one place to
another; ``forbid`` a person a place and ``allow`` it again; keep two people ``apart`` and
``reunite`` them. For seats: a round and a person who is ``absent`` from it or ``comes`` after all;
``seat`` a person at a table of a round, and ``unseat`` them again."""

_SIZES = {"move": 3, "seat": 3, "unseat": 3}
_ACTS = get_args(Act)
BOARD = Spot("your decision")

Pair = tuple[str, str]


@dataclass(frozen=True)
class Step:
    """One act on a person and a place, two places, or two people: their ids in this order."""

    act: Act
    ids: tuple[str, ...]

    def text(self) -> str:
        return " ".join([self.act, *(quote(id_, safe=":/") for id_ in self.ids)])


def step_of(text: str) -> Step | None:
    """Parse a step from a text; None if it is not one."""
    act, *quoted = text.split(" ")
    ids = tuple(map(unquote, quoted))
    if act not in _ACTS or len(ids) != _SIZES.get(act, 2) or not all(ids):
        return None
    return Step(act, ids)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Decisions:
    """The state after some steps: (person, place) locked and forbidden, (person, companion) kept
    apart."""

    locks: tuple[Pair, ...] = ()
    forbids: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()

    def __len__(self) -> int:
        return len(self.locks) + len(self.forbids) + len(self.apart)

    def among(self, people: Collection[str], places: Collection[str]) -> Decisions:
        """The decisions about these people and places."""

        def pairs(rows: tuple[Pair, ...], seconds: Collection[str]) -> tuple[Pair, ...]:
            return tuple(row for row in rows if row[0] in people and row[1] in seconds)

        return Decisions(
            pairs(self.locks, places), pairs(self.forbids, places), pairs(self.apart, people)
        )

    def on(self, rules: Rules) -> Rules:
        """The rules with these decisions added."""
        return replace(
            rules,
            locks=(*rules.locks, *(Lock(*pair, spot=BOARD) for pair in self.locks)),
            forbids=(*rules.forbids, *(Forbid(*pair, spot=BOARD) for pair in self.forbids)),
            apart=(*rules.apart, *(Apart(*pair, spot=BOARD) for pair in self.apart)),
        )


def decisions_of(steps: Iterable[Step], per_person: int = 1) -> Decisions:
    """Return the state after these steps. If people may have only one place, a lock on another
    place replaces the earlier lock; a lock ends a ban of the same pair, and a ban a lock."""
    locks: dict[Pair, None] = {}
    forbids: dict[Pair, None] = {}
    apart: dict[Pair, None] = {}

    def lock(pair: Pair) -> None:
        if per_person == 1:
            for earlier in [held for held in locks if held[0] == pair[0]]:
                del locks[earlier]
        forbids.pop(pair, None)
        locks[pair] = None

    def forbid(pair: Pair) -> None:
        locks.pop(pair, None)
        forbids[pair] = None

    for step in steps:
        first, second = step.ids[0], step.ids[1]
        couple = (min(first, second), max(first, second))
        if step.act == "lock":
            lock((first, second))
        elif step.act == "free":
            locks.pop((first, second), None)
        elif step.act == "move":
            locks.pop((first, second), None)
            lock((first, step.ids[2]))
        elif step.act == "forbid":
            forbid((first, second))
        elif step.act == "allow":
            forbids.pop((first, second), None)
        elif step.act == "apart":
            apart[couple] = None
        elif step.act == "reunite":
            apart.pop(couple, None)
    return Decisions(tuple(locks), tuple(forbids), tuple(apart))


def steps_of(decisions: Decisions) -> list[Step]:
    """Steps that produce these decisions."""
    return [
        *(Step("lock", pair) for pair in decisions.locks),
        *(Step("forbid", pair) for pair in decisions.forbids),
        *(Step("apart", pair) for pair in decisions.apart),
    ]


def decisions_in(rules: Rules) -> Decisions:
    """The locks, bans and pairs kept apart in a file of rules, without confidential ones."""

    def pairs(rows: Sequence[PairRule], second: Callable[[Any], str]) -> tuple[Pair, ...]:
        return tuple(
            (row.person, second(row)) for row in rows if not getattr(row, "confidential", False)
        )

    return Decisions(
        pairs(rules.locks, lambda row: row.place),
        pairs(rules.forbids, lambda row: row.place),
        pairs(rules.apart, lambda row: row.companion),
    )


def decisions_document(decisions: Decisions, rules: Rules) -> dict[str, Any]:
    """Decisions as the YAML document that ``--rules`` of ``plan mentors`` and ``plan slots`` reads,
    with the settings of the rules that they were made under."""
    rows: list[dict[str, str]] = [
        *({"rule": "lock", "person": a, "place": p} for a, p in decisions.locks),
        *({"rule": "forbid", "person": a, "place": p} for a, p in decisions.forbids),
        *({"rule": "apart", "person": a, "companion": b} for a, b in decisions.apart),
    ]
    usual = Rules()
    settings = {
        column.name: value
        for column in fields(Rules)
        if not isinstance(value := getattr(rules, column.name), tuple)
        and value != getattr(usual, column.name)
    }
    return {"rules": rows, **({"settings": settings} if settings else {})}
