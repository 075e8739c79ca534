"""The kinds of reasons for and against a suggestion, with their measures and evidence.

A new kind needs an entry in REASONS here, with its functions, and one in ``sentences.py`` with its
title, colour and sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from graphmodel.analysis.suggestions.careers import COMPLEMENTS, ROLES, complementarity
from graphmodel.analysis.suggestions.comparison import Comparison
from graphmodel.analysis.suggestions.evidence import (
    MAX_INTERMEDIARIES,
    MAX_SHOWN,
    Evidence,
    FactFinder,
)
from graphmodel.analysis.suggestions.features import COHORTS, Scores
from graphmodel.analysis.ties.ties import deceased_people
from graphmodel.schema.declarations import Cohort

RECENT = 5
"""Years before the date of asking since which works count as recent."""

_SLIGHT = 0.02
"""Smaller measures do not count as reasons: they would show as +0.00."""

Measure = Callable[[Comparison], Scores]
FindEvidence = Callable[[FactFinder, int], Evidence]


@dataclass(frozen=True)
class ReasonKind:
    """One kind of reason.

    ``measure`` returns one non-negative number per candidate, 0 if the reason does not apply;
    ``evidence`` returns the facts about one candidate (a row). ``sign`` is +1 for reasons for and
    -1 for reasons against, and keeps a learned weight from turning one into the other. ``scale`` is
    a typical measure: the input to the model is ``log(1 + measure / scale)``, or the measure itself
    if ``scale`` is 0. ``weight`` is the default weight in log-odds per unit. ``ties`` is whether
    the reason ties a candidate to the subject; nobody is suggested without one that does.
    """

    name: str
    sign: int
    weight: float
    measure: Measure
    evidence: FindEvidence
    scale: float = 0.0
    ties: bool = False


def _worked_together(finder: FactFinder, candidate: int) -> Evidence:
    """The people on a team to whom a candidate has ties, strongest first."""
    if finder.subject.project < 0:
        return Evidence([], [])
    neighbours, weights = finder.features.meetings.neighbours(candidate)
    on_team = np.isin(neighbours, finder.subject.people)
    strongest = neighbours[on_team][np.argsort(-weights[on_team], kind="stable")]
    ids = []
    for person in strongest[:MAX_INTERMEDIARIES].tolist():
        ids += [finder.person_id(person), *finder.pair(person, candidate)]
    return Evidence(ids, [])


def _common_collaborators(finder: FactFinder, candidate: int) -> Evidence:
    paths = []
    for person in finder.subject_people(candidate):
        common = finder.features.meetings.common_neighbours(person, candidate, MAX_INTERMEDIARIES)
        paths += [[person, between, candidate] for between in common]
    return Evidence(finder.paths(paths[:MAX_INTERMEDIARIES]), [])


def _path_of_three(finder: FactFinder, candidate: int) -> Evidence:
    for person in finder.subject_people(candidate):
        between = finder.path_of_three(person, candidate)
        if between:
            return Evidence(finder.paths([[person, *between, candidate]]), [])
    return Evidence([], [])


def _walk(finder: FactFinder, candidate: int) -> Evidence:
    for find in (_worked_together, _common_collaborators, _path_of_three):
        ids, _ = find(finder, candidate)
        if ids:
            return Evidence(ids, [])
    # With nobody in between, the walk follows what ties the two directly.
    return Evidence([fact for kind in COHORTS for fact in finder.cohort(kind, candidate).ids], [])


def _role(finder: FactFinder, candidate: int) -> Evidence:
    """The subject's role and the candidate's that complements it, with a credit in each."""
    candidate_roles, subject_roles = finder.features.careers.roles[candidate], finder.subject.roles
    strongest: tuple[float, str, str] = (0.0, "", "")
    for pair, worth in COMPLEMENTS.items():
        for role, counterpart in (pair, pair[::-1]):
            share = subject_roles[ROLES.index(role)] * worth
            lack = 1 - subject_roles[ROLES.index(counterpart)]
            product = float(share * lack * candidate_roles[ROLES.index(counterpart)])
            strongest = max(strongest, (product, role, counterpart))
    _, role, counterpart = strongest
    ids = [finder.person_id(candidate), *finder.in_role(candidate, counterpart)]
    for person in finder.subject.people.tolist():
        credit = finder.in_role(person, role)
        if credit:
            ids = [finder.person_id(person), *credit, *ids]
            break
    return Evidence(ids, [role, counterpart])


def _career(finder: FactFinder, candidate: int) -> Evidence:
    ids = finder.with_credits(candidate, finder.works(candidate)[-1:])
    if finder.subject.project < 0:
        person = int(finder.subject.people[0])
        first_work = finder.works(person, finder.features.present_credits)[-1:]
        ids = [*finder.with_credits(person, first_work), *ids]
    works = finder.features.careers.works[candidate]
    return Evidence(ids, [f"{finder.subject.works:.0f}", f"{works:.0f}"])


def _activity(finder: FactFinder, candidate: int) -> Evidence:
    features, works = finder.features, finder.works(candidate)
    dated = [p for p in works if not np.isnan(features.year[p])]
    since = features.now - RECENT
    recent = [p for p in dated if features.year[p] >= since]
    shown = (recent or dated or works)[:MAX_SHOWN]
    return Evidence(finder.with_credits(candidate, shown), [str(len(recent)), str(since)])


def _recognition(finder: FactFinder, candidate: int) -> Evidence:
    network, selections = finder.features.network, finder.selections(candidate)
    ids = [finder.person_id(candidate)]
    for _, link, festival, project in selections[:MAX_SHOWN]:
        ids += [network.ids[festival], network.links["id"][link]]
        ids += finder.with_credits(candidate, [project]) if project >= 0 else []
    # A source may give only how many there were.
    times = network.links["count"]
    return Evidence(ids, [str(sum(times[link] or 1 for _, link, *_ in selections))])


def _silent(finder: FactFinder, candidate: int) -> Evidence:
    last = finder.features.careers.activity_spans.last[candidate]
    years, _ = finder.features.gaps(finder.subject, np.array([candidate]))
    ids = finder.with_credits(candidate, finder.works(candidate)[:1])
    return Evidence(ids, [f"{years[0]:.0f}", f"{last:.0f}"])


def _later(finder: FactFinder, candidate: int) -> Evidence:
    first = finder.features.careers.activity_spans.first[candidate]
    _, years = finder.features.gaps(finder.subject, np.array([candidate]))
    ids = finder.with_credits(candidate, finder.works(candidate)[-1:])
    return Evidence(ids, [f"{years[0]:.0f}", f"{first:.0f}"])


def _same_partner(finder: FactFinder, candidate: int) -> Evidence:
    features = finder.features
    partner = int(features.careers.main_partner[candidate])
    partner_works = finder.headed(partner)
    works = finder.works(candidate, features.present_credits)
    together = [p for p in works if p in partner_works]
    ids = [finder.person_id(partner)]
    for project in together[:MAX_SHOWN]:
        ids += [*finder.with_credits(candidate, [project]), *finder.credits(partner, project)]
    name = features.network.names[features.people[partner]]
    return Evidence(ids, [name, str(len(together)), str(len(works))])


def _other_values(kind: str) -> FindEvidence:
    """Evidence of the two weightiest values of a kind that a candidate has."""

    def find(finder: FactFinder, candidate: int) -> Evidence:
        profiles = finder.features.profiles[kind]
        values = profiles.top_values(candidate)[:2]
        ids = [fact for value in values for fact in finder.person_value(kind, candidate, value)]
        return Evidence(
            [finder.person_id(candidate), *ids], [profiles.label(value) for value in values]
        )

    return find


def _same_partner_measure(comparison: Comparison) -> Scores:
    careers, rows = comparison.features.careers, comparison.rows
    features, partners = comparison.features, careers.main_partner[rows]
    dead = np.isin(features.people[partners], deceased_people(features.network))
    excused = dead | np.isin(partners, comparison.subject.people)
    return np.where(excused, 0.0, careers.partner_share[rows])


def _cohort(kind: Cohort, weight: float) -> ReasonKind:
    return ReasonKind(
        kind, 1, weight,
        lambda comparison: comparison.cohort_weights[kind][comparison.rows],
        lambda finder, candidate: finder.cohort(kind, candidate),
        scale=0.05, ties=True,
    )  # fmt: skip


def _similar(kind: str, weight: float) -> ReasonKind:
    return ReasonKind(
        kind, 1, weight,
        lambda comparison: comparison.similarity(kind),
        lambda finder, candidate: finder.shared_values(kind, candidate),
        ties=True,
    )  # fmt: skip


def _other(kind: str, weight: float) -> ReasonKind:
    return ReasonKind(
        f"other_{kind}", -1, weight,
        lambda comparison: comparison.disjoint(kind),
        _other_values(kind),
    )  # fmt: skip


# The default weights of what the CC0 films record are close to those learned from their ties of
# 2001 to 2006, rounded; the others, for cohorts and project types, are set by judgement.
REASONS = (
    ReasonKind("worked_together", 1, 0.8,
               lambda c: c.direct, _worked_together, scale=0.02, ties=True),
    ReasonKind("common_collaborators", 1, 0.2,
               lambda c: c.proximity.common[c.rows], _common_collaborators, scale=1e-4, ties=True),
    ReasonKind("paths_of_three", 1, 0.25,
               lambda c: c.proximity.three[c.rows], _path_of_three, scale=1e-4, ties=True),
    ReasonKind("walk", 1, 0.2, lambda c: c.walk, _walk, scale=1e-4, ties=True),
    _cohort("school", 0.8),
    _cohort("programme", 0.6),
    _cohort("festival", 0.4),
    _cohort("organisation", 0.5),
    _cohort("mentor", 0.4),
    _similar("company", 0.3),
    _similar("genre", 0.4),
    _similar("country", 0.8),
    _similar("language", 0.2),
    _similar("form", 0.1),
    ReasonKind("role", 1, 0.3,
               lambda c: complementarity(c.subject.roles, c.features.careers.roles[c.rows]), _role),
    ReasonKind("career", 1, 0.3,
               lambda c: np.nan_to_num(np.maximum(1 - c.career_distance, 0.0)), _career),
    ReasonKind("activity", 1, 0.5,
               lambda c: c.features.careers.pace[c.rows], _activity, scale=1.0),
    ReasonKind("recognition", 1, 0.2,
               lambda c: c.features.careers.honours[c.rows], _recognition, scale=1.0),
    ReasonKind("silent", -1, -0.4, lambda c: c.gaps[0], _silent, scale=3.0),
    ReasonKind("later", -1, -0.3, lambda c: c.gaps[1], _later, scale=3.0),
    _other("country", -0.3),
    _other("language", -0.5),
    ReasonKind("career_apart", -1, -0.15,
               lambda c: np.nan_to_num(np.maximum(c.career_distance - 1, 0.0)), _career),
    ReasonKind("same_partner", -1, -0.2, _same_partner_measure, _same_partner),
)  # fmt: skip

KINDS: Mapping[str, ReasonKind] = {kind.name: kind for kind in REASONS}
"""The kinds by name, in the order of the columns of measures and weights."""

CHAINS = tuple(kind.name for kind in REASONS[: [*KINDS].index("company")])
"""The kinds that rest on a chain of ties; the others are about likeness or the candidate."""

FOR = tuple(kind.name for kind in REASONS if kind.sign > 0)
AGAINST = tuple(kind.name for kind in REASONS if kind.sign < 0)


def measures(comparison: Comparison) -> Scores:
    """The scaled measures of each candidate, len(rows) x KINDS; see ``ReasonKind``."""
    table = np.zeros((len(comparison.rows), len(REASONS)))
    for column, kind in enumerate(REASONS):
        measure = kind.measure(comparison)
        table[:, column] = np.log1p(measure / kind.scale) if kind.scale else measure
    table[table < _SLIGHT] = 0.0
    return table


def facts(kind: str, finder: FactFinder, candidate: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids that show one kind of reason, nodes before links, and words or numbers about them."""
    ids, words = KINDS[kind].evidence(finder, candidate)
    network = finder.features.network
    return tuple(sorted(dict.fromkeys(ids), key=lambda fact: fact not in network)), tuple(words)
