"""What a suggestion of collaborators consists of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import polars as pl

from graphmodel.analysis.results import Result, Row
from graphmodel.analysis.suggestions.reasons import KINDS

WhyNone = Literal["nothing_known", "nobody_fits"]
"""``nothing_known``: no ties and no work that anybody else shares, so nothing to go by.
``nobody_fits``: there are people to suggest, but none fits what was asked for."""


@dataclass(frozen=True)
class Reason:
    """What speaks for or against somebody.

    ``kind`` is one of ``suggesting.kinds.KINDS``, ``contribution`` what it adds to the score, in
    log-odds: above 0 for, below 0 against. It is ``weight`` (of the model, times the caller's
    own) times ``measure``. ``facts`` are ids of nodes, then of links, that show it: for paths the
    people and things on the strongest, for the rest what is shared or what the candidate did.
    ``values`` says in words or numbers what is shared, where that is not a node alone.
    """

    kind: str
    contribution: float
    facts: tuple[str, ...]
    values: tuple[str, ...] = ()
    weight: float = 0.0
    measure: float = 0.0


@dataclass(frozen=True)
class Suggestion:
    """Somebody to work with: ``score`` is the sum of the contributions of ``reasons``, by how much
    they raise the log-odds over those of somebody of whom nothing is known.

    ``probability`` is the chance of a first credit together within the years that the model was
    trained for, None for a model that is not calibrated. ``community`` is the id of the central
    person of theirs, where suggestions were spread over communities.
    """

    id: str
    name: str
    score: float
    reasons: tuple[Reason, ...]
    probability: float | None = None
    community: str | None = None


@dataclass(frozen=True)
class Suggestions(Result):
    """Suggestions for ``person`` (or a project), best first; ``why_none`` where there are none.

    ``base`` are the log-odds to which a score adds, None for a model that is not calibrated;
    ``model`` says which model answered.
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
        """One line a suggestion, with what each kind of reason contributes, 0 where it is not."""
        for item in self.items:
            parts = {reason.kind: reason.contribution for reason in item.reasons}
            scores = {kind: parts.get(kind, 0.0) for kind in KINDS}
            yield {"id": item.id, "name": item.name, "score": item.score,
                   "probability": item.probability, **scores}  # fmt: skip

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        """The person and those suggested."""
        yield self.person, {}
        for item in self.items:
            yield item.id, {"name": item.name, "score": item.score}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        """The person with each of those suggested."""
        for item in self.items:
            yield self.person, item.id, {"score": item.score}
