"""A table of an answer whose rows open: the row chosen is kept in the address, and all of it can be
downloaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import streamlit as st

from graphmodel.ui.shared import url_state, widgets
from graphmodel.ui.shared.columns import headings, said
from graphmodel.ui.shared.downloads import csv
from graphmodel.ui.shared.row_choice import open_row

HEIGHT = 420
ID = "id"


def choose_row(
    frame: pl.DataFrame,
    *,
    name: str,
    invitation: str,
    columns: Mapping[str, Any] | None = None,
    values: Mapping[str, Callable[[str], str]] | None = None,
    beside: Callable[[], object] | None = None,
) -> str:
    """Draw the rows, and return the id of the one that is open; empty for none.

    ``frame`` has the ids in the column ``id``, which is not shown. ``name`` is that of the table in
    keys and of its file, ``invitation`` says what a row opens, ``columns`` how columns are shown,
    and ``values`` how the texts of a column are said. ``beside`` draws what else can be done with
    all rows, under them.
    """
    open_row(
        said(frame, values or {}), frame[ID].to_list(), at_most=HEIGHT, key=f"{name}_table",
        opened=url_state.read("at"), choose=lambda row_id: url_state.write(at=row_id),
        column_order=[column for column in frame.columns if column != ID],
        columns={**headings(frame), **(columns or {})},
    )  # fmt: skip
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.caption(widgets.plain(invitation))
        if beside is not None:
            beside()
        st.download_button(
            "CSV", csv(frame), f"{name}.csv", "text/csv", key=f"csv_{name}",
            icon=":material/download:", type="tertiary",
        )  # fmt: skip
    return url_state.read("at")
