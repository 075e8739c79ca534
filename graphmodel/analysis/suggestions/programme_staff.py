"""Who works for a programme: employees, officials and mentors are no collaborators to suggest to
those whom it takes in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.network.network import Network
from graphmodel.schema.declarations import Meaning

STAFF_ROLES = ("mentor", "coordinator", "consultant", "founder", "moderator", "speaker", "juror")
"""Roles at a programme or event of those who make it, and not of those for whom it is."""


_CACHE: WeakKeyDictionary[Network, _Staff] = WeakKeyDictionary()


def programme_staff(network: Network, people: NDArray[np.int64]) -> NDArray[np.bool_]:
    """For each node whether it is a person who works for a programme, and no collaborator of these
    people (by node index): an employee, official or mentor of one that they take part in or came
    to, or of any programme if they have no credit and take part in none."""
    staff = _CACHE.get(network) or _CACHE.setdefault(network, _Staff(network))
    mask = np.zeros(len(network), dtype=bool)
    if staff.links.height:
        at_work = staff.links.filter(pl.col("programme").is_in(list(staff.programmes_of(people))))
        mask[at_work["person"].to_numpy()] = True
        mask[staff.without_work] = True
    return mask


@dataclass(frozen=True, eq=False)
class _Staff:
    """Who works for the programmes of a network."""

    network: Network

    @cached_property
    def links(self) -> pl.DataFrame:
        """Columns person and programme: who works for each, or mentors each programme or person."""
        return _staff_links(self.network)

    @cached_property
    def attendance(self) -> pl.DataFrame:
        """Who comes to which programme or event, in what role."""
        return self.network.links_of("attendance", "source", "target", "role")

    @cached_property
    def without_work(self) -> list[int]:
        """Those who work for a programme, have no credit and take part in none."""
        credited = self.network.links_of("credit", "source")["source"]
        takes_part = self.attendance.filter(pl.col("role") == "participant")["source"]
        creators = set(credited.unique().to_list()) | set(takes_part.to_list())
        return sorted(set(self.links["person"].to_list()) - creators)

    def programmes_of(self, people: NDArray[np.int64]) -> set[int]:
        """The programmes and events that people take part in, with those that they are parts of
        and their parts; and the people themselves, whom others mentor."""
        members = people.tolist()
        joined = self.attendance.filter(pl.col("source").is_in(members))["target"]
        reached = _connected(self.network, set(joined.to_list()), upward=True, downward=True)
        return reached | set(members)


def _staff_links(network: Network) -> pl.DataFrame:
    """Columns person and programme: who works for each, or mentors each programme or person."""
    attendance = network.links_of("attendance", "source", "target", "role")
    at_work = attendance.filter(pl.col("role").is_in(STAFF_ROLES)).drop("role")
    guiding: tuple[Meaning, ...] = ("guidance", "running")
    frames = [at_work, *(network.links_of(meaning, "source", "target") for meaning in guiding)]
    direct = pl.concat(frames)
    kinds = network.nodes["kind"]
    runs = network.links_of("running", "source", "target")
    members = network.links_of("membership", "source", "target")
    employed = [
        {"source": person, "target": programme}
        for runner, programme in runs.iter_rows()
        if kinds[runner] != "Person"
        for person in _members(network, members, runner)
    ]
    if employed:
        direct = pl.concat([direct, pl.DataFrame(employed, schema=direct.schema)])
    people = direct.filter((kinds == "Person").gather(direct["source"]))
    return people.rename({"source": "person", "target": "programme"})


def _members(network: Network, members: pl.DataFrame, organisation: int) -> list[int]:
    """Who belongs to an organisation or to a part of it."""
    parts = _connected(network, {organisation}, upward=False, downward=True)
    return members.filter(pl.col("target").is_in(list(parts)))["source"].unique().to_list()


def _connected(network: Network, nodes: set[int], *, upward: bool, downward: bool) -> set[int]:
    """Nodes with those that they are parts of, and with their parts."""
    parts = network.links_of("part", "source", "target")
    reached = set(nodes)
    while True:
        near = set(reached)
        if upward:
            near |= set(parts.filter(pl.col("source").is_in(list(reached)))["target"].to_list())
        if downward:
            near |= set(parts.filter(pl.col("target").is_in(list(reached)))["source"].to_list())
        if near == reached:
            return reached
        reached = near
