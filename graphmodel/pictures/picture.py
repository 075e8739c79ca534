"""Pictures of parts of a network: nodes and edges built with pyvis, laid out in Python.

A picture is a function of its arguments: the same network, centres, expansions and filters give
the same nodes in the same positions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, hypot, log2, pi, sin, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyvis.network import Network as Pyvis

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.network.captions import count_caption, link_details, shorten, summary
from graphmodel.network.network import Network
from graphmodel.network.tables import held_until
from graphmodel.pictures.groups import GroupOffer, colour_and_shape, group_name, offer_of
from graphmodel.pictures.growth import Selection, growth_from
from graphmodel.pictures.layout import SPACING, arrange, fan
from graphmodel.pictures.moves import Move, Position, mark_of
from graphmodel.pictures.notes import Note, PlacedNote, placed
from graphmodel.pictures.selection import Filters, Selector
from graphmodel.pictures.svg import svg
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS

__all__ = ["LIMIT", "Picture", "Position", "picture"]

LIMIT = 300
"""Most nodes drawn by default."""

BATCH = 50
"""Most nodes that one expansion adds."""

SMALLEST, LARGEST = 9.0, 30.0
"""Node sizes in picture units, by degree."""

GROUP = "Group"
"""The kind of a node that stands for a group; not in the schema."""

GROUP_LINE, GROUP_LABEL = "#868e96", 22
"""The colour of the line between a hub and a group, and the length to which the hub's name is cut
in the group's label."""

ROOM = 4
"""Distance of a group beyond everything around its hub, in units of ``SPACING``."""

Spot = NDArray[np.float64]


@dataclass(frozen=True)
class Picture:
    """A picture in vis-network's terms.

    ``nodes`` and ``edges`` are pyvis's dictionaries, in the order they were added; ``positions``
    has the position of each node, and ``laid_out`` the same before anybody moved it; ``left_out``
    counts the nodes in reach that are not drawn; ``unseen`` gives each node's number of neighbours
    that are not drawn. ``node_indexes`` and ``link_indexes`` are the same nodes and links in the
    network. ``legend`` explains the colours if they do not stand for kinds. ``notes`` are those on
    the canvas.
    """

    nodes: tuple[dict[str, Any], ...]
    edges: tuple[dict[str, Any], ...]
    positions: Mapping[str, Position]
    laid_out: Mapping[str, Position]
    left_out: int
    unseen: Mapping[str, int]
    node_indexes: tuple[int, ...]
    link_indexes: tuple[int, ...]
    legend: tuple[tuple[str, str], ...] = ()
    notes: tuple[Note, ...] = ()

    def _repr_html_(self) -> str:
        """The picture in its current layout, as a notebook shows it."""
        return svg(self.nodes, self.edges, self.positions, self.left_out, self.placed_notes)

    @property
    def placed_notes(self) -> tuple[PlacedNote, ...]:
        """The notes with their positions, without those tied to a node that is not drawn."""
        return placed(self.notes, self.positions)


def picture(
    network: Network,
    centre_ids: Sequence[str],
    *,
    expanded: Sequence[str] = (),
    hops: int = 1,
    filters: Filters = Filters(),  # noqa: B008 - frozen
    limit: int = LIMIT,
    batch: int = BATCH,
    positions: Mapping[str, Position] | None = None,
    moves: Sequence[Move] = (),
) -> Picture:
    """Draw the centres and what lies within ``hops`` links of them, at most ``limit`` nodes.

    The closest come first, then the most strongly tied. ``expanded`` are the texts of further steps
    (``growth_from``): an id adds up to ``batch`` of its neighbours, placed around it while all
    other nodes stay; repeating an id adds its next batch, and ``MORE`` the next batch around the
    centres; an unknown id adds nothing. ``filters`` never remove a centre unless it is hidden.
    ``positions`` are kept exactly, except for the nodes in ``moves``, around whose new positions
    later expansions are placed. Raises InputError for an unknown centre, or a limit or batch below
    1.
    """
    if limit < 1 or batch < 1:
        raise InputError(
            "limit {limit} and batch {batch} must be 1 or more", limit=limit, batch=batch
        )
    centres = [network.index(node_id) for node_id in dict.fromkeys(centre_ids)]
    hidden = {network.index(x) for x in filters.hidden if x in network}
    selector = Selector(network, replace(filters, hidden=()))
    selector.allow(centres)
    selection = selector.select(
        centres, list(map(growth_from, expanded)), hops=hops, first=limit, batch=batch,
        hidden=hidden,
    )  # fmt: skip
    drawn = selection.nodes
    placed = dict.fromkeys(node for step in selection.steps for node in step.nodes)
    joined = _links_among(selector, [n for n in placed if n not in selection.groups])
    joined = _with_groups(selector, selection, joined)
    laid_out, node_positions = place_steps(network, selection, joined, positions or {}, moves)
    links = {k: ends for k, ends in joined.items() if not selection.dropped.intersection(ends)}
    unseen = _unseen(selector, selection, hidden)
    canvas = _with_pyvis(network, selection, links, node_positions, unseen, {*centres})
    _draw_groups(canvas, selector, selection, links, node_positions, unseen)
    return Picture(
        tuple(canvas.nodes),
        tuple(canvas.edges),
        {selection.id_of(network, i): node_positions[i] for i in drawn},
        {selection.id_of(network, i): laid_out[i] for i in placed},
        selection.left_out,
        {selection.id_of(network, i): number for i, number in unseen.items()},
        tuple(i for i in drawn if i not in selection.groups),
        tuple(link for link in links if link >= 0),
    )


