"""The panel of one community: what is typical and untypical, its bridges, its uncertain members."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from graphmodel import words
from graphmodel.analysis.communities.results import Bridge, Communities, Community, UncertainMember
from graphmodel.analysis.graph.log_odds import DistinctiveTerm
from graphmodel.facts.html_text import escape
from graphmodel.network.captions import summary
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.ui.communities.map import colour, short_label
from graphmodel.ui.communities.query import CommunityQuery, page_address
from graphmodel.ui.shared import desk, navigation, url_state, widgets

MAX_PEOPLE = 15
MAX_UNCERTAIN = 12
MIN_DIVIDED = 20
"""The fewest people of a community for which the communities within it are offered."""


def show(query: CommunityQuery, partition: Communities, community: Community) -> None:
    """Draw everything known about one community."""
    namespace, network = query.namespace, query.namespace.network
    labels = {c.id: short_label(c) for c in partition.communities}
    _heading(namespace, partition, community)
    _links(community)
    _distinctive_terms(network, community)
    if community.bridging:
        widgets.group_heading(words.say("Bridges to other communities"))
        with widgets.compact_rows("bridges"):
            for bridge in community.bridging:
                note = _bridge_note(bridge, labels)
                widgets.node_link(network, bridge.id, note=note)
    _uncertain_members(network, partition, community, labels)
    widgets.group_heading(words.say("Most central people"))
    widgets.add_link(namespace.name, community.people[:MAX_PEOPLE])
    because = words.say("In the community {name}", name=community.naming.said())
    desk.star_all(network, dict.fromkeys(community.people, because), key="community")
    with widgets.compact_rows("central"):
        for person in community.people[:MAX_PEOPLE]:
            widgets.node_link(network, person, note=summary(network, network.index(person)))
    other_nodes = [x for x in community.others if network.kinds[network.index(x)] != "Source"]
    if other_nodes:
        widgets.group_heading(words.say("Also in this community"))
        with widgets.compact_rows("others"):
            for node_id in other_nodes[:MAX_PEOPLE]:
                widgets.node_link(
                    network, node_id, note=words.label(network.kinds[network.index(node_id)])
                )


def _heading(namespace: Namespace, partition: Communities, community: Community) -> None:
    rank = [c.id for c in partition.communities].index(community.id)
    st.button(
        words.say("All communities"),
        icon=":material/arrow_back:",
        key="all",
        type="tertiary",
        on_click=lambda: url_state.write(community=None, other=None),
    )
    swatch = f'<span class="gm-mark" style="background:{colour(rank)};border-radius:50%"></span>'
    place = words.say("Community {n} of {all:,}", n=rank + 1, all=len(partition.communities))
    st.html(
        f'<div class="gm-eyebrow">{swatch}{escape(place)}'
        f"{widgets.fictional_mark(namespace.fictional)}</div>"
        f'<div class="gm-name">{escape(community.naming.said())}</div>'
        f'<div class="gm-quiet">{escape(words.say("{n:,} people", n=community.size))}</div>'
    )


def _links(community: Community) -> None:
    if community.size >= MIN_DIVIDED:
        with st.container(horizontal=True, key="ways_within", gap="small"):
            navigation.link(
                "communities",
                words.say("Communities within it"),
                page_address(inside=community.id, shown=""),
                icon=":material/account_tree:",
            )


def _distinctive_terms(network: Network, community: Community) -> None:
    widgets.group_heading(words.say("What sets it apart"))
    if community.reasons:
        st.caption(
            words.say("How many films and people share it, out of those for which it is known")
        )
    else:
        st.caption(words.say("Nothing known about its people is more common here than elsewhere."))
    _term_rows(network, community.reasons, "reasons")
    if community.untypical:
        widgets.group_heading(words.say("What is rare here"))
        _term_rows(network, community.untypical, "untypical")


def _term_rows(network: Network, terms: Sequence[DistinctiveTerm], key: str) -> None:
    with widgets.compact_rows(key):
        for term in terms:
            counts = words.say(
                "{inside:,} of {of_inside:,} here, {outside:,} of {of_outside:,} elsewhere",
                inside=term.inside, of_inside=term.of_inside,
                outside=term.outside, of_outside=term.of_outside,
            )  # fmt: skip
            kind = words.label(term.kind)
            if term.id is not None and term.id in network:
                widgets.node_link(network, term.id, note=f"{kind} · {counts}")
            else:
                st.html(
                    f'<div class="gm-trait"><b>{escape(words.label(term.value))}</b> '
                    f"<span>{escape(kind)} · {escape(counts)}</span></div>"
                )


def _bridge_note(bridge: Bridge, labels: dict[str, str]) -> str:
    """Return in words where a person's ties lead."""
    shares = [
        words.say("{share:.0%} of ties to {label}", share=share, label=labels[i])
        for i, share in bridge.towards
        if i in labels
    ]
    return " · ".join(shares)


def _uncertain_members(
    network: Network, partition: Communities, community: Community, labels: dict[str, str]
) -> None:
    """Draw who certainly belongs and who may not, after several runs."""
    if partition.agreement is None:
        return
    widgets.group_heading(words.say("Who is uncertain"))
    certain = community.size - len(community.uncertain)
    st.caption(
        words.say(
            "{n:,} of {all:,} people were grouped with most of this community in at least three "
            "quarters of {runs} runs.",
            n=certain,
            all=community.size,
            runs=partition.runs,
        )
    )
    with widgets.compact_rows("uncertain"):
        for member in community.uncertain[:MAX_UNCERTAIN]:
            widgets.node_link(
                network, member.id, note=_uncertain_note(member, partition.runs, labels)
            )
    more = len(community.uncertain) - MAX_UNCERTAIN
    if more > 0:
        st.caption(words.say("And {n:,} more: the table below lists everybody's share.", n=more))


def _uncertain_note(member: UncertainMember, runs: int, labels: dict[str, str]) -> str:
    note = words.say("here in {n} of {runs} runs", n=round(member.share * runs), runs=runs)
    if member.other not in labels:
        return note
    return words.listed(note, words.say("otherwise mostly in {label}", label=labels[member.other]))
