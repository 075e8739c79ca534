"""Recorded meetings of an event."""

from __future__ import annotations

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.export.as_code import meetings_code
from graphmodel.network.namespaces import Namespace
from graphmodel.planning.sittings import meeting_rows, meetings
from graphmodel.ui.shared import code_view
from graphmodel.ui.shared.downloads import csv
from graphmodel.ui.shared.tables import show_table


def show(namespace: Namespace, event: str) -> None:
    """Draw the recorded meetings of an event, the latest first, and the answer as code."""
    network = namespace.network
    noted = meetings(network, event)
    with st.expander(
        words.say("Who met whom: {n:,}", n=len(noted)), type="compact", key="meetings_met"
    ):
        if noted:
            frame = pl.DataFrame(
                [{**row, "sources": "; ".join(row["sources"])}
                 for row in meeting_rows(network, noted)],
                infer_schema_length=None,
            )  # fmt: skip
            show_table(frame, key="met_table", at_most=420)
            st.download_button("CSV", csv(frame), "meetings.csv", "text/csv", key="csv_met",
                               icon=":material/download:", type="tertiary")  # fmt: skip
        else:
            st.caption(words.say("No meetings recorded yet."))
    code_view.show(meetings_code(namespace.name, event))
