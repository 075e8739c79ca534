"""Prediction quality for different kinds of people and pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.forecast.history import ROLES, History
from graphmodel.network.network import Indexes

DEGREES = (1, 6, 11, 31, 101)
"""Lower bounds, in known partners, of the slices of people by degree."""


@dataclass(frozen=True)
class Slice:
    """The share of hits among the first 10 and 50, of the people or pairs with one value.

    ``by`` is ``degree`` or ``newcomer`` (people: a hit is at least one true partner) or
    ``distance`` or ``roles`` (pairs of a person and a true partner: a hit is that partner).
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
    groups, group_of = np.unique(np.array(values, dtype=object).astype(str), return_inverse=True)
    slices = []
    for number, group in enumerate(groups):
        group_ranks = ranks[group_of == number]
        hits_10, hits_50 = float((group_ranks <= 10).mean()), float((group_ranks <= 50).mean())
        slices.append(Slice(by, str(group), of, len(group_ranks), hits_10, hits_50))
    return tuple(sorted(slices, key=lambda entry: (_first_number(entry.value), entry.value)))


def _first_number(text: str) -> int:
    digits = text.split("-")[0].rstrip("+")
    return int(digits) if digits.isdigit() else 0


def degree_values(degrees: NDArray[np.int64]) -> list[str]:
    """The slice of each number of known partners, such as ``6-10``."""
    names = [f"{low}-{high - 1}" for low, high in pairwise(DEGREES)]
    names.append(f"{DEGREES[-1]}+")
    slice_of = np.clip(np.searchsorted(DEGREES, degrees, side="right") - 1, 0, len(names) - 1)
    return [names[number] for number in slice_of]


def main_roles(history: History) -> Indexes:
    """The index in ROLES of the role in which each person has most credits."""
    shape = len(history.people), len(ROLES)
    codes = history.person * shape[1] + history.role
    counts = np.bincount(codes, minlength=shape[0] * shape[1]).reshape(shape)
    roles: Indexes = counts.argmax(axis=1).astype(np.int64)
    return roles
