"""Imports from the page: progress while one runs, then its report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.consent.withdraw import finish_withdrawals
from graphmodel.errors import GraphmodelError, InputError
from graphmodel.facts.batch import COUNTS, Problem, Report, conflicts_csv, problems_csv
from graphmodel.facts.conflicts import CONFLICT_COLUMNS, ValueConflict, conflict_rows
from graphmodel.facts.html_text import escape
from graphmodel.facts.problem_words import cure_said, problem_said
from graphmodel.importers.graphs.rules import is_graph_mapping, read_rules
from graphmodel.importers.mappings.parse import read_mapping
from graphmodel.importers.registry import Importer, importer_for, importers
from graphmodel.ingest.datasets import SHIPPED, find_data_set
from graphmodel.ingest.pipeline import ImportOptions, ImportStopped, expected_rows, import_data_set
from graphmodel.resolver.shipped_judgements import apply_shipped_judgements
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, is_link
from graphmodel.settings import import_folders
from graphmodel.store.base import Store
from graphmodel.ui.data.uploads import (
    UploadedFile,
    digest_of,
    is_mapping,
    mapped_upload,
    saved_uploads,
)
from graphmodel.ui.shared import jobs, resources, widgets
from graphmodel.ui.shared.columns import said
from graphmodel.ui.shared.jobs import Job
from graphmodel.ui.shared.tables import show_table

DRY_RUN = "dry_run"
"""The key of the checkbox that makes every import of the page a dry run."""
RECOGNISED = words.mark("detect automatically")

_WROTE = words.mark(
    "{name}: {read:,} rows read, {written:,} written, {unchanged:,} unchanged, {refused:,} refused."
)
_WOULD_WRITE = words.mark(
    "{name}: {read:,} rows read, {written:,} would be written, {unchanged:,} unchanged, "
    "{refused:,} refused."
)

POLL_SECONDS = 0.2
"""Seconds between updates of the progress shown."""


def start_path_import(text: str, importer: str, *, dry_run: bool) -> None:
    """Start importing a shipped data set by name, or a folder or file that pages may read.

    Raises InputError for any other path.
    """
    text = text.strip()
    if not text:
        raise InputError("no path given: enter the path of a folder or a file")
    if text not in SHIPPED:
        text = str(_allowed(Path(text)))
        _refuse_mapping_elsewhere(Path(text))
    name, chosen, path = find_data_set(text, None if importer == RECOGNISED else importer)
    opened = resources.opener(Right.IMPORT, f"import {name}")
    of = (str(path), chosen.name)
    jobs.begin(Job(name, partial(_import, opened, chosen, path), dry_run, of=of))


def _allowed(path: Path) -> Path:
    """Return the path with symbolic links resolved; raises InputError unless pages may read it."""
    path = path.expanduser().resolve()
    if not any(path.is_relative_to(folder) for folder in import_folders()):
        raise InputError(
            "{path} is not in a folder that pages may read; upload the file, import it on the "
            "command line, or start the explorer with --allow-paths FOLDER",
            path=path,
        )
    return path


def _refuse_mapping_elsewhere(path: Path) -> None:
    """Raise InputError if the path is a mapping that reads what pages may not."""
    if not (is_mapping(path.name) and path.is_file()):
        return
    if is_graph_mapping(path):
        graph_mapping = read_rules(path)
        file, is_file = graph_mapping.graph, graph_mapping.graph is not None
    else:
        mapping = read_mapping(path)
        file, is_file = mapping.file, mapping.database is None
    if not is_file:
        raise InputError(
            "{file}: names a database, which pages do not read; import it on the command line",
            file=path.name,
        )
    if file is not None:
        _allowed(path.parent / file)


def start_upload_import(files: Sequence[UploadedFile], importer: str, *, dry_run: bool) -> None:
    """Start importing uploaded files; a mapping among them describes how to read the table uploaded
    with it."""
    if not files:
        raise InputError("no file chosen: choose one, or drop it on the box")
    first_table = next((f for f in files if not is_mapping(f.name)), files[0])
    name = Path(first_table.name).stem
    opened = resources.opener(Right.IMPORT, f"import {name} (uploaded)")

    def work(job: Job) -> Report:
        with saved_uploads(files) as path:
            chosen, path = mapped_upload(path) or (
                importer_for(path, None if importer == RECOGNISED else importer), path
            )  # fmt: skip
            return _import(opened, chosen, path, job, temporary=True)

    jobs.begin(Job(name, work, dry_run, of=(importer, digest_of(files))))


def importer_choices() -> list[str]:
    """Return the formats that an import can be read as."""
    return [RECOGNISED, *sorted(importers())]


def _import(
    opened: Callable[[], Store],
    importer: Importer,
    path: Path,
    job: Job,
    *,
    temporary: bool = False,
) -> Report:
    """Import over a separate connection: it waits while the store is unavailable; pages do not."""
    with opened() as store, store.retrying(job.note_store, job.stop.is_set):
        job.progress.expected = expected_rows(store, job.name, importer, path)
        options = ImportOptions(
            dry_run=job.dry_run, progress=job.progress.advance, stop=job.stop.is_set
        )
        report = import_data_set(store, job.name, importer, path, options, temporary=temporary)
        if not job.dry_run:
            finish_withdrawals(store, report)
            if job.name in SHIPPED:
                apply_shipped_judgements(store)
        return report


def wait() -> bool:
    """Show the running job, with its progress and, for an import, a Stop button, until it ends;
    returns whether there was one."""
    job = jobs.latest()
    if job is None or not job.running:
        return False
    slot = st.empty()
    with slot.container(border=True, key="running"):
        bar = st.progress(0.0, text=widgets.plain(job.status()))
        if not job.is_undo and resources.may(Right.IMPORT):
            st.button(words.say("Stop"), key="stop_import", icon=":material/stop_circle:",
                      on_click=_stop, args=(job,))  # fmt: skip
        store_notice = st.empty()
        while job.running:
            bar.progress(job.progress.share, text=widgets.plain(job.status()))
            if job.store_notice:
                store_notice.warning(
                    widgets.plain(job.store_notice), icon=":material/hourglass_top:"
                )
            job.thread.join(POLL_SECONDS)
    slot.empty()
    return True


def _stop(job: Job) -> None:
    if resources.may(Right.IMPORT):
        job.stop.set()


def show_outcome(job: Job) -> None:
    """Draw the outcome of an import: why it ended early, if it did, and its report."""
    if job.error is not None and not isinstance(job.error, GraphmodelError):
        raise job.error
    if isinstance(job.error, ImportStopped):
        st.warning(widgets.plain(job.error), icon=":material/stop_circle:")
    elif job.error is not None:
        widgets.show_error(job.error)
    if job.report is not None:
        _show_report(job.name, job.report, dry_run=job.dry_run, stopped=job.error is not None)


def _show_report(name: str, report: Report, *, dry_run: bool, stopped: bool) -> None:
    """Draw the counts of each kind, and the problems with a filter and a download."""
    total = report.total
    if not stopped:
        counted = {"name": name, "read": total.read, "written": total.written,
                   "unchanged": total.unchanged, "refused": total.refused}  # fmt: skip
        summary = words.say(_WOULD_WRITE if dry_run else _WROTE, **counted)
        if total.refused:
            st.warning(widgets.plain(summary), icon=":material/rule:")
        else:
            st.success(widgets.plain(summary), icon=":material/check_circle:")
    for note in report.notes:
        st.caption(widgets.plain(f"{note.origin}: {note.text}"))
    if dry_run:
        st.caption(words.say("A dry run: everything was checked and nothing was written."))
    show_table(said_kinds(counts(report)), key="counts", columns=count_headings())
    if report.problems:
        _problems(report.problems)
    if report.conflicts:
        _conflicts(report.conflicts)


def counts(report: Report) -> pl.DataFrame:
    """Return one row per kind: rows read, written, unchanged and refused, and the other counts."""
    rows = [{"kind": kind, **count.as_dict()} for kind, count in report.kinds.items()]
    return pl.DataFrame(rows, schema=["kind", *COUNTS])


def problem_table(problems: Sequence[Problem]) -> pl.DataFrame:
    """Return one row per problem."""
    columns = ("origin", "line", "kind", "column", "value", "problem", "cure")
    rows = [{name: getattr(problem, name) for name in columns} for problem in problems]
    return pl.DataFrame(rows, schema=list(columns), infer_schema_length=None)


def _problems(problems: Sequence[Problem]) -> None:
    frame = said(problem_table(problems), {"problem": problem_said, "cure": cure_said})
    number = words.count("{n:,} problem", "{n:,} problems", len(problems))
    refused = words.say("the rows below were refused; all others are fine")
    st.markdown(f"**{number}**: {refused}")
    for column, label in (("problem", words.say("What is wrong")), ("origin", words.say("Files"))):
        names = list(dict.fromkeys(frame[column].to_list()))
        chosen = st.pills(label, names, selection_mode="multi", key=f"problem_{column}",
                          format_func=widgets.plain)  # fmt: skip
        if chosen:
            frame = frame.filter(pl.col(column).is_in(chosen))
    show_table(said_kinds(frame), key="problems", columns={
        "origin": words.say("file"), "line": words.say("line"), "kind": words.say("kind"),
        "column": words.say("column"), "value": words.say("value"),
        "problem": words.say("problem"), "cure": words.say("cure"),
    })  # fmt: skip
    st.download_button(words.say("All problems as CSV"), problems_csv(problems), "problems.csv",
                       "text/csv", key="csv_problems", icon=":material/download:")  # fmt: skip
    st.caption(
        words.say("The file also holds the refused rows: correct them there, then import it.")
    )


def _conflicts(conflicts: Sequence[ValueConflict]) -> None:
    st.markdown(
        words.count(
            "**{n:,} value** on which sources differ: every version is kept, one is shown",
            "**{n:,} values** on which sources differ: every version is kept, one is shown",
            len(conflicts),
        )
    )
    show_conflicts(conflict_table(conflicts), "conflicts")
    st.download_button(
        words.say("All of them as CSV"),
        conflicts_csv(conflicts),
        "conflicts.csv",
        "text/csv",
        key="csv_conflicts",
        icon=":material/download:",
    )


def conflict_table(
    conflicts: Sequence[ValueConflict], name_of: Callable[[str], str] = str
) -> pl.DataFrame:
    """Return one row per value on which sources differ."""
    rows = [{**row, "shown": str(row["shown"])} for row in conflict_rows(conflicts, name_of)]
    return pl.DataFrame(rows, schema=dict.fromkeys(CONFLICT_COLUMNS, pl.String))


def show_conflicts(frame: pl.DataFrame, key: str) -> None:
    """Draw the values on which sources differ."""
    show_table(said_kinds(frame), key=key, columns={
        "kind": words.say("kind"), "id": words.say("id"), "name": words.say("name"),
        "property": words.say("property"), "shown": words.say("shown"),
        "values": words.say("values"),
    })  # fmt: skip


def said_kinds(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table with its kinds replaced by their display names."""
    return said(frame, {"kind": words.label})


def count_headings() -> dict[str, str]:
    """Return the headings of the columns of counts."""
    return {
        "kind": words.say("kind"), "read": words.say("read"), "written": words.say("written"),
        "unchanged": words.say("unchanged"), "refused": words.say("refused"),
        "gone": words.say("gone"), "conflicts": words.say("conflicts"),
        "withdrawn": words.say("withdrawn"),
    }  # fmt: skip


def kind_counts(counts: dict[str, int]) -> str:
    """Return HTML of the number of nodes or links of each kind."""
    cells = []
    for kind, number in counts.items():
        mark = "" if is_link(kind) else widgets.kind_mark(kind)
        name = LINK_KINDS[kind].caption if is_link(kind) else NODE_KINDS[kind].plural
        said_name = escape(words.label(name) if is_link(kind) else words.label(name).lower())
        cells.append(f"<div><b>{number:,}</b><span>{mark}{said_name}</span></div>")
    return f'<div class="gm-counts">{"".join(cells)}</div>'
