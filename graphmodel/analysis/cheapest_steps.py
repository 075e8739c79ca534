"""One hop from some people to all whom they meet, without making the pairs of a project."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.compiled import compiled
from graphmodel.analysis.memberships import Numbers
from graphmodel.analysis.ties import Ties, Weights
from graphmodel.network import Indexes

Hops = tuple[Weights, Weights, Weights]


class Rows(NamedTuple):
    """Membership rows as the loop takes them.

    ``begin`` and ``of_person`` are the rows of each node, as in ``Memberships.by_person``,
    ``first`` is where those of each group begin, ``usable`` which of them tie at all and ``apart``
    the groups that are left out, as in Ties; the others are as in Memberships.
    """

    begin: Indexes
    of_person: Numbers
    first: Indexes
    person: Numbers
    group: Numbers
    head: NDArray[np.bool_]
    usable: NDArray[np.bool_]
    apart: NDArray[np.bool_]


def rows_of(ties: Ties) -> Rows:
    """The rows that ties rest on."""
    m = ties.memberships
    begin, of_person = m.by_person
    return Rows(
        begin, of_person, m.first_rows, m.person, m.group, m.head, ties.usable, ties.apart
    )  # fmt: skip


@compiled
def meet(
    rows: Rows, people: Indexes, leaving: Weights, hops: Hops, place: Numbers, costs: Weights
) -> NDArray[np.bool_]:
    """Lower the ``costs`` of all whom some people meet, whom ``leaving`` costs so much; tells
    whose costs are lower.

    ``people`` are nodes, ``place`` where each node stands among the costs or -1, and ``hops`` what
    it costs in each group to get from head to head, from head to another and among others.
    """
    most = 0
    for node in people:
        most += rows.begin[node + 1] - rows.begin[node]
    groups = np.empty(most, np.int32)
    number = np.full(len(rows.first) - 1, -1, np.int32)
    # From the cheapest head and the cheapest other of each group everybody there is reached.
    heads, others = np.full(most, np.inf), np.full(most, np.inf)
    many = 0
    for at in range(len(people)):
        for by in range(rows.begin[people[at]], rows.begin[people[at] + 1]):
            row = rows.of_person[by]
            group = rows.group[row]
            if rows.apart[group] or not rows.usable[row]:
                continue
            if number[group] < 0:
                number[group], groups[many] = many, group
                many += 1
            known = number[group]
            if rows.head[row]:
                heads[known] = min(heads[known], leaving[at])
            else:
                others[known] = min(others[known], leaving[at])
    among_heads, across, among_others = hops
    lower = np.zeros(len(costs), np.bool_)
    for known in range(many):
        group = groups[known]
        to_head = min(heads[known] + among_heads[group], others[known] + across[group])
        to_other = min(heads[known] + across[group], others[known] + among_others[group])
        for row in range(rows.first[group], rows.first[group + 1]):
            there = place[rows.person[row]]
            cost = to_head if rows.head[row] else to_other
            if rows.usable[row] and there >= 0 and cost < costs[there]:
                costs[there] = cost
                lower[there] = True
    return lower
