"""Whom the suggestions go to altogether: which groups get more or less than their share."""

from __future__ import annotations

import polars as pl
import streamlit as st

from graphmodel.analysis.suggestions.exposure import Exposure, exposure
from graphmodel.analysis.suggestions.model import Model
from graphmodel.analysis.suggestions.recommender import collaborators
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.ui.shared import url_state, widgets

PEOPLE = 200
"""People who are drawn to be suggested to."""

CAPS = (1, 2, 5, 10)
KINDS = {
    "newcomer": "newcomers",
    "works": "number of works",
    "cohort": "decade of the first work",
    "country": "country",
    "school": "school",
}
"""What people are told apart by, as a person calls it."""


def show(namespace: Namespace, model: Model) -> None:
    """A closed box; opened, it suggests to many people at once and counts."""
    opened = st.expander("Who is suggested to everybody, and who never", type="compact",
                         key="exposure", on_change="rerun")  # fmt: skip
    if not opened.open:
        return
    with opened:
        cap = _cap()
        network = namespace.network
        found = _exposure(
            network, network.revision, namespace.name, cap, tuple(model.weights.tolist()), model
        )
        _told(network, found)


def _cap() -> int | None:
    given = url_state.read("cap")
    now = int(given) if given in map(str, CAPS) else None
    st.session_state["cap"] = now
    st.segmented_control(
        "Suggest nobody more often than", CAPS, key="cap",
        format_func=lambda n: "once" if n == 1 else f"{n} times",
        help="Places go to the greatest scores first; the next best take those that are left",
        on_change=lambda: url_state.write(
            cap=str(st.session_state["cap"]) if st.session_state["cap"] else None),
    )  # fmt: skip
    return now


@st.cache_data(max_entries=20, show_spinner=f"Suggesting to {PEOPLE} people …")
def _exposure(
    _network: Network,
    revision: str,
    namespace: str,
    cap: int | None,
    weighed: tuple[float, ...],
    _model: Model,
) -> Exposure:
    return exposure(collaborators(_network), cap=cap, people=PEOPLE, model=_model)


def _told(network: Network, found: Exposure) -> None:
    if not found.suggestions:
        widgets.show_notice(
            "Nobody here can be suggested to anybody: import people with their works."
        )
        return
    none = f" For {found.unreached:.0%} of them nobody was left." if found.unreached else ""
    st.markdown(
        f"Ten suggestions each to {found.asked:,} people drawn at random: {found.suggestions:,} "
        f"places. {1 - found.never:.1%} of all people here have one or more of them.{none}"
    )
    st.html('<div class="gm-group">Most often</div>')
    for place, (node_id, _, times) in enumerate(found.most[:5]):
        with widgets.compact_rows(f"often_{place}"):
            widgets.node_link(network, node_id, note="once" if times == 1 else f"{times} times")
    kinds = [kind for kind in KINDS if any(share.kind == kind for share in found.shares)]
    kind = st.segmented_control(
        "By",
        kinds,
        default=kinds[0],
        required=True,
        key="exposure_by",
        format_func=lambda name: KINDS[name],
    )  # fmt: skip
    st.dataframe(table(found, str(kind)), hide_index=True, key="exposure_shares")
    st.caption("A group with far fewer of the places than of the people is passed over: weigh "
               "reasons otherwise, at the left, or suggest nobody too often.")  # fmt: skip


def table(found: Exposure, kind: str) -> pl.DataFrame:
    """One row a group of a kind: its people, and its shares of all people and of all places."""
    rows = [
        {
            KINDS[kind]: share.group,
            "people": share.people,
            "of all people": f"{share.of_people:.1%}",
            "of all places": f"{share.suggested:.1%}",
            "in no place": f"{share.never:.1%}",
        }
        for share in found.shares
        if share.kind == kind
    ]
    return pl.DataFrame(rows)
