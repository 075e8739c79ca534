"""The current parameters of the open page, and those of each page as the visitor left it.

The browser's address lags behind: a step taken while the page is still being drawn arrives with the
address of the previous step. So writers start from what the session holds, and the address decides
only when the visitor follows a link or goes back.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

Parameters = dict[str, list[str]]
LinkParameters = dict[str, str | Sequence[str]]

NAMESPACE = "world"
NAMES = "names"
LANGUAGE = "lang"
SELECTED = "at"
_CARRIED = (NAMESPACE, NAMES, LANGUAGE)
"""Parameters carried from page to page."""

BESIDE = "and"
ALSO = "also"
LINK = "link"
_SELECTION = (SELECTED, BESIDE, ALSO, LINK)
_DRAWN = "drawn"
"""Parameter of a link that only selects something on the page: the step at which it was drawn."""
_NOT_SHOWN = ("embed", "embed_options", _DRAWN)
_KEY = "_session_parameters"


@dataclass
class _Session:
    """The state of one visitor's pages.

    ``default`` is the namespace used if none is named, ``page`` the name of the open page,
    ``script`` its Streamlit hash, ``now`` its parameters and ``step`` how often those have changed.
    ``recent`` holds the states since a page was last drawn whole, including that one, ``earlier``
    the last ones before these, and ``changed`` is whether a callback of this run made a step.
    ``before`` is the name and hash of the previously open page, ``opening`` the page that was being
    opened when a step came from the previous one, with the parameters it was to show. ``left`` has
    the parameters of other pages by page and namespace, and ``reopened`` the pages reopened from
    the menu. ``sent`` holds the parameters last sent to the address bar, ``has_arrived`` is
    whether the browser has made a request with the address of the latest step, and ``is_there``
    whether it has made one from the open page. ``whole`` is what the page showed, selection
    excluded, when it was drawn whole; None while it is not.
    """

    default: str
    page: str = ""
    script: str = ""
    now: Parameters = field(default_factory=dict)
    step: int = 0
    recent: list[Parameters] = field(default_factory=list)
    earlier: deque[Parameters] = field(default_factory=lambda: deque(maxlen=50))
    changed: bool = False
    before: tuple[str, str] = ("", "")
    opening: tuple[str, Parameters] = field(default_factory=lambda: ("", {}))
    left: dict[tuple[str, str], Parameters] = field(default_factory=dict)
    reopened: set[str] = field(default_factory=set)
    sent: Parameters | None = None
    has_arrived: bool = True
    is_there: bool = True
    whole: Parameters | None = None
    changing: threading.RLock = field(default_factory=threading.RLock)


def parameters() -> Parameters:
    """Return the current parameters of the open page."""
    session = _session()
    return _in_address() if session is None else dict(session.now)


def left(page: str, namespace: str) -> Parameters:
    """Return the parameters of another page as it was left; empty if it was never opened."""
    session = _session()
    return {} if session is None else dict(session.left.get((page, namespace), {}))


def default_namespace() -> str:
    """Return the namespace used if none is named; empty outside the explorer's frame."""
    session = _session()
    return "" if session is None else session.default


def replace(new: Parameters) -> None:
    """Replace all parameters in a single step for the browser's Back."""
    with _changing() as session:
        if session is not None:
            _take(session, new)
        if new != _in_address():
            st.query_params.from_dict(new)


def _take(session: _Session, new: Parameters) -> None:
    """Show these parameters from now on, whatever address is still in transit."""
    session.step += new != session.now
    session.now, session.changed, session.has_arrived = new, True, False
    session.recent.append(new)


def receive(query_string: str, script: str) -> None:
    """Record the address of a request, before its callbacks and those of any later request.

    A link that only selects is followed immediately, since a click just after it overtakes the run
    that would have read its address. If the address is that of the latest step, the browser has
    caught up. Until then an earlier address may still be in transit and is ignored; from then on,
    an earlier address is one that the visitor asks for.
    """
    with _changing() as session:
        if session is None or script != session.script:
            return
        session.is_there = True
        asked, drawn_at = _asked(query_string), _drawn_at(query_string)
        if drawn_at is not None:
            new = _carried(session) | _following(session, asked, drawn_at)
            if new != session.now:
                _take(session, new)
        session.has_arrived |= asked == session.now


def script_before() -> str:
    """Return the Streamlit hash of the previously open page; empty if there was none."""
    session = _session()
    return "" if session is None else session.before[1]


def reopen_page_before() -> None:
    """Reopen the previous page, with what it showed, for the callbacks of a step taken there while
    the next page is being opened. The next page opens after them, as planned."""
    with _changing() as session:
        if session is None:
            return
        namespace = _namespace(session)
        session.opening = (session.page, session.now)
        session.left[session.page, namespace] = session.now
        session.page, session.script = session.before
        session.now = session.left.get((session.page, namespace), {})
        session.recent.append(session.now)


def is_open(page: str) -> bool:
    """Whether this page is open, not merely about to open."""
    session = _session()
    return session is not None and session.page == page


def is_there(page: str) -> bool:
    """Whether this page is open, in the browser as well."""
    session = _session()
    return session is not None and session.page == page and session.is_there


def is_left(script: str) -> bool:
    """Whether a request for the page with this Streamlit hash leaves the open page."""
    session = _session()
    return session is not None and script != session.script


def reassert() -> None:
    """Write the current parameters again: for callbacks of steps that change no parameter, which
    may have arrived with the address of the previous step."""
    replace(parameters())


