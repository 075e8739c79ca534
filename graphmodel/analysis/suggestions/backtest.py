"""The order in which suggestions would have come in an earlier year, for a backtest."""

from __future__ import annotations

import numpy as np

from graphmodel.analysis.forecast.backtest import Order, Placed
from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.model import DEFAULT
from graphmodel.analysis.suggestions.recommender import Collaborators
from graphmodel.analysis.suggestions.training import Learning, then, train
from graphmodel.errors import InputError
from graphmodel.network.network import Network

SUGGEST = "suggest"
"""The name of this order among scorers."""

PEOPLE = 300
"""People of each year whom the model of the past learns from."""


def order_before(network: Network, until: int, *, years: int, seed: int = 0) -> Order:
    """Suggestions as they would have been made before a year, by a model that was trained on what
    was known then; by the default weights, without chances, where that was too little.

    ``years`` is how far ahead its chances are. Rows are those of a ``History`` of the network.
    """
    past = then(network, until)
    try:
        model = train(past, Learning(years=years, people=PEOPLE, seed=seed))
    except InputError:
        model = DEFAULT
    at = Collaborators(past, now=until - 1)

    def order(person: int) -> Placed:
        found = at.weigh(at.working.person(person), SuggestionFilters())
        scores, base = found.scores(model), model.base_of(found.asker.pace)
        chances = None if base is None else 1 / (1 + np.exp(-base - scores))
        return Placed(found.rows, scores, chances)

    return order
