"""Results of suggesting collaborators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import polars as pl

from graphmodel.analysis.results import Result, Row
from graphmodel.analysis.suggestions.reasons import KINDS
from graphmodel.analysis.ties.last_activity import LastActivity

WhyNone = Literal["nothing_known", "nobody_fits"]
"""``nothing_known``: no ties and nothing in common with anybody.
``nobody_fits``: there are candidates, but none passes the filters with a score above 0."""


@dataclass(frozen=True)
class Reason:
    """A reason for or against a candidate.

    ``kind`` is one of ``suggestions.reasons.KINDS``, ``contribution`` what it adds to the score in
    log-odds: above 0 for, below 0 against. It is ``weight`` (the model's, times the caller's
    factor) times ``measure``. ``facts`` are ids of nodes, then of links, that show it: for paths
    the people and things on the strongest ones, otherwise what is shared or what the candidate did.
    ``values`` describes in words or numbers what is shared, where a node alone does not.
    """

    kind: str
    contribution: float
    facts: tuple[str, ...]
    values: tuple[str, ...] = ()
    weight: float = 0.0
    measure: float = 0.0


@dataclass(frozen=True)
class Suggestion:
    """A suggested person: ``score`` is the sum of the contributions of ``reasons``, which is how
    much they raise the log-odds over those of somebody about whom nothing is known.

    ``probability`` is that of a first credit together within the years that the model was trained
    for, None for an uncalibrated model. ``community`` is the id of the central person of their
    community if suggestions were spread over communities. ``activity`` is when they were last
    active. ``reachable`` is whether a chain of ties leads to them.
    """

    id: str
    name: str
    score: float
    reasons: tuple[Reason, ...]
    probability: float | None = None
    community: str | None = None
    activity: LastActivity | None = None
    reachable: bool = True


@dataclass(frozen=True)
class Suggestions(Result):
    """Suggestions for ``person`` (or a project), best first; ``why_none`` if there are none.

    ``base`` is the log-odds to which a score is added, None for an uncalibrated model; ``model``
    describes the model used.
    """

    person: str
    items: tuple[Suggestion, ...]
    why_none: WhyNone | None = None
    base: float | None = None
    model: str = "default"

    COLUMNS: ClassVar[Mapping[str, pl.DataType]] = {
        "id": pl.String(),
        "name": pl.String(),
        "score": pl.Float64(),
        "probability": pl.Float64(),
        **{kind: pl.Float64() for kind in KINDS},
    }

    def __iter__(self) -> Iterator[Suggestion]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def rows(self) -> Iterator[Row]:
        """One row per suggestion, with the contribution of each kind of reason, 0 if absent."""
        for suggestion in self.items:
            contributions = {reason.kind: reason.contribution for reason in suggestion.reasons}
            yield {
                "id": suggestion.id,
                "name": suggestion.name,
                "score": suggestion.score,
                "probability": suggestion.probability,
                **{kind: contributions.get(kind, 0.0) for kind in KINDS},
            }

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        """The person and everybody suggested."""
        yield self.person, {}
        for suggestion in self.items:
            yield suggestion.id, {"name": suggestion.name, "score": suggestion.score}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        """A link from the person to everybody suggested."""
        for suggestion in self.items:
            yield self.person, suggestion.id, {"score": suggestion.score}
