"""Who sits at which table of an event by the facts of a network, and who came."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from graphmodel.analysis.effect.seats import TABLE
from graphmodel.analysis.plans.seating import Seating
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf, absences
from graphmodel.network.tables import means, with_its_parts
from graphmodel.planning.office_facts import OfficeFacts
from graphmodel.schema.declarations import UNITS
from graphmodel.schema.model import kinds_with

TAKEN = ("held", "accepted", "done")
"""The states in which a person has a seat."""


@dataclass(frozen=True)
class Sitting:
    """A table of a session: the ids of those who have a seat there, and of those who came, empty
    until that is recorded. ``on`` is its day, empty if unknown."""

    table: str
    name: str
    session: str
    session_name: str
    on: str
    seated: tuple[str, ...]
    came: tuple[str, ...]


def sittings(network: Network, event: str) -> list[Sitting]:
    """Return the tables of an event, including planned ones, by session and in numerical order;
    raises InputError for an id that is unknown or not an event."""
    whole = network.with_plans
    parts = whole.links_of("part", "source", "target")
    inside = with_its_parts(parts, event_node(whole, event))
    types = whole.nodes["type"]
    within = {part: above for part, above in parts.iter_rows() if part in inside}
    seated, came = _seated(whole), _came(whole)
    tables = [
        Sitting(
            table=whole.ids[table],
            name=whole.names[table],
            session=whole.ids[session],
            session_name=whole.names[session],
            on=str(whole.nodes["starts"][table] or whole.nodes["starts"][session] or ""),
            seated=_in_order(whole, seated[whole.ids[table]]),
            came=_in_order(whole, came[whole.ids[table]]),
        )
        for table, session in within.items()
        if types[table] == TABLE
    ]
    return sorted(tables, key=lambda each: (_natural(each.session_name), _natural(each.name)))


def events_with_tables(network: Network) -> list[str]:
    """The ids of the events that have tables and are not part of another event, those with most
    tables first."""
    whole = network.with_plans
    events = kinds_with("event")
    parts = whole.links_of("part", "source", "target").iter_rows()
    within = {part: above for part, above in parts if whole.kinds[above] in events}
    types, tables = whole.nodes["type"], Counter[int]()
    for part in within:
        if types[part] == TABLE:
            tables[_topmost(within, part)] += 1
    return [whole.ids[event] for event, _ in tables.most_common()]


def _topmost(within: dict[int, int], part: int) -> int:
    """The top of the chain of parents of a part; a cycle ends where it closes."""
    seen = {part}
    while within.get(part, part) not in seen:
        part = within[part]
        seen.add(part)
    return part


def event_node(network: Network, event: str) -> int:
    """Return the row of an event; raises InputError for an id that is unknown or not an event."""
    node = network.index(event)
    if network.kinds[node] not in kinds_with("event"):
        raise InputError("{event} ({name}) is not an event", event=event, name=network.names[node])
    return node


def have_met(network: Network, as_of: AsOf = None) -> frozenset[tuple[str, str]]:
    """The pairs of ids, each pair sorted, who have met by the facts: a meeting was noted, or both
    came to one table; all by a date."""
    present = network.present(as_of)
    facts = OfficeFacts(present)
    pairs = {_pair(left, right) for left, right in facts.links("meeting")}
    for people in _came(present).values():
        pairs |= {_pair(left, right) for left in people for right in people}
    return frozenset(pair for pair in pairs if pair[0] != pair[1])


@dataclass(frozen=True)
class Meeting:
    """Two people who met, by their ids: at which event (an id), when, the outcome, what was said,
    who noted it, and the ids of the link and its sources."""

    left: str
    right: str
    event: str
    on: str | None
    how: str | None
    said: str | None
    recorded_by: str | None
    link: str
    sources: tuple[str, ...]


def meetings(network: Network, event: str | None = None, as_of: AsOf = None) -> list[Meeting]:
    """Return who met whom by a date, latest first: at an event and its parts, or anywhere. Raises
    InputError for an id that is unknown or not an event."""
    present = network.present(as_of)
    columns = ("event", "dated", "how", "said", "recorded_by", "id", "sources")
    rows = OfficeFacts(present).links("meeting", *columns)
    if event is not None:
        parts = network.with_plans.links_of("part", "source", "target")
        inside = with_its_parts(parts, event_node(network.with_plans, event))
        ids = {network.ids[node] for node in inside}
        rows = [row for row in rows if row[2] and network.canonical_id(row[2]) in ids]
    met = [
        Meeting(left, right, where or "", on, how, said, by, link, tuple(sources or ()))
        for left, right, where, on, how, said, by, link, sources in rows
    ]
    return sorted(met, key=lambda each: (each.on or "", each.event, each.link), reverse=True)


def meeting_rows(network: Network, noted: Iterable[Meeting]) -> Iterator[dict[str, Any]]:
    """Meetings by the names of people, events and sources."""
    for each in noted:
        yield {
            "person": network.name_of(each.left),
            "companion": network.name_of(each.right),
            "at": network.name_of(each.event) or None,
            "on": each.on,
            "how": each.how,
            "said": each.said,
            "noted by": each.recorded_by,
            "sources": list(map(network.name_of, each.sources)),
        }


def sheet_rows(network: Network, tables: Iterable[Sitting]) -> Iterator[dict[str, str | None]]:
    """The sheet of some tables: who has a seat or came, by ids and name, and whether they came,
    None if not recorded."""
    for sitting in tables:
        for person in dict.fromkeys((*sitting.seated, *sitting.came)):
            came = "yes" if person in sitting.came else "no"
            yield {
                "round": sitting.session,
                "table": sitting.table,
                "person": person,
                "name": network.name_of(person),
                "came": came if sitting.came else None,
            }


def with_recorded(seating: Seating, network: Network, as_of: AsOf = None) -> Seating:
    """The seating with those who have met by the facts added to the pairs who know each other;
    people of the seating are matched by their ids."""
    people = {
        network.canonical_id(person.id): person.id
        for person in seating.people
        if person.id in network
    }
    met = {
        (people[left], people[right])
        for left, right in have_met(network, as_of)
        if left in people and right in people and (people[right], people[left]) not in seating.met
    }
    return replace(seating, met=seating.met | met)


def _seated(network: Network) -> dict[str, set[str]]:
    """Who has a seat, by table."""
    facts = OfficeFacts(network)
    table_of = {place: table for table, place in facts.links("offer")}
    seated: dict[str, set[str]] = defaultdict(set)
    for person, place, state, until in facts.links("filling", "state", "until"):
        if state in TAKEN and not until and place in table_of:
            seated[table_of[place]].add(person)
    return seated


def _came(network: Network) -> dict[str, set[str]]:
    """Who came, by table."""
    tables = network.links.filter(means("attendance") & ~absences(network.links))
    types, people = network.nodes["type"], set(network.of_kind(UNITS[0]).tolist())
    came: dict[str, set[str]] = defaultdict(set)
    for person, table in tables.select("source", "target").iter_rows():
        if types[table] == TABLE and person in people:
            came[network.ids[table]].add(network.ids[person])
    return came


def _pair(left: str, right: str) -> tuple[str, str]:
    return min(left, right), max(left, right)


def _in_order(network: Network, people: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(people, key=lambda person: (network.name_of(person), person)))


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Sort key for names by the numbers in them: table 2 before table 10."""
    return [
        (0, int(text), "") if text.isdecimal() else (1, 0, text)
        for text in re.split(r"([0-9]+)", name.casefold())
    ]
