"""Callbacks of steps in quick succession: each runs completely and in order."""

from __future__ import annotations

import json
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.scriptrunner import RerunData, StopException
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState
from streamlit.testing.v1 import AppTest

from graphmodel.ui.shared import callbacks, drawing, option_labels, session
from tests.ui.page_text import sent_by


def page() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

    from graphmodel.ui.shared import callbacks

    callbacks.run_whole()

    def step() -> None:
        context = get_script_run_ctx()
        assert context is not None
        assert context.script_requests is not None
        # The browser's next step requests a rerun in the middle of this one.
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


def failing_page() -> None:
    import streamlit as st

    from graphmodel.errors import StoreAway
    from graphmodel.ui.shared import callbacks

    callbacks.run_whole()

    def step() -> None:
        raise StoreAway("no answer")

    st.button("Step", on_click=step)
    st.text(callbacks.failed())


def test_what_went_wrong_in_a_callback_is_told_once_and_the_page_is_drawn() -> None:
    app = AppTest.from_function(failing_page).run()
    app.button[0].click().run()
    assert not app.exception
    assert app.text[0].value == "no answer"
    assert app.run().text[0].value == ""


def choosing_page() -> None:
    import streamlit as st

    from graphmodel.ui.shared import callbacks

    callbacks.run_whole()

    def note() -> None:
        st.session_state["changes"] = [
            *st.session_state.get("changes", ()),
            st.session_state["type"],
        ]

    def undo() -> None:
        st.session_state["undone"] = True

    if not st.session_state.get("undone"):
        st.selectbox("Type", ("text", "number", "date"), key="type", on_change=note)
    st.button("Undo", on_click=undo)


def test_a_control_that_is_gone_takes_no_step_though_the_browser_still_sends_it() -> None:
    app = AppTest.from_function(choosing_page).run()
    app.selectbox[0].set_value("number").run()
    still_sent = sent_by(app)
    app.button[0].click().run()
    assert not app.selectbox
    for _ in range(2):
        app._run(still_sent)
        assert app.session_state["changes"] == ["number"]


def test_a_control_that_was_changed_as_it_went_takes_its_step() -> None:
    app = AppTest.from_function(choosing_page).run()
    app.selectbox[0].set_value("number").run()
    app.selectbox[0].set_value("date")
    changed = sent_by(app)
    app.selectbox[0].set_value("number")
    app.button[0].click().run()
    app._run(changed)
    assert app.session_state["changes"] == ["number", "date"]


def renewing_page() -> None:
    import streamlit as st

    from graphmodel.ui.shared import callbacks

    callbacks.run_whole()
    state = st.session_state
    state["drawn"] = state.get("drawn", 0) + 1

    def note(drawn: int) -> None:
        state["steps"] = [*state.get("steps", ()), drawn]

    st.button("Stay")
    st.button("Step", key=f"step_{state['drawn']}", on_click=note, args=(state["drawn"],))


def test_controls_that_are_long_gone_are_forgotten() -> None:
    app = AppTest.from_function(renewing_page).run()
    press = WidgetStates()
    press.widgets.add(id=app.button[1].proto.id, trigger_value=True)
    for _ in range(3):
        app.run()
    app._run(press)
    assert app.session_state["steps"] == [1], "it has just gone"
    for _ in range(20):
        app.run()
    known = metadata_of(app)
    assert len(known) <= 2 + option_labels.DRAWINGS
    assert {button.proto.id for button in app.button} <= known.keys()
    app._run(press)
    assert app.session_state["steps"] == [1]


def page_with_a_component() -> None:
    import streamlit as st

    from graphmodel.ui.shared import callbacks

    callbacks.run_whole()
    state = st.session_state

    def note() -> None:
        state["steps"] = [*state.get("steps", ()), state["component"].step]

    component = st.components.v2.component("noting", html="<p>", js="export default () => {}")
    component(key="component", on_step_change=note)


