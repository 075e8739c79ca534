"""Waiting times for a second-unit slot, and what they count from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import polars as pl

from graphmodel.analysis.results import Result, Row
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf, asking_date
from graphmodel.network.tables import means
from graphmodel.planning.slots import SlotFacts

Since = Literal["slot", "credit", "joined"]


@dataclass(frozen=True)
class Wait:
    """The number of months a person has waited for a slot, 0 if they have one still to come.

    ``after`` is what the wait counts from: their last slot or the work of a credit on a second
    unit, or without either what they first joined; ``since`` is its year and month, ``link`` the
    fact behind it. All but ``person`` are None if nothing is known.
    """

    person: str
    months: int | None = None
    kind: Since | None = None
    after: str | None = None
    since: str | None = None
    link: str | None = None

    @property
    def never_had(self) -> bool:
        """Whether no slot is on record."""
        return self.kind not in ("slot", "credit")


@dataclass(frozen=True)
class Waits(Result):
    """Waiting times for a slot at a date, longest first."""

    asked: str
    people: tuple[Wait, ...]

    COLUMNS: ClassVar[Mapping[str, pl.DataType]] = {
        "person": pl.String(),
        "months": pl.Int64(),
        "never_had": pl.Boolean(),
        "after": pl.String(),
        "since": pl.String(),
    }

    def rows(self) -> Iterator[Row]:
        for wait in self.people:
            yield {column: getattr(wait, column) for column in self.COLUMNS}

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        for wait in self.people:
            yield wait.person, {"months": wait.months}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        for wait in self.people:
            if wait.after is not None:
                yield wait.person, wait.after, {"since": wait.since}


def waits(network: Network, people: Sequence[str], *, as_of: AsOf = None) -> Waits:
    """How long each of these people has waited for a slot, in the months that a plan of slots
    counts.

    ``network`` includes planned facts, as for ``slot_request``. The longest wait comes first; among
    equals, those who never had a slot come first; people about whom nothing is known come last.
    """
    asked = asking_date(as_of)
    facts = SlotFacts(network, asked)
    ids = [network.canonical_id(person) for person in people]
    last = {person: last for person in ids if (last := facts.last(person))}
    shown = _facts(facts.network.with_plans, {link for _, link in last.values()})
    waiting = [
        Wait(person, facts.waited(person), *shown[last[person][1]], *last[person])
        if person in last
        else Wait(person)
        for person in sorted(ids, key=network.name_of)
    ]
    waiting.sort(key=lambda each: (each.months is None, -(each.months or 0), not each.never_had))
    return Waits(asked, tuple(waiting))


def _facts(network: Network, links: set[str]) -> dict[str, tuple[Since, str]]:
    """For each link, the kind of event that the wait counts from, and the link's target."""
    what = (
        pl.when(means("filling")).then(pl.lit("slot"))
        .when(means("credit")).then(pl.lit("credit"))
        .otherwise(pl.lit("joined"))
    )  # fmt: skip
    frame = network.links.filter(pl.col("id").is_in(links)).select("id", "target", what=what)
    return {
        link: (what, network.ids[target])
        for link, target, what in frame.select("id", "target", "what").iter_rows()
    }
