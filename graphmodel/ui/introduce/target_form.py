"""Describing whom one would like to meet, in place of naming them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from graphmodel.analysis.routes.target import TargetProfile
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.ui.introduce.constraints_form import number
from graphmodel.ui.shared import pickers, url_state, widgets

ROLES = 60
"""Roles that can be chosen, the most frequent first."""


def anyone(namespace: Namespace) -> TargetProfile | None:
    """The description that the address gives, None where it says nothing."""
    roles, markets = _held(namespace.network, namespace.network.revision, namespace.name)
    with st.container(border=True, key="choose_anyone", gap="small", height="stretch"):
        st.html('<div class="gm-label">To anyone who …</div>')
        left, right, last = st.columns([1, 1, 0.7], gap="small")
        with left:
            role = _one_of("role", "was credited as", roles)
        with right:
            market = _one_of("market", "is active in", markets)
        with last:
            since = _since()
        mentor = _mentor(namespace.network)
        left, right = st.columns(2, gap="small")
        with left:
            organisation = pickers.pick_node(
                namespace, name="org", label="works for or worked for", kind="Organisation",
                placeholder="a studio, platform, agency …",
            )  # fmt: skip
        with right:
            school = pickers.pick_node(namespace, name="school", label="studied at", kind="School",
                                       placeholder="a film school …")  # fmt: skip
    given = (role, organisation, school, market, since)
    if not mentor and all(value is None for value in given):
        return None
    return TargetProfile(role, organisation, school, market, mentor, since)


@st.cache_data(max_entries=10, show_spinner=False)
def _held(_network: Network, revision: str, namespace: str) -> tuple[list[str], list[str]]:
    """Roles and markets that can be asked for."""
    credits = _network.links.filter(pl.col("kind") == "WORKED_ON")["role"].value_counts()
    roles = credits.drop_nulls().sort("count", "role", descending=[True, False])["role"]
    nodes = _network.nodes
    markets = pl.concat([nodes["markets"].explode(), nodes["countries"].explode(), nodes["market"]])
    return roles.head(ROLES).to_list(), markets.drop_nulls().unique().sort().to_list()


def _one_of(name: str, label: str, held: Sequence[str]) -> str | None:
    now = url_state.read(name)
    st.session_state[name] = now or None
    options = [*held, *([now] if now and now not in held else [])]
    st.selectbox(
        label, options, key=name, placeholder="anything", format_func=widgets.plain,
        on_change=lambda: url_state.write(**{name: st.session_state[name]}),
    )  # fmt: skip
    return now or None


def _since() -> int | None:
    now = number("since")
    st.session_state["since"] = "" if now is None else str(now)
    st.text_input(
        "worked since", key="since", placeholder="any year", max_chars=4,
        on_change=lambda: url_state.write(since=st.session_state["since"].strip()),
    )  # fmt: skip
    return now


def _mentor(network: Network) -> bool:
    now = url_state.read("mentor") == "1"
    if not now and network.nodes["mentor_places"].null_count() == len(network):
        return False
    st.session_state["mentor"] = now
    st.checkbox(
        "mentors, with a free place", key="mentor",
        on_change=lambda: url_state.write(mentor="1" if st.session_state["mentor"] else None),
    )  # fmt: skip
    return now
