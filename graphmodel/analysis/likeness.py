"""How alike people's work is: genres, companies and countries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.attributes import attributes
from graphmodel.network import Indexes, Network

KINDS = ("company", "genre", "country")
"""What people's work is compared by."""

VALUES = 2
"""Things in common that are shown of each kind."""


@dataclass(frozen=True, eq=False)
class Told:
    """What the facts say of people's work: entry by entry which ``value`` (a row of ``said``)
    and by which ``credit`` (a row of the network's links, or -1 where it is said of the person).

    ``said`` are rows of ``attributes``.
    """

    network: Network
    said: pl.DataFrame
    value: Indexes
    credit: Indexes

    def words(self, entry: int) -> str:
        """What the value is called."""
        words: str = self.said["value"][int(self.value[entry])]
        return words

    def ids(self, entry: int) -> list[str]:
        """The nodes and links that state it."""
        _, _, node, unit, fact = self.said.row(int(self.value[entry]))
        nodes = [self.network.ids[i] for i in (node, unit) if i is not None]
        credit = int(self.credit[entry])
        return [*nodes, fact, *([self.network.links["id"][credit]] if credit >= 0 else [])]


@dataclass(frozen=True, eq=False)
class Likeness:
    """Likeness of one kind.

    ``profiles`` is people x values with rows of length 1 (or 0), weighted by how recent the work
    is and how rare the value. Person ``i`` has ``values[indptr[i]:indptr[i + 1]]``, newest first,
    which the entries at the same places of ``entries`` tell.
    """

    kind: str
    profiles: sparse.csr_array
    indptr: Indexes
    values: Indexes
    entries: Indexes
    told: Told

    def to(self, person: int) -> NDArray[np.float64]:
        """The cosine between one person's profile and everybody's, 0 to 1, 0 for the person."""
        start, end = self.profiles.indptr[person : person + 2]
        own = np.zeros(self.profiles.shape[1])
        own[self.profiles.indices[start:end]] = self.profiles.data[start:end]
        scores = np.asarray(self.profiles @ own)
        scores[person] = 0.0
        return scores

    def shared(self, one: int, other: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The things that make two people alike, in words, and the ids of the facts.

        For each the newest work of both.
        """
        mine, theirs = self._weights(one), self._weights(other)
        common = sorted(mine.keys() & theirs.keys(), key=lambda v: (-mine[v] * theirs[v], v))
        words: list[str] = []
        ids: list[str] = []
        for value in common[:VALUES]:
            first, second = self._newest(one, value), self._newest(other, value)
            words.append(self.told.words(first))
            ids += [*self.told.ids(first), *self.told.ids(second)]
        return tuple(words), tuple(dict.fromkeys(ids))

    def _weights(self, person: int) -> dict[int, float]:
        here = slice(*self.profiles.indptr[person : person + 2])
        own, weights = self.profiles.indices[here], self.profiles.data[here]
        return dict(zip(own.tolist(), weights.tolist(), strict=True))

    def _newest(self, person: int, value: int) -> int:
        start, end = self.indptr[person : person + 2]
        return int(self.entries[start + int(np.argmax(self.values[start:end] == value))])


def likenesses(network: Network, *, now: int, half_life: float) -> tuple[Likeness, ...]:
    """The likenesses of all persons, in the order of ``network.of_kind("Person")``.

    A person has what their projects have and what is said of themselves: the organisations they
    belong to and their markets. What has no year counts as one half-life old.
    """
    people = network.of_kind("Person")
    said = attributes(network).filter(pl.col("kind").is_in(KINDS))
    entries = _entries(network, said, people)
    told = Told(network, said, entries["said"].to_numpy(), entries["credit"].to_numpy())
    # A node stands for itself, whatever other nodes have its name.
    codes = said.select(pl.struct("value", "node").rank("dense").over("kind") - 1)
    entries = entries.with_columns(
        codes.to_series().cast(pl.Int64).gather(entries["said"]).alias("code"),
        said["kind"].gather(entries["said"]).alias("kind"),
        pl.int_range(pl.len(), dtype=pl.Int64).alias("entry"),
    )
    return tuple(
        _likeness(kind, entries.filter(pl.col("kind") == kind), told, len(people), now, half_life)
        for kind in KINDS
    )


def _entries(network: Network, said: pl.DataFrame, people: Indexes) -> pl.DataFrame:
    """Columns row, said, credit and year; by row, then newest first."""
    units = said.select("unit").with_row_index("said").cast(pl.Int64)
    rows = pl.DataFrame({"person": people}).with_row_index("row").cast(pl.Int64)
    credits = (
        network.links.with_row_index("credit")
        .filter(pl.col("kind") == "WORKED_ON")
        .select(
            pl.col("source").alias("person"),
            pl.col("target").alias("unit"),
            pl.col("credit").cast(pl.Int64),
            pl.col("last_year").alias("year"),
        )
        .unique(["person", "unit"], keep="first", maintain_order=True)
    )
    own = rows.with_columns(
        pl.col("person").alias("unit"),
        pl.lit(-1, pl.Int64).alias("credit"),
        pl.lit(None, pl.Int64).alias("year"),
    )
    order = ["row", "year", "said", "credit"]
    return (
        pl.concat([credits.join(rows, on="person").select(own.columns), own])
        .join(units, on="unit")
        .select(order)
        .sort(order, descending=[False, True, False, False], nulls_last=True)
    )


def _likeness(
    kind: str, entries: pl.DataFrame, told: Told, people: int, now: int, half_life: float
) -> Likeness:
    rows, values = entries["row"].to_numpy(), entries["code"].to_numpy()
    ages = (now - entries["year"]).cast(pl.Float64).fill_null(half_life).clip(0).to_numpy()
    shape = (people, int(values.max(initial=-1)) + 1)
    counts = sparse.csr_array((np.exp2(-ages / half_life), (rows, values)), shape=shape)
    holders = np.bincount(counts.indices, minlength=shape[1])
    rarity = np.log((1 + people) / np.maximum(holders, 1))
    profiles = sparse.csr_array(counts @ sparse.diags_array(rarity))
    length = np.sqrt(np.asarray(profiles.power(2).sum(axis=1)).ravel())
    inverse = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
    indptr = np.zeros(people + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=people), out=indptr[1:])
    return Likeness(
        kind,
        sparse.csr_array(sparse.diags_array(inverse) @ profiles),
        indptr,
        values,
        entries["entry"].to_numpy(),
        told,
    )