def test_a_step_in_a_component_counts_however_often_the_page_was_drawn() -> None:
    app = AppTest.from_function(page_with_a_component).run()
    (events,) = (id_ for id_ in metadata_of(app) if id_.endswith("__events"))
    steps = list(range(3 * option_labels.DRAWINGS))
    for step in steps:
        sent = WidgetStates()
        event = [{"event": "step", "value": step}]
        sent.widgets.add(id=events, json_trigger_value=json.dumps(event))
        app._run(sent)
    assert app.session_state["steps"] == steps


def metadata_of(app: AppTest) -> dict[str, Any]:
    """The widget metadata in the session of a page."""
    state = app._session_state._state
    return dict(state._new_widget_state.widget_metadata)


def describing_page() -> None:
    import streamlit as st

    from graphmodel.ui.shared import callbacks

    callbacks.run_whole()
    state = st.session_state

    def note(name: str) -> None:
        state["steps"] = [*state.get("steps", ()), (name, state[name])]

    def describe() -> None:
        note("sentence")
        state["role"] = ["director"]

    def keep() -> None:
        state["kept"] = [*state.get("kept", ()), state["note"]]
        state["note"] = ""

    st.text_input("Sentence", key="sentence", on_change=describe)
    st.pills("Role", ("director", "writer"), key="role", selection_mode="multi",
             on_change=note, args=("role",))  # fmt: skip
    st.pills("Form", ("film", "series"), key="form", on_change=note, args=("form",))
    st.button("Note", on_click=lambda: note("role"))
    st.button("Clear", on_click=lambda: state.update(role=[]))
    with st.form("notes"):
        st.text_area("Note", key="note")
        st.form_submit_button("Keep", on_click=keep)


def described(app: AppTest) -> WidgetStates:
    """The outdated widget states that the browser still sends after a sentence has set a role."""
    app.text_input[0].set_value("directors")
    still_sent = sent_by(app)
    app.run()
    assert app.session_state["steps"] == [("sentence", "directors")]
    assert app.session_state["role"] == ["director"]
    return still_sent


@pytest.mark.parametrize("polls", [0, 1])
def test_a_step_before_the_page_of_the_last_one_has_come_leaves_what_that_chose(polls: int) -> None:
    app = AppTest.from_function(describing_page).run()
    sent = described(app)
    for _ in range(polls):
        app._run(WidgetStates())
    (form,) = (state for state in sent.widgets if state.id.endswith("-form"))
    form.string_array_value.data.append("film")
    app._run(sent)
    assert app.session_state["steps"] == [("sentence", "directors"), ("form", "film")]
    assert app.session_state["role"] == ["director"]


def test_a_button_before_the_page_of_the_last_step_has_come_leaves_what_that_chose() -> None:
    app = AppTest.from_function(describing_page).run()
    sent = described(app)
    sent.widgets.add(id=app.button[0].proto.id, trigger_value=True)
    app._run(sent)
    assert app.session_state["steps"] == [("sentence", "directors"), ("role", ["director"])]


def test_what_is_chosen_again_is_a_step() -> None:
    app = AppTest.from_function(describing_page).run()
    app.pills[0].set_value(["writer"])
    chosen_again = sent_by(app)
    app.run()
    app.button[1].click().run()
    assert app.session_state["role"] == []
    app._run(chosen_again)
    assert app.session_state["steps"] == [("role", ["writer"]), ("role", ["writer"])]


def test_a_form_may_be_sent_twice_with_the_same() -> None:
    app = AppTest.from_function(describing_page).run()
    for _ in range(2):
        app.text_area[0].set_value("rang twice")
        app.button[2].click().run()
        assert app.session_state["note"] == ""
    assert app.session_state["kept"] == ["rang twice"] * 2


