"""Introduce: who could introduce one person to another, and what each two on the way share."""

from __future__ import annotations

from typing import Any

import streamlit as st

from graphmodel.analysis.routes.advice import connecting
from graphmodel.analysis.routes.introductions import Introductions, introduce, introduce_to_any
from graphmodel.analysis.routes.no_route import NoRoute
from graphmodel.analysis.routes.steiner_tree import MOST_GROUP, Connection, connect
from graphmodel.analysis.routes.target import TargetProfile
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.pictures.picture import Picture
from graphmodel.ui.introduce import constraints_form, route_cards, target_form
from graphmodel.ui.introduce.route_diagram import routes_picture, tree_picture
from graphmodel.ui.shared import diagram, navigation, pickers, resources, url_state, widgets
from graphmodel.ui.shared.graph_view import network_view

QUESTIONS = {"": "One person", "anyone": "Anyone who fits", "group": "A group"}


def main() -> None:
    """Draw the page that the address names."""
    namespace = resources.namespace().claimed
    widgets.title(
        "Introduce", "Who could introduce one person to another, through what they share."
    )
    question = _question()
    if question == "group":
        _group(namespace)
    elif question == "anyone":
        _anyone(namespace)
    else:
        _one(namespace)


def _question() -> str:
    """Whom it is about: one person, anyone who fits a description, or a group."""
    now = url_state.read("ask")
    st.session_state["ask"] = now if now in QUESTIONS else ""
    st.segmented_control(
        "Whom to meet", list(QUESTIONS), key="ask", format_func=QUESTIONS.__getitem__,
        label_visibility="collapsed", required=True,
        on_change=lambda: url_state.write(ask=st.session_state["ask"]),
    )  # fmt: skip
    return st.session_state["ask"] or ""


def _one(namespace: Namespace) -> None:
    source, target = _ends(namespace)
    asked = constraints_form.of_a_route(namespace)
    if source is None or target is None:
        if not pickers.unknown_ids(namespace, "from", "to"):
            widgets.show_notice(
                "Choose the person to start from and the person to meet: type a name."
            )
        return
    if source == target:
        widgets.show_notice("The same person stands at both ends. Choose two people.")
        return
    network = namespace.network
    _show(namespace, _answer(network, network.revision, namespace.name, source, target, **asked))


def _anyone(namespace: Namespace) -> None:
    left, right = st.columns([1, 1.6], gap="small")
    with left:
        source = pickers.pick_node(
            namespace, name="from", label="From", placeholder="Who asks? Type a name"
        )
    with right:
        wanted = target_form.anyone(namespace)
    asked = constraints_form.of_a_route(namespace)
    if source is None or wanted is None:
        if not pickers.unknown_ids(namespace, "from", "org", "school"):
            widgets.show_notice("Choose the person to start from, and say who would do.")
        return
    network = namespace.network
    _show(
        namespace, _any_answer(network, network.revision, namespace.name, source, wanted, **asked)
    )


def _group(namespace: Namespace) -> None:
    group = pickers.pick_nodes(
        namespace, name="with", label="Who should come to know each other", kinds=("Person",),
        placeholder="add a person",
    )  # fmt: skip
    asked = constraints_form.of_a_group(namespace)
    if not 2 <= len(group) <= MOST_GROUP:
        widgets.show_notice(f"Add 2 to {MOST_GROUP} people by typing their names.")
        return
    network = namespace.network
    found = _connected(network, network.revision, namespace.name, group, **asked)
    route_cards.told(connecting(network, found))
    if not found.hops:
        return
    left, right = st.columns([1, 1.12], gap="medium")
    with left:
        for place, hop in enumerate(found.hops):
            with st.container(border=True, key=f"route_{place}", gap=None):
                with widgets.compact_rows(f"person_{place}"):
                    widgets.node_link(network, hop.source)
                with st.container(key=f"hop_{place}", gap=None):
                    route_cards.shared_by(network, hop, f"tree_{place}")
                with widgets.compact_rows(f"person_{place}_end"):
                    widgets.node_link(network, hop.target)
    with right:
        _picture(
            namespace, tree_picture(network, found), f"{len(found.hops)} ties", "|".join(group), 190
        )


def _show(namespace: Namespace, answer: Introductions) -> None:
    """An answer: what to do first, the routes, and their picture."""
    if answer.why_none is not None:
        _none(namespace.network, answer, answer.why_none)
        return
    if answer.fitting is not None:
        st.caption(f"{answer.fitting:,} people fit; these are the best reached.")
    route_cards.advise(namespace.network, answer)
    left, right = st.columns([1, 1.12], gap="medium")
    with left:
        for place in range(len(answer.routes)):
            route_cards.card(namespace.network, answer, place)
    with right:
        picture = routes_picture(namespace.network, answer)
        ends = f"{answer.source} {answer.target}"
        _picture(namespace, picture, f"{len(answer.routes)} routes", ends, 45 * len(answer.routes))


@st.cache_data(max_entries=200, show_spinner="Looking for routes …")
def _answer(
    _network: Network, revision: str, namespace: str, source: str, target: str, **asked: Any
) -> Introductions:
    return introduce(_network, source, target, **asked)


