"""Updates a network from the previous one after a change, rebuilding only what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.network.splice import (
    KEY,
    Replacement,
    incident_links,
    rows_with_ids,
    rows_with_keys,
    with_end_ids,
)
from graphmodel.network.tables import link_table, node_table
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS

Ids = Mapping[str, Sequence[str]]
"""Ids by their kind."""


def updated_network(
    earlier: Network, ids: Ids, facts: Mapping[str, pl.DataFrame], revision: str
) -> Network:
    """The earlier network with the facts with these ids replaced by the frames by kind, or deleted
    if they are in no frame: the same as a network built from all facts.

    Raises InputError if two nodes have the same id.
    """
    nodes = node_table({kind: frame for kind, frame in facts.items() if kind in NODE_KINDS})
    node_keys = _keys(ids, NODE_KINDS)
    old_nodes = rows_with_keys(earlier.nodes, node_keys)
    same_ids = np.setdiff1d(rows_with_ids(earlier.nodes, nodes["id"]), old_nodes)
    _check_unique(earlier.nodes["id"].gather(same_ids), nodes["id"])
    keys = _keys(ids, LINK_KINDS)
    # A link's years may come from its film, so the links of changed nodes change too.
    neighbouring = with_end_ids(
        earlier.nodes, earlier.links[incident_links(earlier.links, len(earlier), old_nodes)]
    )
    neighbouring = neighbouring.join(keys, on=KEY, how="anti")
    frames = {kind: [frame] for kind, frame in facts.items() if kind in LINK_KINDS}
    for (kind,), group in neighbouring.group_by("kind"):
        frames.setdefault(str(kind), []).append(group.drop("kind", "first_year", "last_year"))
    new_links = {kind: pl.concat(group, how="diagonal") for kind, group in frames.items()}
    links = _links_between(earlier.nodes, node_keys["id"], nodes, new_links)
    keys = pl.concat([keys, neighbouring.select(KEY)])
    return earlier.spliced(
        Replacement(node_keys["id"], nodes, keys, links), revision, earlier.records
    )  # fmt: skip


def _links_between(
    nodes: pl.DataFrame, ids: pl.Series, new: pl.DataFrame, links: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """The links of a network, with the ids of their ends, between ``new`` nodes and the nodes whose
    ids are not among these."""
    ends = [frame[end] for frame in links.values() for end in ("from_id", "to_id")]
    named = pl.concat([pl.Series(dtype=pl.String), *ends])
    staying = nodes[rows_with_ids(nodes, named)].filter(~pl.col("id").is_in(ids.implode()))
    current = pl.concat([staying, new])
    return with_end_ids(current, link_table(links, current.with_row_index()))


def _keys(ids: Ids, kinds: Mapping[str, object]) -> pl.DataFrame:
    rows = [
        (kind, node_id) for kind, kind_ids in ids.items() if kind in kinds for node_id in kind_ids
    ]
    return pl.DataFrame(rows, dict.fromkeys(KEY, pl.String()), orient="row")


def _check_unique(same_ids: pl.Series, new: pl.Series) -> None:
    duplicates = pl.concat([same_ids, new.filter(new.is_duplicated())])
    if len(duplicates):
        raise InputError(
            "id {node_id!r} is used by two nodes; give one of them another id",
            node_id=duplicates[0],
        )
