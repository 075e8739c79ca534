"""Patches of Streamlit that run every callback to completion and in order, so no step is lost.

When a newer request arrives from the browser, Streamlit abandons the previous one: its callbacks
stop at their next access to the session, and a request that has not started is never run. It merges
waiting requests into one, running the newest request's callbacks first and keeping only its
address. That is right for drawing, which starts again, but a step taken just before another would
be dropped, left half done, or run after it. Here a newer request waits until the callbacks have
run, and following a link is a step like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import wraps
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import streamlit as st
from streamlit import config
from streamlit.errors import StreamlitAPIException
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState, WStates

from graphmodel.errors import GraphmodelError
from graphmodel.ui.shared import drawing, language, option_labels, outcomes, session

_PRESSED = ("trigger_value", "string_trigger_value", "json_trigger_value", "chat_input_value")
"""The kinds of widget state that are events and do not persist."""

_FAILED = "_callback_failed"
_LABELS = ("string_value", "string_array_value")
"""The kinds of widget state that name options by their labels."""

_SENT = "_sent_before"
"""Session key: the persistent states that came with the previous request, by widget, and the
options that their labels meant."""

_DRAWN_BY = "_drawn_by"
"""Session key: the page that last drew each control, both by their Streamlit ids, and how many
pages had been drawn whole until then."""

_DRAWINGS = "_drawings"
"""Session key: how many pages have been drawn whole."""

_answered: WeakSet[ScriptRequests] = WeakSet()
"""The queues of script runs that have run the callbacks of every request they received. Changed
with the queue's lock held."""

_drawing_all: WeakSet[ScriptRequests] = WeakSet()
"""The queues of script runs that draw the whole page, not parts of it. Changed with the queue's
lock held."""

_overtaken: WeakKeyDictionary[ScriptRequests, dict[int, RerunData]] = WeakKeyDictionary()
"""By queue: each request that a newer one has overtaken, keyed by the ``id()`` of the newer one's
widget states."""

_is_overtaking: ContextVar[bool] = ContextVar("is_overtaking", default=False)
"""Whether the running callbacks include those of a visitor's earlier, overtaken steps."""


def run_whole() -> None:
    """Let every callback in this process finish before a newer request is served."""
    if hasattr(AppSession.request_rerun, "__wrapped__"):
        return
    # With fast reruns, every request ends the previous script run, even during its callbacks.
    config.set_option("runner.fastReruns", False)
    AppSession.request_rerun = _queued(AppSession.request_rerun)  # type: ignore[method-assign]
    ScriptRequests._request_rerun_locked = _apart(  # type: ignore[method-assign]
        ScriptRequests._request_rerun_locked
    )
    SessionState._set_widget_metadata = _noting(  # type: ignore[method-assign]
        SessionState._set_widget_metadata
    )
    SafeSessionState.on_script_will_rerun = _whole(  # type: ignore[method-assign]
        SafeSessionState.on_script_will_rerun
    )
    SafeSessionState.on_script_finished = _unless_stopped(  # type: ignore[method-assign]
        SafeSessionState.on_script_finished
    )


def _queued(method: Any) -> Any:
    """Stop a script run whose callbacks have run, so that it yields immediately; queue the request
    behind the earlier ones of any other run."""

    @wraps(method)
    def request_rerun(app_session: Any, client_state: Any) -> None:
        runner = app_session._scriptrunner
        is_drawing = runner is not None and runner._requests in _answered
        if client_state is not None and client_state.fragment_id:
            is_gone = not app_session.has_fragment(client_state.fragment_id)
            if client_state.is_auto_rerun:
                # Not a visitor's step: the browser sends those separately. An automatic rerun may
                # carry widget states that predate the page being drawn.
                del client_state.widget_states.widgets[:]
                if is_gone:
                    return  # as Streamlit would, but earlier, so that waiting requests are kept
            elif (
                is_gone
                or (is_drawing and runner._requests in _drawing_all)
                or _is_of_facts(app_session, client_state.fragment_id)
            ):
                # A visitor's step in a part of the page. Streamlit would drop it if the part has
                # since moved, or delay it until the whole page is drawn. And a step taken in the
                # facts changes the rest of the page.
                client_state.fragment_id = ""
        if is_drawing and client_state is not None and not client_state.fragment_id:
            runner.request_stop()
            app_session._scriptrunner = None
        method(app_session, client_state)

    return request_rerun


