"""The picture's nodes and links as tables, to sort, search and download as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import streamlit as st

from graphmodel.analysis.ties.acquaintances import Tie
from graphmodel.network.captions import link_details, summary
from graphmodel.network.network import Network
from graphmodel.pictures.people import tie_caption
from graphmodel.pictures.picture import Picture
from graphmodel.schema.model import LINK_KINDS
from graphmodel.ui.shared.downloads import csv

HEIGHT = 300


def show(network: Network, picture: Picture, ties: Sequence[Tie] = ()) -> None:
    """Both tables of a picture, each with its download; of people, with the ties drawn."""
    _table("nodes", f"{len(picture.nodes):,} nodes", nodes(network, picture))
    if ties:
        _table("ties", f"{len(ties):,} ties", tie_rows(network, ties))
    else:
        _table("links", f"{len(picture.edges):,} links", links(network, picture))


def tie_rows(network: Network, ties: Sequence[Tie]) -> pl.DataFrame:
    """One row per tie, strongest first: both people, what they share, the last year, strength."""
    rows = [
        {
            "person": network.names[tie.first],
            "knows": network.names[tie.second],
            "through": tie_caption(replace(tie, last_year=None)),
            "last": tie.last_year,
            "strength": round(tie.strength, 4),
            "ids": f"{network.ids[tie.first]} {network.ids[tie.second]}",
        }
        for tie in ties
    ]
    return pl.DataFrame(rows, schema_overrides={"last": pl.Int64})


def nodes(network: Network, picture: Picture) -> pl.DataFrame:
    """One row per node drawn: name, kind, summary, whether fictional if any is, sources, id."""
    rows = []
    for index in picture.node_indexes:
        node = network.node(index)
        rows.append(
            {
                "name": node["name"],
                "kind": node["kind"],
                "summary": summary(network, index),
                "fictional": bool(node.get("fictional")),
                "sources": source_names(network, node.get("sources", [])),
                "id": node["id"],
            }
        )
    frame = pl.DataFrame(rows, schema=["name", "kind", "summary", "fictional", "sources", "id"])
    return frame if frame["fictional"].any() else frame.drop("fictional")


def links(network: Network, picture: Picture) -> pl.DataFrame:
    """One row per link drawn: from, link, to, details, sources, id."""
    rows = []
    for index in picture.link_indexes:
        link = network.link(index)
        rows.append(
            {
                "from": network.names[link["source"]],
                "link": LINK_KINDS[link["kind"]].caption,
                "to": network.names[link["target"]],
                "details": link_details(link),
                "sources": source_names(network, link.get("sources", [])),
                "id": link["id"],
            }
        )
    return pl.DataFrame(rows, schema=["from", "link", "to", "details", "sources", "id"])


def source_names(network: Network, ids: list[str]) -> str:
    """The titles of sources, joined; the id of a source that is missing."""
    return "; ".join(network.name_of(x) for x in ids)


def _table(key: str, label: str, frame: pl.DataFrame) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.markdown(f"**{label}**", width="content")
        st.download_button("CSV", csv(frame), f"{key}.csv", "text/csv", key=f"csv_{key}",
                           icon=":material/download:", type="tertiary",
                           on_click="ignore")  # fmt: skip
    st.dataframe(frame, height=HEIGHT, hide_index=True, key=f"table_{key}")
