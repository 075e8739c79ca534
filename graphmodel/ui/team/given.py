"""The people in every team, with their roles, each kept as ROLE=ID in the address."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.network.namespaces import Namespace
from graphmodel.schema.declarations import UNITS
from graphmodel.ui.shared import url_state, widgets

PARAMETER = "lock"


def people(namespace: Namespace, roles: list[str]) -> tuple[tuple[str, str], ...]:
    """Draw the fields to add and remove people, and return the given ones as (id, role)."""
    chosen = _chosen(namespace)
    number = f": {len(chosen)}" if chosen else ""
    with st.expander(
        words.say("In every team") + number,
        type="compact",
        expanded=bool(chosen),
        key="team_given",
    ):
        with st.container(horizontal=True, gap="xsmall"):
            for id_, role in chosen.items():
                label = f"{namespace.network.name_of(id_)} ({words.label(role)})"
                st.button(
                    widgets.plain(label),
                    icon=":material/close:",
                    key=f"unlock_{id_}",
                    help=words.say("Take out"),
                    on_click=_drop,
                    args=(namespace, id_),
                )
        role = st.selectbox(
            words.say("As"),
            roles,
            key="team_given_role",
            format_func=lambda role: widgets.option(words.label(role)),
        )
        widgets.search_box(
            namespace,
            key="find_given",
            label=words.say("A person to include"),
            kinds=(UNITS[0],),
            on_pick=lambda id_: _add(namespace, id_, str(role)),
        )
    return tuple(chosen.items())


def _chosen(namespace: Namespace) -> dict[str, str]:
    """Return the roles of the people in the address, by id; unknown ids are left out."""
    network, chosen = namespace.network, {}
    for text in url_state.read_all(PARAMETER):
        role, _, id_ = text.partition("=")
        id_ = network.canonical_id(id_)
        if role and id_ in network and network.kinds[network.index(id_)] == UNITS[0]:
            chosen[id_] = role
    return chosen


def _add(namespace: Namespace, id_: str, role: str) -> None:
    _write({**_chosen(namespace), id_: role})


def _drop(namespace: Namespace, id_: str) -> None:
    _write({each: role for each, role in _chosen(namespace).items() if each != id_})


def _write(chosen: dict[str, str]) -> None:
    texts = [f"{role}={id_}" for id_, role in chosen.items()]
    url_state.write(**{PARAMETER: texts, "at": None})
