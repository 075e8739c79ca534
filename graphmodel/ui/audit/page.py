"""Who did what: the log of a team's sign-ins and changes, for administrators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.access.audit_log import Entry
from graphmodel.errors import GraphmodelError
from graphmodel.ui.shared import resources, widgets
from graphmodel.ui.shared.choices import choose
from graphmodel.ui.shared.columns import said
from graphmodel.ui.shared.downloads import csv
from graphmodel.ui.shared.tables import show_table

# Number of entries read, newest first; the files hold all.
MOST = 5_000
HEIGHT = 560
_OUTCOMES = (words.mark("done"), words.mark("refused"), words.mark("failed"))
_NAMES = {
    "on": words.mark("when (UTC)"), "by": words.mark("who"), "role": words.mark("as"),
    "action": words.mark("what"), "about": words.mark("about"), "outcome": words.mark("outcome"),
}  # fmt: skip


def main() -> None:
    """Draw the page for the parameters in its address."""
    widgets.title(
        words.say("Who did what"),
        words.say("Sign-ins and changes, newest first. Entries are never removed."),
    )
    try:
        entries = list(islice(resources.audit_log().entries(), MOST))
    except GraphmodelError as error:
        widgets.show_error(error)
        return
    if not entries:
        widgets.show_notice(
            words.say(
                "Nothing is logged yet. Changes are logged only where visitors have to sign in."
            )
        )
        return
    shown = _filtered(entries)
    frame = pl.DataFrame([_row(entry) for entry in shown], schema=list(_NAMES)).rename(_NAMES)
    show_table(
        said(frame, {"as": words.say, "outcome": words.say}), key="audit_table", at_most=HEIGHT
    )
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.caption(words.say("{n:,} of the latest {all:,} entries", n=len(shown), all=len(entries)))
        st.download_button("CSV", csv(frame), "who-did-what.csv", "text/csv", key="csv_audit",
                           icon=":material/download:", type="tertiary")  # fmt: skip


def _row(entry: Entry) -> dict[str, str]:
    return {**asdict(entry), "on": entry.on[:19].replace("T", " ")}


def _filtered(entries: Sequence[Entry]) -> list[Entry]:
    """Draw the filters and return the entries for the person and outcome in the address."""
    people = sorted({entry.by for entry in entries})
    who_column, outcome_column = st.columns(2)
    with who_column:
        who = choose("who", words.say("Who"), people, key="audit_who")
    with outcome_column:
        outcome = choose(
            "outcome", words.say("Outcome"), _OUTCOMES, key="audit_outcome", shown=words.say
        )
    return [
        entry
        for entry in entries
        if (who is None or entry.by == who) and (outcome is None or entry.outcome == outcome)
    ]


main()
