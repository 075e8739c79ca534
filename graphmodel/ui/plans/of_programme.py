"""The programme or event whose participants a plan is for."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.planning.network_plans import programmes
from graphmodel.ui.shared import url_state, widgets


def choose(namespace: Namespace, placeholder: str) -> str | None:
    """Draw the choice of programme or event, kept in the address, and return its id."""
    network = namespace.claimed.network
    options = _programmes(network, network.revision, namespace.name)
    asked = network.canonical_id(url_state.read("programme"))
    chosen = asked if asked in options else None
    if asked and chosen is None:
        st.caption(
            widgets.plain(words.say("{asked} is not known here and is ignored.", asked=asked))
        )
    st.session_state["plan_programme"] = chosen
    st.selectbox(
        words.say("Of a programme or event"),
        options,
        key="plan_programme",
        placeholder=placeholder,
        format_func=lambda each: widgets.option(network.name_of(each)),
        help=words.say("Plan only for those who take part in it"),
        on_change=lambda: url_state.write(programme=st.session_state["plan_programme"]),
    )
    return chosen


@st.cache_resource(max_entries=8, show_spinner=False)
def _programmes(_network: Network, revision: str, namespace: str) -> list[str]:
    return programmes(_network)
