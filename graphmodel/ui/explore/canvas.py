"""The picture of a view: the same view gives the same positions in any session."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from graphmodel import words
from graphmodel.analysis.ties.acquaintances import Tie
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.network.network import Network
from graphmodel.network.present import asking_date
from graphmodel.pictures.looks import coloured, sized
from graphmodel.pictures.moves import Move, Position, mark_of
from graphmodel.pictures.people import people_picture
from graphmodel.pictures.picture import Picture, picture
from graphmodel.pictures.selection import Filters
from graphmodel.pictures.timeline import Timeline, timeline, with_all_years
from graphmodel.schema.model import NODE_KINDS
from graphmodel.ui.shared.graph_view import LegendEntry
from graphmodel.ui.shared.url_state import View

INITIAL_NODES = 80
"""Number of nodes in a new picture: as many as can be taken in at a glance."""

EXPANSION_NODES = 40
"""Number of nodes that one expansion adds."""

_LAYOUTS = "_layouts"
_LAST = "_last_picture"

Layouts = dict[str, dict[str, Position]]


@dataclass(frozen=True)
class Scene:
    """A picture and the key of its scene, which expanding and filtering keep; for people also the
    ties drawn and how many there are among them. ``kinds`` are those of its nodes and of the nodes
    that its filters leave out."""

    picture: Picture
    key: str
    kinds: frozenset[str] = frozenset()
    ties: tuple[Tie, ...] = ()
    all_ties: int = 0
    timeline: Timeline | None = None


def draw(network: Network, view: View) -> Scene:
    """Draw the picture of a view. Filters only select from the unfiltered picture's positions."""
    scene, key = _scene(network, view), _key(network, view)
    previous = st.session_state.get(_LAST)
    if previous is not None and previous[0] == key:
        drawn: Scene = previous[1]
        return drawn
    layouts = _layouts(scene)
    current = whole = _draw(network, view, Filters(), layouts, {})
    if view.hidden or view.kinds or view.roles or view.years:
        chosen = Filters(view.kinds, view.roles, view.years, view.hidden)
        current = _draw(network, view, chosen, layouts, whole.picture.laid_out)
    kinds = (node["kind"] for each in (whole, current) for node in each.picture.nodes)
    at_any_time = marked = _looking(network, view, current.picture)
    if view.years:
        others = Filters(view.kinds, view.roles, None, view.hidden)
        unlimited = _draw(network, view, others, layouts, whole.picture.laid_out)
        at_any_time = _looking(network, view, unlimited.picture)
        marked = with_all_years(marked, at_any_time)
    drawn = replace(
        current, picture=marked, key=scene, kinds=frozenset(kinds),
        timeline=timeline(marked, at_any_time, view.years),
    )  # fmt: skip
    st.session_state[_LAST] = (key, drawn)
    return drawn


def _scene(network: Network, view: View) -> str:
    """Return the key of what a picture starts from, which expanding and filtering keep."""
    return json.dumps([
        network.revision, view.namespace, view.centres, view.hops, view.of_people,
    ])  # fmt: skip


def _key(network: Network, view: View) -> str:
    """Return a key of everything that the picture of a view depends on."""
    filters = [view.hidden, view.kinds, view.roles, view.years]
    moves = [move.text() for move in view.moves]
    notes = [note.value() for note in view.notes]
    return json.dumps([
        _scene(network, view), view.expanded, *filters, moves, [view.colour, view.size], notes,
        words.spoken(), asking_date(None),
    ])  # fmt: skip


def _looking(network: Network, view: View, drawn: Picture) -> Picture:
    """Return a picture with the colours, sizes, pins and notes of a view."""
    painted = sized(network, coloured(network, drawn, view.colour), view.size)
    return replace(_with_pins(painted, view.moves), notes=view.notes)


def _with_pins(picture: Picture, moves: Sequence[Move]) -> Picture:
    """Return the picture with its nodes marked as pinned if they were placed by hand."""
    marks = {move.mark for move in moves}
    nodes = tuple({**node, "pinned": mark_of(node["id"]) in marks} for node in picture.nodes)
    return replace(picture, nodes=nodes)


def last_drawn() -> Collection[str]:
    """Return the ids of the nodes in the last picture drawn."""
    previous: tuple[str, Scene] | None = st.session_state.get(_LAST)
    return () if previous is None else previous[1].picture.positions


def is_complete(network: Network, view: View, ids: Collection[str]) -> bool:
    """Whether the last picture drawn is that of this view and has all neighbours of these nodes."""
    previous: tuple[str, Scene] | None = st.session_state.get(_LAST)
    if previous is None or previous[0] != _key(network, view):
        return False
    drawn = previous[1].picture
    return all(x in drawn.positions and not drawn.unseen.get(x) for x in ids)


def _draw(
    network: Network,
    view: View,
    filters: Filters,
    layouts: Layouts,
    given: Mapping[str, Position],
) -> Scene:
    """Draw the picture with the positions given, and those remembered from its earlier steps."""
    steps = _step_keys(view, filters)
    known = {k: at for step in steps for k, at in layouts.get(step, {}).items()} | dict(given)
    options: dict[str, Any] = {
        "expanded": view.expanded, "filters": filters, "limit": INITIAL_NODES,
        "batch": EXPANSION_NODES, "positions": known, "moves": view.moves,
    }  # fmt: skip
    if view.of_people:
        people = people_picture(people_ties(network.claimed), view.centres, **options)
        scene = Scene(people.picture, "", ties=people.ties, all_ties=people.all_ties)
    else:
        scene = Scene(picture(network, view.centres, hops=view.hops, **options), "")
    drawn = scene.picture
    layouts.setdefault(steps[-1], {}).update(
        {node_id: at for node_id, at in drawn.laid_out.items() if node_id not in known}
    )
    return scene


def _step_keys(view: View, filters: Filters) -> list[str]:
    """Return the keys of what positions depend on, for the first picture and after each expansion:
    the expansions until then, and what had been moved before the last one."""
    chosen = [filters.kinds, filters.roles, filters.years]
    return [
        json.dumps([chosen, view.expanded[:n], [m.text() for m in view.moves if m.after < n]])
        for n in range(len(view.expanded) + 1)
    ]


def _layouts(scene: str) -> Layouts:
    """Return the positions remembered in this scene, by step; those of other scenes are dropped."""
    remembered = st.session_state.get(_LAYOUTS)
    if remembered is None or remembered[0] != scene:
        remembered = st.session_state[_LAYOUTS] = (scene, {})
    layouts: Layouts = remembered[1]
    return layouts


def legend(scene: Scene, shown: Collection[str] | None) -> list[LegendEntry] | None:
    """Return the kinds that the picture has and those that its filter hides; None if colours stand
    for something else."""
    if scene.picture.legend:
        return None
    drawn = {node["kind"] for node in scene.picture.nodes}
    hidden = {kind for kind in scene.kinds if shown is not None and kind not in shown}
    return [
        LegendEntry(
            words.label(kind.plural), kind.colour, kind.shape, kind.name, kind.name in hidden
        )
        for kind in NODE_KINDS.values()
        if kind.name in drawn | hidden
    ]
