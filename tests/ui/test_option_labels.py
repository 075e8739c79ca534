"""Choices keep the meaning of their label as the visitor saw it, even after a rerun."""

from __future__ import annotations

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from tests.ui.page_text import sent_by


def relabelling_page() -> None:
    import streamlit as st

    from graphmodel.ui.shared import callbacks

    callbacks.run_whole()

    def note() -> None:
        st.session_state["changes"] = [
            *st.session_state.get("changes", ()),
            *(st.session_state[name] for name in ("size", "kinds", "roles")),
        ]

    labels = ("Community", "Role") if st.session_state.get("people") else ("Kind", "Community")
    options = {"format_func": dict(enumerate(labels)).get, "on_change": note}
    st.selectbox("Size", (0, 1), key="size", **options)
    st.multiselect("Kinds", (0, 1), default=[0], key="kinds", **options)
    st.pills("Roles", (0, 1), default=0, key="roles", **options)
    st.button("People", on_click=lambda: st.session_state.update(people=True))


def test_a_label_that_now_means_another_option_is_no_choice() -> None:
    app = AppTest.from_function(relabelling_page).run()
    app.selectbox[0].set_value(1).run()
    still_sent = sent_by(app)
    app.button[0].click().run()
    changes = app.session_state["changes"]
    app._run(still_sent)
    assert app.session_state["changes"] == changes
    assert [app.session_state[name] for name in ("size", "kinds", "roles")] == [1, [0], 0]
    app.selectbox[0].set_value(0).run()
    assert app.session_state["changes"][len(changes) :] == [0, [0], 0]


def counting_page() -> None:
    import streamlit as st

    from graphmodel.ui.shared import callbacks

    callbacks.run_whole()
    state = st.session_state
    drawn = state.get("drawn", 0)
    state["drawn"] = drawn + 1

    def note(name: str) -> None:
        state["steps"] = [*state.get("steps", ()), (name, state[name])]

    options = ("film", "series", "short") if drawn % 2 == 0 else ("series", "film")
    if drawn == state.get("fewer"):
        options = ("series",)
    labels = {"format_func": lambda option: f"{option} {drawn}", "on_change": note}
    state["forms"] = []
    st.pills("Forms", options, key="forms", selection_mode="multi", args=("forms",), **labels)
    state["type"] = None
    st.pills("Type", options, key="type", args=("type",), **labels)
    state["more"] = None
    st.selectbox("More", options, index=None, key="more", args=("more",), **labels)
    state["tags"] = []
    st.multiselect("Tags", options, key="tags", args=("tags",), **labels)
    state["spread"] = options[0]
    st.select_slider("Spread", options, key="spread", args=("spread",), **labels)
    state["all"] = options[0]
    st.radio("All", options, key="all", args=("all",), **labels)


@pytest.mark.parametrize(
    ("key", "sent", "chosen"),
    [
        ("forms", ["film 0"], ["film"]),
        ("type", ["film 0"], "film"),
        ("more", "film 0", "film"),
        ("tags", ["film 0"], ["film"]),
        ("spread", ["short 0"], "short"),
        ("all", "short 0", "short"),
    ],
)
@pytest.mark.parametrize("drawings", [0, 1, 2])
def test_a_choice_by_a_label_that_was_drawn_before_is_what_the_visitor_chose(
    key: str, sent: str | list[str], chosen: object, drawings: int
) -> None:
    app = AppTest.from_function(counting_page).run()
    state = choice(app, key, sent)
    for _ in range(drawings):
        app._run(WidgetStates())
    app._run(state)
    assert not app.exception
    assert app.session_state["steps"] == [(key, chosen)]


def test_a_choice_that_is_no_longer_offered_is_taken() -> None:
    app = AppTest.from_function(counting_page)
    app.session_state["fewer"] = 1
    app.run()
    state = choice(app, "more", "film 0")
    app._run(WidgetStates())
    assert app.selectbox[0].options == ["series 1"]
    app._run(state)
    assert app.session_state["steps"] == [("more", "film")]


def choice(app: AppTest, key: str, labels: str | list[str]) -> WidgetStates:
    """The widget state that the browser sends when these labels are chosen in a field."""
    (id_,) = (state.id for state in sent_by(app).widgets if state.id.endswith(f"-{key}"))
    states = WidgetStates()
    if isinstance(labels, str):
        states.widgets.add(id=id_, string_value=labels)
    else:
        states.widgets.add(id=id_).string_array_value.data.extend(labels)
    return states
