"""Filters of the picture, in the sidebar: reach, kinds, roles and years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.pictures import looks
from graphmodel.schema.model import NODE_KINDS
from graphmodel.ui.explore import history
from graphmodel.ui.shared import url_state, widgets


@st.cache_data(max_entries=8, show_spinner=False)
def choices(_network: Network, revision: str, namespace: str) -> dict[str, Any]:
    """Return what a network can be filtered by: kinds, roles, commonest first, and its years."""
    kinds = _network.nodes.filter(pl.col("kind") != "Source")["kind"].unique().to_list()
    roles = _network.links["role"].drop_nulls().value_counts(sort=True)["role"].to_list()
    first, last = _network.links["first_year"].min(), _network.links["last_year"].max()
    return {
        "kinds": [kind for kind in NODE_KINDS if kind in kinds],
        "roles": roles,
        "years": None if first is None or first == last else (first, last),
    }


def show(namespace: Namespace, view: url_state.View) -> None:
    """Draw the filters; each change updates the address."""
    available = choices(namespace.network, namespace.network.revision, view.namespace)
    key = widgets.widget_key("hops", view.hops)
    st.segmented_control(
        words.say("Reach"), (1, 2), key=key, required=True, width="stretch",
        format_func=lambda n: words.count("{n} step", "{n} steps", n),
        help=words.say("How many links from the centre the picture initially reaches"),
        on_change=lambda: _choose(namespace, key, hops=st.session_state[key]),
    )  # fmt: skip
    _multiselect(words.say("Kinds"), "kinds", available["kinds"], view.kinds, namespace)
    _multiselect(words.say("Roles"), "roles", available["roles"], view.roles, namespace)
    if available["years"]:
        _years(available["years"], view, namespace)
    _look(words.say("Colour by"), "colour", looks.COLOURED_BY, view.colour, namespace,
          words.mark("Community") if view.of_people else words.mark("Kind"))  # fmt: skip
    _look(
        words.say("Size by"),
        "size",
        looks.SIZED_BY,
        view.size,
        namespace,
        words.mark("Number of links"),
    )
    if view.kinds or view.roles or view.years or view.hidden:
        st.button(
            words.say("Clear filters"),
            icon=":material/filter_alt_off:",
            width="stretch",
            key="clear",
            on_click=lambda: _change(namespace, kinds=None, roles=None, years=None, hidden=()),
        )


def _multiselect(
    label: str,
    name: str,
    options: list[str],
    chosen: tuple[str, ...] | None,
    namespace: Namespace,
) -> None:
    if len(options) < 2 and not chosen:
        return
    key = widgets.widget_key(name, [value for value in chosen or () if value in options])
    plurals = {kind: NODE_KINDS[kind].plural for kind in options if kind in NODE_KINDS}
    st.multiselect(
        label, options, key=key, placeholder=words.say("all"),
        format_func=lambda value: widgets.option(words.label(plurals.get(value) or str(value))),
        on_change=lambda: _choose(
            namespace, key, **{name: tuple(st.session_state[key]) or None}
        ),
    )  # fmt: skip


def _look(
    label: str,
    name: str,
    titles: Mapping[str, str],
    chosen: str,
    namespace: Namespace,
    default: str,
) -> None:
    """Draw the choice of what colour or size stands for."""
    key = widgets.widget_key(name, chosen if chosen in titles else "")
    st.selectbox(
        label,
        ["", *titles],
        key=key,
        format_func=lambda value: words.say(titles.get(value) or default),
        on_change=lambda: _choose(namespace, key, **{name: st.session_state[key]}),
    )


def _years(bounds: tuple[int, int], view: url_state.View, namespace: Namespace) -> None:
    first, last = view.years or (None, None)
    low = min(max(bounds[0] if first is None else first, bounds[0]), bounds[1])
    high = max(min(bounds[1] if last is None else last, bounds[1]), low)
    key = widgets.widget_key("years", (low, high))

    def changed() -> None:
        chosen = st.session_state[key]
        _choose(namespace, key, years=None if chosen == bounds else chosen)

    st.slider(words.say("Years"), bounds[0], bounds[1], key=key, on_change=changed,
              help=words.say("Nodes and links without a year are always shown"))  # fmt: skip


def _choose(namespace: Namespace, key: str, **changes: Any) -> None:
    if widgets.is_choice(key):
        _change(namespace, **changes)


def _change(namespace: Namespace, **changes: Any) -> None:
    history.take(namespace, lambda view: view.changed(**changes))
