"""Decisions made while working on seats: steps as in ``decisions``, applied to a seating."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from graphmodel.analysis.plans.inputs import Apart
from graphmodel.analysis.plans.seating import Host, Seating
from graphmodel.planning.decisions import BOARD, Step


@dataclass(frozen=True)
class SeatDecisions:
    """The state after some steps: (round, person) who does not come, (person, table, round) seated
    there, (person, companion) kept apart."""

    absent: tuple[tuple[str, str], ...] = ()
    seated: tuple[tuple[str, str, str], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()

    def __len__(self) -> int:
        return len(self.absent) + len(self.seated) + len(self.apart)

    def on(self, seating: Seating) -> Seating:
        """A seating with these decisions added. A person seated somewhere is not a host elsewhere
        in that round and comes to it, whatever the seating has; a person absent from a round is not
        a host in it."""
        fixed = {(person, round_) for person, _, round_ in self.seated}
        away = {(person, round_) for round_, person in self.absent} - fixed
        coming = {(round_, person) for person, round_ in fixed}
        hosts = [
            host for host in _by_round(seating) if (host.person, host.round) not in fixed | away
        ]
        added = [Host(person, table, round_, BOARD) for person, table, round_ in self.seated]
        return replace(
            seating,
            hosts=(*hosts, *added),
            absent=(seating.absent - coming) | {(round_, person) for person, round_ in away},
            apart=(*seating.apart, *(Apart(*pair, spot=BOARD) for pair in self.apart)),
        )


def _by_round(seating: Seating) -> list[Host]:
    """Every host with its round."""
    return [
        replace(host, round=table.round)
        for host in seating.hosts
        for table in seating.tables
        if table.id == host.table and host.round in ("", table.round)
    ]


def seat_decisions(steps: Iterable[Step], seating: Seating) -> SeatDecisions:
    """Return the state after these steps, as far as they concern this seating."""
    people = {person.id for person in seating.people}
    tables = {(table.id, table.round) for table in seating.tables}
    absent: dict[tuple[str, str], None] = {}
    seated: dict[tuple[str, str], str] = {}
    apart: dict[tuple[str, str], None] = {}
    for step in steps:
        first, second, *rest = step.ids
        couple = (min(first, second), max(first, second))
        if step.act == "absent" and second in people and first in seating.rounds:
            absent[first, second] = None
            seated.pop((second, first), None)
        elif step.act == "comes":
            absent.pop((first, second), None)
        elif step.act == "seat" and first in people and (second, rest[0]) in tables:
            seated[first, rest[0]] = second
            absent.pop((rest[0], first), None)
        elif step.act == "unseat" and seated.get((first, rest[0])) == second:
            del seated[first, rest[0]]
        elif step.act == "apart" and first in people and second in people:
            apart[couple] = None
        elif step.act == "reunite":
            apart.pop(couple, None)
    places = tuple((person, table, round_) for (person, round_), table in seated.items())
    return SeatDecisions(tuple(absent), places, tuple(apart))
