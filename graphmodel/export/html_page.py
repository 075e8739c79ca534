"""A picture as one HTML file that stands alone: it can be mailed, and asks no server anything."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path

import pyvis

from graphmodel.network.network import Network
from graphmodel.pictures.picture import picture
from graphmodel.schema.model import NODE_KINDS

DRAWN = 1_000
"""Nodes that a page draws at most; a browser lays no more out well."""


@cache
def vis_network() -> str:
    """The source of vis-network as pyvis carries it."""
    newest = sorted(Path(pyvis.__file__).parent.glob("lib/vis-9*/vis-network.min.js"))[-1]
    return newest.read_text(encoding="utf-8").partition("//# sourceMappingURL=")[0]


def page(network: Network, centre_ids: list[str] | None = None, *, limit: int = DRAWN) -> str:
    """HTML that shows the network around the centres, or around its best connected node.

    At most ``limit`` nodes are drawn; the page says how many were left out. Names are data in it
    and never markup.
    """
    if not len(network):
        return _fill({"nodes": [], "edges": [], "said": "Nothing to draw.", "legend": []})
    centres = centre_ids or [network.ids[int(network.adjacency().degrees.argmax())]]
    drawn = picture(network, centres, hops=6, limit=limit)
    left = len(network) - len(drawn.nodes)
    said = f"{len(drawn.nodes):,} nodes and {len(drawn.edges):,} links"
    said += f"; {left:,} more nodes are not drawn" if left else ""
    shown = {node["kind"] for node in drawn.nodes}
    legend = [[k.name, k.colour] for k in NODE_KINDS.values() if k.name in shown]
    return _fill({"nodes": drawn.nodes, "edges": drawn.edges, "said": said, "legend": legend})


def _fill(data: dict[str, object]) -> str:
    # Escaped so that no name in it can end the script element it stands in.
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")
    template = (files("graphmodel.export") / "page.html").read_text(encoding="utf-8")
    head, middle, tail = template.split("/*HERE*/")
    return head + vis_network() + middle + text + tail
