"""Callbacks run to their end and in order, so that no step is lost.

Where a newer request of the browser arrives, Streamlit ends whatever it does for the one before:
its callbacks at their next touch of the session, or the request itself if it has not been begun.
Of requests that wait it makes one, with the callbacks of the newest first and its address alone.
That is right for drawing, which starts again, but a step taken a moment before the next one would
be dropped, be done by half, or come after it. Here the newer request waits until the callbacks have
run, and a link that was followed is a step like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import streamlit as st
from streamlit import config
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType
from streamlit.runtime.state.safe_session_state import SafeSessionState

from graphmodel.errors import GraphmodelError
from graphmodel.ui.shared import language
from graphmodel.ui.shared.session import receive

_PRESSED = ("trigger_value", "string_trigger_value", "json_trigger_value", "chat_input_value")
"""The kinds of states that are events and do not last."""

_FAILED = "_callback_failed"
_SENT = "_sent_before"
"""Where a session keeps what lasting states came with the request before, by widget."""

_answered: WeakSet[ScriptRequests] = WeakSet()
"""The queues of scripts that have run the callbacks of each request they were given. Changed with
the queue's lock held."""

_drawing_all: WeakSet[ScriptRequests] = WeakSet()
"""The queues of scripts that draw the whole page and not parts of it. Changed with the queue's lock
held."""

_overtaken: WeakKeyDictionary[ScriptRequests, dict[int, RerunData]] = WeakKeyDictionary()
"""By queue: a request that a newer one has overtaken, by the identity of what the browser sent with
that."""


def run_whole() -> None:
    """Let every callback of this process run to its end before a newer request is served."""
    if hasattr(AppSession.request_rerun, "__wrapped__"):
        return
    # With it, every request ends the script before, callbacks or not.
    config.set_option("runner.fastReruns", False)
    AppSession.request_rerun = _queued(AppSession.request_rerun)  # type: ignore[method-assign]
    ScriptRequests._request_rerun_locked = _apart(  # type: ignore[method-assign]
        ScriptRequests._request_rerun_locked
    )
    SafeSessionState.on_script_will_rerun = _whole(  # type: ignore[method-assign]
        SafeSessionState.on_script_will_rerun
    )
    SafeSessionState.on_script_finished = _unless_stopped(  # type: ignore[method-assign]
        SafeSessionState.on_script_finished
    )


def _queued(method: Any) -> Any:
    """A script that has run its callbacks and only draws or computes still gives way at once;
    another gets the request after those it was given before."""

    @wraps(method)
    def request_rerun(session: Any, client_state: Any) -> None:
        runner = session._scriptrunner
        drawing = runner is not None and runner._requests in _answered
        if client_state is not None and client_state.fragment_id:
            is_gone = not session.has_fragment(client_state.fragment_id)
            if client_state.is_auto_rerun:
                _release_buttons(client_state.widget_states)
                if is_gone:
                    return  # as Streamlit does, but before it, so that what waits is left alone
            elif is_gone or (drawing and runner._requests in _drawing_all):
                # A visitor's step in a part of the page. Streamlit would drop it where the page has
                # the part elsewhere by now, and have it wait until all of the page is drawn.
                client_state.fragment_id = ""
        if drawing and client_state is not None and not client_state.fragment_id:
            runner.request_stop()
            session._scriptrunner = None
        method(session, client_state)

    return request_rerun


def _release_buttons(sent: WidgetStates) -> None:
    """Drop what was pressed from the states that a part of the page sent because its time had come.
    The browser sends a pressed button itself a moment later, and would press it twice."""
    lasting = [state for state in sent.widgets if state.WhichOneof("value") not in _PRESSED]
    del sent.widgets[:]
    sent.widgets.extend(lasting)


