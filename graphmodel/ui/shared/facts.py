"""Facts as lines that a person can check: what is said, and by which source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import polars as pl
import streamlit as st

from graphmodel.network.captions import link_details, summary
from graphmodel.network.network import Network
from graphmodel.schema.model import LINK_KINDS
from graphmodel.ui.shared import widgets


def source_links_html(network: Network, ids: Iterable[str]) -> str:
    """HTML that names sources by title and date, each a link where it has an address."""
    return "; ".join(_source(network, source_id) for source_id in dict.fromkeys(ids))


def _source(network: Network, source_id: str) -> str:
    if source_id not in network:
        return escape(source_id)
    source = network.node(network.index(source_id))
    dated = source.get("published") or source.get("retrieved")
    title = escape(source["name"] if len(source["name"]) < 70 else source["name"][:67] + "…")
    address = source.get("address", "")
    if address.startswith(("http://", "https://")):
        title = (
            f'<a href="{escape(address, quote=True)}" target="_blank" '
            f'rel="noopener noreferrer">{title}</a>'
        )
    return f"{title}, {escape(str(dated))}" if dated else title


def links_by_id(network: Network, ids: Sequence[str]) -> dict[str, int]:
    """The index of each of these ids that is a link's, in the order given."""
    wanted = [x for x in ids if x not in network]
    if not wanted:
        return {}
    rows = network.links.select("id").with_row_index("row")
    rows = rows.filter(pl.col("id").is_in(wanted))
    found = dict(zip(rows["id"].to_list(), rows["row"].to_list(), strict=True))
    return {x: found[x] for x in wanted if x in found}


def show(network: Network, key: str, ids: Sequence[str]) -> None:
    """Each fact of these ids on a line: the links in words with their sources, and the nodes that
    no link among them tells of. Every end is a link to Explore."""
    links = links_by_id(network, ids)
    told: set[str] = set()
    with widgets.compact_rows(key):
        for index in links.values():
            link = network.link(index)
            one, other = network.ids[link["source"]], network.ids[link["target"]]
            told |= {one, other}
            details = link_details(link)
            said = LINK_KINDS[link["kind"]].caption + (f" · {details}" if details else "")
            _line(network, one, said, other, link.get("sources", []))
        for node_id in ids:
            if node_id in network and node_id not in told:
                index = network.index(node_id)
                _node(network, node_id, network.node(index).get("sources", []))


def _node(network: Network, node_id: str, sources: Sequence[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        line = summary(network, network.index(node_id))
        widgets.node_link(network, node_id, note=line, width="content")
        _cite(network, sources)


def _cite(network: Network, sources: Sequence[str]) -> None:
    st.html(
        f'<span class="gm-said gm-source">{source_links_html(network, sources)}</span>',
        width="content",
    )


def _line(
    network: Network, one: str, said: str, other: str, sources: Sequence[str]
) -> None:  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        widgets.node_link(network, one, width="content")
        st.html(f'<span class="gm-said">{escape(said)}</span>', width="content")
        widgets.node_link(network, other, width="content")
        _cite(network, sources)
