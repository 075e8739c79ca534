"""A picture as one self-contained HTML file: it can be mailed and needs no server."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from pathlib import Path

import pyvis

from graphmodel.network.network import Network
from graphmodel.pictures.picture import Picture, picture
from graphmodel.schema.model import NODE_KINDS

DRAWN = 1_000
"""Most nodes on a page; a browser does not lay out more of them well."""


@cache
def vis_network() -> str:
    """The source of vis-network as shipped with pyvis."""
    newest = sorted(Path(pyvis.__file__).parent.glob("lib/vis-9*/vis-network.min.js"))[-1]
    return newest.read_text(encoding="utf-8").partition("//# sourceMappingURL=")[0]


def page(network: Network, centre_ids: list[str] | None = None, *, limit: int = DRAWN) -> str:
    """HTML that shows the network around the centres, or around its best-connected node.

    At most ``limit`` nodes are drawn; the page says how many were left out. Names are embedded as
    data, never as markup.
    """
    if not len(network):
        return _fill(
            {"nodes": [], "edges": [], "notes": [], "summary": "Nothing to draw.", "legend": []}
        )
    centres = centre_ids or [network.ids[int(network.adjacency().degrees.argmax())]]
    drawn = picture(network, centres, hops=6, limit=limit)
    return picture_page(drawn, len(network) - len(drawn.nodes))


def picture_page(drawn: Picture, omitted: int = 0) -> str:
    """HTML that shows a picture in its current layout, and the number of nodes omitted."""
    summary = f"{len(drawn.nodes):,} nodes and {len(drawn.edges):,} links"
    summary += f"; {omitted:,} more nodes are not drawn" if omitted else ""
    kinds = {node["kind"] for node in drawn.nodes}
    declared = ((k.name, k.colour) for k in NODE_KINDS.values() if k.name in kinds)
    legend = [list(entry) for entry in drawn.legend or declared]
    notes = [asdict(note) for note in drawn.placed_notes]
    return _fill({
        "nodes": drawn.nodes, "edges": drawn.edges, "notes": notes, "summary": summary,
        "legend": legend,
    })  # fmt: skip


def _fill(data: dict[str, object]) -> str:
    # Escaped so that no name can close the script element.
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")
    template = (files("graphmodel.export") / "page.html").read_text(encoding="utf-8")
    head, middle, tail = template.split("/*HERE*/")
    return head + vis_network() + middle + text + tail
