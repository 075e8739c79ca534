"""The question of Suggest and its answer, cached across visitors and for Profile."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.model import Model
from graphmodel.analysis.suggestions.recommender import recommender
from graphmodel.analysis.suggestions.results import Suggestions
from graphmodel.analysis.suggestions.wanted_roles import wanted_roles
from graphmodel.network.network import Network

LIMIT = 10
"""Default number of suggestions."""


@dataclass(frozen=True)
class Request:
    """The options for suggestions, set in the sidebar."""

    filters: SuggestionFilters
    as_of: str
    diversity: float = 0.0
    limit: int = LIMIT


def suggestions(
    network: Network, namespace: str, person: str, request: Request, model: Model
) -> tuple[SuggestionFilters, Suggestions]:
    """Return the suggestions and the filters that they passed, which lack the wanted roles if
    nobody fits those."""
    weights = tuple(model.weights.tolist())
    return _suggestions(network, network.revision, namespace, person, request, weights, model)


@st.cache_data(max_entries=200, show_spinner=False)
def _suggestions(
    _network: Network,
    revision: str,
    namespace: str,
    person: str,
    request: Request,
    model_weights: tuple[float, ...],
    _model: Model,
) -> tuple[SuggestionFilters, Suggestions]:
    return recommender(_network, as_of=request.as_of).suggest_widening(
        person, request.filters, limit=request.limit, model=_model, diversity=request.diversity
    )


def roles_wanted(network: Network, namespace: str, subject: str, as_of: str) -> tuple[str, ...]:
    """Return the roles that complement those of a person or a project on a date."""
    return _roles_wanted(network, network.revision, namespace, subject, as_of)


@st.cache_data(max_entries=400, show_spinner=False)
def _roles_wanted(
    _network: Network, revision: str, namespace: str, subject: str, as_of: str
) -> tuple[str, ...]:
    return wanted_roles(_network.present(as_of), subject)
