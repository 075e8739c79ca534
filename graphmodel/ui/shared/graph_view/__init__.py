"""The network view: vis-network in the page, drawn in place, with what is clicked coming back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyvis
import streamlit as st

from graphmodel.pictures.picture import Picture, Position
from graphmodel.schema.model import NODE_KINDS

_HERE = Path(__file__).parent

Action = Callable[[Mapping[str, Any]], None]
"""What is done for a step that the picture reports."""


@cache
def _library() -> str:
    """The vis-network library in pyvis as a module that signals to the page once it is loaded."""
    newest = sorted(Path(pyvis.__file__).parent.glob("lib/vis-9*/vis-network.min.js"))[-1]
    code = newest.read_text(encoding="utf-8").partition("//# sourceMappingURL=")[0]
    return f"{code}\nexport default () => window.dispatchEvent(new Event('network-library'));"


@cache
def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class UndoRedo:
    """What undoes and redoes a step, and whether there is one."""

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
    selected: str = "",
    on_select: Callable[[str], None],
    on_expand: Callable[[str], None],
    on_move: Callable[[Mapping[str, Position]], None],
    on_pair: Callable[[str, str], None] | None = None,
    beside: str = "",
    undo_redo: UndoRedo | None = None,
    height: int | None = None,
) -> None:
    """Draw a picture that can be clicked, dragged, zoomed and controlled from the keyboard.

    ``label`` is its accessible name. While ``scene`` stays the same, zoom and position are kept
    and nodes are added and removed in place; a new scene is fitted into the view. ``on_select`` is
    called with the id clicked, or "" for none, ``on_expand`` with the id double-clicked,
    ``on_move`` with the new positions of dragged nodes, each once and in the order of the steps,
    however fast they follow each other. ``on_pair`` is called with both ends of a tie clicked, or
    with the node selected and one clicked with Ctrl or Shift; ``selected`` and ``beside`` are two
    such. With ``undo_redo`` there are buttons and keys for it. ``height`` is in pixels; without it
    the picture fills the rest of the window.
    """
    # Separate from the picture, so that its 470 kB are sent to the browser once: Streamlit sends a
    # large message a second time only by its hash.
    st.components.v2.component("network_library", js=_library())(key=f"{key}_library")
    view = st.components.v2.component(
        "network_view",
        html=_asset("view.html"),
        css=_asset("view.css"),
        js=_asset("steps.js") + _asset("view.js"),
    )
    actions: dict[str, Action] = {
        "select": lambda step: on_select(str(step["id"])),
        "expand": lambda step: on_expand(str(step["id"])),
        "move": lambda step: on_move({str(step["id"]): (step["at"][0], step["at"][1])}),
        **_pair_action(on_pair),
        **_undo_actions(undo_redo),
    }
    view(
        key=key,
        data={
            "nodes": list(picture.nodes),
            "edges": list(picture.edges),
            "legend": _legend(picture),
            "label": label,
            "scene": scene,
            "selected": selected,
            "beside": beside,
            "pairs": on_pair is not None,
            "height": height,
            "undo": undo_redo and {"undo": undo_redo.can_undo, "redo": undo_redo.can_redo},
            "answered": _answered(key),
        },
        default={"steps": []},
        on_steps_change=lambda: _answer(key, actions),
    )


def _pair_action(on_pair: Callable[[str, str], None] | None) -> dict[str, Action]:
    if on_pair is None:
        return {}
    return {"pair": lambda step: on_pair(str(step["id"]), str(step["beside"]))}


def _undo_actions(undo_redo: UndoRedo | None) -> dict[str, Action]:
    if undo_redo is None:
        return {}
    return {"undo": lambda _: undo_redo.undo(), "redo": lambda _: undo_redo.redo()}


def _answer(key: str, actions: Mapping[str, Action]) -> None:
    """Take the steps that the picture reports and that were not taken yet, in their order."""
    answered = _answered(key)
    for step in st.session_state[key].steps:
        if step["number"] > answered.get(step["sender"], 0) and step["do"] in actions:
            answered[step["sender"]] = step["number"]
            actions[step["do"]](step)


def _answered(key: str) -> dict[str, int]:
    """The number of the last step taken of each drawing of a picture in the session."""
    numbers: dict[str, int] = st.session_state.setdefault(f"_{key}_answered", {})
    return numbers


def _legend(picture: Picture) -> list[dict[str, str]]:
    """What the colours of a picture stand for, else its kinds, as the schema declares them."""
    if picture.legend:
        return [{"name": n, "colour": colour, "shape": "dot"} for n, colour in picture.legend]
    kinds = {node["kind"] for node in picture.nodes}
    return [
        {"name": kind.plural, "colour": kind.colour, "shape": kind.shape}
        for kind in NODE_KINDS.values()
        if kind.name in kinds
    ]