def _apart(method: Any) -> Any:
    """What came with the request that waits is not mixed with what comes now, and no script can
    take it meanwhile without its steps: the queue is locked."""

    @wraps(method)
    def request_rerun(requests: ScriptRequests, newer: RerunData) -> bool:
        waiting, sent = requests._rerun_data, newer.widget_states
        is_waiting = requests._state is ScriptRequestType.RERUN
        if is_waiting and _is_of_page_left(newer, waiting):
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
    """Whether a request came by itself, its time having come, from a page that the visitor is just
    leaving. Streamlit would make one of both and stay on that page, with the other one's address.
    """
    return newer.is_auto_rerun and newer.page_script_hash != waiting.page_script_hash


def _whole(method: Any) -> Any:
    """The steps of every request that this one has overtaken are taken before its own."""

    @wraps(method)
    def on_script_will_rerun(state: SafeSessionState, sent: Any, **options: Any) -> None:
        context = get_script_run_ctx()
        if context is None or context.script_requests is None:
            method(state, sent, **options)
            return
        requests = context.script_requests
        overtaken = _overtaken.get(requests, {})
        # Taken now, since a callback that changes the address changes it here too.
        asked, script = context.query_string, context.page_script_hash
        in_order: list[RerunData] = []
        newer = sent
        while (earlier := overtaken.pop(id(newer), None)) is not None:
            in_order.insert(0, earlier)
            newer = earlier.widget_states
        with _waiting(requests):
            for earlier in in_order:
                receive(earlier.query_string, earlier.page_script_hash)
                language.choose()
                _taken(method, state, earlier.widget_states)
            receive(asked, script)
            language.choose()
            _taken(method, state, sent, **options)
        with requests._lock:
            if requests._state is not ScriptRequestType.RERUN:
                _answered.add(requests)
            if context.fragment_ids_this_run:
                _drawing_all.discard(requests)
            else:
                _drawing_all.add(requests)

    return on_script_will_rerun


def _taken(method: Any, state: SafeSessionState, sent: Any, **options: Any) -> None:
    """Run the callbacks of a request. Where the store does not answer one of them, the page says so
    as it says what went wrong elsewhere."""
    if sent is not None:
        _drop_what_is_gone(state, sent)
    try:
        method(state, sent, **options)
    except GraphmodelError as error:
        state[_FAILED] = str(error)


def _drop_what_is_gone(state: SafeSessionState, sent: WidgetStates) -> None:
    """Drop the states of widgets that the page no longer has and that are as they were with the
    request before. The browser sends them until it has the page as it is now; Streamlit would take
    them for changes, and a step that was undone would be taken again."""
    lasting = {
        widget.id: widget.SerializeToString()
        for widget in sent.widgets
        if widget.WhichOneof("value") not in _PRESSED
    }
    before: dict[str, bytes] = {}
    if _SENT in state:
        before = state[_SENT]
    state[_SENT] = lasting
    gone = {
        id_
        for id_, value in lasting.items()
        if before.get(id_) == value and id_ not in state._state
    }
    if gone:
        kept = [widget for widget in sent.widgets if widget.id not in gone]
        del sent.widgets[:]
        sent.widgets.extend(kept)


def failed() -> str:
    """What went wrong in a callback of this request, once; empty if nothing."""
    return str(st.session_state.pop(_FAILED, ""))


def _unless_stopped(method: Any) -> Any:
    """A script that was stopped as it ended tidies nothing up: its successor may have got what was
    pressed already, and would not find it any more."""

    @wraps(method)
    def on_script_finished(state: SafeSessionState, *arguments: Any, **options: Any) -> None:
        context = get_script_run_ctx()
        if context is None or context.script_requests is None:
            method(state, *arguments, **options)
            return
        # The successor begins once its predecessor is told to stop, for which it needs this lock.
        with context.script_requests._lock:
            if context.script_requests._state is not ScriptRequestType.STOP:
                method(state, *arguments, **options)

    return on_script_finished


@contextmanager
def _waiting(requests: Any) -> Iterator[None]:
    """Hide newer requests from the script that runs; they stay where they are."""
    requests.on_scriptrunner_yield = lambda: None
    try:
        yield
    finally:
        del requests.on_scriptrunner_yield
