"""A step taken just before the next one is taken whole."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

    from graphmodel.ui.shared import callbacks

    callbacks.run_whole()

    def step() -> None:
        context = get_script_run_ctx()
        assert context is not None
        assert context.script_requests is not None
        # What the browser's next step comes to, in the middle of this one.
        context.script_requests.request_rerun(RerunData(page_script_hash=context.page_script_hash))
        st.session_state["half"] = True
        st.query_params["step"] = "taken"
        st.session_state["whole"] = True

    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    st.button("Step", on_click=step)


def test_a_callback_runs_to_its_end_when_the_next_step_arrives_meanwhile() -> None:
    app = AppTest.from_function(page).run()
    app.button[0].click().run()
    assert not app.exception
    assert app.session_state["whole"]
    assert app.session_state["runs"] == 2, "the next step is served once, after the callback"
