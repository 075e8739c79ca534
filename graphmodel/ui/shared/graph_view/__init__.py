"""The network view: vis-network in the page, drawn in place, with what is clicked coming back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyvis
import streamlit as st

from graphmodel.pictures.picture import Picture, Position
from graphmodel.schema.model import NODE_KINDS

_HERE = Path(__file__).parent


@cache
def _library() -> str:
    """vis-network as pyvis carries it, made a module that tells the page when it is there."""
    newest = sorted(Path(pyvis.__file__).parent.glob("lib/vis-9*/vis-network.min.js"))[-1]
    code = newest.read_text(encoding="utf-8").partition("//# sourceMappingURL=")[0]
    return f"{code}\nexport default () => window.dispatchEvent(new Event('network-library'));"


@cache
def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


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
    height: int | None = None,
) -> None:
    """Draw a picture that can be clicked, dragged and zoomed, and driven by keys.

    ``label`` is its accessible name. While ``scene`` stays the same, zoom and place are kept and
    nodes come and go in place; a new scene is fitted into the view. ``on_select`` is called with
    the id clicked, or "" for none, ``on_expand`` with the id double-clicked, ``on_move`` with the
    new positions of what was dragged. ``height`` is in pixels; without it the picture fills what
    the window has left.
    """
    # Apart from the picture, so that the browser is sent its 470 kB once: Streamlit sends a large
    # message that it sent before only by its hash.
    st.components.v2.component("network_library", js=_library())(key=f"{key}_library")
    view = st.components.v2.component(
        "network_view", html=_text("view.html"), css=_text("view.css"), js=_text("view.js")
    )

    def told(name: str) -> Any:
        return getattr(st.session_state[key], name)

    view(
        key=key,
        data={
            "nodes": list(picture.nodes),
            "edges": list(picture.edges),
            "legend": _legend(picture),
            "label": label,
            "scene": scene,
            "selected": selected,
            "height": height,
        },
        default={"selected": selected, "moved": {}},
        on_selected_change=lambda: on_select(str(told("selected") or "")),
        on_expand_change=lambda: on_expand(str(told("expand") or "")),
        on_moved_change=lambda: on_move({k: (x, y) for k, (x, y) in told("moved").items()}),
    )


def _legend(picture: Picture) -> list[dict[str, str]]:
    """The kinds that the picture holds, as the schema declares them."""
    held = {node["kind"] for node in picture.nodes}
    return [
        {"name": kind.plural, "colour": kind.colour, "shape": kind.shape}
        for kind in NODE_KINDS.values()
        if kind.name in held
    ]
