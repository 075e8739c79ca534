"""Pickers for people and other nodes by typing names; the choice is kept in the URL."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from graphmodel.network.captions import summary
from graphmodel.network.namespaces import Namespace
from graphmodel.ui.shared import url_state, widgets

Chosen = Callable[[str], None]


def pick_node(
    namespace: Namespace,
    *,
    name: str,
    label: str,
    placeholder: str,
    kinds: Sequence[str] = ("Person",),
) -> str | None:
    """The node in the URL's parameter ``name``, with a button to change it; None if not chosen.

    Until one is chosen there is a search box, whose matches tell namesakes apart.
    """
    chosen = namespace.network.canonical_id(url_state.read(name))
    with st.container(border=True, key=f"choose_{name}", gap=None, height="stretch"):
        st.html(f'<div class="gm-label">{label}</div>')
        if (
            chosen in namespace.network
            and namespace.network.kinds[namespace.network.index(chosen)] in kinds
        ):
            _card(namespace, chosen, name)
            return chosen
        if chosen:
            named = " or ".join(kinds).lower()
            st.caption(widgets.plain(f"There is no {named} with the id {chosen} here."))
        _search(
            namespace,
            name,
            label,
            placeholder,
            kinds,
            lambda node_id: url_state.write(**{name: node_id}),
        )
    return None


def pick_nodes(
    namespace: Namespace, *, name: str, label: str, placeholder: str, kinds: Sequence[str]
) -> tuple[str, ...]:
    """The nodes of these kinds in the URL's parameter ``name``, each with a button to remove it,
    and a search box to add another."""
    network = namespace.network
    ids = dict.fromkeys(map(network.canonical_id, url_state.read_all(name)))
    chosen = [x for x in ids if x in network and network.kinds[network.index(x)] in kinds]

    def add(node_id: str) -> None:
        url_state.write(**{name: [*chosen, node_id]})

    with st.container(border=True, key=f"choose_{name}", gap=None, height="stretch"):
        st.html(f'<div class="gm-label">{label}</div>')
        if chosen:
            with st.container(horizontal=True, gap="xsmall", key=f"chips_{name}"):
                for node_id in chosen:
                    _chip(namespace, node_id, name, chosen)
        _search(namespace, name, label, placeholder, (), add)
    return tuple(chosen)


def unknown_ids(namespace: Namespace, *names: str) -> list[str]:
    """The ids in these parameters of the URL that are not in this namespace."""
    return [
        x for name in names for x in url_state.read_all(name) if x and x not in namespace.network
    ]


def _card(namespace: Namespace, node_id: str, name: str) -> None:
    line = summary(namespace.network, namespace.network.index(node_id))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with widgets.compact_rows(f"chosen_{name}"):
            widgets.node_link(namespace.network, node_id, note=line)
        st.button(
            "Change", icon=":material/close:", key=f"drop_{name}", type="tertiary",
            help="Choose another", on_click=lambda: url_state.write(**{name: None}),
        )  # fmt: skip


def _chip(namespace: Namespace, node_id: str, name: str, chosen: Sequence[str]) -> None:
    remaining = [other_id for other_id in chosen if other_id != node_id]
    st.button(
        widgets.plain(namespace.network.names[namespace.network.index(node_id)]),
        icon=":material/close:", key=f"drop_{name}_{node_id}", help="Remove",
        on_click=lambda: url_state.write(**{name: remaining}),
    )  # fmt: skip


def _search(
    namespace: Namespace,
    name: str,
    label: str,
    placeholder: str,
    kinds: Sequence[str],
    pick: Chosen,
) -> None:
    widgets.search_box(
        namespace,
        key=f"find_{name}",
        label=label,
        placeholder=placeholder,
        kinds=kinds,
        on_pick=pick,
    )
