"""The question of Introduce and its answer, cached across visitors."""

from __future__ import annotations

import streamlit as st

from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.introductions import Introductions, introduce
from graphmodel.analysis.routes.route import Route
from graphmodel.network.network import Network
from graphmodel.schema.model import NODE_KINDS


@st.cache_data(max_entries=200, show_spinner=False)
def introductions(
    _network: Network,
    revision: str,
    namespace: str,
    source: str,
    target: str,
    constraints: RouteConstraints,
    k: int,
    language: str,
) -> Introductions:
    """Return the best routes between two people; ``language`` is part of the cache key, since the
    answer names what they share."""
    return introduce(_network, source, target, constraints, k=k)


def chain(route: Route) -> tuple[str, ...]:
    """Return the ids along a route: the people and, between each pair, the strongest thing that
    they share, if that is a node."""
    ids = [route.people[0]]
    for hop in route.hops:
        shared = next((s.id for s in hop.shared if s.kind in NODE_KINDS), None)
        ids += [hop.target] if shared is None else [shared, hop.target]
    return tuple(ids)
