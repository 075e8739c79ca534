"""A past import: what it read and wrote, and undoing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.errors import GraphmodelError
from graphmodel.facts.batch import COUNTS
from graphmodel.facts.html_text import escape
from graphmodel.ingest.ledger import UndoReport, preview, undo
from graphmodel.planning.decided import is_decided
from graphmodel.store.base import Store
from graphmodel.store.records import ImportRecord
from graphmodel.ui.data import import_job
from graphmodel.ui.shared import jobs, outcomes, resources, session, widgets
from graphmodel.ui.shared.jobs import Job
from graphmodel.ui.shared.tables import show_table

_CONFIRMING, _CONFIRMED, _REFUSED = "_undo_asked", "_undo_confirmed", "_undo_refused"


def show(store: Store, records: Sequence[ImportRecord]) -> None:
    """Draw a choice of import, what it read and wrote, and its undo after a confirmation."""
    numbered = {record.number: record for record in records if record.number}
    if not numbered:
        return
    number = st.selectbox(
        words.say("Show an import"),
        list(numbered),
        index=None,
        key="import_shown",
        format_func=lambda n: widgets.option(f"{n} {numbered[n].name}"),
        placeholder=words.say("choose one"),
    )
    if number is None:
        return
    record = numbered[number]
    properties = [
        (words.say("state"), words.say(record.state)),
        (words.say("read as"), record.importer),
        (words.say("read from"), record.place),
        (words.say("checksum"), record.checksum),
        (words.say("started"), record.started),
        (words.say("ended on"), record.finished),
        (words.say("imported again"), record.seen),
        (words.say("by graphmodel"), record.version),
    ]
    with st.container(border=True, key="import_details"):
        widgets.property_list([(name, escape(value)) for name, value in properties if value])
        rows = [{"kind": kind, **counts} for kind, counts in record.kinds.items()]
        frame = pl.DataFrame(rows, schema=["kind", *COUNTS])
        show_table(import_job.said_kinds(frame), key="import_counts",
                       columns=import_job.count_headings())  # fmt: skip
        if record.state != "undone" and resources.may(_right_to_undo(record)):
            _undo(store, record)


def _right_to_undo(record: ImportRecord) -> Right:
    """Who may accept plans may undo that, also here."""
    return Right.PLAN if is_decided(record) else Right.IMPORT


def show_unfinished(records: Sequence[ImportRecord]) -> None:
    """Draw a warning for each unfinished import, with how to continue or undo it."""
    for record in records:
        if record.state == "unfinished":
            text = words.say(
                "The import of {name} has not finished: another program is still running it, or "
                "it was interrupted. Import the same data again to resume it, or undo it to "
                "remove what it wrote.",
                name=record.name,
            )
            st.warning(widgets.plain(text), icon=":material/hourglass_disabled:")


def _undo(store: Store, record: ImportRecord) -> None:
    if (error := outcomes.take(_REFUSED)) is not None:
        widgets.show_error(error)
    if st.session_state.get(_CONFIRMING) != record.number:
        st.button(words.say("Undo this import …"), key=f"undo_ask_{record.number}",
                  icon=":material/undo:", on_click=_note,
                  args=(_CONFIRMING, record.number))  # fmt: skip
        return
    counts = preview(store, record.number).values()
    only_here = sum(count for count, _ in counts)
    shared = sum(count for _, count in counts)
    st.warning(
        words.say(
            "{erased:,} facts that come only from this import will be erased; {shared:,} that "
            "other imports also state will revert to what those imports say. Nodes needed by "
            "links from other imports stay.",
            erased=only_here,
            shared=shared,
        ),
        icon=":material/undo:",
    )
    with st.container(horizontal=True, key="undo_sure"):
        st.button(words.say("Undo"), key=f"undo_yes_{record.number}", type="primary",
                  on_click=_note, args=(_CONFIRMED, record.number))  # fmt: skip
        st.button(words.say("Cancel"), key="undo_no", on_click=_note, args=(_CONFIRMING, None))
    if st.session_state.get(_CONFIRMED) != record.number:
        return
    try:
        _begin_undo(record)
        st.session_state[_CONFIRMING] = None
    except GraphmodelError as error:
        outcomes.leave(_REFUSED, error)
    st.session_state[_CONFIRMED] = None
    import_job.wait()  # here, next to the button: the page is long
    st.rerun()


def _begin_undo(record: ImportRecord) -> None:
    about = f"undo import {record.number} ({record.name})"
    opened = resources.opener(_right_to_undo(record), about)
    work = partial(_undo_job, opened, record.number)
    jobs.begin(Job(f"import {record.number} ({record.name})", work, is_undo=True))


def _note(name: str, number: int | None) -> None:
    """Record for which import a button was pressed, so that a newer step does not lose it."""
    session.reassert()
    st.session_state[name] = number


def _undo_job(opened: Callable[[], Store], number: int, job: Job) -> UndoReport:
    """Undo an import over a separate connection, as for importing."""
    with opened() as store, store.retrying(job.note_store):
        return undo(store, number, job.progress.advance)


def show_outcome(job: Job | None) -> None:
    """Draw the outcome of the last job, if it was an undo."""
    if job is None or not job.is_undo:
        return
    if job.undone is not None:
        erased, rewritten, retained = (
            sum(counts.values())
            for counts in (job.undone.erased, job.undone.rewritten, job.undone.retained)
        )
        summary = words.say(
            "{name} was undone: {erased:,} facts erased, {reverted:,} reverted, {retained:,} "
            "nodes kept.",
            name=job.name[0].upper() + job.name[1:],
            erased=erased, reverted=rewritten, retained=retained,
        )  # fmt: skip
        st.success(widgets.plain(summary), icon=":material/undo:")
    elif isinstance(job.error, GraphmodelError):
        widgets.show_error(job.error)
    elif job.error is not None:
        raise job.error
