"""From a store to a network, through Arrow files kept by store and revision."""

from __future__ import annotations

import hashlib
from pathlib import Path

from graphmodel import settings
from graphmodel.joined import as_one
from graphmodel.kept import Kept, forget, newest
from graphmodel.network import LINK_COLUMNS, NODE_COLUMNS, Network
from graphmodel.schema import LINK_KINDS, NODE_KINDS
from graphmodel.store.base import Store

KEPT = 3
"""Revisions of one store whose files are kept."""

FORMAT = 2
"""Counts the ways in which files were written: those of another are not opened."""

_REVISIONS = "revisions"


def load_network(store: Store) -> Network:
    """The network of what the store holds now, with those who are judged to be one shown as one."""
    return load_records(store).part("joined", as_one)


def load_records(store: Store) -> Network:
    """The network of what the store holds now, each record apart and judgements among the links.

    The first time at a revision it is read from the store; after that its Arrow files are opened,
    in a fraction of a second. Should the store change while it is read, it is read again.
    """
    folder = settings.cache_folder() / "networks" / _safe(store.identity())
    revision = store.revision()
    kept = Network.open(_place(folder, revision), revision)
    if kept is not None:
        return kept
    network = read_network(store)
    network = network.save(_place(folder, network.revision))
    forget(newest(folder / _REVISIONS)[KEPT:])
    return network


def _place(folder: Path, revision: str) -> Kept:
    return Kept(folder / _REVISIONS / _safe(revision), folder / "lasting")


def read_network(store: Store) -> Network:
    """The network as the store tells it now, without the cache."""
    while True:
        revision = store.revision()
        nodes = {kind: store.nodes(kind) for kind in NODE_KINDS}
        links = {kind: store.links(kind) for kind in LINK_KINDS}
        if store.revision() == revision:
            return Network.build(nodes, links, revision)


def _safe(text: str) -> str:
    """A folder's name for any text; changes with the columns, so that old files are not opened."""
    columns = f"{NODE_COLUMNS}{LINK_COLUMNS}{FORMAT}"
    return hashlib.blake2b(f"{text}\n{columns}".encode(), digest_size=12).hexdigest()
