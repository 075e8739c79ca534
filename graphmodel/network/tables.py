"""The tables of a network: the columns of nodes and links, and the order of their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.schema.columns import column_types
from graphmodel.schema.declarations import Meaning
from graphmodel.schema.model import REAL, Schema, active, link_kinds


@lru_cache(maxsize=4)
def _columns(schema: Schema) -> tuple[dict[str, pl.DataType], dict[str, pl.DataType]]:
    nodes = {
        "kind": pl.String(),
        **column_types(schema.nodes.values()),
        "labels": pl.List(pl.String()),
    }
    links = {
        "kind": pl.String(),
        "id": pl.String(),
        "source": pl.Int64(),
        "target": pl.Int64(),
        **column_types(schema.links.values()),
        "first_year": pl.Int64(),
        "last_year": pl.Int64(),
    }
    return nodes, links


def node_columns() -> dict[str, pl.DataType]:
    """The columns of the nodes of a network: the properties of every kind of the active schema."""
    return _columns(active())[0]


def link_columns() -> dict[str, pl.DataType]:
    """The columns of the links of a network."""
    return _columns(active())[1]


def record_columns() -> dict[str, pl.DataType]:
    """The columns of the records that are merged into nodes."""
    return {**node_columns(), "joined_as": pl.String(), "links": pl.Int64()}


def waiting_columns() -> dict[str, pl.DataType]:
    """The columns of the pairs of records that await a person's judgement: both ids, and the
    probability (0 to 1) that they are the same."""
    return {"left_id": pl.String(), "right_id": pl.String(), "probability": pl.Float64()}


def node_table(nodes: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The node table from frames by kind, in order."""
    tables = [pl.DataFrame(schema=node_columns())]
    for kind, frame in sorted(nodes.items()):
        # Frames are often sorted already, and checking costs a tenth of sorting.
        ordered = frame if frame["id"].is_sorted() else frame.sort("id")
        tables.append(
            with_columns(ordered.with_columns(pl.lit(kind).alias("kind")), node_columns())
        )
    return pl.concat(tables).with_columns(pl.col("namespace").fill_null(REAL))


def link_table(links: Mapping[str, pl.DataFrame], nodes: pl.DataFrame) -> pl.DataFrame:
    """The link table from frames by kind, in order, with only the links whose ends are among
    ``nodes`` (id, year, starts and their ``index``)."""
    at = nodes.select("id", pl.col("index").cast(pl.Int64), "year", year_of("starts"))
    source = at.select(pl.col("id").alias("from_id"), pl.col("index").alias("source"))
    target = at.select(
        pl.col("id").alias("to_id"),
        pl.col("index").alias("target"),
        pl.coalesce("year", "starts").alias("_year_there"),
    )
    tables = [pl.DataFrame(schema=link_columns())]
    began = pl.coalesce(began_in(), "_year_there")
    ended = pl.coalesce(ended_in(), "_year_there")
    # Sorted, so that equal facts give equal networks in whatever order a store returns them.
    for kind, frame in sorted(links.items()):
        joined = frame.with_columns(pl.lit(kind).alias("kind"))
        joined = joined.join(source, on="from_id", how="left").drop("from_id")
        joined = joined.join(target, on="to_id", how="left").drop("to_id")
        joined = joined.drop_nulls(["source", "target"])
        dated = joined.with_columns(
            (pl.col(name) if name in joined.columns else pl.lit(None))
            .cast(link_columns()[name])
            .alias(name)
            for name in ("year", "since", "until", "dated")
        )
        complete = dated.with_columns(began.alias("first_year"), ended.alias("last_year"))
        # Empty columns are added last, since sorting them takes as long as any other.
        tables.append(with_columns(complete[_in_order(complete)], link_columns()))
    return pl.concat(tables)


def began_in() -> pl.Expr:
    """The year in which a link begins, according to its own dates."""
    return pl.coalesce("year", year_of("since"), year_of("dated"))


