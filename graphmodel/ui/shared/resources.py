"""The store and its network, opened once per process and shared by all sessions."""

from __future__ import annotations

from threading import Timer

import numpy as np
import streamlit as st

from graphmodel.errors import GraphmodelError, StoreChanging
from graphmodel.network.namespaces import Namespace, Namespaces
from graphmodel.network.network import Network
from graphmodel.settings import store_address
from graphmodel.snapshot import load_network, load_records
from graphmodel.store import open_store
from graphmodel.store.base import Store
from graphmodel.ui.shared import jobs, url_state

WARM_AFTER = 2.0
"""Seconds that the first page has for itself."""


LOOK_EVERY = 1.0
"""Seconds between two looks at whether the store has changed."""

_SEEN = "_revision_seen"

_ready: dict[tuple[str, str], Namespaces] = {}
_shown: dict[str, Namespaces] = {}


def prepare(opened: Store) -> None:
    """Have the network at hand when the first page asks for it: while the browser still fetches
    the frame of the page, nothing else is done here."""
    found = Namespaces(load_network(opened))
    network = found.default().network
    network.adjacency()
    _ready[opened.identity(), found.network.revision] = found


@st.cache_resource(show_spinner="Opening the store …", on_release=lambda store: store.close())
def _store(address: str) -> Store:
    return open_store(address)


@st.cache_resource(show_spinner="Reading the network …", max_entries=2)
def _namespaces(address: str, identity: str, revision: str, _tries: int | None) -> Namespaces:
    found = _ready.pop((identity, revision), None)
    found = found or Namespaces(load_network(_store(address), _tries))
    warm = Timer(WARM_AFTER, _warm, [found])
    warm.daemon = True
    warm.start()
    return found


def _warm(found: Namespaces) -> None:
    """Make what the first questions would wait a second for while the visitor looks around: the
    index of names, and who was where, which an introduction asks for."""
    # Imported here: it takes most of a second, which the first page does without.
    from graphmodel.analysis.routes.introductions import introduce

    namespace = found.default()
    _ = namespace.finder
    people = namespace.network.of_kind("Person")
    known = np.argsort(namespace.network.adjacency().degrees[people], kind="stable")[-2:]
    if len(known) == 2:
        # The best known are the likeliest to have a way that takes all that there is to find it.
        source_id, target_id = namespace.network.ids.of(people[known])
        introduce(namespace.network, source_id, target_id)


@st.cache_resource(show_spinner="Reading the records …", max_entries=1)
def _records(address: str, identity: str, revision: str) -> Network:
    return load_records(_store(address))


def store() -> Store:
    """The store that the environment names."""
    return _store(store_address())


def namespaces() -> Namespaces:
    """The network of the store as it is now, by namespace: a changed store is read again. While
    an import goes on it stays as it was, so that nobody waits for the end of that; where it is of
    this process nothing is tried, since each try takes as long as the import has come."""
    opened = store()
    identity = opened.identity()
    earlier = _shown.get(identity)
    job = jobs.latest()
    if earlier is not None and job is not None and job.running:
        return earlier
    try:
        found = _namespaces(
            store_address(), identity, opened.revision(), None if earlier is None else 1
        )
    except StoreChanging:
        if earlier is None:
            raise
        return earlier
    _shown[identity] = found
    return found


@st.fragment(run_every=LOOK_EVERY)
def watch(shown: str) -> None:
    """Draw the page, which shows a revision, again once the store has changed and come to rest: an
    import changes it many times a second."""
    try:
        now = store().revision()
        before, st.session_state[_SEEN] = st.session_state.get(_SEEN), now
        if now == shown or now != before:
            return
        namespaces()
    except GraphmodelError:
        return  # whoever asks the page for something is told
    st.rerun()


def records() -> Network:
    """The network of the store with each record apart, and judgements among its links."""
    opened = store()
    return _records(store_address(), opened.identity(), opened.revision())


def namespace() -> Namespace:
    """The namespace that the address names, else the default one; raises InputError for an unknown
    one."""
    named = url_state.namespace()
    held = namespaces()
    return held.named(named) if named else held.default()
