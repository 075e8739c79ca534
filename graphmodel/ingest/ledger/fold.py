"""Folding the claims of several imports on a fact into one fact."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from graphmodel.facts.conflicts import (
    CONFLICTING,
    Values,
    settled,
    standing_statements,
    united,
)
from graphmodel.ingest.ledger.precedence import DROPPED, LIVE, UNDONE, Precedence
from graphmodel.schema.columns import column_types
from graphmodel.schema.model import is_link, kind_of
from graphmodel.store.base import Store
from graphmodel.store.import_parts import ImportPartHeader
from graphmodel.store.upsert import UNCLAIMED
from graphmodel.store.value_log import ValueJudgement, with_judgements

_ENDS = ("from_id", "to_id")
_END_KINDS = ("from_kind", "to_kind")
_BESIDE = ("labels", "standing", *_ENDS, *_END_KINDS)


@dataclass(frozen=True)
class FoldedFacts:
    """Facts of one kind, folded from their claims.

    ``claimed`` and ``undone`` are frames of facts with the columns of ``columns_of``: those that
    an import claims, and those that only undone imports claim.
    """

    claimed: pl.DataFrame
    undone: pl.DataFrame


def columns_of(kind: str) -> dict[str, pl.DataType]:
    """The columns of a frame of facts: declared ones, a link's ends, a node's labels."""
    ends = dict.fromkeys(("id", *_ENDS, *_END_KINDS), pl.String())
    declared = column_types([kind_of(kind)])
    return {**ends, **declared} if is_link(kind) else {**declared, "labels": pl.List(pl.String())}


def fold_claims(
    store: Store,
    precedence: Precedence,
    kind: str,
    ids: Collection[str],
    *,
    without: Collection[str] = (),
    headers: Sequence[ImportPartHeader],
) -> FoldedFacts:
    """Fold the claims on the facts with these ids; import parts in ``without`` count as undone."""
    claims = _claims(store, precedence, kind, ids, without, headers)
    counting = claims.filter(pl.col("standing") > UNDONE).sort("number", descending=True)
    counting = counting.unique(["id", "series"], keep="first", maintain_order=True)
    counting = counting.sort("standing", "position", maintain_order=True)
    undone = claims.join(counting.select("id"), on="id", how="anti")
    undone = undone.sort("number", descending=True).unique("id", keep="first", maintain_order=True)
    folded = _folded(store, kind, counting)
    return FoldedFacts(folded, undone.select(list(columns_of(kind))))


def _claims(
    store: Store,
    precedence: Precedence,
    kind: str,
    ids: Collection[str],
    without: Collection[str],
    headers: Sequence[ImportPartHeader],
) -> pl.DataFrame:
    """Every claim on these facts, with ``number``, ``series``, ``position`` and ``standing``."""
    columns = columns_of(kind)
    wanted_ids = pl.DataFrame({"id": pl.Series(list(ids), dtype=pl.String)})
    low, high = (min(ids), max(ids)) if ids else ("", "")
    overlapping = [h for h in headers if h.kind == kind and h.low <= high and h.high >= low]
    claims = [pl.DataFrame(schema={**columns, "number": pl.Int64(), "dropped": pl.Boolean()})]
    for header, rows in store.import_log.rows(overlapping) if ids else ():
        claimed = rows.join(wanted_ids, on="id", how="semi")
        if claimed.is_empty():
            continue
        typed = _typed(kind, claimed, header.ends)
        dropped = pl.lit(header.id in without).alias("dropped")
        claims += [
            typed.with_columns(pl.lit(number, pl.Int64).alias("number"), dropped)
            for number in header.imports
        ]
    ranked = pl.concat(claims).join(precedence.table, on="number")
    standing = pl.when("dropped").then(UNDONE).otherwise("standing")
    return ranked.with_columns(standing.alias("standing"))


def _typed(kind: str, rows: pl.DataFrame, ends: tuple[str, str] | None) -> pl.DataFrame:
    """Rows of an import part with every column that a fact of the kind has."""
    if ends is not None:
        end_kinds = zip(_END_KINDS, ends, strict=True)
        rows = rows.with_columns(pl.lit(end).alias(name) for name, end in end_kinds)
    return rows.select(
        pl.col(name).cast(type_) if name in rows.columns else pl.lit(None, type_).alias(name)
        for name, type_ in columns_of(kind).items()
    )


def _decided(store: Store, kind: str, facts: list[Values]) -> list[Values]:
    """The facts with conflicts settled by the order of sources and the judgements."""
    ids = [fact["id"] for fact in facts if CONFLICTING in fact]
    if not ids:
        return facts
    order = store.values.order()
    judgements: dict[str, list[ValueJudgement]] = {}
    for judgement in store.values.judgements(ids):
        if judgement.kind == kind:
            judgements.setdefault(judgement.fact_id, []).append(judgement)
    return [
        settled(with_judgements(fact, judgements.get(fact["id"], [])), order)
        if CONFLICTING in fact
        else fact
        for fact in facts
    ]


def _folded(store: Store, kind: str, claims: pl.DataFrame) -> pl.DataFrame:
    """One row per fact: sorted claims merged in order."""
    columns = columns_of(kind)
    unique = ~pl.col("id").is_duplicated()
    single = claims.filter(unique)
    if UNCLAIMED in columns:
        mark = pl.when(pl.col("standing") == DROPPED).then("sources").otherwise(UNCLAIMED)
        single = single.with_columns(mark.alias(UNCLAIMED))
    several = claims.filter(~unique).select(*columns, "standing")
    by_id: dict[str, list[dict[str, Any]]] = {}
    for row in several.iter_rows(named=True):
        by_id.setdefault(row["id"], []).append(row)
    folded = _decided(store, kind, [_fold(rows) for rows in by_id.values()])
    return pl.concat([single.select(list(columns)), pl.DataFrame(folded, schema=columns)])


def _fold(rows: list[dict[str, Any]]) -> Values:
    """A fact made of its claims; those that a newer release dropped are applied first."""
    live, old = _stated(rows, LIVE), _stated(rows, DROPPED)
    fact = _laid_over(old, live)
    dropped = [s for s in _sources(rows, DROPPED) if s not in live.get("sources", ())]
    marks = [*fact.get(UNCLAIMED, ()), *(s for s in dropped if s not in fact.get(UNCLAIMED, ()))]
    if marks:
        fact[UNCLAIMED] = marks
    labels = {label for row in rows for label in row.get("labels") or ()}
    beside = {name: rows[-1][name] for name in (*_ENDS, *_END_KINDS) if name in rows[-1]}
    return {**fact, **beside, **({"labels": sorted(labels)} if "labels" in rows[-1] else {})}


def _stated(rows: Iterable[dict[str, Any]], standing: int) -> Values:
    """The combined values of the claims of one standing."""
    claims = (
        {n: v for n, v in row.items() if v not in (None, []) and n not in _BESIDE}
        for row in rows
        if row["standing"] == standing
    )
    return united(standing_statements(claims))


def _laid_over(old: Values, live: Values) -> Values:
    """The claimed values, completed with those that no import claims any more."""
    if not live or not old:
        return live or old
    fact = {**{name: value for name, value in old.items() if name != CONFLICTING}, **live}
    for name, value in old.items():
        if isinstance(value, list) and name in live and name != CONFLICTING:
            fact[name] = [*value, *(v for v in live[name] if v not in value)]
    return fact


def _sources(rows: Iterable[dict[str, Any]], standing: int) -> list[str]:
    cited = [s for row in rows if row["standing"] == standing for s in row.get("sources") or ()]
    return list(dict.fromkeys(cited))
