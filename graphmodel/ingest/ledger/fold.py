"""From the claims of several imports on a fact to what the fact is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from graphmodel.ingest.ledger.precedence import GONE, LIVE, TAKEN_BACK, Order
from graphmodel.schema.columns import column_types
from graphmodel.schema.model import is_link, kind_of
from graphmodel.store.base import Store
from graphmodel.store.import_parts import ImportPartHeader
from graphmodel.store.upsert import UNCLAIMED, Values, merge

_ENDS = ("from_id", "to_id")
_END_KINDS = ("from_kind", "to_kind")
_BESIDE = ("labels", *_ENDS, *_END_KINDS)


@dataclass(frozen=True)
class Told:
    """What imports say of some facts of one kind.

    ``standing`` and ``taken_back`` are frames of facts with the columns of ``columns_of``: those
    that an import claims, and those that only imports claim which were undone.
    """

    standing: pl.DataFrame
    taken_back: pl.DataFrame


def columns_of(kind: str) -> dict[str, pl.DataType]:
    """The columns of a frame of facts: declared ones, a link's ends, a node's labels."""
    beside = dict.fromkeys(("id", *_ENDS, *_END_KINDS), pl.String())
    own = column_types([kind_of(kind)])
    return {**beside, **own} if is_link(kind) else {**own, "labels": pl.List(pl.String())}


def tell(
    store: Store,
    order: Order,
    kind: str,
    ids: Collection[str],
    *,
    without: Collection[str] = (),
    parts: Sequence[ImportPartHeader],
) -> Told:
    """What imports say of the facts of these ids; parts named in ``without`` count as undone."""
    claims = _claims(store, order, kind, ids, without, parts)
    counting = claims.filter(pl.col("standing") > TAKEN_BACK).sort("number", descending=True)
    counting = counting.unique(["id", "series"], keep="first", maintain_order=True)
    counting = counting.sort("standing", "position", maintain_order=True)
    others = claims.join(counting.select("id"), on="id", how="anti")
    others = others.sort("number", descending=True).unique("id", keep="first", maintain_order=True)
    return Told(_folded(kind, counting), others.select(list(columns_of(kind))))


def _claims(
    store: Store,
    order: Order,
    kind: str,
    ids: Collection[str],
    without: Collection[str],
    parts: Sequence[ImportPartHeader],
) -> pl.DataFrame:
    """Every claim on these facts, with ``number``, ``series``, ``position`` and ``standing``."""
    columns = columns_of(kind)
    wanted = pl.DataFrame({"id": pl.Series(list(ids), dtype=pl.String)})
    low, high = (min(ids), max(ids)) if ids else ("", "")
    near = [p for p in parts if p.kind == kind and p.low <= high and p.high >= low]
    found = [pl.DataFrame(schema={**columns, "number": pl.Int64(), "dropped": pl.Boolean()})]
    for part, rows in store.import_log.rows(near) if ids else ():
        some = rows.join(wanted, on="id", how="semi")
        if some.is_empty():
            continue
        typed = _typed(kind, some, part.ends)
        dropped = pl.lit(part.id in without).alias("dropped")
        found += [
            typed.with_columns(pl.lit(number, pl.Int64).alias("number"), dropped)
            for number in part.imports
        ]
    claims = pl.concat(found).join(order.table, on="number")
    standing = pl.when("dropped").then(TAKEN_BACK).otherwise("standing")
    return claims.with_columns(standing.alias("standing"))


def _typed(kind: str, rows: pl.DataFrame, ends: tuple[str, str] | None) -> pl.DataFrame:
    """Rows of a part with every column that a fact of the kind has."""
    if ends is not None:
        named = zip(_END_KINDS, ends, strict=True)
        rows = rows.with_columns(pl.lit(end).alias(name) for name, end in named)
    return rows.select(
        pl.col(name).cast(type_) if name in rows.columns else pl.lit(None, type_).alias(name)
        for name, type_ in columns_of(kind).items()
    )


def _folded(kind: str, claims: pl.DataFrame) -> pl.DataFrame:
    """One row a fact: sorted claims laid over one another."""
    columns = columns_of(kind)
    alone = ~pl.col("id").is_duplicated()
    single = claims.filter(alone)
    if UNCLAIMED in columns:
        mark = pl.when(pl.col("standing") == GONE).then("sources").otherwise(UNCLAIMED)
        single = single.with_columns(mark.alias(UNCLAIMED))
    several = claims.filter(~alone).select(*columns, "standing")
    by_id: dict[str, list[dict[str, Any]]] = {}
    for row in several.iter_rows(named=True):
        by_id.setdefault(row["id"], []).append(row)
    folded = [_fold(rows) for rows in by_id.values()]
    return pl.concat([single.select(list(columns)), pl.DataFrame(folded, schema=columns)])


def _fold(rows: list[dict[str, Any]]) -> Values:
    """What a fact is by its claims, those that a newer release dropped first."""
    fact: Values = {}
    for row in rows:
        said = {n: v for n, v in row.items() if v not in (None, []) and n not in _BESIDE}
        del said["standing"]
        fact = merge(fact, said) if fact else said
    live = {
        source for row in rows if row["standing"] == LIVE for source in row.get("sources") or ()
    }
    gone = [s for s in _sources(rows, GONE) if s not in live]
    marks = [*fact.get(UNCLAIMED, ()), *(s for s in gone if s not in fact.get(UNCLAIMED, ()))]
    if marks:
        fact[UNCLAIMED] = marks
    labels = {label for row in rows for label in row.get("labels") or ()}
    beside = {name: rows[-1][name] for name in _BESIDE if name in rows[-1]}
    return {**fact, **beside, **({"labels": sorted(labels)} if "labels" in rows[-1] else {})}


def _sources(rows: Iterable[dict[str, Any]], standing: int) -> list[str]:
    named = [s for row in rows if row["standing"] == standing for s in row.get("sources") or ()]
    return list(dict.fromkeys(named))
