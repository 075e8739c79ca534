"""How well ties were foretold for one kind of people or pairs and another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.forecast.history import ROLES, History
from graphmodel.network.network import Indexes

DEGREES = (1, 6, 11, 31, 101)
"""Known partners at which slices of people by degree begin."""


@dataclass(frozen=True)
class Slice:
    """Of the people or pairs of one value, the share found among the first 10 and 50.

    ``by`` is ``degree`` or ``newcomer`` (people: at least one true partner was found) or
    ``distance`` or ``roles`` (pairs of a person and a true partner: it was found).
    """

    by: str
    value: str
    of: str
    count: int
    hr_at_10: float
    hr_at_50: float


def by_value(
    by: str, of: str, values: Sequence[str], ranks: NDArray[np.float64]
) -> tuple[Slice, ...]:
    """A slice for each value; ``ranks`` has the rank, from 1, of each of the people or pairs."""
    kinds, place = np.unique(np.array(values, dtype=object).astype(str), return_inverse=True)
    found = []
    for at, kind in enumerate(kinds):
        here = ranks[place == at]
        near, far = float((here <= 10).mean()), float((here <= 50).mean())
        found.append(Slice(by, str(kind), of, len(here), near, far))
    return tuple(sorted(found, key=lambda one: (_first_number(one.value), one.value)))


def _first_number(value: str) -> int:
    digits = value.split("-")[0].rstrip("+")
    return int(digits) if digits.isdigit() else 0


def degree_values(degrees: NDArray[np.int64]) -> list[str]:
    """The slice of each number of known partners, as in ``6-10``."""
    names = [f"{low}-{high - 1}" for low, high in pairwise(DEGREES)]
    names.append(f"{DEGREES[-1]}+")
    place = np.clip(np.searchsorted(DEGREES, degrees, side="right") - 1, 0, len(names) - 1)
    return [names[at] for at in place]


def main_roles(history: History) -> Indexes:
    """The place in ROLES of the role that each person has most credits in."""
    shape = len(history.people), len(ROLES)
    flat = history.person * shape[1] + history.role
    counts = np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape)
    found: Indexes = counts.argmax(axis=1).astype(np.int64)
    return found
