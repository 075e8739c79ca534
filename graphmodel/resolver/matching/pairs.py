"""The outcome of comparing two nodes: a probability and the evidence that adds up to it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MERGE_AT = 0.99
"""Pairs with at least this probability of being the same are merged by rule."""

LEAVE_BELOW = 0.2
"""Pairs below this probability are left apart and not even shown."""

EVIDENCE_KINDS: Mapping[str, str] = {
    "base": "how often two that are compared are one; no facts",
    "names": "names: both, as written; how: same, order, spacing, initials, nickname, part, "
    "spelling, generation",
    "rarity": "names: both; bearers: how many compared nodes have the more common of the names",
    "works": "works: pairs of project ids, left and right, at most MOST_LISTED; count: of all",
    "roles": "roles: in which both are credited on a shared work",
    "collaborators": "names: people both worked with on other works, at most MOST_LISTED; "
    "count: of all",
    "years": "years: (first, last) of left, (first, last) of right; gap: years between, or 0",
    "apart": "works: ids of projects on which one source credits both separately",
    "rival": "ids: people whose names match more exactly on a work the two seem to share",
    "source": "one source has both, and sources seldom hold duplicates; no facts",
    "ids": "ids: two ids, or addresses, of one kind; agree: whether they are equal",
    "born": "years: of birth, left and right",
    "titles": "names: both; how: same, part, spelling, unlike",
    "year": "years: left and right; gap: years between; dated: for each, whether it is the work's "
    "own year rather than that of its first credit or prize",
    "sounds": "names: of left and of right, in two scripts, that sound alike in one role",
    "parts": "parts: that the titles of left and of right name, such as 2, or last",
    "episode": "numbers: (season, episode) of left and of right; agree: whether they are equal",
    "series": "titles: folded, of the series of left and of right; agree: whether they are alike",
    "people": "names: credited on both, at most MOST_LISTED; count: of all; of: the smaller number "
    "of people credited, in the roles that both have",
    "calibration": "people of one name in these two sources are one more seldom; no facts",
    "competition": "ids: of nodes that one source lists apart and that are as likely the same",
    "name_alone": "the rule that names alone never merge; no facts",
}
"""Every kind of evidence and the contents of its facts."""

MOST_LISTED = 10
"""The most works or names that one piece of evidence lists; its count covers all."""


@dataclass(frozen=True)
class Evidence:
    """One reason: ``weight`` is in log-odds (natural), positive for a match, negative against it.
    ``facts`` are data as described in EVIDENCE_KINDS, never display text."""

    kind: str
    weight: float
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Pair:
    """Two nodes of one kind that may be the same, with ``left_id`` < ``right_id``.

    ``probability`` (0 to 1) is calibrated; its log-odds are the sum of the weights of the
    ``evidence``, which is sorted strongest first.
    """

    left_id: str
    right_id: str
    probability: float
    evidence: tuple[Evidence, ...]

    @property
    def score(self) -> float:
        """The log-odds: the sum of the weights."""
        return math.fsum(reason.weight for reason in self.evidence)
