"""Row selection in tables, by the id of what each row stands for.

Streamlit identifies selected rows by number. If a table is redrawn in another order or with other
rows, the same numbers stay selected and mean somebody else. Here a table with other rows is another
widget, and a row clicked in the earlier table means what it stood for there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from graphmodel.ui.shared.tables import show_table


@dataclass(frozen=True)
class ChosenRows:
    """The selection in the table with this session key, and what each of its rows stands for."""

    key: str
    ids: Sequence[str]

    def now(self) -> list[str]:
        """Return the ids of the selected rows; in a callback, as of the step it belongs to."""
        if self.key not in st.session_state:
            return []
        numbers = st.session_state[self.key]["selection"]["rows"]
        return [self.ids[number] for number in numbers if number < len(self.ids)]


def open_row(
    frame: pl.DataFrame,
    ids: Sequence[str],
    *,
    key: str,
    opened: str,
    choose: Callable[[str | None], object],
    **options: Any,
) -> None:
    """Draw a table in which one row may be open: the one with id ``opened``. ``choose`` is called
    with the id of the row that the visitor opens, or with None when they close it."""
    rows = _rows(frame, ids, key)
    numbers = [ids.index(opened)] if opened in ids else []
    st.session_state[rows.key] = {"selection": {"rows": numbers, "columns": [], "cells": []}}
    _draw(frame, rows, key, "single-row", lambda: choose(next(iter(rows.now()), None)), options)


def choose_rows(frame: pl.DataFrame, ids: Sequence[str], *, key: str, **options: Any) -> ChosenRows:
    """Draw a table in which any rows may be selected; they stay selected until its rows change."""
    rows = _rows(frame, ids, key)
    _draw(frame, rows, key, "multi-row", "rerun", options)
    return rows


def _rows(frame: pl.DataFrame, ids: Sequence[str], key: str) -> ChosenRows:
    # If columns come or go, the browser forgets the selection and reports an empty one.
    rows = "\0".join([*frame.columns, "", *ids])
    digest = hashlib.blake2b(rows.encode(), digest_size=8).hexdigest()
    return ChosenRows(f"{key}_{digest}", ids)


def _draw(
    frame: pl.DataFrame,
    rows: ChosenRows,
    key: str,
    mode: str,
    on_select: Callable[[], object] | str,
    options: dict[str, Any],
) -> None:
    with st.container(key=key):
        show_table(frame, key=rows.key, on_select=on_select, selection_mode=mode, **options)