def _with_groups(
    selector: Selector, selection: Selection, joined: Mapping[int, tuple[int, int]]
) -> dict[int, tuple[int, int]]:
    """Attach the links of each group to its node instead of its hub, and add a line between the
    two, which is not a link and has a negative number."""
    ends = dict(joined)
    lines: dict[int, tuple[int, int]] = {}
    for rank, (node, group) in enumerate(selection.shown_groups.items()):
        members, links = selector.members(group)
        for member, link in zip(members.tolist(), links.tolist(), strict=True):
            if link in ends:
                outwards = selector.network.links["target"][link] == member
                ends[link] = (node, member) if outwards else (member, node)
        lines[-1 - rank] = (selector.hub(group), node)
    return lines | ends


def _links_among(selector: Selector, drawn: Sequence[int]) -> dict[int, tuple[int, int]]:
    """The links passing the filters with both ends drawn, by index, in order."""
    shown = set(drawn)
    links_between: dict[int, tuple[int, int]] = {}
    for node in drawn:
        neighbours, links = selector.neighbours(node)
        for neighbour, link in zip(neighbours.tolist(), links.tolist(), strict=True):
            if neighbour in shown:
                links_between[link] = (node, neighbour)
    return dict(sorted(links_between.items()))


def _unseen(selector: Selector, selection: Selection, hidden: Collection[int]) -> dict[int, int]:
    drawn, groups = selection.nodes, selection.groups
    around = {
        node: selector.members(groups[node]) if node in groups else selector.neighbours(node)
        for node in drawn
    }
    shown = {*drawn, *hidden}
    return {node: len(set(nodes.tolist()) - shown) for node, (nodes, _) in around.items()}


def place_steps(
    network: Network,
    selection: Selection,
    links: Mapping[int, tuple[int, int]],
    given: Mapping[str, Position],
    moves: Sequence[Move],
) -> tuple[dict[int, Position], dict[int, Position]]:
    """The position of each node, as laid out and as moved: given ones stay, and each step is
    arranged around earlier ones at their positions at the time."""
    laid_out: dict[int, Position] = {}
    positions: dict[int, Position] = {}
    unplaced: list[tuple[int, int]] = []
    last = len(selection.steps) - 1
    for number, step in enumerate(selection.steps):
        for node, parent in zip(step.nodes, step.parents, strict=True):
            if node in positions:
                continue
            if selection.id_of(network, node) in given:
                positions[node] = given[selection.id_of(network, node)]
            elif node in selection.groups and parent in positions:
                positions[node] = _outside(positions, selection.groups, parent)
            else:
                unplaced.append((node, parent))
        if number > 0 or not last:
            _position_step(unplaced, positions, links)
            unplaced = []
            laid_out |= {node: at for node, at in positions.items() if node not in laid_out}
            made = [m for m in moves if m.after + 1 == number or m.after + 1 > number == last]
            positions |= _moved(network, selection, positions, made)
    return laid_out, positions


def _outside(
    positions: Mapping[int, Position], groups: Collection[int], hub: int
) -> Position:  # fmt: skip
    """A position for one more group beyond everything around its hub, where there is room to open
    it: each at the golden angle from the one before."""
    x, y = positions[hub]
    around = [at for node, at in positions.items() if node not in groups]
    far = max(hypot(a - x, b - y) for a, b in around) + ROOM * SPACING
    angle = sum(node in groups for node in positions) * pi * (3 - sqrt(5))
    return (round(x + far * cos(angle), 1), round(y + far * sin(angle), 1))


