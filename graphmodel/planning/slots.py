"""Who takes which second-unit slot: from the facts of a network to the request of a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

import polars as pl

from graphmodel import words
from graphmodel.analysis.plans.inputs import FitReason, Forbid, Person, Place, Rules
from graphmodel.analysis.plans.planner import request_of
from graphmodel.analysis.plans.wordings import BUSY, NO_SPEAKER, OCCUPIED, TRAVELS
from graphmodel.analysis.teams.engagements import Engagement, Engagements
from graphmodel.errors import InputError
from graphmodel.facts.periods import Period, first_day, last_day
from graphmodel.network.network import Network
from graphmodel.network.present import (
    AsOf,
    absences,
    asking_date,
    has_ended,
    is_date_earlier,
    is_later,
)
from graphmodel.network.tables import folded, means
from graphmodel.planning.mentors import NetworkRequest
from graphmodel.planning.office_facts import OfficeFacts
from graphmodel.planning.wishes import (
    FINAL,
    FIRST_WISH,
    RATHER_NOT,
    RESERVATION,
    WANTS,
    Wish,
    Wishes,
)

OF_SECOND_UNIT = "second unit"
"""The type of a slot, and the prefix of the role of a person who had one."""
WANTED_SKILL = 150
LIVES_THERE = 30
GIVEN = ("held", "accepted", "done")
"""States in which a person has or had a place."""
CREDIT, MOST_CREDITS = 10, 3
"""Points for each work whose second unit a person was on, and how many count at most."""
OF_THE_KIND = words.mark("second-unit credits")
RECOMMENDATION, MOST_RECOMMENDATIONS = 100, 2
"""Points for each person who recommends someone, and how many count at most."""
RECOMMENDED = words.mark("recommended by")
WAITING_POINTS = 5
"""Points for each month since a person's last slot or, without any, since they joined."""
DEFAULT_RULES = Rules(waiting_points=WAITING_POINTS)


@dataclass(frozen=True)
class Obstacle:
    """Why a person cannot have a slot: an ``engagement`` on its days, one abroad too close to them
    (``travel``), or a ``language`` that they do not speak; ``what`` it is, and the ``reason`` of
    the ban, both in English."""

    kind: Literal["engagement", "travel", "language"]
    what: str
    reason: str


def slot_request(
    network: Network,
    people: Sequence[str] | None = None,
    *,
    programme: str | None = None,
    secret: pl.DataFrame | None = None,
    rules: Rules | None = None,
    as_of: AsOf = None,
) -> NetworkRequest:
    """Build the request for the open slots that begin on or after the date of asking, and for these
    people, by default for all participants of this or any programme.

    ``network`` includes planned facts: slots are in the future, and a person with one is busy on
    its days. People are ruled out who are busy, have a slot on the same days, are on another
    production then, have too few days to travel from one abroad, speak none of the languages
    needed, or must not be put with the slot, with who offers it or with somebody who has it
    already, also by ``secret``: confidential wishes, which count and are never shown. Raises
    InputError if there is nobody or no slot.
    """
    asked = asking_date(as_of)
    rules = rules or DEFAULT_RULES
    facts = SlotFacts(network, asked, rules.travel_days, secret)
    ids = [network.canonical_id(id_) for id_ in people] if people else facts.participants(programme)
    slots = facts.slots()
    if not ids:
        where = words.say("a programme") if programme is None else network.name_of(programme)
        raise InputError("nobody takes part in {where}; say who with --people FILE", where=where)
    if not slots:
        raise InputError(
            "no open {kind_of_slot} slot begins from {asked} on; import some",
            kind_of_slot=words.label(OF_SECOND_UNIT),
            asked=asked,
        )
    reasons = [r for person in ids for slot in slots for r in facts.reasons(person, slot)]
    forbids = [ban for person in ids for slot in slots if (ban := facts.ban(person, slot))]
    locked = {(lock.person, lock.place) for lock in rules.locks}
    kept = [b for b in forbids if (b.person, b.place) not in locked or b.reason in FINAL]
    shared = any(slot.most > 1 for slot in slots)
    apart = facts.stated.apart(ids) if shared else ()
    request = request_of(
        [Person(id_, facts.traits(id_), facts.waited(id_), facts.had(id_)) for id_ in ids],
        slots,
        reasons,
        replace(rules, forbids=(*rules.forbids, *kept), apart=(*rules.apart, *apart)),
    )
    named = {id_ for who in ids for id_ in (*facts.second_units(who), *facts.recommending(who))}
    names = {id_: facts.name(id_) for id_ in (*ids, *(slot.id for slot in slots), *named)}
    offered = {slot.id: (slot.id,) for slot in slots}
    return NetworkRequest(request, names, offered, facts.held(OF_SECOND_UNIT, ids))


