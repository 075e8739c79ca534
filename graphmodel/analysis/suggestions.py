"""What a suggestion of collaborators consists of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import polars as pl

from graphmodel.analysis.results import Result, Row

WEIGHTS: Mapping[str, float] = {
    "common_collaborators": 0.20,
    "paths_of_three": 0.20,
    "walk": 0.05,
    "cohort": 0.20,
    "company": 0.12,
    "genre": 0.12,
    "country": 0.11,
}
"""The most that each kind of reason can contribute; together 1, the greatest score.

- common_collaborators: resource allocation over the ties (Zhou, Lü and Zhang 2009)
- paths_of_three: Kovács et al. 2019
- walk: personalised PageRank (Andersen, Chung and Lang 2006)
- cohort: school, programme, event, festival edition, organisation or mentor shared in time
- company, genre, country: likeness of what the two made

Chosen among seven blends on 600 people of the CC0 films, known until 2009, by whether one of the
first ten suggestions was a new partner of 2010 to 2012. On 700 other people that holds for 20.1 %
(95 % interval 17.0 to 23.1), and for 21.9 % (18.9 to 25.1) with paths of three alone: the other
kinds do not foretell more there, they give reasons and reach whom no path does. The films have no
cohorts, whose weight is a judgement.
"""

WhyNone = Literal["nothing_known", "nobody_fits"]
"""``nothing_known``: no ties and no work that anybody else shares, so nothing to go by.
``nobody_fits``: there are people to suggest, but none fits what was asked for."""


@dataclass(frozen=True)
class Reason:
    """Why somebody is suggested.

    ``kind`` is one of WEIGHTS, ``contribution`` above 0 and at most the weight of that kind.
    ``facts`` are ids of nodes, then of links, that show it: for paths the people and things on
    the strongest, for the rest what is shared. ``values`` says in words what is shared, where
    that is not a node alone.
    """

    kind: str
    contribution: float
    facts: tuple[str, ...]
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """Somebody to work with: ``score`` in (0, 1] is the sum of the contributions of ``reasons``.

    Scores compare the candidates of one person, the best in everything having 1; they do not
    compare between persons.
    """

    id: str
    name: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Suggestions(Result):
    """Suggestions for ``person``, best first; ``why_none`` where there are none."""

    person: str
    items: tuple[Suggestion, ...]
    why_none: WhyNone | None = None

    COLUMNS: ClassVar[Mapping[str, pl.DataType]] = {
        "id": pl.String(),
        "name": pl.String(),
        "score": pl.Float64(),
        **{kind: pl.Float64() for kind in WEIGHTS},
    }

    def __iter__(self) -> Iterator[Suggestion]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def rows(self) -> Iterator[Row]:
        """One line a suggestion, with what each kind of reason contributes, 0 where it is not."""
        for item in self.items:
            parts = {reason.kind: reason.contribution for reason in item.reasons}
            scores = {kind: parts.get(kind, 0.0) for kind in WEIGHTS}
            yield {"id": item.id, "name": item.name, "score": item.score, **scores}

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        """The person and those suggested."""
        yield self.person, {}
        for item in self.items:
            yield item.id, {"name": item.name, "score": item.score}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        """The person with each of those suggested."""
        for item in self.items:
            yield self.person, item.id, {"score": item.score}
