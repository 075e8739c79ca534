"""The network after a change, made of the one before: only what changed is made anew."""

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
    """The network in which the facts of these ids are what the frames by kind say, and those that
    are in no frame are gone: the same as one that was built of all facts.

    Raises InputError where an id stands for nodes of two kinds.
    """
    nodes = node_table({kind: frame for kind, frame in facts.items() if kind in NODE_KINDS})
    told = _keys(ids, NODE_KINDS)
    old = rows_with_keys(earlier.nodes, told)
    others = np.setdiff1d(rows_with_ids(earlier.nodes, nodes["id"]), old)
    _see_one_kind(earlier.nodes["id"].gather(others), nodes["id"])
    keys = _keys(ids, LINK_KINDS)
    # The years of a link may be those of its film, so that the links of what changed change too.
    beside = with_end_ids(
        earlier.nodes, earlier.links[incident_links(earlier.links, len(earlier), old)]
    )
    beside = beside.join(keys, on=KEY, how="anti")
    frames = {kind: [frame] for kind, frame in facts.items() if kind in LINK_KINDS}
    for (kind,), some in beside.group_by("kind"):
        frames.setdefault(str(kind), []).append(some.drop("kind", "first_year", "last_year"))
    whole = {kind: pl.concat(some, how="diagonal") for kind, some in frames.items()}
    links = _told(earlier.nodes, told["id"], nodes, whole)
    keys = pl.concat([keys, beside.select(KEY)])
    return earlier.spliced(
        Replacement(told["id"], nodes, keys, links), revision, earlier.records
    )  # fmt: skip


def _told(
    nodes: pl.DataFrame, ids: pl.Series, new: pl.DataFrame, links: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Links as a network has them, with the ids of their ends: among ``new`` nodes, or among those
    that are not of these ids."""
    ends = [frame[end] for frame in links.values() for end in ("from_id", "to_id")]
    named = pl.concat([pl.Series(dtype=pl.String), *ends])
    staying = nodes[rows_with_ids(nodes, named)].filter(~pl.col("id").is_in(ids.implode()))
    at = pl.concat([staying, new])
    return with_end_ids(at, link_table(links, at.with_row_index()))


def _keys(ids: Ids, kinds: Mapping[str, object]) -> pl.DataFrame:
    rows = [(kind, one) for kind, some in ids.items() if kind in kinds for one in some]
    return pl.DataFrame(rows, dict.fromkeys(KEY, pl.String()), orient="row")


def _see_one_kind(others: pl.Series, new: pl.Series) -> None:
    twice = pl.concat([others, new.filter(new.is_duplicated())])
    if len(twice):
        raise InputError(f"id {twice[0]!r} stands for two nodes; give one of them another id")
