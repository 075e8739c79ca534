"""What would change it: the smallest fact that moves somebody into the first ten."""

from __future__ import annotations

import streamlit as st

from graphmodel.analysis.suggestions.counterfactual import Change, change
from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.model import Model
from graphmodel.analysis.suggestions.recommender import collaborators
from graphmodel.errors import InputError
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.ui.shared import pickers, widgets

_WORDS = {
    "market": "a market in common, {}",
    "language": "a language in common, {}",
    "work": "one more work in {}",
    "programme": "a place in {}",
    "together": "one project together with {}",
}


def show(namespace: Namespace, person: str, wishes: SuggestionFilters, model: Model) -> None:
    """A box to choose somebody who is missing, and what would bring them among the first ten."""
    st.html('<div class="gm-group">What would change it</div>')
    missing = pickers.pick_node(
        namespace, name="missing", label="Somebody you miss here", placeholder="Whom? Type a name"
    )
    if missing is None:
        return
    network = namespace.network
    try:
        found = _change(
            network, network.revision, namespace.name, person, missing, wishes,
            tuple(model.weights.tolist()), model,
        )  # fmt: skip
    except InputError as error:
        widgets.show_notice(str(error))
        return
    with st.container(key="would_change"):
        st.markdown(widgets.plain(sentence(found)))


@st.cache_data(max_entries=100, show_spinner="Supposing this and that, and weighing again …")
def _change(
    _network: Network,
    revision: str,
    namespace: str,
    person: str,
    other: str,
    wishes: SuggestionFilters,
    weighed: tuple[float, ...],
    _model: Model,
) -> Change:
    return change(collaborators(_network), person, other, wishes=wishes, model=_model)


def sentence(found: Change) -> str:
    """Where somebody is now and what would move them, in words."""
    now = f"in place {found.rank:,}" if found.rank else "not among those suggested"
    if found.fact is None:
        if not found.tried:
            return f"{found.name} is {now} already, among the first ten."
        return (
            f"{found.name} is {now}. No single fact of the {found.tried} tried (a market or a "
            "language in common, one more work, a place in a programme, one project with somebody "
            "near) would bring them among the first ten."
        )
    fact = _WORDS[found.fact.kind].format(found.fact.words)
    return f"{found.name} is {now}. With {fact}, they would be in place {found.becomes}."
