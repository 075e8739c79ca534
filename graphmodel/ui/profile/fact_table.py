"""All facts about a node as a table with a column for each thing known of them."""

from __future__ import annotations

import polars as pl
import streamlit as st

from graphmodel.network.captions import link_details, link_years
from graphmodel.network.network import Network
from graphmodel.schema.model import LINK_KINDS, REAL
from graphmodel.ui.explore.tables import csv, source_names
from graphmodel.ui.shared import navigation, url_state

HEIGHT = 420
_COLUMNS = ("fact", "name", "kind", "as", "when", "year", "sources", "page")


def show(network: Network, index: int) -> None:
    """The table, which sorts by each column, and its download."""
    frame = facts_of(network, index)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.markdown(f"**{frame.height:,} facts**", width="content")
        st.download_button(
            "CSV",
            csv(frame.drop("page")),
            "facts.csv",
            "text/csv",
            key="csv_facts",
            icon=":material/download:",
            type="tertiary",
        )
    columns = {
        "page": st.column_config.LinkColumn("profile", display_text="open"),
        "year": st.column_config.NumberColumn("latest year", format="%d"),
    }
    st.dataframe(frame, height=HEIGHT, hide_index=True, key="facts", column_config=columns)


def facts_of(network: Network, index: int) -> pl.DataFrame:
    """One row per link, the latest first: the link as read from this node, what is at its other
    end, its role and other properties, its dates, its latest year, its sources, an address."""
    neighbours, links = network.adjacency().of(index)
    rows = []
    for neighbour, number in zip(neighbours.tolist(), links.tolist(), strict=True):
        link = network.link(number)
        kind = LINK_KINDS[link["kind"]]
        rows.append(
            {
                "fact": kind.caption if link["source"] == index else kind.caption_back,
                "name": network.names[neighbour],
                "kind": network.kinds[neighbour],
                "as": link_details(link, years=False),
                "when": link_years(link),
                "year": link.get("last_year"),
                "sources": source_names(network, link.get("sources", [])),
                "page": _address(network, neighbour),
            }
        )
    types = {name: pl.Int64 if name == "year" else pl.String for name in _COLUMNS}
    return pl.DataFrame(rows, schema=types).sort(
        "year", "fact", "name", descending=[True, False, False], nulls_last=True
    )


def _address(network: Network, index: int) -> str:
    namespace = network.nodes["namespace"][index] or REAL
    parameters = {url_state.NAMESPACE: namespace, "id": network.ids[index]}
    return navigation.page_url("profile", parameters)
