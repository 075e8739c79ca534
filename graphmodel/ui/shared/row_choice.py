"""Choosing rows of a table, each for what it stands for.

Streamlit knows the rows chosen by their numbers, and a table that is drawn anew, sorted otherwise
or of others, would have the same numbers chosen: somebody else. Here a table of other rows is
another one, and a row clicked in the table before means what it stood for there.
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
    """Rows of the table with this key in the session, and what each of its rows stands for."""

    key: str
    ids: Sequence[str]

    def now(self) -> list[str]:
        """What the rows chosen stand for: in a callback, with the step that it belongs to."""
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
    """Draw a table of which one row may be open, that of ``opened``. ``choose`` is called with the
    id of the row that a visitor opens, or with None when they close it."""
    rows = _rows(frame, ids, key)
    numbers = [ids.index(opened)] if opened in ids else []
    st.session_state[rows.key] = {"selection": {"rows": numbers, "columns": [], "cells": []}}
    _draw(frame, rows, key, "single-row", lambda: choose(next(iter(rows.now()), None)), options)


def choose_rows(frame: pl.DataFrame, ids: Sequence[str], *, key: str, **options: Any) -> ChosenRows:
    """Draw a table of which any rows may be chosen; they stay so until its rows are others."""
    rows = _rows(frame, ids, key)
    _draw(frame, rows, key, "multi-row", "rerun", options)
    return rows


def _rows(frame: pl.DataFrame, ids: Sequence[str], key: str) -> ChosenRows:
    # The browser forgets what is chosen where columns come or go, and says that nothing is.
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
