"""What is known of people's work over the years, as arrays, and what was known before a year."""

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
"""Roles as the ranker tells them apart; every other role is ``other``."""

ATTRIBUTES = ("country", "language", "genre", "company", "series")
"""What projects are compared by; ``series`` is the part of a title that several share."""

_LISTED = {"country": "countries", "language": "languages", "genre": "genres"}

_SERIES_ENDS = re.compile(
    r"[:\-–(].*$|\b(part|chapter|episode|volume|vol)\b.*$|\b[ivx]+$|\b\d+$", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, eq=False)
class History:
    """Credits of n people on m projects.

    ``person``, ``project`` and ``role`` (a place in ROLES) have an entry for each credit, ``year``
    and ``honours`` one for each project, ``attributes`` a 0/1 matrix m x values for each of
    ATTRIBUTES. The number of a person or project never changes, whatever is cut off.
    """

    people: tuple[str, ...]
    person: Indexes
    project: Indexes
    role: Indexes
    year: Indexes
    attributes: Mapping[str, Matrix]
    honours: Floats

    def before(self, year: int) -> History:
        """What was known before a year: later projects have no credits and nothing is known of
        them."""
        kept = self.year[self.project] < year
        past = sparse.diags_array((self.year < year).astype(np.float32))
        known = self.year < year
        return replace(
            self,
            person=self.person[kept],
            project=self.project[kept],
            role=self.role[kept],
            year=np.where(known, self.year, 0),
            attributes={name: Matrix(past @ table) for name, table in self.attributes.items()},
            honours=np.where(known, self.honours, 0).astype(np.float32),
        )

    def of_roles(self, roles: Sequence[str]) -> History:
        """The same with the credits of some of ROLES alone."""
        kept = np.isin(self.role, [ROLES.index(role) for role in roles])
        return replace(
            self, person=self.person[kept], project=self.project[kept], role=self.role[kept]
        )

    @cached_property
    def last_year(self) -> int:
        """The latest year of which there is a credit; 0 where there is none."""
        return int(self.year[self.project].max(initial=0))

    @cached_property
    def incidence(self) -> Matrix:
        """n x m, 1 where a person has a credit on a project."""
        return _ones(self.person, self.project, (len(self.people), len(self.year)))

    @cached_property
    def ties(self) -> Matrix:
        """n x n, on how many projects each two people both have a credit; the diagonal is empty."""
        together = (self.incidence @ self.incidence.T).tocoo()
        off = together.row != together.col
        shape = (len(self.people),) * 2
        return Matrix((together.data[off], (together.row[off], together.col[off])), shape=shape)

    @cached_property
    def eligible(self) -> NDArray[np.bool_]:
        """Who has a credit beside somebody."""
        return np.diff(self.ties.indptr) > 0

    @cached_property
    def projects(self) -> Indexes:
        """On how many projects each person has a credit."""
        return np.diff(self.incidence.indptr).astype(np.int64)

    def new_ties(self, year: int, years: int) -> Matrix:
        """n x n, 1 for ties first made in ``years`` years from ``year`` by people eligible then."""
        return self._ties_of(year, years, known=False)

    def repeated_ties(self, year: int, years: int) -> Matrix:
        """n x n, 1 for ties that were there before ``year`` and made again in ``years`` years."""
        return self._ties_of(year, years, known=True)

    def _ties_of(self, year: int, years: int, *, known: bool) -> Matrix:
        when = self.year[self.project]
        now = (when >= year) & (when < year + years)
        past = self.before(year)
        ahead = replace(
            self, person=self.person[now], project=self.project[now], role=self.role[now]
        )
        pairs = ahead.ties.tocoo()
        if not pairs.nnz:
            nobody = np.empty(0, dtype=np.int64)
            return _ones(nobody, nobody, (len(self.people), len(self.people)))
        can = past.eligible[pairs.row] & past.eligible[pairs.col]
        tied = np.asarray(past.ties[pairs.row, pairs.col]).ravel() > 0
        kept = can & (tied == known)
        rows, columns = pairs.row.astype(np.int64), pairs.col.astype(np.int64)
        return _ones(rows[kept], columns[kept], pairs.shape)


def _ones(rows: Indexes, columns: Indexes, shape: tuple[int, int]) -> Matrix:
    pairs = np.unique(rows.astype(np.int64) * shape[1] + columns)
    values = np.ones(len(pairs), dtype=np.float32)
    return Matrix((values, (pairs // shape[1], pairs % shape[1])), shape=shape)


def attribute(values: Sequence[Sequence[str]]) -> Matrix:
    """The 0/1 matrix of the values that each project has."""
    names = {name: at for at, name in enumerate(sorted({v for row in values for v in row}))}
    rows = [at for at, row in enumerate(values) for _ in row]
    columns = [names[v] for row in values for v in row]
    shape = (len(values), max(len(names), 1))
    return _ones(np.array(rows, np.int64), np.array(columns, np.int64), shape)


def series(titles: Sequence[str]) -> list[list[str]]:
    """What of each title tells a series: the words before a number, a colon or a part."""
    found = []
    for title in titles:
        root = _SERIES_ENDS.sub("", title.casefold().strip()).strip()
        words = _WORD.findall(root)
        name = " ".join(words)
        found.append([name] if len(name) > 3 or len(words) > 1 else [])
    return found


def honours(texts: Sequence[str | None]) -> Floats:
    """How much is said of awards: the logarithm of 1 more than all numbers in the text."""
    sums = [sum(min(int(n), 1000) for n in _NUMBER.findall(text or "")) for text in texts]
    return np.log1p(np.array(sums, dtype=np.float32))


def role_number(role: str | None) -> int:
    """The place of a role in ROLES."""
    name = (role or "").casefold().strip()
    return ROLES.index(name) if name in ROLES else len(ROLES) - 1


def of_network(network: Network) -> History:
    """The history of a network: its dated credits, in the order of its people and projects."""
    people, projects = network.of_kind("Person"), network.of_kind("Project")
    place = np.full(len(network), -1, dtype=np.int64)
    place[people], place[projects] = np.arange(len(people)), np.arange(len(projects))
    columns = ("source", "target", "first_year", "role")
    credits = network.links_of("credit", *columns).drop_nulls("first_year")
    source, target = credits["source"].to_numpy(), credits["target"].to_numpy()
    year = np.zeros(len(projects), dtype=np.int64)
    np.maximum.at(year, place[target], credits["first_year"].to_numpy())
    told = network.nodes[projects]
    made = network.links_of("production", "source", "target")
    companies: list[list[str]] = [[] for _ in projects]
    ends = np.stack([made["source"].to_numpy(), made["target"].to_numpy()])
    for maker, work in ends.T:
        if place[work] >= 0:
            companies[place[work]].append(network.ids[maker])
    listed = {
        name: [list(filter(None, row or [])) for row in told[column].to_list()]
        for name, column in (
            ("country", "countries"),
            ("language", "languages"),
            ("genre", "genres"),
        )
    }
    texts = listed | {"company": companies, "series": series([n or "" for n in told["name"]])}
    return History(
        people=tuple(network.ids.of(people)),
        person=place[source],
        project=place[target],
        role=np.array([role_number(r) for r in credits["role"]], dtype=np.int64),
        year=year,
        attributes={name: attribute(texts[name]) for name in ATTRIBUTES},
        honours=np.zeros(len(projects), dtype=np.float32),
    )
