"""All routes of one answer in one picture: people from left to right, with the strongest thing that
each pair shares between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from statistics import fmean

import networkx as nx
import numpy as np

from graphmodel import words
from graphmodel.analysis.routes.introductions import Introductions
from graphmodel.analysis.routes.route import Hop
from graphmodel.analysis.routes.steiner_tree import Connection
from graphmodel.analysis.ties.relations import Shared
from graphmodel.network.captions import summary
from graphmodel.network.network import Network
from graphmodel.pictures.people import tie_width
from graphmodel.pictures.picture import Picture
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS
from graphmodel.ui.shared.diagram import (
    DiagramEdge,
    DiagramNode,
    Points,
    diagram_picture,
    separate_boxes,
)

STEP = 190.0
"""The distance from one person to the next, in picture units."""

LANE = 105.0
"""The distance from one route to the next."""

LIFT = 24.0
"""How much higher the thing that two people share is drawn, so that names do not overlap."""

ROOM = (STEP / 4 - 2, 27.0)
"""Half the width and half the height of a node with its name."""


def routes_picture(network: Network, answer: Introductions) -> Picture:
    """Return the picture of an answer that has routes; the two directions mirror each other."""
    positions = _positions(answer)
    ends = {answer.source, *(route.people[-1] for route in answer.routes)}
    return _picture(
        network, positions, ends, (hop for route in answer.routes for hop in route.hops)
    )


def tree_picture(network: Network, connection: Connection) -> Picture:
    """Return the picture of the ties that connect a group; its members are drawn largest."""
    tree = nx.Graph()
    for hop in connection.hops:
        station = _station(hop)
        tree.add_edges_from([(hop.source, station), (station, hop.target)])
    layout = nx.kamada_kawai_layout(tree)
    ids = list(layout)
    points = _widest(np.array([layout[node_id] for node_id in ids]))
    points *= STEP / 2 / np.median([_length(points, ids, edge) for edge in tree.edges])
    moved: Points = separate_boxes(points, np.tile(ROOM, (len(ids), 1)))
    positions = {node_id: (float(x), float(y)) for node_id, (x, y) in zip(ids, moved, strict=True)}
    return _picture(network, positions, set(connection.group), connection.hops)


def _widest(points: Points) -> Points:
    """Rotate the points to be as wide as possible, depending only on their shape."""
    points = points - points.mean(axis=0)
    axes = np.linalg.svd(points, full_matrices=False)[2]
    turned: Points = points @ axes.T
    return turned * np.where(turned[0] > 0, -1.0, 1.0)


def _length(points: Points, ids: Sequence[str], edge: tuple[str, str]) -> float:
    start, end = (points[ids.index(node_id)] for node_id in edge)
    return float(np.linalg.norm(start - end))


def _picture(
    network: Network,
    positions: Mapping[str, tuple[float, float]],
    ends: Set[str],
    hops: Iterable[Hop],
) -> Picture:
    hops = list(hops)
    kinds = {_station(hop): strongest(hop).kind for hop in hops}
    nodes = [
        _diagram_node(network, ends, node_id, at, kinds.get(node_id, ""))
        for node_id, at in positions.items()
    ]
    edges: dict[str, DiagramEdge] = {}
    for hop in hops:
        for edge in _edges(network, hop):
            edges.setdefault(edge.id, edge)
    return diagram_picture(nodes, edges.values())


def strongest(hop: Hop) -> Shared:
    """Return the strongest thing that two people share."""
    return max(hop.shared, key=lambda shared: shared.weight)


def _positions(answer: Introductions) -> dict[str, tuple[float, float]]:
    """Place each node at the mean of its positions along and across its routes."""
    width = STEP * max(len(route.hops) for route in answer.routes)
    along: dict[str, list[float]] = {}
    lanes: dict[str, list[float]] = {}
    for rank, route in enumerate(answer.routes):
        for index, node_id in enumerate(_stations(route.people, route.hops)):
            along.setdefault(node_id, []).append(width * index / (2 * len(route.hops)))
            lanes.setdefault(node_id, []).append(LANE * rank - (LIFT if index % 2 else 0.0))
    middle = LANE * (len(answer.routes) - 1) / 2
    ids = list(along)
    points = np.array([[fmean(along[x]), fmean(lanes[x]) - middle] for x in ids])
    for end in (answer.source, answer.target):
        if end is not None:
            points[ids.index(end), 1] = 0.0
    moved: Points = separate_boxes(points, np.tile(ROOM, (len(ids), 1)), sideways=False)
    return {node_id: (float(x), float(y)) for node_id, (x, y) in zip(ids, moved, strict=True)}


def _stations(people: tuple[str, ...], hops: tuple[Hop, ...]) -> list[str]:
    stations = [people[0]]
    for person, hop in zip(people[1:], hops, strict=True):
        stations += [_station(hop), person]
    return stations


def _station(hop: Hop) -> str:
    """Return the id of the node between two people; a direct link has none and is named by the
    pair."""
    shared = strongest(hop)
    return shared.id if shared.kind in NODE_KINDS else "|".join(sorted((hop.source, hop.target)))


def _diagram_node(
    network: Network, ends: Set[str], node_id: str, at: tuple[float, float], shared_kind: str
) -> DiagramNode:
    if node_id not in network:
        link = LINK_KINDS[shared_kind]
        return DiagramNode(node_id, words.label(link.caption), link.description, at, 7, link.colour)
    index = network.index(node_id)
    node = network.node(index)
    kind = NODE_KINDS[node["kind"]]
    is_end = node_id in ends
    size = 24.0 if is_end else 17.0 if kind.name == "Person" else 9.0
    title = "\n".join(
        line for line in (node["name"], words.label(kind.name), summary(network, index)) if line
    )
    return DiagramNode(
        node_id,
        node["name"],
        title,
        at,
        size,
        kind.colour,
        kind.shape,
        kind.name,
        is_end,
        bool(node.get("fictional")),
    )


def _edges(network: Network, hop: Hop) -> list[DiagramEdge]:
    middle, shared = _station(hop), strongest(hop)
    width = tie_width(hop.strength)
    names = [network.name_of(end) for end in (hop.source, hop.target)]
    title = "\n".join([" and ".join(names), *(_dated_name(s) for s in hop.shared[:4])])
    colour = NODE_KINDS[shared.kind].colour if shared.kind in NODE_KINDS else "#8a94a3"
    return [
        DiagramEdge("|".join(sorted((end, middle))), end, middle, title, colour, width)
        for end in (hop.source, hop.target)
    ]


def _dated_name(shared: Shared) -> str:
    return f"{shared.name} ({shared.year})" if shared.year else shared.name
