"""Confidential links, read from the claims of the imports that brought them."""

from __future__ import annotations

import polars as pl

from graphmodel.facts.confidential import is_confidential
from graphmodel.ingest.ledger.fold import columns_of, fold_claims
from graphmodel.ingest.ledger.precedence import Precedence
from graphmodel.schema.declarations import Meaning
from graphmodel.schema.model import link_kinds
from graphmodel.store.base import Store


def confidential_links(store: Store, meaning: Meaning) -> pl.DataFrame:
    """The confidential links of a meaning, with ``from_id``, ``to_id``, ``id``, ``kind`` and the
    declared properties of their kinds, in order of their ids.

    They are only for the planning of places. Output derived from them says that it is kept
    confidential by the office, never which links they are or why.
    """
    frames = [_of_kind(store, kind) for kind in link_kinds(meaning)]
    return pl.concat(frames, how="diagonal").sort("id")


def _of_kind(store: Store, kind: str) -> pl.DataFrame:
    headers = store.import_log.parts(kind)
    ids: set[str] = set()
    for _, rows in store.import_log.rows(headers):
        ids.update(rows.filter(is_confidential(kind, rows))["id"])
    precedence = Precedence.of(store.imports())
    claimed = fold_claims(store, precedence, kind, ids, headers=headers).claimed
    columns = [name for name in columns_of(kind) if name not in ("from_kind", "to_kind")]
    return claimed.filter(is_confidential(kind, claimed)).select(
        pl.lit(kind).alias("kind"), *columns
    )
