"""Removes rows from large tables of nodes and links and inserts others, without re-sorting.

Nodes are sorted by kind and id, links by kind, source, target and id, where ``source`` and
``target`` are rows of the nodes.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

MAX_SLICES = 5_000
"""A table of up to this many runs of rows is assembled from slices; one of more is gathered."""

KEY = ("kind", "id")
_ENDS = {"source": "from_id", "target": "to_id"}

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Replacement:
    """``nodes`` to replace those with ``ids``, and ``links`` (with ``from_id`` and ``to_id``) to
    replace those with ``keys``, kind and id, which include all links of these nodes."""

    ids: pl.Series
    nodes: pl.DataFrame
    keys: pl.DataFrame
    links: pl.DataFrame


@dataclass(frozen=True)
class SplicedTables:
    """Both tables after a replacement, with the former rows of old links and the rows of new
    ones."""

    nodes: pl.DataFrame
    links: pl.DataFrame
    old_links: Rows
    new_links: Rows


def splice_tables(
    nodes: pl.DataFrame, links: pl.DataFrame, replacement: Replacement
) -> SplicedTables:
    """Both tables after a replacement."""
    staying_nodes = np.ones(nodes.height, dtype=np.bool_)
    staying_nodes[rows_with_ids(nodes, replacement.ids)] = False
    positions = _node_positions(nodes, staying_nodes, replacement.nodes)
    node_table = _spliced(nodes, staying_nodes, replacement.nodes, positions)
    new_rows = _renumbered(staying_nodes, positions)
    old_links = rows_with_keys(links, replacement.keys)
    added_links = _with_rows(node_table, replacement.links, links.columns)
    staying_links = np.ones(links.height, dtype=np.bool_)
    staying_links[old_links] = False
    renumbered = links.with_columns(
        pl.Series(end, new_rows[links[end].to_numpy()], dtype=pl.Int64) for end in _ENDS
    )
    positions = _link_positions(renumbered, staying_links, node_table.height, added_links)
    link_table = _spliced(renumbered, staying_links, added_links, positions)
    return SplicedTables(node_table, link_table, old_links, positions + np.arange(len(positions)))


def rows_with_ids(table: pl.DataFrame, ids: pl.Series) -> Rows:
    """The rows of a table with one of these ids."""
    return table["id"].is_in(ids.implode()).arg_true().to_numpy().astype(np.int64)


def rows_with_keys(table: pl.DataFrame, keys: pl.DataFrame) -> Rows:
    """The rows of a table with one of these pairs of kind and id."""
    rows = rows_with_ids(table, keys["id"])
    candidates = table.select(KEY)[rows].with_columns(pl.Series("_row", rows))
    return candidates.join(keys, on=KEY, how="semi")["_row"].sort().to_numpy()


def incident_links(links: pl.DataFrame, nodes: int, rows: Rows) -> Rows:
    """The rows of all links of some of the ``nodes`` nodes, given by their rows."""
    flags = np.zeros(nodes, dtype=np.bool_)
    flags[rows] = True
    ends = [flags[links[end].to_numpy()] for end in _ENDS]
    return np.flatnonzero(ends[0] | ends[1])


def with_end_ids(nodes: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Links with the ids of their ends in place of the rows."""
    ids = (nodes["id"].gather(links[end]).alias(name) for end, name in _ENDS.items())
    return links.with_columns(ids).drop(*_ENDS)


