"""Pictures of who knows whom: people alone, joined by what they shared.

As with ``picture``, the same arguments give the same nodes in the same positions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from pyvis.network import Network as Pyvis

from graphmodel import words
from graphmodel.analysis.graph.leiden import leiden
from graphmodel.analysis.ties.acquaintances import (
    Acquaintances,
    Tie,
    acquaintances,
    tie_weights,
)
from graphmodel.analysis.ties.ties import Ties
from graphmodel.errors import InputError
from graphmodel.network.captions import count_caption, shorten, summary
from graphmodel.network.network import Indexes, Network
from graphmodel.pictures.growth import Addition, Drawing, Expansion, Growth, Selection, growth_from
from graphmodel.pictures.moves import Move, Position
from graphmodel.pictures.picture import (
    LARGEST,
    SMALLEST,
    Picture,
    growth_marks,
    place_steps,
    year_pair,
)
from graphmodel.pictures.selection import Filters, Selector
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS

TIES_EACH = 4
"""Ties drawn for each person, the strongest: with all of them a crew is a heap of lines."""

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#7f5fbf", "#8c6d5a")
"""Colours of communities, the largest first: those of Okabe and Ito (2008), which colour-blind eyes
tell apart, but for black and yellow, and two more."""

LONER = "#8a94a3"
"""The colour of everybody outside the communities that have one."""

MIN_COMMUNITY = 3
"""People a community needs for a colour."""

TYPE_PLURALS = {"film": "films", "short": "shorts", "series": "series"}


@dataclass(frozen=True)
class PeoplePicture:
    """A picture of people, the ties drawn in it, strongest first, and how many ties there are among
    its people altogether."""

    picture: Picture
    ties: tuple[Tie, ...]
    all_ties: int


def people_picture(
    ties: Ties,
    centre_ids: Sequence[str],
    *,
    expanded: Sequence[str] = (),
    filters: Filters = Filters(),  # noqa: B008 - frozen
    limit: int,
    batch: int,
    positions: Mapping[str, Position] | None = None,
    moves: Sequence[Move] = (),
) -> PeoplePicture:
    """The people who know the centres best, at most ``limit``, and the ties among them.

    A centre that is no person stands for its people: a team, a cohort, who takes part, or whose
    work was selected. ``expanded`` are the texts of further steps (``growth_from``): an id adds up
    to ``batch`` people who know that person best, ``MORE`` those who know the centres. Years and
    roles in ``filters`` count for what people share. Raises InputError for an unknown centre.
    """
    if limit < 1 or batch < 1:
        raise InputError(f"limit {limit} and batch {batch} must be 1 or more")
    circle = _Circle(ties, filters)
    selection = circle.select(centre_ids, list(map(growth_from, expanded)), limit, batch)
    drawn = selection.nodes
    placed = list(dict.fromkeys(node for step in selection.steps for node in step.nodes))
    known = circle.known(placed)
    joined = [(t.first, t.second) for t in _strongest_each(known.among(placed), circle.seeds)]
    among = known.among(drawn)
    shown = _strongest_each(among, circle.seeds)
    network = ties.network
    laid_out, at = place_steps(network, selection, dict(enumerate(joined)), positions or {}, moves)
    unseen = known.unseen({*drawn, *circle.hidden})
    community = _communities(network, among, drawn)
    canvas = Pyvis(directed=True)
    for node in drawn:
        central = node in circle.seeds and len(circle.seeds) <= len(centre_ids)
        options = _node_options(network, node, unseen.get(node, 0), known, central=central)
        options |= growth_marks(selection, node)
        x, y = at[node]
        canvas.add_node(network.ids[node], x=x, y=y, physics=False,
                        color=community.colour.get(node, LONER), **options)  # fmt: skip
    for tie in shown:
        canvas.add_edge(network.ids[tie.first], network.ids[tie.second], physics=False,
                        route=frozenset((tie.first, tie.second)) in selection.route_steps,
                        **_edge_options(network, tie))  # fmt: skip
    picture = Picture(
        tuple(canvas.nodes),
        tuple(canvas.edges),
        {network.ids[node]: at[node] for node in drawn},
        {network.ids[node]: laid_out[node] for node in placed},
        selection.left_out,
        {network.ids[node]: unseen[node] for node in drawn if node in unseen},
        tuple(drawn),
        (),
        community.legend,
    )
    return PeoplePicture(picture, shown, len(among))


def tie_caption(tie: Tie) -> str:
    """What two people share, and when last: "4 films, 1 school, last 2014"."""
    counts = []
    for shared in tie.shared:
        if shared.kind not in NODE_KINDS:
            counts.append(words.label(LINK_KINDS[shared.kind].caption))
        elif shared.type in TYPE_PLURALS:
            plural = TYPE_PLURALS[shared.type]
            counts.append(words.counted(shared.type, plural, shared.number))
        else:
            counts.append(count_caption(shared.kind, shared.number))
    last = words.say("last {year}", year=tie.last_year) if tie.last_year else ""
    return words.listed(*counts, last)


class _Circle:
    """Picks people around the centres, the best known first."""

    def __init__(self, ties: Ties, filters: Filters) -> None:
        self._ties, self._filters = ties, filters
        self._selector = Selector(ties.network, Filters(None, filters.roles, filters.years))
        network = ties.network
        self.hidden = {network.index(x) for x in filters.hidden if x in network}
        self.seeds: tuple[int, ...] = ()

    def known(self, people: Sequence[int]) -> Acquaintances:
        """Everybody whom these people know, through what passes the filters."""
        indexes: Indexes = np.array(sorted(people), dtype=np.int64)
        return acquaintances(
            self._ties, indexes, years=self._filters.years, roles=self._filters.roles
        )

    def select(
        self, centre_ids: Sequence[str], growth: Sequence[Growth], limit: int, batch: int
    ) -> Selection:
        """The people drawn, in a step for the centres, one around them and one for each step of
        growth."""
        network = self._ties.network
        groups = [self._people_of(network.index(x)) for x in dict.fromkeys(centre_ids)]
        members = list(dict.fromkeys(person for group in groups for person in group))
        self.seeds = tuple(members[:limit])
        drawing = Drawing(network, dict.fromkeys(self.seeds, -1))
        around = self.known(self.seeds)
        # The people of a film are its team: who knows them comes when asked for.
        alone = len(self.seeds) > len(groups)

        def expand(step: Expansion, drawn: Mapping[int, int]) -> Mapping[int, int]:
            room = batch if step.number is None else step.number
            if step.node_id:
                node = network.index(step.node_id) if step.node_id in network else -1
                if node not in drawn or node in self.hidden:
                    return {}
                return self._choosing(step).known([node]).strongest(drawn, room)
            waiting = [person for person in members if person not in drawn]
            if waiting:
                return dict.fromkeys(waiting[:room], -1)
            return around.strongest(drawn, room)

        first = Expansion("", 0 if alone else limit - len(self.seeds))
        people = [self._people_alone(step) for step in growth]
        drawing.grow((first, *people), expand)
        reach = {*members, *([] if alone else around.strengths["second"].to_list())}
        return drawing.selection(len(reach - drawing.drawn.keys() - self.hidden), self.hidden)

    def _choosing(self, step: Expansion) -> _Circle:
        """A circle that counts only what an expansion asks for as well."""
        first, last = self._filters.years or (None, None)
        since = [year for year in (first, step.since) if year is not None]
        years = (max(since, default=None), last)
        roles = step.roles or self._filters.roles
        hidden = self._filters.hidden
        return _Circle(self._ties, Filters(None, roles, None if years == (None, None) else years,
                                           hidden))  # fmt: skip

    def _people_alone(self, step: Growth) -> Growth:
        """The step without what is no person."""
        if not isinstance(step, Addition):
            return step
        network = self._ties.network
        people = (
            x for x in step.ids if x in network and network.kinds[network.index(x)] == "Person"
        )
        return replace(step, ids=tuple(people))

    def _people_of(self, node: int) -> list[int]:
        """A person alone; else the people at a node, or at what is joined to it, those with most
        links first."""
        network = self._ties.network
        if network.kinds[node] == "Person":
            return [node]
        around = self._selector.neighbours(node)[0].tolist()
        people = Counter(n for n in around if network.kinds[n] == "Person")
        if not people:
            people = Counter(
                n
                for middle in dict.fromkeys(around)
                for n in self._selector.neighbours(middle)[0].tolist()
                if network.kinds[n] == "Person"
            )
        degrees = network.adjacency().degrees
        return sorted(people, key=lambda n: (-people[n], -int(degrees[n]), n))


@dataclass(frozen=True)
class _Communities:
    colour: Mapping[int, str]
    legend: tuple[tuple[str, str], ...]


def _communities(network: Network, ties: Collection[Tie], drawn: Sequence[int]) -> _Communities:
    """The colour of everybody in one of the largest communities of the picture, and each of these
    by whom it forms around."""
    people: Indexes = np.array(sorted(drawn), dtype=np.int64)
    weights = tie_weights(ties, people)
    membership = leiden(weights)
    strength = np.asarray(weights.sum(axis=1)).ravel()
    colour: dict[int, str] = {}
    legend = []
    sizes = Counter(membership.tolist())
    largest = [number for number, size in sizes.most_common() if size >= MIN_COMMUNITY]
    for number, shade in zip(largest, COLOURS, strict=False):
        members = np.flatnonzero(membership == number)
        leader = int(people[members[np.argmax(strength[members])]])
        legend.append((words.say("around {name}", name=network.names[leader]), shade))
        colour |= dict.fromkeys(people[members].tolist(), shade)
    if len(colour) < len(people):
        legend.append((words.say("others"), LONER))
    return _Communities(colour, tuple(legend))


def _strongest_each(ties: Sequence[Tie], seeds: Collection[int]) -> tuple[Tie, ...]:
    """The strongest ties of each person, and all those of the only centre."""
    drawn: Counter[int] = Counter()
    shown = []
    for tie in ties:
        central = len(seeds) == 1 and (tie.first in seeds or tie.second in seeds)
        if central or min(drawn[tie.first], drawn[tie.second]) < TIES_EACH:
            shown.append(tie)
            drawn.update((tie.first, tie.second))
    return tuple(shown)


def _node_options(
    network: Network, node: int, unseen: int, known: Acquaintances, *, central: bool
) -> dict[str, object]:
    properties = network.node(node)
    fictional = bool(properties.get("fictional"))
    acquainted = known.degrees.get(node, 0)
    title = [properties["name"], *([words.say("fictional")] if fictional else [])]
    title += [line for line in (summary(network, node),) if line]
    if unseen:
        title.append(words.say("Double-click for {n:,} more people", n=unseen))
    size = min(SMALLEST + 2.0 * np.log2(1 + acquainted), LARGEST)
    return {
        "label": shorten(properties["name"]),
        "title": "\n".join(title),
        "shape": "dot",
        "size": round(LARGEST if central else float(size), 1),
        "kind": properties["kind"],
        "fictional": fictional,
        "central": central,
        "unseen": unseen,
        "shapeProperties": {"borderDashes": [4, 3] if fictional else False},
    }


def _edge_options(network: Network, tie: Tie) -> dict[str, object]:
    names = words.say(
        "{first} and {second}", first=network.names[tie.first], second=network.names[tie.second]
    )
    caption = tie_caption(tie)
    return {
        "id": f"{network.ids[tie.first]}|{network.ids[tie.second]}",
        "title": f"{names}\n{caption}",
        "words": caption,
        "color": LONER,
        "weight": round(tie_width(tie.strength), 2),
        "arrows": {"to": {"enabled": False}},
        "smooth": False,
        "years": year_pair(tie.last_year, tie.last_year),
    }


def tie_width(strength: float) -> float:
    """The width of the line of a tie, in pixels."""
    return 1.2 + 3.2 * float(min(1.0, strength / 0.4) ** 0.5)
