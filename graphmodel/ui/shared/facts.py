"""Facts as lines to check: each statement with its sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from graphmodel import words
from graphmodel.facts.html_text import escape
from graphmodel.network.captions import link_details, summary, year_there
from graphmodel.network.network import Network
from graphmodel.schema.model import LINK_KINDS
from graphmodel.ui.shared import widgets


def source_links_html(network: Network, ids: Iterable[str]) -> str:
    """HTML of sources by title and date, each a link if it has an address."""
    return "; ".join(_source(network, source_id) for source_id in dict.fromkeys(ids))


def _source(network: Network, source_id: str) -> str:
    if source_id not in network:
        return escape(source_id)
    source = network.node(network.index(source_id))
    published = source.get("published") or source.get("retrieved")
    title = escape(source["name"] if len(source["name"]) < 70 else source["name"][:67] + "…")
    address = source.get("address", "")
    if address.startswith(("http://", "https://")):
        title = (
            f'<a href="{escape(address, quote=True)}" target="_blank" '
            f'rel="noopener noreferrer">{title}</a>'
        )
    return f"{title}, {escape(str(published))}" if published else title


def show(network: Network, key: str, ids: Sequence[str]) -> None:
    """Draw the facts with these ids, one per line: links in words with their sources, then the
    nodes that none of these links joins. Every node is a link to Explore."""
    links = network.link_rows(ids)
    linked: set[str] = set()
    with widgets.compact_rows(key):
        for number, index in enumerate(links.values()):
            link = network.link(index)
            source_id, target_id = network.ids[link["source"]], network.ids[link["target"]]
            linked |= {source_id, target_id}
            with _line(f"{key}_{number}"):
                widgets.node_link(network, source_id, width="content")
                _said(words.label(LINK_KINDS[link["kind"]].caption))
                widgets.node_link(network, target_id, width="content")
                details = (link_details(network, link), year_there(network, link))
                _said("".join(f"· {text} " for text in details if text))
                _cite(network, link.get("sources", []))
        alone = [x for x in ids if x in network and x not in linked]
        for number, node_id in enumerate(alone, start=len(links)):
            index = network.index(node_id)
            with _line(f"{key}_{number}"):
                line = summary(network, index)
                widgets.node_link(network, node_id, note=line, width="content")
                _cite(network, network.node(index).get("sources", []))


def _line(key: str) -> Any:
    """Return a container whose parts the style sheet makes read as one sentence."""
    return st.container(key=f"fact_line_{key}")


def _said(text: str) -> None:
    if text:
        st.html(f'<span class="gm-said">{escape(text)}</span>', width="content")


def _cite(network: Network, sources: Sequence[str]) -> None:
    if sources:
        cited = source_links_html(network, sources)
        st.html(f'<span class="gm-said gm-source">· {cited}</span>', width="content")
