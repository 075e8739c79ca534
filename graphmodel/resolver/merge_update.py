"""Incremental merge: after a change, only the groups that it touches are merged again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import polars as pl

from graphmodel.network.network import Indexes, Network, NetworkDelta
from graphmodel.network.splice import KEY, Replacement, incident_links, rows_with_ids, with_end_ids
from graphmodel.resolver.judgement import resolve
from graphmodel.resolver.merge import degrees, judgements_of, merge_groups, waiting_table
from graphmodel.resolver.value_rule import ValueRule
from graphmodel.schema.model import JUDGEMENT

Group = tuple[str, ...]


def update_merged(
    merged: Network,
    now: Network,
    delta: NetworkDelta,
    rule: Callable[[], ValueRule] = ValueRule,
) -> Network:
    """``merge_to_canonical`` of ``now``, updated from ``merged``, its earlier result."""
    if merged is delta.earlier and not (now.links["kind"] == JUDGEMENT).any():
        return now
    judgements = judgements_of(now)
    resolution = resolve(judgements)
    groups = [g for g in resolution.groups if all(node_id in now for node_id in g)]
    touched = _touched_members(merged, now, delta, groups)
    ids = pl.Series([*{*delta.nodes, *touched}], dtype=pl.String)
    rows = rows_with_ids(now.nodes, ids)
    links = np.union1d(delta.new_links, incident_links(now.links, len(now), rows))
    earlier = delta.earlier
    old_links = incident_links(earlier.links, len(earlier), rows_with_ids(earlier.nodes, ids))
    keys = [delta.links, now.links.select(KEY)[links], earlier.links.select(KEY)[old_links]]
    region = _merged_region(now, rows, links, groups, rule())
    new = Replacement(
        ids,
        region.nodes.filter(pl.col("id").is_in(ids.implode())),
        pl.concat(keys).unique(),
        with_end_ids(region.nodes, region.links),
    )
    unchanged = merged.records.filter(~pl.col("id").is_in(ids.implode()))
    changed = region.records.filter(pl.col("id").is_in(ids.implode()))
    records = _sorted_by_group(pl.concat([unchanged, changed]), groups)
    waiting = waiting_table(judgements, resolution)
    return merged.spliced(new, now.revision, records, waiting)


def _touched_members(
    merged: Network, now: Network, delta: NetworkDelta, groups: Sequence[Group]
) -> set[str]:
    """The members of groups that were formed or split, or in which a record or link changed."""
    members: dict[str, list[str]] = {}
    for leader, node_id in merged.records.select("joined_as", "id").iter_rows():
        members.setdefault(leader, []).append(node_id)
    old, new = {tuple(sorted(ids)) for ids in members.values()}, set(groups)
    touched = set(delta.nodes)
    for network, rows in ((delta.earlier, delta.old_links), (now, delta.new_links)):
        for end in ("source", "target"):
            touched.update(network.nodes["id"].gather(network.links[end].gather(rows)))
    unchanged = {group for group in old & new if touched.isdisjoint(group)}
    return {node_id for group in (old | new) - unchanged for node_id in group}


def _merged_region(
    now: Network, nodes: Indexes, links: Indexes, groups: Iterable[Group], rule: ValueRule
) -> Network:
    """The merged network of these links and nodes and of every record merged with them."""
    ties = now.links[links].filter(pl.col("kind") != JUDGEMENT)
    region = {*nodes.tolist(), *ties["source"], *ties["target"]}
    members = [[now.index(node_id) for node_id in group] for group in groups]
    touching = [group for group in members if not region.isdisjoint(group)]
    rows = np.array(sorted(region.union(*touching)), dtype=np.int64)
    index = {row: at for at, row in enumerate(rows.tolist())}
    ties = ties.with_columns(
        pl.Series(end, np.searchsorted(rows, ties[end].to_numpy()), dtype=pl.Int64)
        for end in ("source", "target")
    )
    network = Network(now.nodes[rows], ties, now.revision)
    regrouped = [[index[row] for row in group] for group in touching]
    return merge_groups(network, regrouped, degrees(now)[rows], rule)


def _sorted_by_group(records: pl.DataFrame, groups: Iterable[Group]) -> pl.DataFrame:
    """Records group by group, in the order of the groups."""
    rank = {node_id: at for at, group in enumerate(groups) for node_id in group}
    order = pl.Series("_rank", [rank[node_id] for node_id in records["id"]], dtype=pl.Int64)
    return records.with_columns(order).sort("_rank", maintain_order=True).drop("_rank")
