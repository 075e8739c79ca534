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
from graphmodel.pictures.groups import GroupOffer
from graphmodel.pictures.growth import (
    Addition,
    Drawing,
    Expansion,
    Group,
    Growth,
    Selection,
    growth_from,
)
from graphmodel.pictures.moves import Move, Position
from graphmodel.pictures.people_groups import members, people_group_offers
from graphmodel.pictures.picture import (
    LARGEST,
    SMALLEST,
    Picture,
    group_line,
    group_options,
    growth_marks,
    place_steps,
    year_pair,
)
from graphmodel.pictures.selection import Filters, Selector
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS

TIES_EACH = 4
"""Ties drawn for each person, the strongest: with all of them a crew is a tangle of lines."""

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#7f5fbf", "#8c6d5a")
"""Colours of communities, the largest first: the colour-blind safe ones of Okabe and Ito (2008)
except black, orange and yellow, and three more."""

LONER = "#8a94a3"
"""The colour of people outside the coloured communities."""

MIN_COMMUNITY = 3
"""Fewest people in a community with a colour."""

TYPE_PLURALS = {"film": "films", "short": "shorts", "series": "series"}


@dataclass(frozen=True)
class PeoplePicture:
    """A picture of people, the ties drawn in it, strongest first, and the number of all ties among
    its people."""

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
    """Draw the people who know the centres best, at most ``limit``, and the ties among them.

    A centre that is not a person stands for its people: a team, a cohort, participants, or those
    whose work was selected. ``expanded`` are the texts of further steps (``growth_from``): an id
    adds up to ``batch`` people who know that person best, ``MORE`` those who know the centres; a
    group of acquaintances is a node that can be expanded in turn. Years and roles in ``filters``
    apply to what people share. Raises InputError for an unknown centre or numbers below 1.
    """
    if limit < 1 or batch < 1:
        raise InputError(
            "limit {limit} and batch {batch} must be 1 or more", limit=limit, batch=batch
        )
    circle = _Circle(ties, filters)
    selection = circle.select(centre_ids, list(map(growth_from, expanded)), limit, batch)
    drawn = selection.nodes
    placed = list(dict.fromkeys(node for step in selection.steps for node in step.nodes))
    known = circle.known([node for node in placed if node not in selection.groups])
    inside = _Inside(circle, selection)
    joined = inside.ends(inside.strongest(known.among(placed)))
    among = known.among(drawn)
    shown = inside.strongest(among)
    network = ties.network
    lines = dict(enumerate([*joined.values(), *inside.lines]))
    laid_out, at = place_steps(network, selection, lines, positions or {}, moves)
    unseen = known.unseen({*drawn, *circle.hidden}) | inside.unseen({*drawn, *circle.hidden})
    people = [node for node in drawn if node not in selection.groups]
    community = _communities(network, among, people)
    canvas = Pyvis(directed=True)
    for node in people:
        central = node in circle.seeds and len(circle.seeds) <= len(centre_ids)
        options = _node_options(network, node, unseen.get(node, 0), known, central=central)
        options |= growth_marks(selection, node)
        x, y = at[node]
        canvas.add_node(network.ids[node], x=x, y=y, physics=False,
                        color=community.colour.get(node, LONER), **options)  # fmt: skip
    inside.draw(canvas, at, unseen)
    inside.draw_ties(canvas, shown)
    picture = Picture(
        tuple(canvas.nodes),
        tuple(canvas.edges),
        {selection.id_of(network, node): at[node] for node in drawn},
        {selection.id_of(network, node): laid_out[node] for node in placed},
        selection.left_out,
        {selection.id_of(network, node): unseen[node] for node in drawn if node in unseen},
        tuple(people),
        (),
        community.legend,
    )
    return PeoplePicture(picture, shown, len(among))


def people_groups(
    ties: Ties, hub_id: str, filters: Filters, drawn: Collection[str]
) -> tuple[GroupOffer, ...]:
    """The groups of a person's acquaintances that pass the filters, without those drawn already,
    given by id. Raises InputError for an unknown node."""
    hub = ties.network.index(hub_id)
    offers = people_group_offers(_Circle(ties, filters).known([hub]), hub_id)
    return tuple(offer for offer in offers if offer.group.text() not in drawn)


