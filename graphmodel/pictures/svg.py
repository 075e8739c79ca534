"""A picture in its current layout as SVG, for notebooks: no script, and no other file needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

from graphmodel.facts.html_text import escape
from graphmodel.pictures.moves import Position
from graphmodel.pictures.notes import NOTE_FILL, NOTE_LINE, PlacedNote

MARGIN = 90
"""Room for labels around the nodes, in picture units."""

_HEIGHT = 480
_SIZE = 12.0
_NOTE_LETTERS, _LINE = 34, 14


def svg(
    nodes: Sequence[Mapping[str, Any]],
    edges: Sequence[Mapping[str, Any]],
    places: Mapping[str, Position],
    left_out: int = 0,
    notes: Sequence[PlacedNote] = (),
) -> str:
    """Draw nodes with their labels, links and notes, as a ``Picture`` has them; titles become
    tooltips."""
    if not nodes:
        return "<p>Nothing to draw.</p>"
    spots = [*places.values(), *((note.x, note.y) for note in notes)]
    across = [float(position[0]) for position in spots]
    down = [float(position[1]) for position in spots]
    left, top = min(across) - MARGIN, min(down) - MARGIN
    width, height = max(across) - left + MARGIN, max(down) - top + MARGIN
    lines = "".join(_line(edge, places) for edge in edges)
    marks = "".join(_node(node, places) for node in nodes)
    omitted = f"<p>{left_out:,} more nodes are not drawn.</p>" if left_out else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="100%" height="{_HEIGHT}" '
        f'viewBox="{left:.1f} {top:.1f} {width:.1f} {height:.1f}">'
        f'<g stroke="#b8b8b8">{lines}</g>'
        f'<g font-family="sans-serif" font-size="11" text-anchor="middle">{marks}'
        f"{''.join(map(_note, notes))}</g></svg>" + omitted
    )


def _line(edge: Mapping[str, Any], places: Mapping[str, Position]) -> str:
    (x1, y1), (x2, y2) = places[edge["from"]], places[edge["to"]]
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _node(node: Mapping[str, Any], places: Mapping[str, Position]) -> str:
    x, y = places[node["id"]]
    size = float(node.get("size") or _SIZE)
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{escape(_colour(node))}">'
        f"<title>{escape(_title(node))}</title></circle>"
        f'<text x="{x:.1f}" y="{y + size + 12:.1f}">{escape(str(node.get("label") or ""))}</text>'
    )


def _note(note: PlacedNote) -> str:
    lines = [part for line in note.text.split("\n") for part in wrap(line, _NOTE_LETTERS) or [""]]
    wide, high = 7 * max(map(len, lines)) + 14, _LINE * len(lines) + 10
    left, top = note.x - wide / 2, note.y - high / 2
    texts = "".join(
        f'<text x="{note.x:.1f}" y="{top + 16 + _LINE * number:.1f}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide}" height="{high}" rx="4" '
        f'fill="{NOTE_FILL}" stroke="{NOTE_LINE}"/>{texts}'
    )


def _title(node: Mapping[str, Any]) -> str:
    lines = str(node.get("title") or node["id"]).splitlines()
    # The last line for a node with more neighbours describes a double-click, which has no effect
    # here.
    return " · ".join(lines[:-1] if node.get("unseen") else lines)


def _colour(node: Mapping[str, Any]) -> str:
    colour = node.get("color")
    return str(colour.get("background") if isinstance(colour, Mapping) else colour or "#888888")
