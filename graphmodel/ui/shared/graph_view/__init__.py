"""The network view: drawn by WebGL in the page and updated in place, reporting clicks back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from graphmodel import words
from graphmodel.pictures.notes import LONGEST, ROOM
from graphmodel.pictures.picture import Picture, Position
from graphmodel.pictures.timeline import Timeline
from graphmodel.schema.model import NODE_KINDS
from graphmodel.ui.shared import callbacks, url_state
from graphmodel.ui.shared.graph_view import component_words

_HERE = Path(__file__).parent

Action = Callable[[Mapping[str, Any]], None]
"""The handler of a step that the picture reports."""

MOST_WAITING = 20
"""Number of unacknowledged steps at which the picture is redrawn even if they only select: it
repeats its steps until a redraw confirms them."""

_SELECTING = {"select", "link"}

_SCRIPTS = (
    "words.js",
    "geometry.js",
    "shapes.js",
    "programs.js",
    "net.js",
    "looks.js",
    "steps.js",
    "labels.js",
    "notes.js",
    "minimap.js",
    "legend.js",
    "margins.js",
    "selection.js",
    "pointer.js",
    "menu.js",
    "search.js",
    "timeline.js",
    "sheet.js",
    "view.js",
    "component.js",
)
"""The parts of the picture's script, in the order of use."""


@cache
def _library() -> str:
    """Return the drawing library as a module that signals to the page once it is loaded."""
    signal = "window.dispatchEvent(new Event('network-library'))"
    return f"{asset('library.js')}\nexport default () => {{ {signal}; }};"


@cache
def asset(name: str) -> str:
    """Return the text of a file of the view."""
    return (_HERE / name).read_text(encoding="utf-8")


def scripts() -> str:
    """Return all parts of the view's script as one module."""
    return "".join(map(asset, _SCRIPTS))


@dataclass(frozen=True)
class LegendEntry:
    """A line of the legend. One with a ``kind`` shows or hides that kind, which is currently
    ``hidden`` or not; any other selects the nodes of its colour."""

    name: str
    colour: str
    shape: str = "dot"
    kind: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class UndoRedo:
    """The handlers that undo and redo a step, and whether there is a step for each."""

    undo: Callable[[], None]
    redo: Callable[[], None]
    can_undo: bool
    can_redo: bool


def network_view(
    picture: Picture,
    *,
    key: str,
    label: str,
    scene: str,
    beside: str = "",
    selected: str | Sequence[str] = (),
    on_select: Callable[[str], None],
    on_expand: Callable[[str], None],
    on_move: Callable[[Mapping[str, Position]], None],
    actions: Mapping[str, Action] | None = None,
    link: str = "",
    legend: Sequence[LegendEntry] | None = None,
    undo_redo: UndoRedo | None = None,
    timeline: Timeline | None = None,
    height: int | None = None,
) -> None:
    """Draw a picture that can be clicked, dragged, zoomed and controlled from the keyboard.

    ``label`` is its accessible name. ``beside`` is the key of the part of the page that shows the
    selection; it is drawn alone if nothing else has changed. While ``scene`` stays the same, zoom
    and position are kept and nodes are added and removed in place; a new scene is fitted in.
    ``on_select`` gets the id clicked, or "" for none, ``on_expand`` the id double-clicked,
    ``on_move`` the new positions of dragged nodes, each once and in order, however fast they follow
    each other. ``selected`` has the ids of the selected nodes, ``link`` that of the selected link.
    ``actions`` has further handlers by the names in ``menu.js``, each called with a step that has
    ``ids``, and allows several nodes to be selected; if ``note`` is among them, notes can be
    written on the canvas. ``legend`` replaces that of the picture's colours and kinds. ``timeline``
    has the years under the picture, of which a span can be chosen (the action ``years``) and
    played. ``undo_redo`` adds buttons and keys for both. ``height`` is in pixels; without it the
    picture fills the window.
    """
    handlers: dict[str, Action] = {
        "select": lambda step: on_select((*map(str, step["ids"]), "")[0]),
        "expand": lambda step: on_expand(str(step["ids"][0])),
        "move": lambda step: on_move(positions_of(step["places"])),
    } | {**(actions or {}), **_undo_actions(undo_redo)}
    _component(key)(
        key=key,
        data={
            "nodes": list(picture.nodes),
            "edges": list(picture.edges),
            **_notes(picture),
            "legend": [asdict(e) for e in (_legend(picture) if legend is None else legend)],
            "label": label,
            "words": component_words.table(),
            "scene": scene,
            "selected": url_state.listed(selected),
            "link": link,
            "actions": list(actions or ()),
            "height": height,
            "timeline": timeline and _years(timeline),
            "undo": undo_redo and {"undo": undo_redo.can_undo, "redo": undo_redo.can_redo},
            "answered": _answered(key),
        },
        default={"steps": []},
        on_steps_change=lambda: _answer(key, handlers, beside),
    )


def positions_of(places: Mapping[str, Sequence[float]]) -> dict[str, Position]:
    """Return the positions that a step reports, by node id."""
    return {str(node_id): (float(at[0]), float(at[1])) for node_id, at in places.items()}


def _notes(picture: Picture) -> dict[str, Any]:
    """Return the notes on the canvas, and the limits on their length."""
    notes = [asdict(note) for note in picture.notes]
    return {"notes": notes, "limits": {"letters": LONGEST, "room": ROOM}}


def _years(timeline: Timeline) -> dict[str, Any]:
    """Return a timeline in the form that the script expects."""
    return {**asdict(timeline), "counts": sorted(timeline.counts.items())}


def _component(key: str) -> Callable[..., Any]:
    """Return the component of a picture, with its drawing library loaded as a second component."""
    # Separate from the picture, so that its 160 kB are sent to the browser once: Streamlit sends
    # only the hash of a large message that it has sent before.
    st.components.v2.component("network_library", js=_library())(key=f"{key}_library")
    component: Callable[..., Any] = st.components.v2.component(
        "network_view",
        html=asset("view.html"),
        css=asset("view.css"),
        js=scripts(),
    )
    return component


def _undo_actions(undo_redo: UndoRedo | None) -> dict[str, Action]:
    if undo_redo is None:
        return {}
    return {"undo": lambda _: undo_redo.undo(), "redo": lambda _: undo_redo.redo()}


def _answer(key: str, actions: Mapping[str, Action], beside: str) -> None:
    """Handle, in order, the reported steps that have not been handled yet."""
    answered = _answered(key)
    steps = st.session_state[key].steps
    taken = set()
    for step in steps:
        if step["number"] > answered.get(step["sender"], 0) and step["do"] in actions:
            answered[step["sender"]] = step["number"]
            actions[step["do"]](step)
            taken.add(step["do"])
    only_selects = bool(taken) and taken <= _SELECTING and len(steps) < MOST_WAITING
    callbacks.draw(beside if only_selects else "")


def _answered(key: str) -> dict[str, int]:
    """Return the number of the last handled step from each sender of a picture in the session."""
    numbers: dict[str, int] = st.session_state.setdefault(f"_{key}_answered", {})
    return numbers


def _legend(picture: Picture) -> list[LegendEntry]:
    """Return the legend of a picture's colours, else of its kinds as the schema declares them."""
    if picture.legend:
        return [LegendEntry(n, colour) for n, colour in picture.legend]
    kinds = {node["kind"] for node in picture.nodes}
    return [
        LegendEntry(words.label(kind.plural), kind.colour, kind.shape)
        for kind in NODE_KINDS.values()
        if kind.name in kinds
    ]
