"""Files that a visitor opens on the page: a plan, decisions, or the tables behind a plan.

The content of a file is kept for the visit; only decisions become steps in the address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import streamlit as st

from graphmodel import words
from graphmodel.analysis.plans.results import Plan
from graphmodel.errors import InputError
from graphmodel.planning import plan_file, seat_file
from graphmodel.planning.decisions import Step, decisions_in, steps_of
from graphmodel.planning.network_plans import NETWORK_PLANS
from graphmodel.planning.rows import refuse_other_files
from graphmodel.planning.saved import PlannedFacts, read_saved
from graphmodel.ui.data.uploads import UploadedFile, UploadError, digest_of, saved_uploads
from graphmodel.ui.plans import slot_settings, work
from graphmodel.ui.shared import desk, widgets

YAML = (".yaml", ".yml")
TABLES = ("yaml", "yml", "csv", "tsv", "xlsx", "parquet", "json", "zip")

Content = TypeVar("Content")


def open_button(what: str) -> None:
    """Draw a button to open a plan or decisions downloaded earlier."""
    with st.popover(
        words.say("Open"), icon=":material/folder_open:", key="open_file", type="tertiary"
    ):
        st.caption(
            words.say("A plan (.json) to compare with, or decisions (.yaml) to continue from")
        )
        key = f"opened_{what}_{st.session_state.get('_opened', 0)}"
        st.file_uploader(
            words.say("File"),
            ("json", "yaml", "yml"),
            key=key,
            on_change=_open,
            args=(what, key),
            label_visibility="collapsed",
        )


def opened_plan(what: str) -> Plan | None:
    """Return the plan opened for comparison, if any."""
    saved: tuple[Plan, PlannedFacts | None] | None = st.session_state.get(_plan_key(what))
    return saved[0] if saved else None


def opened_facts(what: str) -> PlannedFacts | None:
    """Return the facts that its pairs become once accepted; None for a plan not from a network."""
    saved: tuple[Plan, PlannedFacts | None] | None = st.session_state.get(_plan_key(what))
    return saved[1] if saved else None


def close_plan(what: str) -> None:
    """Stop comparing with the opened plan."""
    desk.step(lambda: st.session_state.pop(_plan_key(what), None))


def lock_plan(what: str, plan: Plan) -> None:
    """Lock every pair of a plan, as one step each."""
    held = work.steps(what)
    locks = [Step("lock", (pair.person, pair.place)) for pair in plan.placements]
    work.write(what, (*held, *locks))


def _plan_key(what: str) -> str:
    return f"_plan_opened_{what}"


def _open(what: str, key: str) -> None:
    file: UploadedFile | None = st.session_state[key]
    if file is None:
        return
    st.session_state["_opened"] = st.session_state.get("_opened", 0) + 1

    def take() -> None:
        if file.name.lower().endswith(YAML):
            rules = read([file], plan_file.read_rules)
            work.write(what, steps_of(decisions_in(rules)))
            if what in NETWORK_PLANS and NETWORK_PLANS[what].dated:
                slot_settings.take(rules)
        else:
            st.session_state[_plan_key(what)] = read([file], read_saved)

    desk.step(take)


def read(files: Sequence[UploadedFile], reader: Callable[[Path], Content]) -> Content:
    """Read uploaded files with a reader. Its InputError is raised with the names of the files, not
    of the temporary folder, which the visitor never sees."""
    with _saved(files) as path:
        folder = path.parent if path.is_file() else path
        try:
            return reader(path)
        except InputError as error:
            raise UploadError(error, folder, words.mark("what was chosen")) from None


@contextmanager
def _saved(files: Sequence[UploadedFile]) -> Iterator[Path]:
    """Save the uploads and yield their path: for several, the YAML file that names the tables, else
    their folder. A YAML file may name only files uploaded with it."""
    with saved_uploads(files) as path:
        named = [] if path.is_file() else [p for p in path.iterdir() if p.suffix.lower() in YAML]
        described = named[0] if len(named) == 1 and named[0].stem not in _TABLE_NAMES else path
        if described.is_file() and described.suffix.lower() in YAML:
            refuse_other_files(described)
        yield described


_TABLE_NAMES = {*plan_file.SECTIONS, *seat_file.SECTIONS}


def tables(what: str, reader: Callable[[Path], Content], missing: str) -> Content | None:
    """Return the content of the tables chosen for a plan, and draw the button to choose others. If
    none were chosen, draw what is missing and return None."""
    held = st.session_state.get(_tables_key(what))
    if held is None:
        widgets.show_notice(words.say(missing))
    with st.expander(
        words.say("Tables") if held is None else words.say("Other tables"),
        expanded=held is None,
        key=f"tables_of_{what}_{held is None}",
    ):
        key = f"tables_{what}_{st.session_state.get('_opened', 0)}"
        st.file_uploader(words.say("Files"), TABLES, accept_multiple_files=True, key=key)
        st.button(
            words.say("Plan from these"),
            key=f"plan_{what}",
            type="primary",
            on_click=_take_tables,
            args=(what, key, reader),
        )
    if held is None:
        return None
    content: Content = held[1]
    return content


def digest(what: str) -> str:
    """Return the digest that identifies the tables chosen for a plan."""
    return str(st.session_state[_tables_key(what)][0])


def _tables_key(what: str) -> str:
    return f"_plan_tables_{what}"


def _take_tables(what: str, key: str, reader: Callable[[Path], Content]) -> None:
    uploaded: list[UploadedFile] = st.session_state[key]

    def take() -> None:
        if not uploaded:
            raise InputError("no file is chosen; choose the tables first")
        content = read(uploaded, lambda path: reader(_tables_in(path)))
        st.session_state[_tables_key(what)] = (digest_of(uploaded), content)
        st.session_state["_opened"] = st.session_state.get("_opened", 0) + 1

    desk.step(take)


def _tables_in(path: Path) -> Path:
    """Return the YAML file of a plan, or the folder of its tables, even if it holds only one."""
    return path.parent if path.is_file() and path.suffix.lower() not in YAML else path
