"""Merging records judged to be the same into a canonical node with all names, links and sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from graphmodel.facts.conflicts import CAUTION, CONFLICTING
from graphmodel.network.network import Indexes, Network
from graphmodel.network.tables import (
    began_in,
    ended_in,
    node_columns,
    record_columns,
    waiting_columns,
)
from graphmodel.resolver.judgement import Judgement, Resolution, queue, read_judgements, resolve
from graphmodel.resolver.value_rule import NO_PREFERENCE, ValueRule, best_place
from graphmodel.schema.model import JUDGEMENT, LINK_KINDS

_AS_ONE = ("id", "kind", "namespace", "fictional", "first_year", "last_year", "consent")
"""Properties whose values are merged without any preference among sources."""


def judgements_of(network: Network) -> list[Judgement]:
    """The judgements in a network between records of one namespace, in order of time."""
    links = network.links.filter(pl.col("kind") == JUDGEMENT)
    if links.is_empty():
        return []
    namespaces = network.nodes["namespace"]
    links = links.filter(namespaces.gather(links["source"]) == namespaces.gather(links["target"]))
    ids = network.nodes["id"]
    return read_judgements(
        links.with_columns(
            ids.gather(links["source"]).alias("from_id"), ids.gather(links["target"]).alias("to_id")
        )
    )


def without_judgements(network: Network) -> Network:
    """The network without the judgements among its links."""
    return network.filter(links=pl.col("kind") != JUDGEMENT)


def merge_to_canonical(
    network: Network,
    resolution: Resolution | None = None,
    rule: Callable[[], ValueRule] = ValueRule,
) -> Network:
    """The network in which each group of ``resolution`` is one node, without judgements as links.

    The node has the id of the record with the most links, the values that ``rule`` prefers, the
    other names as ``other_names``, and all sources; equal links are merged, with the sources of
    all. ``network`` is unchanged. ``resolution`` is that of its judgements, if already known.
    Without a preference the values are those of the record with the most links.
    """
    if not (network.links["kind"] == JUDGEMENT).any():
        return network
    judgements = judgements_of(network)
    resolution = resolve(judgements) if resolution is None else resolution
    links = network.links.filter(pl.col("kind") != JUDGEMENT)
    waiting = waiting_table(judgements, resolution)
    unmerged = Network(network.nodes, links, network.revision, waiting=waiting)
    groups = [g for g in resolution.groups if all(node_id in network for node_id in g)]
    if not groups:
        return unmerged
    rows = [[network.index(node_id) for node_id in group] for group in groups]
    return merge_groups(unmerged, rows, degrees(unmerged), rule())


def waiting_table(judgements: Sequence[Judgement], resolution: Resolution) -> pl.DataFrame:
    """The pairs waiting for a person, with the columns of ``waiting_columns``."""
    waiting = queue(judgements, resolution).waiting
    rows = [(j.left_id, j.right_id, j.probability) for j in waiting]
    return pl.DataFrame(rows, schema=waiting_columns(), orient="row")


def degrees(network: Network) -> Indexes:
    """The number of links of each node, not counting judgements."""
    is_tie = (network.links["kind"] != JUDGEMENT).to_numpy()
    ends = [network.links[end].to_numpy()[is_tie] for end in ("source", "target")]
    return np.bincount(np.concatenate(ends), minlength=len(network))


def merge_groups(
    network: Network,
    groups: Sequence[Sequence[int]],
    degree: Indexes,
    rule: ValueRule = NO_PREFERENCE,
) -> Network:
    """Merge the nodes of each group in a network without judgements. The node with the highest
    ``degree`` leads its group, and ``rule`` decides whose values it shows."""
    members: list[int] = []
    leaders: list[int] = []
    for group in groups:
        rows = sorted(group, key=lambda row: (-degree[row], row))
        leaders += [rows[0]] * len(rows)
        members += _by_preference(network, rows, rule)
    table = pl.DataFrame(
        {"row": members, "leader": leaders}, schema_overrides={"row": pl.Int64, "leader": pl.Int64}
    )
    records = network.nodes[members].with_columns(
        network.nodes["id"].gather(table["leader"]).alias("joined_as"),
        pl.Series("links", degree[members], dtype=pl.Int64),
    )
    nodes = _merge_nodes(network.nodes, records, table, rule)
    return Network(
        nodes, _merge_links(network.links, nodes, network.nodes, table, rule), network.revision,
        records.select(list(record_columns())), waiting=network.waiting,
    )  # fmt: skip


def _by_preference(network: Network, rows: list[int], rule: ValueRule) -> list[int]:
    if not rule.preference:
        return rows
    sources = dict(zip(rows, network.nodes["sources"].gather(rows).to_list(), strict=True))
    return sorted(rows, key=lambda row: best_place(sources[row], rule.preference))


def _merge_nodes(
    nodes: pl.DataFrame, records: pl.DataFrame, table: pl.DataFrame, rule: ValueRule
) -> pl.DataFrame:
    """All nodes, with each group merged; where records differ, the first one's value holds."""
    unmerged = nodes.with_row_index("_row").filter(~pl.col("_row").is_in(table["row"].implode()))
    canonical = records.group_by("joined_as", maintain_order=True).agg(
        _all_names(),
        *(
            _one_value(name, type_)
            for name, type_ in node_columns().items()
            if name not in ("other_names", "id")
        ),
    )
    types = node_columns()
    scalars = [n for n, t in types.items() if not isinstance(t, pl.List) and n not in _AS_ONE]
    canonical = _with_conflicts(canonical, records, scalars, ("other_names",), rule)
    canonical = canonical.rename({"joined_as": "id"})
    columns = list(types)
    return pl.concat([unmerged.select(columns), canonical.select(columns)]).sort("kind", "id")


