"""The store and its network, opened once per process and shared by all sessions."""

from __future__ import annotations

from collections.abc import Callable
from threading import Timer

import numpy as np
import streamlit as st

from graphmodel.errors import GraphmodelError, StoreChanging
from graphmodel.facts.conflicts import ValueConflict
from graphmodel.network.namespaces import Namespace, Namespaces
from graphmodel.network.network import Network
from graphmodel.resolver.value_choice import conflicts_in
from graphmodel.settings import is_loopback, pages_are_read_only, store_address
from graphmodel.snapshot import load_network, load_records
from graphmodel.store import open_store
from graphmodel.store.base import Store
from graphmodel.ui.shared import jobs, session, url_state

WARM_AFTER = 2.0
"""Seconds to leave the processor to the first page."""


_FORWARDING = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-Ip",
)
"""Headers by which a proxy says for whom it asks."""

POLL_SECONDS = 1.0
"""Seconds between two checks whether the store has changed."""

_LAST_REVISION = "_revision_seen"

_prepared: dict[tuple[str, str], Namespaces] = {}
_latest: dict[str, Namespaces] = {}
_when_drawn: list[Callable[[], None]] = []


def prepare(store: Store, when_drawn: Callable[[], None] | None = None) -> None:
    """Load the network before the first page asks for it, while the browser still fetches the
    frame of the page. ``when_drawn`` is called, in a thread, once the first page is drawn."""
    if when_drawn is not None:
        _when_drawn.append(when_drawn)
    namespaces = Namespaces(load_network(store))
    network = namespaces.default().network
    network.adjacency()
    _prepared[store.identity(), namespaces.network.revision] = namespaces


@st.cache_resource(show_spinner="Opening the store …", on_release=lambda store: store.close())
def _store(address: str) -> Store:
    return open_store(address)


@st.cache_resource(show_spinner="Reading the network …", max_entries=2)
def _namespaces(address: str, identity: str, revision: str, _tries: int | None) -> Namespaces:
    loaded = _prepared.pop((identity, revision), None)
    loaded = loaded or Namespaces(load_network(_store(address), _tries))
    warm = Timer(WARM_AFTER, _warm, [loaded])
    warm.daemon = True
    warm.start()
    return loaded


def _warm(namespaces: Namespaces) -> None:
    """Prepare, while the visitor looks around, what the first questions would take seconds for:
    the index of names, the affiliations for introductions, and communities."""
    # Imported here, since it takes most of a second and the first page does not need it.
    from graphmodel.analysis.routes.introductions import introduce
    from graphmodel.ui.shared.ahead import find_ahead

    namespace = namespaces.default()
    _ = namespace.finder
    people = namespace.network.of_kind("Person")
    best_connected = np.argsort(namespace.network.adjacency().degrees[people], kind="stable")[-2:]
    if len(best_connected) == 2:
        # The best connected are the likeliest to have a route that needs everything to be found.
        source_id, target_id = namespace.network.ids.of(people[best_connected])
        introduce(namespace.network, source_id, target_id)
    while _when_drawn:
        _when_drawn.pop()()
    find_ahead(namespace.claimed.network)


@st.cache_resource(show_spinner="Reading the records …", max_entries=1)
def _records(address: str, identity: str, revision: str) -> Network:
    return load_records(_store(address))


@st.cache_resource(show_spinner=False, max_entries=2)
def _conflicts(_network: Network, revision: str, name: str) -> list[ValueConflict]:
    return conflicts_in(_network)


def conflicts(namespace: Namespace) -> list[ValueConflict]:
    """The values in a namespace on which sources differ."""
    network = namespace.network
    return _conflicts(network, network.revision, namespace.name)


def store() -> Store:
    """The store set in the environment."""
    return _store(store_address())


def namespaces() -> Namespaces:
    """The network of the store as it is now, by namespace, with names in the script in the URL."""
    return _loaded().named_in(url_state.names())


def may_write() -> bool:
    """Whether pages may write to the store: only where nobody wants them read-only and no other
    machine can reach the explorer, itself or through a proxy."""
    if pages_are_read_only() or not is_loopback(st.get_option("server.address") or ""):
        return False
    return not any(st.context.headers.get(name) for name in _FORWARDING)


def shown_revision() -> str:
    """The revision of the store that the pages show."""
    return _loaded().network.revision


def default_namespace() -> str:
    """The name of the namespace that the pages show where none is named."""
    return _loaded().default().name


def _loaded() -> Namespaces:
    """The network of the store as it is now, by namespace; if the store has changed, it is read
    again. During an import the network stays as it was, so that nobody waits for the import. If
    the import runs in this process, reading is not even tried, since a try takes longer the
    further the import is."""
    current = store()
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


@st.fragment(run_every=POLL_SECONDS)
def watch(revision: str) -> None:
    """Redraw the page, which shows this revision, once the store has changed and is at rest: an
    import changes it many times a second."""
    try:
        current = store().revision()
        previous, st.session_state[_LAST_REVISION] = st.session_state.get(_LAST_REVISION), current
        if current == revision or current != previous:
            return
        _loaded()
    except GraphmodelError:
        return  # the user gets the error with the next question
    session.reassert()
    st.rerun()


def records() -> Network:
    """The network of the store with every record separate, and judgements among its links."""
    current = store()
    return _records(store_address(), current.identity(), current.revision())


def namespace() -> Namespace:
    """The namespace in the URL, else the default one; raises InputError for an unknown one."""
    name = url_state.namespace()
    available = namespaces()
    return available.named(name) if name else available.default()
