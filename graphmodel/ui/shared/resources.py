"""The store and its network, opened once per process and shared by all sessions."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from threading import Timer

import numpy as np
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from graphmodel import words
from graphmodel.access.audit_log import AuditLog
from graphmodel.access.limited_store import check, limited
from graphmodel.access.roles import Actor, Right, Role
from graphmodel.access.sessions import required
from graphmodel.consent.withdraw import finish_stated
from graphmodel.errors import GraphmodelError, NotAllowed, StoreChanging
from graphmodel.facts.conflicts import ValueConflict
from graphmodel.network.namespaces import Namespace, Namespaces
from graphmodel.network.network import Network
from graphmodel.network.present import asking_date
from graphmodel.resolver.value_choice import conflicts_in
from graphmodel.settings import (
    data_folder,
    is_loopback,
    pages_are_read_only,
    store_address,
    user_name,
)
from graphmodel.snapshot import load_network, load_records
from graphmodel.store import open_store
from graphmodel.store.base import Store
from graphmodel.ui.shared import drawing, jobs, session, url_state

WARM_AFTER = 2.0
"""Seconds for which the processor is left to the first page."""


_FORWARDING = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-Ip",
)
"""Headers by which a proxy names the client it forwards for."""

POLL_SECONDS = 1.0
"""Seconds between checks for a changed store."""

POLLS_A_SECOND = 5
"""The most checks per second by all open pages: with many open, each checks less often."""

_EVERYWHERE = frozenset({Right.READ, Right.KEEP, Right.JUDGE})
"""The rights that pages use in many places; for any other they request a separate store."""

_LAST_REVISION = "_revision_seen"

_OPEN_FOR = 120.0
"""Seconds for which a page counts as open after its last request."""

_prepared: dict[tuple[str, str], Namespaces] = {}
_last_asked: dict[str, float] = {}
"""When each session made its last request, in seconds of the monotonic clock."""
_latest: dict[str, Namespaces] = {}
_when_drawn: list[Callable[[], None]] = []


def prepare(store: Store, when_drawn: Callable[[], None] | None = None) -> None:
    """Load the network before the first page needs it, while the browser still fetches the frame.
    ``when_drawn`` is called in a thread once the first page is drawn."""
    if when_drawn is not None:
        _when_drawn.append(when_drawn)
    namespaces = Namespaces(load_network(store))
    network = namespaces.default().network
    network.adjacency()
    _prepared[store.identity(), namespaces.network.revision] = namespaces


@st.cache_resource(show_spinner=False, on_release=lambda store: store.close())
def _store(address: str) -> Store:
    return open_store(address)


@st.cache_resource(show_spinner=False, max_entries=2)
def _namespaces(address: str, identity: str, revision: str, _tries: int | None) -> Namespaces:
    loaded = _prepared.pop((identity, revision), None)
    loaded = loaded or Namespaces(load_network(_store(address), _tries))
    warm = Timer(WARM_AFTER, _warm, [loaded])
    warm.daemon = True
    warm.start()
    return loaded


def _warm(namespaces: Namespaces) -> None:
    """Prepare, while the visitor looks around, what would delay the first questions by seconds: the
    index of names, the affiliations for introductions, and communities."""
    # Imported here, since it takes most of a second and the first page does not need it.
    from graphmodel.analysis.routes.introductions import introduce
    from graphmodel.ui.shared.ahead import find_ahead

    namespace = namespaces.default()
    _ = namespace.finder
    people = namespace.network.of_kind("Person")
    best_connected = np.argsort(namespace.network.adjacency().degrees[people], kind="stable")[-2:]
    if len(best_connected) == 2:
        # A route between the two best connected people is the likeliest to need every index.
        source_id, target_id = namespace.network.ids.of(people[best_connected])
        introduce(namespace.network, source_id, target_id)
    while _when_drawn:
        _when_drawn.pop()()
    set_aside()
    find_ahead(namespace.claimed.network)


def set_aside() -> None:
    """Exempt the objects now in memory from garbage collection while this network is shown.
    Streamlit runs a full collection after each step of each visitor, which takes longer than many
    a step. Current garbage is freed, and what an earlier network left is collected."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    # Python runs a full collection once there is a quarter more than the last one examined.
    gc.collect()


@st.cache_resource(show_spinner=False, max_entries=1)
def _records(address: str, identity: str, revision: str) -> Network:
    return load_records(_store(address))


@st.cache_resource(show_spinner=False, max_entries=2)
def _conflicts(_network: Network, revision: str, name: str) -> list[ValueConflict]:
    return conflicts_in(_network)


def conflicts(namespace: Namespace) -> list[ValueConflict]:
    """Return the values in a namespace on which sources differ."""
    network = namespace.network
    return _conflicts(network, network.revision, namespace.name)


def store() -> Store:
    """Return the store set in the environment, with the rights that pages use in many places."""
    who = actor()
    held = _EVERYWHERE & who.role.rights
    return limited(_store(store_address()), who, held, _audit_log())


def erase_stated() -> None:
    """Erase everybody whom the store states to have withdrawn, before a statement reads it. This is
    not the visitor's act and needs none of their rights: the store says so itself."""
    finish_stated(_store(store_address()))


def store_to(right: Right, about: str) -> Store:
    """Return the store for work that needs one right and is logged as ``about``.

    Raises NotAllowed if the visitor does not have it.
    """
    return _with_right(_store(store_address()), right, about)


def open_to(right: Right, about: str) -> Store:
    """Like ``store_to``, over a separate connection that the caller closes."""
    return _with_right(open_store(store_address()), right, about)


