"""The people whom a person knows best, and what their ties rest on."""

from __future__ import annotations

import numpy as np

from graphmodel.analysis.routes.route import Hop, hop_between
from graphmodel.analysis.ties.ties import deceased_people, people_ties
from graphmodel.network.network import Network


def strongest_ties(network: Network, person_id: str, limit: int = 8) -> tuple[Hop, ...]:
    """The ties of a person to at most ``limit`` living people, strongest first, then by id.

    Strengths are those that introductions use. Raises InputError for an unknown id.
    """
    ties = people_ties(network)
    person = network.index(person_id)
    people, strengths = ties.neighbours(person)
    living = ~np.isin(people, deceased_people(ties.network))
    people, strengths = people[living], strengths[living]
    order = sorted(zip(-strengths, network.ids.of(people), people.tolist(), strict=True))
    return tuple(hop_between(ties, person, other) for _, _, other in order[:limit])
