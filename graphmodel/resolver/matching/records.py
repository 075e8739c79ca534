"""The records of a network's people and projects, as the tables that matching joins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from graphmodel.network.network import Indexes, Network
from graphmodel.network.tables import means
from graphmodel.resolver.matching.names import fold
from graphmodel.resolver.matching.parts import part_of, with_plain_part

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
# TMDB numbers films and series separately: one number can mean two works.
_NUMBERED_SEPARATELY = r"^(tmdb):(?:movie|tv)/"


@dataclass(frozen=True)
class RecordTables:
    """Tables of one network; ``node``, ``person`` and ``project`` are its row numbers.

    ``nodes``: node, kind, id, name, namespace, sources, year, dated (whether that is the node's own
    year rather than that of its first credit or prize), first and last (years, of the facts and the
    credits), born, web, external_ids, season and episode (numbers), series (row numbers of what an
    episode is part of). ``names``: node, folded and written (as in the source), one row per name of
    a person. ``titles``: the same of projects, and the part that each names. ``credits``: person,
    project, role, sources. ``joined``: left and right, distinct projects of which one is based on
    or part of the other.
    """

    nodes: pl.DataFrame
    names: pl.DataFrame
    titles: pl.DataFrame
    credits: pl.DataFrame
    joined: pl.DataFrame


def record_tables(network: Network) -> RecordTables:
    """Build the tables of a network."""
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
    first_events = _first_events(network, credits)
    nodes = nodes.join(first_events, on="node", how="left", maintain_order="left")
    nodes = nodes.with_columns(
        pl.coalesce("year", "first_event"), dated=pl.col("year").is_not_null()
    )
    nodes = nodes.join(_episodes(network), on="node", how="left", maintain_order="left")
    titles = _names(rows.filter(pl.col("kind") == "Project"), with_plain_part)
    parts = pl.Series([part_of(title) for title in titles["written"]], dtype=pl.String())
    return RecordTables(
        nodes.drop("first_event"),
        _names(rows.filter(pl.col("kind") == "Person")),
        titles.with_columns(part=parts),
        credits.drop("first", "last"),
        _joined(network),
    )


def _joined(network: Network) -> pl.DataFrame:
    links = network.links.filter(means("adaptation") | means("part"))
    ends = [pl.col(end).cast(pl.UInt32) for end in ("source", "target")]
    lower, higher = pl.min_horizontal(*ends), pl.max_horizontal(*ends)
    return links.select(left=lower, right=higher).unique()


def _episodes(network: Network) -> pl.DataFrame:
    """``node``, ``season``, ``episode`` and ``series`` of the numbered parts of a project."""
    numbered = network.links.filter(means("part") & pl.col("episode").is_not_null())
    return numbered.group_by(node=pl.col("source").cast(pl.UInt32)).agg(
        pl.min("season"), pl.min("episode"), series=pl.col("target").cast(pl.UInt32).unique()
    )


def _first_events(network: Network, credits: pl.DataFrame) -> pl.DataFrame:
    """``node`` and ``first_event``, the year of a project's first credit, else of its first
    prize."""
    credited = credits.group_by(node="project").agg(credited=pl.min("first"))
    prizes = network.links.filter(means("selection")).group_by(
        node=pl.col("source").cast(pl.UInt32)
    )
    selected = prizes.agg(selected=pl.min("first_year"))
    events = credited.join(selected, on="node", how="full", coalesce=True)
    return events.select("node", first_event=pl.coalesce("credited", "selected"))


def _names(rows: pl.DataFrame, plain: Callable[[str], str] | None = None) -> pl.DataFrame:
    """One row per name: node, folded and written. ``plain`` puts a name into its usual form."""
    other_names = rows.select("node", name="other_names").explode("name").drop_nulls("name")
    names = pl.concat([rows.select("node", "name"), other_names])
    forms = names["name"]
    if plain is not None:
        usual = [None if name is None else plain(name) for name in forms]
        forms = pl.Series("name", usual, dtype=pl.String())
    folded = names.select("node", folded=fold(forms), written="name")
    return folded.filter(pl.col("folded") != "").unique(
        ["node", "folded"], keep="first", maintain_order=True
    )


def with_both_ends(pairs: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Join the columns of ``facts`` by ``node``: unchanged for the left end, with the suffix
    ``_right`` for the right one. Row order is kept."""
    for end, suffix in (("left", ""), ("right", "_right")):
        columns = {name: f"{name}{suffix}" for name in facts.columns if name != "node"}
        pairs = pairs.join(
            facts.rename({"node": end, **columns}), on=end, how="left", maintain_order="left"
        )
    return pairs


