"""How communities came to be what they are: how they began, grew, merged, split and ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl
from scipy import sparse

from graphmodel.analysis.communities.communities import Community
from graphmodel.analysis.communities.graphs import TOP_PREFIX, GraphProjection, Level, top_level
from graphmodel.analysis.communities.labels import label
from graphmodel.analysis.communities.traits import traits
from graphmodel.analysis.graph.rand_index import contingency_table
from graphmodel.analysis.results import Result, Row
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network

YEARS = 10
"""Length of a window."""
ALIKE = 1e9
"""A half-life with which the years of a window count alike."""
LEAST_PEOPLE = 20
"""A smaller community is not followed."""
LEAST_OVERLAP = 0.3
"""The share of the people who are in both windows that must stay together to be the same, or to
come from or go to one: the threshold of Greene, Doyle and Cunningham (2010)."""
GROWN = 1.25
"""So many times as large is grown, so many times smaller is shrunk."""


@dataclass(frozen=True)
class Stage:
    """One community in one window of years, both included.

    ``event`` is what became of it since the window before: "began", "went on", "grew", "shrank",
    "merged" from several or "split off" another; ``ended`` says that nothing of it is found in the
    next window. ``people`` are ids, the most central first.
    """

    id: str
    first: int
    last: int
    label: str
    size: int
    people: tuple[str, ...]
    event: str
    ended: bool


@dataclass(frozen=True)
class Transition:
    """Between two stages that follow each other: ``people`` who went from one to the other, and
    the ``overlap`` (Jaccard) of those of both stages who are in both windows."""

    source: str
    target: str
    people: int
    overlap: float


@dataclass(frozen=True)
class CommunityEvolution(Result):
    """The stages of all communities, window by window, the largest first, and what ties them."""

    stages: tuple[Stage, ...]
    transitions: tuple[Transition, ...]

    COLUMNS: ClassVar[Mapping[str, pl.DataType]] = {
        "first": pl.Int64(),
        "last": pl.Int64(),
        "id": pl.String(),
        "label": pl.String(),
        "size": pl.Int64(),
        "event": pl.String(),
        "ended": pl.Boolean(),
    }

    def rows(self) -> Iterator[Row]:
        """One line a stage."""
        for stage in self.stages:
            yield {name: getattr(stage, name) for name in self.COLUMNS}

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        """Each stage is a node."""
        for stage in self.stages:
            yield stage.id, {"label": stage.label, "size": stage.size, "event": stage.event}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        """Each passage from one stage to the next."""
        for one in self.transitions:
            yield one.source, one.target, {"people": one.people, "overlap": one.overlap}

    def of(self, community: Community) -> CommunityEvolution:
        """What led to a community: in each window the stages that are its people for the most
        part, and those where a tenth of its people there were, if they are a tenth of the stage."""
        people = set(community.people)
        there: dict[int, int] = {}
        shared = {stage.id: len(people.intersection(stage.people)) for stage in self.stages}
        for stage in self.stages:
            there[stage.first] = there.get(stage.first, 0) + shared[stage.id]
        kept = {
            s.id for s in self.stages
            if shared[s.id] > 0.5 * s.size
            or shared[s.id] >= max(0.1 * s.size, 0.1 * there[s.first], 1)
        }  # fmt: skip
        return CommunityEvolution(
            tuple(s for s in self.stages if s.id in kept),
            tuple(p for p in self.transitions if p.source in kept and p.target in kept),
        )


def community_evolution(
    network: Network, *, years: int = YEARS, resolution: float = 1.0, seed: int = 0
) -> CommunityEvolution:
    """How the communities of the people of a network developed, in windows of so many years.

    In each window communities are those of the ties of its years alone, which count alike; of
    LEAST_PEOPLE or more, they are matched with those of the window before by the overlap of the
    people who are in both windows (Greene, Doyle, Cunningham 2010). Where LEAST_OVERLAP of a
    community's people of both come from one, it goes on; where it takes that share of several, it
    merged; where another took more from the same one, it split off. Ties without a year are in no
    window. Raises InputError for windows of less than one year, or a resolution that is not above
    zero.
    """
    if years < 1:
        raise InputError(f"windows of {years} years cannot be; give 1 or more")
    windows = [
        _window(network, first, years, resolution, seed) for first in _starts(network, years)
    ]
    stages: list[Stage] = []
    transitions: list[Transition] = []
    for n, here in enumerate(windows):
        before = windows[n - 1] if n else None
        after = windows[n + 1] if n + 1 < len(windows) else None
        came, events = _events(before, here)
        transitions += came
        goes_on = {p.source for p in _passages(here, after)} if after is not None else None
        stages += [
            Stage(
                id=one.id,
                first=here.first,
                last=here.last,
                label=one.label,
                size=len(one.people),
                people=one.people,
                event=events[one.id],
                ended=goes_on is not None and one.id not in goes_on,
            )
            for one in here.found
        ]
    return CommunityEvolution(tuple(stages), tuple(transitions))


@dataclass(frozen=True)
class _Named:
    id: str
    label: str
    people: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Window:
    """The communities of some years; ``part`` has the place in ``found`` by index of person."""

    first: int
    last: int
    found: tuple[_Named, ...]
    part: Indexes
    there: Indexes


def _starts(network: Network, years: int) -> list[int]:
    """The first years of windows that end with the network's latest year, the oldest first."""
    known = network.links_of("credit", "last_year")["last_year"].drop_nulls()
    if known.is_empty():
        return []
    earliest, latest = int(known.min()), network.latest_year or 0  # type: ignore[arg-type]
    return list(range(latest - years + 1, earliest - years, -years))[::-1]


