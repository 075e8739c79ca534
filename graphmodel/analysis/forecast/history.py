"""People's work over the years, as arrays, and its state before a given year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.network.network import Indexes, Network

Floats = NDArray[np.float32]
Matrix = sparse.csr_array

ROLES = ("director", "writer", "actor", "producer", "other")
"""The roles that the ranker distinguishes; every other role is ``other``."""

ATTRIBUTES = ("country", "language", "genre", "company", "series")
"""What projects are compared by; ``series`` is the part of a title that several share."""

_LIST_COLUMNS = {"country": "countries", "language": "languages", "genre": "genres"}

_SERIES_ENDS = re.compile(
    r"[:\-–(].*$|\b(part|chapter|episode|volume|vol)\b.*$|\b[ivx]+$|\b\d+$", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, eq=False)
class History:
    """Credits of n people on m projects.

    ``person``, ``project`` and ``role`` (an index in ROLES) have an entry for each credit, ``year``
    and ``honours`` one for each project, ``attributes`` a 0/1 matrix m x values for each of
    ATTRIBUTES. The index of a person or project stays the same when the history is cut.
    """

    people: tuple[str, ...]
    person: Indexes
    project: Indexes
    role: Indexes
    year: Indexes
    attributes: Mapping[str, Matrix]
    honours: Floats

    def before(self, year: int) -> History:
        """The history before a year: later projects have no credits and no attributes."""
        earlier = self.year < year
        credits = earlier[self.project]
        known = sparse.diags_array(earlier.astype(np.float32))
        return replace(
            self,
            person=self.person[credits],
            project=self.project[credits],
            role=self.role[credits],
            year=np.where(earlier, self.year, 0),
            attributes={name: Matrix(known @ table) for name, table in self.attributes.items()},
            honours=np.where(earlier, self.honours, 0).astype(np.float32),
        )

    def of_roles(self, roles: Sequence[str]) -> History:
        """The same history with only the credits in some of ROLES."""
        return self._with_credits(np.isin(self.role, [ROLES.index(role) for role in roles]))

    def _with_credits(self, credits: NDArray[np.bool_]) -> History:
        return replace(
            self,
            person=self.person[credits],
            project=self.project[credits],
            role=self.role[credits],
        )

    @cached_property
    def last_year(self) -> int:
        """The latest year with a credit; 0 if there is none."""
        return int(self.year[self.project].max(initial=0))

    @cached_property
    def incidence(self) -> Matrix:
        """n x m, 1 where a person has a credit on a project."""
        return _binary(self.person, self.project, (len(self.people), len(self.year)))

    @cached_property
    def ties(self) -> Matrix:
        """n x n, the number of projects that two people share; 0 on the diagonal."""
        together = (self.incidence @ self.incidence.T).tocoo()
        pairs = together.row != together.col
        shape = (len(self.people),) * 2
        ends = together.row[pairs], together.col[pairs]
        return Matrix((together.data[pairs], ends), shape=shape)

    @cached_property
    def eligible(self) -> NDArray[np.bool_]:
        """Which people share a project with anybody."""
        return np.diff(self.ties.indptr) > 0

    @cached_property
    def projects(self) -> Indexes:
        """The number of projects on which each person has a credit."""
        return np.diff(self.incidence.indptr).astype(np.int64)

    def new_ties(self, year: int, years: int) -> Matrix:
        """n x n, 1 for first ties within ``years`` years from ``year`` of people eligible then."""
        return self._ties_of(year, years, known=False)

    def repeated_ties(self, year: int, years: int) -> Matrix:
        """n x n, 1 for ties from before ``year`` that were made again within ``years`` years."""
        return self._ties_of(year, years, known=True)

    def _ties_of(self, year: int, years: int, *, known: bool) -> Matrix:
        credit_year = self.year[self.project]
        past = self.before(year)
        ahead = self._with_credits((credit_year >= year) & (credit_year < year + years))
        pairs = ahead.ties.tocoo()
        if not pairs.nnz:
            nobody = np.empty(0, dtype=np.int64)
            return _binary(nobody, nobody, (len(self.people), len(self.people)))
        eligible = past.eligible[pairs.row] & past.eligible[pairs.col]
        tied = np.asarray(past.ties[pairs.row, pairs.col]).ravel() > 0
        chosen = eligible & (tied == known)
        rows, columns = pairs.row.astype(np.int64), pairs.col.astype(np.int64)
        return _binary(rows[chosen], columns[chosen], pairs.shape)


def _binary(rows: Indexes, columns: Indexes, shape: tuple[int, int]) -> Matrix:
    pairs = np.unique(rows.astype(np.int64) * shape[1] + columns)
    ones = np.ones(len(pairs), dtype=np.float32)
    return Matrix((ones, (pairs // shape[1], pairs % shape[1])), shape=shape)


def attribute_matrix(values: Sequence[Sequence[str]]) -> Matrix:
    """The 0/1 matrix of each project's values."""
    names = sorted({name for project_values in values for name in project_values})
    column_of = {name: column for column, name in enumerate(names)}
    rows = [row for row, project_values in enumerate(values) for _ in project_values]
    columns = [column_of[name] for project_values in values for name in project_values]
    shape = (len(values), max(len(names), 1))
    return _binary(np.array(rows, np.int64), np.array(columns, np.int64), shape)


