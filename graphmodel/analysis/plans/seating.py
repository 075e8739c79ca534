"""Input for planning seats at tables, and the resulting plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import polars as pl

from graphmodel.analysis.plans.inputs import Apart, Person, Spot, Together
from graphmodel.analysis.results import Result, Row


@dataclass(frozen=True)
class Table:
    """A table of one round with room for ``seats`` people."""

    round: str
    id: str
    seats: int
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True)
class Host:
    """A person who sits at this table; in every round that has it if ``round`` is empty."""

    person: str
    table: str
    round: str = ""
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True)
class Seating:
    """The input of a seat plan.

    ``absent`` are the (round, person) who do not come, ``met`` the pairs who know each other,
    ``wanted`` those of whom one asked for the other, ``suggested`` those of whom one is suggested
    to the other to work with, and ``useful`` the worth of a pair's first meeting where it differs
    from the default. Nobody meets the same person at more than ``most_meetings`` tables; ``mix``
    names the traits that are spread over tables.
    """

    people: tuple[Person, ...]
    tables: tuple[Table, ...]
    hosts: tuple[Host, ...] = ()
    apart: tuple[Apart, ...] = ()
    together: tuple[Together, ...] = ()
    met: frozenset[tuple[str, str]] = frozenset()
    wanted: frozenset[tuple[str, str]] = frozenset()
    suggested: frozenset[tuple[str, str]] = frozenset()
    useful: Mapping[tuple[str, str], int] = field(default_factory=dict)
    absent: frozenset[tuple[str, str]] = frozenset()
    most_meetings: int = 2
    mix: tuple[str, ...] = ()

    @property
    def rounds(self) -> tuple[str, ...]:
        """The rounds in the order of their first table."""
        return tuple(dict.fromkeys(table.round for table in self.tables))


@dataclass(frozen=True)
class Seat:
    """Who sits where in a round."""

    round: str
    table: str
    person: str


@dataclass(frozen=True)
class SeatPlan(Result):
    """Who sits where.

    Of ``meetings`` (two at one table), ``new_pairs`` are of people who had not met, each counted
    once; no seating with tables of these sizes reaches more than ``bound``. Of the ``asked_for``
    pairs of whom one asked for the other and who can meet, ``asked_for_met`` do. ``value`` is the
    worth of the new pairs, at most ``value_bound`` with such tables. ``repeats`` are meetings
    beyond a pair's first, ``alike`` those of people who share a trait to be mixed. ``broken`` are
    apart pairs at one table; confidential ones appear only in the count ``broken_in_confidence``.
    ``too_often`` are pairs who meet more often than allowed. ``moved`` counts seats that differ
    from an earlier plan. If the seats were drawn, ``drawn_from`` is the number of first meetings in
    the best seating found.
    """

    seats: tuple[Seat, ...]
    new_pairs: int
    bound: int
    value: int
    value_bound: int
    meetings: int
    repeats: int
    alike: int
    broken: tuple[tuple[str, str], ...]
    too_often: tuple[tuple[str, str], ...]
    seed: int
    steps: int
    moved: int | None = None
    broken_in_confidence: int = 0
    drawn_from: int | None = None
    asked_for: int = 0
    asked_for_met: int = 0

    COLUMNS: ClassVar[Mapping[str, pl.DataType]] = {
        "round": pl.String(),
        "table": pl.String(),
        "person": pl.String(),
    }

    @property
    def proved(self) -> bool:
        """Whether no seating with tables of these sizes lets more people meet. They are as even as
        can be; where tables have spare seats, less even ones might let more meet."""
        return self.new_pairs == self.bound

    def rows(self) -> Iterator[Row]:
        for seat in self.seats:
            yield {"round": seat.round, "table": seat.table, "person": seat.person}

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        for person in sorted({seat.person for seat in self.seats}):
            yield person, {}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        """Pairs who sit together, with the number of times."""
        at: dict[tuple[str, str], list[str]] = {}
        for seat in self.seats:
            at.setdefault((seat.round, seat.table), []).append(seat.person)
        times: dict[tuple[str, str], int] = {}
        for people in at.values():
            for n, left in enumerate(people):
                for right in people[n + 1 :]:
                    pair = (min(left, right), max(left, right))
                    times[pair] = times.get(pair, 0) + 1
        for (left, right), count in sorted(times.items()):
            yield left, right, {"times": count}