def link_parameters(page: str, parameters: Mapping[str, str | Sequence[str]]) -> LinkParameters:
    """Return the parameters for a link to a page. A link that only selects something on the open
    page records when it was drawn: by the time it is followed, the page may show more."""
    session = _session()
    if session is None or page != session.page:
        return dict(parameters)
    if _picture(session, _as_lists(parameters)) != _picture(session, session.now):
        return dict(parameters)
    return {**parameters, _DRAWN: str(session.step)}


def arrive(
    page: str, default_namespace: str, led_by: Mapping[str, str | Sequence[str]] | None = None
) -> None:
    """Determine what a run of a page will show, before it draws anything. The default namespace is
    used if none is named; ``led_by`` has the parameters with which a step on the previous page
    asked for this one."""
    if _session() is None:
        st.session_state[_KEY] = _Session(default_namespace)
    with _changing() as session:
        if session is not None:
            session.default = default_namespace
            _show(session, page, _query_string(), led_by)


def _show(
    session: _Session,
    page: str,
    query_string: str,
    led_by: Mapping[str, str | Sequence[str]] | None,
) -> None:
    session.whole = None
    asked = _asked(query_string)
    if session.page != page:
        session.is_there, session.before = False, (session.page, session.script)
        if asked in (session.now, *session.recent):
            # Perhaps a quick step in a browser that has this page but not yet its address.
            opening, meant = session.opening
            asked = _as_lists(led_by) if led_by else meant if opening == page else asked
        session.opening = ("", {})
        shown = _opened(session, page, asked)
    elif not went_back():
        shown = _following(session, asked, _drawn_at(query_string))
    elif not asked and page in session.reopened:
        shown = session.now
    else:
        shown = asked
    shown = _carried(session) | shown
    if session.page != page and asked and asked == shown:
        session.sent = shown  # the browser's address bar gets them with the page
    # After a callback's step, the address of the run is one that the browser does not have yet.
    session.has_arrived |= asked == shown and not session.changed
    session.step += shown != session.now
    session.page, session.script = page, _script()
    session.now, session.changed = shown, False
    session.recent += [asked, shown]


def drawn() -> None:
    """Record that the page is drawn whole and send its parameters to the address bar. From now on,
    an earlier state in the address is one that the visitor asks for.

    Not sooner, and not if the link to the page already set them: until the bar shows the page, they
    would count as a step of the previous page, and Back would lead there with them. A link to the
    open page changes the address that the page reads, but not the bar.
    """
    with _changing() as session:
        if session is None:
            return
        session.earlier.extend(session.recent)
        session.recent = [session.now]
        if session.sent not in (None, session.now) or session.now != _in_address():
            st.query_params.from_dict(session.now)
        session.sent = session.now
        session.whole = _picture(session, session.now)


def is_drawn() -> bool:
    """Whether the page was drawn whole and is up to date, selection aside."""
    session = _session()
    return session is not None and session.whole == _picture(session, session.now)


def _opened(session: _Session, page: str, asked: Parameters) -> Parameters:
    """Return the parameters of a page just opened. The menu's links have none: they lead to the
    page as it was left."""
    if session.page:
        namespace = _namespace(session)
        session.left[session.page, namespace] = session.now
        if not asked:
            session.reopened.add(page)
            left = session.left.get((page, namespace), {})
            return {name: values for name, values in left.items() if name not in _CARRIED}
    return asked


def _following(session: _Session, asked: Parameters, drawn_at: int | None) -> Parameters:
    """Return the parameters that a run of the same page will show. The address of an earlier step
    is ignored; a link drawn before the latest step selects in what is shown now."""
    if drawn_at == session.step:
        return asked
    on_its_way = session.changed or not session.has_arrived
    if asked == session.now or asked in session.recent or (on_its_way and asked in session.earlier):
        return session.now
    if drawn_at is not None:
        return _unselected(session.now) | {
            name: values for name, values in asked.items() if name in _SELECTION
        }
    return asked


def _as_lists(parameters: Mapping[str, str | Sequence[str]]) -> Parameters:
    return {n: [v] if isinstance(v, str) else list(v) for n, v in parameters.items()}


def _carried(session: _Session) -> Parameters:
    return {name: session.now[name] for name in _CARRIED if session.now.get(name)}


def _picture(session: _Session, state: Parameters) -> Parameters:
    """Return what a state shows, without the selection and with its namespace filled in."""
    return {NAMESPACE: [session.default], **_unselected(state)}


def _unselected(state: Parameters) -> Parameters:
    return {name: values for name, values in state.items() if name not in _SELECTION}


def _namespace(session: _Session) -> str:
    return (session.now.get(NAMESPACE) or [session.default])[-1]


@contextmanager
def _changing() -> Iterator[_Session | None]:
    """Lock the session for changes. Touching its state makes Streamlit end a script run that was
    stopped, which must not overwrite what its successor has already written."""
    session = _session()
    if session is None:
        yield None
        return
    with session.changing:
        yield _session()


def _session() -> _Session | None:
    session: _Session | None = st.session_state.get(_KEY)
    return session


def _in_address() -> Parameters:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _query_string() -> str:
    """Return the query string with which this run was requested."""
    context = get_script_run_ctx()
    return "" if context is None else context.query_string


def _script() -> str:
    """Return the Streamlit hash of the page of this run."""
    context = get_script_run_ctx()
    return "" if context is None else context.page_script_hash


def _asked(query_string: str) -> Parameters:
    """Return the parameters in the requested address, whatever callbacks have since changed."""
    asked = parse_qs(query_string, keep_blank_values=True)
    return {name: values for name, values in asked.items() if name not in _NOT_SHOWN}


def _drawn_at(query_string: str) -> int | None:
    """Return the step at which the followed link was drawn, if it names one."""
    text = parse_qs(query_string).get(_DRAWN, [""])[-1]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def went_back() -> bool:
    """Whether the browser's Back or Forward requested this run."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
