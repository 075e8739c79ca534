"""Recording meetings with a sheet: downloaded, filled in and uploaded."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.errors import InputError
from graphmodel.network.namespaces import Namespace
from graphmodel.planning.meetings import COLUMNS, Records, read_records, record_meetings
from graphmodel.planning.sittings import Sitting, sheet_rows
from graphmodel.ui.data.uploads import UploadedFile, UploadError, saved_uploads
from graphmodel.ui.meetings import record
from graphmodel.ui.shared import desk, jobs, resources
from graphmodel.ui.shared.downloads import csv

TABLES = ("csv", "tsv", "xlsx")
_VERSION = "_sheets_recorded"


def show(namespace: Namespace, event: str, tables: Sequence[Sitting]) -> None:
    """Draw the download of an event's sheet, and the upload that records a filled-in one."""
    with st.expander(words.say("Use a sheet"), type="compact", key="meetings_sheet"):
        st.caption(
            words.say(
                "Enter yes or no in the column came. A row with a companion records instead "
                "that these two met: how (talked, swapped work, agreed), and what was said."
            )
        )
        waiting = [sitting for sitting in tables if not sitting.came]
        if waiting:
            frame = pl.DataFrame(list(sheet_rows(namespace.network, waiting)),
                                 schema=dict.fromkeys(COLUMNS, pl.String))  # fmt: skip
            st.download_button(
                words.say("Sheet to fill in"), csv(frame), "sheet.csv", "text/csv",
                key="download_sheet", icon=":material/download:", type="tertiary",
                on_click="ignore",
            )  # fmt: skip
        if not resources.may(Right.PLAN):
            return
        key = f"sheet_{st.session_state.get(_VERSION, 0)}"
        st.file_uploader(words.say("Completed sheet"), TABLES, key=key)
        desk.name_field("sheet_by")
        st.button(words.say("Record the sheet"), key="record_sheet", type="primary",
                  on_click=_record, args=(namespace, event, key))  # fmt: skip


def _record(namespace: Namespace, event: str, key: str) -> None:
    file: UploadedFile | None = st.session_state[key]

    def work() -> None:
        jobs.refuse_while_running()
        if file is None:
            raise InputError("no sheet chosen; choose the one that you completed")
        records = _read(file, namespace, event)
        with resources.open_to(Right.PLAN, f"record a sheet of {event}") as store:
            record_meetings(store, event, records, by=record.signed())
        st.session_state[_VERSION] = st.session_state.get(_VERSION, 0) + 1

    desk.step(work, words.say("The sheet has been recorded."))


def _read(file: UploadedFile, namespace: Namespace, event: str) -> Records:
    """Read a sheet; raises InputError with the file's name as the visitor knows it."""
    with saved_uploads([file]) as path:
        folder = path if path.is_dir() else path.parent
        try:
            return read_records(path, namespace.network, event)
        except InputError as error:
            raise UploadError(error, folder) from None
