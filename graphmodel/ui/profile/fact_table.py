"""All facts about a node as a table with a column for each property of a fact."""

from __future__ import annotations

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.network.captions import link_details, link_years
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.schema.model import LINK_KINDS
from graphmodel.ui.explore.tables import source_names
from graphmodel.ui.shared import navigation, url_state
from graphmodel.ui.shared.columns import heading, headings
from graphmodel.ui.shared.downloads import csv
from graphmodel.ui.shared.tables import show_table

HEIGHT = 420
_COLUMNS = ("fact", "name", "kind", "as", "when", "year", "sources", "id")


def show(namespace: Namespace, index: int) -> None:
    """Draw the table, which sorts by each column, with a link to each profile, and its download."""
    frame = facts_of(namespace.network, index)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.markdown(f"**{words.say('{n:,} facts', n=frame.height)}**", width="content")
        st.download_button(
            "CSV",
            csv(frame),
            "facts.csv",
            "text/csv",
            key="csv_facts",
            icon=":material/download:",
            type="tertiary",
        )
    profiles = [_profile(namespace.name, node_id) for node_id in frame["id"]]
    frame = frame.drop("id").with_columns(pl.Series("page", profiles, pl.String))
    columns = headings(
        frame,
        page=st.column_config.LinkColumn(heading("page"), display_text=words.say("open")),
        year=st.column_config.NumberColumn(words.say("latest year"), format="%d"),
    )
    show_table(frame, height=HEIGHT, key="facts", columns=columns)


def facts_of(network: Network, index: int) -> pl.DataFrame:
    """Return one row per link, the latest first: the link as read from this node, the neighbour's
    name and kind, the link's role and other properties, its dates, its latest year, its sources,
    and the neighbour's id."""
    neighbours, links = network.adjacency().of(index)
    rows = []
    for neighbour, number in zip(neighbours.tolist(), links.tolist(), strict=True):
        link = network.link(number)
        kind = LINK_KINDS[link["kind"]]
        rows.append(
            {
                "fact": words.label(kind.caption if link["source"] == index else kind.caption_back),
                "name": network.names[neighbour],
                "kind": words.label(network.kinds[neighbour]),
                "as": link_details(network, link, years=False),
                "when": link_years(link),
                "year": link.get("last_year"),
                "sources": source_names(network, link.get("sources", [])),
                "id": network.ids[neighbour],
            }
        )
    types = {name: pl.Int64 if name == "year" else pl.String for name in _COLUMNS}
    return pl.DataFrame(rows, schema=types).sort(
        "year", "fact", "name", descending=[True, False, False], nulls_last=True
    )


def _profile(namespace: str, node_id: str) -> str:
    return navigation.page_url("profile", {url_state.NAMESPACE: namespace, "id": node_id})
