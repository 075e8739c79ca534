"""Counterfactuals of suggestions: the smallest fact that moves a person into the first ten."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.analysis.suggestions.counterfactual import Counterfactual, counterfactual
from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.model import Model
from graphmodel.analysis.suggestions.recommender import recommender
from graphmodel.errors import InputError
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.ui.shared import pickers, widgets
from graphmodel.ui.shared.waiting import waiting

_FACT_WORDS = {
    "market": words.mark("a market in common, {name}"),
    "language": words.mark("a language in common, {name}"),
    "work": words.mark("one more work in {name}"),
    "programme": words.mark("a place in {name}"),
    "together": words.mark("one project together with {name}"),
}


def show(
    namespace: Namespace, person: str, filters: SuggestionFilters, model: Model, as_of: str
) -> None:
    """Draw a box to choose a missing person, and what would bring them into the first ten."""
    widgets.group_heading(words.say("What would change it"))
    missing = pickers.pick_node(
        namespace,
        name="missing",
        label=words.say("Is somebody missing?"),
        placeholder=words.say("Type a name"),
    )
    if missing is None:
        return
    network = namespace.network
    try:
        with waiting(words.say("Trying one change after another …")):
            answer = _counterfactual(
                network, network.revision, namespace.name, person, missing, filters,
                as_of, tuple(model.weights.tolist()), model,
            )  # fmt: skip
    except InputError as error:
        widgets.show_notice(str(error))
        return
    with st.container(key="would_change"):
        st.markdown(widgets.plain(sentence(answer)))


@st.cache_data(max_entries=100, show_spinner=False)
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
    """Return the person's current rank and what would move them, in words."""
    rank = words.say("not among those suggested")
    if answer.rank:
        rank = words.say("number {rank:,}", rank=answer.rank)
    if answer.fact is None:
        if not answer.tried:
            return words.say(
                "{name} is {rank}, already among the first ten.", name=answer.name, rank=rank
            )
        return words.say(
            "{name} is {rank}. None of the {tried} facts tried (a market or a language in common, "
            "one more work, a place in a programme, one project with somebody close) would be "
            "enough to bring them into the first ten.",
            name=answer.name, rank=rank, tried=answer.tried,
        )  # fmt: skip
    fact = words.say(_FACT_WORDS[answer.fact.kind], name=words.label(answer.fact.words))
    return words.say(
        "{name} is {rank}. With {fact}, they would be number {new_rank}.",
        name=answer.name, rank=rank, fact=fact, new_rank=answer.new_rank,
    )  # fmt: skip
