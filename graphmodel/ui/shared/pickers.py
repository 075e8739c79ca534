"""Choosing people and other nodes by typing their names, kept in the address."""

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
    """The node that the address gives ``name``, with the way to take another; None for none.

    Until one is chosen there is a box to type in, whose matches tell namesakes apart.
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
            st.caption(widgets.plain(f"No {' or '.join(kinds).lower()} here has the id {chosen}."))
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
    """The nodes of these kinds that the address gives ``name``, each with a button to drop it,
    and a box to add another."""
    network = namespace.network
    given = dict.fromkeys(map(network.canonical_id, url_state.read_all(name)))
    chosen = [x for x in given if x in network and network.kinds[network.index(x)] in kinds]

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
    """The ids that the address names and this namespace does not hold."""
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
            help="Take another", on_click=lambda: url_state.write(**{name: None}),
        )  # fmt: skip


def _chip(namespace: Namespace, node_id: str, name: str, chosen: Sequence[str]) -> None:
    rest = [other for other in chosen if other != node_id]
    st.button(
        widgets.plain(namespace.network.names[namespace.network.index(node_id)]),
        icon=":material/close:", key=f"drop_{name}_{node_id}", help="Take out",
        on_click=lambda: url_state.write(**{name: rest}),
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
