"""What a network tells of its people and projects, as the tables that matching joins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from graphmodel.network.network import Indexes, Network
from graphmodel.network.tables import means
from graphmodel.resolver.matching.names import fold

_NUMBERED = r"^([A-Za-z0-9_]+):(?:.*/)?([A-Za-z]{0,3}\d+)$"
_WIKIDATA = r"wikidata\.org/(?:wiki|entity)/(?<wikidata>Q\d+)"
_ADDRESSES = {
    "Person": (
        r"imdb\.com/name/(?<imdb>nm\d+)",
        _WIKIDATA,
        r"themoviedb\.org/person/(?<tmdb>\d+)",
        r"douban\.com/(?:celebrity|personage)/(?<douban>\d+)",
    ),
    "Project": (r"imdb\.com/title/(?<imdb>tt\d+)", _WIKIDATA),
}
# TMDB counts films and series apart: one number means two works.
_COUNTED_APART = r"^(tmdb):(?:movie|tv)/"


@dataclass(frozen=True)
class Told:
    """Tables of one network; ``node``, ``person`` and ``project`` are its row numbers.

    ``nodes``: node, kind, id, name, namespace, sources, year, dated (whether that is the node's
    own word, and not of its first credit or prize), first and last (years, of the facts and the
    credits), born, web, external_ids. ``names``: node, folded and said (as the source
    writes it), one row a name of a person. ``titles``: the same of projects. ``credits``: person,
    project, role, sources.
    """

    nodes: pl.DataFrame
    names: pl.DataFrame
    titles: pl.DataFrame
    credits: pl.DataFrame


def told(network: Network) -> Told:
    """The tables of a network."""
    rows = network.nodes.with_row_index("node").with_columns(pl.col("node").cast(pl.UInt32))
    credits = network.links.filter(means("credit")).select(
        person=pl.col("source").cast(pl.UInt32),
        project=pl.col("target").cast(pl.UInt32),
        role="role",
        sources="sources",
        first="first_year",
        last="last_year",
    )
    spans = credits.group_by(node="person").agg(pl.min("first"), pl.max("last"))
    nodes = rows.select(
        "node",
        "kind",
        "id",
        "name",
        "namespace",
        "year",
        "first_year",
        "last_year",
        "web",
        "sources",
        "external_ids",
        "born",
    ).join(spans, on="node", how="left", maintain_order="left")
    nodes = nodes.with_columns(
        first=pl.min_horizontal("first", "first_year"), last=pl.max_horizontal("last", "last_year")
    ).drop("first_year", "last_year")
    nodes = nodes.join(_first_seen(network, credits), on="node", how="left", maintain_order="left")
    nodes = nodes.with_columns(pl.coalesce("year", "seen"), dated=pl.col("year").is_not_null())
    return Told(
        nodes.drop("seen"),
        _names(rows.filter(pl.col("kind") == "Person")),
        _names(rows.filter(pl.col("kind") == "Project")),
        credits.drop("first", "last"),
    )


def _first_seen(network: Network, credits: pl.DataFrame) -> pl.DataFrame:
    """``node`` and ``seen``, the year of a project's first credit, or else of its first prize."""
    made = credits.group_by(node="project").agg(credited=pl.min("first"))
    prizes = network.links.filter(means("selection")).group_by(
        node=pl.col("source").cast(pl.UInt32)
    )
    shown = prizes.agg(shown=pl.min("first_year"))
    both = made.join(shown, on="node", how="full", coalesce=True)
    return both.select("node", seen=pl.coalesce("credited", "shown"))


def _names(rows: pl.DataFrame) -> pl.DataFrame:
    others = rows.select("node", name="other_names").explode("name").drop_nulls("name")
    names = pl.concat([rows.select("node", "name"), others])
    folded = names.select("node", folded=fold(names["name"]), said="name")
    return folded.filter(pl.col("folded") != "").unique(
        ["node", "folded"], keep="first", maintain_order=True
    )


def with_said(pairs: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Pairs with ``said_one`` and ``said_other``: the names that met, as sources write them."""
    for end in ("one", "other"):
        said = names.rename({"node": end, "folded": f"name_{end}", "said": f"said_{end}"})
        pairs = pairs.join(said, on=[end, f"name_{end}"], how="left", maintain_order="left")
    return pairs


def with_outside_ids(told: Told, rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Pairs with ``outside``, two ids of one catalogue, equal ones first, and the features
    ``ids_agree`` and ``ids_differ``."""
    known = outside_ids(told.nodes.filter(pl.col("kind") == kind), kind)
    met = (
        rows.select("pair", "one", "other")
        .join(known, left_on="one", right_on="node")
        .join(
            known, left_on=["other", "catalogue"], right_on=["node", "catalogue"], suffix="_there"
        )
        .with_columns(agree=pl.col("outside") == pl.col("outside_there"))
        .sort("agree", "catalogue", descending=[True, False])
        .unique("pair", keep="first", maintain_order=True)
    )
    said = pl.struct("catalogue", "outside", "outside_there", "agree").alias("outside")
    rows = rows.join(met.select("pair", said), on="pair", how="left")
    agree = pl.col("outside").struct.field("agree")
    return rows.with_columns(
        ids_agree=agree.fill_null(False).cast(pl.Float64),
        ids_differ=(~agree).fill_null(False).cast(pl.Float64),
    )


def outside_ids(nodes: pl.DataFrame, kind: str = "Person") -> pl.DataFrame:
    """The ids that catalogues gave to nodes of a kind: node, catalogue, outside.

    Read from a node's own id (``imdb:nm0000123``), its external ids and its addresses. Only numbers
    are a catalogue's: an id made of the name says no more than the name.
    """
    said = pl.concat_list("id", pl.col("external_ids").fill_null([]))
    known = nodes.select("node", said=said).explode("said")
    if kind == "Project":
        known = known.filter(~pl.col("said").str.contains(_COUNTED_APART))
    known = known.select(
        "node",
        catalogue=pl.col("said").str.extract(_NUMBERED, 1),
        outside=pl.col("said").str.extract(_NUMBERED, 2),
    )
    web = nodes.select("node", "web").explode("web").drop_nulls("web")
    addressed = [
        web.select("node", found=pl.col("web").str.extract_groups(pattern))
        .unnest("found")
        .unpivot(index="node", variable_name="catalogue", value_name="outside")
        for pattern in _ADDRESSES[kind]
    ]
    return pl.concat([known, *addressed]).drop_nulls().unique(maintain_order=True)


def with_one_source(pairs: pl.DataFrame, nodes: pl.DataFrame) -> pl.DataFrame:
    """Pairs with the feature ``one_source``: one source tells both ends apart."""
    for end in ("one", "other"):
        said = nodes.select(pl.col("node").alias(end), pl.col("sources").alias(f"sources_{end}"))
        pairs = pairs.join(said, on=end, how="left", maintain_order="left")
    both = pl.col("sources_one").list.set_intersection("sources_other").list.len().fill_null(0)
    return pairs.with_columns(one_source=(both > 0).cast(pl.Float64)).drop(
        "sources_one", "sources_other"
    )


def groups(size: int, pairs: pl.DataFrame) -> Indexes:
    """For each of ``size`` nodes the number of its group: pairs (``one``, ``other``) join them."""
    one, other = pairs["one"].to_numpy(), pairs["other"].to_numpy()
    links = coo_matrix((np.ones(len(pairs)), (one, other)), shape=(size, size))
    return connected_components(links, directed=False)[1].astype(np.int64)
