"""Records of what happened at the tables of an event: who came, who sat together, who talked.

Each record is a separate import, with who made it and when, and is undone as a whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import polars as pl

from graphmodel import words
from graphmodel.analysis.plans.checks import PlanRefused
from graphmodel.errors import InputError
from graphmodel.facts.batch import Problem
from graphmodel.network.network import Network
from graphmodel.planning.decided import write_decided
from graphmodel.planning.office_facts import OfficeFacts
from graphmodel.planning.rows import TableRow, rows_of_file
from graphmodel.planning.seat_acceptance import session_id, table_id
from graphmodel.planning.sittings import Sitting, sittings
from graphmodel.schema.declarations import UNITS
from graphmodel.schema.model import kind_of, link_kinds, meeting_kind
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store

SEATED, TALKED = "seated together", "talked"
PARTICIPANT = "participant"
SOURCE = "meetings:"
"""Prefix of the id of a record's source."""
COLUMNS = ("round", "table", "person", "name", "came", "companion", "how", "said")
"""The columns of a record. A row with a companion states who talked to whom, any other who came."""


@dataclass(frozen=True)
class Talk:
    """Two people who did more at a session than sit at the same table, by their ids: the outcome,
    and what was said."""

    session: str
    person: str
    companion: str
    how: str = TALKED
    said: str = ""


@dataclass(frozen=True)
class Records:
    """What to record of an event: the ids of those who came by table, and talks."""

    came: Mapping[str, Sequence[str]] = field(default_factory=dict)
    talks: Sequence[Talk] = ()


@dataclass(frozen=True)
class Recorded:
    """The numbers of tables and seats recorded, of people recorded only as absent, of pairs who sat
    together and of pairs who talked, and the number of the import."""

    tables: int
    came: int
    absent: int
    pairs: int
    talks: int
    number: int


def outcomes() -> tuple[str, ...]:
    """The possible outcomes of a talk, the first being the default."""
    allowed = next(p.allowed for p in kind_of(meeting_kind()).properties if p.name == "how")
    return tuple(text for text in allowed if text != SEATED)


def record_meetings(
    store: Store, event: str, records: Records, *, by: str, at: datetime | None = None
) -> Recorded:
    """Write what happened at tables of an event, as noted ``by`` a person.

    Everyone who came to a table is recorded as present and as having sat with all others who came.
    Raises InputError for unknown ids and sessions that are still to come, for a table or talk
    already recorded, and if a fact cannot be written; then nothing is written.
    """
    if not by.strip():
        raise InputError("no name for who records it; give one with --by")
    at = at or datetime.now()
    network = load_network(store).with_plans
    tables = {sitting.table: sitting for sitting in sittings(network, event)}
    writer = _Writer(network, tables, by.strip(), at.date().isoformat())
    facts = writer.facts(records)
    if not facts:
        raise InputError("nobody came to any of these tables; there is nothing to record")
    moment = at.isoformat(timespec="microseconds")
    what = ", ".join([*records.came, *(talk.session for talk in records.talks)][:3])
    number = write_decided(
        store,
        facts,
        name=f"meetings at {what}, recorded {moment}",
        source={
            "id": f"{SOURCE}{event}/{moment}",
            "name": f"Meetings recorded by {by.strip()}",
            "retrieved": at.date().isoformat(),
        },
    )
    return writer.recorded(records, number)


def import_of(store: Store, network: Network, link: str) -> int | None:
    """Return the number of the import by which a link was recorded; None if it was not recorded
    here."""
    rows = network.with_plans.links.filter(pl.col("id") == link)["sources"].to_list()
    moments = [source.rpartition("/")[2] for sources in rows for source in sources or ()
               if source.startswith(SOURCE)]  # fmt: skip
    return next(
        (record.number for record in store.imports() for moment in moments
         if record.name.endswith(f"recorded {moment}") and record.complete),
        None,
    )  # fmt: skip


