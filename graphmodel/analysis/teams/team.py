"""Whom to add to a project: teams from the closest to the newest, and the effect of each swap."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import ClassVar, Literal

import numpy as np
import polars as pl

from graphmodel.analysis.results import Result, Row
from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.model import DEFAULT, Model
from graphmodel.analysis.suggestions.recommender import recommender
from graphmodel.analysis.suggestions.results import Suggestion
from graphmodel.analysis.teams.demands import Demands
from graphmodel.analysis.teams.engagements import OPEN_MONTHS
from graphmodel.analysis.teams.frontier import Teams, all_teams, frontier
from graphmodel.analysis.teams.steps import Floats, furthest, steps_among
from graphmodel.analysis.teams.wishes import Wishes
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network
from graphmodel.network.present import AsOf
from graphmodel.network.tables import folded, means
from graphmodel.schema.declarations import UNITS

CANDIDATES = 30
"""People considered for each open role."""
SWAPS = 3
"""Alternatives named for each member."""

WhyNone = Literal["conflicts", "same_person", "too_few"]


@dataclass(frozen=True)
class Member:
    """A member of a team: their ``role``, how well they fit by Suggest, and the kinds of the
    strongest reasons; those already there have no fit. ``facts`` are those behind the reasons, and
    ``unknown`` lists the demands on which nothing is known about them."""

    id: str
    name: str
    role: str
    fit: float | None
    reasons: tuple[str, ...]
    facts: tuple[str, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Busy:
    """A person who is busy on the days asked for, with what; ``there`` if they are on the project
    or given nevertheless."""

    id: str
    name: str
    reason: str
    there: bool


@dataclass(frozen=True)
class Swap:
    """A replacement for a member, and what it changes."""

    out: str
    role: str
    into: str
    name: str
    cohesion: float
    new: int


@dataclass(frozen=True)
class Team:
    """A whole team. ``cohesion`` is the summed strength of all ties within it, ``new`` how many of
    its ``pairs`` have no known tie, ``steps`` the most ties on the shortest path between two of
    them, None if more than 4, ``schools`` and ``markets`` how many they come from."""

    members: tuple[Member, ...]
    cohesion: float
    new: int
    pairs: int
    steps: int | None
    schools: int
    markets: int
    swaps: tuple[Swap, ...]


@dataclass(frozen=True)
class TeamAnswer(Result):
    """The teams that no other is better than in both respects, closest first.

    ``there`` are those on the project or given, of whom ``given`` lists the ids of those who are
    not on the project, and ``looked_at`` is the number of teams. ``candidates``
    counts the people considered by role; ``left_out`` how many more share no language with the
    project, ``unfit`` how many have made works only in other formats, each person once, and
    ``busy`` who is busy then. ``why_none`` is why there is no team: every one would put together
    people who must not be, or the same person is the only one for several roles, or there are fewer
    people than roles.
    """

    project: str
    name: str
    there: tuple[Member, ...]
    candidates: dict[str, int]
    left_out: int
    looked_at: int
    teams: tuple[Team, ...]
    why_none: WhyNone | None = None
    busy: tuple[Busy, ...] = ()
    unfit: int = 0
    given: tuple[str, ...] = ()

    COLUMNS: ClassVar = {
        "team": pl.Int64(),
        **dict.fromkeys(("id", "name", "role"), pl.String()),
        **dict.fromkeys(("fit", "cohesion"), pl.Float64()),
        **dict.fromkeys(("new", "pairs", "steps", "schools", "markets"), pl.Int64()),
        "reasons": pl.List(pl.String()),
    }

    def rows(self) -> Iterator[Row]:
        for number, team in enumerate(self.teams, start=1):
            for member in team.members:
                yield {
                    "team": number,
                    "id": member.id,
                    "name": member.name,
                    "role": member.role,
                    "fit": member.fit,
                    "cohesion": team.cohesion,
                    "new": team.new,
                    "pairs": team.pairs,
                    "steps": team.steps,
                    "schools": team.schools,
                    "markets": team.markets,
                    "reasons": list(member.reasons),
                }

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        for team in self.teams:
            for member in team.members:
                yield member.id, {"role": member.role}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        for team in self.teams:
            for member in team.members:
                yield member.id, self.project, {"role": member.role}


def team(
    network: Network,
    project: str,
    open_roles: Sequence[str],
    *,
    given: Mapping[str, str] | None = None,
    apart: Collection[tuple[str, str]] = (),
    exclude: Collection[str] = (),
    candidates: int = CANDIDATES,
    starts: str | None = None,
    ends: str | None = None,
    made: str | None = None,
    active_since: int | None = None,
    open_months: int = OPEN_MONTHS,
    as_of: AsOf = None,
    model: Model = DEFAULT,
) -> TeamAnswer:
    """Find teams to complete a project: for each open role one of the ``candidates`` that Suggest
    ranks best for the project.

    ``given`` are people by id with their role, who are in every team in addition to those with a
    credit on the project. No team puts together people who must not be by an open wish, nor any of
    the pairs of ids ``apart``: those kept apart by confidential wishes. People on the project
    already stay on it, whatever the wishes. ``exclude`` are ids of people who are not considered;
    neither are people last active before ``active_since``, or in no known year. People are left out
    who share no language with the project, if both are known; who are known to be busy between
    ``starts`` and ``ends``, where a production or place without an end counts for ``open_months``
    after its start; and who have made no work in the format ``made``, if those of theirs are known.
    Unknown facts exclude nobody. Every team is examined. Raises InputError for unknown values, for
    a role without candidates, and for a given person who must not be put with those there; the
    message names the other only for an open wish.
    """
    present = network.present(as_of)
    demands = Demands(present, project, starts, ends, made, active_since, open_months)
    search = _Search(present, project, given or {}, exclude, candidates, demands, model, as_of)
    return search.answer(open_roles, Wishes.of(present, apart, as_of))


class _Search:
    """A project with the people on it, and the candidates for its open roles."""

    def __init__(
        self,
        network: Network,
        project: str,
        given: Mapping[str, str],
        exclude: Collection[str],
        limit: int,
        demands: Demands,
        model: Model,
        as_of: AsOf,
    ) -> None:
        self._network, self._limit, self._model, self._as_of = network, limit, model, as_of
        self._demands = demands
        self._node = network.index(project)
        if network.kinds[self._node] != UNITS[1]:
            raise InputError(
                "{project} ({name}) is not a project",
                project=project,
                name=network.names[self._node],
            )
        if limit < 1:
            raise InputError("candidates cannot be {limit}; give 1 or more", limit=limit)
        self._project = network.ids[self._node]
        self._given = {network.canonical_id(id_): role for id_, role in given.items()}
        self._on_it = self._crew()
        self._there = {**self._on_it, **self._given}
        self._exclude = (*self._given, *exclude)
        for id_ in self._given:
            if network.kinds[network.index(id_)] != UNITS[0]:
                raise InputError("{id} ({name}) is not a person", id=id_, name=network.name_of(id_))

    def _crew(self) -> dict[str, str]:
        credits = self._network.with_plans.links.filter(
            means("credit") & (pl.col("target") == self._node)
        )
        roles: dict[str, list[str]] = {}
        for who, role in credits.select("source", "role").iter_rows():
            roles.setdefault(self._network.ids[who], []).append(role)
        return {who: ", ".join(dict.fromkeys(each)) for who, each in roles.items()}

    def answer(self, open_roles: Sequence[str], wishes: Wishes) -> TeamAnswer:
        if not open_roles:
            raise InputError("no role is open; name one or more, such as director")
        wishes.check(self._network, self._given, self._on_it)
        found = [self._candidates(role) for role in open_roles]
        speaking = [[s for s in items if self._speaks(s.id)] for items in found]
        able = [[s for s in items if not self._demands.lacks(s.id)] for items in speaking]
        kept = [[s for s in items if not self._demands.busy(s.id)] for items in able]
        for role, items in zip(open_roles, kept, strict=True):
            if not items:
                raise InputError(
                    "{name}: nobody can be suggested as {role} under these conditions; relax "
                    "them, or see: graphmodel suggest",
                    name=self._network.names[self._node],
                    role=role,
                )
        chosen = {s.id: s for items in kept for s in items}
        people = [*self._there, *chosen]
        place = {id_: at for at, id_ in enumerate(people)}
        strengths = self._strengths(people)
        fit = np.array([chosen[id_].score if id_ in chosen else 0.0 for id_ in people])
        groups = _same_roles(open_roles)
        teams = all_teams(
            len(self._there), [[place[s.id] for s in items] for items in kept], strengths,
            wishes.matrix(place, len(self._there)), fit, groups,
        )  # fmt: skip
        build = _Builder(
            self._network, people, self._there, open_roles, chosen, teams, self._demands, groups
        )
        rows = frontier(teams)
        steps = self._steps(people, teams.chosen[rows])
        return TeamAnswer(
            project=self._project,
            name=self._network.names[self._node],
            there=tuple(build.member(at, role) for at, role in enumerate(self._there.values())),
            candidates={role: len(items) for role, items in zip(open_roles, kept, strict=True)},
            left_out=_fewer(found, speaking),
            looked_at=len(teams.chosen),
            teams=tuple(map(build.team, rows, steps)),
            why_none=_why_none(teams, kept),
            busy=self._busy(able),
            unfit=_fewer(speaking, able),
            given=tuple(id_ for id_ in self._given if id_ not in self._on_it),
        )

    def _busy(self, candidates: Sequence[Sequence[Suggestion]]) -> tuple[Busy, ...]:
        """Those there and the candidates who are busy then, by name."""
        ids = dict.fromkeys([*self._there, *(s.id for items in candidates for s in items)])
        name = self._network.name_of
        busy = [
            Busy(id_, name(id_), reason, id_ in self._there)
            for id_ in ids
            if (reason := self._demands.busy(id_)) is not None
        ]
        return tuple(sorted(busy, key=lambda each: (not each.there, each.name)))

    def _candidates(self, role: str) -> list[Suggestion]:
        filters = SuggestionFilters(
            role=role, exclude=self._exclude, active_since=self._demands.active_since
        )
        source = recommender(self._network, as_of=self._as_of)
        items = source.suggest(
            self._project, limit=self._limit, filters=filters, model=self._model
        ).items
        return [item for item in items if item.id not in self._there]

    def _speaks(self, id_: str) -> bool:
        """Whether a person shares a language with the project, if both are known."""
        languages = self._network.nodes["languages"]
        wanted = set(languages[self._node] if languages[self._node] is not None else ())
        theirs = languages[self._network.index(id_)]
        return not wanted or theirs is None or not len(theirs) or bool(wanted & set(theirs))

    def _strengths(self, people: list[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """The strength of the tie between every two of these people, symmetric."""
        nodes = self._network.indexes(people)
        order = np.argsort(nodes)
        among = people_ties(self._network).among(nodes[order]).toarray()
        strengths = np.zeros_like(among)
        strengths[np.ix_(order, order)] = among
        return strengths

    def _steps(self, people: list[str], chosen: Indexes) -> Floats:
        """The most steps between two members of each chosen team."""
        if not len(chosen):
            return np.zeros(0)
        there, used = len(self._there), np.unique(chosen)
        ids = [*people[:there], *(people[at] for at in used)]
        steps = steps_among(people_ties(self._network), self._network.indexes(ids))
        return furthest(there, there + np.searchsorted(used, chosen), steps)


def _same_roles(roles: Sequence[str]) -> list[list[int]]:
    """The positions of each distinct role."""
    groups: dict[str, list[int]] = {}
    for at, role in enumerate(roles):
        groups.setdefault(folded(role), []).append(at)
    return list(groups.values())


def _fewer(before: Sequence[Sequence[Suggestion]], after: Sequence[Sequence[Suggestion]]) -> int:
    """How many people are no longer suggested for any role."""
    ids_before, ids_after = ({s.id for items in lists for s in items} for lists in (before, after))
    return len(ids_before - ids_after)


def _why_none(teams: Teams, candidates: Sequence[Sequence[Suggestion]]) -> WhyNone | None:
    if len(teams.chosen):
        return None
    if teams.twice < teams.looked_at:
        return "conflicts"
    only = [items[0].id for items in candidates if len(items) == 1]
    return "same_person" if len(set(only)) < len(only) else "too_few"


class _Builder:
    """Builds teams from their rows, with ids and names."""

    def __init__(
        self,
        network: Network,
        people: list[str],
        there: Mapping[str, str],
        open_roles: Sequence[str],
        chosen: Mapping[str, Suggestion],
        teams: Teams,
        demands: Demands,
        groups: Sequence[Sequence[int]],
    ) -> None:
        self._network, self._people, self._teams = network, people, teams
        self._demands, self._groups = demands, groups
        self._roles = [*there.values(), *open_roles]
        self._fixed, self._chosen = len(there), chosen
        studies = network.links_of("study", "source", "target")
        self._schools = studies.group_by("source").agg("target")

    def member(self, person: int, role: str) -> Member:
        id_ = self._people[person]
        suggestion = self._chosen.get(id_)
        reasons = [r for r in suggestion.reasons if r.contribution > 0] if suggestion else []
        reasons.sort(key=lambda r: -r.contribution)
        return Member(
            id=id_,
            name=self._network.name_of(id_),
            role=role,
            fit=suggestion.score if suggestion else None,
            reasons=tuple(r.kind for r in reasons[:3]),
            facts=tuple(dict.fromkeys(f for r in reasons[:3] for f in r.facts)),
            unknown=self._demands.unknown(id_) if suggestion else (),
        )

    def team(self, row: int, steps: float) -> Team:
        members = [*range(self._fixed), *self._teams.chosen[row].tolist()]
        size = len(members)
        return Team(
            members=tuple(map(self.member, members, self._roles)),
            cohesion=float(self._teams.cohesion[row]),
            new=int(self._teams.new[row]),
            pairs=size * (size - 1) // 2,
            steps=int(steps) if isfinite(steps) else None,
            schools=len(self._values("schools", members)),
            markets=len(self._values("markets", members)),
            swaps=tuple(self._swaps(row)),
        )

    def _values(self, what: str, members: list[int]) -> set[object]:
        nodes = [self._network.index(self._people[member]) for member in members]
        if what == "markets":
            lists = self._network.nodes["markets"].gather(nodes).drop_nulls().to_list()
        else:
            lists = self._schools.filter(pl.col("source").is_in(nodes))["target"].to_list()
        return {value for values in lists for value in values}

    def _swaps(self, row: int) -> Iterator[Swap]:
        """For each chosen member, the alternatives with the best fit, and the change in both
        respects."""
        teams = self._teams
        own = teams.chosen[row]
        for column in range(len(own)):
            # In roles that are the same, the others may be in any of these columns.
            columns = next(list(group) for group in self._groups if column in group)
            alike = teams.chosen[:, columns]
            others = np.delete(own[columns], columns.index(column))
            same = np.delete(teams.chosen, columns, axis=1) == np.delete(own, columns)
            keep = same.all(axis=1) & (alike != own[column]).all(axis=1)
            for other_member in others:
                keep &= (alike == other_member).any(axis=1)
            rows = np.flatnonzero(keep)
            for other in rows[np.argsort(-teams.fit[rows], kind="stable")][:SWAPS].tolist():
                into = self._people[int(alike[other].sum() - others.sum())]
                yield Swap(
                    out=self._people[int(own[column])],
                    role=self._roles[self._fixed + column],
                    into=into,
                    name=self._network.name_of(into),
                    cohesion=float(teams.cohesion[other] - teams.cohesion[row]),
                    new=int(teams.new[other] - teams.new[row]),
                )
