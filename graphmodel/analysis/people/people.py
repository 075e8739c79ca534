"""Finding people by description: who they are, by which facts, and counts for other values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl

from graphmodel.analysis.people.columns import UNKNOWN, Numbers, people_columns
from graphmodel.analysis.people.description import Description
from graphmodel.analysis.people.evidence import Evidence, EvidenceFinder
from graphmodel.analysis.people.facets import HOME, ROLE, SORTS
from graphmodel.analysis.people.search import FacetCounts, Search
from graphmodel.analysis.results import Result, Row
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network
from graphmodel.network.present import AsOf

LIMIT = 20
ROLES_LISTED = 3
COUNTRIES_LISTED = 2

_DESCENDING = ("fit", "works", "last", "first")
"""Sort orders that are descending unless reversed."""


@dataclass(frozen=True)
class PersonEntry:
    """One person who satisfies a description.

    ``works`` counts all their works and ``fitting`` those that fit the description: the minimum
    over several conditions on works. ``roles`` and ``countries`` are the most frequent among their
    works, or the countries they state. ``company`` is the id of one they belong to or belonged to
    last, else of one that made their latest work. ``steps`` is the number of ties to the person
    they should be near, None if not asked. ``died`` is the year of death, if known.
    """

    id: str
    name: str
    roles: tuple[str, ...]
    first_year: int | None
    last_year: int | None
    works: int
    fitting: int
    countries: tuple[str, ...]
    company: str | None
    steps: int | None
    died: int | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class PeopleAnswer(Result):
    """The people who satisfy a description, one page of them in the requested order.

    ``total`` counts all of them, ``newcomers`` those whose first known year is recent. ``counts``
    has the facets for which counts were requested.
    """

    description: Description
    total: int
    newcomers: int
    entries: tuple[PersonEntry, ...]
    counts: tuple[FacetCounts, ...] = ()

    COLUMNS: ClassVar[Mapping[str, pl.DataType]] = {
        "id": pl.String(),
        "name": pl.String(),
        "roles": pl.List(pl.String()),
        "first_year": pl.Int64(),
        "last_year": pl.Int64(),
        "works": pl.Int64(),
        "fitting": pl.Int64(),
        "countries": pl.List(pl.String()),
        "company": pl.String(),
        "steps": pl.Int64(),
        "died": pl.Int64(),
    }

    def rows(self) -> Iterator[Row]:
        """One row per person."""
        for entry in self.entries:
            yield {name: getattr(entry, name) for name in self.COLUMNS}

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        """The people."""
        for entry in self.entries:
            yield entry.id, {"name": entry.name, "works": entry.works}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        """Links from each person to the works by which they satisfy the description."""
        for entry in self.entries:
            for evidence in entry.evidence:
                if evidence.work is not None:
                    yield entry.id, evidence.work, {"words": evidence.words}


def people(
    network: Network,
    description: Description = Description(),  # noqa: B008 - frozen
    *,
    sort: str = "fit",
    reverse: bool = False,
    limit: int = LIMIT,
    offset: int = 0,
    counts: Sequence[str] | None = (),
    as_of: AsOf = None,
) -> PeopleAnswer:
    """Find the people of a network who satisfy a description, without those who withdrew their
    consent to be listed.

    ``sort`` is one of SORTS: numbers and years descending, texts and steps ascending, unless
    ``reverse``; unknown values come last either way. ``counts`` names the facets whose values are
    counted, None for all. ``as_of`` is the date of asking: plans for later do not count. Raises
    InputError for a value that does not occur, an unknown id, and an unknown sort.
    """
    if sort not in SORTS:
        raise InputError(
            "people cannot be sorted by {sort!r}; choose one of {sorts}",
            sort=sort,
            sorts=", ".join(SORTS),
        )
    network = network.present(as_of)
    search = Search(network, people_columns(network), description)
    matches = search.matches
    shown = _ordered(search, matches, sort, reverse=reverse, limit=limit, offset=offset)
    finder = EvidenceFinder(search)
    return PeopleAnswer(
        description=description,
        total=len(matches),
        newcomers=int(np.count_nonzero(search.newcomers[matches])),
        entries=tuple(_entry(search, finder, int(person)) for person in shown),
        counts=() if counts == () else search.counts(counts),
    )


def _ordered(
    search: Search, people: Indexes, sort: str, *, reverse: bool, limit: int, offset: int
) -> Indexes:
    """A page of people in order; equals by number of works, then by name."""
    key = _sort_key(search, sort)[people].astype(np.int64)
    known = key != UNKNOWN
    descending = (sort in _DESCENDING) != reverse
    key = np.where(known, -key if descending else key, np.iinfo(np.int32).max)
    columns = search.columns.columns
    works, rank = (columns[name][people].astype(np.int64) for name in ("works", "name_rank"))
    last = offset + limit
    if last < len(people):
        # Sort only those that can be on the page.
        bound = np.partition(key, last)[last]
        near = np.flatnonzero(key <= bound)
        people, key, works, rank = (values[near] for values in (people, key, works, rank))
    return people[np.lexsort((rank, -works, key))][offset:last]


def _sort_key(search: Search, sort: str) -> Numbers:
    """A sort key for each node; UNKNOWN if it has none."""
    columns = search.columns.columns
    if sort == "near":
        steps = search.steps
        if steps is None:
            raise InputError("sorting by distance needs a person to measure from")
        return steps.astype(np.int32)
    if sort == "fit":
        return search.fitting
    if sort in (ROLE, "country"):
        facet = ROLE if sort == ROLE else HOME
        return _by_text(columns[facet], search.columns.values[facet].labels)
    if sort == "company":
        companies = columns[sort]
        known = np.unique(companies[companies >= 0])
        names = [search.network.names[node] for node in known.tolist()]
        numbers = np.searchsorted(known, companies).astype(np.int32)
        return _by_text(np.where(companies >= 0, numbers, UNKNOWN), names)
    names_of = {"works": "works", "last": "last_year", "first": "first_year", "name": "name_rank"}
    return columns[names_of[sort]]


def _by_text(values: Numbers, labels: Sequence[str]) -> Numbers:
    """The alphabetical rank of each value's label."""
    order = sorted(range(len(labels)), key=lambda n: (labels[n].lower(), labels[n]))
    rank = np.full(len(labels) + 1, UNKNOWN, dtype=np.int32)
    rank[order] = np.arange(len(labels), dtype=np.int32)
    return rank[values]