def opener(right: Right, about: str) -> Callable[[], Store]:
    """Check a right now and return a function that opens the store later, outside the session."""
    who, log = actor(), _audit_log()
    check(who, right, about, log)
    address = store_address()
    return lambda: limited(open_store(address), who, {Right.READ, right}, log)


def _with_right(opened: Store, right: Right, about: str) -> Store:
    drawing.forget()
    who, log = actor(), _audit_log()
    check(who, right, about, log)
    return limited(opened, who, {Right.READ, right}, log)


def namespaces() -> Namespaces:
    """Return the store's current network, by namespace, with names in the script in the URL."""
    return _shown().named_in(url_state.names())


def workspace_number() -> int:
    """Return the number of the latest change to what people keep alongside the facts: lists, notes
    and verdicts."""
    return drawing.once("workspace", lambda: store().workspace.number())


def may(right: Right) -> bool:
    """Whether the visitor has a right, to decide which controls to draw. The check that counts is
    made where the work is done."""
    return actor().may(right)


def actor() -> Actor:
    """Return the visitor, by name and role.

    Without sign-in, the user of this machine may do everything, unless pages are read-only or
    another machine can reach the explorer, directly or through a proxy. Raises NotAllowed for a
    visitor whose session has ended.
    """
    sign_in = required()
    if sign_in is None:
        return Actor(user_name(), Role.ADMINISTRATOR if _is_alone() else Role.READER)
    if sign_in.cookie:
        who = sign_in.sessions.actor(st.context.cookies.get(sign_in.cookie) or "")
    else:
        who = sign_in.sessions.known(vouched_for())
    if who is None:
        raise NotAllowed("your session has ended; reload the page and sign in again")
    return Actor(who.name, Role.READER) if pages_are_read_only() else who


def vouched_for() -> str:
    """Return the email address that a provider vouches for; empty if nobody has signed in with one,
    or if the provider reports the address as unverified."""
    if not st.user.is_logged_in or st.user.get("email_verified") is False:
        return ""
    return str(st.user.get("email") or "")


def _is_alone() -> bool:
    if pages_are_read_only() or not is_loopback(st.get_option("server.address") or ""):
        return False
    return not any(st.context.headers.get(name) for name in _FORWARDING)


def oversees() -> bool:
    """Whether the visitor has signed in with the right to see what others did."""
    try:
        return required() is not None and may(Right.OVERSEE)
    except NotAllowed:
        return False


def audit_log() -> AuditLog:
    """Return the log of who did what. Raises NotAllowed if the visitor may not see it."""
    check(actor(), Right.OVERSEE)
    return AuditLog(data_folder())


def log_sign_in() -> None:
    """Log that the visitor has signed in with a provider."""
    who, log = actor(), _audit_log()
    if log is not None:
        log.add(who.name, who.role, "sign in", "with the provider")


def _audit_log() -> AuditLog | None:
    """Return the log of changes; None without sign-in, since then no name is known."""
    return None if required() is None else AuditLog(data_folder())


def shown_revision() -> str:
    """Return the revision of the store that the pages show."""
    return _shown().network.revision


def answer_key(network: Network) -> str:
    """Return a key for cached answers about a network as of the default date of asking: at
    midnight, what was planned may have become a fact."""
    return f"{network.revision} {asking_date(None)}"


def default_namespace() -> str:
    """Return the name of the namespace that the pages show if none is named."""
    return _shown().default().name


def _shown() -> Namespaces:
    """Like ``_loaded``, but the same network throughout one drawing."""
    return drawing.once("network", _loaded)


def _loaded() -> Namespaces:
    """Return the store's current network, by namespace, reading it again if the store has changed.
    During an import the network stays as it was, so that nobody waits for the import. If the import
    runs in this process, no read is attempted, since attempts get slower as the import proceeds.

    The poll for changes calls this too. It is not a step of a visitor, so it checks no rights and
    keeps no session alive; the code that draws a page checks who the visitor is.
    """
    current = _store(store_address())
    identity = current.identity()
    earlier = _latest.get(identity)
    job = jobs.latest()
    if earlier is not None and job is not None and job.running:
        return earlier
    try:
        loaded = _namespaces(
            store_address(), identity, current.revision(), None if earlier is None else 1
        )
    except StoreChanging:
        if earlier is None:
            raise
        return earlier
    _latest[identity] = loaded
    return loaded


def watch(revision: str) -> None:
    """Redraw the page, which shows this revision, once the store has changed and settled: an import
    changes it many times a second."""
    st.fragment(run_every=poll_seconds())(_watch)(revision)


def poll_seconds() -> float:
    """Return the seconds between checks by one page, by how many are open, this one included."""
    now, context = time.monotonic(), get_script_run_ctx()
    if context is not None:
        _last_asked[context.session_id] = now
    for session_id, asked in list(_last_asked.items()):
        if now - asked > _OPEN_FOR:
            _last_asked.pop(session_id, None)
    return max(POLL_SECONDS, len(_last_asked) / POLLS_A_SECOND)


def _watch(revision: str) -> None:
    poll_seconds()  # this page is still open
    try:
        current = _store(store_address()).revision()
        previous, st.session_state[_LAST_REVISION] = st.session_state.get(_LAST_REVISION), current
        if current == revision or current != previous:
            return
        _loaded()
    except GraphmodelError:
        return  # the user gets the error with the next question
    session.reassert()
    st.rerun()


def records() -> Network:
    """Return the store's network with every record separate, and judgements among its links."""
    current = store()
    with st.spinner(words.say("Reading the records …")):
        return _records(store_address(), current.identity(), current.revision())


def namespace() -> Namespace:
    """Return the namespace in the URL, else the default; raises InputError for an unknown one."""
    name = url_state.namespace()
    available = namespaces()
    return available.named(name) if name else available.default()
