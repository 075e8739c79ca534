"""Programme staff: employees, officials and mentors, who are not suggested as collaborators to the
participants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.network.network import Network
from graphmodel.network.present import asking_date, has_ended
from graphmodel.network.tables import with_its_parts
from graphmodel.schema.declarations import Meaning

STAFF_ROLES = ("mentor", "coordinator", "consultant", "founder", "moderator", "speaker", "juror")
"""Roles at a programme or event of those who run it, as opposed to its participants."""

_HOLDING: tuple[Meaning, ...] = ("running", "membership")
"""Meanings of the links by which somebody is staff for as long as they hold."""

_CACHE: WeakKeyDictionary[Network, _Staff] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class _Staff:
    """The staff of the programmes of a network.

    ``links`` has the staff of each programme, and the mentors of each programme or person (columns
    ``person`` and ``programme``), ``attendance`` who attends which programme or event in what role,
    and ``parts`` which of them are parts of which. ``without_work`` are present and former staff
    who have no credit and are participants in no programme or event.
    """

    links: pl.DataFrame
    attendance: pl.DataFrame
    parts: pl.DataFrame
    without_work: list[int]


def programme_staff(network: Network, people: NDArray[np.int64]) -> NDArray[np.bool_]:
    """For each node, whether it is programme staff that should not be suggested to these people (by
    node index): an employee or official, if still one, or a mentor of a programme that they
    attended, a mentor of one of them, or present or former staff of any programme without a credit
    who take part in none."""
    if network not in _CACHE:
        _CACHE[network] = _staff(network)
    staff = _CACHE[network]
    members = people.tolist()
    attended = staff.attendance.filter(pl.col("source").is_in(members))["target"]
    # Includes the people themselves, whom others may mentor directly.
    programmes = {*_connected(staff.parts, attended.to_list()), *members}
    at_work = staff.links.filter(pl.col("programme").is_in(list(programmes)))
    mask = np.zeros(len(network), dtype=bool)
    mask[at_work["person"].to_numpy()] = True
    mask[staff.without_work] = True
    return mask


def _staff(network: Network) -> _Staff:
    attendance = network.links_of("attendance", "source", "target", "role")
    parts = network.links_of("part", "source", "target")
    over = has_ended("until", asking_date(network.asked))
    links = _staff_links(network, attendance, parts, ~over)
    at_any_time = _staff_links(network, attendance, parts, pl.lit(True))
    credited = network.links_of("credit", "source")["source"]
    participants = attendance.filter(pl.col("role") == "participant")["source"]
    creators = {*credited.unique().to_list(), *participants.to_list()}
    without_work = sorted(set(at_any_time["person"].to_list()) - creators)
    return _Staff(links, attendance, parts, without_work)


def _staff_links(
    network: Network, attendance: pl.DataFrame, parts: pl.DataFrame, counted: pl.Expr
) -> pl.DataFrame:
    """The staff of each programme, of the links of ``_HOLDING`` only by those ``counted``."""
    at_work = attendance.filter(pl.col("role").is_in(STAFF_ROLES)).drop("role")
    guidance = network.links_of("guidance", "source", "target")
    runs, members = (
        network.links_of(meaning, "source", "target", "until").filter(counted).drop("until")
        for meaning in _HOLDING
    )
    is_person = network.nodes["kind"] == "Person"
    runners = runs.filter(~is_person.gather(runs["source"]))
    # Members of an organisation that runs a programme, or of a part of the organisation.
    arms = [
        {"runner": runner, "arm": arm}
        for runner in runners["source"].unique()
        for arm in with_its_parts(parts, runner)
    ]
    employed = (
        runners.rename({"source": "runner"})
        .join(pl.DataFrame(arms, schema={"runner": pl.Int64, "arm": pl.Int64}), on="runner")
        .join(members.rename({"target": "arm"}), on="arm")
        .select("source", "target")
        .unique()
    )
    links = pl.concat([at_work, guidance, runs, employed])
    return links.filter(is_person.gather(links["source"])).rename(
        {"source": "person", "target": "programme"}
    )


def _connected(parts: pl.DataFrame, nodes: Iterable[int]) -> set[int]:
    """Nodes with everything connected to them by links between parts and wholes."""
    reached = set(nodes)
    while True:
        whole = parts.filter(pl.col("source").is_in(list(reached)))["target"]
        within = parts.filter(pl.col("target").is_in(list(reached)))["source"]
        near = {*reached, *whole, *within}
        if near == reached:
            return reached
        reached = near