def _entry(search: Search, finder: EvidenceFinder, person: int) -> PersonEntry:
    network, columns = search.network, search.columns.columns

    def number(name: str) -> int | None:
        value = int(columns[name][person])
        return None if value == UNKNOWN else value

    company, died = number("company"), network.nodes["died"][person]
    return PersonEntry(
        id=network.ids[person],
        name=network.names[person],
        roles=tuple(_roles(search, person)),
        first_year=number("first_year"),
        last_year=number("last_year"),
        works=int(columns["works"][person]),
        fitting=int(search.fitting[person]),
        countries=tuple(_countries(search, person)),
        company=None if company is None else network.ids[company],
        steps=None if search.steps is None else int(search.steps[person]),
        died=died if died is not None and died <= network.year_asked else None,
        evidence=finder.of(person),
    )


def _roles(search: Search, person: int) -> list[str]:
    """The most frequent roles of a person, alphabetical among equals."""
    first, last = search.columns.credit_first[person : person + 2]
    roles = search.columns.credits["role"][first:last]
    return _frequent(roles, search.columns.values[ROLE].labels, ROLES_LISTED)


def _countries(search: Search, person: int) -> list[str]:
    """The most frequent countries of a person's works; without works, those they state."""
    first, last = search.columns.credit_first[person : person + 2]
    works = np.unique(search.columns.credits["work"][first:last])
    carrier, values = search.columns.carriers["country"], search.columns.values["country"]

    def stated(nodes: Sequence[int]) -> Numbers:
        rows = [carrier.code[carrier.first[n] : carrier.first[n + 1]] for n in nodes]
        return values.of_code[np.concatenate(rows)] if rows else np.empty(0, dtype=np.int32)

    countries = stated(works.tolist())
    if not len(countries):
        countries = stated([person])
    return _frequent(countries, values.labels, COUNTRIES_LISTED)


def _frequent(values: Numbers, labels: Sequence[str], limit: int) -> list[str]:
    counts = np.bincount(values[values >= 0], minlength=len(labels))
    order = np.lexsort((np.arange(len(counts)), -counts))[:limit]
    return [labels[n] for n in order if counts[n]]