def people_in_group(ties: Ties, group: Group, filters: Filters) -> list[int]:
    """The people of a group that pass the filters, strongest ties first."""
    return _Circle(ties, filters).members(group)


def ties_to(ties: Ties, hub: int, people: Sequence[int], filters: Filters) -> tuple[Tie, ...]:
    """A person's ties to these people that pass the filters, strongest first."""
    among = _Circle(ties, filters).known([hub, *people]).among([hub, *people])
    return tuple(tie for tie in among if hub in (tie.first, tie.second))


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
        self._ties, self._filters, self.network = ties, filters, ties.network
        self._selector = Selector(ties.network, Filters(None, filters.roles, filters.years))
        network = ties.network
        self.hidden = {network.index(x) for x in filters.hidden if x in network}
        self.seeds: tuple[int, ...] = ()
        self._members: dict[Group, list[int]] = {}

    def known(self, people: Sequence[int]) -> Acquaintances:
        """Everybody whom these people know through what passes the filters."""
        indexes: Indexes = np.array(sorted(people), dtype=np.int64)
        return acquaintances(
            self._ties, indexes, years=self._filters.years, roles=self._filters.roles
        )

    def select(
        self, centre_ids: Sequence[str], growth: Sequence[Growth], limit: int, batch: int
    ) -> Selection:
        """Select the people to draw: one step for the centres, one around them and one for each
        step of growth."""
        network = self._ties.network
        groups = [self._people_of(network.index(x)) for x in dict.fromkeys(centre_ids)]
        centred = list(dict.fromkeys(person for group in groups for person in group))
        self.seeds = tuple(centred[:limit])
        drawing = Drawing(
            network, dict.fromkeys(self.seeds, -1), lambda group: bool(self.members(group))
        )
        around = self.known(self.seeds)
        # The people of a film are its team; their acquaintances come on request.
        alone = len(self.seeds) > len(groups)

        def expand(step: Expansion, drawn: Mapping[int, int]) -> Mapping[int, int]:
            room = batch if step.number is None else step.number
            if step.node_id:
                node = drawing.index_of(step.node_id)
                if node not in drawn or node in self.hidden:
                    return {}
                if node in drawing.groups:
                    waiting = [x for x in self.members(drawing.groups[node]) if x not in drawn]
                    return dict.fromkeys(waiting[:room], node)
                return self._choosing(step).known([node]).strongest(drawn, room)
            rest = [person for person in centred if person not in drawn]
            if rest:
                return dict.fromkeys(rest[:room], -1)
            return around.strongest(drawn, room)

        first = Expansion("", 0 if alone else limit - len(self.seeds))
        people = [self._people_alone(step) for step in growth]
        drawing.grow((first, *people), expand)
        reach = {*centred, *([] if alone else around.strengths["second"].to_list())}
        left_out = len(reach - drawing.drawn.keys() - self.hidden)
        lost = {x for x, group in drawing.groups.items()
                if network.index(group.hub_id) in self.hidden}  # fmt: skip
        return drawing.selection(left_out, self.hidden | lost)

    def members(self, group: Group) -> list[int]:
        """The people of a group, strongest ties first; none if the hub is not a person."""
        network = self._ties.network
        hub = network.index(group.hub_id) if group.hub_id in network else -1
        if hub < 0 or network.kinds[hub] != "Person":
            return []
        if group not in self._members:
            self._members[group] = members(self.known([hub]), group)
        return self._members[group]

    def _choosing(self, step: Expansion) -> _Circle:
        """A circle that also applies the limits of an expansion."""
        first, last = self._filters.years or (None, None)
        since = [year for year in (first, step.since) if year is not None]
        years = (max(since, default=None), last)
        roles = step.roles or self._filters.roles
        hidden = self._filters.hidden
        return _Circle(self._ties, Filters(None, roles, None if years == (None, None) else years,
                                           hidden))  # fmt: skip

    def _people_alone(self, step: Growth) -> Growth:
        """The step without nodes that are not people."""
        if not isinstance(step, Addition):
            return step
        network = self._ties.network
        people = (
            x for x in step.ids if x in network and network.kinds[network.index(x)] == "Person"
        )
        return replace(step, ids=tuple(people))

    def _people_of(self, node: int) -> list[int]:
        """The node itself if it is a person; else the people at it, or at its neighbours if there
        are none, those with most links first."""
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


