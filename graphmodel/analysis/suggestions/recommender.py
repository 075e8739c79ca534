"""Suggests whom a person should work with next, or whom a project should bring in, and why.

A person is suggested people with whom they share no project. A logistic model
(``suggestions.model``) weighs the reasons for and against each. Its explanation is exactly
additive: the contributions of the reasons add up to the score, in log-odds. Filters (market,
newcomers, ...) choose among the candidates without changing scores, except that with a role filter
careers count only the credits in that role.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.analysis.suggestions.comparison import Comparison
from graphmodel.analysis.suggestions.diversity import PersonCommunities, diversify
from graphmodel.analysis.suggestions.evidence import FactFinder
from graphmodel.analysis.suggestions.features import Features, Subject, build_features
from graphmodel.analysis.suggestions.filters import FilterMasks, Mask, SuggestionFilters
from graphmodel.analysis.suggestions.model import DEFAULT, Model
from graphmodel.analysis.suggestions.programme_staff import programme_staff
from graphmodel.analysis.suggestions.reasons import CHAINS, KINDS, REASONS, facts, measures
from graphmodel.analysis.suggestions.results import Reason, Suggestion, Suggestions, WhyNone
from graphmodel.analysis.ties.components import components
from graphmodel.analysis.ties.half_life import HALF_LIFE
from graphmodel.analysis.ties.last_activity import last_activity
from graphmodel.analysis.ties.ties import deceased_people, people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network
from graphmodel.network.present import AsOf
from graphmodel.network.tables import folded
from graphmodel.schema.model import JUDGEMENT

_MAX_CACHED_ROLES = 4

_TIES = np.array([kind.ties for kind in REASONS])


class Candidates:
    """The candidates of one subject and the measures of their reasons.

    ``rows`` are the candidates with any reason that ties them to the subject, ``measures`` is
    len(rows) x KINDS, and ``features`` are those used to measure them.
    """

    def __init__(self, comparison: Comparison) -> None:
        table = measures(comparison)
        tied = (table[:, _TIES] > 0).any(axis=1)
        self.subject, self.features = comparison.subject, comparison.features
        self.rows, self.measures = comparison.rows[tied], table[tied]

    def scores(self, model: Model) -> NDArray[np.float64]:
        """The score of each candidate."""
        scores: NDArray[np.float64] = self.measures @ model.weights
        return scores


class Recommender:
    """Makes suggestions for the people and projects of a network; shared features are computed
    once.

    Anything still planned at ``as_of``, the date of asking as for ``Network.present``, is not
    counted as done, and anything after ``now``, by default the network's latest year, is ignored.
    Building one takes about 2 s for 64,000 people and 234,000 credits, a suggestion then a few tens
    of milliseconds.
    """

    def __init__(
        self,
        network: Network,
        *,
        as_of: AsOf = None,
        now: int | None = None,
        half_life: float = HALF_LIFE,
    ) -> None:
        network = network.present(as_of)
        latest = network.latest_year
        self.now = now if now is not None else (latest or 0)
        in_past = latest is not None and self.now < latest
        self.network = network.as_of(self.now) if in_past else network
        self.features: Features = build_features(self.network, now=self.now, half_life=half_life)
        self._namespaces: dict[str, Mask] = {}
        self._in_role: dict[str | None, Features] = {None: self.features}

    def suggest(
        self,
        subject_id: str,
        *,
        limit: int = 10,
        filters: SuggestionFilters | None = None,
        model: Model = DEFAULT,
        diversity: float = 0.0,
    ) -> Suggestions:
        """Suggest at most ``limit`` people, best first, equal scores by id; see ``suggest``
        below."""
        if limit < 1:
            raise InputError("limit is {limit}; ask for 1 suggestion or more", limit=limit)
        if not 0 <= diversity < float("inf"):
            raise InputError(
                "diversity is {diversity:g}; give 0 or more, 1 spreads noticeably",
                diversity=diversity,
            )
        subject, filters = self.subject(subject_id), filters or SuggestionFilters()
        candidates = self.weigh(subject, filters)
        top = self.top(candidates, model, limit, diversity)
        why: WhyNone | None = None
        if not len(top):
            unfiltered = candidates.rows
            if filters and not len(unfiltered):
                unfiltered = self.weigh(subject, SuggestionFilters()).rows
            why = "nobody_fits" if len(unfiltered) else "nothing_known"
        builder = _SuggestionBuilder(self, candidates, model, with_community=bool(diversity))
        suggestions = builder.suggestions(top)
        return Suggestions(subject_id, suggestions, why, builder.base, model.description)

    def suggest_widening(
        self,
        subject_id: str,
        filters: SuggestionFilters,
        *,
        limit: int = 10,
        model: Model = DEFAULT,
        diversity: float = 0.0,
    ) -> tuple[SuggestionFilters, Suggestions]:
        """Like ``suggest``, but without the main roles in ``filters`` if these leave nobody to
        suggest; also returns the filters used."""
        for asked in (filters, replace(filters, main_roles=())):
            suggestions = self.suggest(
                subject_id, limit=limit, filters=asked, model=model, diversity=diversity
            )
            if suggestions.items or not asked.main_roles:
                break
        return asked, suggestions

    def top(
        self, candidates: Candidates, model: Model, limit: int, diversity: float = 0.0
    ) -> Indexes:
        """Positions among the candidates of the first ``limit`` with a score above 0."""
        scores = candidates.scores(model)
        positive = np.flatnonzero(scores > 0)
        if diversity:
            communities = self.communities.of(candidates.rows)
            return diversify(scores, communities, positive, limit, diversity)
        return positive[np.argsort(-scores[positive], kind="stable")[:limit]]

    def subject(self, subject_id: str) -> Subject:
        """The subject with an id; raises InputError for anything but a person or project."""
        features, node = self.features, self.network.index(subject_id)
        kind = self.network.kinds[node]
        if kind == "Person":
            return features.for_person(int(features.row[node]))
        if kind == "Project":
            return features.for_project(int(features.row[node]))
        raise InputError(
            "{subject_id!r} is not a person or a project; suggestions are for those",
            subject_id=subject_id,
        )

    def weigh(self, subject: Subject, filters: SuggestionFilters) -> Candidates:
        """Measure everybody who passes the filters and may be suggested."""
        return self.weigh_with(self.features_for(filters.role), subject, filters)

    def weigh_with(
        self,
        features: Features,
        subject: Subject,
        filters: SuggestionFilters,
        *,
        include: int | None = None,
    ) -> Candidates:
        """Like ``weigh``, with other features of the same network; the row ``include`` is measured
        however distant, if it passes the filters."""
        proximity = features.meetings.proximity(subject.people, subject.shares)
        cohort_weights = features.cohort_weights(subject)
        allowed = self.suggestable(subject) & self.filter_masks.mask(filters)
        if not filters.staff:
            people = features.people[subject.people]
            allowed &= ~programme_staff(self.network, people)[features.people]
        rows = features.candidates(subject, proximity, cohort_weights, allowed)
        if include is not None and allowed[include]:
            rows = np.union1d(rows, [include])
        return Candidates(Comparison(features, subject, rows, proximity, cohort_weights))

    def features_for(self, role: str | None) -> Features:
        """Features with careers computed from all credits, or only from those in a role."""
        role = None if role is None else folded(role)
        if role not in self._in_role:
            while len(self._in_role) > _MAX_CACHED_ROLES:
                self._in_role.pop(next(key for key in self._in_role if key is not None))
            self._in_role[role] = self.features.in_role(role or "")
        return self._in_role[role]

    def suggestable(self, subject: Subject) -> Mask:
        """Everybody in the same namespace who may be shown, except the subject's own people, those
        they worked with and those judged to be the same person."""
        features = self.features
        if subject.project >= 0:
            node = int(features.projects[subject.project])
        else:
            node = int(features.people[subject.people[0]])
        mask: Mask = self._showable & self._in_namespace(self.network.nodes["namespace"][node])
        mask[features.excluded(subject)] = False
        if subject.project < 0:
            duplicates, links = self.network.adjacency(JUDGEMENT).of(node)
            same = self.network.links["verdict"].gather(links).eq_missing("same").to_numpy()
            mask[features.row[duplicates[same]]] = False
        return mask

    def _in_namespace(self, name: str) -> Mask:
        if name not in self._namespaces:
            inside = self.network.nodes["namespace"].gather(self.features.people) == name
            self._namespaces[name] = inside.to_numpy()
        return self._namespaces[name]

    @cached_property
    def _showable(self) -> Mask:
        people = self.network.nodes.select("consent")[self.features.people]
        hidden = people.select(pl.col("consent").eq_missing("withdrawn"))["consent"].to_numpy()
        dead = np.isin(self.features.people, deceased_people(self.network))
        return ~(hidden | dead)

    @cached_property
    def filter_masks(self) -> FilterMasks:
        """The filters as masks over people."""
        return FilterMasks(self.features)

    @cached_property
    def communities(self) -> PersonCommunities:
        """The communities over which suggestions can be spread."""
        return PersonCommunities(self.features)


class _SuggestionBuilder:
    """Turns measured candidates into suggestions with their facts."""

    def __init__(
        self, recommender: Recommender, candidates: Candidates, model: Model, *,
        with_community: bool,
    ) -> None:  # fmt: skip
        self._recommender, self._candidates, self._model = recommender, candidates, model
        self._with_community = with_community
        self._finder = FactFinder(candidates.features, candidates.subject)
        self.base = model.base_of(candidates.subject.pace)

    def suggestions(self, positions: Indexes) -> tuple[Suggestion, ...]:
        """The suggestions for the candidates at some positions, with their last activity."""
        suggested = [self._suggestion(int(position)) for position in positions]
        activity = last_activity(self._recommender.network, [s.id for s in suggested])
        unreachable = self._unreachable(suggested)
        pairs = zip(suggested, activity, strict=True)
        return tuple(
            replace(suggestion, activity=last, reachable=suggestion.id not in unreachable)
            for suggestion, last in pairs
        )

    def _unreachable(self, suggested: Sequence[Suggestion]) -> set[str]:
        """The ids of those to whom no chain of ties leads. The ties, which take seconds in a whole
        industry, are computed only if somebody has no reason based on a chain of ties."""
        alike = [s.id for s in suggested if not any(r.kind in CHAINS for r in s.reasons)]
        if not alike:
            return set()
        recommender, subject = self._recommender, self._candidates.subject
        labels = components(people_ties(recommender.network, now=recommender.now))
        reached = set(labels[recommender.features.people[subject.people]].tolist())
        network = recommender.network
        return {i for i in alike if int(labels[network.index(i)]) not in reached}

    def _suggestion(self, position: int) -> Suggestion:
        row, network = int(self._candidates.rows[position]), self._recommender.network
        candidate_measures = self._candidates.measures[position].tolist()
        reasons = []
        for kind, measure, weight in zip(
            KINDS, candidate_measures, self._model.weights.tolist(), strict=True
        ):
            if measure * weight != 0:
                ids, words = facts(kind, self._finder, row)
                reasons.append(Reason(kind, measure * weight, ids, words, weight, measure))
        reasons.sort(key=lambda reason: -abs(reason.contribution))
        score = float(sum(reason.contribution for reason in reasons))
        node = self._recommender.features.people[row]
        communities = self._recommender.communities if self._with_community else None
        return Suggestion(
            id=network.ids[node],
            name=network.names[node],
            score=score,
            reasons=tuple(reasons),
            probability=None if self.base is None else float(1 / (1 + np.exp(-self.base - score))),
            community=communities.name(row) if communities else None,
        )


def recommender(
    network: Network,
    now: int | None = None,
    half_life: float = HALF_LIFE,
    *,
    as_of: AsOf = None,
) -> Recommender:
    """The recommender of a network; the two most recently used are cached."""
    return _recommender(network.present(as_of), now, half_life)


@lru_cache(maxsize=2)
def _recommender(network: Network, now: int | None, half_life: float) -> Recommender:
    return Recommender(network, now=now, half_life=half_life)


def suggest(
    network: Network,
    subject_id: str,
    *,
    limit: int = 10,
    filters: SuggestionFilters | None = None,
    model: Model = DEFAULT,
    weights: Mapping[str, float] | None = None,
    diversity: float = 0.0,
    as_of: AsOf = None,
    now: int | None = None,
) -> Suggestions:
    """Suggest whom a person should work with next, or whom a project should bring in.

    A person is suggested nobody with whom they share a project; a project, nobody who works on it.
    ``filters`` choose among people, ``weights`` are factors for kinds of reasons (1 is usual), and
    ``diversity`` is the cost, in log-odds, of each earlier suggestion from the same community.
    People are never suggested if they died, withdrew consent, are judged to be the same person,
    belong to another namespace, or have no reason that ties them to the subject; programme staff
    are suggested only with ``filters.staff``, see ``programme_staff``. Raises InputError for an id
    of neither a person nor a project, impossible filters, factors or diversity, or a limit below 1.
    """
    return recommender(network, now, as_of=as_of).suggest(
        subject_id,
        limit=limit,
        filters=filters,
        model=model.weighted(weights or {}),
        diversity=diversity,
    )
