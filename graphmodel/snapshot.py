"""Loads the network of a store, using Arrow files cached by store and revision."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from itertools import count
from pathlib import Path

import polars as pl

from graphmodel.consent.listed import only_listed, update_listed
from graphmodel.errors import StoreChanging
from graphmodel.network.cache import (
    MappedCache,
    networks_folder,
    newest_folders,
    remove_folders,
)
from graphmodel.network.network import Network
from graphmodel.network.tables import link_columns, node_columns
from graphmodel.network.update import updated_network
from graphmodel.resolver.merge import merge_to_canonical
from graphmodel.resolver.merge_update import update_merged
from graphmodel.resolver.value_rule import ValueRule
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS
from graphmodel.store.base import Store
from graphmodel.store.withdrawals import NOBODY, PERSON, Withdrawal, Withdrawn

CACHED_REVISIONS = 3
"""The number of revisions of a store whose files are kept."""

MAX_DELTA = 10_000
"""The number of facts that may change before a network is cached again."""

MAX_CHANGED_SHARE = 0.2
"""If more than this share of facts changed, the changed kinds are read completely."""

REST_SECONDS = 0.6
"""A store unchanged for this long is at rest: an import changes it more often."""

FORMAT = 5
"""The version of the file format; files of another version are not opened."""

_REVISIONS = "revisions"
_LAST_READ = "last.json"


def load_network(store: Store, tries: int | None = None) -> Network:
    """The current network of the store, with nodes judged to be the same merged into one; ``tries``
    as for ``load_records``."""
    rule = cache(partial(ValueRule.of, store))
    return load_records(store, tries).derived(
        "joined", partial(merge_to_canonical, rule=rule), partial(update_merged, rule=rule)
    )


def load_records(store: Store, tries: int | None = None) -> Network:
    """The current network of the store, with every record separate and judgements among the links.
    People who have withdrawn consent are neither in it nor in anything made from it.

    The first call reads it from the store. Later calls open its Arrow files, in a fraction of a
    second, and read only what has changed since. If the store changes during a read, it is read
    again, up to ``tries`` times if given, after which StoreChanging is raised. With ``tries``,
    StoreChanging is also raised if everything would have to be read while the store is being
    written to.
    """
    return _load_all(store, tries).derived("listed", only_listed, update_listed)


def _load_all(store: Store, tries: int | None) -> Network:
    """Like ``load_records``, but with people whose consent an imported table gives as withdrawn."""
    withdrawals = _finished_withdrawals(store)
    withdrawn = Withdrawn(withdrawals)
    folder = networks_folder() / _safe(store.identity() + _withdrawals_key(withdrawals))
    revision = store.revision()
    cached = Network.open(_cache(folder, revision), revision)
    if cached is not None:
        return cached
    previous = _last_read(folder)
    network = None
    if previous is not None:
        network = update_network(store, previous.network, tries, withdrawn)
    if network is not None and _differs_little(network):
        return network
    if network is None:
        if tries is not None:
            _check_at_rest(store)
        network = read_network(store, previous, tries, withdrawn)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    network = network.save(_cache(folder, network.revision))
    _remember(folder, network, store)
    remove_folders(newest_folders(folder / _REVISIONS)[CACHED_REVISIONS:])
    return network


def _withdrawals_key(withdrawals: Iterable[Withdrawal]) -> str:
    """A key that changes with each withdrawal: a program that still has the earlier network open
    then caches in another folder, which is deleted and not created again."""
    return "".join(f"\n{withdrawal.id} {withdrawal.finished}" for withdrawal in withdrawals)


def _cache(folder: Path, revision: str) -> MappedCache:
    return MappedCache(folder / _REVISIONS / _safe(revision), folder / "lasting", folder)


@dataclass(frozen=True)
class PreviousRead:
    """A network read earlier, and the revision that each kind had at that time."""

    network: Network
    kinds: Mapping[str, str]

    def nodes(self, kind: str) -> pl.DataFrame:
        """The nodes of a kind as the store returned them."""
        return self.network.nodes.filter(pl.col("kind") == kind).drop("kind")

    def links(self, kind: str) -> pl.DataFrame:
        """The links of a kind as the store returned them."""
        links = self.network.links.filter(pl.col("kind") == kind)
        ids = self.network.nodes["id"]
        ends = {"from_id": ids.gather(links["source"]), "to_id": ids.gather(links["target"])}
        return links.with_columns(**ends).drop("kind", "source", "target")


def _check_at_rest(store: Store) -> None:
    revision = store.revision()
    time.sleep(REST_SECONDS)
    if store.revision() != revision:
        raise _store_changing(store)


def _store_changing(store: Store) -> StoreChanging:
    return StoreChanging(
        "{address} is being written to; try again once that has finished", address=store.address
    )


def read_network(
    store: Store,
    previous: PreviousRead | None = None,
    tries: int | None = None,
    withdrawn: Withdrawn = NOBODY,
) -> Network:
    """The current network of the store, without people who have ``withdrawn``; only kinds changed
    since ``previous`` are read. ``tries`` as for ``load_records``."""
    for _ in _attempts(tries):
        revision, kinds = store.revision(), store.kind_revisions()
        unchanged = (
            set()
            if previous is None
            else {k for k, v in previous.kinds.items() if kinds.get(k) == v}
        )
        nodes = {k: previous.nodes(k) if previous and k in unchanged else store.nodes(k)
                 for k in NODE_KINDS}  # fmt: skip
        nodes[PERSON] = _consenting(store, nodes[PERSON], withdrawn)
        links = {k: previous.links(k) if previous and k in unchanged else store.links(k)
                 for k in LINK_KINDS}  # fmt: skip
        if store.revision() == revision:
            return Network.build(nodes, links, revision)
    raise _store_changing(store)


def _consenting(store: Store, people: pl.DataFrame, withdrawn: Withdrawn) -> pl.DataFrame:
    """These people without those who have withdrawn. If the store holds any of the latter, because
    another program brought them back, they are erased again."""
    consenting = withdrawn.without(people)
    if consenting.height < people.height:
        _erase_again(store)
    return consenting


def _finished_withdrawals(store: Store) -> tuple[Withdrawal, ...]:
    """Every withdrawal; interrupted ones are finished first, unless they are under way."""
    withdrawals = store.withdrawals.records()
    if all(withdrawal.finished for withdrawal in withdrawals):
        return tuple(withdrawals)
    return _erase_again(store)


def _erase_again(store: Store) -> tuple[Withdrawal, ...]:
    # Imported only when needed: there is rarely anyone to erase, and erasing loads the ledger.
    from graphmodel.consent.withdraw import erase_again

    return erase_again(store)


def _attempts(tries: int | None) -> Iterable[int]:
    return count() if tries is None else range(tries)


def _differs_little(network: Network) -> bool:
    delta = network.delta
    return delta is not None and len(delta.nodes) + delta.links.height <= MAX_DELTA


def update_network(
    store: Store, earlier: Network, tries: int | None = None, withdrawn: Withdrawn = NOBODY
) -> Network | None:
    """The current network of the store, made from an earlier one and the changes since, without
    people who have ``withdrawn``. None if the changes are unknown or so many that reading
    everything again is faster. ``tries`` as for ``load_records``."""
    if any(table["id"].null_count() for table in (earlier.nodes, earlier.links)):
        return None
    max_changes = MAX_CHANGED_SHARE * (len(earlier) + earlier.links.height)
    for _ in _attempts(tries):
        revision = store.revision()
        ids = store.changes(earlier.revision)
        if ids is None or sum(map(len, ids.values())) > max_changes:
            return None
        facts = {
            kind: store.nodes(kind, kind_ids) if kind in NODE_KINDS else store.links(kind, kind_ids)
            for kind, kind_ids in ids.items()
        }
        if PERSON in facts:
            facts[PERSON] = _consenting(store, facts[PERSON], withdrawn)
        if store.revision() == revision:
            return updated_network(earlier, ids, facts, revision)
    raise _store_changing(store)


def _last_read(folder: Path) -> PreviousRead | None:
    """The last network read, if still cached."""
    try:
        entry = json.loads((folder / _LAST_READ).read_text())
    except (OSError, ValueError):
        return None
    network = Network.open(_cache(folder, entry["revision"]), entry["revision"])
    return None if network is None else PreviousRead(network, entry["kinds"])


def _remember(folder: Path, network: Network, store: Store) -> None:
    """Record the revision of each kind in a network, unless the store has changed since."""
    entry = {"kinds": dict(store.kind_revisions()), "revision": network.revision}
    if store.revision() == network.revision:
        with suppress(OSError):
            draft = folder / f"{_LAST_READ}.{os.getpid()}"
            draft.write_text(json.dumps(entry))
            draft.replace(folder / _LAST_READ)


def _safe(text: str) -> str:
    """A folder name for any text, which depends on the columns, so outdated files are not
    opened."""
    columns = f"{node_columns()}{link_columns()}{FORMAT}"
    return hashlib.blake2b(f"{text}\n{columns}".encode(), digest_size=12).hexdigest()