@st.cache_data(max_entries=200, show_spinner="Looking for routes …")
def _any_answer(
    _network: Network,
    revision: str,
    namespace: str,
    source: str,
    wanted: TargetProfile,
    **asked: Any,
) -> Introductions:
    return introduce_to_any(_network, source, wanted, **asked)


@st.cache_data(max_entries=200, show_spinner="Looking for ties …")
def _connected(
    _network: Network, revision: str, namespace: str, group: tuple[str, ...], **asked: Any
) -> Connection:
    return connect(_network, group, **asked)


def _ends(namespace: Namespace) -> tuple[str | None, str | None]:
    def swap() -> None:
        url_state.write(**{"from": url_state.read("to"), "to": url_state.read("from")})

    left, middle, right = st.columns([1, 0.09, 1], gap="small")
    with left:
        source = pickers.pick_node(
            namespace, name="from", label="From", placeholder="Who asks? Type a name"
        )
    with middle:
        st.button("Swap", icon=":material/swap_horiz:", key="swap", width="stretch",
                  help="The other way round", on_click=swap)  # fmt: skip
    with right:
        target = pickers.pick_node(
            namespace, name="to", label="To", placeholder="Whom to meet? Type a name"
        )
    return source, target


def _picture(namespace: Namespace, picture: Picture, says: str, scene: str, more: int = 90) -> None:
    network_view(
        picture,
        key="routes",
        label=f"{says}, {len(picture.nodes)} nodes",
        scene=f"{namespace.name} {scene} {len(picture.nodes)}",
        selected=url_state.read("at"),
        on_select=lambda node_id: url_state.write(at=node_id),
        on_expand=lambda node_id: url_state.write(at=node_id),
        on_move=diagram.ignore_moves,
        height=min(640, 330 + more),
    )
    selected = url_state.read("at")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="ways"):
        if selected in namespace.network:
            with widgets.compact_rows("picked"):
                widgets.node_link(
                    namespace.network, selected, note="open in Explore", width="content"
                )
        else:
            st.caption("Lines are the thicker the stronger the tie. Click a node to open it.")
        view = url_state.View(
            namespace=namespace.name, centres=_drawn(namespace.network, picture.positions)
        )
        navigation.link("explore", "All of it in Explore", view.parameters(), icon=":material/hub:")


def _drawn(network: Network, ids: Any) -> tuple[str, ...]:
    return tuple(node_id for node_id in ids if node_id in network)


def _none(network: Network, answer: Introductions, why: NoRoute) -> None:
    """Why there is no route, and what to try."""
    ends = [end for end in (answer.source, answer.target) if end is not None]
    one = network.name_of(answer.source)
    other = "anyone who fits" if answer.target is None else network.name_of(ends[1])
    names = [network.name_of(x) for x in (*why.excluded, *why.via) if x in network]
    if why.excluded:
        said = f"{one} and {other} are linked only through what is left out: {', '.join(names)}."
        hint = "Take it out of Not through."
    elif why.via:
        said = f"No route from {one} to {other} goes by way of {', '.join(names)}."
        hint = "Take it out of By way of, or ask for the two steps one after the other."
    else:
        said, hint = why.sentence(), _hint(why)
    with st.container(border=True, key="no_route"):
        st.markdown(f"**No route from {widgets.plain(one)} to {widgets.plain(other)}**")
        st.markdown(widgets.plain(said))
        st.markdown(f"**What to try:** {widgets.plain(hint)}")
        with st.container(horizontal=True, key="ways"):
            if why.max_tie_age is not None:
                st.button("Allow ties of any age", key="any_age", icon=":material/history:",
                          on_click=lambda: url_state.write(age=None))  # fmt: skip
            if why.max_hops is not None:
                st.button("Allow any number of steps", key="any_steps", icon=":material/route:",
                          on_click=lambda: url_state.write(hops=None))  # fmt: skip
            if why.reason == "only through other relations":
                st.button("Let every kind of tie count", key="any_tie", icon=":material/link:",
                          on_click=lambda: url_state.write(tie=None))  # fmt: skip
            if why.excluded:
                st.button("Leave nothing out", key="any_way", icon=":material/filter_alt_off:",
                          on_click=lambda: url_state.write(avoid=None))  # fmt: skip
            if why.via:
                st.button("Go any way", key="any_way", icon=":material/filter_alt_off:",
                          on_click=lambda: url_state.write(via=None))  # fmt: skip
            for node_id in ends:
                name = widgets.plain(network.name_of(node_id))
                navigation.link("suggest", f"Suggest partners for {name}",
                                {url_state.NAMESPACE: url_state.namespace(), "person": node_id},
                                icon=navigation.PAGES["suggest"].icon)  # fmt: skip


_HINTS = {
    "nobody fits": "Ask for less: another role, market or place.",
    "only through people who have died": "Ask for somebody close to them who is alive.",
    "only through ties older than max_tie_age": "Allow older ties.",
    "only through other relations": "Let every kind of tie count.",
    "longer than max_hops": "Allow more steps.",
}


def _hint(why: NoRoute) -> str:
    if why.reason in _HINTS:
        return _HINTS[why.reason]
    if why.sizes is not None:
        return "Import data that ties the two groups, or see whom each could work with next."
    return "Ask for somebody in between first, and go on from there."


main()
