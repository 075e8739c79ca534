"""Statements by facet about people and works."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from graphmodel.analysis.people.facets import CARRIERS, Facet
from graphmodel.analysis.ties.credit_presence import is_counted
from graphmodel.network.network import Network
from graphmodel.network.tables import folded_text, means, one_of
from graphmodel.schema.declarations import UNITS
from graphmodel.schema.model import kinds_at


def statements(network: Network, first: Facet) -> pl.DataFrame:
    """The statements by the facets that share a carrier with ``first``, without duplicates.

    Columns: ``unit``, the index of the person or project; ``node``, that of the far end of the
    link, or null; one column of texts named after each facet; ``fact``, the row of the link, or -1
    if the node itself states it.
    """
    facets = CARRIERS[first.name]
    tables = [_of_links(network, facets)] if first.by else _of_nodes(network, first)
    return pl.concat(tables).unique(maintain_order=True)


def counted_credits(network: Network) -> pl.DataFrame:
    """The credits that show presence, by person and work: ``person``, ``work``, ``role``, ``link``,
    ``year``, ``nth_work`` (the same for all of one person on one work) and ``node``, always null.
    """
    counted = pl.Series(is_counted(network))
    return (
        network.links.lazy()
        .with_row_index("link")
        .filter(counted & means("credit"))
        .select(
            pl.col("source").cast(pl.Int32).alias("person"),
            pl.col("target").cast(pl.Int32).alias("work"),
            pl.col("role").cast(pl.String),
            pl.col("link").cast(pl.Int32),
            pl.coalesce("last_year", "first_year").cast(pl.Int32).alias("year"),
            pl.lit(None, pl.Int32).alias("node"),
        )
        .sort("person", "work", maintain_order=True)
        .with_columns(pl.struct("person", "work").rle_id().cast(pl.Int32).alias("nth_work"))
        .collect()
    )


def _of_nodes(network: Network, facet: Facet) -> list[pl.DataFrame]:
    tables = []
    for kind, names in zip(UNITS, (facet.of_person, facet.of_work), strict=True):
        known = [name for name in names if name in network.nodes.columns]
        nodes = network.nodes.select("kind", *known).with_row_index("unit")
        nodes = nodes.filter(pl.col("kind") == kind)
        for name in known:
            listed = nodes.explode(name) if nodes[name].dtype == pl.List else nodes
            tables.append(
                listed.filter(pl.col(name).str.strip_chars().str.len_chars() > 0).select(
                    pl.col("unit").cast(pl.Int32),
                    pl.lit(None, pl.Int32).alias("node"),
                    pl.col(name).alias(facet.name),
                    pl.lit(-1, pl.Int32).alias("fact"),
                )
            )
    return tables


def _of_links(network: Network, facets: Sequence[Facet]) -> pl.DataFrame:
    """The links in either direction, from a person or project to the node at the far end."""
    kinds, names = network.nodes["kind"], network.nodes["name"]
    properties = [facet.link_property for facet in facets if facet.link_property]
    links = (
        network.links.lazy()
        .with_row_index("fact")
        .filter(means(*facets[0].by))
        .select("source", "target", pl.col("fact").cast(pl.Int32), *properties)
        .collect()
    )
    ends = {end: kinds.gather(links[end]) for end in ("source", "target")}
    tables = []
    for unit, node in (("source", "target"), ("target", "source")):
        table = links.with_columns(ends[unit].alias("unit kind"), ends[node].alias("node kind"))
        table = table.filter(
            one_of("unit kind", UNITS) & one_of("node kind", kinds_at(*facets[0].by))
        )
        values = [
            pl.col(f.link_property).cast(pl.String).alias(f.name) if f.link_property
            else names.gather(table[node]).alias(f.name)
            for f in facets
        ]  # fmt: skip
        tables.append(
            table.select(
                pl.col(unit).cast(pl.Int32).alias("unit"),
                pl.col(node).cast(pl.Int32).alias("node"),
                *values,
                "fact",
            )
        )
    return pl.concat(tables)


def most_often(facet: Facet, stated: pl.DataFrame, credits: pl.DataFrame) -> pl.DataFrame:
    """The most frequent values among each person's works for the facet that this one refers to, in
    the columns of ``statements``: several if tied. If no work has one, those that the person
    states."""
    referred = str(facet.most_often)
    stated = stated.select(
        "unit", pl.col(referred).alias(facet.name), folded_text(referred).alias("key")
    ).unique(["unit", "key"], keep="first", maintain_order=True)
    works = credits.select("person", "work").unique()
    of_works = works.join(stated, left_on="work", right_on="unit").rename({"person": "unit"})
    counted = of_works.group_by("unit", "key").agg(pl.len(), pl.col(facet.name).min())
    most = counted.filter(pl.col("len") == pl.col("len").max().over("unit"))
    columns = [pl.col("unit"), pl.col(facet.name)]
    without_works = stated.join(most, on="unit", how="anti").join(
        works, left_on="unit", right_on="work", how="anti"
    )
    table = pl.concat([most.select(columns), without_works.select(columns)])
    return table.sort("unit", facet.name).with_columns(
        pl.lit(None, pl.Int32).alias("node"), pl.lit(-1, pl.Int32).alias("fact")
    )
