"""What people made and where: how alike two are in it, and what they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse

from graphmodel.analysis.attributes import attributes
from graphmodel.analysis.ties import Weights
from graphmodel.network import Indexes, Network

MOST = 4
"""Things named that two have in common."""
FACTS = 2
"""Projects or links named of each of the two."""
LEFT_OUT = ("decade",)
"""What two of one time have in common with everybody."""


@dataclass(frozen=True)
class Common:
    """Something that two have in common: its ``kind`` and ``value`` as in ``attributes``, ``id`` of
    its node where it has one, and ``facts`` that say so of the one and of the other."""

    kind: str
    value: str
    id: str | None
    facts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Interests:
    """``vectors`` (people x words, rows of length 1) say what each is occupied with, rare words
    counting more; ``words`` has kind, value and node of each column, ``facts`` the columns place,
    word and facts."""

    network: Network
    vectors: sparse.csr_array
    words: pl.DataFrame
    facts: pl.DataFrame

    def likeness(self, some: Indexes, others: Indexes) -> Weights:
        """The cosine of each of some places with each of others, 0 to 1."""
        product = self.vectors[some] @ self.vectors[others].T
        return np.asarray(product.toarray(), dtype=np.float64)

    def common(self, one: int, other: int) -> tuple[Common, ...]:
        """What two places have in common, what makes them most alike first."""
        both = sparse.csr_array(self.vectors[[one]].multiply(self.vectors[[other]]))
        order = np.lexsort((both.indices, -both.data.round(12)))[:MOST]
        found = []
        for word in both.indices[order].tolist():
            kind, value, node = self.words.row(word)
            facts = self.facts.filter(
                (pl.col("word") == word) & pl.col("place").is_in([one, other])
            ).sort("place", descending=one > other)
            shown = [fact for row in facts["facts"] for fact in row.to_list()[:FACTS]]
            name = None if node is None else self.network.ids[node]
            found.append(Common(kind, value, name, tuple(dict.fromkeys(shown))))
        return tuple(found)


def interests(network: Network, people: Indexes, *, without: Sequence[str] = LEFT_OUT) -> Interests:
    """What some people (node indexes) are occupied with, by what they and their projects have.

    ``without`` are the kinds of attributes that do not count.

    A word counts for a person by the root of how often it is found, times the logarithm of how
    rare it is among all people and projects (inverse document frequency, Spärck Jones 1972).
    """
    table = attributes(network).filter(~pl.col("kind").is_in(list(without)))
    word = ["kind", "value", "node"]
    places = pl.DataFrame({"person": people}).with_row_index("place")
    credits = network.links_of("WORKED_ON", "source", "target").rename(
        {"source": "person", "target": "unit"}
    )
    own = pl.DataFrame({"person": people, "unit": people})
    units = pl.concat([own, credits]).unique().join(places, on="person")
    said = units.join(table, on="unit")
    counted = said.group_by("place", *word).agg(
        pl.len().alias("times"), pl.col("fact").sort().head(FACTS).alias("facts")
    )
    everywhere = table.group_by(word).agg(pl.col("unit").n_unique().alias("units"))
    all_units = max(table["unit"].n_unique(), 1)
    words = everywhere.join(counted.select(word).unique(), on=word, nulls_equal=True)
    words = words.sort(word, nulls_last=True).with_row_index("word")
    counted = counted.join(words, on=word, nulls_equal=True).sort("place", "word")
    weight = np.sqrt(counted["times"].to_numpy()) * np.log(all_units / counted["units"].to_numpy())
    ends = (counted["place"].to_numpy(), counted["word"].to_numpy())
    vectors = sparse.csr_array((weight, ends), shape=(len(people), words.height))
    length = np.sqrt(np.asarray(vectors.power(2).sum(axis=1)).ravel())
    scale = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
    return Interests(
        network,
        sparse.csr_array(sparse.diags_array(scale) @ vectors),
        words.select(word),
        counted.select("place", "word", "facts"),
    )
