"""Answer tables whose rows open: the chosen row is kept in the address, and the table can be
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
    """Draw the rows and return the id of the open one; empty for none.

    ``frame`` has the ids in the column ``id``, which is not shown. ``name`` names the table in
    widget keys and its file, ``invitation`` is a line on what a row opens, ``columns`` configures
    columns, and ``values`` translates their texts. ``beside`` draws further controls for all rows,
    under the table.
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
