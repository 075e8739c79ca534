"""The evolution of communities: how they begin, grow, merge, split and end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl
from scipy import sparse

from graphmodel.analysis.communities.graphs import TOP_PREFIX, GraphProjection, Level, top_level
from graphmodel.analysis.communities.labels import CommunityName, named
from graphmodel.analysis.communities.options import PartitionOptions
from graphmodel.analysis.communities.results import Community
from graphmodel.analysis.communities.traits import traits
from graphmodel.analysis.graph.rand_index import contingency_table
from graphmodel.analysis.results import Result, Row
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network
from graphmodel.network.present import AsOf

YEARS = 10
"""Length of a window in years."""
NO_DECAY = 1e9
"""A half-life so long that all years of a window count equally."""
MIN_PEOPLE = 20
"""Smaller communities are not followed."""
MIN_OVERLAP = 0.3
"""The share of the smaller community, among people in both windows, that must stay together for two
to be linked: the threshold of Greene, Doyle and Cunningham (2010)."""
GROWTH = 1.25
"""A community this many times as large has grown; one this many times smaller has shrunk."""


@dataclass(frozen=True)
class Stage:
    """One community in one window of years, both included.

    ``event`` is what happened since the previous window: "began", "went on", "grew", "shrank",
    "merged" from several or "split off" from another; ``ended`` is whether it has no successor in
    the next window, if there is one. ``people`` are ids, most central first.
    """

    id: str
    first: int
    last: int
    label: str
    naming: CommunityName
    size: int
    people: tuple[str, ...]
    event: str
    ended: bool


@dataclass(frozen=True)
class Transition:
    """A link between stages of consecutive windows: the number of ``people`` who moved from one to
    the other, and the ``overlap`` (Jaccard) of the stages' people who are in both windows."""

    source: str
    target: str
    people: int
    overlap: float


@dataclass(frozen=True)
class CommunityEvolution(Result):
    """The stages of all communities, window by window, largest first, and their transitions."""

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
        """One row per stage."""
        for stage in self.stages:
            yield {name: getattr(stage, name) for name in self.COLUMNS}

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        """Each stage is a node."""
        for stage in self.stages:
            yield stage.id, {"label": stage.label, "size": stage.size, "event": stage.event}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        """Each transition from one stage to the next."""
        for transition in self.transitions:
            attributes = {"people": transition.people, "overlap": transition.overlap}
            yield transition.source, transition.target, attributes

    def leading_to(self, community: Community) -> CommunityEvolution:
        """The history of one community: in each window, the stages made up mostly of its people,
        and those with a tenth of its people in that window who make up a tenth of the stage."""
        people = set(community.people)
        in_window: dict[int, int] = {}
        shared = {stage.id: len(people.intersection(stage.people)) for stage in self.stages}
        for stage in self.stages:
            in_window[stage.first] = in_window.get(stage.first, 0) + shared[stage.id]
        ancestors = {
            s.id for s in self.stages
            if shared[s.id] > 0.5 * s.size
            or shared[s.id] >= max(0.1 * s.size, 0.1 * in_window[s.first], 1)
        }  # fmt: skip
        return CommunityEvolution(
            tuple(s for s in self.stages if s.id in ancestors),
            tuple(t for t in self.transitions if t.source in ancestors and t.target in ancestors),
        )


def community_evolution(
    network: Network,
    *,
    years: int = YEARS,
    resolution: float = 1.0,
    seed: int = 0,
    as_of: AsOf = None,
) -> CommunityEvolution:
    """How the communities of the people of a network evolved, in windows of ``years`` years.

    Each window's communities come only from the ties of its years, all of which count equally;
    those with MIN_PEOPLE or more are matched to the previous window's by the overlap of the people
    in both windows (Greene, Doyle, Cunningham 2010). A community came from an earlier one if they
    have in common MIN_OVERLAP of the smaller one's people in both windows, and at least three. It
    continues an earlier one that sent most of its movers there, merged if there are several such,
    and split off if others received more people from all those it came from. Ties without a year
    are in no window. Raises InputError for windows of less than one year, or a resolution not
    above zero.
    """
    if years < 1:
        raise InputError("windows of {years} years are impossible; give 1 or more", years=years)
    network = network.present(as_of)
    windows = [
        _window(network, first, years, resolution, seed) for first in _window_starts(network, years)
    ]
    stages: list[Stage] = []
    transitions: list[Transition] = []
    for n, window in enumerate(windows):
        previous = windows[n - 1] if n else None
        following = windows[n + 1] if n + 1 < len(windows) else None
        arrivals, events = _events(previous, window)
        transitions += arrivals
        continued = None
        if following is not None:
            continued = {t.source for t in _transitions(window, following)}
        stages += [
            Stage(
                id=community.id,
                first=window.first,
                last=window.last,
                label=community.naming.label,
                naming=community.naming,
                size=len(community.people),
                people=community.people,
                event=events[community.id],
                ended=continued is not None and community.id not in continued,
            )
            for community in window.communities
        ]
    return CommunityEvolution(tuple(stages), tuple(transitions))


