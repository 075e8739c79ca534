"""Conversion of a picture to the form kept in a saved view."""

from __future__ import annotations

from graphmodel.network.network import Network
from graphmodel.pictures.picture import Picture
from graphmodel.schema.model import NODE_KINDS
from graphmodel.workspace.views import Drawing, DrawnNode


def drawing_of(network: Network, picture: Picture) -> Drawing:
    """Return a picture as a saved view keeps it, without the nodes that stand for groups."""
    nodes = {}
    for node in picture.nodes:
        if node["id"] not in network:
            continue
        x, y = picture.positions[node["id"]]
        nodes[node["id"]] = DrawnNode(
            network.name_of(node["id"]), _colour(node), round(x), round(y)
        )
    lines = {tuple(sorted((str(e["from"]), str(e["to"])))): None for e in picture.edges}
    return Drawing(nodes, tuple((a, b) for a, b in lines if a in nodes and b in nodes))


def _colour(node: dict[str, object]) -> str:
    """Return the colour of a node: its own, else that of its kind."""
    colour = node.get("color")
    if isinstance(colour, dict):
        colour = colour.get("background")
    return colour if isinstance(colour, str) else NODE_KINDS[str(node["kind"])].colour
