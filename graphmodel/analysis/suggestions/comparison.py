"""Measures of what a subject and candidates have in common and what sets them apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from graphmodel.analysis.suggestions.features import Features, Scores, Subject
from graphmodel.analysis.suggestions.proximity import Proximity
from graphmodel.network.network import Indexes
from graphmodel.schema.declarations import Cohort

_LEAST = 1e-9


@dataclass(frozen=True, eq=False)
class Comparison:
    """A subject compared with the candidates in ``rows``; each measure has one value per candidate.

    ``proximity`` and ``cohort_weights`` are those between the subject and everybody.
    """

    features: Features
    subject: Subject
    rows: Indexes
    proximity: Proximity
    cohort_weights: Mapping[Cohort, Scores]
    _similarities: dict[str, Scores] = field(default_factory=dict)

    def similarity(self, kind: str) -> Scores:
        """The cosine similarity of work in values of one kind, 0 to 1."""
        if kind not in self._similarities:
            vector = self.subject.profiles[kind]
            self._similarities[kind] = self.features.profiles[kind].similarity(vector, self.rows)
        return self._similarities[kind]

    def disjoint(self, kind: str) -> Scores:
        """1 where both have values of a kind but share none, else 0."""
        comparable = self.features.profiles[kind].known(self.rows)
        comparable = comparable & bool(self.subject.profiles[kind].any())
        return (comparable & (self.similarity(kind) <= _LEAST)).astype(np.float64)

    @cached_property
    def direct(self) -> Scores:
        """Direct ties with the team of a project; 0 for a person, who is shown only strangers."""
        if self.subject.project < 0:
            return np.zeros(len(self.rows))
        return self.proximity.direct[self.rows]

    @cached_property
    def walk(self) -> Scores:
        """The walk measure of candidates close enough for a path short enough to show, else 0."""
        rows, proximity = self.rows, self.proximity
        close = (proximity.common[rows] > 0) | (proximity.three[rows] > 0)
        close |= proximity.direct[rows] > 0
        return np.where(close, proximity.walk[rows], 0.0)

    @cached_property
    def gaps(self) -> tuple[Scores, Scores]:
        """Years by which the candidates stopped before, or began after, the subject's last work."""
        return self.features.gaps(self.subject, self.rows)

    @cached_property
    def career_distance(self) -> Scores:
        """Absolute log ratio, to base 4, of the numbers of works plus one; NaN if either is 0."""
        works = self.features.careers.works[self.rows]
        distance = np.abs(np.log((1 + works) / (1 + self.subject.works))) / np.log(4)
        return np.where((works > 0) & (self.subject.works > 0), distance, np.nan)
