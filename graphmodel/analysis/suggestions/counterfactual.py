"""Counterfactuals: the smallest fact that would move somebody into the first suggestions.

Each possible fact is assumed in turn, all candidates are scored again, and the first fact that
suffices is the answer: a market or a language in common is the smallest, then one more work, a
place in a programme that the subject is in, and last a project with somebody the subject knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from graphmodel.analysis.suggestions.features import Features, Subject
from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.model import DEFAULT, Model
from graphmodel.analysis.suggestions.profiles import STATED_WEIGHT, Matrix, Scores
from graphmodel.analysis.suggestions.recommender import Recommender
from graphmodel.analysis.ties.ties import deceased_people
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes
from graphmodel.schema.model import kinds_with, link_kinds

MAX_CONTACTS = 5
"""Maximum number of the subject's contacts tried for a joint project."""
MAX_VALUES = 3
"""Maximum number of the subject's markets, and of its languages, tried."""


@dataclass(frozen=True)
class HypotheticalFact:
    """A fact that could be but is not: ``kind`` is market, language, work, programme or together;
    ``id`` is the person or programme involved, otherwise None; ``words`` is its name."""

    kind: str
    id: str | None
    words: str


@dataclass(frozen=True)
class Counterfactual:
    """What would move somebody into the first suggestions.

    ``rank`` is their current rank, from 1, None if they are not a candidate with a score above 0.
    ``fact`` is the smallest fact that suffices, None if none of those tried does or none is needed,
    and ``new_rank`` their rank with it. ``tried`` is how many facts were tried.
    """

    id: str
    name: str
    rank: int | None
    fact: HypotheticalFact | None
    new_rank: int | None
    tried: int


def counterfactual(
    recommender: Recommender,
    subject_id: str,
    candidate_id: str,
    *,
    first: int = 10,
    filters: SuggestionFilters | None = None,
    model: Model = DEFAULT,
) -> Counterfactual:
    """The smallest fact about ``candidate_id`` that would move them into the first suggestions.

    Raises InputError for anyone who can never be suggested here: the subject, people who have
    worked with the subject, withdrew consent, died, belong to another namespace or are judged to be
    the same person, and for an id that is not a person's.
    """
    subject, filters = recommender.subject(subject_id), filters or SuggestionFilters()
    network = recommender.network
    node = network.index(candidate_id)
    if network.kinds[node] != "Person":
        raise InputError(
            "{candidate_id!r} is not a person; only people are suggested", candidate_id=candidate_id
        )
    candidate, name = int(recommender.features.row[node]), network.names[node]
    if not recommender.suggestable(subject)[candidate]:
        raise InputError(
            "{name} cannot be suggested here: they are whom the suggestions are for, have worked "
            "with them already, or may not be shown",
            name=name,
        )
    features = recommender.features_for(filters.role)
    rank = _rank(recommender, features, subject, candidate, filters, model)
    if rank is not None and rank <= first:
        return Counterfactual(candidate_id, name, rank, None, rank, 0)
    tried = 0
    for fact, supposed, described in _hypotheses(
        features, recommender.features, subject, candidate
    ):
        tried += 1
        supposed_subject = described.refresh(subject)
        new_rank = _rank(recommender, supposed, supposed_subject, candidate, filters, model)
        if new_rank is not None and new_rank <= first:
            return Counterfactual(candidate_id, name, rank, fact, new_rank, tried)
    return Counterfactual(candidate_id, name, rank, None, None, tried)


def _rank(
    recommender: Recommender,
    features: Features,
    subject: Subject,
    candidate: int,
    filters: SuggestionFilters,
    model: Model,
) -> int | None:
    """The rank of a person among all candidates, in suggestion order."""
    candidates = recommender.weigh_with(features, subject, filters, include=candidate)
    positions = np.flatnonzero(candidates.rows == candidate)
    scores = candidates.scores(model)
    if not len(positions) or scores[positions[0]] <= 0:
        return None
    position = positions[0]
    score = scores[position]
    # Equal scores are ordered by id, which is the order of rows.
    return int((scores > score).sum() + (scores[:position] == score).sum() + 1)


