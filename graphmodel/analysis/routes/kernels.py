"""One hop from some people to all whom they meet, without making the pairs of a project."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.graph.jit import compiled
from graphmodel.analysis.ties.affiliations import Numbers
from graphmodel.analysis.ties.ties import Ties, Weights
from graphmodel.network.network import Indexes

Hops = tuple[Weights, Weights, Weights]


class Rows(NamedTuple):
    """Membership rows as the loops take them.

    ``begin`` and ``of_person`` are the rows of each node, as in ``Memberships.by_person``, and
    ``first`` is where those of each group begin; ``groups`` and ``people`` are as in
    ``Memberships.circles``: beside each other for a node or a group, which is what is quick.
    ``usable`` are the rows that tie at all, which all of them are where ``whole`` says so, and
    ``apart`` the groups in which each pair has to be looked at, as in Ties.
    """

    begin: Indexes
    of_person: Numbers
    first: Indexes
    groups: Numbers
    people: Numbers
    usable: NDArray[np.bool_]
    whole: bool
    apart: NDArray[np.bool_]


def rows_of(ties: Ties) -> Rows:
    """The rows that ties rest on."""
    m = ties.affiliations
    whole = bool(ties.usable.all())
    return Rows(*m.by_person, m.first_rows, *m.circles, ties.usable, whole, ties.apart)


@compiled
def meet(
    rows: Rows, people: Indexes, leaving: Weights, hops: Hops, place: Numbers, costs: Weights
) -> NDArray[np.bool_]:
    """Lower the ``costs`` of all whom some people meet in groups that are not apart, whom
    ``leaving`` costs so much; tells whose costs are lower.

    ``people`` are nodes, ``place`` where each node stands among the costs or -1, and ``hops`` what
    it costs in each group to get from head to head, from head to another and among others.
    """
    most = 0
    for node in people:
        most += rows.begin[node + 1] - rows.begin[node]
    groups = np.empty(most, np.int32)
    number = np.full(len(rows.first) - 1, -1, np.int32)
    # From the cheapest head and the cheapest other of each group everybody there is reached.
    least = np.full((most, 2), np.inf)
    many = 0
    for at in range(len(people)):
        for by in range(rows.begin[people[at]], rows.begin[people[at] + 1]):
            group, head = rows.groups[by] >> 1, rows.groups[by] & 1
            if rows.apart[group] or not (rows.whole or rows.usable[rows.of_person[by]]):
                continue
            if number[group] < 0:
                number[group], groups[many] = many, group
                many += 1
            known = number[group]
            least[known, head] = min(least[known, head], leaving[at])
    among_heads, across, among_others = hops
    lower = np.zeros(len(costs), np.bool_)
    for known in range(many):
        group = groups[known]
        other, head = least[known]
        to_other = min(head + across[group], other + among_others[group])
        to_head = min(head + among_heads[group], other + across[group])
        for row in range(rows.first[group], rows.first[group + 1]):
            there = place[rows.people[row] >> 1]
            cost = to_head if rows.people[row] & 1 else to_other
            if there >= 0 and cost < costs[there] and (rows.whole or rows.usable[row]):
                costs[there] = cost
                lower[there] = True
    return lower


@compiled
def apart_rows(rows: Rows, people: Indexes) -> Indexes:
    """The rows of people in groups that are apart."""
    found, many = np.empty(0, np.int64), 0
    for writes in range(2):
        many = 0
        for node in people:
            for by in range(rows.begin[node], rows.begin[node + 1]):
                if rows.apart[rows.groups[by] >> 1]:
                    if writes:
                        found[many] = rows.of_person[by]
                    many += 1
        if not many:
            break
        if not writes:
            found = np.empty(many, np.int64)
    return found