def _is_of_facts(app_session: Any, fragment_id: str) -> bool:
    try:
        return fragment_id in app_session._fragment_storage.resolve_target(drawing.FACTS)
    except StreamlitAPIException:  # a page without facts
        return False


def _apart(method: Any) -> Any:
    """Keep the widget states of the waiting request apart from those of the newer one. The queue is
    locked, so no script run can take the request without its steps."""

    @wraps(method)
    def request_rerun(requests: ScriptRequests, newer: RerunData) -> bool:
        waiting, sent = requests._rerun_data, newer.widget_states
        is_waiting = requests._state is ScriptRequestType.RERUN
        if is_waiting and (_is_of_page_left(newer, waiting) or _is_drawn_with(newer, waiting)):
            return True
        if is_waiting and sent is not None and waiting.widget_states is not None:
            _overtaken.setdefault(requests, {})[id(sent)] = waiting
            requests._rerun_data = replace(waiting, widget_states=None)
        is_taken: bool = method(requests, newer)
        if is_taken:
            _answered.discard(requests)
        return is_taken

    return request_rerun


def _is_of_page_left(newer: RerunData, waiting: RerunData) -> bool:
    """Whether the newer request is an automatic rerun of a page that the visitor is just leaving.
    Streamlit would merge the two and stay on that page, with the address of the other."""
    return newer.is_auto_rerun and newer.page_script_hash != waiting.page_script_hash


def _is_drawn_with(newer: RerunData, waiting: RerunData) -> bool:
    """Whether a callback asks to draw a page, or a part of it, that is about to be drawn whole. Its
    request would carry the address of the previous step."""
    is_whole = not waiting.fragment_id and not waiting.fragment_id_queue
    is_of_it = newer.page_script_hash == waiting.page_script_hash
    return newer.widget_states is None and is_whole and is_of_it


def draw(part: str = "") -> None:
    """Redraw the page after a step taken in a part of it, or only the part with this key if every
    earlier step is already drawn. Must be the last call in a callback."""
    context = get_script_run_ctx()
    if context is None or context.script_requests is None or not context.fragment_ids_this_run:
        return  # the page is drawn anyway
    requests = context.script_requests
    waits = requests._state is ScriptRequestType.RERUN and not requests._rerun_data.is_auto_rerun
    if part and session.is_drawn() and not waits and not _is_overtaking.get():
        st.rerun(part)
    st.rerun()


def _whole(method: Any) -> Any:
    """Run the callbacks of every request that this one has overtaken before its own."""

    @wraps(method)
    def on_script_will_rerun(state: SafeSessionState, sent: Any, **options: Any) -> None:
        context = get_script_run_ctx()
        outcomes.drawing_begins(state._state)
        if context is None or context.script_requests is None:
            method(state, sent, **options)
            return
        requests = context.script_requests
        overtaken = _overtaken.get(requests, {})
        # Read now, since a callback that changes the address also changes it in the context.
        asked, script = context.query_string, context.page_script_hash
        in_order: list[RerunData] = []
        newer = sent
        while (earlier := overtaken.pop(id(newer), None)) is not None:
            in_order.insert(0, earlier)
            newer = earlier.widget_states
        steps = [earlier for earlier in in_order if not earlier.is_auto_rerun]
        with _waiting(requests), _overtaking(bool(steps)):
            for earlier in in_order:
                is_led = earlier.is_history_navigation or session.is_left(earlier.page_script_hash)
                session.receive(earlier.query_string, earlier.page_script_hash)
                language.choose()
                _taken(method, state, earlier.widget_states, is_led)
            is_led = options.get("is_history_navigation", False) or session.is_left(script)
            session.receive(asked, script)
            language.choose()
            _taken(method, state, sent, is_led, **options)
        with requests._lock:
            parts = context.fragment_ids_this_run
            is_next = requests._state is ScriptRequestType.RERUN
            if is_next and requests._rerun_data.widget_states is None:  # requested by a callback
                parts, is_next = requests._rerun_data.fragment_id_queue, False
            if not is_next:
                _answered.add(requests)
            if parts:
                _drawing_all.discard(requests)
            else:
                _drawing_all.add(requests)

    return on_script_will_rerun


