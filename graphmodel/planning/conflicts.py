"""Pairs who must not be put together, by open and confidential wishes."""

from __future__ import annotations

import polars as pl

from graphmodel.analysis.teams.wishes import MUST_NOT, open_conflicts
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf, asking_date, in_force


def conflicts(network: Network, secret: pl.DataFrame, as_of: AsOf = None) -> list[tuple[str, str]]:
    """Return the pairs of ids of which one must not be put with the other, at a date. ``secret``
    holds the confidential wishes: output based on the result must not reveal which of the two a
    pair comes from."""
    pairs = open_conflicts(network, as_of)
    if secret.height:
        stated = in_force(secret, asking_date(as_of))
        apart = stated.filter(pl.col("stance").fill_null(MUST_NOT) == MUST_NOT)
        rows = apart.select("from_id", "to_id").iter_rows()
        pairs += [(network.canonical_id(a), network.canonical_id(b)) for a, b in rows]
    return pairs