def _moved(
    network: Network,
    selection: Selection,
    positions: Mapping[int, Position],
    moves: Sequence[Move],
) -> dict[int, Position]:
    """The nodes among these that were moved, with their new positions."""
    if not moves:
        return {}
    at = {move.mark: (float(move.x), float(move.y)) for move in moves}
    marks = {node: mark_of(selection.id_of(network, node)) for node in positions}
    return {node: at[mark] for node, mark in marks.items() if mark in at}


def _position_step(
    unplaced: Sequence[tuple[int, int]],
    positions: dict[int, Position],
    links: Mapping[int, tuple[int, int]],
) -> None:
    """Add positions for the unplaced nodes to ``positions``, leaving the others unchanged."""
    if not unplaced:
        return
    fixed = list(positions)
    order = fixed + [node for node, _ in unplaced]
    row = {node: i for i, node in enumerate(order)}
    start = np.zeros((len(order), 2))
    for node in fixed:
        start[row[node]] = positions[node]
    middle = start[: len(fixed)].mean(axis=0) if fixed else np.zeros(2)
    children: dict[int, int] = {}
    for node, parent in unplaced:
        rank = children[parent] = children.get(parent, -1) + 1
        origin = start[row[parent]] if parent in row else middle
        start[row[node]] = _start(origin, rank, middle, lone=parent not in row)
    ends = [(row[a], row[b]) for a, b in links.values() if a in row and b in row]
    fixed_mask = np.arange(len(order)) < len(fixed)
    at = arrange(start, np.array(sorted(set(ends)), dtype=np.int64).reshape(-1, 2), fixed_mask)
    for node, _ in unplaced:
        positions[node] = (float(at[row[node], 0]), float(at[row[node], 1]))


def _start(origin: Spot, rank: int, middle: Spot, *, lone: bool) -> Spot:
    """Where a new node starts: the first centre in the middle, the others fanned out."""
    if lone and rank == 0:
        return origin
    around = origin + np.array([SPACING if lone else 0.0, 0.0])
    ranks = np.array([rank], dtype=np.int64)
    return np.asarray(fan(around[None, :], ranks, middle[None, :])[0], dtype=np.float64)


def _with_pyvis(
    network: Network,
    selection: Selection,
    links: Mapping[int, tuple[int, int]],
    positions: Mapping[int, Position],
    unseen: Mapping[int, int],
    centres: Collection[int],
) -> Pyvis:
    """Draw the nodes and links of the network, except those of groups."""
    # Directed, because pyvis otherwise drops the second of two parallel edges.
    canvas = Pyvis(directed=True)
    for node in selection.nodes:
        if node in selection.groups:
            continue
        options = _node_options(network, node, unseen[node], central=node in centres)
        options |= growth_marks(selection, node)
        x, y = positions[node]
        canvas.add_node(network.ids[node], x=x, y=y, physics=False, **options)
    single = {k: ends for k, ends in links.items() if not selection.groups.keys() & {*ends}}
    curves, years = _curves(network, single), _years(network, single)
    for link in single:
        row = network.link(link)
        source, target = network.ids[row["source"]], network.ids[row["target"]]
        options = _edge_options(network, link, curves[link], years[link])
        options["route"] = frozenset((row["source"], row["target"])) in selection.route_steps
        canvas.add_edge(source, target, id=row["id"], physics=False, **options)
    return canvas


def _draw_groups(
    canvas: Pyvis,
    selector: Selector,
    selection: Selection,
    links: Mapping[int, tuple[int, int]],
    positions: Mapping[int, Position],
    unseen: Mapping[int, int],
) -> None:
    """Draw the nodes of groups, the lines to their hubs and the links to their members."""
    network = selector.network
    for node, group in selection.shown_groups.items():
        x, y = positions[node]
        offer = offer_of(network, group, *selector.members(group))
        options = group_options(network, offer, unseen[node]) | growth_marks(selection, node)
        canvas.add_node(group.text(), x=x, y=y, physics=False, **options)
    through = {k: ends for k, ends in links.items() if selection.groups.keys() & {*ends}}
    years = _years(network, [link for link in through if link >= 0])
    for link, ends in through.items():
        source, target = (selection.id_of(network, end) for end in ends)
        options = group_line(target) if link < 0 else _edge_options(network, link, 0, years[link])
        if link >= 0:
            options |= {"id": network.links["id"][link], "route": False}
        canvas.add_edge(source, target, physics=False, **options)


