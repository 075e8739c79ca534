"""Profiles of people's work: companies, genres, countries, languages and project types."""

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

PROFILE_KINDS = ("company", "genre", "country", "language", "form")
"""Kinds of values by which work is compared. ``form`` is the type of a project (film, series,
short) and its format; ``country`` includes markets, ``company`` those a person belongs to."""

_COMMON = 0.1
STATED_WEIGHT = 0.5
"""The weight of a statement about a person relative to a new work, as if it were one half-life
old."""

Scores = NDArray[np.float64]
Matrix = sparse.csr_array


@dataclass(frozen=True, eq=False)
class Profiles:
    """Profiles of n people and m projects in values of one kind.

    ``project_values`` is m x values and ``person_values`` n x values, 0/1: what is stated about
    the project or person itself. ``vectors`` is n x values: the values of a person's work, weighted
    by recency, and those stated about the person, each times its rarity; rows are scaled to length
    1 from the length in ``norms`` (n). ``statements`` are the facts; see ``attributes``.
    """

    kind: str
    vectors: Matrix
    norms: Scores
    project_values: Matrix
    person_values: Matrix
    rarity: Scores
    statements: pl.DataFrame

    def combined(self, people: Indexes, shares: Scores) -> Scores:
        """The combined profile of several people, of length 1 or 0."""
        return _unit(combine_rows(self.vectors, people, shares))

    def of_project(self, project: int) -> Scores:
        """The profile of one project, of length 1 or 0."""
        entries = slice(*self.project_values.indptr[project : project + 2])
        values = self.project_values.indices[entries]
        vector = np.zeros(len(self.rarity))
        vector[values] = self.rarity[values]
        return _unit(vector)

    def similarity(self, vector: Scores, rows: Indexes) -> Scores:
        """The cosine between a profile and those of some people, 0 to 1."""
        return np.asarray(self.vectors[rows] @ vector)

    def holders(self, vector: Scores, limit: int) -> Indexes:
        """People with any of the values of a profile. Values of more than ``limit`` people do not
        count, unless ``limit`` is 0."""
        values = np.flatnonzero(vector)
        if limit:
            values = values[np.diff(self._holders.indptr)[values] <= limit]
        holds = np.zeros(self.vectors.shape[0], dtype=bool)
        for v in values:
            holds[self._holders.indices[slice(*self._holders.indptr[v : v + 2])]] = True
        return np.flatnonzero(holds)

    @cached_property
    def _holders(self) -> Matrix:
        """values x n: whether each person has each value."""
        vectors = self.vectors
        entries = np.ones(vectors.nnz, dtype=bool)
        pattern = Matrix((entries, vectors.indices, vectors.indptr), vectors.shape)
        return Matrix(pattern.T.tocsr())

    def known(self, rows: Indexes) -> NDArray[np.bool_]:
        """Which people have any value of the kind."""
        return np.diff(self.vectors.indptr)[rows] > 0

    def shared_values(self, vector: Scores, person: int) -> list[int]:
        """The values that a profile shares with a person, by descending weight."""
        values, weights = self._of_person(person)
        products = vector[values] * weights
        order = np.lexsort((values, -products))
        return [int(values[at]) for at in order if products[at] > 0]

    def top_values(self, person: int) -> list[int]:
        """The values of a person, by descending weight."""
        values, weights = self._of_person(person)
        return [int(values[at]) for at in np.lexsort((values, -weights))]

    def _of_person(self, person: int) -> tuple[NDArray[np.integer], NDArray[np.floating]]:
        entries = slice(*self.vectors.indptr[person : person + 2])
        return self.vectors.indices[entries], self.vectors.data[entries]

    def label(self, value: int) -> str:
        """The name of a value."""
        label: str = self.statements["value"][int(self._first[value])]
        return label

    def statement_ids(self, network: Network, unit: int, value: int) -> list[str]:
        """The ids that state a value of the person or project with node index ``unit``."""
        start, stop = self._first[value], self._first[value + 1]
        at = int(start + np.searchsorted(self._units[start:stop], unit))
        if at == stop or self._units[at] != unit:
            return []
        node, fact = self.statements["node"][at], self.statements["fact"][at]
        nodes = [network.ids[i] for i in (node, unit) if i is not None]
        return list(dict.fromkeys([*nodes, fact]))

    @cached_property
    def _units(self) -> Indexes:
        """The unit of each row of ``statements``, ascending for each value."""
        return self.statements["unit"].to_numpy()

    @cached_property
    def _first(self) -> Indexes:
        """Where the rows of each value begin in ``statements``, with the end of the last."""
        codes = self.statements["code"].to_numpy()
        return np.searchsorted(codes, np.arange(len(self.rarity) + 1))


