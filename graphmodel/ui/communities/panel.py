"""One community: what is typical of it and what is not, who bridges it, and who is uncertain."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from graphmodel.analysis.communities.communities import (
    Bridge,
    Communities,
    Community,
    UncertainMember,
)
from graphmodel.analysis.graph.log_odds import DistinctiveTerm
from graphmodel.network.captions import summary
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.ui.communities.map import colour, short_label
from graphmodel.ui.communities.query import CommunityQuery, address
from graphmodel.ui.shared import navigation, url_state, widgets

PEOPLE = 15
UNCERTAIN = 12
LEAST_PARTED = 20
"""People from which on a community may be looked into."""


def show(asked: CommunityQuery, answer: Communities, community: Community) -> None:
    """What is known of one community."""
    namespace, network = asked.namespace, asked.namespace.network
    labels = {c.id: short_label(c) for c in answer.communities}
    _heading(namespace, answer, community)
    _ways(community)
    _typical(network, community)
    if community.bridging:
        st.html('<div class="gm-group">Bridges to other communities</div>')
        with widgets.compact_rows("bridges"):
            for bridge in community.bridging:
                note = _towards(bridge, labels)
                widgets.node_link(network, bridge.id, note=note)
    _certainty(network, answer, community, labels)
    st.html('<div class="gm-group">Most central people</div>')
    with widgets.compact_rows("central"):
        for person in community.people[:PEOPLE]:
            widgets.node_link(network, person, note=summary(network, network.index(person)))
    others = [x for x in community.others if network.kinds[network.index(x)] != "Source"]
    if others:
        st.html('<div class="gm-group">What they are linked to most</div>')
        with widgets.compact_rows("others"):
            for node_id in others[:PEOPLE]:
                widgets.node_link(network, node_id, note=network.kinds[network.index(node_id)])


def _heading(namespace: Namespace, answer: Communities, community: Community) -> None:
    rank = [c.id for c in answer.communities].index(community.id)
    st.button("All communities", icon=":material/arrow_back:", key="all", type="tertiary",
              on_click=lambda: url_state.write(community=None, other=None))  # fmt: skip
    swatch = f'<span class="gm-mark" style="background:{colour(rank)};border-radius:50%"></span>'
    st.html(
        f'<div class="gm-eyebrow">{swatch}Community {rank + 1} of {len(answer.communities):,}'
        f"{widgets.fictional_mark(namespace.fictional)}</div>"
        f'<div class="gm-name">{escape(community.label)}</div>'
        f'<div class="gm-quiet">{community.size:,} people</div>'
    )


def _ways(community: Community) -> None:
    if community.size >= LEAST_PARTED:
        with st.container(horizontal=True, key="ways_within", gap="small"):
            navigation.link("communities", "Communities within it",
                            address(inside=community.id, shown=""),
                            icon=":material/account_tree:")  # fmt: skip


def _typical(network: Network, community: Community) -> None:
    st.html('<div class="gm-group">What tells it apart</div>')
    if community.reasons:
        st.caption("How many films and people have it, of those of which such a thing is known")
    else:
        st.caption("Nothing that is known of its people is found here more than elsewhere.")
    _tellings(network, community.reasons, "reasons")
    if community.untypical:
        st.html('<div class="gm-group">What is rare here</div>')
        _tellings(network, community.untypical, "untypical")


def _tellings(network: Network, tellings: Sequence[DistinctiveTerm], key: str) -> None:
    with widgets.compact_rows(key):
        for telling in tellings:
            counts = f"{telling.inside:,} of {telling.of_inside:,} here"
            counts += f", {telling.outside:,} of {telling.of_outside:,} elsewhere"
            if telling.id is not None and telling.id in network:
                widgets.node_link(network, telling.id, note=f"{telling.kind} · {counts}")
            else:
                st.html(
                    f'<div class="gm-trait"><b>{escape(telling.value)}</b> '
                    f"<span>{escape(telling.kind)} · {counts}</span></div>"
                )


def _towards(bridge: Bridge, labels: dict[str, str]) -> str:
    """Where the ties of somebody lead, in words."""
    shares = [f"{share:.0%} of ties to {labels[i]}" for i, share in bridge.towards if i in labels]
    return " · ".join(shares)


def _certainty(
    network: Network, answer: Communities, community: Community, labels: dict[str, str]
) -> None:
    """Who belongs for certain and who does not, once it was looked at several times."""
    if answer.agreement is None:
        return
    st.html('<div class="gm-group">Who is uncertain</div>')
    sure = community.size - len(community.uncertain)
    st.caption(f"{sure:,} of {community.size:,} people were with most of it in at least three of "
               f"four of {answer.runs} runs.")  # fmt: skip
    with widgets.compact_rows("uncertain"):
        for doubt in community.uncertain[:UNCERTAIN]:
            widgets.node_link(network, doubt.id, note=_doubt(doubt, answer.runs, labels))
    more = len(community.uncertain) - UNCERTAIN
    if more > 0:
        st.caption(f"And {more:,} more: the table below has everybody's share.")


def _doubt(doubt: UncertainMember, runs: int, labels: dict[str, str]) -> str:
    said = f"here in {round(doubt.share * runs)} of {runs} runs"
    if doubt.other in labels:
        said += f", otherwise mostly in {labels[doubt.other]}"
    return said
