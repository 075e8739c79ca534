"""Who fits what is wanted of a suggestion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.analysis.suggestions.features import Working
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes
from graphmodel.schema.declarations import Meaning
from graphmodel.schema.model import joined_by, link_kinds

NEWCOMER_YEARS = 3
"""Newcomers are those whose first known credit or participation is at most so many years old."""

ROLES_NAMED = 12
"""Roles, markets or forms named when somebody asks for one that nobody has."""

Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class SuggestionFilters:
    """What is wanted of those suggested; all of it at once.

    ``role`` somebody has had a credit in, ``market`` they name, or made a project for or in,
    ``form`` they made a project of (film, series, short, or a format), ``active_since`` a year in
    or after which they were active, ``school`` the id of one they went to, ``newcomers`` whose
    first known year is at most NEWCOMER_YEARS old, ``not_at`` ids of organisations that they must
    not belong to, ``exclude`` ids of people left out. Words match whatever the case of letters.
    """

    role: str | None = None
    market: str | None = None
    form: str | None = None
    active_since: int | None = None
    school: str | None = None
    newcomers: bool = False
    not_at: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != SuggestionFilters()


@dataclass(frozen=True, eq=False)
class Filters:
    """Answers which people of a network fit wishes; looks each wish up once."""

    working: Working
    _kept: dict[tuple[str, str], Marks] = field(default_factory=dict)

    def fitting(self, wishes: SuggestionFilters) -> Marks:
        """Which rows fit; raises InputError for a role or form that nobody has, or ids that are
        not those of a school, an organisation or a person."""
        w = self.working
        fits = np.ones(len(w.people), dtype=bool)
        if wishes.role is not None:
            fits &= self._with_role(wishes.role)
        if wishes.market is not None:
            fits &= self._at_market(wishes.market)
        if wishes.form is not None:
            fits &= self._of_form(wishes.form)
        era = w.careers.activity_spans
        if wishes.active_since is not None:
            fits &= era.last >= wishes.active_since
        if wishes.newcomers:
            fits &= era.first >= w.now - NEWCOMER_YEARS
        if wishes.school is not None:
            fits &= self._linked("study", wishes.school)
        for organisation in wishes.not_at:
            fits &= ~self._linked("membership", organisation)
        for person in wishes.exclude:
            node = w.network.index(person)
            if w.network.kinds[node] != "Person":
                raise InputError(f"{person!r} is not a person; give ids of people to leave out")
            fits[w.row[node]] = False
        return fits

    def roles(self) -> list[str]:
        """All roles, the commonest first."""
        credits = self.working.network.links_of("credit", "role")
        counts = credits["role"].drop_nulls().value_counts().sort(
            ["count", "role"], descending=[True, False]
        )  # fmt: skip
        return counts["role"].to_list()

    def forms(self) -> list[str]:
        """All forms of projects, the commonest first."""
        said = self.working.profiles["form"].said
        counts = said["value"].value_counts().sort(["count", "value"], descending=[True, False])
        return counts["value"].to_list()

    def _with_role(self, role: str) -> Marks:
        def found() -> Marks:
            credits = self.working.network.links_of("credit", "source", "role")
            same = pl.col("role").str.strip_chars().str.to_lowercase() == _folded(role)
            return self._marked(credits.filter(same)["source"].to_numpy())

        marks = self._once("role", role, found)
        if not marks.any():
            raise InputError(f"nobody has the role {role!r}; {_named('roles', self.roles())}")
        return marks

    def _of_form(self, form: str) -> Marks:
        w = self.working

        def found() -> Marks:
            p = w.profiles["form"]
            codes = p.said.filter(
                pl.col("value").str.strip_chars().str.to_lowercase() == _folded(form)
            )["code"].unique()
            many = np.zeros(p.of_projects.shape[1])
            many[codes.to_numpy()] = 1.0
            return np.asarray(w.credits @ (p.of_projects @ many)) > 0

        marks = self._once("form", form, found)
        if not marks.any():
            raise InputError(f"nobody made a {form!r}; {_named('forms', self.forms())}")
        return marks

    def _at_market(self, market: str) -> Marks:
        w = self.working

        def found() -> Marks:
            p = w.profiles["country"]
            codes = p.said.filter(
                pl.col("value").str.strip_chars().str.to_lowercase() == _folded(market)
            )["code"].unique()
            asked = np.zeros(p.of_projects.shape[1])
            asked[codes.to_numpy()] = 1.0
            there = np.asarray(w.credits @ (p.of_projects @ asked)) > 0
            return there | (np.asarray(p.of_people @ asked) > 0)

        return self._once("market", market, found)

    def _linked(self, meaning: Meaning, node_id: str) -> Marks:
        """The people who are in a group by such links."""
        network = self.working.network
        node, kinds = network.index(node_id), joined_by(meaning)
        if network.kinds[node] not in kinds:
            raise InputError(
                f"{node_id!r} is a {network.kinds[node]}; give the id of a {' or '.join(kinds)}"
            )
        others, _ = network.adjacency(*link_kinds(meaning)).of(node)
        return self._marked(others)

    def _marked(self, nodes: Indexes) -> Marks:
        marked = np.zeros(len(self.working.people), dtype=bool)
        rows = self.working.row[nodes]
        marked[rows[rows >= 0]] = True
        return marked

    def _once(self, kind: str, value: str, find: Callable[[], Marks]) -> Marks:
        key = (kind, _folded(value))
        if key not in self._kept:
            self._kept[key] = find()
        return self._kept[key]


def _folded(text: str) -> str:
    return text.strip().lower()


def _named(what: str, known: list[str]) -> str:
    names = ", ".join(known[:ROLES_NAMED])
    more = len(known) - ROLES_NAMED
    rest = f" and {more} more" if more > 0 else ""
    return f"{what} here are {names or 'none'}{rest}"