def ended_in() -> pl.Expr:
    """The year in which a link ends, according to its own dates."""
    return pl.coalesce("year", year_of("until"), year_of("since"), year_of("dated"))


LASTING: tuple[Meaning, ...] = (
    "membership", "teaching", "guidance", "running", "representation",
)  # fmt: skip
"""The meanings of links that are in force until something says that they ended."""


def held_until(asked: int) -> pl.Expr:
    """The last year in which a link of a network held, as asked in a year: one that lasts, with a
    beginning and no end, still holds."""
    open_ended = (
        pl.col("since").is_not_null() & pl.col("until").is_null() & pl.col("year").is_null()
    )
    return (
        pl.when(means(*LASTING) & open_ended)
        .then(pl.max_horizontal("last_year", pl.lit(asked)))
        .otherwise("last_year")
    )


def _in_order(links: pl.DataFrame) -> NDArray[np.int64]:
    """The order of links by source, target and id. Ids are long and few links have the same ends,
    so only those are sorted by id."""
    source, target = links["source"].to_numpy(), links["target"].to_numpy()
    ends = source * (int(target.max(initial=0)) + 1) + target
    # Ties are sorted below, so the faster, unstable sort suffices.
    order = np.argsort(ends, kind=None if "id" in links.columns else "stable")
    if "id" not in links.columns:
        return order
    ends = ends[order]
    tied = ends[1:] == ends[:-1]
    positions = np.flatnonzero(np.append(tied, False) | np.append(False, tied))
    tied_rows = pl.DataFrame(
        {
            "ends": ends[positions],
            "id": links["id"].gather(order[positions]),
            "row": order[positions],
        }
    )
    order[positions] = tied_rows.sort("ends", "id")["row"].to_numpy()
    return order


def folded(text: str) -> str:
    """A text, such as a role, for comparison: in lower case and without surrounding space."""
    return text.strip().lower()


def folded_text(column: str) -> pl.Expr:
    """The texts of a column as ``folded`` gives them."""
    return pl.col(column).cast(pl.String).str.strip_chars().str.to_lowercase()


def with_folded_roles(links: pl.DataFrame) -> pl.DataFrame:
    """Links with folded roles; the same object if all are folded already."""
    roles = links["role"]
    # Millions of links have only a few distinct roles.
    spellings = roles.unique().drop_nulls().cast(pl.String).to_list()
    differing = {role: folded(role) for role in spellings if folded(role) != role}
    if not differing:
        return links
    return links.with_columns(roles.cast(pl.String).replace(differing).cast(roles.dtype))


def means(*meanings: Meaning) -> pl.Expr:
    """Whether a link's kind is declared with one of these meanings."""
    return one_of("kind", link_kinds(*meanings))


def one_of(column: str, kinds: Collection[str]) -> pl.Expr:
    """Whether a column of kinds holds one of these."""
    # Comparing with one text takes a fraction of the time of a membership test.
    if len(kinds) == 1:
        return pl.col(column) == next(iter(kinds))
    return pl.col(column).is_in(list(kinds))


def with_its_parts(parts: pl.DataFrame, node: int) -> set[int]:
    """A node with all its direct and indirect parts, such as the sessions of an event and their
    tables, given the ``source`` (part) and ``target`` (whole) of the links."""
    inside: dict[int, set[int]] = defaultdict(set)
    for part, whole in parts.select("source", "target").iter_rows():
        inside[whole].add(part)
    reached, waiting = {node}, [node]
    while waiting:
        fresh = inside[waiting.pop()] - reached
        reached |= fresh
        waiting += fresh
    return reached


def year_of(column: str) -> pl.Expr:
    """The year of an ISO date column, whose dates may stop at the year or month."""
    return pl.col(column).str.slice(0, 4).cast(pl.Int64, strict=False)


def with_columns(frame: pl.DataFrame, columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Exactly these columns, with nulls for those that the frame lacks."""
    return frame.select(
        pl.col(name).cast(type_) if name in frame.columns else pl.lit(None, type_).alias(name)
        for name, type_ in columns.items()
    )
