"""What to relax so that a slot left empty by a plan is taken: computed, not guessed.

For each person, each obstacle to the slot is known: engagements on its days, a language, a rule.
The smallest sets of these whose removal opens the slot to a person are tried: the plan is solved
again with the slot filled, so that each result holds under all other rules, and its gain or cost to
the whole is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations, product
from typing import Any, ClassVar, Literal, get_args

import polars as pl

from graphmodel.analysis.plans.checks import MAX_POINTS
from graphmodel.analysis.plans.filling import filling
from graphmodel.analysis.plans.inputs import Forbid, Lock, Place, Request
from graphmodel.analysis.plans.linear import (
    Pairs,
    RuleInForce,
    overlapping,
    pairs_of,
    positions,
    with_waiting,
)
from graphmodel.analysis.plans.results import Move, Plan
from graphmodel.analysis.results import Result, Row
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf, asking_date
from graphmodel.planning.mentors import NetworkRequest
from graphmodel.planning.slots import SlotFacts
from graphmodel.planning.wishes import FINAL

MOST_DAYS = 90
"""Maximum number of days by which a slot is moved."""
MOST_CHANGES = 4
"""Maximum number of changes tried together."""
MOST_TRIED = 200
"""Maximum number of ways tried for one slot, those that open it to most people first."""

ChangeKind = Literal[
    "language", "dates", "engagement", "rule", "least_points", "per_person", "per_year",
    "travel_days",
]  # fmt: skip
_SETTINGS = ("least_points", "per_person", "per_year", "travel_days")


@dataclass(frozen=True)
class Change:
    """One thing to relax: a ``language`` that is not needed, other ``dates``, an ``engagement``
    that a person is released from, a ``rule`` that is dropped, or a setting of the rules.

    ``what`` is the language or engagement in English; ``days`` is how far a slot is moved, earlier
    if negative, to ``starts`` and ``ends``; ``number`` is the new value of a setting.
    """

    kind: ChangeKind
    person: str = ""
    what: str = ""
    days: int = 0
    starts: date | None = None
    ends: date | None = None
    number: int | None = None
    rule: RuleInForce | None = None


@dataclass(frozen=True)
class Way:
    """Changes that together let someone have a slot, the ``people`` who could then have it, the
    gain of the plan with the slot filled over the original (negative for a loss), and who moves for
    it."""

    changes: tuple[Change, ...]
    people: tuple[str, ...]
    gain: int
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class EmptySlot:
    """A slot that a plan leaves empty, and the smallest ways to fill it; empty if none has at most
    MOST_CHANGES changes. In a way without changes, a person can have the slot already, and it costs
    points or gains nothing."""

    slot: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class EmptySlots(Result):
    """The slots that a plan leaves empty, in its order."""

    slots: tuple[EmptySlot, ...]

    COLUMNS: ClassVar[Mapping[str, pl.DataType]] = {
        "slot": pl.String(),
        "changes": pl.List(pl.String()),
        "people": pl.List(pl.String()),
        "gain": pl.Int64(),
    }

    def rows(self) -> Iterator[Row]:
        """Yield one row for each way to fill a slot, and one without changes for a slot that has
        none."""
        for empty in self.slots:
            if not empty.ways:
                yield {"slot": empty.slot}
            for way in empty.ways:
                yield {
                    "slot": empty.slot,
                    "changes": [change.kind for change in way.changes],
                    "people": list(way.people),
                    "gain": way.gain,
                }

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        for empty in self.slots:
            yield empty.slot, {"role": "place"}
            for way in empty.ways:
                for person in way.people:
                    yield person, {"role": "person"}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        for empty in self.slots:
            for way in empty.ways:
                for person in way.people:
                    yield person, empty.slot, {"changes": len(way.changes)}


def empty_slots(
    network: Network, given: NetworkRequest, plan: Plan, *, as_of: AsOf = None
) -> EmptySlots:
    """Find what to relax for each slot that a plan of ``slot_request`` leaves empty.

    ``given`` is the input of the plan, ``network`` and ``as_of`` those it was read from.
    Confidential rules of the office are never relaxed, since that would reveal them, nor are wishes
    that people must not be put together.
    """
    facts = SlotFacts(network, asking_date(as_of), given.request.rules.travel_days)
    placed = [(pair.person, pair.place) for pair in plan.placements]
    places = {place.id: place for place in given.request.places}
    return EmptySlots(
        tuple(
            EmptySlot(
                each.place, _Slot(facts, given.request, plan, places[each.place]).ways(placed)
            )
            for each in plan.places
            if not each.people
        )
    )


Changes = frozenset[Change]


@dataclass(frozen=True)
class _Slot:
    """A slot left empty, and what keeps each person from it."""

    facts: SlotFacts
    request: Request
    plan: Plan
    slot: Place

    def ways(self, placed: list[tuple[str, str]]) -> tuple[Way, ...]:
        """The smallest ways, those that open it to most people first."""
        tried = 0
        for size in range(MOST_CHANGES + 1):
            ways = []
            for changes in self._of_size(size):
                tried += 1
                if tried > MOST_TRIED:
                    break
                filled = filling(self._relaxed(changes), self.slot.id, placed)
                if filled is not None:
                    gain = filled.value - self.plan.value
                    ways.append(
                        Way(tuple(sorted(changes, key=_order)), self._open_to(changes), gain,
                            filled.moves)
                    )  # fmt: skip
            if ways:
                return tuple(sorted(_least_relaxed(ways), key=_most_open))
        return ()

    def _of_size(self, size: int) -> list[Changes]:
        """The sets of ``size`` changes that open the slot to a person: that person's obstacles,
        alone or with changes that concern the whole plan."""
        together = (
            opening | changes for opening in self._openings for changes in self._of_the_plan
        )
        sets = {changes for changes in together if len(changes) == size}
        return sorted(sets, key=lambda each: (-len(self._open_to(each)), _ordered(each)))

    @cached_property
    def _openings(self) -> set[Changes]:
        """Every set of changes that removes all of a person's obstacles to the slot."""
        sets = {others | dated for others, dated in self._obstacles.values()}
        if self.slot.starts is not None and self.slot.ends is not None:
            for kept in self._kept_on_other_dates():
                sets |= {kept | {moved} for moved in self._nearest_dates(kept)}
        return sets

    def _kept_on_other_dates(self) -> set[Changes]:
        """What may be relaxed together with the dates: all obstacles of a person that do not depend
        on the dates, and any of the settings that are obstacles on its current days."""
        kept = set()
        for others, dated in self._obstacles.values():
            settings = [change for change in dated if change.kind in _SETTINGS]
            for size in range(len(settings) + 1):
                kept |= {others | {*chosen} for chosen in combinations(settings, size)}
        return kept

    @cached_property
    def _obstacles(self) -> dict[str, tuple[Changes, Changes]]:
        """Each person's obstacles to the slot that do not depend on its dates, and those that do;
        without people for whom nothing can be relaxed."""
        kept: dict[str, tuple[Changes, Changes]] = {}
        for i, person in enumerate(self.request.people):
            bans = self._bans.get(person.id, [])
            fixed = any(ban.confidential or ban.reason in FINAL for ban in bans)
            if self._pairs.possible[i, self._column] and not fixed:
                others = {_rule_dropped(ban) for ban in bans}
                if self._points_of(i) < self._least:
                    others.add(Change("least_points", number=self._points_of(i)))
                dated, languages = self._of_the_facts(person.id, self.slot)
                kept[person.id] = frozenset(others | languages), dated
        return kept

    def _of_the_facts(self, person: str, slot: Place) -> tuple[Changes, Changes]:
        """A person's obstacles from the dates of a slot (engagements, and enough slots in its year)
        and the languages it needs; cached by date, since every set of changes asks again."""
        key = person, slot.starts
        if key not in self._read:
            dated, languages = self._of_the_year(person, slot), set()
            for each in self.facts.obstacles(person, slot):
                if each.kind == "engagement":
                    dated.add(Change("engagement", person, each.what))
                elif each.kind == "travel":
                    dated.add(Change("travel_days", number=0))
                else:
                    languages.add(Change("language", what=each.what))
            self._read[key] = frozenset(dated), frozenset(languages)
        return self._read[key]

    def _of_the_year(self, person: str, slot: Place) -> set[Change]:
        """Whether they already have the maximum number of slots in its year, as a set of one change
        or none."""
        most = self.request.rules.per_year
        had = self.request.people[self._rows[person]].had
        if most is None or slot.starts is None or had.count(slot.starts.year) < most:
            return set()
        return {Change("per_year", number=had.count(slot.starts.year) + 1)}

    @cached_property
    def _read(self) -> dict[tuple[str, date | None], tuple[Changes, Changes]]:
        return {}

    @cached_property
    def _bans(self) -> dict[str, list[Forbid]]:
        """Each person's bans from the slot that someone set, beyond those that follow from the
        facts."""
        bans: dict[str, list[Forbid]] = {}
        for ban in self.request.rules.forbids:
            if ban.place == self.slot.id:
                stated = {each.reason for each in self.facts.obstacles(ban.person, self.slot)}
                if ban.spot.origin or ban.confidential or ban.reason not in stated:
                    bans.setdefault(ban.person, []).append(ban)
        return bans

    def _nearest_dates(self, kept: Changes) -> Iterator[Change]:
        """The nearest earlier and later dates of the slot on which a person kept from it only by
        ``kept`` is free, and those on which such a person can also have another slot."""
        people = [
            person for person, (others, _) in self._obstacles.items() if _all_covered(others, kept)
        ]
        for step in (-1, 1):
            found = False
            for days in range(step, step * (MOST_DAYS + 1), step):
                moved = _moved(self.slot, days)
                if moved.starts is None or moved.starts.isoformat() < self.facts.asked:
                    break
                free = [person for person in people if self._free(person, moved, kept)]
                beside = any(self._free_beside(person, moved) for person in free)
                if beside or (free and not found):
                    yield Change("dates", days=days, starts=moved.starts, ends=moved.ends)
                    found = True
                if beside:
                    break

    def _free_beside(self, person: str, slot: Place) -> bool:
        """Whether a person can have the slot in addition to one of those that the plan fills."""
        allowed = self._pairs.allowed[self._rows[person]]
        return any(
            allowed[p] and not overlapping((slot, place), self.request.rules.travel_days)
            for p, place in enumerate(self.request.places)
            if place.id in self._filled
        )

    @cached_property
    def _rows(self) -> dict[str, int]:
        return positions(self.request)[0]

    @cached_property
    def _filled(self) -> set[str]:
        return {pair.place for pair in self.plan.placements}

    def _free(self, person: str, slot: Place, relaxed: Changes) -> bool:
        return _all_covered(self._of_the_facts(person, slot)[0], relaxed)

    def _open_to(self, changes: Changes) -> tuple[str, ...]:
        """Who can have the slot after these changes, considering this slot alone."""
        slot = self._dated(changes)
        people = []
        for person, (others, _) in self._obstacles.items():
            if _all_covered(others | self._of_the_facts(person, slot)[0], changes):
                people.append(person)
        return tuple(people)

    def _dated(self, changes: Changes) -> Place:
        days = next((change.days for change in changes if change.kind == "dates"), 0)
        return _moved(self.slot, days) if days else self.slot

    @cached_property
    def _of_the_plan(self) -> list[Changes]:
        """What can be relaxed in the rules of the whole plan: its settings and one lock."""
        rules = self.request.rules
        settings = [
            [Change("per_person", number=rules.per_person + 1)],
            [Change("per_year", number=number) for number in self._more_a_year],
            [Change("travel_days", number=0)] if rules.travel_days else [],
            [_rule_dropped(lock) for lock in rules.locks],
        ]
        choices = product(*([None, *changes] for changes in settings))
        return [frozenset(change for change in chosen if change) for chosen in choices]

    @cached_property
    def _more_a_year(self) -> list[int]:
        """The possible numbers of slots per year after adding one or more slots of the plan."""
        most, per_person = self.request.rules.per_year, self.request.rules.per_person
        years = {place.starts.year for place in self.request.places if place.starts}
        had = {person.had.count(year) for person in self.request.people for year in years}
        numbers = {count + more for count in had for more in range(1, per_person + 2)}
        return [] if most is None else sorted(number for number in numbers if number > most)

    def _relaxed(self, changes: Changes) -> Request:
        """The request after these changes."""
        slot, open_to = self._dated(changes), {*self._open_to(changes)}
        rules = self.request.rules
        forbids = [ban for ban in rules.forbids if ban.place != slot.id]
        forbids += [
            Forbid(person.id, slot.id) for person in self.request.people if person.id not in open_to
        ]
        # Given two numbers for one setting, the larger also allows what the smaller does.
        numbered = sorted(changes, key=lambda change: change.number or 0)
        settings: dict[str, Any] = {c.kind: c.number for c in numbered if c.kind in _SETTINGS}
        dropped = {change.rule for change in changes}
        locks = tuple(lock for lock in rules.locks if _rule_dropped(lock).rule not in dropped)
        rules = replace(rules, forbids=tuple(forbids), locks=locks, **settings)
        places = tuple(slot if place.id == slot.id else place for place in self.request.places)
        return replace(self.request, places=places, rules=rules)

    @cached_property
    def _pairs(self) -> Pairs:
        return pairs_of(self.request, with_waiting(self.request))

    @cached_property
    def _column(self) -> int:
        return self.request.places.index(self.slot)

    def _points_of(self, i: int) -> int:
        return int(self._pairs.points[i, self._column])

    @property
    def _least(self) -> int:
        least = self.request.rules.least_points
        return -MAX_POINTS if least is None else least


