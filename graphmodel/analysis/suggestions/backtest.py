"""The order in which people would have been suggested in an earlier year, for a backtest."""

from __future__ import annotations

import numpy as np

from graphmodel.analysis.forecast.backtest import Ordering, RankedPeople
from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.model import DEFAULT
from graphmodel.analysis.suggestions.recommender import Recommender
from graphmodel.analysis.suggestions.training import TrainingOptions, known_before, train
from graphmodel.errors import InputError
from graphmodel.network.network import Network

SUGGEST = "suggest"
"""The name of this order among scorers."""

PEOPLE = 300
"""People of each year that the model of the past learns from."""


def order_before(network: Network, until: int, *, years: int, seed: int = 0) -> Ordering:
    """Suggestions as they would have been made before a year, by a model trained on what was
    known then; by the default weights, without chances, if that was too little.

    ``years`` is how far ahead the chances are. Rows are those of a ``History`` of the network.
    """
    past = known_before(network, until)
    try:
        model = train(past, TrainingOptions(years=years, people=PEOPLE, seed=seed))
    except InputError:
        model = DEFAULT
    recommender = Recommender(past, now=until - 1)

    def order(person: int) -> RankedPeople:
        subject = recommender.features.for_person(person)
        candidates = recommender.weigh(subject, SuggestionFilters())
        scores, base = candidates.scores(model), model.base_of(subject.pace)
        chances = None if base is None else 1 / (1 + np.exp(-base - scores))
        return RankedPeople(candidates.rows, scores, chances)

    return order