def _taken(method: Any, state: SafeSessionState, sent: Any, is_led: bool, **options: Any) -> None:
    """Run the callbacks of a request, including one made by a link or by Back. An error raised by a
    callback, such as a store that does not answer, is left for the page to show."""
    if sent is not None and sent.widgets:  # a poll carries no widget states
        acted = _drop_what_was_not_chosen(state, sent, is_led=is_led)
        if session.script_before() in _pages_of(state, acted):
            session.reopen_page_before()  # the browser still shows it
    try:
        method(state, sent, **options)
    except GraphmodelError as error:
        outcomes.leave(_FAILED, str(error))


def _drop_what_was_not_chosen(
    state: SafeSessionState, sent: WidgetStates, *, is_led: bool
) -> set[str]:
    """Drop states that are unchanged since the previous request and out of date: of widgets no
    longer on the page, whose labels now mean other options, or that a callback has changed if this
    is a different step. The browser sends them until it has the current page, and Streamlit would
    take them for changes: it would repeat a step that was undone, or run one that nobody took.

    Returns the ids of the controls that the visitor used."""
    lasting = {
        widget.id: (widget.SerializeToString(), _meant(state, widget))
        for widget in sent.widgets
        if widget.WhichOneof("value") not in _PRESSED
    }
    before: dict[str, tuple[bytes, object]] = {}
    if _SENT in state:
        before = state[_SENT]
    state[_SENT] = lasting
    same = {id_ for id_, (value, _) in lasting.items() if value == before.get(id_, (None,))[0]}
    differing = _differing(state, sent)
    changed = {id_ for id_ in lasting if differing.get(id_)}
    is_other_step = is_led or _is_pressed(sent) or not differing.keys() <= same
    dropped = {
        id_
        for id_ in same
        if id_ not in state._state
        or lasting[id_][1] != before[id_][1]
        or (is_other_step and id_ in changed)
    }
    if dropped:
        kept = [widget for widget in sent.widgets if widget.id not in dropped]
        del sent.widgets[:]
        sent.widgets.extend(kept)
    pressed = {widget.id for widget in sent.widgets if _is_press(widget)}
    return pressed | (differing.keys() - same - dropped)


def _noting(method: Any) -> Any:
    """Record which page draws a control, and the earlier labels of its options."""

    @wraps(method)
    def set_widget_metadata(state: Any, metadata: Any) -> None:
        before = state._new_widget_state.widget_metadata.get(metadata.id)
        method(state, option_labels.remembering(metadata, before))
        context = get_script_run_ctx()
        if context is None:
            return
        if _DRAWN_BY not in state:
            state[_DRAWN_BY], state[_DRAWINGS] = {}, 0
        state[_DRAWN_BY][metadata.id] = (context.page_script_hash, state[_DRAWINGS])

    return set_widget_metadata


def _pages_of(state: SafeSessionState, ids: set[str]) -> set[str]:
    """Return the pages that drew these controls."""
    if _DRAWN_BY not in state:
        return set()
    drawn_by = state[_DRAWN_BY]
    return {drawn_by[id_][0] for id_ in ids if id_ in drawn_by}


