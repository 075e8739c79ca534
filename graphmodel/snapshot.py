"""From a store to a network, through Arrow files kept by store and revision."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import polars as pl

from graphmodel import settings
from graphmodel.errors import StoreChanging
from graphmodel.network.cache import MappedCache, newest_folders, remove_folders
from graphmodel.network.network import Network
from graphmodel.network.tables import LINK_COLUMNS, NODE_COLUMNS
from graphmodel.network.update import updated_network
from graphmodel.resolver.merge import merge_to_canonical
from graphmodel.resolver.merge_update import update_merged
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS
from graphmodel.store.base import Store

KEPT = 3
"""Revisions of one store whose files are kept."""

FEW = 10_000
"""Facts that may have changed since a network was kept before it is kept anew."""

MANY = 0.2
"""The share of facts from which on changed kinds are read whole."""

REST = 0.6
"""Seconds without a change after which a store is at rest: an import changes it more often."""

FORMAT = 3
"""Counts the ways in which files were written: those of another are not opened."""

_REVISIONS = "revisions"
_LAST = "last.json"


def load_network(store: Store, tries: int | None = None) -> Network:
    """The network of what the store holds now, with those who are judged to be one shown as one;
    ``tries`` as for ``load_records``."""
    return load_records(store, tries).derived("joined", merge_to_canonical, update_merged)


def load_records(store: Store, tries: int | None = None) -> Network:
    """The network of what the store holds now, each record apart and judgements among the links.

    The first time it is read from the store; after that its Arrow files are opened, in a fraction
    of a second, and of the store only what changed since is read. Should the store change while
    it is read, it is read again, up to ``tries`` times where that is given; then StoreChanging is
    raised, and so it is where all would have to be read while the store is being written to.
    """
    folder = settings.cache_folder() / "networks" / _safe(store.identity())
    revision = store.revision()
    kept = Network.open(_place(folder, revision), revision)
    if kept is not None:
        return kept
    last = _last(folder)
    network = None if last is None else followed(store, last.network, tries)
    if network is not None and _differs_little(network):
        return network
    if network is None:
        if tries is not None:
            _see_rest(store)
        network = read_network(store, last, tries)
    network = network.save(_place(folder, network.revision))
    _remember(folder, network, store)
    remove_folders(newest_folders(folder / _REVISIONS)[KEPT:])
    return network


def _place(folder: Path, revision: str) -> MappedCache:
    return MappedCache(folder / _REVISIONS / _safe(revision), folder / "lasting")


@dataclass(frozen=True)
class Earlier:
    """A network that was read before, and the revision that each kind had then."""

    network: Network
    kinds: Mapping[str, str]

    def nodes(self, kind: str) -> pl.DataFrame:
        """The nodes of a kind as the store told them."""
        return self.network.nodes.filter(pl.col("kind") == kind).drop("kind")

    def links(self, kind: str) -> pl.DataFrame:
        """The links of a kind as the store told them."""
        links = self.network.links.filter(pl.col("kind") == kind)
        ids = self.network.nodes["id"]
        ends = {"from_id": ids.gather(links["source"]), "to_id": ids.gather(links["target"])}
        return links.with_columns(**ends).drop("kind", "source", "target")


def _see_rest(store: Store) -> None:
    revision = store.revision()
    time.sleep(REST)
    if store.revision() != revision:
        raise _changing(store)


def _changing(store: Store) -> StoreChanging:
    return StoreChanging(f"{store.address} is being written to; try again when that has ended")


def read_network(store: Store, earlier: Earlier | None = None, tries: int | None = None) -> Network:
    """The network as the store tells it now; only kinds that changed since ``earlier`` are read.

    ``tries`` as for ``load_records``.
    """
    for _ in _attempts(tries):
        revision, kinds = store.revision(), store.kind_revisions()
        old = set() if earlier is None else {k for k, v in earlier.kinds.items() if kinds[k] == v}
        nodes = {k: earlier.nodes(k) if earlier and k in old else store.nodes(k)
                 for k in NODE_KINDS}  # fmt: skip
        links = {k: earlier.links(k) if earlier and k in old else store.links(k)
                 for k in LINK_KINDS}  # fmt: skip
        if store.revision() == revision:
            return Network.build(nodes, links, revision)
    raise _changing(store)


def _attempts(tries: int | None) -> Iterable[int]:
    return count() if tries is None else range(tries)


def _differs_little(network: Network) -> bool:
    delta = network.delta
    return delta is not None and len(delta.nodes) + delta.links.height <= FEW


def followed(store: Store, earlier: Network, tries: int | None = None) -> Network | None:
    """The network as the store tells it now, made of an earlier one and what changed since; None
    where that is not known or so much that all is better read again. ``tries`` as for
    ``load_records``."""
    if any(table["id"].null_count() for table in (earlier.nodes, earlier.links)):
        return None
    most = MANY * (len(earlier) + earlier.links.height)
    for _ in _attempts(tries):
        revision = store.revision()
        ids = store.changes(earlier.revision)
        if ids is None or sum(map(len, ids.values())) > most:
            return None
        facts = {
            kind: store.nodes(kind, some) if kind in NODE_KINDS else store.links(kind, some)
            for kind, some in ids.items()
        }
        if store.revision() == revision:
            return updated_network(earlier, ids, facts, revision)
    raise _changing(store)


def _last(folder: Path) -> Earlier | None:
    """The network read last, if it is still kept."""
    try:
        said = json.loads((folder / _LAST).read_text())
    except (OSError, ValueError):
        return None
    network = Network.open(_place(folder, said["revision"]), said["revision"])
    return None if network is None else Earlier(network, said["kinds"])


def _remember(folder: Path, network: Network, store: Store) -> None:
    """Note which revision of each kind a network has, unless the store has gone on since."""
    said = {"kinds": dict(store.kind_revisions()), "revision": network.revision}
    if store.revision() == network.revision:
        with suppress(OSError):
            made = folder / f"{_LAST}.{os.getpid()}"
            made.write_text(json.dumps(said))
            made.replace(folder / _LAST)


def _safe(text: str) -> str:
    """A folder's name for any text; changes with the columns, so that old files are not opened."""
    columns = f"{NODE_COLUMNS}{LINK_COLUMNS}{FORMAT}"
    return hashlib.blake2b(f"{text}\n{columns}".encode(), digest_size=12).hexdigest()
