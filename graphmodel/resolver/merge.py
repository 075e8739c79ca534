"""Nodes that are judged to be one, shown as one: every name, link and source of theirs is kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from graphmodel.network.network import Indexes, Network
from graphmodel.network.tables import NODE_COLUMNS, RECORD_COLUMNS
from graphmodel.resolver.judgement import Judgement, Standing, read_judgements, standing
from graphmodel.schema.model import JUDGEMENT, LINK_KINDS

_CONSENT = ("withdrawn", "not asked", "given")
"""Of several answers the most careful holds."""


def judged(network: Network) -> list[Judgement]:
    """The judgements in a network of records, in order of time; none between two namespaces."""
    links = network.links.filter(pl.col("kind") == JUDGEMENT)
    if links.is_empty():
        return []
    spaces = network.nodes["namespace"]
    links = links.filter(spaces.gather(links["source"]) == spaces.gather(links["target"]))
    ids = network.nodes["id"]
    return read_judgements(
        links.with_columns(
            ids.gather(links["source"]).alias("from_id"), ids.gather(links["target"]).alias("to_id")
        )
    )


def without_judgements(network: Network) -> Network:
    """The network of records without the judgements among its links."""
    return network.filter(links=pl.col("kind") != JUDGEMENT)


def merge_to_canonical(network: Network, held: Standing | None = None) -> Network:
    """The network in which each group that stands is one node, and judgements are no links.

    The node bears the id and name of the record with the most links, the other names as
    ``other_names``, and all sources; links that say the same are one, with the sources of all.
    ``network`` is left as it was. ``held`` is what the judgements come to, if known.
    """
    if not (network.links["kind"] == JUDGEMENT).any():
        return network
    held = standing(judged(network)) if held is None else held
    links = network.links.filter(pl.col("kind") != JUDGEMENT)
    apart = Network(network.nodes, links, network.revision)
    groups = [g for g in held.groups if all(node_id in network for node_id in g)]
    if not groups:
        return apart
    return joined(apart, [[network.index(x) for x in g] for g in groups], degrees(apart))


def degrees(network: Network) -> Indexes:
    """How many links other than judgements each node has."""
    tie = (network.links["kind"] != JUDGEMENT).to_numpy()
    ends = [network.links[end].to_numpy()[tie] for end in ("source", "target")]
    return np.bincount(np.concatenate(ends), minlength=len(network))


def joined(network: Network, groups: Sequence[Sequence[int]], many: Indexes) -> Network:
    """A network without judgements in which the nodes of each group are one. Of a group, the node
    with the most links leads: ``many`` has each node's number of them."""
    members: list[int] = []
    leaders: list[int] = []
    for group in groups:
        rows = sorted(group, key=lambda row: (-many[row], row))
        members += rows
        leaders += [rows[0]] * len(rows)
    table = pl.DataFrame(
        {"row": members, "leader": leaders}, schema_overrides={"row": pl.Int64, "leader": pl.Int64}
    )
    records = network.nodes[members].with_columns(
        network.nodes["id"].gather(table["leader"]).alias("joined_as"),
        pl.Series("links", many[members], dtype=pl.Int64),
    )
    nodes = _nodes(network.nodes, records, table)
    return Network(
        nodes, _links(network.links, nodes, network.nodes, table), network.revision,
        records.select(list(RECORD_COLUMNS)),
    )  # fmt: skip


def _nodes(nodes: pl.DataFrame, records: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """All nodes, those of a group as one: the first record's word holds where two differ."""
    apart = nodes.with_row_index("_row").filter(~pl.col("_row").is_in(table["row"].implode()))
    whole = records.group_by("joined_as", maintain_order=True).agg(
        _all_names(),
        *(_one_value(name, type_) for name, type_ in NODE_COLUMNS.items() if name != "other_names"),
    )
    return pl.concat([apart.select(list(NODE_COLUMNS)), whole.select(list(NODE_COLUMNS))]).sort(
        "kind", "id"
    )


def _all_names() -> pl.Expr:
    names = pl.concat_list(pl.col("name"), pl.col("other_names").fill_null([])).explode()
    others = names.drop_nulls().unique(maintain_order=True)
    return others.filter(others != pl.col("name").first()).alias("other_names")


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
        place = column.replace_strict(list(_CONSENT), list(range(len(_CONSENT))), default=None)
        return column.sort_by(place, nulls_last=True).first()
    return column.drop_nulls().first()


def _links(
    links: pl.DataFrame, nodes: pl.DataFrame, before: pl.DataFrame, table: pl.DataFrame
) -> pl.DataFrame:
    """The links with their new ends: what two records say alike is one link of both sources."""
    leader = np.arange(before.height)
    leader[table["row"].to_numpy()] = table["leader"].to_numpy()
    touched = leader != np.arange(before.height)
    touched[table["leader"].to_numpy()] = True
    place = pl.DataFrame({"id": nodes["id"]}).with_row_index("now")
    now = before.select("id").join(place, on="id", how="left")["now"].cast(pl.Int64).to_numpy()
    ends = {end: links[end].to_numpy() for end in ("source", "target")}
    moved = links.with_columns(
        *(pl.Series(end, now[leader[at]], dtype=pl.Int64) for end, at in ends.items()),
        pl.Series("_was_one", ends["source"] == ends["target"]),
        pl.Series("_touched", touched[ends["source"]] | touched[ends["target"]]),
    )
    # A tie between two records of one person is no tie.
    moved = moved.filter((pl.col("source") != pl.col("target")) | pl.col("_was_one"))
    parts = [moved.filter(~pl.col("_touched")).select(links.columns)]
    for kind, declared in LINK_KINDS.items():
        some = moved.filter(pl.col("_touched") & (pl.col("kind") == kind))
        if some.height:
            key = ["source", "target", *declared.key]
            rest = [c for c in links.columns if c not in key]
            merged = some.group_by(key, maintain_order=True).agg(
                _one_value(name, some.schema[name]) for name in rest
            )
            parts.append(merged.select(links.columns))
    return pl.concat(parts).sort("kind", "source", "target", "id")
