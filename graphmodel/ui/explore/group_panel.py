"""The panel of a group of a hub's neighbours: its members, their sources, and how to expand it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from graphmodel import words
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.facts.html_text import escape
from graphmodel.network.network import Network
from graphmodel.pictures.groups import PEOPLE, group_name, offer_of
from graphmodel.pictures.growth import Group, group_from
from graphmodel.pictures.people import people_in_group, tie_caption, ties_to
from graphmodel.pictures.picture import Picture
from graphmodel.pictures.selection import Filters, Selector
from graphmodel.ui.shared import details, navigation, url_state, widgets


def selected(view: url_state.View, picture: Picture) -> Group | None:
    """Return the group that is the only selection, if it is drawn."""
    group = group_from(view.selected)
    drawn = view.selected in picture.positions and not view.beside
    return group if drawn else None


def show(
    network: Network,
    view: url_state.View,
    picture: Picture,
    group: Group,
    take: Callable[[details.Change], None],
) -> None:
    """Draw the panel of a group that is in the picture."""
    filters = Filters(view.kinds, view.roles, view.years, view.hidden)
    if group.relation == PEOPLE:
        _show_people(network, view, picture, group, take, filters)
        return
    nodes, links = Selector(network, filters).members(group)
    offer = offer_of(network, group, nodes, links)
    rows: dict[int, list[dict[str, Any]]] = {}
    for node, link in zip(nodes.tolist(), links.tolist(), strict=True):
        rows.setdefault(node, []).append(network.link(link))
    with st.container(height=details.HEIGHT, border=True, key="details"):
        _heading(group_name(network, group, offer.kind))
        _buttons(view, picture, group, take)
        numbers: dict[str, int] = {}
        details.link_list(network, view, words.say("in this group"), rows, numbers)
        details.source_list(network, numbers)


def _show_people(
    network: Network,
    view: url_state.View,
    picture: Picture,
    group: Group,
    take: Callable[[details.Change], None],
    filters: Filters,
) -> None:
    """Draw the panel of a group of people; each name links to what ties that person to the hub."""
    ties = people_ties(network.claimed)
    known = people_in_group(ties, group, filters)
    hub = network.index(group.hub_id)
    with st.container(height=details.HEIGHT, border=True, key="details"):
        _heading(group_name(network, group, "Person"))
        _buttons(view, picture, group, take)
        widgets.group_heading(words.say("in this group"), len(known))
        with widgets.compact_rows("in_group"):
            for tie in ties_to(ties, hub, known[: details.PAGE], filters):
                other = tie.second if tie.first == hub else tie.first
                note = widgets.plain(tie_caption(tie))
                label = f"{widgets.plain(network.names[other])} :gray[{note}]"
                both = view.selecting(group.hub_id, network.ids[other]).parameters()
                navigation.link("explore", label, both, width="stretch")
        if len(known) > details.PAGE:
            st.caption(words.say("{n:,} more", n=len(known) - details.PAGE))


def _heading(name: str) -> None:
    st.html(
        f'<div class="gm-eyebrow">{escape(words.say("Group"))}</div>'
        f'<div class="gm-name">{escape(name)}</div>'
    )


def _buttons(
    view: url_state.View,
    picture: Picture,
    group: Group,
    take: Callable[[details.Change], None],
) -> None:
    node_id = group.text()
    unseen, opened = picture.unseen.get(node_id, 0), bool(view.expansions_of(node_id))
    steps: list[tuple[str, str, details.Change]] = []
    if unseen:
        label = words.say("Open ({n:,})", n=unseen)
        if opened:
            label = words.say("{n:,} more", n=unseen)
        steps.append((label, "open_in_full", lambda now: now.with_expansion(node_id)))
    if opened:
        steps.append((words.say("Close"), "close_fullscreen", lambda now: now.collapsed(node_id)))
    if not unseen:
        st.caption(words.say("All of them are in the picture."))
    steps.append((words.say("Remove"), "visibility_off", lambda now: now.hiding(node_id)))
    with st.container(horizontal=True, gap="small", key="actions"):
        for label, icon, change in steps:
            st.button(label, icon=f":material/{icon}:", key=f"do_{icon}_{node_id}",
                      on_click=_taking(take, change))  # fmt: skip


def _taking(take: Callable[[details.Change], None], change: details.Change) -> Callable[[], None]:
    return lambda: take(change)
