"""Acceptance of a plan of mentors or slots: its pairs become facts, with who decided and when.

Each acceptance is a separate import, so that it can be shown and undone like any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from graphmodel import words
from graphmodel.analysis.plans.results import Placement, Plan
from graphmodel.analysis.plans.wordings import bracketed_reason, reasons_in_words
from graphmodel.errors import InputError
from graphmodel.ingest.ledger.confidential import confidential_links
from graphmodel.network.network import Network
from graphmodel.planning.decided import write_decided
from graphmodel.planning.office_facts import OF_MENTORING, OfficeFacts
from graphmodel.planning.saved import PlannedFacts
from graphmodel.planning.slots import OF_SECOND_UNIT
from graphmodel.planning.wishes import Wishes
from graphmodel.schema.model import guidance_kind, link_kinds
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store


@dataclass(frozen=True)
class Accepted:
    """The (place, person) that were written, and the number of their import."""

    pairs: tuple[tuple[str, str], ...]
    number: int


def accept_plan(
    store: Store,
    plan: Plan,
    planned: PlannedFacts | None,
    *,
    by: str,
    only: Collection[str] | None = None,
    at: datetime | None = None,
) -> Accepted:
    """Write the pairs of a plan, or only those of the people in ``only``, as decided ``by`` a
    person.

    ``planned`` specifies the facts that the pairs become. Raises InputError if the plan is not from
    the network, if a person has no place in it, if the facts no longer allow a pair (it is already
    together, a place is full, a person was given another one since, or a wish forbids it), or if a
    fact cannot be written; then nothing is written.
    """
    if planned is None:
        raise InputError(
            "this plan is not from the network; make one with plan mentors or plan slots and --out"
        )
    if not by.strip():
        raise InputError("no name for who accepts it; give one with --by")
    pairs = tuple(
        (placement.place, placement.person)
        for placement in plan.placements
        if only is None or placement.person in only
    )
    missing = sorted(set(only or ()) - {person for _, person in pairs})
    if missing:
        raise InputError(
            "{missing} has no place in this plan; leave it out of --only", missing=missing[0]
        )
    if not pairs:
        raise InputError("the plan places nobody; there is nothing to accept")
    at = at or datetime.now()
    desk = _Desk(load_network(store), planned, at.date().isoformat())
    desk.refuse(pairs, confidential_links(store, "wish"))
    facts = _facts(pairs, desk.seats(pairs), planned, plan, by.strip(), desk.asked)
    moment = at.isoformat(timespec="seconds")
    name = f"plan {plan.digest[:12]}, accepted {moment}"
    source = {
        "id": f"plan:{plan.digest[:12]}/{moment}",
        "name": f"Plan accepted by {by.strip()}",
        "retrieved": at.date().isoformat(),
    }
    number = write_decided(store, facts, name=name, source=source)
    return Accepted(pairs, number)


class _Desk(OfficeFacts):
    """What is so in the network on the day of acceptance: a plan may be older than it."""

    def __init__(self, network: Network, planned: PlannedFacts, on: str) -> None:
        super().__init__(network, on)
        self._planned = planned

    def nodes(self, place: str) -> tuple[str, ...]:
        """The nodes that a person may fill for a place of the plan; none for a mentor who offers
        no places."""
        return self._planned.places.get(place, () if self._planned.guided else (place,))

    def refuse(self, pairs: Collection[tuple[str, str]], secret: pl.DataFrame) -> None:
        """Raise InputError for a person who has their place already, was given another one since
        the plan was made, or must not be put with whom they would meet there."""
        type_ = OF_MENTORING if self._planned.guided else OF_SECOND_UNIT
        held = self.held(type_, {person for _, person in pairs})
        for place, person in sorted(pairs):
            for theirs in (place, *self.nodes(place)):
                if person in self.holders_of.get(theirs, ()):
                    raise InputError(
                        "{name} has {place} already; name the people to accept with --only",
                        name=self.network.name_of(person),
                        place=self.network.name_of(theirs),
                    )
        known = self._planned.held
        for person, places in held.items() if known is not None else ():
            for place in sorted({*places} - {*(known or {}).get(person, ())}):
                raise InputError(
                    "{name} was given {place} after this plan was made; plan again, or name the "
                    "people to accept with --only",
                    name=self.network.name_of(person),
                    place=self.network.name_of(place),
                )
        self._refuse_unwished(pairs, secret)

    def _refuse_unwished(self, pairs: Collection[tuple[str, str]], secret: pl.DataFrame) -> None:
        wishes = Wishes.of(self, secret)
        for place, person in sorted(pairs):
            nodes = {place, *self.nodes(place)}
            parties = nodes | {who for who, offered in self.offers if offered in nodes}
            holders = {who for node in nodes for who in self.holders_of.get(node, ())}
            holders |= {who for there, who in pairs if there == place} - {person}
            ban = wishes.ban(person, place, sorted(parties), sorted(holders))
            if ban is not None:
                raise InputError(
                    "{name} cannot have {place}{why}; plan again, or name the people to accept "
                    "with --only",
                    name=self.network.name_of(person),
                    place=self.network.name_of(place),
                    why=bracketed_reason(ban),
                )

    def seats(self, pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The node that the person of each pair fills, the next one with room; raises InputError
        where none is left."""
        taken: Counter[str] = Counter()
        seats: dict[tuple[str, str], str] = {}
        for place, person in pairs:
            nodes = self.nodes(place)
            rooms = {node: self.room(node) for node in nodes} or {place: self.room_with(place)}
            free = [node for node, room in rooms.items() if room > taken[node]]
            if not free:
                raise InputError(
                    "{place} has no room left for {name}; plan again, or name the people to "
                    "accept with --only",
                    place=self.network.name_of(place),
                    name=self.network.name_of(person),
                )
            taken[free[0]] += 1
            if nodes:
                seats[place, person] = free[0]
        return seats


def _in_english(pair: Placement) -> str:
    """The reasons for a placement as stored in a fact, in English whatever the language of the
    page."""
    with words.speaking(words.ENGLISH):
        return reasons_in_words(pair.reasons)


def _facts(
    pairs: Collection[tuple[str, str]],
    seats: Mapping[tuple[str, str], str],
    planned: PlannedFacts,
    plan: Plan,
    by: str,
    on: str,
) -> dict[str, list[dict[str, object]]]:
    """The rows of guidance, and of filling for mentors who offer a place."""
    guidance: list[dict[str, object]] = [
        {"from_id": mentor, "to_id": person, "since": on} for mentor, person in pairs
    ]
    points = {(pair.place, pair.person): pair for pair in plan.placements}
    filling: list[dict[str, object]] = [
        {
            "from_id": person,
            "to_id": node,
            "since": on,
            "state": "accepted",
            "plan": plan.digest,
            "decided_by": by,
            "decided_on": on,
            "reason": _in_english(points[place, person]),
        }
        for (place, person), node in seats.items()
    ]
    facts = {guidance_kind(): guidance} if planned.guided else {}
    if filling:
        facts[link_kinds("filling")[0]] = filling
    return facts
