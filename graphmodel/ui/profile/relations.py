"""A person's strongest ties, and the people they could work with next."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.analysis.routes.advice import describe_hop, strength_word
from graphmodel.analysis.routes.route import Hop
from graphmodel.analysis.routes.strongest_ties import strongest_ties
from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.model_file import choose_model
from graphmodel.analysis.suggestions.sentences import sentence
from graphmodel.facts.html_text import escape
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.network.present import asking_date
from graphmodel.ui.profile import links
from graphmodel.ui.shared import facts, navigation, resources, url_state, widgets
from graphmodel.ui.shared.waiting import waiting
from graphmodel.ui.suggest import query

TIES = 8
SUGGESTED = 3
REASONS = 3


def show(namespace: Namespace, person_id: str) -> None:
    """Draw the strongest ties next to the first suggestions."""
    ties, suggested = st.columns(2, gap="medium")
    with ties, st.container(border=True, height="stretch", gap=None, key="ties"):
        _ties(namespace, person_id)
    with suggested, st.container(border=True, height="stretch", gap=None, key="suggested"):
        _suggestions(namespace, person_id)


@st.cache_data(max_entries=200, show_spinner=False)
def _strongest(
    _network: Network, revision: str, namespace: str, person_id: str, language: str
) -> tuple[Hop, ...]:
    return strongest_ties(_network, person_id, TIES)


def _ties(namespace: Namespace, person_id: str) -> None:
    network = namespace.claimed.network
    widgets.group_heading(words.say("Strongest ties"))
    with waiting(words.say("Weighing ties …")):
        key = resources.answer_key(network)
        hops = _strongest(network, key, namespace.name, person_id, words.spoken())
    if not hops:
        st.caption(words.say("Nothing is known that ties them to anybody living."))
    for number, hop in enumerate(hops):
        links.profile_link(network, hop.target, key=f"tie_{number}", note=strength_word(hop))
        sources = [source for shared in hop.shared[:2] for source in shared.sources]
        st.html(
            f'<div class="gm-said">{escape(describe_hop(network, hop))}</div>'
            f'<div class="gm-cite">{facts.source_links_html(network, sources)}</div>'
        )


def _suggestions(namespace: Namespace, person_id: str) -> None:
    network = namespace.claimed.network
    widgets.group_heading(words.say("Could work with next"))
    with waiting(words.say("Weighing everyone within reach …")):
        model, _ = choose_model(network, None)
        as_of = asking_date(None)
        roles = query.roles_wanted(network, namespace.name, person_id, as_of)
        # The question that Suggest asks by default, so that its answer is already cached there.
        asked = query.Request(SuggestionFilters(main_roles=roles), as_of=as_of)
        _, suggestions = query.suggestions(network, namespace.name, person_id, asked, model)
    if not suggestions.items:
        st.caption(words.say("Nobody can be suggested from what is known."))
    for number, suggestion in enumerate(suggestions.items[:SUGGESTED]):
        links.profile_link(network, suggestion.id, key=f"suggested_{number}")
        strongest = [reason for reason in suggestion.reasons if reason.contribution > 0][:REASONS]
        sentences = (sentence(network, person_id, suggestion.id, reason) for reason in strongest)
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
        st.html(f'<ul class="gm-ties">{items}</ul>')
    navigation.link(
        "suggest",
        words.say("More, with the facts behind each"),
        {url_state.NAMESPACE: namespace.name, "person": person_id},
    )
