"""Recent finds of a visitor, which their browser keeps beyond the visit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from graphmodel.access.sessions import required
from graphmodel.network.namespaces import Namespace
from graphmodel.ui.shared import resources, session

MOST = 10
"""Finds remembered."""

_SCRIPT = Path(__file__).parent / "finds.js"
_FINDS, _KNOWN, _KEPT = "_recent_finds", "_recent_finds_known", "recent_finds_library"


def lately(namespace: Namespace) -> list[str]:
    """Return the ids of recent finds that still exist, the latest first."""
    return [x for x in _finds(namespace.name) if x in namespace.network]


def remember(namespace: Namespace, node_id: str) -> None:
    """Add a node to the recent finds."""
    finds = _finds(namespace.name)
    finds[:] = [node_id, *(x for x in finds if x != node_id)][:MOST]


def forget(namespace: Namespace) -> None:
    """Clear the recent finds, in the browser as well."""
    _finds(namespace.name).clear()
    _known().add(namespace.name)


def keep(namespace: Namespace) -> None:
    """Make the browser keep the finds and report those it has kept from an earlier visit."""
    space = namespace.name
    component = st.components.v2.component("recent_finds", js=_SCRIPT.read_text(encoding="utf-8"))
    component(
        key=_KEPT,
        data={
            "who": resources.actor().name if required() is not None else "",
            "space": space,
            "ids": _finds(space),
            "most": MOST,
            "known": space in _known(),
        },
        default={"kept": None},
        on_kept_change=_take,
    )


def _take() -> None:
    """Add the finds that the browser has kept, which may be any value."""
    session.reassert()
    kept: Any = st.session_state[_KEPT].kept
    if not isinstance(kept, dict) or kept.get("space") in _known():
        return
    space, ids = str(kept.get("space")), kept.get("ids")
    own = _finds(space)
    if isinstance(ids, list):
        own[:] = list(dict.fromkeys((*own, *(x for x in ids if isinstance(x, str)))))[:MOST]
    _known().add(space)


def _finds(space: str) -> list[str]:
    finds: dict[str, list[str]] = st.session_state.setdefault(_FINDS, {})
    return finds.setdefault(space, [])


def _known() -> set[str]:
    """Return the data sets for which the browser has nothing to add."""
    known: set[str] = st.session_state.setdefault(_KNOWN, set())
    return known