def series(titles: Sequence[str]) -> list[list[str]]:
    """The series that each title names: the words before a number, a colon or a part."""
    names = []
    for title in titles:
        root = _SERIES_ENDS.sub("", title.casefold().strip()).strip()
        words = _WORD.findall(root)
        name = " ".join(words)
        names.append([name] if len(name) > 3 or len(words) > 1 else [])
    return names


def honours(texts: Sequence[str | None]) -> Floats:
    """The awards reported in a text: the logarithm of 1 plus the sum of its numbers."""
    sums = [sum(min(int(n), 1000) for n in _NUMBER.findall(text or "")) for text in texts]
    return np.log1p(np.array(sums, dtype=np.float32))


def role_number(role: str | None) -> int:
    """The index of a role in ROLES."""
    name = (role or "").casefold().strip()
    return ROLES.index(name) if name in ROLES else len(ROLES) - 1


def of_network(network: Network) -> History:
    """The history of a network: its dated credits, without plans, in the order of its people and
    projects."""
    network = network.present()
    people, projects = network.of_kind("Person"), network.of_kind("Project")
    row = np.full(len(network), -1, dtype=np.int64)
    row[people], row[projects] = np.arange(len(people)), np.arange(len(projects))
    columns = ("source", "target", "first_year", "role")
    credits = network.links_of("credit", *columns).drop_nulls("first_year")
    source, target = credits["source"].to_numpy(), credits["target"].to_numpy()
    year = np.zeros(len(projects), dtype=np.int64)
    np.maximum.at(year, row[target], credits["first_year"].to_numpy())
    nodes = network.nodes[projects]
    production = network.links_of("production", "source", "target")
    companies: list[list[str]] = [[] for _ in projects]
    for maker, project in production.select("source", "target").iter_rows():
        if row[project] >= 0:
            companies[row[project]].append(network.ids[maker])
    values = {
        name: [list(filter(None, texts or [])) for texts in nodes[column].to_list()]
        for name, column in _LIST_COLUMNS.items()
    }
    titles = [title or "" for title in nodes["name"]]
    values |= {"company": companies, "series": series(titles)}
    return History(
        people=tuple(network.ids.of(people)),
        person=row[source],
        project=row[target],
        role=np.array([role_number(role) for role in credits["role"]], dtype=np.int64),
        year=year,
        attributes={name: attribute_matrix(values[name]) for name in ATTRIBUTES},
        honours=np.zeros(len(projects), dtype=np.float32),
    )
