"""The dated facts of a node on one axis of years, by kind of fact."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.network.network import Network
from graphmodel.schema.model import LINK_KINDS
from graphmodel.ui.shared import widgets
from graphmodel.ui.shared.columns import heading

HEIGHT = 170
LONGEST_SPAN = 100
"""The longest span in years; a longer one counts as a slip of the source, and only its start is
drawn."""
_COLUMNS = {"year": pl.Int64, "fact": pl.String, "name": pl.String, "colour": pl.String}


def show(network: Network, index: int) -> None:
    """Draw a strip of bars, one per year, and how many facts have no year; nothing if none has."""
    frame, undated = dated_facts(network, index)
    if frame.is_empty():
        return
    counts = frame.group_by("year", "fact", "colour", maintain_order=True).agg(
        pl.len().alias("number"), pl.col("name").unique(maintain_order=True).head(6).alias("names")
    )
    counts = counts.with_columns(pl.col("names").list.join(", "))
    years = frame["year"].to_list()
    widgets.group_heading(words.say("Over the years"))
    st.vega_lite_chart(
        counts, _chart(counts, years, network.year_asked), height=HEIGHT, key="career"
    )
    if years[-1] > network.year_asked:
        st.caption(
            words.say(
                "Anything planned after {year} is shown in a paler colour.", year=network.year_asked
            )
        )
    if undated:
        st.caption(
            words.count(
                "{n:,} fact without a year is not shown.",
                "{n:,} facts without a year are not shown.",
                undated,
            )
        )


def dated_facts(network: Network, index: int) -> tuple[pl.DataFrame, int]:
    """Return one row for each year of each link of a node: year, fact (the link as read from this
    node), name of the neighbour, colour; and the number of links without a year."""
    neighbours, links = network.adjacency().of(index)
    rows: list[dict[str, Any]] = []
    undated = 0
    for neighbour, number in zip(neighbours.tolist(), links.tolist(), strict=True):
        link = network.link(number)
        kind = LINK_KINDS[link["kind"]]
        fact = words.label(kind.caption if link["source"] == index else kind.caption_back)
        years = _years(link.get("first_year"), link.get("last_year"))
        undated += not years
        rows += [
            {"year": year, "fact": fact, "name": network.names[neighbour], "colour": kind.colour}
            for year in years
        ]
    return pl.DataFrame(rows, schema=_COLUMNS).sort("year", "fact"), undated


def _years(first: int | None, last: int | None) -> range:
    if first is None:
        return range(0) if last is None else range(last, last + 1)
    end = first if last is None or not 0 <= last - first <= LONGEST_SPAN else last
    return range(first, end + 1)


def _chart(counts: pl.DataFrame, years: list[int], now: int) -> dict[str, Any]:
    """Return the Vega-Lite specification of the strip; what is planned after ``now`` is pale."""
    kinds = counts.select("fact", "colour").unique(maintain_order=True)
    shown = [
        {"field": "year", "type": "quantitative", "title": heading("year"), "format": "d"},
        {"field": "fact", "title": heading("fact")},
        {"field": "number", "type": "quantitative", "title": words.say("how many")},
        {"field": "names", "title": words.say("among them")},
    ]
    return {
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "x": {
                "field": "year",
                "type": "ordinal",
                "scale": {"domain": list(range(years[0], years[-1] + 1))},
                "axis": {"title": None, "labelAngle": 0, "labelOverlap": True},
            },
            "y": {
                "field": "number",
                "type": "quantitative",
                "stack": True,
                "axis": {"title": None, "tickMinStep": 1, "tickCount": 3, "format": "d"},
            },
            "color": {
                "field": "fact",
                "scale": {"domain": kinds["fact"].to_list(), "range": kinds["colour"].to_list()},
                "legend": {"orient": "top", "title": None},
            },
            "opacity": {"condition": {"test": f"datum.year > {now}", "value": 0.4}, "value": 1},
            "tooltip": shown,
        },
    }
