"""Outcomes of steps, shown once by a script run that is not cut short."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def saying_page() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunData, StopException, get_script_run_ctx

    from graphmodel.ui.shared import outcomes

    def say(what: str) -> None:
        outcomes.leave("said", what)

    def is_due(name: str) -> bool:
        due, st.session_state[name] = bool(st.session_state.get(name)), False
        return due

    st.button("Saved", on_click=say, args=("saved",))
    st.button("Again", on_click=say, args=("saved again",))
    st.button("No longer", on_click=outcomes.withdraw, args=("said",))
    for where in ("first", "second"):
        if said := outcomes.take("said"):
            st.success(f"{where}: {said}")
    context = get_script_run_ctx()
    assert context is not None
    assert context.script_requests is not None
    if is_due("stopped"):
        raise StopException
    if is_due("fails"):
        raise ValueError("a fault")
    if is_due("redrawn"):
        st.rerun()
    if is_due("overtaken"):
        context.script_requests.request_rerun(RerunData(page_script_hash=context.page_script_hash))
        st.session_state["yields"] = True


def said(app: AppTest, label: str = "") -> list[str]:
    """The messages on the page after a press and a run."""
    if label:
        next(button for button in app.button if button.label == label).click()
    app.run()
    return [line.value for line in app.success]


def opened(cut_short_by: str = "") -> AppTest:
    app = AppTest.from_function(saying_page).run()
    if cut_short_by:
        app.session_state[cut_short_by] = True
    return app


def test_an_outcome_is_said_once_and_in_one_place() -> None:
    app = opened()
    assert said(app, "Saved") == ["first: saved"]
    assert said(app) == []


def test_an_outcome_is_said_again_where_the_page_is_drawn_again_at_once() -> None:
    for cut_short_by in ("redrawn", "overtaken"):
        app = opened(cut_short_by)
        assert said(app, "Saved") == ["first: saved"], cut_short_by
        assert said(app) == [], cut_short_by


def test_an_outcome_is_said_again_after_a_drawing_that_was_cut_short() -> None:
    for cut_short_by in ("stopped", "fails"):
        app = opened(cut_short_by)
        said(app, "Saved")
        assert said(app) == ["first: saved"], cut_short_by
        assert said(app) == [], cut_short_by


def test_the_same_said_of_two_steps_is_said_of_both() -> None:
    app = opened()
    assert said(app, "Saved") == said(app, "Saved") == ["first: saved"]
    assert said(app) == []


def test_what_a_newer_step_came_to_stands_in_place_of_the_older() -> None:
    app = opened("stopped")
    said(app, "Saved")
    assert said(app, "Again") == ["first: saved again"]
    assert said(app) == []


def test_what_holds_no_longer_is_not_said() -> None:
    app = opened("stopped")
    said(app, "Saved")
    assert said(app, "No longer") == []
    assert said(app) == []
