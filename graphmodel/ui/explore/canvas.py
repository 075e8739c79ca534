"""From a view to its picture, with every node where the session has it already."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from graphmodel.network.network import Network
from graphmodel.pictures.picture import MORE, Picture, Position, picture
from graphmodel.ui.shared.url_state import View

FIRST = 80
"""Nodes that a new picture starts with: what can be taken in at once."""

BATCH = 40
"""Nodes that one expansion adds."""

_PLACES = "_places"
_LAST = "_last_picture"


@dataclass(frozen=True)
class Shown:
    """A picture and the scene it belongs to: expanding or filtering stays in one scene."""

    picture: Picture
    scene: str

    def move(self, moved: Mapping[str, Position]) -> None:
        """Remember where nodes were dragged to, for this session."""
        for places in _places(self.scene).values():
            places.update({k: v for k, v in moved.items() if k in places})
        st.session_state.pop(_LAST, None)


def draw(network: Network, view: View) -> Shown:
    """The picture of a view. The same view gives the same places in any session, since filters
    only choose among places that the unfiltered picture gives."""
    scene = json.dumps([network.revision, view.namespace, view.centres, view.hops])
    asked = json.dumps([scene, view.expanded, view.hidden, view.kinds, view.roles, view.years])
    last = st.session_state.get(_LAST)
    if last is not None and last[0] == asked:
        return Shown(last[1], scene)
    # A link may name what is no longer there: it is drawn without.
    expanded = [x for x in view.expanded if x == MORE or x in network]
    places = _places(scene)
    whole = places.setdefault("", {})
    drawn = picture(network, view.centres, expanded=expanded, hops=view.hops, limit=FIRST,
                    batch=BATCH, positions=whole)  # fmt: skip
    whole.update(drawn.positions)
    if view.hidden or view.kinds or view.roles or view.years:
        filtered = json.dumps([view.kinds, view.roles, view.years])
        extra = places.setdefault(filtered, {})
        drawn = picture(
            network, view.centres, expanded=expanded, hops=view.hops, limit=FIRST, batch=BATCH,
            kinds=view.kinds, roles=view.roles, years=view.years, hidden=view.hidden,
            positions={**extra, **whole},
        )  # fmt: skip
        extra.update(drawn.positions)
    st.session_state[_LAST] = (asked, drawn)
    return Shown(drawn, scene)


def _places(scene: str) -> dict[str, dict[str, Position]]:
    """Known positions of this scene by filter; those of other scenes are let go."""
    kept = st.session_state.get(_PLACES)
    if kept is None or kept[0] != scene:
        kept = st.session_state[_PLACES] = (scene, {})
    places: dict[str, dict[str, Position]] = kept[1]
    return places