@dataclass(frozen=True)
class _WindowCommunity:
    id: str
    naming: CommunityName
    people: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Window:
    """The communities of a span of years; ``membership`` has each person's position in
    ``communities``, or -1; ``tied`` are the positions of people with ties in these years."""

    first: int
    last: int
    communities: tuple[_WindowCommunity, ...]
    membership: Indexes
    tied: Indexes


def _window_starts(network: Network, years: int) -> list[int]:
    """The first years of consecutive windows, oldest first; the last window ends with the
    network's latest year."""
    dated = network.links_of("credit", "last_year")["last_year"].drop_nulls()
    if dated.is_empty():
        return []
    earliest, latest = int(dated.min()), network.latest_year or 0  # type: ignore[arg-type]
    return list(range(latest - years + 1, earliest - years, -years))[::-1]


def _window(network: Network, first: int, years: int, resolution: float, seed: int) -> _Window:
    last = first + years - 1
    in_years = pl.col("last_year").is_between(first, last) | pl.col("first_year").is_between(
        first, last
    )
    subnetwork = network.filter(links=in_years)
    ties = people_ties(subnetwork, now=last, half_life=NO_DECAY, max_tie_age=years - 1)
    projection = GraphProjection(subnetwork, "", ties.people, ties.matrix())
    level = top_level(projection, PartitionOptions(resolution=resolution, seed=seed))
    membership = level.partition.membership
    communities = _window_communities(projection, level, first)
    followed = np.where(membership < len(communities), membership, -1)
    return _Window(first, last, communities, followed, np.flatnonzero(membership >= 0))


def _window_communities(
    projection: GraphProjection, level: Level, first: int
) -> tuple[_WindowCommunity, ...]:
    network = projection.network
    distinctive = traits(network, *projection.people_in(level))
    communities = []
    for number in range(level.partition.n_communities):
        people = level.people_of(number)
        if len(people) < MIN_PEOPLE:
            break
        ids = tuple(network.ids.of(level.nodes[people]))
        # The label need not repeat the years of the window.
        reasons = [r for r in distinctive.typical.get(number, ()) if r.kind != "decade"]
        leader = network.name_of(ids[0])
        name = named(leader, reasons, distinctive.units.get(number, 0), "films")
        communities.append(_WindowCommunity(f"{TOP_PREFIX}{ids[0]}@{first}", name, ids))
    return tuple(communities)


def _events(previous: _Window | None, window: _Window) -> tuple[list[Transition], dict[str, str]]:
    """The transitions into a window, and the event of each of its communities."""
    if previous is None:
        return [], {community.id: "began" for community in window.communities}
    arrivals = _transitions(previous, window)
    sizes = {c.id: len(c.people) for c in (*previous.communities, *window.communities)}
    heirs: dict[str, str] = {}
    for transition in sorted(arrivals, key=lambda t: (-t.people, t.target)):
        heirs.setdefault(transition.source, transition.target)
    return arrivals, {c.id: _event(c, arrivals, heirs, sizes) for c in window.communities}


def _event(
    community: _WindowCommunity,
    arrivals: Sequence[Transition],
    heirs: Mapping[str, str],
    sizes: Mapping[str, int],
) -> str:
    sources = [t.source for t in arrivals if t.target == community.id]
    inherited = [source for source in sources if heirs[source] == community.id]
    if len(inherited) > 1:
        return "merged"
    if not inherited:
        return "split off" if sources else "began"
    growth = len(community.people) / sizes[inherited[0]]
    return "grew" if growth >= GROWTH else "shrank" if growth <= 1 / GROWTH else "went on"


def _transitions(previous: _Window, window: _Window) -> list[Transition]:
    """The transitions into a window's communities, by the people in both windows."""
    people = np.intersect1d(previous.tied, window.tied)
    before, after = previous.membership[people], window.membership[people]
    followed = (before >= 0) & (after >= 0)
    if not followed.any():
        return []
    counts = contingency_table(before[followed], after[followed])
    sizes = (np.bincount(before[before >= 0]), np.bincount(after[after >= 0]))
    transitions = []
    for a, b, moved in _entries(counts):
        # Relative to the smaller side, so that a small community absorbed whole counts as merged.
        share = moved / min(sizes[0][a], sizes[1][b])
        if share >= MIN_OVERLAP and moved >= 3:
            overlap = moved / (sizes[0][a] + sizes[1][b] - moved)
            ids = previous.communities[a].id, window.communities[b].id
            transitions.append(Transition(*ids, people=moved, overlap=float(overlap)))
    return transitions


def _entries(counts: sparse.csr_array) -> Iterator[tuple[int, int, int]]:
    table = counts.tocoo()
    for a, b, people in zip(
        table.row.tolist(), table.col.tolist(), table.data.tolist(), strict=True
    ):
        yield a, b, int(people)
