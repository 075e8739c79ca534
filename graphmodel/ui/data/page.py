"""Data: what is loaded, its sources, imports, and refused rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.errors import GraphmodelError
from graphmodel.facts.batch import COUNTS
from graphmodel.facts.html_text import escape
from graphmodel.ingest.datasets import SHIPPED, checksum, shipped_data_set
from graphmodel.network.network import Network
from graphmodel.settings import import_folders
from graphmodel.store.base import Store
from graphmodel.store.records import ImportRecord
from graphmodel.ui.data import draft, import_history, import_job, source_order, uploads
from graphmodel.ui.shared import jobs, outcomes, resources, session, url_state, widgets
from graphmodel.ui.shared.columns import said
from graphmodel.ui.shared.tables import show_table

DATA_SET, WHAT_IT_IS = words.mark("data set"), words.mark("what it is")
# The states of an import.
STATES = (
    words.mark("unfinished"), words.mark("finished"), words.mark("undoing"), words.mark("undone"),
)  # fmt: skip
LOADED, IMPORT = words.mark("What is loaded"), words.mark("Import")


def main() -> None:
    """Draw the page for the parameters in its address."""
    widgets.title(
        words.say("Data"), words.say("What is loaded, where it comes from, and how to import more.")
    )
    st.session_state["part"] = IMPORT if url_state.read("part") == "import" else LOADED
    part = st.segmented_control(
        words.say("Part"),
        (LOADED, IMPORT),
        key="part",
        required=True,
        label_visibility="collapsed",
        format_func=words.say,
        on_change=lambda: url_state.write(
            part="import" if st.session_state["part"] == IMPORT else ""
        ),
    )
    if import_job.wait():
        st.rerun()
    if part == IMPORT:
        _import()
    else:
        _loaded(resources.store(), resources.namespaces().network)


def _loaded(store: Store, network: Network) -> None:
    import_history.show_outcome(jobs.latest())
    counts = store.counts()
    # The folder's path is not for everybody who sees the page.
    where = (
        store.address
        if "://" in store.address
        else words.say("in a folder on the explorer's machine")
    )
    widgets.property_list(
        [
            (words.say("store"), f"<code>{escape(where)}</code>"),
            (words.say("revision"), f"<code>{escape(store.revision())}</code>"),
        ]
    )
    records = store.imports()
    import_history.show_unfinished(records)
    if not counts.nodes:
        widgets.show_notice(
            words.say("Nothing is loaded yet. Choose Import above, then a shipped data set.")
        )
        return
    with st.container(border=True, key="loaded_counts", gap=None):
        widgets.group_heading(words.say("Nodes"))
        st.html(import_job.kind_counts(dict(counts.nodes)))
        widgets.group_heading(words.say("Links"))
        st.html(import_job.kind_counts(dict(counts.links)))
    st.markdown(f"**{words.say('Imports')}**")
    show_table(
        said(_records(records), {"state": words.say}),
        key="records",
        columns={
            "number": words.say("number"),
            DATA_SET: words.say(DATA_SET),
            WHAT_IT_IS: words.say(WHAT_IT_IS),
            "state": words.say("state"),
            "when": words.say("when"),
            "checksum": words.say("checksum"),
            **import_job.count_headings(),
        },
    )
    import_history.show(store, records)
    st.markdown(f"**{words.say('Sources')}**")
    with st.container(border=True, key="sources", gap=None):
        for index in network.of_kind("Source"):
            with widgets.compact_rows(f"source_{index}"):
                widgets.node_link(network, network.ids[index])
            st.html(f'<div class="gm-source">{_source(network.node(int(index)))}</div>')
    source_order.show(store, network)


def _records(records: Sequence[ImportRecord]) -> pl.DataFrame:
    """Return one row per import, newest first."""
    rows = [
        {
            "number": record.number,
            DATA_SET: record.name,
            WHAT_IT_IS: _described(record.name),
            "state": record.state,
            "when": (record.finished or record.started).replace("T", " ").removesuffix("+00:00"),
            **{name: record.count(name) for name in COUNTS},
            "checksum": record.checksum[:12],
        }
        for record in records
    ]
    names = [
        "number",
        DATA_SET,
        WHAT_IT_IS,
        "state",
        "when",
        *COUNTS,
        "checksum",
    ]
    return pl.DataFrame(rows, schema=names)


def _described(name: str) -> str:
    """Return the description of a shipped data set; empty for any other."""
    return words.say(SHIPPED[name].description) if name in SHIPPED else ""


def _source(source: dict[str, Any]) -> str:
    """HTML of a source's publisher, licence, dates and address."""
    phrases = [source.get("publisher"), source.get("licence") or words.say("no licence named")]
    phrases += [
        words.say(text, on=source[name])
        for name, text in (("published", words.mark("published {on}")),
                           ("retrieved", words.mark("retrieved {on}")))
        if name in source
    ]  # fmt: skip
    cells = [escape(str(phrase)) for phrase in phrases if phrase]
    cells += [link for link in [widgets.link_html(source.get("address"))] if link]
    return " · ".join(cells)


