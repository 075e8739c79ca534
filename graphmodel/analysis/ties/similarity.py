"""What people made and where: how alike two are in it, and what they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from scipy import sparse

from graphmodel.analysis.ties.attributes import attributes, encode_attributes
from graphmodel.analysis.ties.ties import Weights
from graphmodel.network.network import Indexes, Network

MOST = 4
"""Things named that two have in common."""
FACTS = 2
"""Projects or links named of each of the two."""
LEFT_OUT = ("decade",)
"""What two of one time have in common with everybody."""


@dataclass(frozen=True)
class SharedTrait:
    """Something that two have in common: its ``kind`` and ``value`` as in ``attributes``, ``id`` of
    its node where it has one, and ``facts`` that say so of the one and of the other."""

    kind: str
    value: str
    id: str | None
    facts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Similarity:
    """``vectors`` (people x words, rows of length 1) say what each is occupied with, rare words
    counting more; ``words`` has kind, value and node of each column. ``said`` are numbers of a
    place and a word, ascending, with in ``rows`` which of ``known`` says so."""

    network: Network
    vectors: sparse.csr_array
    words: pl.DataFrame
    said: Indexes
    rows: Indexes
    known: pl.DataFrame

    def facts(self, place: int, word: int) -> list[str]:
        """Up to FACTS ids that say that a place has a word."""
        asked = place * self.words.height + word
        start, stop = np.searchsorted(self.said, [asked, asked + 1])
        return sorted(self.known["fact"].gather(self.rows[start:stop]))[:FACTS]

    def first_row_with(self, word: int, start: int, stop: int) -> int | None:
        """The first place of a span that has a word."""
        here = self._by_word.indices[slice(*self._by_word.indptr[word : word + 2])]
        some = here[(here >= start) & (here < stop)]
        return int(some.min()) if len(some) else None

    @cached_property
    def _by_word(self) -> sparse.csc_array:
        return sparse.csc_array(self.vectors)

    def cosine(self, some: Indexes, others: Indexes) -> Weights:
        """The cosine of each of some places with each of others, 0 to 1."""
        product = self.vectors[some] @ self.vectors[others].T
        return np.asarray(product.toarray(), dtype=np.float64)

    def shared_traits(self, one: int, other: int) -> tuple[SharedTrait, ...]:
        """What two places have in common, what makes them most alike first."""
        both = sparse.csr_array(self.vectors[[one]].multiply(self.vectors[[other]]))
        order = np.lexsort((both.indices, -both.data.round(12)))[:MOST]
        found = []
        for word in both.indices[order].tolist():
            kind, value, node = self.words.row(word)
            shown = [fact for place in (one, other) for fact in self.facts(place, word)]
            name = None if node is None else self.network.ids[node]
            found.append(SharedTrait(kind, value, name, tuple(dict.fromkeys(shown))))
        return tuple(found)


def similarity(
    network: Network, people: Indexes, *, without: Sequence[str] = LEFT_OUT
) -> Similarity:
    """What some people (node indexes) are occupied with, by what they and their projects have.

    ``without`` are the kinds of attributes that do not count.

    A word counts for a person by the root of how often it is found, times the logarithm of how
    rare it is among all people and projects (inverse document frequency, Spärck Jones 1972).
    """
    known = attributes(network)
    table = encode_attributes(known).filter(~pl.col("kind").is_in(list(without)))
    places = pl.DataFrame({"person": people}).with_row_index("place")
    credits = network.links_of("WORKED_ON", "source", "target")
    theirs = credits.rename({"source": "person", "target": "unit"}).join(places, on="person")
    own = places.with_columns(pl.col("person").alias("unit"))
    units = pl.concat([theirs.select("place", "unit"), own.select("place", "unit")]).unique()
    said = units.join(table, on="unit").sort("place", "word", "row")
    counted = said.group_by("place", "word", maintain_order=True).agg(pl.len().alias("times"))
    units_with = table.group_by("word").agg(pl.col("unit").n_unique().alias("units"))
    words = units_with.join(counted.select("word").unique(), on="word").sort("word")
    columns = words["word"].to_numpy()
    place, word = (counted[name].to_numpy().astype(np.int64) for name in ("place", "word"))
    column = np.searchsorted(columns, word)
    rare = np.log(max(table["unit"].n_unique(), 1) / words["units"].to_numpy())
    weight = np.sqrt(counted["times"].to_numpy()) * rare[column]
    vectors = sparse.csr_array((weight, (place, column)), shape=(len(people), len(columns)))
    length = np.sqrt(np.asarray(vectors.power(2).sum(axis=1)).ravel())
    scale = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
    return Similarity(
        network,
        sparse.csr_array(sparse.diags_array(scale) @ vectors),
        known.select("kind", "value", "node")[columns],
        np.repeat(place * len(columns) + column, counted["times"].to_numpy()),
        said["row"].to_numpy().astype(np.int64),
        known,
    )
