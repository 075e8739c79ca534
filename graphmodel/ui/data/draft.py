"""A file in no known format: a drafted mapping that the visitor corrects and imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.errors import GraphmodelError, InputError
from graphmodel.facts.problem_words import problem_said
from graphmodel.facts.shown_text import shown
from graphmodel.importers.mappings.check import MappingCheck, check_outputs, unsure_of, unused_in
from graphmodel.importers.mappings.draft import draft_mapping
from graphmodel.importers.mappings.infer import mapping_name
from graphmodel.importers.registry import recognised_by
from graphmodel.ui.data import import_job
from graphmodel.ui.data.uploads import UploadedFile, is_mapping, mapped_upload, saved_uploads
from graphmodel.ui.shared import jobs, widgets
from graphmodel.ui.shared.jobs import Job
from graphmodel.ui.shared.tables import show_table, table_of

_DRAFT, _TEXT = "data_draft", "draft_text"
_HEIGHT = 320


@dataclass
class Draft:
    """An uploaded file, its mapping, and the last result of checking it. ``refused`` is why its
    import could not begin; ``before`` is the latest import at the time of the upload."""

    file: UploadedFile
    mapping: str
    checked: MappingCheck | InputError | None = None
    refused: GraphmodelError | None = None
    before: Job | None = None

    def files(self) -> list[UploadedFile]:
        """Return the file and its mapping, as if both had been uploaded."""
        mapping = BytesIO(self.mapping.encode())
        mapping.name = f"{Path(self.file.name).stem}.yaml"
        return [self.file, mapping]

    def check(self) -> MappingCheck | InputError:
        """Return what the mapping reads, or what is wrong with it."""
        if self.checked is None:
            try:
                self.checked = _checked(self.files())
            except InputError as error:
                self.checked = error
        return self.checked


def begin(files: Sequence[UploadedFile], importer: str) -> bool:
    """Draft a mapping for a single file that no importer recognises; returns whether it is one.
    Raises InputError if nothing in it looks like people or works."""
    st.session_state.pop(_DRAFT, None)
    if len(files) != 1 or importer != import_job.RECOGNISED or is_mapping(files[0].name):
        return False
    with saved_uploads(files) as path:
        unknown = path.is_file() and path.stat().st_size and not recognised_by(path, last=True)
        if not unknown:
            return False
        mapping = draft_mapping(path, path.name, folder=mapping_name(path))
    st.session_state[_DRAFT] = Draft(files[0], mapping, before=jobs.latest())
    st.session_state.pop(_TEXT, None)
    return True


def is_there() -> bool:
    """Whether a draft is waiting to be imported."""
    return _DRAFT in st.session_state


def is_newer_than(job: Job | None) -> bool:
    """Whether a draft came after this import, so that the import's outcome is an old one."""
    return is_there() and st.session_state[_DRAFT].before is job


def show() -> None:
    """Draw what the draft reads, its editable mapping, and the buttons to import or discard it."""
    draft: Draft = st.session_state[_DRAFT]
    title = words.say("How {name} would be read", name=draft.file.name)
    st.markdown(f"**{widgets.plain(title)}**")
    st.caption(
        words.say(
            "This is not a known format, so the columns were guessed. Nothing has been written yet."
        )
    )
    with st.spinner(words.say("Reading …")):
        checked = draft.check()
    if isinstance(checked, InputError):
        widgets.show_error(checked)
    else:
        _show_counts(checked, draft.mapping)
    if draft.refused is not None:
        widgets.show_error(draft.refused)
    with st.container(horizontal=True):
        st.button(
            words.say("Import as shown"), key="draft_go", type="primary", on_click=_import,
            disabled=isinstance(checked, InputError),
        )  # fmt: skip
        st.button(words.say("Discard"), key="draft_discard", on_click=_discard)
    _mapping(draft)
    if not isinstance(checked, InputError):
        _show_first(checked)


def _show_counts(checked: MappingCheck, mapping: str) -> None:
    for sentence in unsure_of(mapping):
        text = words.say("Not sure: {sentence}", sentence=sentence)
        st.warning(widgets.plain(text), icon=":material/help:")
    for names in unused_in(mapping):
        st.caption(widgets.plain(words.say("Not used: {names}", names=names)))
    for note in checked.notes:
        st.caption(widgets.plain(f"{note.origin}: {note.text}"))
    for problem, count, example in checked.report.commonest():
        line = f"{count:,} × {problem_said(problem)}: {shown(str(example.value))}"
        st.caption(widgets.plain(line))
    show_table(
        import_job.said_kinds(pl.DataFrame(checked.counts)),
        key="draft_counts",
        columns={
            "kind": words.say("kind"),
            "facts": words.say("facts"),
            "refused": words.say("refused"),
        },
    )


def _mapping(draft: Draft) -> None:
    with st.expander(words.say("Correct the mapping"), icon=":material/edit_note:"):
        st.session_state.setdefault(_TEXT, draft.mapping)
        st.text_area(
            words.say("Mapping"), key=_TEXT, height=_HEIGHT, label_visibility="collapsed",
            on_change=_correct,
        )  # fmt: skip
        st.caption(
            words.say(
                "Says what each column holds. Leave the field to see the effect of a change. A "
                "newer file with the same name adds to the same people and works."
            )
        )


def _show_first(checked: MappingCheck) -> None:
    for kind, facts in checked.first.items():
        if facts and kind != "Source":
            st.caption(widgets.plain(words.say("The first of {kind}", kind=words.label(kind))))
            show_table(_as_text(facts), key=f"draft_first_{kind}", columns={})


def _as_text(facts: Sequence[dict[str, object]]) -> pl.DataFrame:
    """Return the facts as a table of text, without empty columns."""
    names = [name for name in facts[0] if any(fact[name] not in (None, []) for fact in facts)]
    return table_of([{name: _text(fact[name]) for name in names} for fact in facts])


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _correct() -> None:
    draft: Draft | None = st.session_state.get(_DRAFT)
    if draft is None:
        return
    draft.mapping, draft.checked, draft.refused = st.session_state[_TEXT], None, None


def _import() -> None:
    draft: Draft | None = st.session_state.get(_DRAFT)
    if draft is None:  # a second press, after the first began the import
        return
    dry_run = bool(st.session_state[import_job.DRY_RUN])
    draft.refused = None
    try:
        import_job.start_upload_import(draft.files(), import_job.RECOGNISED, dry_run=dry_run)
    except GraphmodelError as error:
        draft.refused = error
        return
    if not dry_run:
        _discard()


def _discard() -> None:
    st.session_state.pop(_DRAFT, None)
    st.session_state.pop(_TEXT, None)


def _checked(files: Sequence[UploadedFile]) -> MappingCheck:
    with saved_uploads(files) as path:
        mapped = mapped_upload(path)
        if mapped is None:
            raise InputError("the mapping is empty; discard it and begin again")
        importer, table = mapped
        return check_outputs(importer.read(table))
