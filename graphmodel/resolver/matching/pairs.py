"""What a comparison of two nodes gives: a probability and the evidence that adds up to it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JOIN_AT = 0.99
"""Pairs that are the same with at least this probability are joined by rule."""

LEAVE_BELOW = 0.2
"""Pairs below this probability are left apart and not even shown."""

EVIDENCE_KINDS: Mapping[str, str] = {
    "base": "how often two that are compared are one; no facts",
    "names": "names: both, as written; how: same, order, spacing, initials, nickname, part, "
    "spelling, generation",
    "rarity": "names: both; bearers: how many nodes compared bear the commoner of the two names",
    "works": "works: pairs of project ids, of one and of other, at most TOLD; count: of all",
    "roles": "roles: in which both are credited on a shared work",
    "collaborators": "names: people both worked with on other works, at most TOLD; count: of all",
    "years": "years: (first, last) of one, (first, last) of other; gap: years between, 0 if none",
    "apart": "works: project ids where one source credits both, each under its own name",
    "rival": "ids: who bears the name more exactly on a work that the two seem to share",
    "source": "one source tells both, and it seldom tells one twice; no facts",
    "ids": "ids: two ids, or addresses, of one kind; agree: whether they are equal",
    "born": "years: of birth of one and of other",
    "titles": "names: both; how: same, part, spelling, unlike",
    "year": "years: of one and of other; gap: years between; dated: whether each is the work's own "
    "year, and not that of its first credit or prize",
    "people": "names: credited on both, at most TOLD; count: of all; of: least credited on either, "
    "in the roles that both tell",
    "name_alone": "the rule that names alone never join; no facts",
}
"""Every kind of evidence, and what its facts hold."""

TOLD = 10
"""The most works or names that one piece of evidence tells; its count is of all."""


@dataclass(frozen=True)
class Evidence:
    """One reason: ``weight`` is in log-odds (natural), positive speaks for the same, negative
    against. ``facts`` are data, as EVIDENCE_KINDS says, and never text for the screen."""

    kind: str
    weight: float
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Pair:
    """Two nodes of one kind that may be the same: ``one`` < ``other`` are their ids.

    ``probability`` (0 to 1) is calibrated, and its log-odds are the sum of the weights of the
    ``evidence``, which stands strongest first.
    """

    one: str
    other: str
    probability: float
    evidence: tuple[Evidence, ...]

    @property
    def score(self) -> float:
        """The log-odds: the sum of the weights."""
        return math.fsum(reason.weight for reason in self.evidence)