def _is_press(widget: WidgetState) -> bool:
    kind = widget.WhichOneof("value")
    return kind in _PRESSED and bool(getattr(widget, kind))


def _is_pressed(sent: WidgetStates) -> bool:
    return any(map(_is_press, sent.widgets))


def _differing(state: SafeSessionState, sent: WidgetStates) -> dict[str, bool]:
    """Map each widget whose value in the request differs from the session's to whether such a
    change is a step; changing a field of a form is not. Components are always included, since
    what they send always comes from the visitor."""
    asked = WStates(widget_metadata=dict(state._state._new_widget_state.widget_metadata))
    for widget in sent.widgets:
        if widget.WhichOneof("value") not in _PRESSED and widget.id in asked.widget_metadata:
            asked.set_widget_from_proto(widget)
    return {
        id_: asked.widget_metadata[id_].callback is not None
        for id_ in asked
        if asked.widget_metadata[id_].callbacks
        or (id_ in state._state and asked[id_] != state._state[id_])
    }


def _meant(state: SafeSessionState, widget: WidgetState) -> object:
    """Return the option or options that a state names, by the labels of the last drawing; None for
    a state that names no options."""
    kind = widget.WhichOneof("value")
    drawn = state._state._new_widget_state.widget_metadata.get(widget.id)
    if drawn is None or kind not in _LABELS:
        return None
    labels = getattr(widget, kind)
    return drawn.deserializer(labels if kind == "string_value" else list(labels.data))


def failed() -> str:
    """Return the error of a callback in this request, once; empty if none failed."""
    return str(outcomes.take(_FAILED) or "")


def _unless_stopped(method: Any) -> Any:
    """Skip the cleanup of a script run that was stopped as it ended: it would remove button presses
    that its successor may already have received."""

    @wraps(method)
    def on_script_finished(state: SafeSessionState, *arguments: Any, **options: Any) -> None:
        context = get_script_run_ctx()
        if context is None or context.script_requests is None:
            tidy(state, *arguments, **options)
            return
        # A successor starts only after its predecessor is told to stop, which takes this lock.
        with context.script_requests._lock:
            if context.script_requests._state is not ScriptRequestType.STOP:
                tidy(state, *arguments, **options)

    def tidy(state: SafeSessionState, *arguments: Any, **options: Any) -> None:
        # Streamlit keeps the state of controls if the page is redrawn immediately.
        is_whole = options.get("remove_stale_widgets", True)
        outcomes.drawing_ends(state._state, is_whole=is_whole)
        method(state, *arguments, **options)
        context = get_script_run_ctx()
        if is_whole and context is not None and not context.fragment_ids_this_run:
            _forget_long_gone(state._state)

    return on_script_finished


def _forget_long_gone(state: SessionState) -> None:
    """Drop the controls that the last few drawings of the page lack. Streamlit would keep them, and
    everything their callbacks reference, for the whole session. A step in a control that has only
    just gone still counts.

    Streamlit's own account of a drawing's controls lacks the events of components."""
    if _DRAWN_BY not in state:
        return
    now, drawn_by = state[_DRAWINGS], state[_DRAWN_BY]
    known = state._new_widget_state.widget_metadata
    for id_ in [id_ for id_, (_, at) in drawn_by.items() if now - at > option_labels.DRAWINGS]:
        del drawn_by[id_]
        known.pop(id_, None)
    state[_DRAWINGS] = now + 1


@contextmanager
def _overtaking(is_overtaking: bool) -> Iterator[None]:
    """Record whether the callbacks of a visitor's earlier steps run with those of this one."""
    token = _is_overtaking.set(is_overtaking)
    try:
        yield
    finally:
        _is_overtaking.reset(token)


@contextmanager
def _waiting(requests: Any) -> Iterator[None]:
    """Hide newer requests from the running script; they stay in the queue."""
    requests.on_scriptrunner_yield = lambda: None
    try:
        yield
    finally:
        del requests.on_scriptrunner_yield
