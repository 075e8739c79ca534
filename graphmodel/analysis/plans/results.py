"""Contents of a plan, frozen: placements with reasons, who is left out and why, the proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import polars as pl

from graphmodel.analysis.plans.linear import RuleInForce
from graphmodel.analysis.results import Result, Row

Obstacle = Literal[
    "no_fit", "forbidden", "below_least", "no_seats", "locked", "outbid", "rule", "no_gain"
]
"""Why a person has no place. ``no_fit``: no reason supports any place. ``forbidden``: rules forbid
all that fit. ``below_least``: none reaches the least points. ``no_seats``: none takes anybody.
``locked``: everybody in the suitable places is locked there. ``outbid``: the people in the suitable
places, apart from those locked there, add more to the whole. ``rule``: a place has room, but a rule
keeps them out. ``no_gain``: a place has room, but taking it would cost points."""

Method = Literal["assignment", "linear program", "integer program", "deferred acceptance"]


@dataclass(frozen=True)
class Reason:
    """What a kind of reason adds to a pair's points, with the facts behind it."""

    kind: str
    points: int
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alternative:
    """Another place, the points of the pair, and the cost to the whole plan of taking it: exact, or
    a lower limit if not ``exact``."""

    place: str
    points: int
    cost: int
    exact: bool


@dataclass(frozen=True)
class Placement:
    """A person's place, its points and reasons, and the next best place.

    ``certain``: the pair is in every optimal plan; False for a tie, None if undetermined.
    """

    person: str
    place: str
    points: int
    reasons: tuple[Reason, ...]
    next_best: Alternative | None
    certain: bool | None
    locked: bool = False


@dataclass(frozen=True)
class Unplaced:
    """A person without a place and the one binding reason.

    ``suitable`` are the places they could have, ``holders`` the people who have these, ``locked``
    those of them who are locked there; ``rule`` is the rule that keeps them out; ``nearest`` the
    place that would cost the whole plan least; ``room`` the place with room that an open rule keeps
    them out of, since a confidential one would name whom it is about.
    """

    person: str
    obstacle: Obstacle
    suitable: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    rule: RuleInForce | None = None
    nearest: Alternative | None = None
    locked: tuple[str, ...] = ()
    room: str | None = None


def is_toss_up(left: Unplaced) -> bool:
    """Whether an equally good plan places the person."""
    nearest = left.nearest
    return left.obstacle == "outbid" and nearest is not None and nearest.exact and not nearest.cost


@dataclass(frozen=True)
class Move:
    """A person moves from one place to another; None is no place."""

    person: str
    source: str | None
    target: str | None


@dataclass(frozen=True)
class OneMore:
    """The gain of room for one more: exact, or an upper limit if not ``exact``; and who would move,
    the first into the place itself."""

    gain: int
    exact: bool
    chain: tuple[Move, ...] = ()


@dataclass(frozen=True)
class FilledPlace:
    """A place with the people in it, and the gain of room for one more (None if undetermined)."""

    place: str
    people: tuple[str, ...]
    least: int
    most: int
    one_more: OneMore | None


@dataclass(frozen=True)
class BlockingPair:
    """A person and a place that would both prefer each other: the person to ``leaves`` (None for no
    place), the place to ``displaces`` (None if it has room)."""

    person: str
    place: str
    leaves: str | None
    displaces: str | None


@dataclass(frozen=True)
class Plan(Result):
    """Who fills which place.

    ``value`` is the sum of points less the cost of people without a place; no plan under the same
    rules is worth more than ``bound``, so that the plan is proved optimal if these are equal.
    ``digest`` is that of the input, ``revision`` that of the store it was read from. A ``stable``
    plan is the best for the people among those without blocking pairs; its bound is that of the
    best plan.
    """

    value: int
    bound: int
    method: Method
    placements: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]
    places: tuple[FilledPlace, ...]
    blocking: tuple[BlockingPair, ...]
    seed: int
    digest: str
    stable: bool = False
    revision: str | None = None

    COLUMNS: ClassVar[Mapping[str, pl.DataType]] = {
        "person": pl.String(),
        "place": pl.String(),
        "points": pl.Int64(),
        "reasons": pl.List(pl.String()),
        "next_best": pl.String(),
        "cost": pl.Int64(),
        "certain": pl.Boolean(),
    }

    @property
    def gap(self) -> int:
        """How much more a better plan could be worth; 0 if this one is proved optimal."""
        return self.bound - self.value

    @property
    def proved(self) -> bool:
        return self.gap == 0

    @property
    def places_by_person(self) -> dict[str, list[str]]:
        """The places of each person with at least one."""
        places: dict[str, list[str]] = {}
        for pair in self.placements:
            places.setdefault(pair.person, []).append(pair.place)
        return places

    def rows(self) -> Iterator[Row]:
        """Yield one row per placement, then one per unplaced person."""
        for placement in self.placements:
            following = placement.next_best
            yield {
                "person": placement.person,
                "place": placement.place,
                "points": placement.points,
                "reasons": [f"{r.kind} {r.points:+d}" for r in placement.reasons],
                "next_best": following.place if following else None,
                "cost": following.cost if following else None,
                "certain": placement.certain,
            }
        for left in self.unplaced:
            nearest = left.nearest
            yield {
                "person": left.person,
                "reasons": [left.obstacle],
                "next_best": nearest.place if nearest else None,
                "cost": nearest.cost if nearest else None,
            }

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        for placement in self.placements:
            yield placement.person, {"role": "person"}
        for left in self.unplaced:
            yield left.person, {"role": "person"}
        for filled in self.places:
            yield filled.place, {"role": "place", "most": filled.most}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        for placement in self.placements:
            yield placement.person, placement.place, {"points": placement.points}