class Browser:
    """A browser that presses buttons, and a script that runs on demand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        callbacks.run_whole()
        self.requests = ScriptRequests()
        self.runner = SimpleNamespace(_requests=self.requests, request_stop=self.stop)
        self.fragments: set[str] = set()
        self.parts: list[str] = []
        self.session = SimpleNamespace(
            _scriptrunner=self.runner,
            has_fragment=self.fragments.__contains__,
            _fragment_storage=MemoryFragmentStorage(),
        )
        self.state = SafeSessionState(SessionState(), lambda: None)
        self.stopped = False
        self.is_quick = False
        self.pressed: list[str] = []
        self._request = callbacks._queued(self._pass_on)
        self._run_callbacks = callbacks._whole(self._note)
        self.address = ""
        monkeypatch.setattr(callbacks, "get_script_run_ctx", self._context)
        monkeypatch.setattr(session, "receive", self._note_address)

    def stop(self) -> None:
        self.stopped = True

    def press(
        self, button: str, address: str = "", *, fragment: str = "", by_itself: bool | None = None
    ) -> None:
        """Press a button.

        A ``fragment`` sends the press with its timed rerun or, if ``by_itself`` is False,
        contains the button.
        """
        polls = bool(fragment) if by_itself is None else by_itself
        state = ClientState(query_string=address, fragment_id=fragment, is_auto_rerun=polls)
        state.widget_states.widgets.add(id=button, trigger_value=True)
        self._request(self.session, state)

    def run(self) -> None:
        """Run the callbacks of the pending request, as a script run does when it starts."""
        request = self.requests.on_scriptrunner_ready()
        self.address = request.rerun_data.query_string
        self._run_callbacks(self.state, request.rerun_data.widget_states)

    def _context(self) -> SimpleNamespace:
        return SimpleNamespace(
            script_requests=self.requests, query_string=self.address, page_script_hash="",
            fragment_ids_this_run=self.parts,
        )  # fmt: skip

    def _note_address(self, address: str, _: str) -> None:
        self.pressed += [address] if address else []

    def _pass_on(self, session: Any, client_state: ClientState) -> None:
        if session._scriptrunner is not None:
            data = RerunData(
                client_state.query_string, client_state.widget_states,
                fragment_id=client_state.fragment_id or None,
                is_auto_rerun=client_state.is_auto_rerun,
            )  # fmt: skip
            assert session._scriptrunner._requests.request_rerun(data)
            if self.is_quick:
                self.run()

    def _note(self, _: object, sent: WidgetStates) -> None:
        self.pressed += [widget.id for widget in sent.widgets]
        self.address = "what a callback made of it"


def test_steps_that_wait_are_taken_in_the_order_of_the_visitor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = Browser(monkeypatch)
    for button in ("remove", "clear", "hide"):
        browser.press(button)
    browser.run()
    assert browser.pressed == ["remove", "clear", "hide"]
    assert not browser.stopped


def test_a_link_that_a_click_overtakes_is_followed_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = Browser(monkeypatch)
    browser.press("link", "at=joe&drawn=3")
    browser.press("remove", "at=ann")
    browser.press("other link", "at=eve&drawn=3")
    browser.run()
    joe, ann, eve = "at=joe&drawn=3", "at=ann", "at=eve&drawn=3"
    assert browser.pressed == [joe, "link", ann, "remove", eve, "other link"]


def test_a_step_that_has_not_begun_is_not_ended_by_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = Browser(monkeypatch)
    browser.press("remove")
    taken = browser.requests.on_scriptrunner_ready().rerun_data.widget_states
    browser.press("clear")
    browser._run_callbacks(browser.state, taken)
    browser.run()
    assert browser.pressed == ["remove", "clear"]
    assert not browser.stopped


def test_a_page_that_only_draws_gives_way_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(monkeypatch)
    browser.press("remove")
    browser.run()
    browser.press("clear")
    assert browser.stopped
    assert browser.session._scriptrunner is None


def test_a_script_that_runs_before_its_request_is_told_of_gives_way_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = Browser(monkeypatch)
    browser.is_quick = True
    browser.press("remove")
    browser.press("clear")
    assert browser.pressed == ["remove"]
    assert browser.stopped


def test_a_script_that_was_stopped_as_it_ended_takes_back_nothing_that_is_pressed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = Browser(monkeypatch)
    tidied: list[object] = []
    end = callbacks._unless_stopped(lambda _, widgets: tidied.append(widgets))
    state = SafeSessionState(SessionState(), lambda: None)
    end(state, "drawn")
    browser.requests.request_stop()
    end(None, "stopped")
    assert tidied == ["drawn"]


def test_a_part_of_the_page_that_is_gone_takes_no_step_along(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = Browser(monkeypatch)
    browser.press("remove")
    browser.press("poll", fragment="gone")
    browser.run()
    assert browser.pressed == ["remove"]


def test_a_step_in_a_part_of_the_page_that_is_gone_is_taken_with_the_whole_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = Browser(monkeypatch)
    browser.press("search", fragment="gone", by_itself=False)
    served = browser.requests.on_scriptrunner_ready().rerun_data
    browser._run_callbacks(browser.state, served.widget_states)
    assert browser.pressed == ["search"]
    assert not served.fragment_id_queue


def test_a_step_in_a_part_does_not_wait_until_the_whole_page_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = Browser(monkeypatch)
    browser.fragments.add("search box")
    browser.press("open")
    browser.run()
    browser.press("search", fragment="search box", by_itself=False)
    assert browser.stopped, "the page is drawn anew, with what was typed"
    assert browser.session._scriptrunner is None


def test_a_step_in_a_part_that_is_being_drawn_draws_the_part_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = Browser(monkeypatch)
    browser.fragments.add("search box")
    browser.press("a", fragment="search box", by_itself=False)
    browser.parts = ["search box"]
    browser.run()
    browser.press("ab", fragment="search box", by_itself=False)
    assert not browser.stopped
    served = browser.requests.on_scriptrunner_ready().rerun_data
    assert served.fragment_id_queue == ["search box"]


def test_what_a_poll_sends_along_is_pressed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(monkeypatch)
    browser.fragments.add("watch")
    browser.press("swap", fragment="watch")
    browser.press("swap")
    browser.run()
    assert browser.pressed == ["swap"]


def test_a_poll_changes_nothing_that_it_still_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(monkeypatch)
    browser.fragments.add("watch")
    state = ClientState(fragment_id="watch", is_auto_rerun=True)
    state.widget_states.widgets.add(id="role").string_array_value.data.append("writer")
    browser._request(browser.session, state)
    browser.run()
    assert browser.pressed == []


def test_a_poll_of_the_page_that_is_left_does_not_keep_the_visitor_there() -> None:
    callbacks.run_whole()
    requests = ScriptRequests()
    back = RerunData("list=7", WidgetStates(), page_script_hash="lists", is_history_navigation=True)
    poll = RerunData(
        "list=7", WidgetStates(), page_script_hash="compare", fragment_id="watch",
        is_auto_rerun=True,
    )  # fmt: skip
    for request in (back, poll):
        assert requests.request_rerun(request)
    served = requests.on_scriptrunner_ready().rerun_data
    assert (served.page_script_hash, served.query_string) == ("lists", "list=7")
    assert served.is_history_navigation
    assert not served.fragment_id_queue


def test_a_poll_of_the_page_that_is_opened_is_served_with_it() -> None:
    callbacks.run_whole()
    requests = ScriptRequests()
    opened = RerunData("list=7", WidgetStates(), page_script_hash="lists")
    poll = RerunData(
        "list=7", WidgetStates(), page_script_hash="lists", fragment_id="watch", is_auto_rerun=True
    )
    for request in (opened, poll):
        assert requests.request_rerun(request)
    served = requests.on_scriptrunner_ready().rerun_data
    assert served.page_script_hash == "lists"
    assert not served.fragment_id_queue, "the whole page is drawn, that part of it included"


SELECT, DRAG = "select", "drag"
PICTURE = "picture"


def drawn_after(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Make each step of a browser end as the picture's steps do; returns the list of what is then
    drawn, a fragment or the whole page."""
    drawn: list[str] = []

    def rerun(part: str = "all") -> None:
        drawn.append(part)
        raise StopException

    def note(_: object, sent: WidgetStates) -> None:
        for widget in sent.widgets:
            with suppress(StopException):
                callbacks.draw(drawing.FACTS if widget.id == SELECT else "")

    monkeypatch.setattr(callbacks.st, "rerun", rerun)
    browser._run_callbacks = callbacks._whole(note)
    browser.fragments.add(PICTURE)
    browser.parts = [PICTURE]
    return drawn


