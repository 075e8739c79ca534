"""Rosters of agencies, agents, managers and lawyers, and the contracts that end soon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import polars as pl

from graphmodel.analysis.results import Result, Row
from graphmodel.errors import InputError
from graphmodel.facts.periods import first_day, last_day
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf, asking_date, has_ended, is_later
from graphmodel.network.tables import means

State = Literal["holds", "ends soon", "to come"]


@dataclass(frozen=True)
class Contract:
    """One client's contract with whoever represents them.

    ``days_left`` are the days from the date of asking to the end, None without an end; an end known
    only to the month or year is its last day. ``state`` is "to come" if it begins later, or else
    "ends soon" if it ends within the days asked for. ``link`` and ``sources`` are the ids of the
    fact and its sources.
    """

    client: str
    name: str
    role: str | None
    markets: tuple[str, ...]
    exclusive: bool | None
    since: str | None
    until: str | None
    days_left: int | None
    state: State
    link: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Roster:
    """The contracts of one agency or person, earliest end first. ``ended`` counts those that had
    ended by the date of asking, which are not listed."""

    id: str
    name: str
    kind: str
    contracts: tuple[Contract, ...]
    ended: int

    @property
    def ending(self) -> int:
        """How many contracts end soon."""
        return sum(contract.state == "ends soon" for contract in self.contracts)


@dataclass(frozen=True)
class Rosters(Result):
    """The rosters as of the date ``asked``, longest first; ``days`` is what counts as soon."""

    asked: str
    days: int
    rosters: tuple[Roster, ...]

    COLUMNS: ClassVar = {
        **dict.fromkeys(("agency_id", "agency", "client_id", "client", "role"), pl.String()),
        "markets": pl.List(pl.String()),
        "exclusive": pl.Boolean(),
        **dict.fromkeys(("since", "until"), pl.String()),
        "days_left": pl.Int64(),
        "state": pl.String(),
        "sources": pl.List(pl.String()),
    }

    def rows(self) -> Iterator[Row]:
        for roster in self.rosters:
            for contract in roster.contracts:
                yield {
                    "agency_id": roster.id,
                    "agency": roster.name,
                    "client_id": contract.client,
                    "client": contract.name,
                    "role": contract.role,
                    "markets": list(contract.markets),
                    "exclusive": contract.exclusive,
                    "since": contract.since,
                    "until": contract.until,
                    "days_left": contract.days_left,
                    "state": contract.state,
                    "sources": list(contract.sources),
                }

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        for roster in self.rosters:
            yield roster.id, {"name": roster.name, "kind": roster.kind}
            for contract in roster.contracts:
                yield contract.client, {"name": contract.name, "kind": "Person"}

    def graph_links(self) -> Iterable[tuple[str, str, Row]]:
        for roster in self.rosters:
            for contract in roster.contracts:
                yield roster.id, contract.client, {"role": contract.role, "until": contract.until}


def rosters(
    network: Network,
    *,
    about: str | None = None,
    days: int = 90,
    ending_only: bool = False,
    as_of: AsOf = None,
) -> Rosters:
    """Who represents whom at a date, by default today, and whose contract ends within ``days``.

    With ``about``, the id of an organisation or a person, includes only its contracts, on either
    side; with ``ending_only``, only the contracts that end soon. Raises InputError for days below 0
    and for an unknown id.
    """
    if days < 0:
        raise InputError("days cannot be {days}; give 0 or more", days=days)
    asked = asking_date(as_of)
    whole = network.with_plans
    links = whole.links.with_row_index("row").filter(means("representation"))
    if about is not None:
        node = whole.index(about)
        links = links.filter((pl.col("source") == node) | (pl.col("target") == node))
    links = links.with_columns(
        ended=has_ended("until", asked),
        later=is_later("since", asked),
    )
    every = [
        _roster(whole, facts, asked, days, ending_only)
        for facts in links.partition_by("source", maintain_order=True)
    ]
    listed = [roster for roster in every if roster.contracts]
    listed.sort(key=lambda roster: (-len(roster.contracts), roster.name, roster.id))
    return Rosters(asked, days, tuple(listed))


def _roster(
    network: Network, facts: pl.DataFrame, asked: str, days: int, ending_only: bool
) -> Roster:
    """The roster of one agency or person, from its links."""
    node = facts["source"][0]
    held = facts.filter(~pl.col("ended"))
    contracts = [_contract(network, row, asked, days) for row in held.iter_rows(named=True)]
    if ending_only:
        contracts = [contract for contract in contracts if contract.state == "ends soon"]
    ordered = sorted(contracts, key=lambda c: (c.until is None, c.until or "", c.name, c.link))
    return Roster(
        network.ids[node],
        network.names[node],
        network.kinds[node],
        tuple(ordered),
        facts.height - held.height,
    )


def _contract(network: Network, row: dict[str, Any], asked: str, days: int) -> Contract:
    left = _days_between(asked, row["until"]) if row["until"] else None
    state: State = "holds"
    if row["later"]:
        state = "to come"
    elif left is not None and left <= days:
        state = "ends soon"
    return Contract(
        client=network.ids[row["target"]],
        name=network.names[row["target"]],
        role=row["role"],
        markets=tuple(row["markets"] or ()),
        exclusive=row["exclusive"],
        since=row["since"],
        until=row["until"],
        days_left=left,
        state=state,
        link=row["id"],
        sources=tuple(row["sources"] or ()),
    )


def _days_between(asked: str, until: str) -> int:
    """The days from one date to another, at least 0. Either may be only a year or month, which
    stands for its last day as the end and for its first day as the date asked for."""
    return max((last_day(until) - first_day(asked)).days, 0)
