"""The panel of two selected people: everything they share, with its sources, and further links."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from graphmodel import words
from graphmodel.analysis.routes.route import Hop
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.facts.html_text import escape
from graphmodel.network.network import Network
from graphmodel.ui.introduce import route_cards
from graphmodel.ui.shared import details, navigation, url_state, widgets


def are_selected(network: Network, view: url_state.View) -> bool:
    """Whether the view's first two selected nodes are people."""
    return all(
        node_id in network and network.kinds[network.index(node_id)] == "Person"
        for node_id in (view.selected, view.beside)
    )


def show(
    network: Network,
    view: url_state.View,
    take: Callable[[details.Change], None],
    show_routes: Callable[[str, str], None],
) -> None:
    """Draw the panel of the two selected people; ``show_routes`` draws the routes between them."""
    first, second = (network.index(x) for x in (view.selected, view.beside))
    shared = people_ties(network.claimed).shared(first, second)
    with st.container(height=details.HEIGHT, border=True, key="details"):
        both = words.say(
            "{first} and {second}", first=network.names[first], second=network.names[second]
        )
        st.html(
            f'<div class="gm-eyebrow">{widgets.kind_mark("Person")}'
            f"{escape(words.say('Two people'))}</div>"
            f'<div class="gm-name">{escape(both)}</div>'
        )
        with st.container(horizontal=True, gap="small", key="actions"):
            for index, node_id in ((first, view.selected), (second, view.beside)):
                st.button(
                    widgets.plain(words.say("Only {name}", name=network.names[index])),
                    key=f"do_only_{node_id}",
                    on_click=_selects(take, node_id),
                )  # fmt: skip
            st.button(
                words.say("Show routes"), icon=":material/route:", key=f"do_route_{view.selected}",
                on_click=show_routes, args=(view.selected, view.beside),
            )  # fmt: skip
        with st.container(horizontal=True, gap="small", key="elsewhere"):
            navigation.link("introduce", words.say("All routes between them"), {
                url_state.NAMESPACE: view.namespace, "from": view.selected, "to": view.beside,
            })  # fmt: skip
        if not shared:
            st.caption(words.say("No source names anything that both were part of."))
            return
        widgets.group_heading(words.say("what ties them"), len(shared))
        hop = Hop(view.selected, view.beside, sum(s.weight for s in shared), shared)
        route_cards.shared_facts(network, hop, f"pair_{view.selected}_{view.beside}")


def _selects(take: Callable[[details.Change], None], node_id: str) -> Callable[[], None]:
    return lambda: take(lambda now: now.selecting(node_id))