def _unit(vector: Scores) -> Scores:
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector


def profiles(
    network: Network, people: Indexes, projects: Indexes, credits: Matrix, fade: Scores
) -> tuple[Profiles, ...]:
    """The profiles of PROFILE_KINDS of people and projects given by node index, in row order.

    ``credits`` is n x m, 1 where a person worked on a project; ``fade`` (m) is the weight of a
    project by its age.
    """
    statements = pl.concat([attributes(network), *_languages_and_types(network)])
    statements = statements.filter(pl.col("kind").is_in(PROFILE_KINDS))
    aged = Matrix(credits @ sparse.diags_array(fade))
    person_row = np.full(len(network), -1, dtype=np.int64)
    person_row[people] = np.arange(len(people))
    project_row = np.full(len(network), -1, dtype=np.int64)
    project_row[projects] = np.arange(len(projects))
    tables = []
    for kind in PROFILE_KINDS:
        # Nodes with the same name are distinct values.
        table = statements.filter(pl.col("kind") == kind)
        codes = table.select((pl.struct("value", "node").rank("dense") - 1).alias("code"))
        table = table.with_columns(codes.to_series().cast(pl.Int64)).sort("code", "unit")
        width = int(table["code"].max() or 0) + 1 if table.height else 1  # type: ignore[arg-type]
        unit, code = table["unit"].to_numpy(), table["code"].to_numpy()
        person_values = _incidence(person_row[unit], code, (len(people), width))
        project_values = _incidence(project_row[unit], code, (len(projects), width))
        weights = Matrix(aged @ project_values + STATED_WEIGHT * person_values)
        holders = np.bincount(weights.indices, minlength=width)
        rarity = np.log((1 + len(people)) / np.maximum(holders, 1))
        # A value that nearly everybody has makes nobody similar.
        rarity[rarity < _COMMON] = 0.0
        weighted = Matrix(weights @ sparse.diags_array(rarity))
        norms = np.sqrt(np.asarray(weighted.power(2).sum(axis=1)).ravel())
        scale = np.divide(1.0, norms, out=np.zeros_like(norms), where=norms > 0)
        vectors = Matrix((sparse.diags_array(scale) @ weighted).astype(np.float32))
        tables.append(Profiles(kind, vectors, norms, project_values, person_values, rarity, table))
    return tuple(tables)


def _incidence(rows: Indexes, columns: Indexes, shape: tuple[int, int]) -> Matrix:
    present = rows >= 0
    return incidence(rows[present], columns[present], shape)


def _languages_and_types(network: Network) -> list[pl.DataFrame]:
    """Languages and project types, in the columns of ``attributes``."""
    columns = ("kind", "id", "languages", "type", "format")
    nodes = network.nodes.select(columns).with_row_index("unit")
    nodes = nodes.with_columns(pl.col("unit").cast(pl.Int64))
    nodes = nodes.with_columns(
        pl.lit(None, pl.Int64).alias("node"), pl.col("id").alias("fact")
    ).filter(pl.col("kind").is_in(("Person", "Project")))
    languages = nodes.with_columns(pl.col("languages").alias("value"))
    projects = nodes.filter(pl.col("kind") == "Project")
    types = projects.with_columns(pl.concat_list("type", "format").alias("value"))
    columns = ("kind", "value", "node", "unit", "fact")
    return [
        table.with_columns(pl.lit(kind).alias("kind"))
        .explode("value")
        .filter(pl.col("value").is_not_null() & (pl.col("value") != ""))
        .select(columns)
        .unique(["value", "unit"], maintain_order=True)
        for kind, table in (("language", languages), ("form", types))
    ]
