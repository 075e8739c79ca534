"""Who must not be put together, by open and by confidential wishes."""

from __future__ import annotations

import polars as pl

from graphmodel.network.network import Network
from graphmodel.network.present import AsOf, asking_date, has_ended

MUST_NOT = "must not"


def conflicts(network: Network, secret: pl.DataFrame, as_of: AsOf = None) -> list[tuple[str, str]]:
    """The pairs of ids of which one must not be put with the other, at a date. ``secret`` are the
    confidential wishes: whoever shows what follows does not say from which of both it does."""
    asked = asking_date(as_of)
    stated = network.present(asked).links_of("wish", "source", "target", "stance", "until")
    stated = stated.filter((pl.col("stance") == MUST_NOT) & ~has_ended("until", asked))
    pairs = [(network.ids[a], network.ids[b]) for a, b, *_ in stated.iter_rows()]
    if secret.height:
        kept = secret.filter(pl.col("stance").fill_null(MUST_NOT) == MUST_NOT)
        rows = kept.select("from_id", "to_id").iter_rows()
        pairs += [(network.canonical_id(a), network.canonical_id(b)) for a, b in rows]
    return pairs