def _with_rows(nodes: pl.DataFrame, links: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Links with the rows of their ends in place of the ids, sorted."""
    named = pl.concat([links["from_id"], links["to_id"]])
    node_rows = nodes.select("id").with_row_index().filter(pl.col("id").is_in(named.implode()))
    for end, name in _ENDS.items():
        row = pl.col("index").cast(pl.Int64).alias(end)
        links = links.join(node_rows.select(pl.col("id").alias(name), row), on=name, how="inner")
    return links.select(columns).sort("kind", "source", "target", "id")


def _spliced(
    table: pl.DataFrame, staying: Flags, new: pl.DataFrame, positions: Rows
) -> pl.DataFrame:
    """The staying rows, with each new row inserted before the staying row at its position."""
    order = np.insert(np.flatnonzero(staying), positions, table.height + np.arange(new.height))
    filled = {c for c in table.columns if any(f[c].null_count() < f.height for f in (table, new))}
    columns = [name for name in table.columns if name in filled or name == "id"]
    rows = pl.concat([table.select(columns), new.select(columns)])
    breaks = np.flatnonzero(np.diff(order) != 1) + 1
    if len(breaks) > MAX_SLICES:
        spliced = rows[order]
    else:
        starts = np.concatenate([[0], breaks])
        lengths = np.diff(np.concatenate([starts, [len(order)]]))
        pieces = [rows.slice(order[s], n) for s, n in zip(starts, lengths, strict=True) if n]
        # As one chunk, so that single rows are fast to access.
        spliced = pl.concat([rows.clear(), *pieces], rechunk=True)
    return spliced.select(
        pl.col(name) if name in columns else pl.lit(None, type_).alias(name)
        for name, type_ in table.schema.items()
    )


def _renumbered(staying: Flags, positions: Rows) -> Rows:
    """The new row of each old one; -1 for removed rows."""
    rank = np.cumsum(staying) - 1
    inserted = np.cumsum(np.bincount(positions, minlength=len(rank) + 1))
    return np.where(staying, rank + inserted[np.maximum(rank, 0)], -1)


def _node_positions(nodes: pl.DataFrame, staying: Flags, new: pl.DataFrame) -> Rows:
    """The position among the staying nodes before which each new node goes."""
    spans = _spans(nodes["kind"])
    ranks = np.concatenate([[0], np.cumsum(staying)])
    positions = [np.empty(0, dtype=np.int64)]
    for (kind,), rows in new.group_by("kind", maintain_order=True):
        before = sum(
            length for earlier_kind, (_, length) in spans.items() if earlier_kind < str(kind)
        )
        start, length = spans.get(str(kind), (before, 0))
        offsets = nodes["id"].slice(start, length).search_sorted(rows["id"], "left")
        positions.append(ranks[start + offsets.to_numpy().astype(np.int64)])
    return np.concatenate(positions)


def _link_positions(links: pl.DataFrame, staying: Flags, nodes: int, new: pl.DataFrame) -> Rows:
    """The position among the staying links before which each new link goes."""
    kinds = sorted({*_spans(links["kind"]), *_spans(new["kind"])})
    keys = _keys(links, kinds, nodes)[staying]
    new_keys = _keys(new, kinds, nodes)
    low, high = (np.searchsorted(keys, new_keys, side) for side in ("left", "right"))
    rows = np.flatnonzero(staying)
    for index in np.flatnonzero(low < high):
        tied_ids = links["id"].gather(rows[low[index] : high[index]]).to_list()
        low[index] += bisect_left(tied_ids, new["id"][int(index)])
    return low.astype(np.int64)


def _keys(links: pl.DataFrame, kinds: list[str], nodes: int) -> Rows:
    """A number for each link that sorts them by kind, source and target."""
    code = np.empty(links.height, dtype=np.int64)
    for kind, (start, length) in _spans(links["kind"]).items():
        code[start : start + length] = kinds.index(kind)
    keys: Rows = (code * nodes + links["source"].to_numpy()) * nodes + links["target"].to_numpy()
    return keys


def _spans(kinds: pl.Series) -> dict[str, tuple[int, int]]:
    """The first row and the number of rows of each kind in a table sorted by kind."""
    spans, start = {}, 0
    runs = kinds.rle().struct
    for kind, length in zip(runs.field("value"), runs.field("len"), strict=True):
        spans[str(kind)] = (start, length)
        start += length
    return spans
