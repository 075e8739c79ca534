"""The parameters of the page that is open, as they are now, and of each page as it was left.

The address in the browser lags behind: a step taken while the page still draws arrives with the
address of the step before. So what the session knows is what writers start from, and the address
decides only when somebody follows a link or goes back.
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
"""What stays from page to page."""

BESIDE = "and"
ALSO = "also"
LINK = "link"
_SELECTION = (SELECTED, BESIDE, ALSO, LINK)
_DRAWN = "drawn"
"""In a link that only selects something in what is shown: the step at which it was drawn."""
_NOT_SHOWN = ("embed", "embed_options", _DRAWN)
_KEY = "_session_parameters"


@dataclass
class _Session:
    """What one visitor's pages show.

    ``default`` is the namespace meant where none is named, ``page`` the page that is open, by its
    name and by what Streamlit calls it (``script``), ``now`` what it shows and ``step`` how often
    that has changed. ``recent`` are the states since a page was last drawn whole, its own
    included, ``earlier`` the last ones before these, and ``changed`` is whether a callback of this
    run made a step. ``before`` is the page that was open before and what Streamlit calls it,
    ``opening`` the page that was being opened when a step came from that one, and what it was to
    show. ``left`` has the parameters of other pages by page and namespace, and ``reopened`` the
    pages to which the menu has led back. ``sent`` is what the browser's address bar got last,
    ``has_arrived`` whether the browser has asked for anything with the address of the latest step,
    and ``is_there`` whether it has asked for anything in the page that is open. ``whole`` is what
    the page showed, but for what was selected, when it was drawn whole, None while it is not.
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
    """The parameters of the open page as they are now."""
    session = _session()
    return _in_address() if session is None else dict(session.now)


def left(page: str, namespace: str) -> Parameters:
    """The parameters of another page as it was left; none if it was not opened yet."""
    session = _session()
    return {} if session is None else dict(session.left.get((page, namespace), {}))


def default_namespace() -> str:
    """The namespace meant where none is named; empty outside the explorer's frame."""
    session = _session()
    return "" if session is None else session.default


def replace(new: Parameters) -> None:
    """Replace all parameters at once: one step for the browser's Back."""
    with _changing() as session:
        if session is not None:
            _take(session, new)
        if new != _in_address():
            st.query_params.from_dict(new)


def _take(session: _Session, new: Parameters) -> None:
    """Show these parameters from now on, whatever address is still on its way."""
    session.step += new != session.now
    session.now, session.changed, session.has_arrived = new, True, False
    session.recent.append(new)


def receive(query_string: str, script: str) -> None:
    """Note the address that a request came with, before its callbacks and those of any later one.

    A link that only selects is followed at once, since a click just after it overtakes the run that
    was to read its address. And if it is the address of the latest step, the browser has that:
    until then an earlier one may still be on its way and says nothing, from then on it is one that
    a visitor asks for.
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
    """What Streamlit calls the page that was open before this one; empty if none was."""
    session = _session()
    return "" if session is None else session.before[1]


def reopen_page_before() -> None:
    """Open the page before again, with what it showed: for the callbacks of a step in it that comes
    while the next one is being opened. That is opened after them as it was to be."""
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
    """Whether this page is open, and not merely about to be."""
    session = _session()
    return session is not None and session.page == page


def is_there(page: str) -> bool:
    """Whether this page is open, also in the browser."""
    session = _session()
    return session is not None and session.page == page and session.is_there


def is_left(script: str) -> bool:
    """Whether a request for what Streamlit calls a page leaves the page that is open."""
    session = _session()
    return session is not None and script != session.script


def reassert() -> None:
    """Say again what the page shows: for callbacks of steps that change no parameter, which may
    have arrived with the address of the step before."""
    replace(parameters())


def link_parameters(page: str, parameters: Mapping[str, str | Sequence[str]]) -> LinkParameters:
    """The parameters for a link to a page. One that only selects something in what is shown says
    when it was drawn: by the time that it is followed, the page may show more."""
    session = _session()
    if session is None or page != session.page:
        return dict(parameters)
    if _picture(session, _as_lists(parameters)) != _picture(session, session.now):
        return dict(parameters)
    return {**parameters, _DRAWN: str(session.step)}


def arrive(
    page: str, default_namespace: str, led_by: Mapping[str, str | Sequence[str]] | None = None
) -> None:
    """Find out what a run of a page is to show, before it draws anything. The default namespace is
    the one meant where none is named; ``led_by`` has the parameters with which a step of the page
    before asked for this one."""
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
            # Perhaps a step just after, of a browser that has this page but not yet its address.
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
    # A callback has put its step into the address of its run, which the browser has not got yet.
    session.has_arrived |= asked == shown and not session.changed
    session.step += shown != session.now
    session.page, session.script = page, _script()
    session.now, session.changed = shown, False
    session.recent += [asked, shown]


def drawn() -> None:
    """The page is drawn whole: the browser's address bar gets its parameters, and from now on an
    earlier state in the address was asked for.

    Not sooner, and not where the link to a page has said them: before the bar has the page, they
    would count as a step of the page before, and Back would lead to that page with them. A link to
    the page that is open changes the address that the page reads, but not the bar.
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
    """Whether the page was drawn whole and shows what it is to show, but for what is selected."""
    session = _session()
    return session is not None and session.whole == _picture(session, session.now)


def _opened(session: _Session, page: str, asked: Parameters) -> Parameters:
    """The parameters of a page just opened. The menu's links have none: they lead to the page as it
    was left."""
    if session.page:
        namespace = _namespace(session)
        session.left[session.page, namespace] = session.now
        if not asked:
            session.reopened.add(page)
            left = session.left.get((page, namespace), {})
            return {name: values for name, values in left.items() if name not in _CARRIED}
    return asked


def _following(session: _Session, asked: Parameters, drawn_at: int | None) -> Parameters:
    """The parameters that a run of the same page is to show. An address of a step before says
    nothing; a link drawn before the latest step selects in what is shown now."""
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
    """What a state shows, but for what is selected; its namespace is named."""
    return {NAMESPACE: [session.default], **_unselected(state)}


def _unselected(state: Parameters) -> Parameters:
    return {name: values for name, values in state.items() if name not in _SELECTION}


def _namespace(session: _Session) -> str:
    return (session.now.get(NAMESPACE) or [session.default])[-1]


@contextmanager
def _changing() -> Iterator[_Session | None]:
    """The session, to be changed by nobody else meanwhile. Ends a script that was stopped, which
    Streamlit does at each touch of the state: it must not write over what its successor has
    written already."""
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
    """The address that this run was asked for."""
    context = get_script_run_ctx()
    return "" if context is None else context.query_string


def _script() -> str:
    """What Streamlit calls the page of this run."""
    context = get_script_run_ctx()
    return "" if context is None else context.page_script_hash


def _asked(query_string: str) -> Parameters:
    """The parameters in an address that was asked for, whatever callbacks made of them since."""
    asked = parse_qs(query_string, keep_blank_values=True)
    return {name: values for name, values in asked.items() if name not in _NOT_SHOWN}


def _drawn_at(query_string: str) -> int | None:
    """The step at which the link that was followed was drawn, if it says so."""
    text = parse_qs(query_string).get(_DRAWN, [""])[-1]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def went_back() -> bool:
    """Whether this run was asked for by the browser's Back or Forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
