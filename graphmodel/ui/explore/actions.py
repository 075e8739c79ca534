"""What can be done in the picture: each step that it reports changes the view as it is then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from graphmodel.network.namespaces import Namespace
from graphmodel.ui.explore import history
from graphmodel.ui.shared import navigation, url_state
from graphmodel.ui.shared.graph_view import Action
from graphmodel.ui.shared.url_state import View

_LEAVING = "_explore_leaving"


def of_picture(namespace: Namespace, kinds: Sequence[str]) -> dict[str, Action]:
    """The actions by name; ``kinds`` are those that the legend can hide."""

    def changes(change: Callable[[View, tuple[str, ...]], View]) -> Action:
        return lambda step: history.take(namespace, lambda view: change(view, _ids(step)))

    return {
        "select": changes(lambda view, ids: view.selecting(*ids)),
        "expand": changes(lambda view, ids: view.with_expansion(*ids)),
        "hide": changes(lambda view, ids: view.hiding(*ids)),
        "keep": changes(lambda view, ids: view.keeping(*ids)),
        "kind": lambda step: history.take(
            namespace, lambda view: view.switching_kind(str(step["kind"]), kinds)
        ),
        "introduce": lambda step: _introduce(*_ids(step)),
        "suggest": lambda step: _leave("suggest", person=_ids(step)[0]),
    }


def leave_if_asked() -> None:
    """Open the page that a step asked for."""
    asked = st.session_state.pop(_LEAVING, None)
    if asked is not None:
        navigation.go(*asked)


def _introduce(source: str, target: str) -> None:
    _leave("introduce", **{"from": source, "to": target})


def _leave(page: str, **parameters: str) -> None:
    if navigation.exists(page):
        shown = {url_state.NAMESPACE: url_state.view().namespace}
        st.session_state[_LEAVING] = (page, {**shown, **parameters})


def _ids(step: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(map(str, step["ids"]))
