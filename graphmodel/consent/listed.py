"""Who may be shown: the only place where data read from a store is withheld.

Everything that answers a question reads the network made here. It withholds everybody whose
``consent`` is "withdrawn" in any of the records judged to be theirs; people who withdrew with
``graphmodel consent`` are no longer in the store.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from graphmodel.facts.conflicts import CONSENT, WITHDRAWN
from graphmodel.network.network import Network, NetworkDelta
from graphmodel.network.splice import KEY, Replacement, incident_links, rows_with_ids, with_end_ids
from graphmodel.resolver.judgement import resolve
from graphmodel.resolver.merge import judgements_of


def held_back(records: Network) -> set[str]:
    """The ids of all records of people who may not be shown."""
    withdrawn = records.nodes.lazy().filter(pl.col(CONSENT) == WITHDRAWN).select("id")
    ids = set(withdrawn.collect()["id"])
    if ids:
        for group in resolve(judgements_of(records)).groups:
            if not ids.isdisjoint(group):
                ids.update(group)
    return ids


def only_listed(records: Network) -> Network:
    """The network without the people who may not be shown; the same object if there are none."""
    ids = held_back(records)
    return records.filter(nodes=~pl.col("id").is_in(list(ids))) if ids else records


def update_listed(before: Network, records: Network, delta: NetworkDelta) -> Network:
    """Update ``before``, the ``only_listed`` network of the earlier records, to match
    ``records``."""
    ids = held_back(records)
    if not ids and before is delta.earlier:
        return records
    were = held_back(delta.earlier)
    changed = pl.Series([*{*delta.nodes, *(ids ^ were)}], dtype=pl.String)
    rows = rows_with_ids(records.nodes, changed)
    touching = incident_links(records.links, len(records), rows)
    links = records.links[np.union1d(touching, delta.new_links)]
    shown = records.nodes.filter(~pl.col("id").is_in(list(ids)))
    named = with_end_ids(records.nodes, links).filter(
        ~pl.col(end).is_in(list(ids)) for end in ("from_id", "to_id")
    )
    earlier = delta.earlier
    old = incident_links(earlier.links, len(earlier), rows_with_ids(earlier.nodes, changed))
    keys = [delta.links, links.select(KEY), earlier.links.select(KEY)[old]]
    new = Replacement(
        changed,
        shown.filter(pl.col("id").is_in(changed.implode())),
        pl.concat(keys).unique(),
        named,
    )
    return before.spliced(new, records.revision, records.records)
