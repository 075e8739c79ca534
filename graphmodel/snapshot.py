"""From a store to a network, through Arrow files kept by store and revision."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

import polars as pl

from graphmodel import settings
from graphmodel.joined import as_one
from graphmodel.network import LINK_COLUMNS, NODE_COLUMNS, Network
from graphmodel.schema import LINK_KINDS, NODE_KINDS
from graphmodel.store.base import Store

KEPT = 3
"""Revisions of one store whose files are kept."""


def load_network(store: Store) -> Network:
    """The network of what the store holds now, with those who are judged to be one shown as one."""
    return as_one(load_records(store))


def load_records(store: Store) -> Network:
    """The network of what the store holds now, each record apart and judgements among the links.

    The first time at a revision it is read from the store; after that its Arrow files are opened,
    in a fraction of a second. Should the store change while it is read, it is read again.
    """
    folder = settings.cache_folder() / "networks" / _safe(store.identity())
    revision = store.revision()
    kept = _open(folder / _safe(revision), revision)
    if kept is not None:
        return kept
    network = read_network(store)
    _keep(network, folder)
    return network


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
    columns = f"{NODE_COLUMNS}{LINK_COLUMNS}"
    return hashlib.blake2b(f"{text}\n{columns}".encode(), digest_size=12).hexdigest()


def _open(folder: Path, revision: str) -> Network | None:
    try:
        nodes = pl.read_ipc(folder / "nodes.arrow")
        links = pl.read_ipc(folder / "links.arrow")
    except (OSError, pl.exceptions.PolarsError):
        return None
    return Network(nodes, links, revision)


def _keep(network: Network, folder: Path) -> None:
    """Write beside and rename, so that nobody opens half of it; a full disk only costs time."""
    target = folder / _safe(network.revision)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder, prefix="new-"))
        network.nodes.write_ipc(made / "nodes.arrow")
        network.links.write_ipc(made / "links.arrow")
        made.rename(target)
    except OSError:
        if "made" in locals():
            shutil.rmtree(made, ignore_errors=True)
    kept = sorted(folder.glob("[!n]*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in kept[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
