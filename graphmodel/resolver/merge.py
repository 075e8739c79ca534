"""Merging records judged to be one into a canonical node with all names, links and sources."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from graphmodel.network.network import Indexes, Network
from graphmodel.network.tables import node_columns, record_columns, waiting_columns
from graphmodel.resolver.judgement import Judgement, Resolution, queue, read_judgements, resolve
from graphmodel.schema.model import JUDGEMENT, LINK_KINDS

_CONSENT = ("withdrawn", "not asked", "given")
"""Among several answers the most cautious holds."""


def judgements_of(network: Network) -> list[Judgement]:
    """The judgements in a network of records within one namespace, in order of time."""
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
    """The network of records without the judgements among its links."""
    return network.filter(links=pl.col("kind") != JUDGEMENT)


def merge_to_canonical(network: Network, resolution: Resolution | None = None) -> Network:
    """The network in which each group of ``resolution`` is one node, without judgements as links.

    The node has the id and name of the record with the most links, the other names as
    ``other_names``, and all sources; equal links are merged, with the sources of all.
    ``network`` is unchanged. ``resolution`` is that of its judgements, if already known.
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
    return merge_groups(unmerged, rows, degrees(unmerged))


def waiting_table(judgements: Sequence[Judgement], resolution: Resolution) -> pl.DataFrame:
    """The pairs that wait for a person, in the form of ``waiting_columns``."""
    waiting = queue(judgements, resolution).waiting
    rows = [(j.left_id, j.right_id, j.probability) for j in waiting]
    return pl.DataFrame(rows, schema=waiting_columns(), orient="row")


def degrees(network: Network) -> Indexes:
    """The number of links of each node, not counting judgements."""
    is_tie = (network.links["kind"] != JUDGEMENT).to_numpy()
    ends = [network.links[end].to_numpy()[is_tie] for end in ("source", "target")]
    return np.bincount(np.concatenate(ends), minlength=len(network))


def merge_groups(network: Network, groups: Sequence[Sequence[int]], degree: Indexes) -> Network:
    """A network without judgements in which the nodes of each group are one. The node with the
    highest ``degree`` leads its group."""
    members: list[int] = []
    leaders: list[int] = []
    for group in groups:
        rows = sorted(group, key=lambda row: (-degree[row], row))
        members += rows
        leaders += [rows[0]] * len(rows)
    table = pl.DataFrame(
        {"row": members, "leader": leaders}, schema_overrides={"row": pl.Int64, "leader": pl.Int64}
    )
    records = network.nodes[members].with_columns(
        network.nodes["id"].gather(table["leader"]).alias("joined_as"),
        pl.Series("links", degree[members], dtype=pl.Int64),
    )
    nodes = _merge_nodes(network.nodes, records, table)
    return Network(
        nodes, _merge_links(network.links, nodes, network.nodes, table), network.revision,
        records.select(list(record_columns())), waiting=network.waiting,
    )  # fmt: skip


def _merge_nodes(nodes: pl.DataFrame, records: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """All nodes, those of a group as one: where two differ, the first record's value holds."""
    unmerged = nodes.with_row_index("_row").filter(~pl.col("_row").is_in(table["row"].implode()))
    canonical = records.group_by("joined_as", maintain_order=True).agg(
        _all_names(),
        *(
            _one_value(name, type_)
            for name, type_ in node_columns().items()
            if name != "other_names"
        ),
    )
    columns = list(node_columns())
    return pl.concat([unmerged.select(columns), canonical.select(columns)]).sort("kind", "id")


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
        rank = column.replace_strict(list(_CONSENT), list(range(len(_CONSENT))), default=None)
        return column.sort_by(rank, nulls_last=True).first()
    return column.drop_nulls().first()


def _merge_links(
    links: pl.DataFrame, nodes: pl.DataFrame, before: pl.DataFrame, table: pl.DataFrame
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
    # A tie between two records of one person is not a tie.
    moved = moved.filter((pl.col("source") != pl.col("target")) | pl.col("_self_link"))
    frames = [moved.filter(~pl.col("_touched")).select(links.columns)]
    for kind, declared in LINK_KINDS.items():
        of_kind = moved.filter(pl.col("_touched") & (pl.col("kind") == kind))
        if of_kind.height:
            key = ["source", "target", *declared.key]
            values = [c for c in links.columns if c not in key]
            merged = of_kind.group_by(key, maintain_order=True).agg(
                _one_value(name, of_kind.schema[name]) for name in values
            )
            frames.append(merged.select(links.columns))
    return pl.concat(frames).sort("kind", "source", "target", "id")
