"""Seats accepted as a plan: each table of an event offers its seats, and people fill them.

A seat is where a person is to sit. Who came and whom they met is recorded afterwards
(``planning.meetings``). Each acceptance is a separate import, and is undone as a whole.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphmodel.analysis.effect.seats import TABLE
from graphmodel.analysis.plans.seating import Seat
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.planning.decided import write_decided
from graphmodel.planning.sittings import event_node, sittings
from graphmodel.schema.declarations import UNITS
from graphmodel.schema.model import kinds_at, kinds_with, link_kinds
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store

SESSION, SEAT = "session", "seat"

Facts = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class AcceptedSeats:
    """The numbers of seats and tables written, and the number of their import."""

    seats: int
    tables: int
    number: int


def accept_seats(
    store: Store,
    seats: Sequence[Seat],
    *,
    event: str,
    by: str,
    on: str | None = None,
    at: datetime | None = None,
) -> AcceptedSeats:
    """Write who is to sit where at an event, as decided ``by`` a person.

    A round that is the id of an event is that session, any other becomes a session of ``event``;
    tables likewise. ``on`` is the day of new sessions, by default that of the event. People are
    named by their ids. Raises InputError for unknown ids, for a person twice in a round, for a
    table whose seats are already taken, and if a fact cannot be written; then nothing is written.
    """
    if not by.strip():
        raise InputError("no name for who accepts the seats; give one with --by")
    if not seats:
        raise InputError("there are no seats to accept")
    network = load_network(store).with_plans
    at = at or datetime.now()
    decided = {"decided_by": by.strip(), "decided_on": at.date().isoformat()}
    writer = _Writer(network, event, on, decided, _digest(seats))
    writer.check(seats)
    facts = writer.facts(seats)
    moment = at.isoformat(timespec="microseconds")
    number = write_decided(
        store,
        facts,
        name=f"seats {writer.digest} of {event}, accepted {moment}",
        source={
            "id": f"seats:{writer.digest}/{moment}",
            "name": f"Seats accepted by {by.strip()}",
            "retrieved": at.date().isoformat(),
        },
    )
    tables = {(seat.round, seat.table) for seat in seats}
    return AcceptedSeats(len(seats), len(tables), number)


def session_id(network: Network, event: str, round_: str) -> str:
    """The id of the session for a round of an event."""
    return network.canonical_id(round_) if round_ in network else f"{event}/{round_}"


def table_id(network: Network, event: str, round_: str, table: str) -> str:
    """The id of a table in a round of an event."""
    if table in network:
        return network.canonical_id(table)
    return f"{session_id(network, event, round_)}/{TABLE}-{table}"


def _digest(seats: Sequence[Seat]) -> str:
    rows = sorted((seat.round, seat.table, seat.person) for seat in seats)
    return hashlib.blake2b(repr(rows).encode(), digest_size=6).hexdigest()


class _Writer:
    """The rows that make seats facts of a network."""

    def __init__(
        self, network: Network, event: str, on: str | None, decided: Mapping[str, str], digest: str
    ) -> None:
        self._network, self._decided, self.digest = network, decided, digest
        node = network.node(event_node(network, event))
        self._event = network.canonical_id(event)
        self._on = on or node.get("starts")
        self._shared = {name: node[name] for name in ("namespace", "fictional") if node.get(name)}

    def check(self, seats: Sequence[Seat]) -> None:
        """Raise InputError for unknown people, people at two tables of a round, and tables already
        seated."""
        people: dict[tuple[str, str], str] = {}
        for seat in seats:
            id_ = self._person(seat.person)
            before = people.setdefault((seat.round, id_), seat.table)
            if before != seat.table:
                raise InputError(
                    "{person} sits at {before} and at {table} in {round}; leave one out",
                    person=seat.person,
                    before=before,
                    table=seat.table,
                    round=seat.round,
                )
        taken = {each.table for each in sittings(self._network, self._event) if each.seated}
        for seat in seats:
            if self._table(seat) in taken:
                raise InputError(
                    "{table} in {round} has its seats already; undo their import first "
                    "(graphmodel imports)",
                    table=seat.table,
                    round=seat.round,
                )

    def _person(self, text: str) -> str:
        network = self._network
        if text not in network or network.kinds[network.index(text)] != UNITS[0]:
            raise InputError(
                "{text} is not a person in the store; seats are accepted for people by their ids",
                text=text,
            )
        return network.canonical_id(text)

    def _table(self, seat: Seat) -> str:
        return table_id(self._network, self._event, seat.round, seat.table)

    def facts(self, seats: Sequence[Seat]) -> Facts:
        (events,), (places,) = kinds_with("event"), kinds_at("filling")
        rows: Facts = defaultdict(list)
        at_table: dict[str, list[Seat]] = defaultdict(list)
        for seat in dict.fromkeys(seats):
            at_table[self._table(seat)].append(seat)
        for round_ in dict.fromkeys(seat.round for seat in seats):
            self._add_event(rows, events, self._session(round_), self._event, round_, SESSION)
        for table, company in at_table.items():
            first = company[0]
            name = self._table_name(first)
            self._add_event(rows, events, table, self._session(first.round), name, TABLE)
            self._add_seats(rows, places, table, name, company)
        return dict(rows)

    def _table_name(self, seat: Seat) -> str:
        session = self._session(seat.round)
        within = self._network.name_of(session) if session in self._network else seat.round
        return f"{within}, {f'{TABLE} ' if seat.table.isdecimal() else ''}{seat.table}"

    def _session(self, round_: str) -> str:
        return session_id(self._network, self._event, round_)

    def _add_event(
        self, rows: Facts, kind: str, id_: str, whole: str, name: str, type_: str
    ) -> None:  # fmt: skip
        """Add a session or table that does not exist yet, as a part of what it belongs to."""
        if id_ in self._network:
            return
        rows[kind].append(
            {"id": id_, "name": name, "type": type_, "starts": self._on, **self._shared}
        )
        rows[link_kinds("part")[0]].append({"from_id": id_, "to_id": whole})

    def _add_seats(
        self, rows: Facts, kind: str, table: str, name: str, company: Sequence[Seat]
    ) -> None:  # fmt: skip
        place = f"{table}/seats"
        rows[kind].append({
            "id": place, "name": f"Seats at {name}", "type": SEAT, "most": len(company),
            "starts": self._on, "ends": self._on, "state": "filled", **self._shared,
        })  # fmt: skip
        rows[link_kinds("offer")[0]].append({"from_id": table, "to_id": place})
        rows[link_kinds("filling")[0]] += [
            {"from_id": self._person(seat.person), "to_id": place, "since": self._on,
             "state": "accepted", "plan": self.digest, **self._decided}
            for seat in company
        ]  # fmt: skip
