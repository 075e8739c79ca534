"""Profile: everything known about one person, project, school or other node, with its sources."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.network.namespaces import Namespace
from graphmodel.schema.model import joined_by
from graphmodel.ui.profile import career, fact_table, relations
from graphmodel.ui.shared import (
    desk,
    details,
    navigation,
    resources,
    starting,
    url_state,
    watches,
    widgets,
)
from graphmodel.ui.shared.choices import one_of
from graphmodel.workspace.watches import watch_node

SECTIONS = (words.mark("Overview"), words.mark("All facts"))


def main() -> None:
    """Draw the page for the parameters in its address."""
    namespace = resources.namespace()
    network = namespace.network
    requested = url_state.read("id")
    node_id = network.canonical_id(requested)
    widgets.search_box(
        namespace,
        key="find_profile",
        label=words.say("Search"),
        placeholder=words.say("Whose profile? Type a name, a title, a school, a festival …"),
        on_pick=lambda chosen: url_state.write(id=chosen, show=None),
    )
    if node_id not in network:
        if requested:
            widgets.show_notice(words.say("Nothing here has the id {id}.", id=requested))
        else:
            widgets.show_notice(words.say("Type a name to see all that is known, and who says so."))
            gathering = (*joined_by("selection"), *joined_by("study"))
            offered = starting.known(namespace, "Person", *gathering)
            starting.offer(namespace, "profile", "id", offered)
        return
    index = network.index(node_id)
    navigation.name_tab(network.name_of(node_id))
    widgets.node_heading(network, node_id, level=1)
    _ways_on(namespace, node_id)
    section = _section()
    career.show(network, index)
    if section == SECTIONS[1]:
        fact_table.show(namespace, index)
        return
    if network.kinds[index] == "Person":
        relations.show(namespace, node_id)
    details.show_facts(
        network, url_state.View(namespace=namespace.name, selected=node_id), page="profile"
    )


def _section() -> str:
    return one_of(
        "show", words.say("Show"), SECTIONS, key="show", shown=words.say,
        label_visibility="collapsed",
    )  # fmt: skip


def _ways_on(namespace: Namespace, node_id: str) -> None:
    world = {url_state.NAMESPACE: namespace.name}
    with st.container(horizontal=True, gap="small", key="ways"):
        explore = widgets.explore_parameters(node_id, namespace.name)
        navigation.link(
            "explore", words.say("Picture"), explore, icon=navigation.PAGES["explore"].icon
        )
        desk.star(namespace.network, node_id, key="profile")
        whole = resources.namespaces().network
        watches.button(
            "node",
            node_id,
            lambda who: watch_node(resources.store(), whole, who, node_id),
        )
        if namespace.network.kinds[namespace.network.index(node_id)] != "Person":
            return
        for page, label, parameter in (
            ("introduce", words.say("Introduce from"), "from"),
            ("introduce", words.say("Introduce to"), "to"),
            ("suggest", words.say("Suggest"), "person"),
            ("compare", words.say("Compare"), "person"),
        ):
            icon = navigation.PAGES[page].icon
            navigation.link(page, label, {**world, parameter: node_id}, icon=icon)


main()
