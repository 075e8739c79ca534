"""The picture's nodes and links as tables, to sort, search and download as CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.analysis.ties.acquaintances import Tie
from graphmodel.network.captions import known_years, link_details
from graphmodel.network.network import Network
from graphmodel.pictures.looks import first_country, main_role
from graphmodel.pictures.people import tie_caption
from graphmodel.pictures.picture import Picture
from graphmodel.schema.model import LINK_KINDS
from graphmodel.ui.shared.columns import heading, headings
from graphmodel.ui.shared.downloads import csv
from graphmodel.ui.shared.tables import show_table, table_of

HEIGHT = 300

_NODE_COLUMNS = {
    "name": pl.String, "kind": pl.String, "role": pl.String, "first": pl.Int64, "last": pl.Int64,
    "country": pl.String, "links": pl.Int64, "more": pl.Int64, "fictional": pl.Boolean,
    "sources": pl.String, "id": pl.String,
}  # fmt: skip
_LINK_COLUMNS = {
    "from": pl.String, "link": pl.String, "to": pl.String, "role": pl.String, "result": pl.String,
    "first": pl.Int64, "last": pl.Int64, "details": pl.String, "sources": pl.String,
    "id": pl.String,
}  # fmt: skip
_CHOSEN = "_table_chosen"


def _headings(frame: pl.DataFrame) -> dict[str, Any]:
    """Return the headings of a table."""
    number = st.column_config.NumberColumn
    return headings(
        frame,
        first=number(heading("first"), format="%d"),
        last=number(heading("last"), format="%d"),
        more=number(heading("more"), help=words.say("Neighbours that are not drawn")),
    )


def show(
    network: Network,
    picture: Picture,
    ties: Sequence[Tie],
    selected: Sequence[str],
    choose: Callable[[Sequence[str]], None],
) -> None:
    """Draw both tables of a picture, each with its download; for a picture of people, the second
    has the ties drawn. The rows of selected nodes are selected too, and ``choose`` gets the ids of
    those that the visitor selects."""
    _node_table(network, picture, selected, choose)
    if ties:
        _table("ties", words.say("{n:,} ties", n=len(ties)), tie_rows(network, ties))
    else:
        _table(
            "links", words.say("{n:,} links", n=len(picture.link_indexes)), links(network, picture)
        )


def tie_rows(network: Network, ties: Sequence[Tie]) -> pl.DataFrame:
    """Return one row per tie, strongest first: both people, what they share and how much, the last
    year, the strength."""
    rows = [
        {
            "person": network.names[tie.first],
            "tied to": network.names[tie.second],
            "through": tie_caption(replace(tie, last_year=None)),
            "shared": sum(shared.number for shared in tie.shared),
            "last": tie.last_year,
            "strength": round(tie.strength, 4),
            "ids": f"{network.ids[tie.first]} {network.ids[tie.second]}",
        }
        for tie in ties
    ]
    return table_of(rows, last=pl.Int64)


def nodes(network: Network, picture: Picture) -> pl.DataFrame:
    """Return one row per node drawn: name, kind, main role, first and last year, country, number of
    links in the network and of neighbours not drawn, whether fictional if any is, sources, id."""
    rows = []
    for index in picture.node_indexes:
        node = network.node(index)
        first, last = _years(network, index, node)
        rows.append(
            {
                "name": node["name"],
                "kind": words.label(node["kind"]),
                "role": words.label(main_role(network, index)) or None,
                "first": first,
                "last": last,
                "country": words.label(first_country(network, index)) or None,
                "links": int(network.adjacency().degrees[index]),
                "more": picture.unseen.get(node["id"], 0),
                "fictional": bool(node.get("fictional")),
                "sources": source_names(network, node.get("sources", [])),
                "id": node["id"],
            }
        )
    frame = pl.DataFrame(rows, schema=_NODE_COLUMNS)
    return frame if frame["fictional"].any() else frame.drop("fictional")


def _years(
    network: Network, index: int, node: Mapping[str, Any]
) -> tuple[int | None, int | None]:  # fmt: skip
    """Return the first and last year of a node; for a work, twice its year."""
    if "year" in node:
        return node["year"], node["year"]
    return known_years(network, node, network.adjacency().of(index)[1].tolist())


def links(network: Network, picture: Picture) -> pl.DataFrame:
    """Return one row per link drawn: from, link, to, role, result, first and last year, details,
    sources, id."""
    rows = []
    for index in picture.link_indexes:
        link = network.link(index)
        rows.append(
            {
                "from": network.names[link["source"]],
                "link": words.label(LINK_KINDS[link["kind"]].caption),
                "to": network.names[link["target"]],
                "role": words.label(link.get("role") or "") or None,
                "result": words.label(link.get("result") or "") or None,
                "first": link.get("first_year"),
                "last": link.get("last_year"),
                "details": link_details(network, link),
                "sources": source_names(network, link.get("sources", [])),
                "id": link["id"],
            }
        )
    return pl.DataFrame(rows, schema=_LINK_COLUMNS)


def source_names(network: Network, ids: list[str]) -> str:
    """Return the titles of sources, joined; the id for a source that is missing."""
    return "; ".join(network.name_of(x) for x in ids)


def _node_table(
    network: Network,
    picture: Picture,
    selected: Sequence[str],
    choose: Callable[[Sequence[str]], None],
) -> None:
    """Draw the table of nodes, its selection in sync with the picture's."""
    frame = nodes(network, picture)
    ids = frame["id"].to_list()
    chosen = tuple(node_id for node_id in ids if node_id in selected)
    version, before = st.session_state.get(_CHOSEN, (0, None))
    if before != (chosen, ids):
        # A selection that differs from the table's: a new widget, which starts with it.
        version += 1
        st.session_state[_CHOSEN] = (version, (chosen, ids))
    key = f"table_nodes_{version}"

    def take() -> None:
        rows = st.session_state[key].selection.rows
        picked = tuple(ids[row] for row in sorted(rows))
        st.session_state[_CHOSEN] = (version, (picked, ids))
        choose(picked)

    _heading("nodes", words.say("{n:,} nodes", n=len(picture.node_indexes)), frame)
    show_table(
        frame,
        height=HEIGHT,
        key=key,
        columns=_headings(frame),
        on_select=take,
        selection_mode="multi-row",
        selection_default={"selection": {"rows": [ids.index(x) for x in chosen]}},
    )


def _table(key: str, label: str, frame: pl.DataFrame) -> None:
    _heading(key, label, frame)
    show_table(frame, height=HEIGHT, key=f"table_{key}", columns=_headings(frame))


def _heading(key: str, label: str, frame: pl.DataFrame) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.markdown(f"**{label}**", width="content")
        st.download_button("CSV", csv(frame), f"{key}.csv", "text/csv", key=f"csv_{key}",
                           icon=":material/download:", type="tertiary",
                           on_click="ignore")  # fmt: skip