def _window(network: Network, first: int, years: int, resolution: float, seed: int) -> _Window:
    last = first + years - 1
    lately = pl.col("last_year").is_between(first, last) | pl.col("first_year").is_between(
        first, last
    )
    part_ = network.filter(links=lately)
    ties = people_ties(part_, now=last, half_life=ALIKE, max_tie_age=years - 1)
    place = GraphProjection(part_, "", ties.people, ties.matrix())
    level = top_level(place, resolution=resolution, seed=seed, runs=1)
    found = _named(place, level, first)
    part = np.where(level.split.part < len(found), level.split.part, -1)
    there = np.flatnonzero(level.split.part >= 0)
    return _Window(first, last, found, part, there)


def _named(place: GraphProjection, level: Level, first: int) -> tuple[_Named, ...]:
    network = place.network
    told = traits(network, *place.homes(level))
    found = []
    for number in range(level.split.parts):
        people = level.people_of(number)
        if len(people) < LEAST_PEOPLE:
            break
        ids = tuple(network.ids.of(level.nodes[people]))
        # The years are those of the window; what it is known by is told without.
        reasons = [r for r in told.typical.get(number, ()) if r.kind != "decade"]
        leader = network.name_of(ids[0])
        name = label(leader, reasons, told.units.get(number, 0), "films")
        found.append(_Named(f"{TOP_PREFIX}{ids[0]}@{first}", name, ids))
    return tuple(found)


def _events(before: _Window | None, here: _Window) -> tuple[list[Transition], dict[str, str]]:
    """How each community of a window came from those before."""
    if before is None:
        return [], {one.id: "began" for one in here.found}
    came = _passages(before, here)
    sizes = {one.id: len(one.people) for one in (*before.found, *here.found)}
    heirs: dict[str, str] = {}
    for passage in sorted(came, key=lambda p: (-p.people, p.target)):
        heirs.setdefault(passage.source, passage.target)
    return came, {one.id: _event(one, came, heirs, sizes) for one in here.found}


def _event(
    one: _Named, came: Sequence[Transition], heirs: Mapping[str, str], sizes: Mapping[str, int]
) -> str:
    sources = [p.source for p in came if p.target == one.id]
    inherited = [source for source in sources if heirs[source] == one.id]
    if len(inherited) > 1:
        return "merged"
    if not inherited:
        return "split off" if sources else "began"
    times = len(one.people) / sizes[inherited[0]]
    return "grew" if times >= GROWN else "shrank" if times <= 1 / GROWN else "went on"


def _passages(before: _Window, here: _Window) -> list[Transition]:
    """From which communities those of a window come, by their people in both windows."""
    both = np.intersect1d(before.there, here.there)
    was, now = before.part[both], here.part[both]
    held = (was >= 0) & (now >= 0)
    if not held.any():
        return []
    counts = contingency_table(was[held], now[held])
    ends = (np.bincount(was[was >= 0]), np.bincount(now[now >= 0]))
    found = []
    for a, b, people in _entries(counts):
        # Measured by the smaller side too: a small one that is swallowed whole has merged.
        share = people / min(ends[0][a], ends[1][b])
        if share >= LEAST_OVERLAP and people >= 3:
            overlap = people / (ends[0][a] + ends[1][b] - people)
            ids = before.found[a].id, here.found[b].id
            found.append(Transition(*ids, people=people, overlap=float(overlap)))
    return found


def _entries(counts: sparse.csr_array) -> Iterator[tuple[int, int, int]]:
    table = counts.tocoo()
    for a, b, people in zip(
        table.row.tolist(), table.col.tolist(), table.data.tolist(), strict=True
    ):
        yield a, b, int(people)