def with_written_names(pairs: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Add ``written_left`` and ``written_right``: the compared names as in the sources."""
    for end in ("left", "right"):
        columns = {"node": end, "folded": f"name_{end}", "written": f"written_{end}"}
        pairs = pairs.join(
            names.rename(columns), on=[end, f"name_{end}"], how="left", maintain_order="left"
        )
    return pairs


def with_catalogue_ids(tables: RecordTables, rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Add ``catalogue_ids``, two ids in one catalogue, equal ones first, and the features
    ``ids_agree`` and ``ids_differ``."""
    listed = catalogue_ids(tables.nodes.filter(pl.col("kind") == kind), kind)
    compared = (
        rows.select("pair", "left", "right")
        .join(listed, left_on="left", right_on="node")
        .join(
            listed, left_on=["right", "catalogue"], right_on=["node", "catalogue"], suffix="_right"
        )
        .with_columns(agree=pl.col("catalogue_id") == pl.col("catalogue_id_right"))
        .sort("agree", "catalogue", descending=[True, False])
        .unique("pair", keep="first", maintain_order=True)
    )
    ids = pl.struct("catalogue", "catalogue_id", "catalogue_id_right", "agree")
    rows = rows.join(compared.select("pair", ids.alias("catalogue_ids")), on="pair", how="left")
    agree = pl.col("catalogue_ids").struct.field("agree")
    return rows.with_columns(
        ids_agree=agree.fill_null(False).cast(pl.Float64),
        ids_differ=(~agree).fill_null(False).cast(pl.Float64),
    )


def catalogue_ids(nodes: pl.DataFrame, kind: str = "Person") -> pl.DataFrame:
    """The catalogue ids of nodes of a kind: node, catalogue, catalogue_id.

    Read from a node's own id (``imdb:nm0000123``), its external ids and its addresses. Only numbers
    count: an id made from the name adds nothing to the name.
    """
    ids = pl.concat_list("id", pl.col("external_ids").fill_null([]))
    listed = nodes.select("node", listed=ids).explode("listed")
    if kind == "Project":
        listed = listed.filter(~pl.col("listed").str.contains(_NUMBERED_SEPARATELY))
    listed = listed.select(
        "node",
        catalogue=pl.col("listed").str.extract(_NUMBERED, 1),
        catalogue_id=pl.col("listed").str.extract(_NUMBERED, 2),
    )
    web = nodes.select("node", "web").explode("web").drop_nulls("web")
    addressed = [
        web.select("node", match=pl.col("web").str.extract_groups(pattern))
        .unnest("match")
        .unpivot(index="node", variable_name="catalogue", value_name="catalogue_id")
        for pattern in _ADDRESSES[kind]
    ]
    return pl.concat([listed, *addressed]).drop_nulls().unique(maintain_order=True)


def with_one_source(pairs: pl.DataFrame, nodes: pl.DataFrame) -> pl.DataFrame:
    """Add the feature ``one_source``: one source lists both ends separately."""
    for end in ("left", "right"):
        sources = nodes.select(pl.col("node").alias(end), pl.col("sources").alias(f"sources_{end}"))
        pairs = pairs.join(sources, on=end, how="left", maintain_order="left")
    shared = pl.col("sources_left").list.set_intersection("sources_right").list.len().fill_null(0)
    return pairs.with_columns(one_source=(shared > 0).cast(pl.Float64)).drop(
        "sources_left", "sources_right"
    )


def components(size: int, pairs: pl.DataFrame) -> Indexes:
    """The connected component of each of ``size`` nodes, as a number; pairs (``left``, ``right``)
    are the edges."""
    ends = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    edges = coo_matrix((np.ones(len(pairs)), ends), shape=(size, size))
    return connected_components(edges, directed=False)[1].astype(np.int64)