def _with_conflicts(
    joined: pl.DataFrame,
    rows: pl.DataFrame,
    scalars: Sequence[str],
    lists: Sequence[str],
    rule: ValueRule,
) -> pl.DataFrame:
    """Add to the joined facts every value on which the sources of their rows differ.

    Each row of ``joined`` is made of the ``rows`` with its ``joined_as``. ``scalars`` are the
    columns in which they may differ, ``lists`` those that hold the values not shown.
    """
    differs = pl.any_horizontal(pl.col(name).drop_nulls().n_unique() > 1 for name in scalars)
    held = (pl.col(CONFLICTING).list.len() > 0).any()
    groups = rows.group_by("joined_as").agg((differs | held).alias("differs"))
    keys = groups.filter("differs")["joined_as"]
    if keys.is_empty():
        return joined
    columns = [*scalars, *lists, CONFLICTING]
    differing = rows.filter(pl.col("joined_as").is_in(keys.implode()))
    settled = [
        {**rule.joined(group.select("id", "sources", *columns).to_dicts()), "joined_as": key[0]}
        for key, group in differing.group_by(["joined_as"], maintain_order=True)
    ]
    values = pl.DataFrame(settled, schema={n: joined.schema[n] for n in ("joined_as", *columns)})
    is_settled = pl.col("joined_as").is_in(keys.implode())
    of_group = joined.filter(is_settled).drop(columns)
    changed = of_group.join(values, on="joined_as").select(joined.columns)
    return pl.concat([joined.filter(~is_settled), changed])


def _all_names() -> pl.Expr:
    names = pl.concat_list(pl.col("name"), pl.col("other_names").fill_null([])).explode()
    distinct = names.drop_nulls().unique(maintain_order=True)
    return distinct.filter(distinct != pl.col("name").first()).alias("other_names")


def _one_value(name: str, type_: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(type_, pl.List):
        return column.explode().drop_nulls().unique(maintain_order=True)
    if name == "first_year":
        return column.min()
    if name == "last_year":
        return column.max()
    if name == "fictional":
        return column.max()
    if name == "consent":
        rank = column.replace_strict(list(CAUTION), list(range(len(CAUTION))), default=None)
        return column.sort_by(rank, nulls_last=True).first()
    return column.drop_nulls().first()


def _merge_links(
    links: pl.DataFrame,
    nodes: pl.DataFrame,
    before: pl.DataFrame,
    table: pl.DataFrame,
    rule: ValueRule,
) -> pl.DataFrame:
    """The links with their new ends; equal links of two records become one, with both sources."""
    leader = np.arange(before.height)
    leader[table["row"].to_numpy()] = table["leader"].to_numpy()
    touched = leader != np.arange(before.height)
    touched[table["leader"].to_numpy()] = True
    rows = pl.DataFrame({"id": nodes["id"]}).with_row_index("row")
    row_of = before.select("id").join(rows, on="id", how="left")["row"].cast(pl.Int64).to_numpy()
    ends = {end: links[end].to_numpy() for end in ("source", "target")}
    moved = links.with_columns(
        *(pl.Series(end, row_of[leader[at]], dtype=pl.Int64) for end, at in ends.items()),
        pl.Series("_self_link", ends["source"] == ends["target"]),
        pl.Series("_touched", touched[ends["source"]] | touched[ends["target"]]),
    )
    # A link between two records of one person means nothing once they are merged.
    moved = moved.filter((pl.col("source") != pl.col("target")) | pl.col("_self_link"))
    frames = [moved.filter(~pl.col("_touched")).select(links.columns)]
    for kind, declared in LINK_KINDS.items():
        of_kind = moved.filter(pl.col("_touched") & (pl.col("kind") == kind))
        if of_kind.height:
            key = ["source", "target", *declared.key]
            frames.append(_equal_as_one(of_kind.select(links.columns), key, rule))
    return pl.concat(frames).sort("kind", "source", "target", "id")


def _equal_as_one(links: pl.DataFrame, key: Sequence[str], rule: ValueRule) -> pl.DataFrame:
    """Merge links of one kind with the same ``key``, with what their sources differ on."""
    rows = links.with_row_index("joined_as").with_columns(pl.col("joined_as").first().over(key))
    values = [name for name in links.columns if name not in key]
    merged = rows.group_by(["joined_as", *key], maintain_order=True).agg(
        _one_value(name, links.schema[name]) for name in values
    )
    scalars = [
        name for name in values
        if not isinstance(links.schema[name], pl.List) and name not in _AS_ONE
    ]  # fmt: skip
    joined = _with_conflicts(merged, rows, scalars, (), rule)
    return _redated(joined).select(links.columns)


def _redated(links: pl.DataFrame) -> pl.DataFrame:
    """Reset the years of links whose sources differ to those of the dates shown."""
    differs = (pl.col(CONFLICTING).list.len() > 0).fill_null(False)
    return links.with_columns(
        pl.when(differs).then(pl.coalesce(began_in(), "first_year")).otherwise("first_year")
        .alias("first_year"),
        pl.when(differs).then(pl.coalesce(ended_in(), "last_year")).otherwise("last_year")
        .alias("last_year"),
    )  # fmt: skip
