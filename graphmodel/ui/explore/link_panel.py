"""The panel of a selected link: its properties and sources."""

from __future__ import annotations

from typing import Any

import streamlit as st

from graphmodel import words
from graphmodel.facts.html_text import escape
from graphmodel.network.captions import conflict_texts
from graphmodel.network.network import Network
from graphmodel.pictures.moves import mark_of
from graphmodel.pictures.picture import Picture
from graphmodel.schema.labels import property_label
from graphmodel.schema.model import LINK_KINDS
from graphmodel.ui.shared import details, navigation, url_state, widgets


def selected(network: Network, view: url_state.View, picture: Picture) -> int | None:
    """Return the index of the selected link, if it is drawn."""
    if not view.link:
        return None
    ids = network.links["id"]
    return next((i for i in picture.link_indexes if mark_of(ids[i]) == view.link), None)


def show(network: Network, view: url_state.View, index: int) -> None:
    """Draw the panel of one link."""
    link = network.link(index)
    kind = LINK_KINDS[link["kind"]]
    source, target = network.ids[link["source"]], network.ids[link["target"]]
    with st.container(height=details.HEIGHT, border=True, key="details"):
        st.html(
            f'<div class="gm-eyebrow">{escape(words.say("Link"))}</div><div class="gm-name">'
            f"{escape(network.name_of(source))} {escape(words.label(kind.caption))} "
            f"{escape(network.name_of(target))}</div>"
        )
        with widgets.compact_rows("ends"):
            for node_id in (source, target):
                label = widgets.plain(network.name_of(node_id))
                note = widgets.plain(words.label(network.kinds[network.index(node_id)]))
                parameters = view.selecting(node_id).parameters()
                navigation.link("explore", f"{label} :gray[{note}]", parameters, width="stretch")
        widgets.property_list(_properties(network, link))
        widgets.group_heading(words.say("Sources"))
        for source_id in link.get("sources", []):
            widgets.source_line(network, source_id)


def _properties(network: Network, link: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the link's properties as HTML, each value with what its sources differ on."""
    conflicts = conflict_texts(network, link)
    pairs = []
    for declared in LINK_KINDS[link["kind"]].properties:
        if declared.name in link and declared.name != "sources":
            html = escape(widgets.value_text(link, declared.name))
            if declared.name in conflicts:
                html += f'<div class="gm-quiet">{escape(conflicts[declared.name])}</div>'
            pairs.append((words.label(property_label(declared.name)), html))
    return pairs
