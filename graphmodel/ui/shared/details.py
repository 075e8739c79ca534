"""The details of the selected node: properties, links by relation, and every source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from graphmodel import words
from graphmodel.facts.conflicts import CONFLICTING
from graphmodel.facts.html_text import escape, folded
from graphmodel.network.captions import conflict_texts, known_years, link_details, year_there
from graphmodel.network.network import Network
from graphmodel.pictures.picture import Picture
from graphmodel.schema.labels import property_label
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS
from graphmodel.ui.shared import consent, desk, navigation, session, url_state, widgets

ROWS = 8
"""Rows shown in a group of links before more are requested."""

PAGE = 50
"""Rows added by each request for more."""

MAYBE_SAME = 3
"""The most possible duplicates listed."""

HEIGHT = 660

_HIDDEN = {"id", "name", "namespace", "fictional", "sources", "web", "other_names",
           CONFLICTING}  # fmt: skip
_PROPERTY_LABELS = {"first_year": words.mark("first work"), "last_year": words.mark("latest work")}


Change = Callable[[url_state.View], url_state.View]


def show(
    network: Network,
    view: url_state.View,
    picture: Picture,
    take: Callable[[Change], None],
    preview: Callable[[], None] | None = None,
) -> None:
    """Draw the panel of the selected node, or how to select one. ``take`` changes the view current
    when a button is pressed, and ``preview`` draws what an expansion would add."""
    if view.selected not in network:
        st.caption(words.say("Click a node to see what is known about it, and from which sources. "
                   "Double-click it to see more around it."))  # fmt: skip
        return
    index = network.index(view.selected)
    node = network.node(index)
    with st.container(height=HEIGHT, border=True, key="details"):
        widgets.node_heading(network, view.selected)
        _actions(view, node, picture, take)
        if preview is not None:
            preview()
        _page_links(view, node)
        desk.star(network, view.selected, key="details")
        show_facts(network, view)
        if node["kind"] == "Person":
            consent.show(view.selected)


def show_facts(network: Network, view: url_state.View, *, page: str = "explore") -> None:
    """Draw what is known about the selected node and according to whom; the names of its neighbours
    are links to ``page``, explore or profile."""
    index = network.index(view.selected)
    numbers: dict[str, int] = {}
    _properties(network, index, network.node(index), numbers)
    _records(network, view, index)
    _maybe_same(network, view, index)
    for caption, rows in link_groups(network, index).items():
        link_list(network, view, caption, rows, numbers, page)
    source_list(network, numbers)


def source_list(network: Network, numbers: dict[str, int]) -> None:
    """Draw the cited sources, each with its number in the references."""
    widgets.group_heading(words.say("Sources"))
    for source_id, number in numbers.items():
        widgets.source_line(network, source_id, number)


def _last_year(network: Network, neighbour: int, link: dict[str, Any]) -> int:
    """Return the last year of a link, else the year of its work; 0 if neither has one."""
    return link.get("last_year") or network.node(neighbour).get("year") or 0


def link_groups(network: Network, index: int) -> dict[str, dict[int, list[dict[str, Any]]]]:
    """Return the links of a node by caption, as read from this node, then by neighbour, the latest
    first."""
    neighbours, links = network.adjacency().of(index)
    rows = [
        (int(neighbour), network.link(int(link)))
        for neighbour, link in zip(neighbours, links, strict=True)
    ]  # fmt: skip
    rows.sort(key=lambda row: (-_last_year(network, *row), network.names[row[0]]))
    by_caption: dict[str, dict[int, list[dict[str, Any]]]] = {}
    for neighbour, link in rows:
        kind = LINK_KINDS[link["kind"]]
        caption = kind.caption if link["source"] == index else kind.caption_back
        by_caption.setdefault(caption, {}).setdefault(neighbour, []).append(link)
    return by_caption


def _actions(
    view: url_state.View,
    node: dict[str, Any],
    picture: Picture,
    take: Callable[[Change], None],
) -> None:
    node_id = node["id"]
    drawn = node_id in picture.positions
    unseen = picture.unseen.get(node_id, 0)

    def button(label: str, icon: str, change: Change) -> None:
        # Each node has its own buttons: a press that arrives after another node is selected still
        # means the node that it was drawn for.
        st.button(label, icon=f":material/{icon}:", key=f"do_{icon}_{node_id}",
                  on_click=lambda: take(change))  # fmt: skip

    with st.container(horizontal=True, gap="small", key="actions"):
        if not drawn:
            button(words.say("Add"), "add_circle", lambda now: now.adding(node_id))
        elif unseen:
            label = words.say("Expand ({n:,})", n=unseen)
            if view.expansions_of(node_id):
                label = words.say("{n:,} more", n=unseen)
            button(label, "open_in_full", lambda now: now.with_expansion(node_id))
        if drawn and view.expansions_of(node_id):
            button(words.say("Collapse"), "close_fullscreen", lambda now: now.collapsed(node_id))
        if view.centres != (node_id,):
            button(words.say("Centre"), "center_focus_strong", lambda now: now.centred_on(node_id))
        if drawn and view.centres != (node_id,):
            button(words.say("Remove"), "visibility_off", lambda now: now.without(node_id))


def _records(network: Network, view: url_state.View, index: int) -> None:
    """Draw the records merged into the node, and a link to review the merge."""
    records = network.merged_records(index)
    if not records:
        return
    names = {s: network.name_of(s) for record in records for s in record.get("sources", [])}
    heading = words.count(
        "one {kind} from {n} source", "one {kind} from {n} sources", len(names),
        kind=words.label(records[0]["kind"]).lower(),
    )  # fmt: skip
    rows = "".join(
        f"<li>{escape(record['name'])} <span class='gm-quiet'>"
        f"{escape('; '.join(names[s] for s in record.get('sources', [])))} · "
        f"{escape(words.count('{n:,} link', '{n:,} links', record['links']))} · "
        f"{escape(record['id'])}</span></li>"
        for record in records
    )
    widgets.group_heading(heading)
    st.html(f'<ul class="gm-ties">{rows}</ul>')
    with st.container(key="elsewhere_records"):
        navigation.link(
            "review",
            words.say("Why merged? Not the same?"),
            {url_state.NAMESPACE: view.namespace, "about": network.ids[index]},
        )


def _maybe_same(network: Network, view: url_state.View, index: int) -> None:
    """Draw the nodes that this one may be the same as, each with a link to judge it."""
    for number, same in enumerate(network.maybe_same(network.ids[index])[:MAYBE_SAME]):
        name = f"{network.name_of(same.id)} ({same.id})"
        with st.container(key=f"maybe_same_{number}", gap=None):
            st.caption(
                widgets.plain(
                    words.say(
                        "Maybe the same as {name}: {probability:.0%} likely",
                        name=name,
                        probability=same.probability,
                    )
                )
            )
            navigation.link(
                "review",
                words.say("Judge it"),
                {url_state.NAMESPACE: view.namespace, "at": "|".join(same.pair)},
            )


def _page_links(view: url_state.View, node: dict[str, Any]) -> None:
    """Draw links to the pages with more about a node."""
    entries = [("profile", words.say("Profile"), "id")]
    if node["kind"] == "Person":
        entries += [
            ("introduce", words.say("Introduce from"), "from"),
            ("introduce", words.say("Introduce to"), "to"),
            ("suggest", words.say("Suggest"), "person"),
        ]
    with st.container(horizontal=True, gap="small", key="elsewhere"):
        for name, label, parameter in entries:
            if navigation.exists(name):
                navigation.link(
                    name, label, {url_state.NAMESPACE: view.namespace, parameter: node["id"]}
                )


def _properties(
    network: Network, index: int, node: dict[str, Any], numbers: dict[str, int]
) -> None:
    pairs = []
    if node["kind"] == "Person":
        # Credits may have later years than a source that states the years of activity.
        years = known_years(network, node, network.adjacency().of(index)[1].tolist())
        dated = zip(("first_year", "last_year"), years, strict=True)
        node = node | {name: year for name, year in dated if name in node}
    conflicts = conflict_texts(network, node)
    if "name" in conflicts:
        pairs.append((words.say("name"), escape(conflicts["name"])))
    if "other_names" in node:
        pairs.append((words.say("also"), folded(widgets.property_text(node, "other_names"))))
    for declared in NODE_KINDS[node["kind"]].properties:
        if declared.name in node and declared.name not in _HIDDEN:
            special = _PROPERTY_LABELS.get(declared.name)
            name = words.say(special) if special else words.label(property_label(declared.name))
            value = node[declared.name]
            text = widgets.value_text(node, declared.name)
            html = widgets.link_html(value) if declared.type == "address" else folded(text)
            if declared.name in conflicts:
                html += f'<div class="gm-quiet">{escape(conflicts[declared.name])}</div>'
            pairs.append((name, html))
    pairs += [(words.say("web"), widgets.link_html(address)) for address in node.get("web", [])]
    pairs.append((words.say("id"), escape(node["id"])))
    marks = _marks(node.get("sources", []), numbers)
    if marks:
        pairs.append((words.say("according to"), marks))
    widgets.property_list(pairs)


def link_list(
    network: Network, view: url_state.View, caption: str, rows: dict[int, list[dict[str, Any]]],
    numbers: dict[str, int], page: str = "explore",
) -> None:  # fmt: skip
    """Draw the links under a caption, by neighbour, with references to sources, whose numbers are
    added to ``numbers``; a long list is shown in pages on request."""
    widgets.group_heading(words.label(caption), len(rows))
    key = f"all_{view.selected}_{caption}"
    number = st.session_state.get(key, ROWS)
    with widgets.compact_rows(key):
        for neighbour, links in list(rows.items())[:number]:
            texts = [_link_text(network, link) for link in links]
            texts += [year_there(network, link, neighbour) for link in links]
            details = "; ".join(text for text in dict.fromkeys(texts) if text)
            marks = _marks([s for link in links for s in link.get("sources", [])], numbers)
            note = widgets.plain(f"{details} {marks}")
            label = f"{widgets.plain(network.names[neighbour])} :gray[{note}]"
            parameters = _parameters(view, network.ids[neighbour], page)
            navigation.link(page, label, parameters, width="stretch")
    if len(rows) > number:
        more = min(PAGE, len(rows) - number)
        label = words.say("Show {n} more", n=more)
        if more == len(rows) - number:
            label = words.say("Show all {n:,}", n=len(rows))
        st.button(label, key=f"more_{key}", type="tertiary",
                  on_click=lambda: _show_more(key, number + more))  # fmt: skip


def _show_more(key: str, number: int) -> None:
    st.session_state[key] = number
    session.reassert()


def _link_text(network: Network, link: dict[str, Any]) -> str:
    """Return a link's own properties, and the values on which its sources differ."""
    texts = [link_details(network, link)]
    texts += [
        f"{words.label(name)}: {text}" for name, text in conflict_texts(network, link).items()
    ]
    return "; ".join(text for text in texts if text)


def _parameters(view: url_state.View, node_id: str, page: str) -> session.Parameters:
    if page == "profile":
        return {url_state.NAMESPACE: [view.namespace], "id": [node_id]}
    return view.selecting(node_id).parameters()


def _marks(ids: list[str], numbers: dict[str, int]) -> str:
    """Return references such as [1][2] to the list of sources, adding new sources to it."""
    return "".join(f"[{numbers.setdefault(x, len(numbers) + 1)}]" for x in dict.fromkeys(ids))
