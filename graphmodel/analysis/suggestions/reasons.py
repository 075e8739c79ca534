"""The kinds of reasons for and against a suggestion, declared once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from graphmodel.schema.declarations import Cohort
from graphmodel.schema.model import active, guidance_kind


@dataclass(frozen=True)
class ReasonKind:
    """One kind of reason.

    Its measure is 0 where there is nothing of the kind; ``sign`` is +1 for reasons for, -1 for
    those against, and keeps a learned weight from turning one into the other. ``scale`` is a
    measure that counts as usual: what is weighed is ``log(1 + measure / scale)``, or the measure
    itself where ``scale`` is 0. ``weight`` is the default one, in log-odds for each unit.
    ``ties`` tells that it ties somebody to the person: nobody is suggested without any such.
    """

    name: str
    sign: int
    weight: float
    scale: float = 0.0
    ties: bool = False


_ALL = (
    ReasonKind("worked_together", 1, 0.8, 0.02, ties=True),
    ReasonKind("common_collaborators", 1, 0.2, 1e-4, ties=True),
    ReasonKind("paths_of_three", 1, 0.25, 1e-4, ties=True),
    ReasonKind("walk", 1, 0.2, 1e-4, ties=True),
    ReasonKind("school", 1, 0.8, 0.05, ties=True),
    ReasonKind("programme", 1, 0.6, 0.05, ties=True),
    ReasonKind("festival", 1, 0.4, 0.05, ties=True),
    ReasonKind("organisation", 1, 0.5, 0.05, ties=True),
    ReasonKind("mentor", 1, 0.4, 0.05, ties=True),
    ReasonKind("company", 1, 0.3, ties=True),
    ReasonKind("genre", 1, 0.4, ties=True),
    ReasonKind("country", 1, 0.8, ties=True),
    ReasonKind("language", 1, 0.2, ties=True),
    ReasonKind("form", 1, 0.1, ties=True),
    ReasonKind("role", 1, 0.3),
    ReasonKind("career", 1, 0.3),
    ReasonKind("activity", 1, 0.5, 1.0),
    ReasonKind("recognition", 1, 0.2, 1.0),
    ReasonKind("silent", -1, -0.4, 3.0),
    ReasonKind("later", -1, -0.3, 3.0),
    ReasonKind("other_country", -1, -0.3),
    ReasonKind("other_language", -1, -0.5),
    ReasonKind("career_apart", -1, -0.15),
    ReasonKind("same_partner", -1, -0.2),
)

# The default weights of what the CC0 films tell of are near those learned from their ties of
# 2001 to 2006, rounded; those of what they do not tell of, cohorts and forms, are a judgement.
KINDS: Mapping[str, ReasonKind] = {kind.name: kind for kind in _ALL}
"""The kinds by name, in the order in which features are kept."""

FOR = tuple(kind.name for kind in _ALL if kind.sign > 0)
AGAINST = tuple(kind.name for kind in _ALL if kind.sign < 0)

COHORTS: tuple[Cohort, ...] = get_args(Cohort)
"""The reasons that rest on having been in one group."""


def cohorts() -> Mapping[str, tuple[str, ...]]:
    """The kinds of ties, as ``ties.people_ties`` takes them, that a cohort's reason rests on."""
    schema = active()
    return {
        cohort: tuple(kind for kind, group in schema.groups.items() if group.cohort == cohort)
        or (guidance_kind(),)
        for cohort in COHORTS
    }
