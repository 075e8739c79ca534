"""Importing from the page: progress while it runs, and its report after."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import polars as pl
import streamlit as st

from graphmodel.errors import InputError
from graphmodel.facts import Problem, Report, problems_csv
from graphmodel.importers.base import Importer, importer_for, importers
from graphmodel.importing import expected_rows, import_whole
from graphmodel.schema import NODE_KINDS, is_link
from graphmodel.shipped import find_data
from graphmodel.store.base import Store
from graphmodel.ui import jobs, load, parts
from graphmodel.ui.jobs import Job
from graphmodel.ui.uploads import Sent, laid_down

RECOGNISED = "recognise it"
_REPORT = "_import_report"


def only_from_here() -> bool:
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
    name, chosen, place = find_data(text.strip(), None if importer == RECOGNISED else importer)
    store = load.store()
    expected = expected_rows(store, name, chosen, place)
    jobs.begin(Job(name, partial(_take, store, name, chosen, place), dry_run, expected))


def take_files(files: Sequence[Sent], importer: str, *, dry_run: bool) -> None:
    """Begin to import files that the browser sent."""
    if not files:
        raise InputError("no file was chosen: choose one, or drop it on the box")
    store = load.store()

    def work(job: Job) -> Report:
        with laid_down(files) as place:
            chosen = importer_for(place, None if importer == RECOGNISED else importer)
            job.expected = expected_rows(store, job.name, chosen, place)
            return _take(store, job.name, chosen, place, job)

    jobs.begin(Job(Path(files[0].name).stem, work, dry_run))


def choices() -> list[str]:
    """What an import can be read as."""
    return [RECOGNISED, *sorted(importers())]


def _take(store: Store, name: str, importer: Importer, place: Path, job: Job) -> Report:
    return import_whole(
        store, name, importer, place, dry_run=job.dry_run, progress=job.told, stop=job.stop.is_set
    )


def wait() -> bool:
    """Show the import that runs until it has ended, and keep its report; whether there was one.
    Raises what ended it early."""
    job = jobs.waited()
    if job is None:
        return False
    if job.report is not None:
        st.session_state[_REPORT] = (job.name, job.report, job.dry_run)
    if job.error is not None:
        raise job.error
    return True


def last_report() -> tuple[str, Report, bool] | None:
    """What this session imported last: its name, its report, and whether nothing was written."""
    kept: tuple[str, Report, bool] | None = st.session_state.get(_REPORT)
    return kept


def show_report(name: str, report: Report, *, dry_run: bool) -> None:
    """Counts of each kind, and the problems with a filter and a download."""
    total = report.total
    said = f"{name}: {total.read:,} rows read, {total.written:,} "
    said += "would be written" if dry_run else "written"
    said += f", {total.unchanged:,} unchanged, {total.refused:,} refused."
    if total.refused:
        st.warning(parts.plain(said), icon=":material/rule:")
    else:
        st.success(parts.plain(said), icon=":material/check_circle:")
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
                          format_func=parts.plain)  # fmt: skip
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
        mark = "" if is_link(kind) else parts.kind_mark(kind)
        name = kind if is_link(kind) else NODE_KINDS[kind].plural.lower()
        bits.append(f"<div><b>{number:,}</b><span>{mark}{name}</span></div>")
    return f'<div class="gm-counts">{"".join(bits)}</div>'
