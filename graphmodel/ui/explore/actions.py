"""The actions in the picture: each step that it reports changes the view current at that time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from graphmodel import words
from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.errors import InputError
from graphmodel.network.namespaces import Namespace
from graphmodel.network.present import asking_date
from graphmodel.pictures.notes import Note
from graphmodel.ui.explore import canvas, history, preview, questions
from graphmodel.ui.introduce import query
from graphmodel.ui.shared import navigation, outcomes, url_state, widgets
from graphmodel.ui.shared.graph_view import Action, positions_of
from graphmodel.ui.shared.url_state import View

ROUTES = 3
"""Number of routes drawn between two people."""

ALL_THERE = words.mark("Nothing to add: everything linked to this is already in the picture.")
ALL_THERE_FILTERED = words.mark(
    "Nothing to add: everything linked to this that passes the filters is already in the picture."
)

_NOTICE = "_explore_notice"
_TOAST = "_explore_toast"
"""A message shown as a toast, which moves nothing on the page: the pointer is on the canvas."""


def of_picture(namespace: Namespace, kinds: Sequence[str]) -> dict[str, Action]:
    """Return the actions by name; ``kinds`` are those that the legend can hide."""

    def changes(change: Callable[[View, tuple[str, ...]], View]) -> Action:
        return lambda step: history.take(namespace, lambda view: change(view, _ids(step)))

    return {
        "select": changes(lambda view, ids: view.selecting(*ids)),
        "expand": lambda step: _expand(namespace, *_ids(step)),
        "hide": changes(lambda view, ids: view.hiding(*ids)),
        "keep": changes(lambda view, ids: view.keeping(*ids)),
        "pin": lambda step: history.take(
            namespace, lambda view: view.with_moved(positions_of(step["places"]))
        ),
        "unpin": changes(lambda view, ids: view.unpinned(*ids)),
        "kind": lambda step: history.take(
            namespace, lambda view: view.switching_kind(str(step["kind"]), kinds)
        ),
        "note": lambda step: _write(namespace, step),
        "years": lambda step: _show_years(namespace, step["years"]),
        "preview": lambda step: _preview(namespace, *_ids(step)),
        "collapse": changes(_collapsed),
        "link": lambda step: history.take(
            namespace, lambda view: view.selecting_link(str(step["id"]))
        ),
        "routes": lambda step: show_routes(namespace, *_ids(step)),
        "introduce": lambda step: _introduce(*_ids(step)),
        "suggest": lambda step: _leave("suggest", person=_ids(step)[0]),
        **({"ask": lambda step: _ask(namespace, *_ids(step))} if questions.are_there() else {}),
    }


def show_routes(namespace: Namespace, source: str, target: str) -> None:
    """Draw the best routes between two people on the same canvas, with the answer of Introduce."""
    claimed = namespace.claimed
    network = claimed.network
    today = RouteConstraints(as_of=asking_date(None))
    answer = query.introductions(
        network, network.revision, claimed.name, source, target, today, ROUTES, words.spoken()
    )
    if answer.no_route is not None:
        notice = words.say(
            "No route from {source} to {target}: {sentence} See Introduce for what to try.",
            source=network.name_of(source),
            target=network.name_of(target),
            sentence=answer.no_route.sentence(),
        )
        outcomes.leave(_NOTICE, notice)
        return

    def with_routes(view: View) -> View:
        view = view.selecting(source, target)
        for route in answer.routes:
            view = view.adding(*query.chain(route), route=True)
        return view

    history.take(namespace, with_routes)


def show_notice() -> None:
    """Show why the last step could not be done, if so."""
    notice = outcomes.take(_NOTICE)
    if notice:
        widgets.show_notice(notice)
    toast = outcomes.take(_TOAST)
    if toast:
        st.toast(toast, icon=":material/info:")


def _expand(namespace: Namespace, *ids: str) -> None:
    """Expand nodes; if nothing is left to add, leave a message instead of an empty step."""

    def expanded(view: View) -> View:
        if not canvas.is_complete(namespace.network, view, ids):
            return view.with_expansion(*ids)
        filters = view.kinds or view.roles or view.years
        outcomes.leave(_TOAST, words.say(ALL_THERE_FILTERED if filters else ALL_THERE))
        return view.selecting(*ids)

    history.take(namespace, expanded)


def _show_years(namespace: Namespace, years: Sequence[Any]) -> None:
    """Show the ties of a span of years; those of all years if none is given."""
    first, last = (int(year) for year in years) if years else (None, None)
    span = None if first is None else (first, last)
    history.take(namespace, lambda view: view.changed(years=span))


def _write(namespace: Namespace, step: Mapping[str, Any]) -> None:
    """Add a note to the canvas, change it, or remove it if its text is empty."""
    at = (float(step["x"]), float(step["y"]))
    note = Note.of(str(step["key"]), at, str(step["text"]), str(step["node"]))
    try:
        history.take(namespace, lambda view: view.with_note(note))
    except InputError as error:
        outcomes.leave(_NOTICE, str(error))


def _introduce(source: str, target: str) -> None:
    _leave("introduce", **{"from": source, "to": target})


def _leave(page: str, **parameters: str) -> None:
    if navigation.exists(page):
        shown = {url_state.NAMESPACE: url_state.view().namespace}
        navigation.leave(page, {**shown, **parameters})


def _ask(namespace: Namespace, *ids: str) -> None:
    questions.open_for(ids)
    history.take(namespace, lambda view: view.selecting(*ids))


def _preview(namespace: Namespace, node_id: str) -> None:
    preview.open_for(node_id)
    history.take(namespace, lambda view: view.selecting(node_id))


def _collapsed(view: View, ids: tuple[str, ...]) -> View:
    for node_id in ids:
        view = view.collapsed(node_id)
    return view


def _ids(step: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(map(str, step["ids"]))
