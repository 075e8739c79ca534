"""A chosen table row keeps its meaning, however the table has changed since."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest


def opening_page() -> None:
    import polars as pl
    import streamlit as st

    from graphmodel.ui.shared import callbacks
    from graphmodel.ui.shared.row_choice import open_row

    callbacks.run_whole()
    state = st.session_state

    def choose(id_: str | None) -> None:
        state["opened"] = id_
        state["steps"] = [*state.get("steps", ()), id_]

    ids = state.get("ids", ["a", "b", "c"])
    st.text_input("Sort")
    open_row(
        pl.DataFrame({"name": ids}), ids, key="rows", opened=state.get("opened") or "",
        choose=choose,
    )  # fmt: skip


def picking_page() -> None:
    import polars as pl
    import streamlit as st

    from graphmodel.ui.shared import callbacks
    from graphmodel.ui.shared.row_choice import choose_rows

    callbacks.run_whole()
    state = st.session_state
    ids = state.get("ids", ["a", "b", "c"])
    rows = choose_rows(pl.DataFrame({"name": ids}), ids, key="rows")
    state["drawn"] = rows.now()
    st.button("Take", on_click=lambda: state.update(taken=rows.now()))


def table(app: AppTest) -> Any:
    """The table as the browser has it."""
    return app.get("dataframe")[0].proto


def click(app: AppTest, drawn: Any, *numbers: int, pressed: str = "") -> None:
    """Send what the browser sends when these rows are chosen and, if given, a button is pressed."""
    states = WidgetStates()
    selection = {"selection": {"rows": list(numbers), "columns": [], "cells": []}}
    states.widgets.add(id=drawn.id, string_value=json.dumps(selection))
    if pressed:
        states.widgets.add(id=pressed, trigger_value=True)
    app._run(states)
    assert not app.exception, app.exception


def shown(app: AppTest) -> list[int]:
    """The numbers of the rows marked as selected."""
    rows: list[int] = json.loads(table(app).selection_state)["selection"]["rows"]
    return rows


def test_a_row_opens_what_it_stands_for_and_closes_it() -> None:
    app = AppTest.from_function(opening_page).run()
    click(app, table(app), 1)
    assert app.session_state["steps"] == ["b"]
    assert shown(app) == [1]
    click(app, table(app))
    assert app.session_state["steps"] == ["b", None]


@pytest.mark.parametrize("ids", [["c", "b", "a", "d"], ["d", "a"]])
def test_what_is_open_stays_open_in_another_order(ids: list[str]) -> None:
    app = AppTest.from_function(opening_page).run()
    click(app, table(app), 0)
    app.session_state["ids"] = ids
    for _ in range(2):
        app.run()
        assert shown(app) == [ids.index("a")]
    assert app.session_state["steps"] == ["a"]


def test_what_is_open_elsewhere_marks_no_row() -> None:
    app = AppTest.from_function(opening_page).run()
    click(app, table(app), 0)
    app.session_state["ids"] = ["b", "c"]
    app.run()
    assert shown(app) == []
    assert app.session_state["steps"] == ["a"]


def test_a_row_clicked_in_the_table_before_opens_what_it_stood_for_there() -> None:
    app = AppTest.from_function(opening_page).run()
    before = table(app)
    app.session_state["ids"] = ["c", "b", "a"]
    app.run()
    click(app, before, 0)
    assert app.session_state["steps"] == ["a"]
    assert shown(app) == [2]


def test_rows_of_others_are_not_chosen() -> None:
    app = AppTest.from_function(picking_page).run()
    click(app, table(app), 0, 2)
    assert app.session_state["drawn"] == ["a", "c"]
    app.session_state["ids"] = ["b", "c", "d"]
    app.run()
    assert app.session_state["drawn"] == []


def test_a_button_takes_the_rows_that_are_chosen_when_it_is_pressed() -> None:
    app = AppTest.from_function(picking_page).run()
    click(app, table(app), 0)
    click(app, table(app), 0, 2, pressed=app.button[0].proto.id)
    assert app.session_state["taken"] == ["a", "c"]
    click(app, table(app), 7, pressed=app.button[0].proto.id)
    assert app.session_state["taken"] == [], "no such row"
