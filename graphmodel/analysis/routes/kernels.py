"""One hop from some people to everybody they meet, without listing the pairs of a project."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.graph.jit import compiled
from graphmodel.analysis.ties.affiliations import Numbers
from graphmodel.analysis.ties.ties import Ties, Weights
from graphmodel.network.network import Indexes

GroupHopCosts = tuple[Weights, Weights, Weights]
"""The cost of a hop in each group: between two heads, between a head and another member, and
between two others."""


class RowArrays(NamedTuple):
    """Affiliation rows in the layout that the compiled loops use.

    ``person_begin`` and ``person_rows`` are the rows of each node, as in
    ``Affiliations.by_person``, ``group_begin`` is where the rows of each group begin, and
    ``groups`` and ``people`` are as in ``Affiliations.packed``, so that the entries of a node or a
    group are contiguous in memory. ``usable`` marks the rows that can form ties, ``all_usable`` is
    whether all can, and ``pairwise`` marks the groups in which each pair has to be checked, as in
    Ties.
    """

    person_begin: Indexes
    person_rows: Numbers
    group_begin: Indexes
    groups: Numbers
    people: Numbers
    usable: NDArray[np.bool_]
    all_usable: bool
    pairwise: NDArray[np.bool_]


def row_arrays(ties: Ties) -> RowArrays:
    """The rows that ties rest on."""
    affil = ties.affiliations
    return RowArrays(
        *affil.by_person,
        affil.first_rows,
        *affil.packed,
        ties.usable,
        bool(ties.usable.all()),
        ties.pairwise,
    )


@compiled
def relax_groups(
    rows: RowArrays,
    people: Indexes,
    leaving: Weights,
    hop_costs: GroupHopCosts,
    position: Numbers,
    costs: Weights,
) -> NDArray[np.bool_]:
    """Lower the ``costs`` of everybody whom people meet in groups that are not pairwise; return a
    mask of those whose costs fell.

    ``people`` are nodes, ``leaving`` the cost of a route as it leaves each of them, and
    ``position`` the position of each node among the costs, or -1.
    """
    capacity = 0
    for node in people:
        capacity += rows.person_begin[node + 1] - rows.person_begin[node]
    groups = np.empty(capacity, np.int32)
    slot_of = np.full(len(rows.group_begin) - 1, -1, np.int32)
    # The cheapest head and the cheapest other member of a group reach everybody in it.
    cheapest = np.full((capacity, 2), np.inf)
    count = 0
    for number in range(len(people)):
        node = people[number]
        for index in range(rows.person_begin[node], rows.person_begin[node + 1]):
            group, is_head = rows.groups[index] >> 1, rows.groups[index] & 1
            if rows.pairwise[group] or not (
                rows.all_usable or rows.usable[rows.person_rows[index]]
            ):
                continue
            if slot_of[group] < 0:
                slot_of[group], groups[count] = count, group
                count += 1
            slot = slot_of[group]
            cheapest[slot, is_head] = min(cheapest[slot, is_head], leaving[number])
    head_to_head, head_to_member, member_to_member = hop_costs
    lowered = np.zeros(len(costs), np.bool_)
    for slot in range(count):
        group = groups[slot]
        from_member, from_head = cheapest[slot]
        to_member = min(from_head + head_to_member[group], from_member + member_to_member[group])
        to_head = min(from_head + head_to_head[group], from_member + head_to_member[group])
        for row in range(rows.group_begin[group], rows.group_begin[group + 1]):
            target = position[rows.people[row] >> 1]
            cost = to_head if rows.people[row] & 1 else to_member
            if target >= 0 and cost < costs[target] and (rows.all_usable or rows.usable[row]):
                costs[target] = cost
                lowered[target] = True
    return lowered


@compiled
def pairwise_rows(rows: RowArrays, people: Indexes) -> Indexes:
    """The rows of people in groups in which each pair has to be checked."""
    chosen, count = np.empty(0, np.int64), 0
    for is_second_pass in range(2):
        count = 0
        for node in people:
            for index in range(rows.person_begin[node], rows.person_begin[node + 1]):
                if rows.pairwise[rows.groups[index] >> 1]:
                    if is_second_pass:
                        chosen[count] = rows.person_rows[index]
                    count += 1
        if not count:
            break
        if not is_second_pass:
            chosen = np.empty(count, np.int64)
    return chosen
