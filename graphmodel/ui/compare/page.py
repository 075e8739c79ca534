"""Compare: up to five people side by side, their years on one axis, and what they share."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.analysis.people.comparison import MOST, Comparison, compare_people
from graphmodel.analysis.people.shared import SharedNode
from graphmodel.export.as_code import comparison_code
from graphmodel.network.network import Network
from graphmodel.schema.model import LINK_KINDS
from graphmodel.ui.shared import code_view, desk, facts, pickers, resources, starting, widgets
from graphmodel.ui.shared.columns import heading
from graphmodel.ui.shared.downloads import csv
from graphmodel.ui.shared.tables import show_table, table_of

# Height of one person's strip, in pixels.
STRIP = 46

# Number of items shared through works that are listed per request, and the session key of how
# many are listed now.
LISTED = 20
MORE = "shared_listed"


def main() -> None:
    """Draw the page for the parameters in its address."""
    widgets.title(words.say("Compare"), words.say("Two to {most} people side by side.", most=MOST))
    namespace = resources.namespace()
    network = namespace.network
    chosen = pickers.pick_nodes(
        namespace,
        name="person",
        label=words.say("Whom to compare"),
        placeholder=words.say("a person …"),
        kinds=("Person",),
    )
    unknown = pickers.unknown_ids(namespace, "person")
    if unknown:
        widgets.show_notice(
            words.say("Not in this data set: {names}.", names=words.listed(*unknown))
        )
    if len(chosen) < 2:
        widgets.show_notice(words.say("Choose two people or more."))
        if not chosen:
            starting.ask(namespace, "compare")
        return
    if len(chosen) > MOST:
        widgets.show_notice(
            words.say("Only the first {most} are compared; remove the others.", most=MOST)
        )
    comparison = compare_people(network, chosen[:MOST])
    _stars(network, comparison)
    _facts(comparison)
    _strips(comparison)
    _shared(network, comparison)
    code_view.show(comparison_code(namespace.name, comparison.people))


def _stars(network: Network, comparison: Comparison) -> None:
    for column, node_id in zip(st.columns(len(comparison.people)), comparison.people, strict=True):
        with column:
            with widgets.compact_rows(f"compared_{node_id}"):
                widgets.node_link(network, node_id)
            desk.star(network, node_id, key="compare")


def _facts(comparison: Comparison) -> None:
    """Draw what is known about each person, with differences marked."""
    columns = _labels(comparison)
    rows = [
        {"known": fact.name, "differs": "≠" if fact.differs else "",
         **dict(zip(columns, fact.values, strict=True))}
        for fact in comparison.facts
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=["known", "differs", *columns])
    show_table(
        frame,
        key="compared_facts",
        height="content",
        columns={
            "known": heading("known"),
            "differs": st.column_config.TextColumn("≠", width="small"),
        },
    )
    st.download_button(
        "CSV",
        csv(frame),
        "comparison.csv",
        "text/csv",
        key="csv_compare",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def _labels(comparison: Comparison) -> list[str]:
    """Return the names of the people, with the id if two share a name."""
    return [
        name if comparison.names.count(name) == 1 else f"{name} ({key})"
        for key, name in zip(comparison.people, comparison.names, strict=True)
    ]


def _strips(comparison: Comparison) -> None:
    """Draw the years of each person, one below the other on a common axis."""
    if not comparison.years:
        return
    label = dict(zip(comparison.people, _labels(comparison), strict=True))
    rows = [
        {"person": label[work.person], "fact": words.label(work.fact), "name": work.name,
         "first": work.first_year, "end": work.last_year + 1, "last": work.last_year}
        for work in comparison.years
    ]  # fmt: skip
    widgets.group_heading(words.say("Over the years"))
    chart = _chart(list(label.values()), {words.label(work.fact) for work in comparison.years})
    height = STRIP * len(label) + 60
    st.vega_lite_chart(table_of(rows), chart, key="strips", height=height)


def _chart(people: list[str], facts_named: set[str]) -> dict[str, Any]:
    """Return the Vega-Lite specification of the strips, in the colours of the kinds of link."""
    year = {"type": "quantitative", "axis": {"format": "d", "title": None, "tickMinStep": 1},
            "scale": {"zero": False}}  # fmt: skip
    colours = {
        words.label(caption): kind.colour
        for kind in LINK_KINDS.values()
        for caption in (kind.caption, kind.caption_back)
    }
    facts_shown = [fact for fact in colours if fact in facts_named]
    return {
        "mark": {"type": "bar", "opacity": 0.35, "tooltip": True, "height": {"band": 0.7}},
        "encoding": {
            "y": {"field": "person", "type": "nominal", "sort": people,
                  "axis": {"title": None, "labelLimit": 200}},
            "x": {"field": "first", **year},
            "x2": {"field": "end"},
            "color": {"field": "fact", "legend": {"orient": "top", "title": None},
                      "scale": {"domain": facts_shown,
                                "range": [colours[fact] for fact in facts_shown]}},
            "tooltip": [
                {"field": field, "title": heading(field)}
                for field in ("person", "fact", "name", "first", "last")
            ],
        },
    }  # fmt: skip


def _shared(network: Network, comparison: Comparison) -> None:
    """Draw what at least two of them share, with how each is linked to it and the sources."""
    labels = _labels(comparison)
    own = [node for node in comparison.shared if not node.through_works]
    further = [node for node in comparison.shared if node.through_works]
    if own or comparison.links or not further:
        widgets.group_heading(words.say("Shared"))
    for line in comparison.links:
        st.markdown(widgets.plain(line))
    if not comparison.shared and not comparison.links:
        st.caption(words.say("No source names anything that they share."))
    for node in own:
        _shared_node(network, node, labels)
    if not further:
        return
    widgets.group_heading(words.say("Shared through their works"), len(further))
    shown = st.session_state.get(MORE, LISTED)
    for node in further[:shown]:
        _shared_node(network, node, labels)
    if len(further) > shown:
        more = words.say("Show {n} more", n=min(LISTED, len(further) - shown))
        st.button(more, key="more_shared", type="tertiary",
                  on_click=lambda: st.session_state.update({MORE: shown + LISTED}))  # fmt: skip


def _shared_node(network: Network, node: SharedNode, labels: list[str]) -> None:
    how = zip(labels, node.how, strict=True)
    note = "; ".join(f"{name}: {text}" for name, text in how if text)
    with widgets.compact_rows(f"shared_{node.id}"):
        widgets.node_link(network, node.id, note=note)
    st.html(f'<div class="gm-cite">{facts.source_links_html(network, node.sources)}</div>')


main()