def group_line(group_id: str) -> dict[str, Any]:
    """Options of the line between a hub and a group, which is not a link."""
    return {"color": GROUP_LINE, "kind": "", "smooth": False, "title": "", "id": group_id}


def group_options(network: Network, offer: GroupOffer, unseen: int) -> dict[str, Any]:
    """Options of a group's node; ``unseen`` is the number of its nodes that are not drawn."""
    group = offer.group
    colour, shape = colour_and_shape(offer.kind)
    name, hub = group_name(network, group, offer.kind), network.name_of(group.hub_id)
    title = [name, count_caption(offer.kind, offer.number)]
    title += [words.say("Double-click for {n:,} more", n=unseen)] if unseen else []
    return {
        "label": f"{name.replace(hub, shorten(hub, GROUP_LABEL), 1)} ({offer.number:,})",
        "title": "\n".join(title),
        "shape": shape,
        "size": round(min(SMALLEST + 2.4 * log2(1 + offer.number), LARGEST), 1),
        "color": colour,
        "kind": GROUP,
        "fictional": bool(network.node(network.index(group.hub_id)).get("fictional")),
        "central": False,
        "unseen": unseen,
        "shapeProperties": {"borderDashes": False},
    }


def growth_marks(selection: Selection, node: int) -> dict[str, bool]:
    """Whether a node is on a route, and whether it was expanded."""
    return {"route": node in selection.on_route, "expanded": node in selection.expanded}


def _node_options(network: Network, node: int, unseen: int, *, central: bool) -> dict[str, Any]:
    properties = network.node(node)
    kind = NODE_KINDS[properties["kind"]]
    fictional = bool(properties.get("fictional"))
    degree = int(network.adjacency().degrees[node])
    size = min(SMALLEST + 2.4 * log2(1 + degree), LARGEST)
    marks = [words.label(kind.name), *([words.say("fictional")] if fictional else [])]
    title = [properties["name"], " · ".join(marks)]
    title += [line for line in (summary(network, node),) if line]
    title += [words.say("Double-click for {n:,} more", n=unseen)] if unseen else []
    return {
        "label": shorten(properties["name"]),
        "title": "\n".join(title),
        "shape": kind.shape,
        "size": round(LARGEST if central else size, 1),
        "color": kind.colour,
        "kind": kind.name,
        "fictional": fictional,
        "central": central,
        "unseen": unseen,
        "shapeProperties": {"borderDashes": [4, 3] if fictional else False},
    }


def _years(network: Network, links: Collection[int]) -> dict[int, list[int] | None]:
    """The first and last year in which each link held, by index."""
    rows = network.links[list(links)]
    held = rows.select("first_year", last_year=held_until(network.year_asked)).iter_rows()
    return {link: year_pair(*years) for link, years in zip(links, held, strict=True)}


def _edge_options(
    network: Network, link: int, bend: float, years: list[int] | None
) -> dict[str, Any]:
    properties = network.link(link)
    kind = LINK_KINDS[properties["kind"]]
    ends = (network.names[properties["source"]], network.names[properties["target"]])
    title = [f"{ends[0]} {words.label(kind.caption)} {ends[1]}", link_details(network, properties)]
    smooth: dict[str, Any] | bool = False
    if bend:
        turn = "curvedCW" if bend > 0 else "curvedCCW"
        smooth = {"enabled": True, "type": turn, "roundness": abs(bend)}
    return {
        "title": "\n".join(line for line in title if line),
        "color": kind.colour,
        "kind": kind.name,
        "smooth": smooth,
        "years": years,
    }


def year_pair(first: int | None, last: int | None) -> list[int] | None:
    """The years in which a link held; None if none is known."""
    known = [year for year in (first, last) if year is not None]
    return [min(known), max(known)] if known else None


def _curves(network: Network, links: Mapping[int, tuple[int, int]]) -> dict[int, float]:
    """How far each link bends, so that parallel links lie side by side: 0 is straight."""
    parallel_links: dict[tuple[int, int], list[int]] = {}
    for link, (a, b) in links.items():
        parallel_links.setdefault((min(a, b), max(a, b)), []).append(link)
    bends: dict[int, float] = {}
    for (low, _), parallel in parallel_links.items():
        for rank, link in enumerate(parallel):
            bend = round((rank - (len(parallel) - 1) / 2) * min(0.24, 0.9 / len(parallel)), 3)
            forward = network.links["source"][link] == low
            bends[link] = bend if forward else -bend
    return bends
