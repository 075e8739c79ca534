"""The visitor's verdicts on suggestions, to read and take back."""

from __future__ import annotations

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.schema.model import REAL
from graphmodel.ui.lists.table import HEIGHT
from graphmodel.ui.shared import desk, navigation, resources, url_state, verdicts, widgets
from graphmodel.ui.shared.columns import heading, headings
from graphmodel.ui.shared.row_choice import choose_rows
from graphmodel.workspace.history import undo_verdict_change, verdict_changes
from graphmodel.workspace.verdicts import Verdict, Verdicts

CHANGES = 10
_COLUMNS = ("verdict", "name", "for", "reasons", "on", "suggestions")


def show() -> None:
    """Draw the verdicts as a table whose chosen rows can be taken back; nothing if there are no
    verdicts and no changes to them."""
    own = verdicts.own()
    changes = verdict_changes(resources.store(), desk.who()) if resources.may(Right.KEEP) else []
    if not own.verdicts and not own.withheld and not changes:
        return
    section = st.expander(words.say("Your verdicts on suggestions ({n:,})", n=len(own.verdicts)),
                          key="verdicts", on_change="rerun")  # fmt: skip
    if not section.open:
        return
    with section:
        if own.verdicts:
            _table(own)
        if own.withheld:
            st.caption(words.say("{n:,} left out because they must not be shown.", n=own.withheld))
        desk.change_lines("verdicts", changes[:CHANGES], _undo)


def _table(own: Verdicts) -> None:
    frame = frame_of(own)
    by_item = {verdict.items[0]: verdict for verdict in own.verdicts}
    chosen = choose_rows(
        frame, list(by_item), at_most=HEIGHT, key="verdict_rows",
        columns=headings(
            frame,
            reasons=st.column_config.TextColumn(heading("reasons"), width="large"),
            suggestions=st.column_config.LinkColumn(
                heading("suggestions"), display_text=words.say("open"), width="small"
            ),
        ),
    )  # fmt: skip
    count = len(chosen.now())
    if resources.may(Right.KEEP) and count:
        st.button(
            words.say("Take back {n:,}", n=count),
            key="take_back",
            on_click=lambda: verdicts.take_back([by_item[item] for item in chosen.now()]),
        )
    elif resources.may(Right.KEEP):
        st.caption(widgets.plain(words.say("Tick rows to take them back.")))


def frame_of(own: Verdicts) -> pl.DataFrame:
    """Return one row per verdict, the latest first."""
    rows = [
        {
            "verdict": words.label(verdict.verdict),
            "name": _name(verdict),
            "for": verdict.asker_name,
            "reasons": " · ".join(verdict.reasons),
            "on": verdict.on[:10],
            "suggestions": _address(verdict),
        }
        for verdict in own.verdicts
    ]
    return pl.DataFrame(rows, dict.fromkeys(_COLUMNS, pl.String))


def _name(verdict: Verdict) -> str:
    if verdict.gone:
        return words.say("{name} (no longer in the store)", name=verdict.name)
    return verdict.name


def _address(verdict: Verdict) -> str | None:
    """Return the URL of the suggestions for the asker; None if the asker is gone."""
    network = resources.namespaces().network
    if verdict.asker not in network:
        return None
    namespace = network.nodes["namespace"][network.index(verdict.asker)] or REAL
    address = {url_state.NAMESPACE: namespace, "person": verdict.asker}
    return navigation.page_url("suggest", address)


def _undo(number: int) -> None:
    desk.step(
        lambda: undo_verdict_change(resources.store(), desk.who(), number), words.say("Undone.")
    )