class _Inside:
    """The groups drawn in a picture of people, and the ties that lead to them instead of their
    hubs."""

    def __init__(self, circle: _Circle, selection: Selection) -> None:
        self._circle, self._selection = circle, selection
        self._network = circle.network
        self._groups = selection.shown_groups
        self._hub = {node: self._network.index(g.hub_id) for node, g in self._groups.items()}
        self._through = {
            frozenset((self._hub[node], member)): node
            for node, group in self._groups.items()
            for member in circle.members(group)
        }
        self.lines = [(self._hub[node], node) for node in self._groups]

    def strongest(self, ties: Sequence[Tie]) -> tuple[Tie, ...]:
        """The ties to draw, including every tie of a group."""
        return _strongest_each(ties, self._circle.seeds, self._through)

    def ends(self, ties: Sequence[Tie]) -> dict[Tie, tuple[int, int]]:
        """The ends of each tie: for one through a group, the group's node replaces the hub."""
        ends = {}
        for tie in ties:
            node = self._through.get(frozenset((tie.first, tie.second)))
            if node is None:
                ends[tie] = (tie.first, tie.second)
            else:
                member = tie.second if tie.first == self._hub[node] else tie.first
                ends[tie] = (node, member)
        return ends

    def unseen(self, shown: Collection[int]) -> dict[int, int]:
        """The number of people in each group that are not shown."""
        return {
            node: len(set(self._circle.members(group)) - {*shown})
            for node, group in self._groups.items()
        }

    def draw(self, canvas: Pyvis, at: Mapping[int, Position], unseen: Mapping[int, int]) -> None:
        """Add the nodes of groups and the lines to the hubs that are drawn."""
        drawn = {*self._selection.nodes}
        for node, group in self._groups.items():
            offer = GroupOffer(group, "Person", len(self._circle.members(group)))
            options = group_options(self._network, offer, unseen.get(node, 0))
            options |= growth_marks(self._selection, node) | {"color": LONER}
            x, y = at[node]
            canvas.add_node(group.text(), x=x, y=y, physics=False, **options)
            if self._hub[node] in drawn:
                line = group_line(group.text())
                canvas.add_edge(group.hub_id, group.text(), physics=False, **line)

    def draw_ties(self, canvas: Pyvis, ties: Sequence[Tie]) -> None:
        """Add ties; those through a group start at its node."""
        for tie, ends in self.ends(ties).items():
            source, target = (self._selection.id_of(self._network, end) for end in ends)
            on_route = frozenset((tie.first, tie.second)) in self._selection.route_steps
            canvas.add_edge(source, target, physics=False, route=on_route,
                            **_edge_options(self._network, tie))  # fmt: skip


@dataclass(frozen=True)
class _Communities:
    colour: Mapping[int, str]
    legend: tuple[tuple[str, str], ...]


def _communities(network: Network, ties: Collection[Tie], drawn: Sequence[int]) -> _Communities:
    """The colour of each person in one of the largest communities of the picture, and a legend that
    names the person whom each community forms around."""
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


def _strongest_each(
    ties: Sequence[Tie], seeds: Collection[int], always: Collection[frozenset[int]]
) -> tuple[Tie, ...]:
    """The strongest ties of each person, all ties of a single centre, and those of the pairs in
    ``always``."""
    drawn: Counter[int] = Counter()
    shown = []
    for tie in ties:
        central = len(seeds) == 1 and (tie.first in seeds or tie.second in seeds)
        central |= frozenset((tie.first, tie.second)) in always
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
        "people": [network.ids[tie.first], network.ids[tie.second]],
        "title": f"{names}\n{caption}",
        "words": caption,
        "color": LONER,
        "weight": round(tie_width(tie.strength), 2),
        "arrows": {"to": {"enabled": False}},
        "smooth": False,
        "years": year_pair(tie.first_year, tie.last_year),
    }


def tie_width(strength: float) -> float:
    """The line width of a tie, in pixels."""
    return 1.2 + 3.2 * float(min(1.0, strength / 0.4) ** 0.5)