@pytest.mark.parametrize(
    ("button", "is_drawn", "drawn"),
    [(SELECT, True, [drawing.FACTS]), (SELECT, False, ["all"]), (DRAG, True, ["all"])],
)
def test_a_step_that_only_selects_draws_the_facts_alone(
    monkeypatch: pytest.MonkeyPatch, button: str, is_drawn: bool, drawn: list[str]
) -> None:
    browser = Browser(monkeypatch)
    drawn_then = drawn_after(browser, monkeypatch)
    monkeypatch.setattr(session, "is_drawn", lambda: is_drawn)
    browser.press(button, fragment=PICTURE, by_itself=False)
    browser.run()
    assert drawn_then == drawn


def test_a_step_of_a_page_that_is_drawn_anyhow_asks_for_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = Browser(monkeypatch)
    drawn_then = drawn_after(browser, monkeypatch)
    browser.parts = []
    browser.press(SELECT)
    browser.run()
    assert drawn_then == []


def test_a_step_that_overtakes_another_draws_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(monkeypatch)
    drawn_then = drawn_after(browser, monkeypatch)
    monkeypatch.setattr(session, "is_drawn", lambda: True)
    for button in (DRAG, SELECT):
        browser.press(button, fragment=PICTURE, by_itself=False)
    browser.run()
    assert drawn_then == ["all", "all"]