def _all_covered(needed: Changes, changes: Changes) -> bool:
    """Whether these changes include everything needed."""
    return all(any(_covers(change, each) for change in changes) for each in needed)


def _covers(change: Change, needed: Change) -> bool:
    """Whether a change is the one needed, or a setting relaxed at least as far."""
    if change == needed:
        return True
    if change.kind != needed.kind or change.number is None or needed.number is None:
        return False
    if change.kind == "least_points":
        return change.number <= needed.number
    return change.kind == "per_year" and change.number >= needed.number


def _least_relaxed(ways: Iterable[Way]) -> Iterator[Way]:
    """The ways without those that differ from another only by relaxing a year further."""
    least: dict[tuple[Change, ...], Way] = {}
    for way in ways:
        changes = tuple(replace(c, number=None) if c.kind == "per_year" else c for c in way.changes)
        other = least.get(changes)
        if other is None or _slots_a_year(way) < _slots_a_year(other):
            least[changes] = way
    yield from least.values()


def _slots_a_year(way: Way) -> int:
    return max((c.number or 0 for c in way.changes if c.kind == "per_year"), default=0)


def _rule_dropped(rule: Forbid | Lock) -> Change:
    kind: Literal["forbid", "lock"] = "forbid" if isinstance(rule, Forbid) else "lock"
    return Change(
        "rule", rule=RuleInForce(kind, (rule.person,), rule.place, rule.reason, spot=rule.spot)
    )


def _moved(slot: Place, days: int) -> Place:
    """A slot moved by a number of days, earlier if negative."""
    if slot.starts is None or slot.ends is None:
        return slot
    by = timedelta(days)
    return replace(slot, starts=slot.starts + by, ends=slot.ends + by)


def _most_open(way: Way) -> tuple[int, list[int], int, int]:
    """Sort key of ways: those open to most people first, then of the simplest kinds, then by fewest
    days."""
    kinds = [_order(change)[0] for change in way.changes]
    return -len(way.people), kinds, sum(abs(change.days) for change in way.changes), -way.gain


def _order(change: Change) -> tuple[int, str]:
    return get_args(ChangeKind).index(change.kind), repr(change)


def _ordered(changes: Changes) -> list[tuple[int, str]]:
    return sorted(map(_order, changes))