def _import() -> None:
    if not resources.may(Right.IMPORT):
        widgets.show_notice(
            words.say(
                "You may not import here: the explorer is read-only, or your role does not allow "
                "it. Ask an administrator, or import on the command line: graphmodel import PATH"
            )
        )
        return
    choices, outcome = st.columns([1, 1.15], gap="large")
    with choices:
        st.checkbox(
            words.say("Dry run: check everything and write nothing"), key=import_job.DRY_RUN
        )
        _upload()
        _shipped(resources.store())
        if import_folders():
            _path()
    with outcome:
        job = jobs.latest()
        if draft.is_there():
            draft.show()
        if draft.is_newer_than(job):
            return
        if job is None or job.is_undo:
            st.caption(
                words.say(
                    "What an import wrote and refused is shown here. Importing the same data "
                    "twice changes nothing; to complete an import that was cut short, run it "
                    "again."
                )
            )
        else:
            import_job.show_outcome(job)


def _shipped(store: Store) -> None:
    imported = {(record.name, record.checksum) for record in store.imports() if record.complete}
    with st.container(border=True, key="shipped"):
        st.markdown(f"**{words.say('Data included with this program')}**")
        for name in SHIPPED:
            loaded = (name, checksum(shipped_data_set(name)[1])) in imported
            description, action = st.columns([1, 0.3], vertical_alignment="center")
            mark = f" :material/check: {words.say('loaded')}" if loaded else ""
            description.markdown(
                f"**{widgets.plain(name)}**{mark}  \n:gray[{widgets.plain(_described(name))}]"
            )
            action.button(
                words.say("Load again") if loaded else words.say("Load"), key=f"load_{name}",
                width="stretch", on_click=_begin, args=("shipped", lambda name=name: _load(name)),
            )  # fmt: skip
        _show_refusal("shipped")


def _path() -> None:
    with st.form("path", enter_to_submit=True):
        st.markdown(f"**{words.say('A folder or file on this machine')}**")
        st.caption(
            widgets.plain(words.say("In {folders}", folders=", ".join(map(str, import_folders()))))
        )
        st.text_input(
            words.say("Path"),
            key="path_text",
            placeholder="/data/my_seed",
            label_visibility="collapsed",
        )
        st.selectbox(
            words.say("Read it as"),
            import_job.importer_choices(),
            key="path_importer",
            format_func=words.say,
        )
        st.form_submit_button(words.say("Import"), key="path_go", type="primary",
                              on_click=_begin, args=("path", _import_path))  # fmt: skip
        _show_refusal("path")


def _upload() -> None:
    with st.form("upload"):
        st.markdown(f"**{words.say('Files from your computer')}**")
        st.caption(
            words.say(
                "A table or a graph (GraphML, GEXF, GML, JSON; if its format is not known, you "
                "first see how it would be read), a file together with its mapping (.yaml), the "
                "files of a seed folder with its seed.toml, or a zip or tar of several"
            )
        )
        st.file_uploader(
            words.say("Files"),
            uploads.ENDINGS,
            accept_multiple_files=True,
            key="files",
            label_visibility="collapsed",
        )
        st.selectbox(
            words.say("Read them as"),
            import_job.importer_choices(),
            key="upload_importer",
            format_func=words.say,
        )
        st.form_submit_button(words.say("Import"), key="upload_go", type="primary",
                              on_click=_begin, args=("upload", _start_or_draft))  # fmt: skip
        _show_refusal("upload")


def _begin(form: str, start_import: Callable[[], None]) -> None:
    """Start an import, for which the page then waits. If it is refused, the form shows why."""
    session.reassert()
    outcomes.withdraw(f"_refused_{form}")
    try:
        start_import()
    except GraphmodelError as error:
        outcomes.leave(f"_refused_{form}", error)


def _show_refusal(form: str) -> None:
    error: GraphmodelError | None = outcomes.take(f"_refused_{form}")
    if error is not None:
        widgets.show_error(error)


def _load(name: str) -> None:
    import_job.start_path_import(
        name, import_job.RECOGNISED, dry_run=st.session_state[import_job.DRY_RUN]
    )


def _import_path() -> None:
    state = st.session_state
    import_job.start_path_import(
        state["path_text"], state["path_importer"], dry_run=state[import_job.DRY_RUN]
    )


def _start_or_draft() -> None:
    """Import files in known formats; draft a mapping for a file in an unknown one."""
    state = st.session_state
    files, importer = state["files"], state["upload_importer"]
    if not draft.begin(files, importer):
        import_job.start_upload_import(files, importer, dry_run=state[import_job.DRY_RUN])


main()
