"""Joint plans of two people: things of a later date that both are in or will be in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import polars as pl

from graphmodel.analysis.ties.affiliation_rows import LASTING_ROLES
from graphmodel.network.network import Network
from graphmodel.network.tables import means
from graphmodel.schema.credit_words import shows_no_meeting
from graphmodel.schema.declarations import Meaning
from graphmodel.schema.model import active, guidance_kind

_Links = Mapping[int, Mapping[int, list[int]]]
"""The rows of links in the network with plans, by person and by the node at the other end."""


@dataclass(frozen=True)
class Plan:
    """One thing that two people plan together, which is not a tie yet.

    ``kind``, ``id`` and ``name`` are those of the node or, if one is to mentor the other,
    ``guidance_kind()``, the link's id and the mentor's name. ``year`` is the planned year, None if
    unknown. ``roles`` are the capacities of the two, ``links`` and ``sources`` the ids of the facts
    and of their sources.
    """

    kind: str
    id: str
    name: str
    year: int | None
    roles: tuple[str | None, str | None]
    links: tuple[str, ...]
    sources: tuple[str, ...]


_TYING: tuple[Meaning, ...] = (
    "credit",
    "attendance",
    "guidance",
    "running",
    "membership",
    "study",
    "teaching",
)
"""Meanings of the links by which people plan to be together."""

_GUIDING = ("mentor", "mentored")

_CACHE: WeakKeyDictionary[Network, _Links] = WeakKeyDictionary()


def plans_between(network: Network, source: int, target: int) -> tuple[Plan, ...]:
    """What two people, given by node index, plan together, earliest first.

    Both have a link to it, at least one of which is dated later than the present of the network; a
    network with all dates has no plans. In a group that people join and leave their times must
    overlap. Plans with somebody who has died are dropped.
    """
    if _has_died(network, source) or _has_died(network, target):
        return ()
    planned = _planned_links(network)
    of_source, of_target = planned.get(source, {}), planned.get(target, {})
    plans = list(_guidance(network, source, of_source.get(target, ())))
    for node in dict.fromkeys((*of_source, *of_target)):
        if network.kinds[node] not in active().groups:
            continue
        first = of_source.get(node) or _lasting_links(network, source, node)
        second = of_target.get(node) or _lasting_links(network, target, node)
        first, second = _together(network, node, first, second)
        if first and second:
            plans.append(_plan(network, node, first, second))
    return tuple(sorted(plans, key=lambda plan: (plan.year or 0, plan.id)))


def planned_years(network: Network, person: int) -> list[int]:
    """The years, ascending, for which anything is planned with a person."""
    if _has_died(network, person):
        return []
    starts = network.with_plans.links["first_year"]
    rows = {row for rows in _planned_links(network).get(person, {}).values() for row in rows}
    return sorted({year for row in rows if (year := starts[row]) is not None})


def _has_died(network: Network, person: int) -> bool:
    died = network.nodes["died"][person]
    return died is not None and died <= network.year_asked


def _planned_links(network: Network) -> _Links:
    if network not in _CACHE:
        _CACHE[network] = _read_links(network)
    return _CACHE[network]


def _read_links(network: Network) -> _Links:
    by_person: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    planned = network.planned.filter(means(*_TYING))
    rows = planned.select("source", "target", "role", "job", "link")
    for source, target, role, job, link in rows.iter_rows():
        if shows_no_meeting(role or "") or shows_no_meeting(job or ""):
            continue
        for end, far_end in ((source, target), (target, source)):
            if network.kinds[end] == "Person":
                by_person[end][far_end].append(link)
    return by_person


def _lasting_links(network: Network, person: int, node: int) -> list[int]:
    """The rows of the links, in the network with plans, by which a person is in a group that
    others can join later, which is any except a project."""
    group = active().groups[network.kinds[node]]
    if "credit" in group.joined_by:
        return []
    neighbours, links = network.adjacency().of(person)
    held = network.links[links[neighbours == node]].filter(means(*group.joined_by))["id"]
    whole = network.with_plans
    neighbours, links = whole.adjacency().of(person)
    rows: list[int] = links[neighbours == node].tolist()
    return [row for row in rows if whole.links["id"][row] in held]


def _together(
    network: Network, node: int, first: Sequence[int], second: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Those links of each of two people that hold at the same time as one of the other's."""
    if "credit" in active().groups[network.kinds[node]].joined_by:
        return list(first), list(second)
    stays = _stays(network, {*first, *second})
    pairs = [(a, b) for a in first for b in second if _overlap(stays[a], stays[b])]
    of_first, of_second = {a for a, _ in pairs}, {b for _, b in pairs}
    return [a for a in first if a in of_first], [b for b in second if b in of_second]


def _stays(network: Network, rows: Iterable[int]) -> dict[int, tuple[str | None, str | None]]:
    """From when and until when each link holds, None if open, by the rules of
    ``affiliation_rows``; who joined on an unknown date is known to be there up to the present."""
    rows = list(rows)
    lasting = pl.col("role").is_in(LASTING_ROLES).fill_null(False)
    brief = means("study") | (means("attendance") & ~lasting)
    planned = pl.Series("planned", rows).is_in(network.planned["link"].implode())
    known = pl.coalesce("since", pl.when(~planned).then(pl.lit(network.asked)))
    until = pl.coalesce("until", pl.when(brief).then(known))
    stays = network.with_plans.links[rows].select("since", until.alias("until"))
    return dict(zip(rows, stays.iter_rows(), strict=True))


def _overlap(first: tuple[str | None, str | None], second: tuple[str | None, str | None]) -> bool:
    """Whether two spans of ISO dates, which may stop at the year or month, can overlap."""
    for (_, end), (start, _) in ((first, second), (second, first)):
        if end and start and end < start and not start.startswith(end):
            return False
    return True


def _plan(network: Network, node: int, first: Iterable[int], second: Iterable[int]) -> Plan:
    links = network.with_plans.links
    rows = [*first, *second]
    year = network.nodes["year"][node]
    starts = [links["first_year"][row] for row in rows if links["first_year"][row] is not None]
    return Plan(
        kind=network.kinds[node],
        id=network.ids[node],
        name=network.names[node],
        year=year if year is not None else max(starts, default=None),
        roles=(_role(network, first), _role(network, second)),
        links=tuple(dict.fromkeys(links["id"][row] for row in rows)),
        sources=_sources(links, rows),
    )


def _guidance(network: Network, person: int, rows: Iterable[int]) -> list[Plan]:
    links = network.with_plans.links
    return [
        Plan(
            kind=guidance_kind(),
            id=links["id"][row],
            name=network.names[links["source"][row]],
            year=links["first_year"][row],
            roles=_GUIDING if links["source"][row] == person else _GUIDING[::-1],
            links=(links["id"][row],),
            sources=_sources(links, [row]),
        )
        for row in rows
    ]


def _role(network: Network, rows: Iterable[int]) -> str | None:
    links = network.with_plans.links
    roles = (links["role"][row] or links["title"][row] for row in rows)
    return next((role for role in roles if role), None)


def _sources(links: pl.DataFrame, rows: Iterable[int]) -> tuple[str, ...]:
    stated = {source for row in rows for source in links["sources"][row].to_list()}
    return tuple(sorted(stated))
