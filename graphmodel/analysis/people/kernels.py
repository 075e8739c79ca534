"""Compiled loops over every credit of many people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.graph.jit import compiled

Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]


@compiled
def _count_stated(
    person: int,
    first: int,
    last: int,
    code: Numbers,
    value_of: Numbers,
    counted_for: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> bool:
    """Count each value that statements ``first`` to before ``last`` give a person, unless
    ``counted_for`` shows that it was already counted for them; return whether there is any."""
    known = False
    for at in range(first, last):
        value = value_of[code[at]]
        if value >= 0:
            known = True
            if counted_for[value] != person:
                counted_for[value] = person
                counts[value] += 1
    return known


@compiled
def count_values(
    people: NDArray[np.int64],
    credit_first: NDArray[np.int64],
    credit_work: Numbers,
    credit_fits: Mask,
    first: NDArray[np.int64],
    code: Numbers,
    value_of: Numbers,
    counts: NDArray[np.int64],
) -> int:
    """Add to ``counts`` how many of the people have each value, themselves or through a work of a
    credit that fits; return how many have none.

    ``first`` and ``code`` are the statements about each node, ``value_of`` the value of a code or
    -1; the credits of person p are ``credit_first[p]`` to before ``credit_first[p + 1]``.
    """
    counted_for = np.full(len(counts), -1, dtype=np.int64)
    unknown = 0
    for p in people:
        known = _count_stated(p, first[p], first[p + 1], code, value_of, counted_for, counts)
        for credit in range(credit_first[p], credit_first[p + 1]):
            if credit_fits[credit]:
                work = credit_work[credit]
                known |= _count_stated(
                    p, first[work], first[work + 1], code, value_of, counted_for, counts
                )
        if not known:
            unknown += 1
    return unknown


@compiled
def count_roles(
    people: NDArray[np.int64],
    credit_first: NDArray[np.int64],
    credit_role: Numbers,
    fits: Mask,
    own: Mask,
    counts: NDArray[np.int64],
) -> int:
    """Add to ``counts`` how many of the people fit in each role; return how many have none.

    ``fits`` is conditions x credits and ``own`` conditions x people, in the order of ``people``: a
    role fits if the person meets every condition, either themselves or through a credit in that
    role.
    """
    conditions = len(fits)
    met = np.full(len(counts), -1, dtype=np.int64)
    unknown = 0
    for at in range(len(people)):
        p = people[at]
        base = at * (conditions + 1)
        known = False
        for credit in range(credit_first[p], credit_first[p + 1]):
            role = credit_role[credit]
            if role >= 0:
                known = True
                if met[role] < base:
                    met[role] = base
        for n in range(conditions):
            for credit in range(credit_first[p], credit_first[p + 1]):
                role = credit_role[credit]
                if role >= 0 and met[role] == base + n and (own[n, at] or fits[n, credit]):
                    met[role] = base + n + 1
        for credit in range(credit_first[p], credit_first[p + 1]):
            role = credit_role[credit]
            if role >= 0 and met[role] == base + conditions:
                counts[role] += 1
                met[role] = base - 1
        if not known:
            unknown += 1
    return unknown
