"""From a view to its picture, keeping every node where the session already has it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from graphmodel.network.network import Network
from graphmodel.pictures.picture import MORE, Picture, Position, picture
from graphmodel.pictures.selection import Filters
from graphmodel.ui.shared.url_state import View

INITIAL_NODES = 80
"""Nodes a new picture starts with: what one can take in at once."""

EXPANSION_NODES = 40
"""Nodes one expansion adds."""

_POSITIONS = "_places"
_LAST = "_last_picture"


@dataclass(frozen=True)
class Scene:
    """A picture and the key of its scene, which expanding and filtering keep."""

    picture: Picture
    key: str

    def move(self, moved: Mapping[str, Position]) -> None:
        """Remember for this session where nodes were dragged to."""
        for positions in _scene_positions(self.key).values():
            positions.update({k: v for k, v in moved.items() if k in positions})
        st.session_state.pop(_LAST, None)


def draw(network: Network, view: View) -> Scene:
    """The picture of a view. The same view gives the same positions in any session, because
    filters only select from the positions of the unfiltered picture."""
    scene = json.dumps([network.revision, view.namespace, view.centres, view.hops])
    key = json.dumps([scene, view.expanded, view.hidden, view.kinds, view.roles, view.years])
    previous = st.session_state.get(_LAST)
    if previous is not None and previous[0] == key:
        return Scene(previous[1], scene)
    # A link may name nodes that no longer exist; they are ignored.
    expanded = [x for x in view.expanded if x == MORE or x in network]
    positions = _scene_positions(scene)
    unfiltered = positions.setdefault("", {})
    current = picture(network, view.centres, expanded=expanded, hops=view.hops, limit=INITIAL_NODES,
                    batch=EXPANSION_NODES, positions=unfiltered)  # fmt: skip
    unfiltered.update(current.positions)
    if view.hidden or view.kinds or view.roles or view.years:
        filtered = json.dumps([view.kinds, view.roles, view.years])
        filtered_positions = positions.setdefault(filtered, {})
        current = picture(
            network, view.centres, expanded=expanded, hops=view.hops, limit=INITIAL_NODES,
            batch=EXPANSION_NODES,
            filters=Filters(view.kinds, view.roles, view.years, view.hidden),
            positions={**filtered_positions, **unfiltered},
        )  # fmt: skip
        filtered_positions.update(current.positions)
    st.session_state[_LAST] = (key, current)
    return Scene(current, scene)


def _scene_positions(scene: str) -> dict[str, dict[str, Position]]:
    """Known positions in this scene by filter; those of other scenes are dropped."""
    remembered = st.session_state.get(_POSITIONS)
    if remembered is None or remembered[0] != scene:
        remembered = st.session_state[_POSITIONS] = (scene, {})
    positions: dict[str, dict[str, Position]] = remembered[1]
    return positions
