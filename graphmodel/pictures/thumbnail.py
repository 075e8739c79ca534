"""A picture as a small SVG, drawn from its positions alone: no browser, no script, no names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from graphmodel.pictures.notes import NOTE_FILL, NOTE_LINE, PlacedNote, notes_from, placed
from graphmodel.workspace.views import SavedView

Point = tuple[float, float]

WIDTH, HEIGHT, MARGIN = 240, 150, 8
RADIUS = 3.2
_PLAIN = "#7a8794"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def thumbnail_of(view: SavedView) -> str:
    """The thumbnail of a saved view, as it was drawn and with its notes."""
    nodes = view.drawing.nodes
    positions = {key: (float(node.x), float(node.y)) for key, node in nodes.items()}
    colours = {key: node.colour for key, node in nodes.items()}
    notes = placed(notes_from(view.parameters.get("note", ())), positions)
    return thumbnail(positions, colours, view.drawing.lines, notes)


def thumbnail(
    positions: Mapping[str, Point],
    colours: Mapping[str, str],
    lines: Iterable[tuple[str, str]],
    notes: Iterable[PlacedNote] = (),
) -> str:
    """SVG of WIDTH by HEIGHT: a dot for each position by id, in its colour (#rrggbb, grey for
    anything else), a line for each pair of ids that have positions, and a sheet for each note."""
    written = {f"\n{number}": (note.x, note.y) for number, note in enumerate(notes)}
    fitted = _fitted({**positions, **written})
    spots = {key: at for key, at in fitted.items() if key not in written}
    drawn = "".join(
        f'<line x1="{spots[a][0]:.1f}" y1="{spots[a][1]:.1f}" '
        f'x2="{spots[b][0]:.1f}" y2="{spots[b][1]:.1f}"/>'
        for a, b in lines
        if a in spots and b in spots
    )
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}" fill="{_colour(colours.get(key, ""))}"/>'
        for key, (x, y) in spots.items()
    )
    sheets = "".join(
        f'<path d="M{fitted[key][0] - 5:.1f} {fitted[key][1] - 4:.1f}h10v8h-10zm2 3h6m-6 2.500h4" '
        f'fill="{NOTE_FILL}" stroke="{NOTE_LINE}" stroke-width="0.8"/>'
        for key in written
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#f7f9fb"/>'
        f'<g stroke="#c3ccd5" stroke-width="0.7">{drawn}</g>{dots}{sheets}</svg>'
    )


def _fitted(positions: Mapping[str, Point]) -> dict[str, Point]:
    """Positions moved and scaled into the frame, keeping their proportions."""
    if not positions:
        return {}
    xs, ys = zip(*positions.values(), strict=True)
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    room = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    scale = min((r / size for r, size in zip(room, (wide, high), strict=True) if size), default=1.0)
    middle = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return {
        key: (WIDTH / 2 + (x - middle[0]) * scale, HEIGHT / 2 + (y - middle[1]) * scale)
        for key, (x, y) in positions.items()
    }


def _colour(text: str) -> str:
    return text if _COLOUR.fullmatch(text) else _PLAIN
