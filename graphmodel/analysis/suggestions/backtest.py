"""The ranking of suggestions as of an earlier year, for a backtest."""

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
"""The name of this ranking among scorers."""

PEOPLE = 300
"""Number of people per year from whom the model of the past learns."""


def order_before(network: Network, until: int, *, years: int, seed: int = 0) -> Ordering:
    """Rank suggestions as they would have been before a year, by a model trained on what was known
    then; if that was too little, by the default weights, without probabilities.

    ``years`` is the horizon of the probabilities. Rows are those of a ``History`` of the network.
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
