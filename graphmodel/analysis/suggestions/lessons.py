"""Verdicts of a user on suggestions, and what a model learned from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MIN_OF_EACH = 10
"""Minimum number of verdicts of each sort from which anything is learned."""


@dataclass(frozen=True)
class LabelledPair:
    """A person suggested to a person or project, by id, and whether that was good."""

    asker: str
    suggested: str
    good: bool


@dataclass(frozen=True)
class Lessons:
    """The number of verdicts, and their effect.

    ``good`` and ``against`` count the verdicts that could be measured, ``left_out`` those that
    could not, because the two now work together, are no longer in the network or may not be
    suggested. ``used`` is whether there were MIN_OF_EACH of both sorts. If so, ``weights`` has the
    weight of each reason without and with them, and ``ordered`` the share of pairs of a yes and a
    no in which the yes scores higher, without and with them, measured on the training pairs.
    """

    good: int
    against: int
    left_out: int
    used: bool
    weights: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    ordered: tuple[float, float] | None = None

    def sentence(self) -> str:
        """The number of verdicts and their effect, in words."""
        counted = (
            f"{self.good + self.against:,} verdicts ({self.good:,} good, {self.against:,} not)"
        )
        left_out = (
            f"; {self.left_out:,} more could not be weighed: the two work together by now, or are "
            "not suggested" if self.left_out else ""
        )  # fmt: skip
        if not self.used:
            return f"{counted}{left_out}. They changed nothing: {MIN_OF_EACH} of each are needed"
        before, after = self.ordered or (0.0, 0.0)
        moved = ", ".join(
            f"{kind.replace('_', ' ')} {old:.2f} → {new:.2f}"
            for kind, (old, new) in self.largest_changes()
        )
        return (
            f"{counted}{left_out}. They changed most: {moved or 'nothing'}. A yes of yours scores "
            f"above a no in {after:.0%} of the pairs that the model has seen, without them in "
            f"{before:.0%}"
        )

    def largest_changes(self, count: int = 4) -> list[tuple[str, tuple[float, float]]]:
        """The reasons whose weights changed most, by a hundredth or more."""
        changed = [
            (kind, pair) for kind, pair in self.weights.items() if abs(pair[1] - pair[0]) >= 0.01
        ]
        return sorted(changed, key=lambda item: -abs(item[1][1] - item[1][0]))[:count]