def is_second_unit(role: str | None) -> bool:
    """Whether a role is on a second unit."""
    return (role or "").casefold().startswith(OF_SECOND_UNIT)


def waiting_evidence(network: Network, person: str, as_of: AsOf = None) -> tuple[str, ...]:
    """The link since which a person has been waiting for a slot: their last one, or without any the
    first time that they joined; empty if neither is known."""
    last = SlotFacts(network, asking_date(as_of)).last(person)
    return (last[1],) if last else ()


class SlotFacts(OfficeFacts):
    """A network's facts about slots and who can take them, at a date of asking, with
    ``travel_days`` days of travel between countries and the confidential wishes ``secret``."""

    def __init__(
        self,
        network: Network,
        asked: str,
        travel_days: int = 0,
        secret: pl.DataFrame | None = None,
    ) -> None:
        super().__init__(network, asked)
        self._secret = secret
        self._travel_days = travel_days
        self._engagements = Engagements(network.present(asked))
        self._engaged_with: dict[str, list[Engagement]] = {}

    def slots(self) -> list[Place]:
        """Open slots with room that begin on or after the date of asking. One whose dates stop at
        the year or month counts from its first day to its last."""
        slots = []
        for id_ in sorted({place for _, place in self.offers}):
            node = self.node(id_)
            if node.get("type") != OF_SECOND_UNIT:
                continue
            room, begins = self.room(id_), str(node.get("starts") or "")
            if room and not is_date_earlier(begins, self.asked) and not self.is_over(id_):
                starts = _day(begins, first_day)
                ends = _day(str(node.get("ends") or ""), last_day)
                slots.append(Place(id_, room, 0, starts, ends, str(node.get("country") or "")))
        return slots

    def reasons(self, person: str, slot: Place) -> Iterator[FitReason]:
        """The reasons for a pair; every pair has at least the slot itself."""
        yield FitReason(person, slot.id, words.mark("a free slot"), 0)
        node, own = self.node(slot.id), self.node(person)
        skills = set(node.get("wants") or ()) & set(own.get("skills") or ())
        if skills:
            facts = tuple(sorted(skills))
            yield FitReason(
                person, slot.id, words.mark("skills wanted"), WANTED_SKILL * len(skills), facts
            )
        works = self.second_units(person)
        if works:
            points = CREDIT * min(len(works), MOST_CREDITS)
            yield FitReason(person, slot.id, OF_THE_KIND, points, works)
        recommending = self.recommending(person)
        if recommending:
            points = RECOMMENDATION * min(len(recommending), MOST_RECOMMENDATIONS)
            yield FitReason(person, slot.id, RECOMMENDED, points, recommending)
        if slot.country and own.get("lives_in") == slot.country:
            yield FitReason(
                person, slot.id, words.mark("lives there"), LIVES_THERE, (slot.country,)
            )
        wish = self._wish(person, slot.id)
        if wish is not None:
            points = FIRST_WISH if wish.stance == WANTS else RESERVATION
            yield FitReason(person, slot.id, words.mark("their wish"), points)

    def _wish(self, person: str, slot: str) -> Wish | None:
        """A person's open wish about a slot, or rather not to be with those who offer it."""
        about = [self.stated.counted(person, who) for who in self.parties.get(slot, ())]
        reserved = (wish for wish in about if wish is not None and wish.stance == RATHER_NOT)
        return next(reserved, None) or self.stated.counted(person, slot)

    @cached_property
    def stated(self) -> Wishes:
        """The wishes in force, also the confidential ones."""
        return Wishes.of(self, self._secret)

    @cached_property
    def parties(self) -> dict[str, tuple[str, ...]]:
        """Who offers each place."""
        parties: dict[str, set[str]] = {}
        for who, place in self.offers:
            parties.setdefault(place, set()).add(who)
        return {place: tuple(sorted(several)) for place, several in parties.items()}

    @cached_property
    def _recommending(self) -> dict[str, tuple[str, ...]]:
        """Who recommends each person for a second unit, or without a purpose, by the date of
        asking."""
        holds = ~is_later("dated", self.asked) & ~has_ended("until", self.asked)
        meant = pl.col("purpose").fill_null(OF_SECOND_UNIT) == OF_SECOND_UNIT
        who: dict[str, set[str]] = {}
        for recommending, person in self.links("recommendation", where=holds & meant):
            if recommending != person:
                who.setdefault(person, set()).add(recommending)
        return {person: tuple(sorted(several)) for person, several in who.items()}

    def recommending(self, person: str) -> tuple[str, ...]:
        """Who recommends a person for a slot, by their ids."""
        return self._recommending.get(person, ())

    def ban(self, person: str, slot: Place) -> Forbid | None:
        """The ban of a person from a slot, for a wish or else the first obstacle; None if there is
        no obstacle."""
        parties = (slot.id, *self.parties.get(slot.id, ()))
        refused = self.stated.ban(person, slot.id, parties, self.holders_of.get(slot.id, ()))
        if refused is not None:
            return refused
        obstacle = next(self.obstacles(person, slot), None)
        return None if obstacle is None else Forbid(person, slot.id, obstacle.reason)

    def obstacles(self, person: str, slot: Place) -> Iterator[Obstacle]:
        """Everything that keeps a person from a slot on its days."""
        for engaged in self._engaged(person):
            if engaged.node == self.offerers.get(slot.id):
                continue
            what = engaged.what(_in_english)
            if _meets(engaged.period, slot):
                yield Obstacle("engagement", what, _busy_with(engaged))
            elif self._abroad(engaged, slot) and _meets(engaged.period, slot, self._travel_days):
                yield Obstacle("travel", what, TRAVELS.format(what=what))
        own = self.node(person)
        needed = set(self.node(slot.id).get("languages") or ())
        spoken = set(own.get("languages") or ())
        if needed and spoken and not needed & spoken:
            what = " or ".join(sorted(needed))
            yield Obstacle("language", what, NO_SPEAKER.format(what=what))

    def _abroad(self, engaged: Engagement, slot: Place) -> bool:
        """Whether an engagement is in another country than a slot, as far as both are known."""
        countries = [] if engaged.node is None else self._countries(engaged.node)
        return bool(slot.country and countries) and folded(slot.country) not in countries

    def _countries(self, id_: str) -> list[str]:
        """The countries of a place or project, case-folded."""
        node = self.node(id_)
        return [
            folded(each) for each in (node.get("country"), *(node.get("countries") or ())) if each
        ]

    def _engaged(self, person: str) -> list[Engagement]:
        """A person's engagements, cached for all slots."""
        if person not in self._engaged_with:
            self._engaged_with[person] = list(self._engagements.of(person))
        return self._engaged_with[person]

    def waited(self, person: str) -> int:
        """Months since the last slot, or without any since joining; 0 if neither is known, and for
        a person whose slot is still to come."""
        last = self.last(person)
        return max(_months(self.asked) - _months(last[0]), 0) if last else 0

    def had(self, person: str) -> tuple[int, ...]:
        """The starting year of each slot that a person has or had: from the slot, else from a
        credit on a second unit, which is the same slot if its work offers one of that year."""
        return tuple(sorted(self._slot_years.get(person, ())))

    @cached_property
    def _slot_years(self) -> dict[str, list[int]]:
        years: dict[str, list[int]] = {}
        known: set[tuple[str, str | None, int]] = set()
        for person, place, since, _ in self._given:
            begun = str(self.node(place).get("starts") or since or "")[:4]
            if begun:
                years.setdefault(person, []).append(int(begun))
                known.add((person, self.offerers.get(place), int(begun)))
        for person, work, _, year, _ in self._on_second_units:
            if year and (person, work, year) not in known:
                known.add((person, work, year))
                years.setdefault(person, []).append(year)
        return years

    def last(self, person: str) -> tuple[str, str] | None:
        """Since when a person has been waiting, and the link behind it."""
        return self._last_slot.get(person) or self._joined.get(person)

    @cached_property
    def _joined(self) -> dict[str, tuple[str, str]]:
        """When each person first joined anything, and by which link; those who applied or declined
        did not."""
        absent = pl.lit(absences(self.network.links.filter(means("attendance"))))
        joined: dict[str, tuple[str, str]] = {}
        for person, _, since, link in self.links("attendance", "since", "id", where=~absent):
            if since:
                joined[person] = min(joined.get(person, (since, link)), (since, link))
        return joined

    @cached_property
    def _last_slot(self) -> dict[str, tuple[str, str]]:
        last: dict[str, tuple[str, str]] = {}
        for person, _, year, _, link in self._on_second_units:
            if year:
                last[person] = max(last.get(person, ("", "")), (f"{year}-12", link))
        for person, place, since, link in self._given:
            node = self.node(place)
            until = node.get("ends") or node.get("starts") or since
            if until:
                last[person] = max(last.get(person, ("", "")), (until[:7], link))
        return last

    @cached_property
    def _given(self) -> list[tuple[str, str, str | None, str]]:
        """Who has or had which slot, since when, and the link."""
        given = means("filling") & pl.col("state").is_in(GIVEN)
        return [
            (person, place, since, link)
            for person, place, since, link in self.links(
                "filling", "since", "id", where=given, planned=True
            )
            if self.node(place).get("type") == OF_SECOND_UNIT
        ]

    def second_units(self, person: str) -> tuple[str, ...]:
        """The works on whose second unit a person was by the date of asking, latest first."""
        return self._second_units.get(person, ())

    @cached_property
    def _second_units(self) -> dict[str, tuple[str, ...]]:
        works: dict[str, dict[str, int]] = {}
        for person, work, _, first, _ in self._on_second_units:
            if (first or 0) <= int(self.asked[:4]):
                known = works.setdefault(person, {})
                known[work] = max(known.get(work, 0), first or 0)
        return {
            person: tuple(sorted(known, key=lambda work: (-known[work], work)))
            for person, known in works.items()
        }

    @cached_property
    def _on_second_units(self) -> list[tuple[str, str, int | None, int | None, str]]:
        """Credits on second units: person, work, the year of the credit, that of the credit or else
        of the work, and the link."""
        return [
            (person, work, year, first, link)
            for person, work, role, year, first, link in self.links(
                "credit", "role", "year", "first_year", "id"
            )
            if is_second_unit(role)
        ]


