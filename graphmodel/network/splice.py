"""Rows taken out of large tables of nodes and links and put into them, without sorting them again.

Nodes are in the order of kind and id, links in that of kind, source, target and id, where
``source`` and ``target`` are rows of the nodes.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

PIECES = 5_000
"""Runs of rows up to which a table is put together of slices; more of them are gathered."""

KEY = ("kind", "id")
_ENDS = {"source": "from_id", "target": "to_id"}

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Replacement:
    """``nodes`` in place of those of ``ids``, and ``links`` (with ``from_id`` and ``to_id``) in
    place of those of ``keys``, kind and id, among which are all links of these nodes."""

    ids: pl.Series
    nodes: pl.DataFrame
    keys: pl.DataFrame
    links: pl.DataFrame


@dataclass(frozen=True)
class SplicedTables:
    """Both tables after a replacement, the rows that old links had and those that new ones have."""

    nodes: pl.DataFrame
    links: pl.DataFrame
    old_links: Rows
    new_links: Rows


def splice_tables(nodes: pl.DataFrame, links: pl.DataFrame, new: Replacement) -> SplicedTables:
    """Both tables with the replacement made."""
    stays = np.ones(nodes.height, dtype=np.bool_)
    stays[rows_with_ids(nodes, new.ids)] = False
    at = _places_of_nodes(nodes, stays, new.nodes)
    table, where = _spliced(nodes, stays, new.nodes, at), _renumbered(stays, at)
    old_links = rows_with_keys(links, new.keys)
    fresh = _with_rows(table, new.links, links.columns)
    kept = np.ones(links.height, dtype=np.bool_)
    kept[old_links] = False
    moved = links.with_columns(
        pl.Series(end, where[links[end].to_numpy()], dtype=pl.Int64) for end in _ENDS
    )
    at = _places_of_links(moved, kept, table.height, fresh)
    made = _spliced(moved, kept, fresh, at)
    return SplicedTables(table, made, old_links, at + np.arange(len(at)))


def rows_with_ids(table: pl.DataFrame, ids: pl.Series) -> Rows:
    """The rows of a table that have one of these ids."""
    return table["id"].is_in(ids.implode()).arg_true().to_numpy().astype(np.int64)


def rows_with_keys(table: pl.DataFrame, keys: pl.DataFrame) -> Rows:
    """The rows of a table that have one of these kinds and ids."""
    rows = rows_with_ids(table, keys["id"])
    near = table.select(KEY)[rows].with_columns(pl.Series("_row", rows))
    return near.join(keys, on=KEY, how="semi")["_row"].sort().to_numpy()


def incident_links(links: pl.DataFrame, nodes: int, some: Rows) -> Rows:
    """The rows of all links, among so many nodes, of some of them."""
    flags = np.zeros(nodes, dtype=np.bool_)
    flags[some] = True
    ends = [flags[links[end].to_numpy()] for end in _ENDS]
    return np.flatnonzero(ends[0] | ends[1])


def with_end_ids(nodes: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Links with the ids of their ends in place of their rows."""
    ids = (nodes["id"].gather(links[end]).alias(name) for end, name in _ENDS.items())
    return links.with_columns(ids).drop(*_ENDS)


def _with_rows(nodes: pl.DataFrame, links: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Links with the rows of their ends in place of the ids, in order."""
    named = pl.concat([links["from_id"], links["to_id"]])
    at = nodes.select("id").with_row_index().filter(pl.col("id").is_in(named.implode()))
    for end, name in _ENDS.items():
        row = pl.col("index").cast(pl.Int64).alias(end)
        links = links.join(at.select(pl.col("id").alias(name), row), on=name, how="inner")
    return links.select(columns).sort("kind", "source", "target", "id")


def _spliced(table: pl.DataFrame, stays: Flags, new: pl.DataFrame, at: Rows) -> pl.DataFrame:
    """The rows that stay, with each new row before that one of them that ``at`` numbers."""
    order = np.insert(np.flatnonzero(stays), at, table.height + np.arange(new.height))
    says = {c for c in table.columns if any(f[c].null_count() < f.height for f in (table, new))}
    saying = [name for name in table.columns if name in says or name == "id"]
    both = pl.concat([table.select(saying), new.select(saying)])
    breaks = np.flatnonzero(np.diff(order) != 1) + 1
    if len(breaks) > PIECES:
        made = both[order]
    else:
        starts = np.concatenate([[0], breaks])
        lengths = np.diff(np.concatenate([starts, [len(order)]]))
        pieces = [both.slice(order[s], n) for s, n in zip(starts, lengths, strict=True) if n]
        # In one piece, which makes single rows quick to reach.
        made = pl.concat([both.clear(), *pieces], rechunk=True)
    return made.select(
        pl.col(name) if name in saying else pl.lit(None, type_).alias(name)
        for name, type_ in table.schema.items()
    )


def _renumbered(stays: Flags, at: Rows) -> Rows:
    """The new row of each old one; -1 for those that do not stay."""
    rank = np.cumsum(stays) - 1
    before = np.cumsum(np.bincount(at, minlength=len(rank) + 1))
    return np.where(stays, rank + before[np.maximum(rank, 0)], -1)


def _places_of_nodes(nodes: pl.DataFrame, stays: Flags, new: pl.DataFrame) -> Rows:
    """Before which of the nodes that stay each new one comes."""
    spans = _spans(nodes["kind"])
    ranks = np.concatenate([[0], np.cumsum(stays)])
    places = [np.empty(0, dtype=np.int64)]
    for (kind,), rows in new.group_by("kind", maintain_order=True):
        before = sum(length for other, (_, length) in spans.items() if other < str(kind))
        start, length = spans.get(str(kind), (before, 0))
        found = nodes["id"].slice(start, length).search_sorted(rows["id"], "left")
        places.append(ranks[start + found.to_numpy().astype(np.int64)])
    return np.concatenate(places)


def _places_of_links(links: pl.DataFrame, stays: Flags, nodes: int, new: pl.DataFrame) -> Rows:
    """Before which of the links that stay each new one comes."""
    kinds = sorted({*_spans(links["kind"]), *_spans(new["kind"])})
    keys = _keys(links, kinds, nodes)[stays]
    wanted = _keys(new, kinds, nodes)
    low, high = (np.searchsorted(keys, wanted, side) for side in ("left", "right"))
    rows = np.flatnonzero(stays)
    for place in np.flatnonzero(low < high):
        alike = links["id"].gather(rows[low[place] : high[place]]).to_list()
        low[place] += bisect_left(alike, new["id"][int(place)])
    return low.astype(np.int64)


def _keys(links: pl.DataFrame, kinds: list[str], nodes: int) -> Rows:
    """A number for each link that orders them by kind, source and target."""
    code = np.empty(links.height, dtype=np.int64)
    for kind, (start, length) in _spans(links["kind"]).items():
        code[start : start + length] = kinds.index(kind)
    keys: Rows = (code * nodes + links["source"].to_numpy()) * nodes + links["target"].to_numpy()
    return keys


def _spans(kinds: pl.Series) -> dict[str, tuple[int, int]]:
    """The first row and the number of rows of each kind of a table sorted by kind."""
    found, start = {}, 0
    runs = kinds.rle().struct
    for kind, length in zip(runs.field("value"), runs.field("len"), strict=True):
        found[str(kind)] = (start, length)
        start += length
    return found
