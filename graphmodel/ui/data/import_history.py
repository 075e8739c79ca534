"""An import that was made: what it took, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

import polars as pl
import streamlit as st

from graphmodel.errors import GraphmodelError
from graphmodel.ingest.ledger import UndoReport, preview, undo
from graphmodel.settings import store_address
from graphmodel.store import open_store
from graphmodel.store.base import Store
from graphmodel.store.records import ImportRecord
from graphmodel.ui.data import import_job
from graphmodel.ui.shared import jobs, widgets
from graphmodel.ui.shared.jobs import Job

COUNTS = ("read", "written", "unchanged", "refused", "gone")
_ASKED = "_undo_asked"


def show(store: Store, records: Sequence[ImportRecord]) -> None:
    """Choose an import, see what it took from where, and take it back when that is confirmed."""
    numbered = {record.number: record for record in records if record.number}
    if not numbered:
        return
    number = st.selectbox(
        "Show an import", list(numbered), index=None, key="import_shown",
        format_func=lambda n: widgets.plain(f"{n} {numbered[n].name}"), placeholder="which one",
    )  # fmt: skip
    if number is None:
        return
    record = numbered[number]
    said = [("state", record.state), ("read as", record.importer), ("from", record.place),
            ("checksum", record.checksum), ("began", record.started), ("ended", record.finished),
            ("given again", record.seen), ("by graphmodel", record.version)]  # fmt: skip
    with st.container(border=True, key="import_details"):
        widgets.property_list([(name, escape(value)) for name, value in said if value])
        rows = [{"kind": kind, **counts} for kind, counts in record.kinds.items()]
        st.dataframe(pl.DataFrame(rows, schema=["kind", *COUNTS]), hide_index=True,
                     key="import_counts")  # fmt: skip
        if record.state != "undone" and import_job.local_only():
            _undo(store, record)


def _undo(store: Store, record: ImportRecord) -> None:
    if st.session_state.get(_ASKED) != record.number:
        if st.button("Take it back …", key="undo_ask", icon=":material/undo:"):
            st.session_state[_ASKED] = record.number
            st.rerun()
        return
    going = preview(store, record.number)
    alone = sum(own for own, _ in going.values())
    shared = sum(others for _, others in going.values())
    st.warning(
        f"{alone:,} facts that this import alone claims go; {shared:,} that others claim as well "
        "become what those say. Nodes that links of other imports need stay.",
        icon=":material/undo:",
    )
    with st.container(horizontal=True, key="undo_sure"):
        sure = st.button("Take it back", key="undo_yes", type="primary")
        if st.button("Keep it", key="undo_no"):
            del st.session_state[_ASKED]
            st.rerun()
    if not sure:
        return
    del st.session_state[_ASKED]
    try:
        jobs.begin(
            Job(
                f"import {record.number} ({record.name})",
                partial(_take_back, store_address(), record.number),
                is_undo=True,
            )
        )
    except GraphmodelError as error:
        widgets.show_error(error)
        return
    import_job.wait()  # here, where it was asked for: the page is long
    st.rerun()


def _take_back(address: str, number: int, job: Job) -> UndoReport:
    """Take it back over a connection of its own, as an import is made."""
    with open_store(address) as store, store.retrying(job.note_store):
        return undo(store, number, job.progress.advance)


def show_outcome(job: Job | None) -> None:
    """What taking back came to, if that was done last."""
    if job is None or not job.is_undo:
        return
    if job.undone is not None:
        gone, others, kept = (
            sum(counts.values())
            for counts in (job.undone.erased, job.undone.rewritten, job.undone.retained)
        )
        said = (f"{job.name[0].upper()}{job.name[1:]} is taken back: {gone:,} facts are gone, "
                f"{others:,} are what others say, {kept:,} nodes stay.")  # fmt: skip
        st.success(widgets.plain(said), icon=":material/undo:")
    elif isinstance(job.error, GraphmodelError):
        widgets.show_error(job.error)
    elif job.error is not None:
        raise job.error
