"""Importing from the page: progress while it runs, and its report after."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import polars as pl
import streamlit as st

from graphmodel.errors import GraphmodelError, InputError
from graphmodel.facts.batch import Problem, Report, problems_csv
from graphmodel.importers.registry import Importer, importer_for, importers
from graphmodel.ingest.datasets import find_data_set
from graphmodel.ingest.pipeline import ImportOptions, ImportStopped, expected_rows, import_data_set
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, is_link
from graphmodel.settings import store_address
from graphmodel.store import open_store
from graphmodel.ui.data.uploads import Sent, is_mapping, laid_down, sent_with_mapping
from graphmodel.ui.shared import jobs, widgets
from graphmodel.ui.shared.jobs import Job

RECOGNISED = "recognise it"

LOOK_EVERY = 0.2
"""Seconds between two looks at what an import has done."""


def local_only() -> bool:
    """Whether the explorer can be reached from this machine alone, so that pages may write."""
    bound = st.get_option("server.address") or ""
    try:
        return bound == "localhost" or ipaddress.ip_address(bound).is_loopback
    except ValueError:
        return False


def take_path(text: str, importer: str, *, dry_run: bool) -> None:
    """Begin to import a folder, a file or a shipped data set by its name."""
    if not text.strip():
        raise InputError("no path was given: type the path of a folder or a file")
    name, chosen, place = find_data_set(text.strip(), None if importer == RECOGNISED else importer)
    jobs.begin(Job(name, partial(_take, store_address(), chosen, place), dry_run))


def take_files(files: Sequence[Sent], importer: str, *, dry_run: bool) -> None:
    """Begin to import files that the browser sent; a mapping among them says how to read the
    table beside it."""
    if not files:
        raise InputError("no file was chosen: choose one, or drop it on the box")
    address = store_address()

    def work(job: Job) -> Report:
        with laid_down(files) as place:
            chosen, place = sent_with_mapping(place) or (
                importer_for(place, None if importer == RECOGNISED else importer), place
            )  # fmt: skip
            return _take(address, chosen, place, job, temporary=True)

    named = next((f for f in files if not is_mapping(f.name)), files[0])
    jobs.begin(Job(Path(named.name).stem, work, dry_run))


def choices() -> list[str]:
    """What an import can be read as."""
    return [RECOGNISED, *sorted(importers())]


def _take(
    address: str, importer: Importer, place: Path, job: Job, *, temporary: bool = False
) -> Report:
    """Import over a connection of the import's own: while its store is away it waits, and the
    pages do not."""
    with open_store(address) as store, store.retrying(job.note_store, job.stop.is_set):
        job.progress.expected = expected_rows(store, job.name, importer, place)
        options = ImportOptions(
            dry_run=job.dry_run, progress=job.progress.advance, stop=job.stop.is_set
        )
        return import_data_set(store, job.name, importer, place, options, temporary=temporary)


def wait() -> bool:
    """Show the job that runs, with its progress and, for an import, a Stop button, until it has
    ended; whether there was one."""
    job = jobs.latest()
    if job is None or not job.running:
        return False
    place = st.empty()
    with place.container(border=True, key="running"):
        bar = st.progress(0.0, text=widgets.plain(job.status()))
        if not job.is_undo:
            st.button("Stop", key="stop_import", icon=":material/stop_circle:",
                      on_click=job.stop.set)  # fmt: skip
        away = st.empty()
        while job.running:
            bar.progress(job.progress.share, text=widgets.plain(job.status()))
            if job.store_notice:
                away.warning(widgets.plain(job.store_notice), icon=":material/hourglass_top:")
            job.thread.join(LOOK_EVERY)
    place.empty()
    return True


def show_outcome(job: Job) -> None:
    """How an import ended: what stopped it early, if anything did, and what it took."""
    if job.error is not None and not isinstance(job.error, GraphmodelError):
        raise job.error
    if isinstance(job.error, ImportStopped):
        st.warning(widgets.plain(job.error), icon=":material/stop_circle:")
    elif job.error is not None:
        widgets.show_error(job.error)
    if job.report is not None:
        _show_report(job.name, job.report, dry_run=job.dry_run, stopped=job.error is not None)


def _show_report(name: str, report: Report, *, dry_run: bool, stopped: bool) -> None:
    """Counts of each kind, and the problems with a filter and a download."""
    total = report.total
    if not stopped:
        said = f"{name}: {total.read:,} rows read, {total.written:,} "
        said += "would be written" if dry_run else "written"
        said += f", {total.unchanged:,} unchanged, {total.refused:,} refused."
        if total.refused:
            st.warning(widgets.plain(said), icon=":material/rule:")
        else:
            st.success(widgets.plain(said), icon=":material/check_circle:")
    for note in report.notes:
        st.caption(widgets.plain(f"{note.origin}: {note.text}"))
    if dry_run:
        st.caption("A dry run: everything was checked and nothing was written.")
    st.dataframe(counts(report), hide_index=True, key="counts")
    if report.problems:
        _problems(report.problems)


def counts(report: Report) -> pl.DataFrame:
    """One row a kind: read, written, unchanged, refused."""
    rows = [{"kind": kind, **count.as_dict()} for kind, count in report.kinds.items()]
    return pl.DataFrame(rows, schema=["kind", "read", "written", "unchanged", "refused", "gone"])


def problems(found: Sequence[Problem]) -> pl.DataFrame:
    """One row a problem."""
    columns = ("origin", "line", "kind", "column", "value", "problem", "cure")
    rows = [{name: getattr(problem, name) for name in columns} for problem in found]
    return pl.DataFrame(rows, schema=list(columns), infer_schema_length=None)


def _problems(found: Sequence[Problem]) -> None:
    frame = problems(found)
    many = "1 problem" if len(found) == 1 else f"{len(found):,} problems"
    st.markdown(f"**{many}**: the rows below were refused, the others were good")
    for column, label in (("problem", "What is wrong"), ("origin", "Files")):
        names = list(dict.fromkeys(frame[column].to_list()))
        chosen = st.pills(label, names, selection_mode="multi", key=f"problem_{column}",
                          format_func=widgets.plain)  # fmt: skip
        if chosen:
            frame = frame.filter(pl.col(column).is_in(chosen))
    st.dataframe(frame, hide_index=True, key="problems")
    st.download_button("All of these as CSV", problems_csv(found), "problems.csv",
                       "text/csv", key="csv_problems", icon=":material/download:")  # fmt: skip
    st.caption("The file holds the refused rows as well: correct them there, and import it.")


def kind_counts(counted: dict[str, int]) -> str:
    """HTML of how many nodes and links of each kind there are."""
    bits = []
    for kind, number in counted.items():
        mark = "" if is_link(kind) else widgets.kind_mark(kind)
        name = LINK_KINDS[kind].caption if is_link(kind) else NODE_KINDS[kind].plural.lower()
        bits.append(f"<div><b>{number:,}</b><span>{mark}{name}</span></div>")
    return f'<div class="gm-counts">{"".join(bits)}</div>'
