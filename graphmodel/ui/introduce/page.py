"""Introduce: who could introduce one person to another, and what each pair along the way shares."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from graphmodel import words
from graphmodel.analysis.routes.advice import connection_advice, describe_bridge, describe_plans
from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.introductions import Introductions, introduce_to_any
from graphmodel.analysis.routes.no_route import NoRoute
from graphmodel.analysis.routes.steiner_tree import MAX_GROUP, Connection, connect
from graphmodel.analysis.routes.target_profile import TargetProfile
from graphmodel.analysis.routes.waiting_pairs import Bridge
from graphmodel.export.as_code import connection_code, introduction_code
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf
from graphmodel.pictures.picture import Picture
from graphmodel.ui.introduce import constraints_form, query, route_cards, target_form
from graphmodel.ui.introduce.route_diagram import routes_picture, tree_picture
from graphmodel.ui.shared import (
    code_view,
    diagram,
    navigation,
    pickers,
    resources,
    starting,
    url_state,
    widgets,
)
from graphmodel.ui.shared.choices import one_of
from graphmodel.ui.shared.graph_view import network_view
from graphmodel.ui.shared.waiting import waiting

QUESTIONS = {
    "": words.mark("One person"),
    "anyone": words.mark("Anyone who fits"),
    "group": words.mark("A group"),
}


def main() -> None:
    """Draw the page for the parameters in its address."""
    namespace = resources.namespace().claimed
    widgets.title(
        words.say("Introduce"),
        words.say("Who could introduce one person to another, through what they share."),
    )
    question = _question()
    if question == "group":
        _connection(namespace)
    elif question == "anyone":
        _introduction_to_any(namespace)
    else:
        _introduction(namespace)


def _question() -> str:
    """Draw the choice of whom to meet: one person, anyone who fits a description, or a group."""
    return one_of(
        "ask", words.say("Whom to meet"), list(QUESTIONS), key="ask", usual="",
        shown=lambda question: words.say(QUESTIONS[question]), label_visibility="collapsed",
    )  # fmt: skip


def _introduction(namespace: Namespace) -> None:
    source, target = _ends(namespace)
    constraints, k = constraints_form.route_constraints(namespace)
    if source is None or target is None:
        if not pickers.unknown_ids(namespace, "from", "to"):
            widgets.show_notice(
                words.say("Choose the person to start from and the person to meet: type a name.")
            )
            if source is None and target is None:
                starting.ask(namespace, "introduce")
        return
    if source == target:
        widgets.show_notice(words.say("Both ends are the same person. Choose two people."))
        return
    network = namespace.network
    navigation.name_tab(f"{network.name_of(source)} → {network.name_of(target)}")
    with waiting(words.say("Looking for routes …")):
        answer = query.introductions(
            network, network.revision, namespace.name, source, target, constraints, k,
            words.spoken(),
        )  # fmt: skip
    _show(namespace, answer, constraints.as_of)
    code_view.show(introduction_code(namespace.name, source, target, constraints, k))


def _introduction_to_any(namespace: Namespace) -> None:
    source_column, target_column = st.columns([1, 1.6], gap="small")
    with source_column:
        source = pickers.pick_node(
            namespace,
            name="from",
            label=words.say("From"),
            placeholder=words.say("Who is asking? Type a name"),
        )
    with target_column:
        profile = target_form.target_profile(namespace)
    constraints, k = constraints_form.route_constraints(namespace)
    if source is None or profile is None:
        if not pickers.unknown_ids(namespace, "from", "org", "school"):
            widgets.show_notice(
                words.say("Choose the person to start from, and describe whom to meet.")
            )
        return
    network = namespace.network
    with waiting(words.say("Looking for routes …")):
        answer = _introductions_to_any(
            network, network.revision, namespace.name, source, profile, constraints, k,
            words.spoken(),
        )  # fmt: skip
    _show(namespace, answer, constraints.as_of)
    code_view.show(introduction_code(namespace.name, source, profile, constraints, k))


def _connection(namespace: Namespace) -> None:
    group = pickers.pick_nodes(
        namespace,
        name="with",
        label=words.say("Who should get to know each other"),
        kinds=("Person",),
        placeholder=words.say("add a person"),
    )
    constraints = constraints_form.tie_constraints(namespace)
    if not 2 <= len(group) <= MAX_GROUP:
        widgets.show_notice(
            words.say("Add 2 to {most} people by typing their names.", most=MAX_GROUP)
        )
        return
    network = namespace.network
    with waiting(words.say("Looking for ties …")):
        connection = _connect(
            network, network.revision, namespace.name, group, constraints, words.spoken()
        )
    then = network.present(constraints.as_of)
    route_cards.advice_box(connection_advice(then, connection))
    code_view.show(connection_code(namespace.name, group, constraints))
    if not connection.hops:
        return
    cards, diagram_column = st.columns([1, 1.12], gap="medium")
    active = {person.id: person.words() for person in connection.activity}
    with cards:
        for number, hop in enumerate(connection.hops):
            with st.container(border=True, key=f"route_{number}", gap=None):
                with widgets.compact_rows(f"person_{number}"):
                    widgets.node_link(network, hop.source, note=active[hop.source])
                with st.container(key=f"hop_{number}", gap=None):
                    route_cards.shared_facts(then, hop, f"tree_{number}")
                with widgets.compact_rows(f"person_{number}_end"):
                    widgets.node_link(network, hop.target, note=active[hop.target])
    with diagram_column:
        picture = tree_picture(network, connection)
        _picture(namespace, picture, f"{len(connection.hops)} ties", "|".join(group), 190)


def _show(namespace: Namespace, answer: Introductions, as_of: AsOf) -> None:
    """Show what to do first, the routes, and their picture."""
    then = namespace.network.present(as_of)
    if answer.no_route is not None:
        _show_no_route(namespace.network, answer, answer.no_route)
        return
    if answer.candidate_count is not None:
        st.caption(
            words.say("{n:,} people fit; these are the easiest to reach.", n=answer.candidate_count)
        )
    route_cards.route_advice(then, answer)
    cards, diagram_column = st.columns([1, 1.12], gap="medium")
    with cards:
        for position in range(len(answer.routes)):
            route_cards.route_card(namespace, then, answer, position)
    with diagram_column:
        picture = routes_picture(namespace.network, answer)
        ends = f"{answer.source} {answer.target}"
        _picture(
            namespace,
            picture,
            words.count("{n} route", "{n} routes", len(answer.routes)),
            ends,
            45 * len(answer.routes),
        )


@st.cache_data(max_entries=200, show_spinner=False)
def _introductions_to_any(
    _network: Network,
    revision: str,
    namespace: str,
    source: str,
    profile: TargetProfile,
    constraints: RouteConstraints,
    k: int,
    language: str,
) -> Introductions:
    return introduce_to_any(_network, source, profile, constraints, k=k)


@st.cache_data(max_entries=200, show_spinner=False)
def _connect(
    _network: Network,
    revision: str,
    namespace: str,
    group: tuple[str, ...],
    constraints: RouteConstraints,
    language: str,
) -> Connection:
    return connect(_network, group, constraints)


def _ends(namespace: Namespace) -> tuple[str | None, str | None]:
    def swap() -> None:
        url_state.write(**{"from": url_state.read("to"), "to": url_state.read("from")})

    source_column, swap_column, target_column = st.columns([1, 0.09, 1], gap="small")
    with source_column:
        source = pickers.pick_node(
            namespace,
            name="from",
            label=words.say("From"),
            placeholder=words.say("Who is asking? Type a name"),
        )
    with swap_column:
        st.button(words.say("Swap"), icon=":material/swap_horiz:", key="swap", width="stretch",
                  help=words.say("Swap the two people"), on_click=swap)  # fmt: skip
    with target_column:
        target = pickers.pick_node(
            namespace,
            name="to",
            label=words.say("To"),
            placeholder=words.say("Whom to meet? Type a name"),
        )
    return source, target


def _picture(
    namespace: Namespace, picture: Picture, summary: str, scene: str, extra_height: int
) -> None:
    """Draw a picture with a link to Explore; ``scene`` names what it shows."""
    network_view(
        picture,
        key="routes",
        label=words.say("{summary}, {n} nodes", summary=summary, n=len(picture.nodes)),
        scene=f"{namespace.name} {scene} {len(picture.nodes)}",
        selected=url_state.read("at"),
        on_select=lambda node_id: url_state.write(at=node_id),
        on_expand=lambda node_id: url_state.write(at=node_id),
        on_move=diagram.ignore_moves,
        height=min(640, 330 + extra_height),
    )
    selected = url_state.read("at")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="ways"):
        if selected in namespace.network:
            with widgets.compact_rows("picked"):
                widgets.node_link(
                    namespace.network, selected, note=words.say("open in Explore"), width="content"
                )
        else:
            st.caption(words.say("Thicker lines are stronger ties. Click a node to open it."))
        view = url_state.View(
            namespace=namespace.name, centres=_known_ids(namespace.network, picture.positions)
        )
        navigation.link(
            "explore",
            words.say("Open everything in Explore"),
            view.parameters(),
            icon=":material/hub:",
        )


def _known_ids(network: Network, ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(node_id for node_id in ids if node_id in network)


def _show_no_route(network: Network, answer: Introductions, no_route: NoRoute) -> None:
    """Draw why there is no route, and what to try."""
    ends = [end for end in (answer.source, answer.target) if end is not None]
    source = network.name_of(answer.source)
    target = words.say("anyone who fits") if answer.target is None else network.name_of(ends[1])
    reason, hint = _why_none(network, no_route, source, target)
    if answer.bridges:
        hint = words.say("Judge whether these records are the same.")
    with st.container(border=True, key="no_route"):
        heading = words.say("No route from {source} to {target}", source=source, target=target)
        st.markdown(f"**{widgets.plain(heading)}**")
        st.markdown(widgets.plain(reason))
        if answer.target is not None and answer.planned:
            plans = describe_plans(network, answer.source, answer.target, answer.planned)
            st.markdown(widgets.plain(plans))
        for number, bridge in enumerate(answer.bridges):
            _show_bridge(network, bridge, number)
        st.markdown(f"**{words.say('What to try:')}** {widgets.plain(hint)}")
        with st.container(horizontal=True, key="ways"):
            _ways_on(no_route)
            for node_id in ends:
                name = widgets.plain(network.name_of(node_id))
                navigation.link("suggest", words.say("Suggest partners for {name}", name=name),
                                {url_state.NAMESPACE: url_state.namespace(), "person": node_id},
                                icon=navigation.PAGES["suggest"].icon)  # fmt: skip


def _why_none(network: Network, no_route: NoRoute, source: str, target: str) -> tuple[str, str]:
    """Return why there is no route, and what to try."""
    ids = (*no_route.excluded, *no_route.via)
    names = words.listed(*(network.name_of(x) for x in ids if x in network))
    if no_route.excluded:
        reason = words.say(
            "{source} and {target} are linked only through what you excluded: {names}.",
            source=source, target=target, names=names,
        )  # fmt: skip
        return reason, words.say("Remove it from “Not through”.")
    if no_route.via:
        reason = words.say(
            "No route from {source} to {target} goes by way of {names}.",
            source=source, target=target, names=names,
        )  # fmt: skip
        return reason, words.say(
            "Remove it from “By way of”, or look for two routes: one to it and one from it."
        )
    return no_route.sentence(), _hint(no_route)


def _ways_on(no_route: NoRoute) -> None:
    """Draw buttons that remove the constraints that rule out routes."""

    def button(label: str, key: str, icon: str, parameter: str) -> None:
        st.button(label, key=key, icon=f":material/{icon}:",
                  on_click=lambda: url_state.write(**{parameter: None}))  # fmt: skip

    if no_route.max_tie_age is not None:
        button(words.say("Allow ties of any age"), "any_age", "history", "age")
    if no_route.max_hops is not None:
        button(words.say("Allow any number of steps"), "any_steps", "route", "hops")
    if no_route.reason == "only through other relations":
        button(words.say("Count every kind of tie"), "any_tie", "link", "tie")
    if no_route.excluded:
        button(words.say("Exclude nothing"), "any_way", "filter_alt_off", "avoid")
    if no_route.via:
        button(words.say("Allow any route"), "any_way", "filter_alt_off", "via")


def _show_bridge(network: Network, bridge: Bridge, number: int) -> None:
    """Draw pairs that await judgement and would give a route, each with a link to judge it."""
    st.markdown(widgets.plain(describe_bridge(network, bridge)))
    with st.container(horizontal=True, key=f"bridge_{number}"):
        for pair in bridge.pairs:
            name = widgets.plain(network.name_of(pair.left_id))
            navigation.link(
                "review", words.say("Judge whether {name} is the same", name=name),
                {url_state.NAMESPACE: url_state.namespace(),
                 "at": f"{pair.left_id}|{pair.right_id}"},
                icon=navigation.PAGES["review"].icon,
            )  # fmt: skip


_HINTS = {
    "nobody fits": words.mark("Relax the description: try another role, market or organisation."),
    "only through people who have died": words.mark("Look for a living person close to them."),
    "only through ties older than max_tie_age": words.mark("Allow older ties."),
    "only through other relations": words.mark("Count every kind of tie."),
    "longer than max_hops": words.mark("Allow more steps."),
}


def _hint(no_route: NoRoute) -> str:
    if no_route.reason in _HINTS:
        return words.say(_HINTS[no_route.reason])
    if no_route.targets is not None:
        return words.say(
            "Relax the description, or import data that links this group with people who fit."
        )
    if no_route.sizes is not None:
        return words.say(
            "Import data that links the two groups, or see whom each could work with next."
        )
    return words.say("Find somebody in between first, then continue from there.")


main()
