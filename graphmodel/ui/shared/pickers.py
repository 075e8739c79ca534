"""Pickers for people and other nodes by typing names; the choice is kept in the URL."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from graphmodel import words
from graphmodel.facts.html_text import escape
from graphmodel.network.captions import summary
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.ui.shared import url_state, widgets

Chosen = Callable[[str], None]


def pick_node(
    namespace: Namespace,
    *,
    name: str,
    label: str,
    placeholder: str,
    kinds: Sequence[str] = ("Person",),
    write: url_state.Write = url_state.write,
) -> str | None:
    """Draw the node in the URL parameter ``name``, with a button to change it, and return its id;
    None if none is chosen.

    Until one is chosen there is a search box whose matches tell namesakes apart. ``write`` is for
    pages where a choice changes more than its own parameter.
    """
    chosen = namespace.network.canonical_id(url_state.read(name))
    with st.container(border=True, key=f"choose_{name}", gap=None, height="stretch"):
        st.html(f'<div class="gm-label">{escape(label)}</div>')
        if (
            chosen in namespace.network
            and namespace.network.kinds[namespace.network.index(chosen)] in kinds
        ):
            _card(namespace, chosen, name, write)
            return chosen
        if chosen:
            named = words.say(" or ").join(map(words.label, kinds)).lower()
            st.caption(
                widgets.plain(
                    words.say("There is no {kind} with the id {id} here.", kind=named, id=chosen)
                )
            )
        _search(
            namespace,
            name,
            label,
            placeholder,
            kinds,
            lambda node_id: write(**{name: node_id}),
        )
    return None


def pick_nodes(
    namespace: Namespace,
    *,
    name: str,
    label: str,
    placeholder: str,
    kinds: Sequence[str],
    write: url_state.Write = url_state.write,
) -> tuple[str, ...]:
    """Draw the nodes of these kinds in the URL parameter ``name``, each with a button to remove it,
    and a search box to add another; returns their ids. ``write`` is as in ``pick_node``."""
    network = namespace.network

    def chosen() -> tuple[str, ...]:
        ids = dict.fromkeys(map(network.canonical_id, url_state.read_all(name)))
        return tuple(x for x in ids if x in network and network.kinds[network.index(x)] in kinds)

    def add(node_id: str) -> None:
        write(**{name: [*chosen(), node_id]})

    def remove(node_id: str) -> None:
        write(**{name: [x for x in chosen() if x != node_id]})

    with st.container(border=True, key=f"choose_{name}", gap=None, height="stretch"):
        st.html(f'<div class="gm-label">{escape(label)}</div>')
        if chosen():
            with st.container(horizontal=True, gap="xsmall", key=f"chips_{name}"):
                for node_id in chosen():
                    _chip(network, node_id, name, remove)
        _search(namespace, name, label, placeholder, kinds, add)
    return chosen()


def unknown_ids(namespace: Namespace, *names: str) -> list[str]:
    """Return the ids in these URL parameters that are not in this namespace."""
    return [
        x for name in names for x in url_state.read_all(name) if x and x not in namespace.network
    ]


def _card(namespace: Namespace, node_id: str, name: str, write: url_state.Write) -> None:
    line = summary(namespace.network, namespace.network.index(node_id))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with widgets.compact_rows(f"chosen_{name}"):
            widgets.node_link(namespace.network, node_id, note=line)
        st.button(
            words.say("Change"), icon=":material/close:", key=f"drop_{name}", type="tertiary",
            help=words.say("Choose another"), on_click=lambda: write(**{name: None}),
        )  # fmt: skip


def _chip(network: Network, node_id: str, name: str, remove: Chosen) -> None:
    st.button(
        widgets.plain(network.name_of(node_id)), icon=":material/close:",
        key=f"drop_{name}_{node_id}", help=words.say("Remove"), on_click=remove, args=(node_id,),
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
