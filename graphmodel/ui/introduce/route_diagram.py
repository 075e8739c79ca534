"""All routes of one answer in one picture: people from left to right, and between each two what
ties them the most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from statistics import fmean

import networkx as nx
import numpy as np

from graphmodel.analysis.routes.introductions import Introductions
from graphmodel.analysis.routes.route import Hop
from graphmodel.analysis.routes.steiner_tree import Connection
from graphmodel.analysis.ties.relations import Shared
from graphmodel.network.captions import summary
from graphmodel.network.network import Network
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
"""From a person to the next, in picture units."""

LANE = 105.0
"""From a route to the next."""

LIFT = 24.0
"""How much higher what ties two people lies, so that its name is not in line with theirs."""

ROOM = (STEP / 4 - 2, 27.0)
"""Half the width and height that a node and its name take."""


def routes_picture(network: Network, answer: Introductions) -> Picture:
    """The picture of an answer that has routes; both directions mirror each other."""
    at = _places(answer)
    ends = {answer.source, *(route.people[-1] for route in answer.routes)}
    return _drawn(network, at, ends, (hop for route in answer.routes for hop in route.hops))


def tree_picture(network: Network, found: Connection) -> Picture:
    """The picture of the ties that connect a group, those asked for the largest."""
    tree = nx.Graph()
    for hop in found.hops:
        station = _station(hop)
        tree.add_edges_from([(hop.source, station), (station, hop.target)])
    placed = nx.kamada_kawai_layout(tree)
    ids = list(placed)
    start = _lying(np.array([placed[node_id] for node_id in ids]))
    start *= STEP / 2 / np.median([_length(start, ids, edge) for edge in tree.edges])
    moved: Points = separate_boxes(start, np.tile(ROOM, (len(ids), 1)))
    at = {node_id: (float(x), float(y)) for node_id, (x, y) in zip(ids, moved, strict=True)}
    return _drawn(network, at, set(found.group), found.hops)


def _lying(at: Points) -> Points:
    """Turned so that it is as wide as can be, in a way that depends on nothing but the shape."""
    at = at - at.mean(axis=0)
    axes = np.linalg.svd(at, full_matrices=False)[2]
    turned: Points = at @ axes.T
    return turned * np.where(turned[0] > 0, -1.0, 1.0)


def _length(at: Points, ids: Sequence[str], edge: tuple[str, str]) -> float:
    one, other = (at[ids.index(end)] for end in edge)
    return float(np.linalg.norm(one - other))


def _drawn(
    network: Network, at: Mapping[str, tuple[float, float]], ends: Set[str], hops: Iterable[Hop]
) -> Picture:
    marks = [_mark(network, ends, node_id, place) for node_id, place in at.items()]
    lines: dict[str, DiagramEdge] = {}
    for hop in hops:
        for line in _lines(network, hop):
            lines.setdefault(line.id, line)
    return diagram_picture(marks, lines.values())


def strongest(hop: Hop) -> Shared:
    """What of all that two people share ties them the most."""
    return max(hop.shared, key=lambda shared: shared.weight)


def _places(answer: Introductions) -> dict[str, tuple[float, float]]:
    """Each person as far along as on the routes it is on, and as high as those routes lie."""
    wide = STEP * max(len(route.hops) for route in answer.routes)
    along: dict[str, list[float]] = {}
    lanes: dict[str, list[float]] = {}
    for rank, route in enumerate(answer.routes):
        for place, node_id in enumerate(_stations(route.people, route.hops)):
            along.setdefault(node_id, []).append(wide * place / (2 * len(route.hops)))
            lanes.setdefault(node_id, []).append(LANE * rank - (LIFT if place % 2 else 0.0))
    middle = LANE * (len(answer.routes) - 1) / 2
    ids = list(along)
    start = np.array([[fmean(along[x]), fmean(lanes[x]) - middle] for x in ids])
    for end in (answer.source, answer.target):
        if end is not None:
            start[ids.index(end), 1] = 0.0
    moved: Points = separate_boxes(start, np.tile(ROOM, (len(ids), 1)), sideways=False)
    return {node_id: (float(x), float(y)) for node_id, (x, y) in zip(ids, moved, strict=True)}


def _stations(people: tuple[str, ...], hops: tuple[Hop, ...]) -> list[str]:
    found = [people[0]]
    for person, hop in zip(people[1:], hops, strict=True):
        found += [_station(hop), person]
    return found


def _station(hop: Hop) -> str:
    """The node between two people; one mentoring the other has none, so it is named by the pair."""
    shared = strongest(hop)
    return shared.id if shared.kind in NODE_KINDS else "|".join(sorted((hop.source, hop.target)))


def _mark(
    network: Network, ends: Set[str], node_id: str, at: tuple[float, float]
) -> DiagramNode:  # fmt: skip
    if node_id not in network:
        mentoring = LINK_KINDS["MENTORS"]
        return DiagramNode(
            node_id, mentoring.caption, mentoring.description, at, 7, mentoring.colour
        )
    index = network.index(node_id)
    node = network.node(index)
    kind = NODE_KINDS[node["kind"]]
    end = node_id in ends
    size = 24.0 if end else 17.0 if kind.name == "Person" else 9.0
    title = "\n".join(line for line in (node["name"], kind.name, summary(network, index)) if line)
    return DiagramNode(
        node_id,
        node["name"],
        title,
        at,
        size,
        kind.colour,
        kind.shape,
        kind.name,
        end,
        bool(node.get("fictional")),
    )


def _lines(network: Network, hop: Hop) -> list[DiagramEdge]:
    middle, shared = _station(hop), strongest(hop)
    width = 1.2 + 3.2 * min(1.0, hop.strength / 0.4) ** 0.5
    names = [network.name_of(end) for end in (hop.source, hop.target)]
    told = [" and ".join(names), *(_told(one) for one in hop.shared[:4])]
    title = "\n".join(told)
    colour = NODE_KINDS[shared.kind].colour if shared.kind in NODE_KINDS else "#8a94a3"
    return [
        DiagramEdge("|".join(sorted((end, middle))), end, middle, title, colour, width)
        for end in (hop.source, hop.target)
    ]


def _told(shared: Shared) -> str:
    return f"{shared.name} ({shared.year})" if shared.year else shared.name