def _busy_with(engaged: Engagement) -> str:
    """An engagement as the reason why a person cannot have a slot."""
    what = engaged.what(_in_english)
    place = engaged.node is not None and not engaged.period.label
    return (OCCUPIED if place else BUSY).format(what=what)


def _in_english(text: str, **values: str) -> str:
    """Format a text in English: a plan is stored for users of all languages, with English
    reasons."""
    return text.format(**values)


def _day(text: str, read: Callable[[str], date]) -> date | None:
    """A day of a date that may stop at the year or month; None for a day that no month has."""
    try:
        return read(text) if text else None
    except ValueError:
        return None


def _meets(period: Period, slot: Place, days: int = 0) -> bool:
    """Whether a period, whose dates may stop at the year or month, includes a day of a slot, or one
    within ``days`` days before or after it."""
    if slot.starts is None or slot.ends is None:
        return False
    starts = (slot.starts - timedelta(days)).isoformat()
    ends = (slot.ends + timedelta(days)).isoformat()
    begun = ends[: len(period.start)] >= period.start
    return begun and (not period.end or starts[: len(period.end)] <= period.end)


def _months(text: str) -> int:
    """Months since year 0; a year alone counts from its middle."""
    year, _, rest = text.partition("-")
    return int(year) * 12 + (int(rest[:2]) if rest else 6)
