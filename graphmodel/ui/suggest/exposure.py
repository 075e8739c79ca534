"""Exposure: who is suggested overall, and which groups get more or less than their share."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.analysis.suggestions.exposure import Exposure, exposure
from graphmodel.analysis.suggestions.model import Model
from graphmodel.analysis.suggestions.recommender import recommender
from graphmodel.errors import InputError
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.schema.model import kinds_at
from graphmodel.ui.shared import pickers, url_state, widgets
from graphmodel.ui.shared.choices import choose
from graphmodel.ui.shared.tables import show_table, table_of
from graphmodel.ui.shared.waiting import waiting

PEOPLE = 200
"""Size of the sample of people who get suggestions."""

WHO, ROLE = "among", "among_role"
"""The address parameters that limit who is counted."""
CAPS = (1, 2, 5, 10)
GROUPINGS = {
    "newcomer": words.mark("newcomers"),
    "works": words.mark("number of works"),
    "cohort": words.mark("decade of the first work"),
    "country": words.mark("country"),
    "school": words.mark("school"),
}
"""The kinds of groups, with their names on the page."""


def show(
    namespace: Namespace,
    model: Model,
    as_of: str,
    active_since: int | None,
    roles: Sequence[str],
) -> None:
    """Draw an expander that, once opened, makes suggestions for a sample of people and counts who
    is suggested, among everybody or those of a programme or with one of the ``roles``."""
    narrowed = any(map(url_state.read, (WHO, ROLE)))
    box = st.expander(
        words.say("Who is suggested often, and who never"),
        type="compact",
        key="exposure",
        on_change="rerun",
        expanded=narrowed,
    )
    if not box.open:
        return
    with box:
        cap = _cap()
        who = pickers.pick_node(
            namespace,
            name=WHO,
            label=words.say("Only participants of"),
            placeholder=words.say("a programme or event …"),
            kinds=kinds_at("attendance"),
        )
        role = choose(
            ROLE,
            words.say("Only with the role"),
            roles,
            key="exposure_role",
            shown=words.label,
            placeholder=words.say("any role"),
        )
        network = namespace.network
        weights = tuple(model.weights.tolist())
        try:
            with waiting(words.say("Suggesting to {n} people …", n=PEOPLE)):
                answer = _exposure(network, network.revision, namespace.name, cap, as_of,
                                   active_since, who, role, weights, model)  # fmt: skip
        except InputError as error:
            widgets.show_error(error)
            return
        _show_exposure(network, answer, narrowed=bool(who or role))


def _cap() -> int | None:
    text = url_state.read("cap")
    cap = int(text) if text in map(str, CAPS) else None
    st.session_state["cap"] = cap
    st.segmented_control(
        words.say("Suggest each person at most"), CAPS, key="cap",
        format_func=lambda n: words.count("once", "{n} times", n),
        help=words.say("The highest scores are placed first; the next best take the remaining "
                       "places"),
        on_change=lambda: url_state.write(
            cap=str(st.session_state["cap"]) if st.session_state["cap"] else None),
    )  # fmt: skip
    return cap


@st.cache_data(max_entries=20, show_spinner=False)
def _exposure(
    _network: Network,
    revision: str,
    namespace: str,
    cap: int | None,
    as_of: str,
    active_since: int | None,
    who: str | None,
    role: str | None,
    model_weights: tuple[float, ...],
    _model: Model,
) -> Exposure:
    return exposure(
        recommender(_network, as_of=as_of), cap=cap, people=PEOPLE, model=_model,
        active_since=active_since, who=who, role=role,
    )  # fmt: skip


def _show_exposure(network: Network, answer: Exposure, *, narrowed: bool) -> None:
    if not answer.suggestions:
        widgets.show_notice(
            words.say("Nobody here can be suggested to anybody: import people with their works.")
        )
        return
    drawn = words.say(
        "Ten suggestions each to {people:,} people drawn at random: {places:,} places.",
        people=answer.subjects, places=answer.suggestions,
    )  # fmt: skip
    share = 1 - answer.never
    reached = words.say("{share:.1%} of all people here are suggested at least once.", share=share)
    if narrowed:
        reached = words.say("{share:.1%} of these are suggested at least once.", share=share)
    left = ""
    if answer.unreached:
        left = words.say(
            "{share:.0%} of those drawn were left without suggestions.", share=answer.unreached
        )
    st.markdown(f"{drawn} {reached} {left}")
    widgets.group_heading(words.say("Most often"))
    for number, (node_id, _, times) in enumerate(answer.most_suggested[:5]):
        with widgets.compact_rows(f"often_{number}"):
            widgets.node_link(
                network,
                node_id,
                note=words.count("once", "{n} times", times),
            )
    kinds = [kind for kind in GROUPINGS if any(share.kind == kind for share in answer.shares)]
    kind = st.segmented_control(
        words.say("By"),
        kinds,
        default=kinds[0],
        required=True,
        key="exposure_by",
        format_func=lambda name: words.say(GROUPINGS[name]),
    )  # fmt: skip
    frame = table(answer, str(kind))
    show_table(frame, key="exposure_shares")
    st.caption(
        words.say(
            "A group whose share of the places is far below its share of the people is passed "
            "over: change the weights of the reasons on the left, or limit how often anybody "
            "is suggested."
        )
    )


def table(answer: Exposure, kind: str) -> pl.DataFrame:
    """Return one row per group of a kind: its people, and its shares of all people and places."""
    rows = [
        {
            GROUPINGS[kind]: words.label(share.group),
            "people": share.people,
            "of all people": f"{share.of_people:.1%}",
            "of all places": f"{share.suggested:.1%}",
            "never suggested": f"{share.never:.1%}",
        }
        for share in answer.shares
        if share.kind == kind
    ]
    return table_of(rows)
