"""Nodes that are judged to be one, after a change: only groups that it touches are joined anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from graphmodel.network.network import Indexes, Network, NetworkDelta
from graphmodel.network.splice import KEY, Replacement, incident_links, rows_with_ids, with_end_ids
from graphmodel.resolver.judgement import standing
from graphmodel.resolver.merge import degrees, joined, judged
from graphmodel.schema.model import JUDGEMENT

Group = tuple[str, ...]


def update_merged(before: Network, now: Network, delta: NetworkDelta) -> Network:
    """What ``as_one`` makes of a network, made of ``before``, which it made of the earlier one."""
    if before is delta.earlier and not (now.links["kind"] == JUDGEMENT).any():
        return now
    groups = [g for g in standing(judged(now)).groups if all(one in now for one in g)]
    anew = _anew(before, now, delta, groups)
    ids = pl.Series([*{*delta.nodes, *anew}], dtype=pl.String)
    rows = rows_with_ids(now.nodes, ids)
    links = np.union1d(delta.new_links, incident_links(now.links, len(now), rows))
    earlier = delta.earlier
    old = incident_links(earlier.links, len(earlier), rows_with_ids(earlier.nodes, ids))
    keys = [delta.links, now.links.select(KEY)[links], earlier.links.select(KEY)[old]]
    part = _joined_around(now, rows, links, groups)
    new = Replacement(
        ids,
        part.nodes.filter(pl.col("id").is_in(ids.implode())),
        pl.concat(keys).unique(),
        with_end_ids(part.nodes, part.links),
    )
    as_before = before.records.filter(~pl.col("id").is_in(ids.implode()))
    fresh = part.records.filter(pl.col("id").is_in(ids.implode()))
    records = _in_order(pl.concat([as_before, fresh]), groups)
    return before.spliced(new, now.revision, records)


def _anew(before: Network, now: Network, delta: NetworkDelta, groups: Sequence[Group]) -> set[str]:
    """The members of groups that came together or apart, or of which a record or link changed."""
    members: dict[str, list[str]] = {}
    for leader, one in before.records.select("joined_as", "id").iter_rows():
        members.setdefault(leader, []).append(one)
    old, new = {tuple(sorted(some)) for some in members.values()}, set(groups)
    touched = set(delta.nodes)
    for network, rows in ((delta.earlier, delta.old_links), (now, delta.new_links)):
        for end in ("source", "target"):
            touched.update(network.nodes["id"].gather(network.links[end].gather(rows)))
    still = {group for group in old & new if touched.isdisjoint(group)}
    return {one for group in (old | new) - still for one in group}


def _joined_around(
    now: Network, nodes: Indexes, links: Indexes, groups: Iterable[Group]
) -> Network:
    """The joined network of some links, some nodes and all who are one with any of them."""
    ties = now.links[links].filter(pl.col("kind") != JUDGEMENT)
    here = {*nodes.tolist(), *ties["source"], *ties["target"]}
    members = [[now.index(one) for one in group] for group in groups]
    whole = [some for some in members if not here.isdisjoint(some)]
    rows = np.array(sorted(here.union(*whole)), dtype=np.int64)
    place = {row: at for at, row in enumerate(rows.tolist())}
    ties = ties.with_columns(
        pl.Series(end, np.searchsorted(rows, ties[end].to_numpy()), dtype=pl.Int64)
        for end in ("source", "target")
    )
    part = Network(now.nodes[rows], ties, now.revision)
    return joined(part, [[place[row] for row in group] for group in whole], degrees(now)[rows])


def _in_order(records: pl.DataFrame, groups: Iterable[Group]) -> pl.DataFrame:
    """Records group by group, in the order in which the groups stand."""
    place = {one: at for at, group in enumerate(groups) for one in group}
    order = pl.Series("_place", [place[one] for one in records["id"]], dtype=pl.Int64)
    return records.with_columns(order).sort("_place", maintain_order=True).drop("_place")
