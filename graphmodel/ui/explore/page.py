"""Explore: search, the picture, and the facts about the selection with their sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from graphmodel import words
from graphmodel.export import html_page
from graphmodel.network.namespaces import Namespace
from graphmodel.pictures.growth import MORE
from graphmodel.pictures.moves import mark_of
from graphmodel.pictures.picture import Picture
from graphmodel.ui.explore import (
    actions,
    canvas,
    filters,
    group_panel,
    history,
    landing,
    link_panel,
    pair,
    preview,
    questions,
    several,
    tables,
    views,
)
from graphmodel.ui.shared import (
    callbacks,
    consent,
    desk,
    details,
    drawing,
    navigation,
    resources,
    url_state,
    widgets,
)
from graphmodel.ui.shared.graph_view import UndoRedo, network_view

PICTURE, TABLE = words.mark("Picture"), words.mark("Table")
EVERYTHING, PEOPLE = words.mark("Everything"), "People"


def main() -> None:
    """Draw the page for the parameters in its address."""
    views.open_asked()
    namespace = resources.namespace()
    view = replace(url_state.view(), namespace=namespace.name)
    history.note(view)
    navigation.leave_if_asked()
    unknown = [node_id for node_id in view.centres if node_id not in namespace.network]
    view = view.resolved_in(namespace.network)
    # Always in a container: a picture that another element moves down is created again, which would
    # lose its camera and the step being taken in it.
    with st.container(key="above_picture"):
        _search(namespace, view)
        for node_id in unknown:
            st.warning(
                widgets.plain(
                    words.say(
                        "{node_id!r} is not in this network; search for it by name.",
                        node_id=node_id,
                    )
                )
            )
        if view.centres:
            actions.show_notice()
            desk.toast_outcome()
        views.show_open(namespace, view)
    if not view.centres:
        landing.show(namespace)
        return
    navigation.name_tab(words.listed(*map(namespace.network.name_of, view.centres[:2])))
    scene = canvas.draw(namespace.network, view)
    with st.sidebar:
        filters.show(namespace, view)
    left, right = st.columns([2.15, 1], gap="medium")
    with left:
        _canvas(namespace, view, scene)
    with right:
        drawing.part(lambda: _panel(namespace, scene.picture), key=drawing.FACTS)


def _search(namespace: Namespace, view: url_state.View) -> None:
    consent.show_outcome()
    widgets.search_box(
        namespace,
        key="explore_search",
        label=words.say("Search"),
        placeholder=words.say("Search for a person, project, school, festival, organisation …"),
        on_pick=lambda node_id: history.take(namespace, lambda now: now.centred_on(node_id)),
        beside=lambda node_id: _beside(namespace, view, node_id),
        leads=True,
    )


def _beside(
    namespace: Namespace, view: url_state.View, node_id: str
) -> tuple[str, Callable[[], None]] | None:
    """Return what else can be done with a match of the search, once there is a picture."""
    if not view.centres:
        return None
    if node_id in canvas.last_drawn():
        return words.say("Select in picture"), lambda: history.take(
            namespace, lambda now: now.selecting(node_id)
        )
    return words.say("Add to picture"), lambda: history.take(
        namespace, lambda now: now.adding(node_id)
    )


def _panel(namespace: Namespace, picture: Picture) -> None:
    """Draw the facts about the selection; with nothing selected, those about the centre."""
    network = namespace.network
    view = replace(url_state.view(), namespace=namespace.name).resolved_in(network)

    take = partial(history.take, namespace)

    def take_and_draw(change: details.Change) -> None:
        take(change)
        callbacks.draw()

    link = link_panel.selected(network, view, picture)
    group = group_panel.selected(view, picture)
    selection = [x for x in view.selection(picture.positions) if x in network]
    is_asked = bool(selection) and questions.are_asked_about(selection)
    if is_asked:
        # Nobody would see it below the facts, which are often longer than the window.
        questions.offer(namespace, selection)
    if link is not None:
        link_panel.show(network, view, link)
    elif group is not None:
        group_panel.show(network, view, picture, group, take)
    elif not view.also and pair.are_selected(network, view):
        pair.show(network, view, take, lambda *ends: actions.show_routes(namespace, *ends))
    elif len(selection) > 1:
        several.show(network, view, selection)
    else:
        selected = view.selected or (view.centres[0] if len(view.centres) == 1 else "")
        details.show(
            network, view.changed(selected=selected), picture, take,
            lambda: drawing.part(
                lambda: preview.show(network, view, picture, selected, take_and_draw)
            ),
        )  # fmt: skip
    if selection and not is_asked:
        questions.offer(namespace, selection)


def _bar(namespace: Namespace, view: url_state.View, scene: canvas.Scene) -> str:
    """Draw the bar over the picture; returns whether to show a picture or a table."""
    picture = scene.picture
    key = widgets.widget_key("tab", view.tab or PICTURE)

    def choose_tab() -> None:
        tab = "" if st.session_state[key] == PICTURE else st.session_state[key]
        if widgets.is_choice(key):
            history.take(namespace, lambda now: now.changed(tab=tab))

    with st.container(horizontal=True, vertical_alignment="center", key="picture_bar"):
        tab = st.segmented_control(
            words.say("Show as"), (PICTURE, TABLE), key=key, label_visibility="collapsed",
            required=True, on_change=choose_tab, format_func=words.say,
        )  # fmt: skip
        _people_switch(namespace, view)
        _picture_caption(namespace, scene)
        if tab == TABLE:
            history.buttons()
        st.download_button(
            "HTML", partial(html_page.picture_page, picture, picture.left_out), "network.html",
            "text/html", key="html", icon=":material/download:", type="tertiary",
            on_click="ignore",
            help=words.say("The picture as a page that stands alone and needs no server"),
        )  # fmt: skip
        views.save_button(namespace, picture)
        st.button(
            words.say("Start over"), icon=":material/home:", type="tertiary", key="start_over",
            on_click=lambda: history.take(namespace, lambda now: url_state.View(now.namespace)),
        )  # fmt: skip
    return str(tab)


def _canvas(namespace: Namespace, view: url_state.View, scene: canvas.Scene) -> None:
    picture = scene.picture

    take = partial(history.take, namespace)
    with st.container(key="over_picture"):
        tab = _bar(namespace, view, scene)
        _say_what_is_hidden(view, picture)
    if tab == TABLE:
        tables.show(
            namespace.network, picture, scene.ties, view.selection(picture.positions),
            lambda ids: take(lambda now: now.selecting(*ids)),
        )  # fmt: skip
        return
    drawing.part(lambda: _draw_network(namespace, view, scene))


def _say_what_is_hidden(view: url_state.View, picture: Picture) -> None:
    """Draw what to do if next to nothing is left of the picture."""
    filtered = view.kinds or view.roles or view.years
    if not picture.nodes:
        widgets.show_notice(
            words.say("Everything in this picture is hidden. Undo, or clear the filters.")
        )
    elif len(picture.nodes) <= len(view.centres) and filtered:
        widgets.show_notice(words.say("These filters leave only the centre; clear some of them."))


def _draw_network(namespace: Namespace, view: url_state.View, scene: canvas.Scene) -> None:
    picture = scene.picture

    take = partial(history.take, namespace)
    available = filters.choices(namespace.network, namespace.network.revision, view.namespace)
    kinds: list[str] = available["kinds"]
    centre = namespace.network.names[namespace.network.index(view.centres[0])]
    network_view(
        picture,
        key="picture",
        beside=drawing.FACTS,
        label=_spoken_label(view, centre, scene),
        scene=scene.key,
        selected=view.selection(picture.positions),
        legend=canvas.legend(scene, view.kinds),
        link=_selected_link(view, picture),
        timeline=scene.timeline,
        actions=actions.of_picture(namespace, kinds),
        on_select=lambda node_id: take(lambda now: now.selecting(node_id)),
        on_expand=lambda node_id: take(lambda now: now.with_expansion(node_id)),
        on_move=lambda moved: take(lambda now: now.with_moved(moved)),
        undo_redo=UndoRedo(history.undo, history.redo, history.can_undo(), history.can_redo()),
    )


def _lines(scene: canvas.Scene) -> int:
    """Return the number of ties or links drawn; the lines between groups and their hubs are
    neither."""
    return len(scene.ties) or len(scene.picture.link_indexes)


def _spoken_label(view: url_state.View, centre: str, scene: canvas.Scene) -> str:
    """Return the picture in words, for screen readers."""
    nodes = len(scene.picture.node_indexes)
    counts = {"name": centre, "nodes": nodes, "links": _lines(scene)}
    if view.of_people:
        return words.say("People around {name}: {nodes} nodes, {links} links", **counts)
    return words.say("Network around {name}: {nodes} nodes, {links} links", **counts)


def _selected_link(view: url_state.View, picture: Picture) -> str:
    """Return the id of the selected link; empty for none."""
    ids = (str(edge["id"]) for edge in picture.edges) if view.link else ()
    return next((link_id for link_id in ids if mark_of(link_id) == view.link), "")


def _people_switch(namespace: Namespace, view: url_state.View) -> None:
    """Draw the choice between everything and people alone, joined by what they shared."""
    key = widgets.widget_key("show", PEOPLE if view.of_people else EVERYTHING)

    def choose() -> None:
        people = st.session_state[key] == PEOPLE
        if widgets.is_choice(key):
            history.take(namespace, lambda now: now.showing_people(people))

    st.segmented_control(
        words.say("What to show"), (EVERYTHING, PEOPLE), key=key, label_visibility="collapsed",
        required=True, on_change=choose,
        format_func=lambda shown: words.label(shown) if shown == PEOPLE else words.say(shown),
    )  # fmt: skip


def _picture_caption(namespace: Namespace, scene: canvas.Scene) -> None:
    """Draw how much is shown and left out, with a button for more."""
    picture = scene.picture
    nodes, links = len(picture.node_indexes), _lines(scene)
    phrases = [words.say("{nodes:,} nodes · {links:,} links", nodes=nodes, links=links)]
    if scene.all_ties:
        people = words.say("{n:,} people", n=nodes)
        ties = words.say("{n:,} ties", n=links)
        if scene.all_ties > links:
            ties = words.say("{n:,} of {all:,} ties", n=links, all=scene.all_ties)
        phrases = [people, ties]
    if picture.left_out:
        phrases.append(words.say("{n:,} left out", n=picture.left_out))
    away = len(picture.notes) - len(picture.placed_notes)
    if away:
        phrases.append(
            words.count(
                "{n} note on a node that is not shown",
                "{n} notes on nodes that are not shown",
                away,
            )
        )
    caption = " · ".join(phrases)
    st.caption(caption, width="content")
    if picture.left_out:
        st.button(
            words.say("Show more"), icon=":material/add:", type="tertiary", key="fetch_more",
            on_click=lambda: history.take(namespace, lambda now: now.with_expansion(MORE)),
        )  # fmt: skip


main()
