"""Looks up the facts behind a suggestion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from graphmodel.analysis.suggestions.careers import HEADS
from graphmodel.analysis.suggestions.features import Features, Matrix, Scores, Subject
from graphmodel.network.network import Indexes
from graphmodel.network.tables import folded
from graphmodel.schema.declarations import Cohort
from graphmodel.schema.model import guidance_kind, link_kinds

MAX_INTERMEDIARIES = 2
"""Maximum number of common collaborators shown."""
MAX_SHOWN = 3
"""Maximum number of works, honours and cohorts shown of each kind."""


class Evidence(NamedTuple):
    """Ids of nodes and links, and words or numbers about them."""

    ids: list[str]
    words: list[str]


@dataclass(frozen=True, eq=False)
class FactFinder:
    """Finds facts about people and a subject; people are rows of ``features.people``."""

    features: Features
    subject: Subject
    _pairs: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    _two_steps: dict[int, tuple[Scores, Scores]] = field(default_factory=dict)
    _values: dict[tuple[str, int, int], list[str]] = field(default_factory=dict)

    def person_id(self, person: int) -> str:
        """The id of a person."""
        return self.features.network.ids[int(self.features.people[person])]

    def subject_people(self, candidate: int) -> list[int]:
        """The subject's people, in order; if there are several, without the candidate."""
        if len(self.subject.people) == 1:
            return [int(self.subject.people[0])]
        return [int(person) for person in self.subject.people if int(person) != candidate]

    def works(self, person: int, credits: Matrix | None = None) -> list[int]:
        """A person's projects, by default of their career; newest first, undated ones last."""
        features = self.features
        credits = features.career_credits if credits is None else credits
        works = credits.indices[slice(*credits.indptr[person : person + 2])]
        year = np.nan_to_num(features.year[works], nan=-1.0)
        return [int(p) for p in works[np.argsort(-year, kind="stable")]]

    def credits(self, person: int, project: int) -> list[str]:
        """The ids of a person's credits on a project."""
        projects, links = self._credit_links(person)
        ids = self.features.network.links["id"]
        on_project = projects == int(self.features.projects[project])
        return [ids[int(link)] for link in links[on_project]]

    def _credit_links(self, person: int) -> tuple[Indexes, Indexes]:
        """The nodes of a person's projects and the links to them, one for each credit."""
        credits = self.features.network.adjacency(*link_kinds("credit"))
        return credits.of(int(self.features.people[person]))

    def with_credits(self, person: int, projects: Iterable[int]) -> list[str]:
        """The ids of a person, of projects and of the person's credits on them."""
        features = self.features
        ids = [self.person_id(person)]
        for project in projects:
            ids += [
                features.network.ids[features.projects[project]],
                *self.credits(person, project),
            ]
        return ids

    def in_role(self, person: int, role: str) -> list[str]:
        """The ids of a person's newest work in a role and of the credit."""
        network = self.features.network
        years, roles = network.links["last_year"], network.links["role"]
        credits = [
            (years[int(link)] or 0, int(node), int(link))
            for node, link in zip(*self._credit_links(person), strict=True)
            if folded(roles[int(link)] or "") == role
        ]
        if not credits:
            return []
        _, node, link = max(credits)
        return [network.ids[node], network.links["id"][link]]

    def headed(self, person: int) -> set[int]:
        """The projects that a person headed, see ``careers.HEADS``."""
        roles = self.features.network.links["role"]
        return {
            int(self.features.row[node])
            for node, link in zip(*self._credit_links(person), strict=True)
            if folded(roles[int(link)] or "") in HEADS
        }

    def selections(self, person: int) -> list[tuple[int, int, int, int]]:
        """Year, link, festival and project of each selection of a person (project -1) and of their
        works, newest first."""
        features = self.features
        adjacency = features.network.adjacency(*link_kinds("selection"))
        years = features.network.links["year"]
        units = [(int(features.people[person]), -1)]
        units += [(int(features.projects[project]), project) for project in self.works(person)]
        selections = [
            (years[int(link)] or 0, int(link), int(festival), project)
            for unit, project in units
            for festival, link in zip(*adjacency.of(unit), strict=True)
        ]
        return sorted(selections, reverse=True)

    def cohort(self, kind: Cohort, candidate: int) -> Evidence:
        """What a candidate was in together with the subject, with names."""
        ties, people = self.features.cohorts[kind], self.features.people
        shared = [
            affiliation
            for person in self.subject_people(candidate)
            for affiliation in ties.shared(int(people[person]), int(people[candidate]))
        ][:MAX_SHOWN]
        ids = [fact for affiliation in shared for fact in (affiliation.id, *affiliation.links)]
        return Evidence(ids, list(dict.fromkeys(affiliation.name for affiliation in shared)))

    def shared_values(self, kind: str, candidate: int) -> Evidence:
        """The two weightiest values that a candidate shares with the subject."""
        profiles = self.features.profiles[kind]
        words, ids = [], []
        for value in profiles.shared_values(self.subject.profiles[kind], candidate)[:2]:
            words.append(profiles.label(value))
            ids += self._subject_value(kind, value) + self.person_value(kind, candidate, value)
        return Evidence(ids, words)

    def _subject_value(self, kind: str, value: int) -> list[str]:
        if self.subject.project >= 0:
            node = int(self.features.projects[self.subject.project])
            network = self.features.network
            stated = self.features.profiles[kind].statement_ids(network, node, value)
            if stated:
                return stated
        for person in self.subject.people:
            stated = self.person_value(kind, int(person), value)
            if stated:
                return stated
        return []

    def path_of_three(self, person: int, candidate: int) -> tuple[int, int] | None:
        """The two people on the strongest path from one person over two others to a candidate."""
        meetings = self.features.meetings
        if person not in self._two_steps:
            self._two_steps.clear()  # one person at a time: each entry covers the whole network
            self._two_steps[person] = meetings.two_steps(person)
        return meetings.path_of_three(person, candidate, self._two_steps[person])

    def person_value(self, kind: str, person: int, value: int) -> list[str]:
        """The ids that state a value of a person's newest work that has it, or of the person."""
        key = (kind, person, value)
        if key not in self._values:
            self._values[key] = self._person_value(*key)
        return self._values[key]

    def _person_value(self, kind: str, person: int, value: int) -> list[str]:
        features, profiles = self.features, self.features.profiles[kind]
        for project in self.works(person, features.credits):
            entries = slice(*profiles.project_values.indptr[project : project + 2])
            if value in profiles.project_values.indices[entries]:
                unit = int(features.projects[project])
                stated = profiles.statement_ids(features.network, unit, value)
                return [*stated, *self.credits(person, project)]
        return profiles.statement_ids(features.network, int(features.people[person]), value)

    def paths(self, paths: Iterable[list[int]]) -> list[str]:
        """The ids of the people in between, of what each pair shares, and of links that show it."""
        ids: list[str] = []
        for path in paths:
            for first, second in pairwise(path):
                ids += self.pair(first, second)
                if second != path[-1]:
                    ids.append(self.person_id(second))
        return ids

    def pair(self, first: int, second: int) -> list[str]:
        """The strongest thing two people share: its id and those of the links that show it."""
        key = (min(first, second), max(first, second))
        if key not in self._pairs:
            self._pairs[key] = self._strongest(*key)
        return self._pairs[key]

    def _strongest(self, first: int, second: int) -> list[str]:
        features, meetings = self.features, self.features.meetings
        project = meetings.strongest_project(first, second)
        weight = float(meetings.weight[project]) if project is not None else 0.0
        for kind, ties in meetings.cohorts.items():
            if ties.nnz and float(ties[first, second]) > weight:
                people = features.people
                shared = features.cohorts[kind].shared(int(people[first]), int(people[second]))
                if shared and shared[0].weight > weight:
                    affiliation = shared[0]
                    node_ids = [affiliation.id] if affiliation.kind != guidance_kind() else []
                    return [*node_ids, *affiliation.links]
        if project is None or project >= len(features.projects):
            return []
        node = features.network.ids[features.projects[project]]
        return [node, *self.credits(first, project), *self.credits(second, project)]
