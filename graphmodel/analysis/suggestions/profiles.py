"""What people's work is like: companies, genres, countries, languages and forms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.graph.incidence import incidence
from graphmodel.analysis.graph.pagerank import combine_rows
from graphmodel.analysis.ties.attributes import attributes
from graphmodel.network.network import Indexes, Network

KINDS = ("company", "genre", "country", "language", "form")
"""What work is compared by; ``form`` is what a project is (film, series, short, ...) and its
format, ``country`` also a market, ``company`` also one that somebody belongs to."""

_COMMON = 0.1
SAID = 0.5
"""What is said of somebody counts like so much new work: as if it were one half-life old."""

Scores = NDArray[np.float64]
Matrix = sparse.csr_array


@dataclass(frozen=True, eq=False)
class Profiles:
    """What one kind of thing is known of n people and m projects.

    ``of_projects`` is m x values and ``of_people`` n x values, 0/1, what is said of themselves;
    ``people`` is n x values: what their work has, by how recent it is, and what is said of them,
    each times how rare it is, in rows of length 1 which were ``length`` (n) long. ``said`` are
    the facts; see ``attributes``.
    """

    kind: str
    people: Matrix
    length: Scores
    of_projects: Matrix
    of_people: Matrix
    rarity: Scores
    said: pl.DataFrame

    def vector(self, people: Indexes, share: Scores) -> Scores:
        """The profile of some people together, of length 1 or 0."""
        found = combine_rows(self.people, people, share)
        return _unit(found)

    def of_project(self, project: int) -> Scores:
        """The profile of one project, of length 1 or 0."""
        here = slice(*self.of_projects.indptr[project : project + 2])
        found = np.zeros(len(self.rarity))
        values = self.of_projects.indices[here]
        found[values] = self.rarity[values]
        return _unit(found)

    def likeness(self, asked: Scores, rows: Indexes) -> Scores:
        """The cosine between a profile and those of some people, 0 to 1."""
        return np.asarray(self.people[rows] @ asked)

    def holding(self, asked: Scores, most: int) -> Indexes:
        """People who have one of the asked values that at most ``most`` people have, or all who
        have any where ``most`` is 0."""
        values = np.flatnonzero(asked)
        if most:
            values = values[np.diff(self._holders.indptr)[values] <= most]
        held = np.zeros(self.people.shape[0], dtype=bool)
        for v in values:
            held[self._holders.indices[slice(*self._holders.indptr[v : v + 2])]] = True
        return np.flatnonzero(held)

    @cached_property
    def _holders(self) -> Matrix:
        """values x n: who has each, without how much."""
        there = self.people
        some = Matrix((np.ones(there.nnz, dtype=bool), there.indices, there.indptr), there.shape)
        return Matrix(some.T.tocsr())

    def known(self, rows: Indexes) -> NDArray[np.bool_]:
        """Of whom anything of the kind is known."""
        return np.diff(self.people.indptr)[rows] > 0

    def common(self, asked: Scores, person: int) -> list[int]:
        """The values that a profile shares with a person, those that count most first."""
        here = slice(*self.people.indptr[person : person + 2])
        values, weights = self.people.indices[here], self.people.data[here]
        parts = asked[values] * weights
        order = np.lexsort((values, -parts))
        return [int(values[at]) for at in order if parts[at] > 0]

    def strongest(self, person: int) -> list[int]:
        """The values of a person, those that count most first."""
        here = slice(*self.people.indptr[person : person + 2])
        values, weights = self.people.indices[here], self.people.data[here]
        return [int(values[at]) for at in np.lexsort((values, -weights))]

    def words(self, value: int) -> str:
        """What a value is called."""
        words: str = self.said["value"][int(self._first[value])]
        return words

    def unit_facts(self, network: Network, unit: int, value: int) -> list[str]:
        """The ids that state a value of the person or project with node index ``unit``."""
        start, stop = self._first[value], self._first[value + 1]
        at = int(start + np.searchsorted(self._units[start:stop], unit))
        if at == stop or self._units[at] != unit:
            return []
        node, fact = self.said["node"][at], self.said["fact"][at]
        nodes = [network.ids[i] for i in (node, unit) if i is not None]
        return list(dict.fromkeys([*nodes, fact]))

    @cached_property
    def _units(self) -> Indexes:
        """The unit of each row of ``said``, ascending for each value."""
        return self.said["unit"].to_numpy()

    @cached_property
    def _first(self) -> Indexes:
        """Where the rows of each value begin in ``said``, and the end."""
        codes = self.said["code"].to_numpy()
        return np.searchsorted(codes, np.arange(len(self.rarity) + 1))


def _unit(vector: Scores) -> Scores:
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector


def profiles(
    network: Network, people: Indexes, projects: Indexes, credits: Matrix, fade: Scores
) -> tuple[Profiles, ...]:
    """The profiles of KINDS of people and projects given by node index, in the order of rows.

    ``credits`` is n x m, 1 where a person worked on a project, ``fade`` m, what a project counts
    by its age.
    """
    said = pl.concat([attributes(network), *_more(network)]).filter(pl.col("kind").is_in(KINDS))
    aged = Matrix(credits @ sparse.diags_array(fade))
    place = np.full(len(network), -1, dtype=np.int64)
    place[people] = np.arange(len(people))
    at = np.full(len(network), -1, dtype=np.int64)
    at[projects] = np.arange(len(projects))
    found = []
    for kind in KINDS:
        # A node stands for itself, whatever other nodes have its name.
        table = said.filter(pl.col("kind") == kind)
        codes = table.select((pl.struct("value", "node").rank("dense") - 1).alias("code"))
        table = table.with_columns(codes.to_series().cast(pl.Int64)).sort("code", "unit")
        many = int(table["code"].max() or 0) + 1 if table.height else 1  # type: ignore[arg-type]
        unit, code = table["unit"].to_numpy(), table["code"].to_numpy()
        of_people = _ones(place[unit], code, (len(people), many))
        of_projects = _ones(at[unit], code, (len(projects), many))
        raw = Matrix(aged @ of_projects + SAID * of_people)
        holders = np.bincount(raw.indices, minlength=many)
        rarity = np.log((1 + len(people)) / np.maximum(holders, 1))
        # What nearly everybody has makes nobody alike.
        rarity[rarity < _COMMON] = 0.0
        weighted = Matrix(raw @ sparse.diags_array(rarity))
        length = np.sqrt(np.asarray(weighted.power(2).sum(axis=1)).ravel())
        scale = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
        unit_rows = Matrix((sparse.diags_array(scale) @ weighted).astype(np.float32))
        found.append(Profiles(kind, unit_rows, length, of_projects, of_people, rarity, table))
    return tuple(found)


def _ones(rows: Indexes, columns: Indexes, shape: tuple[int, int]) -> Matrix:
    kept = rows >= 0
    return incidence(rows[kept], columns[kept], shape)


def _more(network: Network) -> list[pl.DataFrame]:
    """Languages and forms, as ``attributes`` gives the rest."""
    columns = ("kind", "id", "languages", "type", "format")
    nodes = network.nodes.select(columns).with_row_index("unit")
    nodes = nodes.with_columns(pl.col("unit").cast(pl.Int64))
    nodes = nodes.with_columns(
        pl.lit(None, pl.Int64).alias("node"), pl.col("id").alias("fact")
    ).filter(pl.col("kind").is_in(("Person", "Project")))
    languages = nodes.with_columns(pl.col("languages").alias("value"))
    projects = nodes.filter(pl.col("kind") == "Project")
    forms = projects.with_columns(pl.concat_list("type", "format").alias("value"))
    columns = ("kind", "value", "node", "unit", "fact")
    return [
        table.with_columns(pl.lit(kind).alias("kind"))
        .explode("value")
        .filter(pl.col("value").is_not_null() & (pl.col("value") != ""))
        .select(columns)
        .unique(["value", "unit"], maintain_order=True)
        for kind, table in (("language", languages), ("form", forms))
    ]