def _hypotheses(
    features: Features, base: Features, subject: Subject, candidate: int
) -> Iterator[tuple[HypotheticalFact, Features, Features]]:
    """Facts to try, smallest first, each with the features that would result, and with those that
    would describe the subject: the ``base`` features, since a role wanted limits the careers of
    candidates only."""
    network = features.network
    for kind, label in (("country", "market"), ("language", "language")):
        profiles, vector = features.profiles[kind], subject.profiles[kind]
        candidate_values = set(profiles.top_values(candidate))
        weightiest = np.argsort(-vector, kind="stable")[:MAX_VALUES]
        for value in [int(v) for v in weightiest if vector[v] > 0]:
            if value not in candidate_values:
                fact = HypotheticalFact(label, None, profiles.label(value))
                yield fact, _with_value(features, kind, candidate, value), base
    work = HypotheticalFact("work", None, str(features.now))
    yield work, _with_work(features, (candidate,), (candidate,)), base
    for programme in _programmes(features, subject):
        yield (
            HypotheticalFact("programme", network.ids[programme], network.names[programme]),
            _in_programme(features, subject, candidate, programme),
            base,
        )
    for contact in _contacts(features, subject)[:MAX_CONTACTS]:
        if contact != candidate:
            node, pair = int(features.people[contact]), (candidate, contact)
            fact = HypotheticalFact("together", network.ids[node], network.names[node])
            # The contact need not have the role wanted.
            credited = pair if features is base else (candidate,)
            yield fact, _with_work(features, pair, credited), _with_work(base, pair, pair)


def _contacts(features: Features, subject: Subject) -> list[int]:
    """The living people on a project, or those tied to a person, strongest ties first."""
    contacts = subject.people
    if subject.project < 0:
        neighbours, weights = features.meetings.neighbours(int(subject.people[0]))
        contacts = neighbours[np.argsort(-weights, kind="stable")]
    dead = np.isin(features.people[contacts], deceased_people(features.network))
    return [int(row) for row in contacts[~dead]]


def _programmes(features: Features, subject: Subject) -> list[int]:
    """The programmes that the subject takes part in, without duplicates."""
    adjacency = features.network.adjacency(*link_kinds("attendance"))
    nodes: dict[int, None] = {}
    for person in subject.people[:1]:
        nodes |= dict.fromkeys(int(node) for node in adjacency.of(int(features.people[person]))[0])
    kinds, programmes = features.network.kinds, kinds_with("programme")
    return [node for node in nodes if kinds[node] in programmes]


def _with_value(features: Features, kind: str, candidate: int, value: int) -> Features:
    """The features if the candidate stated a value, a market or a language, themselves."""
    profiles = features.profiles[kind]
    row = np.zeros(len(profiles.rarity))
    entries = slice(*profiles.vectors.indptr[candidate : candidate + 2])
    scaled = profiles.vectors.data[entries] * profiles.norms[candidate]
    row[profiles.vectors.indices[entries]] = scaled
    row[value] += STATED_WEIGHT * profiles.rarity[value]
    columns, norm = np.flatnonzero(row), float(np.linalg.norm(row))
    vectors = _replace_row(profiles.vectors, candidate, columns, row[columns] / max(norm, 1e-12))
    supposed = replace(profiles, vectors=vectors)
    return replace(features, profiles={**features.profiles, kind: supposed})


def _replace_row(table: Matrix, row: int, columns: Indexes, entries: Scores) -> Matrix:
    new_row = sparse.csr_array((entries, columns, [0, len(entries)]), shape=(1, table.shape[1]))
    return Matrix(sparse.vstack([table[:row], new_row, table[row + 1 :]], format="csr"))


def _with_work(features: Features, people: tuple[int, ...], credited: tuple[int, ...]) -> Features:
    """The features if some people made one more project this year, otherwise unknown, which counts
    in the careers of those ``credited``."""
    careers, spans = features.careers, features.careers.activity_spans
    works, pace = careers.works.copy(), careers.pace.copy()
    last, first = spans.last.copy(), spans.first.copy()
    for person in credited:
        works[person] += 1
        pace[person] += 1
        last[person] = np.fmax(last[person], features.now)
        first[person] = np.fmin(first[person], features.now)
    weight = 1.0 if len(people) > 1 else 0.0
    return replace(
        features,
        meetings=features.meetings.with_project(people, weight),
        careers=replace(
            careers, works=works, pace=pace, activity_spans=replace(spans, first=first, last=last)
        ),
    )


def _in_programme(features: Features, subject: Subject, candidate: int, programme: int) -> Features:
    """The features if the candidate joined a programme together with the subject."""
    participants = int(features.network.adjacency(*link_kinds("attendance")).degrees[programme]) + 1
    pair = (int(subject.people[0]), candidate)
    weight = 1 / max(participants - 1, 1)
    return replace(features, meetings=features.meetings.with_cohort_tie("programme", pair, weight))
