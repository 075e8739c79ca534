"""The facts behind each reason for or against somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from graphmodel.analysis.suggestions.careers import COMPLEMENTS, ROLES
from graphmodel.analysis.suggestions.features import Asker, Matrix, Working
from graphmodel.analysis.suggestions.reasons import COHORTS
from graphmodel.schema.model import guidance_kind, link_kinds

BETWEEN = 2
"""Common collaborators shown."""
SHOWN = 3
"""Works, honours and cohorts shown of each kind."""

Facts = tuple[tuple[str, ...], tuple[str, ...]]
"""Ids, nodes before links, and words or numbers for them."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """Looks up what shows each kind of reason; people are rows of ``working.people``."""

    working: Working
    asker: Asker
    _shown: dict[tuple[int, int], list[str]] = field(default_factory=dict)

    def of(self, kind: str, other: int) -> Facts:
        """The facts of one kind of reason about ``other``."""
        if kind in COHORTS:
            ids, words = self._cohort(kind, other)
        elif kind in self.working.profiles:
            ids, words = self._alike(kind, other)
        else:
            ids, words = getattr(self, f"_{kind}")(other)
        once = dict.fromkeys(ids)
        nodes_first = sorted(once, key=lambda fact: fact not in self.working.network)
        return tuple(nodes_first), tuple(words)

    def _common_collaborators(self, other: int) -> tuple[list[str], list[str]]:
        found = []
        for one in self._asking(other):
            found += [[one, z, other] for z in self.working.meetings.between(one, other, BETWEEN)]
        return self._ordered(found[:BETWEEN]), []

    def _paths_of_three(self, other: int) -> tuple[list[str], list[str]]:
        for one in self._asking(other):
            middle = self.working.meetings.route_of_three(one, other)
            if middle:
                return self._ordered([[one, *middle, other]]), []
        return [], []

    def _walk(self, other: int) -> tuple[list[str], list[str]]:
        for find in (self._worked_together, self._common_collaborators, self._paths_of_three):
            ids, _ = find(other)
            if ids:
                return ids, []
        # Where nobody stands between, the walk goes over what ties the two themselves.
        return [fact for kind in COHORTS for fact in self._cohort(kind, other)[0]], []

    def _worked_together(self, other: int) -> tuple[list[str], list[str]]:
        """Those of a team with whom somebody has ties already, nearest first."""
        if self.asker.project < 0:
            return [], []
        near, weight = self.working.meetings.row(other)
        team = np.isin(near, self.asker.people)
        best = near[team][np.argsort(-weight[team], kind="stable")][:BETWEEN]
        ids = []
        for one in best:
            ids += [self._id(int(one)), *self._pair(int(one), other)]
        return ids, []

    def _asking(self, other: int) -> list[int]:
        """The asking people that have anything to do with somebody's surroundings, in order."""
        if len(self.asker.people) == 1:
            return [int(self.asker.people[0])]
        return [int(one) for one in self.asker.people if int(one) != other]

    def _cohort(self, kind: str, other: int) -> tuple[list[str], list[str]]:
        ties, people = self.working.cohorts[kind], self.working.people
        shared = [
            s
            for one in self._asking(other)
            for s in ties.shared(int(people[one]), int(people[other]))
        ][:SHOWN]
        return [fact for s in shared for fact in (s.id, *s.links)], list(
            dict.fromkeys(s.name for s in shared)
        )

    def _alike(self, kind: str, other: int) -> tuple[list[str], list[str]]:
        p = self.working.profiles[kind]
        words, ids = [], []
        for value in p.common(self.asker.profiles[kind], other)[:2]:
            words.append(p.words(value))
            ids += self._asker_has(kind, value) + self._has(kind, other, value)
        return ids, words

    def _asker_has(self, kind: str, value: int) -> list[str]:
        if self.asker.project >= 0:
            node = int(self.working.projects[self.asker.project])
            own = self.working.profiles[kind].unit_facts(self.working.network, node, value)
            if own:
                return own
        for one in self.asker.people:
            found = self._has(kind, int(one), value)
            if found:
                return found
        return []

    def _has(self, kind: str, person: int, value: int) -> list[str]:
        """What says that a person, or their newest work of the kind, has a value."""
        w, p = self.working, self.working.profiles[kind]
        node = int(w.people[person])
        for project in self._works(person, w.credits):
            at = slice(*p.of_projects.indptr[project : project + 2])
            if value in p.of_projects.indices[at]:
                unit = int(w.projects[project])
                return [*p.unit_facts(w.network, unit, value), *self._credits(person, project)]
        return p.unit_facts(w.network, node, value)

    def _works(self, person: int, credits: Matrix | None = None) -> list[int]:
        """A person's projects, the newest first, those without a year last."""
        w = self.working
        credits = w.done if credits is None else credits
        works = credits.indices[slice(*credits.indptr[person : person + 2])]
        year = np.nan_to_num(w.year[works], nan=-1.0)
        return [int(p) for p in works[np.argsort(-year, kind="stable")]]

    def _credits(self, person: int, project: int) -> list[str]:
        """The credits of a person on a project."""
        w = self.working
        beside, links = w.network.adjacency(*link_kinds("credit")).of(int(w.people[person]))
        ids = w.network.links["id"]
        return [ids[int(link)] for link in links[beside == int(w.projects[project])]]

    def _told(self, person: int, projects: Iterable[int]) -> list[str]:
        w = self.working
        ids = [self._id(person)]
        for project in projects:
            ids += [w.network.ids[w.projects[project]], *self._credits(person, project)]
        return ids

    def _activity(self, other: int) -> tuple[list[str], list[str]]:
        works = self._works(other)
        dated = [p for p in works if not np.isnan(self.working.year[p])]
        lately = [p for p in dated if self.working.year[p] >= self.working.now - 5]
        return self._told(other, (lately or dated or works)[:SHOWN]), [str(len(lately))]

    def _silent(self, other: int) -> tuple[list[str], list[str]]:
        last = self.working.careers.activity_spans.last[other]
        gap, _ = self.working.gaps(self.asker, np.array([other]))
        return self._told(other, self._works(other)[:1]), [f"{gap[0]:.0f}", f"{last:.0f}"]

    def _later(self, other: int) -> tuple[list[str], list[str]]:
        first = self.working.careers.activity_spans.first[other]
        _, gap = self.working.gaps(self.asker, np.array([other]))
        return self._told(other, self._works(other)[-1:]), [f"{gap[0]:.0f}", f"{first:.0f}"]

    def _other_country(self, other: int) -> tuple[list[str], list[str]]:
        return self._elsewhere("country", other)

    def _other_language(self, other: int) -> tuple[list[str], list[str]]:
        return self._elsewhere("language", other)

    def _elsewhere(self, kind: str, other: int) -> tuple[list[str], list[str]]:
        p = self.working.profiles[kind]
        values = p.strongest(other)[:2]
        ids = [fact for value in values for fact in self._has(kind, other, value)]
        return [self._id(other), *ids], [p.words(value) for value in values]

    def _career(self, other: int) -> tuple[list[str], list[str]]:
        works = self.working.careers.works
        first = self._works(other)[-1:]
        ids = self._told(other, first)
        if self.asker.project < 0:
            one = int(self.asker.people[0])
            ids = [*self._told(one, self._works(one, self.working.credits)[-1:]), *ids]
        return ids, [f"{self.asker.works:.0f}", f"{works[other]:.0f}"]

    def _career_apart(self, other: int) -> tuple[list[str], list[str]]:
        return self._career(other)

    def _role(self, other: int) -> tuple[list[str], list[str]]:
        """The role that the asker has and the one that goes with it, and a credit in each."""
        theirs = self.working.careers.roles[other]
        best: tuple[float, str, str] = (0.0, "", "")
        for (a, b), worth in COMPLEMENTS.items():
            for mine, other_role in ((a, b), (b, a)):
                held = self.asker.roles[ROLES.index(mine)] * worth
                lacks = 1 - self.asker.roles[ROLES.index(other_role)]
                part = float(held * lacks * theirs[ROLES.index(other_role)])
                best = max(best, (part, mine, other_role))
        _, mine, other_role = best
        ids = [self._id(other), *self._as(other, other_role)]
        for one in self.asker.people:
            found = self._as(int(one), mine)
            if found:
                return [self._id(int(one)), *found, *ids], [mine, other_role]
        return ids, [mine, other_role]

    def _as(self, person: int, role: str) -> list[str]:
        """The newest work of a person in a role and the credit."""
        w = self.working
        beside, links = w.network.adjacency(*link_kinds("credit")).of(int(w.people[person]))
        years, roles = w.network.links["last_year"], w.network.links["role"]
        mine = [
            (years[int(link)] or 0, int(node), int(link))
            for node, link in zip(beside, links, strict=True)
            if (roles[int(link)] or "").strip().lower() == role
        ]
        if not mine:
            return []
        _, node, link = max(mine)
        return [w.network.ids[node], w.network.links["id"][link]]

    def _recognition(self, other: int) -> tuple[list[str], list[str]]:
        """Selections of a person and of their works, the newest first."""
        w = self.working
        at = w.network.adjacency(*link_kinds("selection"))
        years = w.network.links["year"]
        found = []
        node = int(w.people[other])
        for festival, link in zip(*at.of(node), strict=True):
            found.append((years[int(link)] or 0, int(link), int(festival), -1))
        for project in self._works(other):
            for festival, link in zip(*at.of(int(w.projects[project])), strict=True):
                found.append((years[int(link)] or 0, int(link), int(festival), project))
        ids = [self._id(other)]
        found.sort(reverse=True)
        for _, link, festival, project in found[:SHOWN]:
            ids += [w.network.ids[festival], w.network.links["id"][link]]
            ids += self._told(other, [project]) if project >= 0 else []
        return ids, [str(len(found))]

    def _same_partner(self, other: int) -> tuple[list[str], list[str]]:
        w = self.working
        partner = int(w.careers.with_whom[other])
        theirs = set(w.credits.indices[slice(*w.credits.indptr[partner : partner + 2])].tolist())
        works = self._works(other, w.credits)
        together = [p for p in works if p in theirs]
        ids = [self._id(partner)]
        for project in together[:SHOWN]:
            ids += [*self._told(other, [project]), *self._credits(partner, project)]
        return ids, [w.network.names[w.people[partner]], str(len(together)), str(len(works))]

    def _ordered(self, routes: Iterable[list[int]]) -> list[str]:
        """The people between, what each two share, and the links that say so."""
        ids: list[str] = []
        for route in routes:
            for first, second in pairwise(route):
                ids += self._pair(first, second)
                if second != route[-1]:
                    ids.append(self._id(second))
        return ids

    def _pair(self, first: int, second: int) -> list[str]:
        """The strongest thing two people share: what it is and the links that say so."""
        key = (min(first, second), max(first, second))
        if key not in self._shown:
            self._shown[key] = self._strongest(*key)
        return self._shown[key]

    def _strongest(self, first: int, second: int) -> list[str]:
        w = self.working
        project = w.meetings.strongest(first, second)
        worth = float(w.meetings.weight[project]) if project is not None else 0.0
        for name, table in w.meetings.cohorts.items():
            if table.nnz and float(table[first, second]) > worth:
                people = w.people
                shared = w.cohorts[name].shared(int(people[first]), int(people[second]))
                if shared and shared[0].weight > worth:
                    s = shared[0]
                    return [*([s.id] if s.kind != guidance_kind() else []), *s.links]
        if project is None or project >= len(w.projects):
            return []
        node = w.network.ids[w.projects[project]]
        return [node, *self._credits(first, project), *self._credits(second, project)]

    def _id(self, person: int) -> str:
        return self.working.network.ids[int(self.working.people[person])]