class _Writer:
    """The rows of records, checked against a network."""

    def __init__(
        self, network: Network, tables: Mapping[str, Sitting], by: str, today: str
    ) -> None:  # fmt: skip
        self._network, self._tables, self._by, self._today = network, tables, by, today

    def facts(self, records: Records) -> dict[str, list[dict[str, Any]]]:
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._refuse_two_tables(records.came)
        for table, people in records.came.items():
            sitting, on = self._sitting(table), self._day(table)
            came = sorted({self._person(person) for person in people})
            if sitting.came:
                raise InputError(
                    "{sitting} is already recorded; undo that import first (graphmodel imports)",
                    sitting=sitting.name,
                )
            rows[link_kinds("attendance")[0]] += [
                {"from_id": person, "to_id": table, "role": PARTICIPANT, "since": on}
                for person in came
            ]
            rows[meeting_kind()] += [
                self._meeting(pair, table, on, SEATED) for pair in combinations(came, 2)
            ]
        rows[meeting_kind()] += self._talks(records.talks)
        return {kind: each for kind, each in rows.items() if each}

    def recorded(self, records: Records, number: int) -> Recorded:
        """The counts of what was written."""
        sizes = [len(set(people)) for people in records.came.values()]
        absent = sum(
            len(set(self._tables[table].seated) - {self._person(person) for person in people})
            for table, people in records.came.items()
        )
        pairs = sum(size * (size - 1) // 2 for size in sizes)
        return Recorded(len(sizes), sum(sizes), absent, pairs, len(records.talks), number)

    def _sitting(self, table: str) -> Sitting:
        if table not in self._tables:
            raise InputError(
                "{table} is not a table of this event; see: graphmodel seats list", table=table
            )
        return self._tables[table]

    def _day(self, id_: str) -> str:
        """The day of a session or table, today if unknown; raises InputError if it is still to
        come."""
        starts = self._network.nodes["starts"]
        days = [starts[self._network.index(id_)]]
        if id_ in self._tables:
            days.append(self._tables[id_].on)
        day = next((str(each) for each in days if each), self._today)
        if day > self._today[: len(day)]:
            name = self._network.name_of(id_)
            raise InputError(
                "{name} takes place on {day}; record it afterwards", name=name, day=day
            )
        return day

    def _person(self, text: str) -> str:
        if not _is_person(self._network, text):
            raise InputError(
                "{text} is not a person in the store; identify people by their ids", text=text
            )
        return self._network.canonical_id(text)

    def _refuse_two_tables(self, came: Mapping[str, Sequence[str]]) -> None:
        """Raise InputError for anyone who would be at two tables of one session, including earlier
        records."""
        at = {
            (sitting.session, person): sitting.table
            for sitting in self._tables.values()
            for person in sitting.came
        }
        for table, people in came.items():
            session = self._sitting(table).session
            for person in map(self._person, people):
                before = at.setdefault((session, person), table)
                if before != table:
                    raise InputError(
                        "{name} cannot have been at {table} and at {other_table}",
                        name=self._network.name_of(person),
                        table=self._network.name_of(before),
                        other_table=self._network.name_of(table),
                    )

    def _talks(self, talks: Sequence[Talk]) -> list[dict[str, Any]]:
        noted = {
            (*sorted((left, right)), event)
            for left, right, event in OfficeFacts(self._network).links("meeting", "event")
        }
        rows = []
        for talk in talks:
            left, right = sorted(map(self._person, (talk.person, talk.companion)))
            if left == right:
                raise InputError(
                    "{name} cannot have met themselves", name=self._network.name_of(left)
                )
            if (left, right, talk.session) in noted:
                raise InputError(
                    "it is already recorded that {name} and {companion} talked at {where}",
                    name=self._network.name_of(left),
                    companion=self._network.name_of(right),
                    where=self._network.name_of(talk.session),
                )
            noted.add((left, right, talk.session))
            row = self._meeting((left, right), talk.session, self._day(talk.session), talk.how)
            rows.append({**row, "said": talk.said or None})
        return rows

    def _meeting(
        self, pair: tuple[str, str], event: str, on: str, how: str
    ) -> dict[str, Any]:  # fmt: skip
        ends = {"from_id": pair[0], "to_id": pair[1]}
        return {**ends, "event": event, "dated": on, "how": how, "recorded_by": self._by}


def read_records(path: Path, network: Network, event: str) -> Records:
    """Read the records of an event's tables from a table with COLUMNS; raises InputError and
    PlanRefused like ``read_plan_input``."""
    problems: list[Problem] = []
    whole = network.with_plans
    event = whole.canonical_id(event)
    came: dict[str, list[str]] = {}
    talks: list[Talk] = []
    for row in rows_of_file(path, problems, COLUMNS):
        round_, person = row.required("round"), row.required("person")
        _check_people(row, whole)
        if row.text("companion"):
            how = row.choice("how", outcomes()) if row.text("how") else TALKED
            session = session_id(whole, event, round_)
            talks.append(Talk(session, person, row.text("companion"), how, row.text("said")))
            continue
        table = table_id(whole, event, round_, row.required("table"))
        people = came.setdefault(table, [])
        if row.required("came") and row.yes("came"):
            people.append(person)
    if problems:
        raise PlanRefused(problems)
    return Records(came, tuple(talks))


def _check_people(row: TableRow, network: Network) -> None:
    """Refuse a row about an unknown person, even one who did not come: the id may be mistaken."""
    for column in ("person", "companion"):
        text = row.text(column)
        if text and not _is_person(network, text):
            row.refuse(
                column,
                text,
                words.say("no person in the store"),
                words.say("an id that seats list prints"),
            )


def _is_person(network: Network, text: str) -> bool:
    return text in network and network.kinds[network.index(text)] == UNITS[0]
