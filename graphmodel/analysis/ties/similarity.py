"""How similar the careers of two people are, and the traits that they share."""

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

MAX_TRAITS = 4
"""How many shared traits of two people to name."""
MAX_FACTS = 2
"""How many projects or links of each person to name for a trait."""
EXCLUDED_KINDS = ("decade",)
"""Kinds of attribute that all contemporaries share."""


@dataclass(frozen=True)
class SharedTrait:
    """A trait that two people share: its ``kind`` and ``value`` as in ``attributes``, the ``id`` of
    its node if it has one, and the ``facts`` that state it of the first and of the second."""

    kind: str
    value: str
    id: str | None
    facts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Similarity:
    """The careers of people as word vectors; people are given by row.

    ``vectors`` (people x words, rows of length 1) weights each person's words, rare ones more;
    ``words`` has the kind, value and node of each column. ``occurrences`` are ascending codes of a
    person and a word (person * words + word), and ``rows`` the row of ``attributes`` that each
    comes from.
    """

    network: Network
    vectors: sparse.csr_array
    words: pl.DataFrame
    occurrences: Indexes
    rows: Indexes
    attributes: pl.DataFrame

    def facts(self, person: int, word: int) -> list[str]:
        """Up to MAX_FACTS ids of facts that state a word of a person."""
        code = person * self.words.height + word
        start, stop = np.searchsorted(self.occurrences, [code, code + 1])
        return sorted(self.attributes["fact"].gather(self.rows[start:stop]))[:MAX_FACTS]

    def first_row_with(self, word: int, start: int, stop: int) -> int | None:
        """The first row from ``start`` to before ``stop`` that has a word, None if none does."""
        people = self._by_word.indices[slice(*self._by_word.indptr[word : word + 2])]
        within = people[(people >= start) & (people < stop)]
        return int(within.min()) if len(within) else None

    @cached_property
    def _by_word(self) -> sparse.csc_array:
        return sparse.csc_array(self.vectors)

    def cosine(self, people: Indexes, partners: Indexes) -> Weights:
        """The cosine similarity of each person with each partner: n x m, 0 to 1."""
        product = self.vectors[people] @ self.vectors[partners].T
        return np.asarray(product.toarray(), dtype=np.float64)

    def shared_traits(self, first: int, second: int) -> tuple[SharedTrait, ...]:
        """Up to MAX_TRAITS traits that two people share, largest contribution first."""
        products = sparse.csr_array(self.vectors[[first]].multiply(self.vectors[[second]]))
        order = np.lexsort((products.indices, -products.data.round(12)))[:MAX_TRAITS]
        traits = []
        for word in products.indices[order].tolist():
            kind, value, node = self.words.row(word)
            facts = [fact for person in (first, second) for fact in self.facts(person, word)]
            node_id = None if node is None else self.network.ids[node]
            traits.append(SharedTrait(kind, value, node_id, tuple(dict.fromkeys(facts))))
        return tuple(traits)


def similarity(
    network: Network, people: Indexes, *, without: Sequence[str] = EXCLUDED_KINDS
) -> Similarity:
    """The similarity of people (node indexes), by their attributes and those of their projects.

    ``without`` are the kinds of attribute to ignore. The weight of a word for a person is the
    square root of how often they have it, times the logarithm of how rare it is among all people
    and projects (inverse document frequency, Spärck Jones 1972).
    """
    table = attributes(network)
    codes = encode_attributes(table).filter(~pl.col("kind").is_in(list(without)))
    vector_rows = pl.DataFrame({"person": people}).with_row_index("vector")
    credits = network.links_of("credit", "source", "target")
    projects = credits.rename({"source": "person", "target": "unit"}).join(vector_rows, on="person")
    persons = vector_rows.with_columns(pl.col("person").alias("unit"))
    units = pl.concat([frame.select("vector", "unit") for frame in (projects, persons)]).unique()
    occurrences = units.join(codes, on="unit").sort("vector", "word", "row")
    counts = occurrences.group_by("vector", "word", maintain_order=True).agg(
        pl.len().alias("count")
    )
    units_with = codes.group_by("word").agg(pl.col("unit").n_unique().alias("units"))
    words = units_with.join(counts.select("word").unique(), on="word").sort("word")
    columns = words["word"].to_numpy()
    vector, word = (counts[name].to_numpy().astype(np.int64) for name in ("vector", "word"))
    column = np.searchsorted(columns, word)
    rarity = np.log(max(codes["unit"].n_unique(), 1) / words["units"].to_numpy())
    weight = np.sqrt(counts["count"].to_numpy()) * rarity[column]
    vectors = sparse.csr_array((weight, (vector, column)), shape=(len(people), len(columns)))
    length = np.sqrt(np.asarray(vectors.power(2).sum(axis=1)).ravel())
    scale = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
    return Similarity(
        network,
        sparse.csr_array(sparse.diags_array(scale) @ vectors),
        table.select("kind", "value", "node")[columns],
        np.repeat(vector * len(columns) + column, counts["count"].to_numpy()),
        occurrences["row"].to_numpy().astype(np.int64),
        table,
    )