def test_a_poll_keeps_no_step_from_drawing_the_facts_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = Browser(monkeypatch)
    drawn_then = drawn_after(browser, monkeypatch)
    browser.fragments.add("watch")
    monkeypatch.setattr(session, "is_drawn", lambda: True)
    browser.press("poll", fragment="watch")
    browser.press(SELECT, fragment=PICTURE, by_itself=False)
    taken = browser.requests.on_scriptrunner_ready().rerun_data.widget_states
    browser.press("poll", fragment="watch")
    browser._run_callbacks(browser.state, taken)
    assert drawn_then == [drawing.FACTS]


def test_a_step_that_another_waits_behind_draws_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(monkeypatch)
    drawn_then = drawn_after(browser, monkeypatch)
    monkeypatch.setattr(session, "is_drawn", lambda: True)
    browser.press(SELECT, fragment=PICTURE, by_itself=False)
    taken = browser.requests.on_scriptrunner_ready().rerun_data.widget_states
    browser.press(DRAG, fragment=PICTURE, by_itself=False)
    browser._run_callbacks(browser.state, taken)
    assert drawn_then == ["all"]


@pytest.mark.parametrize("parts", [[], ["facts"]])
def test_what_a_callback_asks_for_takes_nothing_from_a_page_that_waits(parts: list[str]) -> None:
    callbacks.run_whole()
    requests = ScriptRequests()
    asked = RerunData("at=a", fragment_id_queue=parts, is_fragment_scoped_rerun=bool(parts))
    for request in (RerunData("at=b&drawn=3", WidgetStates()), asked):
        assert requests.request_rerun(request)
    served = requests.on_scriptrunner_ready().rerun_data
    assert served.query_string == "at=b&drawn=3"
    assert not served.fragment_id_queue


def test_a_page_that_a_callback_asked_for_gives_way_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = Browser(monkeypatch)
    browser.parts = [PICTURE]
    browser.fragments.add(PICTURE)
    browser._run_callbacks = callbacks._whole(
        lambda *_: browser.requests.request_rerun(RerunData("at=a"))
    )
    browser.press(DRAG, fragment=PICTURE, by_itself=False)
    browser.run()
    browser.press(SELECT, fragment=PICTURE, by_itself=False)
    assert browser.stopped, "and all of it is drawn anew"
    assert browser.session._scriptrunner is None


def test_a_step_beside_the_facts_draws_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(monkeypatch)
    storage = browser.session._fragment_storage
    for part, key in (("beside the facts", drawing.FACTS), ("search box", None)):
        browser.fragments.add(part)
        storage.register(part, lambda: None, target_key=key)
    browser.press("remove", fragment="beside the facts", by_itself=False)
    assert not browser.requests.on_scriptrunner_ready().rerun_data.fragment_id_queue
    browser.press("search", fragment="search box", by_itself=False)
    assert browser.requests.on_scriptrunner_ready().rerun_data.fragment_id_queue == ["search box"]
