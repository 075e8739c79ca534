"""Filters on the people suggested: by role, market, project type, school and the like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from graphmodel import words
from graphmodel.analysis.suggestions.features import Features
from graphmodel.analysis.suggestions.wanted_roles import with_main_role
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes
from graphmodel.network.present import asking_date, has_ended
from graphmodel.network.tables import folded, folded_text
from graphmodel.schema.declarations import Meaning
from graphmodel.schema.model import joined_by, link_kinds

NEWCOMER_YEARS = 3
"""A newcomer's first known credit or participation is at most this many years old."""

NAMES_SHOWN = 12
"""Maximum number of roles or project types listed in the error for one that nobody has."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class SuggestionFilters:
    """Conditions on the people suggested, all of which must hold.

    ``role``: they have a credit in it. ``main_roles``: at least one of these is a main role of
    theirs. ``market``: they name it, or made a project for or in it. ``project_type``: they made a
    project of that type (film, series, short) or format. ``active_since``: they were active in that
    year or later. ``school``: the id of a school they attended. ``newcomers``: their first known
    year is at most NEWCOMER_YEARS ago. ``not_at``: ids of organisations they must not belong
    to now. ``exclude``: ids of people to leave out. ``staff``: whether programme staff may be
    suggested, see ``programme_staff``. Text matches regardless of case.
    """

    role: str | None = None
    main_roles: tuple[str, ...] = ()
    market: str | None = None
    project_type: str | None = None
    active_since: int | None = None
    school: str | None = None
    newcomers: bool = False
    not_at: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    staff: bool = False

    def __bool__(self) -> bool:
        return self != SuggestionFilters()


@dataclass(frozen=True, eq=False)
class FilterMasks:
    """Filters as masks over the people of a network; each is computed once."""

    features: Features
    _cache: dict[tuple[str, str], Mask] = field(default_factory=dict)

    def mask(self, filters: SuggestionFilters) -> Mask:
        """Which rows pass all filters; raises InputError for a role or project type that nobody
        has, and for ids of the wrong kind."""
        features = self.features
        passing = np.ones(len(features.people), dtype=bool)
        if filters.role is not None:
            passing &= self._with_role(filters.role)
        if filters.main_roles:
            passing &= self._with_main_role(filters.main_roles)
        if filters.market is not None:
            passing &= self._in_market(filters.market)
        if filters.project_type is not None:
            passing &= self._of_project_type(filters.project_type)
        spans = features.careers.activity_spans
        if filters.active_since is not None:
            passing &= spans.last >= filters.active_since
        if filters.newcomers:
            passing &= spans.first >= features.now - NEWCOMER_YEARS
        if filters.school is not None:
            passing &= self._linked("study", filters.school)
        for organisation in filters.not_at:
            passing &= ~self._linked("membership", organisation, now=True)
        for person in filters.exclude:
            node = features.network.index(person)
            if features.network.kinds[node] != "Person":
                raise InputError(
                    "{person!r} is not a person; give ids of people to leave out", person=person
                )
            passing[features.row[node]] = False
        return passing

    def roles(self) -> list[str]:
        """All roles, most common first."""
        credits = self.features.network.links_of("credit", "role")
        counts = credits["role"].drop_nulls().value_counts().sort(
            ["count", "role"], descending=[True, False]
        )  # fmt: skip
        return counts["role"].to_list()

    def project_types(self) -> list[str]:
        """All project types and formats, most common first."""
        statements = self.features.profiles["form"].statements
        counts = statements["value"].value_counts()
        return counts.sort(["count", "value"], descending=[True, False])["value"].to_list()

    def _with_role(self, role: str) -> Mask:
        def find() -> Mask:
            credits = self.features.network.links_of("credit", "source", "role")
            in_role = folded_text("role") == folded(role)
            return self._rows_of(credits.filter(in_role)["source"].to_numpy())

        mask = self._cached("role", role, find)
        if not mask.any():
            raise InputError(
                "nobody has the role {role!r}; the roles in the data are {names}",
                role=role,
                names=_listed(self.roles()),
            )
        return mask

    def _with_main_role(self, roles: tuple[str, ...]) -> Mask:
        features = self.features
        return self._cached(
            "main roles",
            "|".join(roles),
            lambda: with_main_role(features.network, roles)[features.people],
        )

    def _of_project_type(self, project_type: str) -> Mask:
        def find() -> Mask:
            projects = self.features.profiles["form"].project_values
            return self._credited_on(projects @ self._selector("form", project_type))

        mask = self._cached("form", project_type, find)
        if not mask.any():
            raise InputError(
                "nobody has made a project of type {project_type!r}; the types in the data are "
                "{names}",
                project_type=project_type,
                names=_listed(self.project_types()),
            )
        return mask

    def _in_market(self, market: str) -> Mask:
        def find() -> Mask:
            profiles, selector = (
                self.features.profiles["country"],
                self._selector("country", market),
            )
            own_market = np.asarray(profiles.person_values @ selector) > 0
            return self._credited_on(profiles.project_values @ selector) | own_market

        return self._cached("market", market, find)

    def _selector(self, kind: str, text: str) -> NDArray[np.float64]:
        """1 for each value of a profile that matches the text, else 0."""
        profiles = self.features.profiles[kind]
        reads_so = folded_text("value") == folded(text)
        selector = np.zeros(profiles.project_values.shape[1])
        selector[profiles.statements.filter(reads_so)["code"].unique().to_numpy()] = 1.0
        return selector

    def _credited_on(self, projects: NDArray[np.float64]) -> Mask:
        return np.asarray(self.features.credits @ projects) > 0

    def _linked(self, meaning: Meaning, node_id: str, *, now: bool = False) -> Mask:
        """The people linked to a group by links with a meaning, at any time or ``now``."""
        network = self.features.network
        node, kinds = network.index(node_id), joined_by(meaning)
        if network.kinds[node] not in kinds:
            raise InputError(
                "{node_id!r} is a {kind}; give the id of a {kinds}",
                node_id=node_id,
                kind=words.label(network.kinds[node]),
                kinds=words.say(" or ").join(map(words.label, kinds)),
            )
        neighbours, links = network.adjacency(*link_kinds(meaning)).of(node)
        if now:
            over = has_ended("until", asking_date(network.asked))
            neighbours = neighbours[~network.links[links].select(over).to_series().to_numpy()]
        return self._rows_of(neighbours)

    def _rows_of(self, nodes: Indexes) -> Mask:
        mask = np.zeros(len(self.features.people), dtype=bool)
        rows = self.features.row[nodes]
        mask[rows[rows >= 0]] = True
        return mask

    def _cached(self, filter_name: str, text: str, find: Callable[[], Mask]) -> Mask:
        key = (filter_name, folded(text))
        if key not in self._cache:
            self._cache[key] = find()
        return self._cache[key]


def _listed(names: list[str]) -> str:
    shown = words.listed(*map(words.label, names[:NAMES_SHOWN])) or words.say("none")
    hidden = len(names) - NAMES_SHOWN
    return shown if hidden <= 0 else words.say("{names} and {n} more", names=shown, n=hidden)
