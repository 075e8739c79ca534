"""Attributes of people and their projects, used as the words that describe communities."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import polars as pl

from graphmodel.network.network import Network
from graphmodel.network.tables import means, one_of
from graphmodel.schema.declarations import UNITS, Meaning
from graphmodel.schema.model import NODE_KINDS

KINDS = ("school", "festival", "programme", "event", "company", "genre", "country", "decade")
"""Kinds of attribute; ``company`` is any organisation that made a project or employs somebody,
``country`` includes markets."""

_COLUMNS = {
    "kind": pl.String,
    "value": pl.String,
    "node": pl.Int64,
    "unit": pl.Int64,
    "fact": pl.String,
}
_DESCRIBING: tuple[Meaning, ...] = (
    *("study", "selection", "attendance", "membership", "production"),
)
"""Meanings of links whose far end describes a person or project."""


_CACHE: WeakKeyDictionary[Network, pl.DataFrame] = WeakKeyDictionary()


def attributes(network: Network) -> pl.DataFrame:
    """Each attribute of each person and project once, sorted; cached for each Network.

    Columns: ``kind`` is one of KINDS, ``value`` its name, ``node`` the index of its node or null,
    ``unit`` the index of the person or project that has it, ``fact`` the id of the link or node
    that states it.
    """
    if network not in _CACHE:
        _CACHE[network] = _attributes(network)
    return _CACHE[network]


def encode_attributes(table: pl.DataFrame) -> pl.DataFrame:
    """The ``kind``, ``word``, ``unit`` and ``row`` of each row of ``attributes``. A word is encoded
    as the first row that has it, since repeating the names in millions of rows takes many times
    the memory."""
    identity = ("kind", "value", "node")
    new = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in identity)
    row = pl.int_range(pl.len(), dtype=pl.UInt32)
    word = pl.when(new | (row == 0)).then(row).forward_fill()
    return table.select(
        pl.col("kind").cast(pl.Enum(sorted(KINDS))), word.alias("word"), "unit", row.alias("row")
    )


def _attributes(network: Network) -> pl.DataFrame:
    frames = [pl.DataFrame(schema=_COLUMNS), *_of_nodes(network), *_of_links(network)]
    columns = [pl.col(name).cast(type_) for name, type_ in _COLUMNS.items()]
    table = pl.concat([frame.select(columns) for frame in frames])
    return table.sort("kind", "value", "node", "unit", "fact", nulls_last=True).unique(
        ["kind", "value", "node", "unit"], keep="first", maintain_order=True
    )


def _of_nodes(network: Network) -> list[pl.DataFrame]:
    projects = (
        network.nodes.lazy()
        .with_row_index("unit")
        .filter(pl.col("kind") == "Project")
        .select("unit", pl.col("id").alias("fact"), "year", "genres", "countries")
        .with_columns(pl.lit(None, pl.Int64).alias("node"))
        .collect()
    )
    lists = [
        projects.with_columns(pl.lit(kind).alias("kind"), pl.col(column).alias("value"))
        .explode("value")
        .filter(pl.col("value").is_not_null() & (pl.col("value") != ""))
        for kind, column in (("genre", "genres"), ("country", "countries"))
    ]
    units = network.nodes.select("kind", "id", "market", "markets").with_row_index("unit")
    markets = units.filter(pl.col("kind").is_in(UNITS))
    markets = markets.select(
        pl.lit("country").alias("kind"),
        pl.concat_list(pl.col("markets").fill_null([]), "market").list.drop_nulls().alias("value"),
        pl.lit(None, pl.Int64).alias("node"),
        "unit",
        pl.col("id").alias("fact"),
    ).explode("value")
    decades = projects.filter(pl.col("year").is_not_null()).with_columns(
        pl.lit("decade").alias("kind"),
        ((pl.col("year") // 10 * 10).cast(pl.String) + "s").alias("value"),
    )
    return [*lists, markets.filter(pl.col("value").is_not_null()), decades]


def _of_links(network: Network) -> list[pl.DataFrame]:
    kinds, names = network.nodes["kind"], network.nodes["name"]
    links = (
        network.links.lazy()
        .filter(means(*_DESCRIBING))
        .select("source", "target", pl.col("id").alias("fact"))
        .collect()
    )
    links = links.with_columns(
        kinds.gather(links["source"]).alias("from"), kinds.gather(links["target"]).alias("to")
    )
    traits = {kind.name: kind.trait for kind in NODE_KINDS.values() if kind.trait}
    frames = [
        links.filter(one_of(unit_kind, UNITS) & one_of(node_kind, traits)).with_columns(
            pl.col(unit).alias("unit"),
            pl.col(node).alias("node"),
            pl.col(node_kind).replace_strict(traits, return_dtype=pl.String).alias("kind"),
        )
        for unit, node, unit_kind, node_kind in (
            ("source", "target", "from", "to"),
            ("target", "source", "to", "from"),
        )
    ]
    return [frame.with_columns(names.gather(frame["node"]).alias("value")) for frame in frames]
