"""The answer: as a table, a chart, a picture and files, with the command that makes it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.facts.shown_text import shown
from graphmodel.network.network import Network
from graphmodel.schema.model import REAL
from graphmodel.store.records import Answer
from graphmodel.ui.ask.run import Outcome
from graphmodel.ui.explore.canvas import INITIAL_NODES
from graphmodel.ui.shared import code_view, navigation, resources, url_state, widgets
from graphmodel.ui.shared.downloads import csv

PAGE = 200
"""Rows of the table shown at a time."""

BARS_FORM, LINE_FORM = words.mark("Bars"), words.mark("Line")
BARS = 300
"""Number of rows that a chart shows."""

HEIGHT = 460


def show(outcome: Outcome) -> None:
    """Draw the outcome of a question."""
    if outcome.error:
        st.error(widgets.plain(outcome.error), icon=":material/error:")
        if outcome.pointed:
            st.code(outcome.pointed, language=None)
        return
    answer = outcome.answer
    if answer is None:
        return
    st.caption(
        words.count(
            "{n:,} row in {seconds:.1f} s",
            "{n:,} rows in {seconds:.1f} s",
            len(answer.rows),
            seconds=outcome.seconds,
        )
    )
    if answer.cut:
        st.warning(
            widgets.plain(
                words.say("Truncated: {cut}; you can raise the limits next to Run.", cut=answer.cut)
            )
        )
    if answer.rows:
        frame = answer.frame()
        _bar(outcome, answer, frame)
        table, chart = st.tabs((words.say("Table"), words.say("Chart")))
        with table:
            _table(frame)
        with chart:
            _chart(frame)
    else:
        widgets.show_notice(words.say("No rows match."))


def _bar(outcome: Outcome, answer: Answer, frame: pl.DataFrame) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="answer_bar"):
        _picture_link(answer)
        for label, data, name, mime in (
            ("CSV", partial(csv, frame), "answer.csv", "text/csv"),
            (
                "Parquet",
                partial(parquet, frame),
                "answer.parquet",
                "application/vnd.apache.parquet",
            ),
        ):
            st.download_button(label, data, name, mime, key=f"answer_{label}", type="tertiary",
                               icon=":material/download:", on_click="ignore")  # fmt: skip
        if outcome.code is not None:
            code_view.show(outcome.code)


def parquet(frame: pl.DataFrame) -> bytes:
    """Return a frame as a Parquet file."""
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


def _picture_link(answer: Answer) -> None:
    """Draw a link to Explore with the nodes in the rows as centres, up to the initial number."""
    network = resources.namespaces().network
    namespace, ids, more = picture_nodes(answer, network)
    if not ids:
        return
    label = words.say("Open in picture")
    if more:
        first = words.say("the first {n} of {all:,}", n=len(ids), all=len(ids) + more)
        label += f" :gray[{widgets.plain(first)}]"
    view = url_state.View(namespace=namespace, centres=ids)
    navigation.link("explore", label, view.parameters(), icon=":material/hub:")


def picture_nodes(answer: Answer, network: Network) -> tuple[str, tuple[str, ...], int]:
    """Return the namespace of the first node in the rows, the ids of the nodes there, up to the
    initial number of a picture, and how many more nodes there are, in any namespace."""
    nodes = dict.fromkeys(
        network.canonical_id(node_id)
        for row in answer.rows
        for cell in row
        for node_id in _ids(cell)
        if node_id in network
    )
    spaces = {node_id: _namespace(network, node_id) for node_id in nodes}
    namespace = next(iter(spaces.values()), REAL)
    ids = [node_id for node_id, space in spaces.items() if space == namespace][:INITIAL_NODES]
    return namespace, tuple(ids), len(nodes) - len(ids)


def _namespace(network: Network, node_id: str) -> str:
    return network.nodes["namespace"][network.index(node_id)] or REAL


def _ids(cell: Any) -> Iterator[str]:
    """Yield the texts in a cell that may be ids of nodes."""
    if isinstance(cell, str):
        yield cell
    elif isinstance(cell, list):
        for item in cell:
            yield from _ids(item)
    elif isinstance(cell, Mapping):
        if "labels" in cell:
            yield from _ids(cell.get("id"))
        else:
            yield from _ids([value for name, value in cell.items() if name != "properties"])


def _table(frame: pl.DataFrame) -> None:
    pages = -(-len(frame) // PAGE)
    start = 0
    if pages > 1:
        page = st.number_input(
            words.say("Page, of {n:,}", n=pages), 1, pages, key="answer_page", width=160
        )
        start = (int(page) - 1) * PAGE
    st.dataframe(
        frame.slice(start, PAGE),
        height=min(HEIGHT, 38 + 35 * min(len(frame), PAGE)),
        hide_index=True,
        key=f"answer_{start}",
    )


def _chart(frame: pl.DataFrame) -> None:
    numbers = [name for name, type_ in frame.schema.items() if type_.is_numeric()]
    if not numbers:
        widgets.show_notice(words.say("A chart needs a column of numbers."))
        return
    others = [name for name in frame.columns if name not in numbers] or frame.columns
    with st.container(horizontal=True):
        form = st.segmented_control(
            words.say("Chart"),
            (BARS_FORM, LINE_FORM),
            default=BARS_FORM,
            required=True,
            key="answer_chart",
            format_func=words.say,
        )
        named = [name for name in others if "name" in name.casefold()]
        along = _column("Along", words.say("X axis"), frame.columns, [*named, *others][0])
        number = _column("Number", words.say("Y axis"), numbers, numbers[-1])
    if len(frame) > BARS:
        st.caption(words.say("The first {n:,} of {all:,} rows.", n=BARS, all=len(frame)))
    # Renamed, since dots, brackets and stars in names are special to Vega-Lite and polars.
    first = frame.head(BARS)
    data = pl.DataFrame({"x": first[along], "y": first[number]})
    # Rows with the same x are drawn side by side: stacked, they would look like a sum.
    data = data.with_columns(repeat=pl.int_range(pl.len()).over("x"))
    st.vega_lite_chart(data, chart_specification(data, str(form), along, number), key="answer_vega",
                       height=HEIGHT)  # fmt: skip


def _column(name: str, label: str, names: list[str], usual: str) -> str:
    key = f"answer_{name}"
    if st.session_state.get(key) not in names:
        st.session_state[key] = usual
    return str(st.selectbox(label, names, key=key, format_func=shown, width=220))


def chart_specification(data: pl.DataFrame, form: str, along: str, number: str) -> dict[str, Any]:
    """Return a Vega-Lite chart of the columns ``x``, ``y`` and ``repeat``, which counts rows with
    the same x from 0; ``along`` and ``number`` are the titles of x and y, ``form`` is Bars or Line.
    """
    is_number = data.schema["x"].is_numeric()
    axis = {"title": along, "labelLimit": 160}
    if data.schema["x"].is_integer():
        axis["format"] = "d"
    lined = form == LINE_FORM
    beside = not lined and bool((data["repeat"] > 0).any())
    return {
        "mark": {"type": "line" if lined else "bar", "tooltip": True, "point": lined},
        "encoding": {
            "x": {"field": "x", "sort": None, "axis": axis,
                  "type": "quantitative" if lined and is_number else "ordinal",
                  "scale": {"zero": False} if lined and is_number else {}},
            **({"xOffset": {"field": "repeat"}} if beside else {}),
            "y": {"field": "y", "type": "quantitative", "stack": None, "axis": {"title": number}},
            "tooltip": [{"field": "x", "title": along}, {"field": "y", "title": number}],
        },
    }  # fmt: skip
