"""The form that describes whom to meet, instead of naming them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.analysis.routes.target_profile import TargetProfile
from graphmodel.facts.html_text import escape
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.network.tables import means
from graphmodel.schema.model import joined_by, organisations
from graphmodel.ui.shared import pickers, url_state, widgets

ROLES = 60
"""Number of roles offered, the most frequent first."""


def target_profile(namespace: Namespace) -> TargetProfile | None:
    """Draw the form and return the profile in the address; None if it has none."""
    roles, markets = _roles_and_markets(
        namespace.network, namespace.network.revision, namespace.name
    )
    with st.container(border=True, key="choose_anyone", gap="small", height="stretch"):
        st.html(f'<div class="gm-label">{escape(words.say("To anyone who …"))}</div>')
        role_column, market_column, since_column = st.columns([1, 1, 0.7], gap="small")
        with role_column:
            role = _one_of("role", words.say("was credited as"), roles)
        with market_column:
            market = _one_of("market", words.say("is active in"), markets)
        with since_column:
            since = _since()
        mentor = _mentor(namespace.network)
        organisation_column, school_column = st.columns(2, gap="small")
        with organisation_column:
            organisation = pickers.pick_node(
                namespace,
                name="org",
                label=words.say("works or worked for"),
                kinds=organisations(),
                placeholder=words.say("a studio, platform, agency …"),
            )
        with school_column:
            school = pickers.pick_node(
                namespace, name="school", label=words.say("studied at"), kinds=joined_by("study"),
                placeholder=words.say("a film school …"),
            )  # fmt: skip
    criteria = (role, organisation, school, market, since)
    if not mentor and all(criterion is None for criterion in criteria):
        return None
    return TargetProfile(role, organisation, school, market, mentor, since)


@st.cache_data(max_entries=10, show_spinner=False)
def _roles_and_markets(
    _network: Network, revision: str, namespace: str
) -> tuple[list[str], list[str]]:
    """Return the roles and markets to choose from."""
    credits = _network.links.filter(means("credit"))["role"].value_counts()
    roles = credits.drop_nulls().sort("count", "role", descending=[True, False])["role"]
    nodes = _network.nodes
    markets = pl.concat([nodes["markets"].explode(), nodes["countries"].explode(), nodes["market"]])
    return roles.head(ROLES).to_list(), markets.drop_nulls().unique().sort().to_list()


def _one_of(name: str, label: str, choices: Sequence[str]) -> str | None:
    current = url_state.read(name)
    st.session_state[name] = current or None
    options = [*choices, *([current] if current and current not in choices else [])]
    st.selectbox(
        label,
        options,
        key=name,
        placeholder=words.say("anything"),
        format_func=lambda value: widgets.option(words.label(value)),
        on_change=lambda: url_state.write(**{name: st.session_state[name]}),
    )
    return current or None


def _since() -> int | None:
    current = url_state.number("since")
    st.session_state["since"] = "" if current is None else str(current)
    st.text_input(
        words.say("worked since"), key="since", placeholder=words.say("any year"), max_chars=4,
        on_change=lambda: url_state.write(since=st.session_state["since"].strip()),
    )  # fmt: skip
    return current


def _mentor(network: Network) -> bool:
    current = url_state.read("mentor") == "1"
    if not current and network.nodes["mentor_places"].null_count() == len(network):
        return False
    st.session_state["mentor"] = current
    st.checkbox(
        words.say("has a free mentoring place"), key="mentor",
        on_change=lambda: url_state.write(mentor="1" if st.session_state["mentor"] else None),
    )  # fmt: skip
    return current
