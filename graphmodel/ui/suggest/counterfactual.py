"""What would change the suggestions: the smallest fact that moves somebody into the first ten."""

from __future__ import annotations

import streamlit as st

from graphmodel.analysis.suggestions.counterfactual import Counterfactual, counterfactual
from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.model import Model
from graphmodel.analysis.suggestions.recommender import recommender
from graphmodel.errors import InputError
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.ui.shared import pickers, widgets

_FACT_WORDS = {
    "market": "a market in common, {}",
    "language": "a language in common, {}",
    "work": "one more work in {}",
    "programme": "a place in {}",
    "together": "one project together with {}",
}


def show(
    namespace: Namespace, person: str, filters: SuggestionFilters, model: Model, as_of: str
) -> None:
    """A box to choose somebody who is missing, and what would bring them into the first ten."""
    st.html('<div class="gm-group">What would change it</div>')
    missing = pickers.pick_node(
        namespace, name="missing", label="Is somebody missing?", placeholder="Type a name"
    )
    if missing is None:
        return
    network = namespace.network
    try:
        answer = _counterfactual(
            network, network.revision, namespace.name, person, missing, filters,
            as_of, tuple(model.weights.tolist()), model,
        )  # fmt: skip
    except InputError as error:
        widgets.show_notice(str(error))
        return
    with st.container(key="would_change"):
        st.markdown(widgets.plain(sentence(answer)))


@st.cache_data(max_entries=100, show_spinner="Trying one change after another …")
def _counterfactual(
    _network: Network,
    revision: str,
    namespace: str,
    person: str,
    candidate: str,
    filters: SuggestionFilters,
    as_of: str,
    model_weights: tuple[float, ...],
    _model: Model,
) -> Counterfactual:
    weighed = recommender(_network, as_of=as_of)
    return counterfactual(weighed, person, candidate, filters=filters, model=_model)


def sentence(answer: Counterfactual) -> str:
    """Where somebody is now and what would move them, in words."""
    rank = f"number {answer.rank:,}" if answer.rank else "not among those suggested"
    if answer.fact is None:
        if not answer.tried:
            return f"{answer.name} is {rank}, already among the first ten."
        return (
            f"{answer.name} is {rank}. None of the {answer.tried} facts tried (a market or a "
            "language in common, one more work, a place in a programme, one project with somebody "
            "close) would be enough to bring them into the first ten."
        )
    fact = _FACT_WORDS[answer.fact.kind].format(answer.fact.words)
    return f"{answer.name} is {rank}. With {fact}, they would be number {answer.new_rank}."
