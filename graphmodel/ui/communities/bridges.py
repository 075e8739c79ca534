"""Communities that should meet, and whom to bring together to connect two of them."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.analysis.communities.bridges import BridgingPair, BridgingPairs
from graphmodel.analysis.communities.community_pairs import CommunityPair
from graphmodel.analysis.communities.results import Communities, Community
from graphmodel.analysis.ties.relations import Shared
from graphmodel.analysis.ties.similarity import SharedTrait
from graphmodel.facts.html_text import escape
from graphmodel.network.captions import summary
from graphmodel.network.network import Network
from graphmodel.ui.communities.map import short_label
from graphmodel.ui.communities.query import CommunityQuery, page_address
from graphmodel.ui.shared import facts, navigation, url_state, widgets

PAIRS_HEIGHT = 640
MAX_OFFERED = 60
"""Number of communities offered as the other side, largest first."""


def show_community_pairs(query: CommunityQuery, partition: Communities) -> None:
    """Draw the pairs of communities with much in common but few ties, each with a link."""
    pairs = query.community_pairs()
    if not pairs:
        widgets.show_notice(
            words.say(
                "No two communities have enough in common and few enough ties. Try another "
                "resolution."
            )
        )
        return
    st.caption(
        words.say(
            "Pairs of communities whose active people do similar work but have hardly worked "
            "together. Open a pair to see whom to bring together."
        )
    )
    for rank, pair in enumerate(pairs, 1):
        _community_pair(query.namespace.network, partition, pair, rank)


def _community_pair(
    network: Network, partition: Communities, pair: CommunityPair, rank: int
) -> None:
    first, second = partition.by_id(pair.one), partition.by_id(pair.other)
    with st.container(border=True, key=f"community_pair_{rank}", gap=None):
        score = words.say("score {score:.2g}", score=pair.score)
        meaning = words.say("similarity, minus the ties they already have")
        leaders = words.say("{first} and {second}", first=_leader(first), second=_leader(second))
        ties = words.say("{share:.0%} of the ties expected by chance", share=pair.ties)
        st.html(
            f'<div class="gm-route"><b>{escape(short_label(first))} — '
            f"{escape(short_label(second))}</b>"
            f'<span class="gm-score" title="{escape(meaning, quote=True)}">{escape(score)}</span>'
            f'</div><div class="gm-quiet">{escape(leaders)} · {escape(ties)}</div>'
        )
        _shared_traits(network, pair.common)
        with st.container(horizontal=True, key=f"ways_community_pair_{rank}"):
            navigation.link(
                "communities", words.say("Whom to bring together"),
                page_address(community=pair.one, other=pair.other), icon=":material/handshake:",
            )  # fmt: skip


def _leader(community: Community) -> str:
    return community.naming.around()


def show_bridging_pairs(
    query: CommunityQuery, partition: Communities, community: Community
) -> None:
    """Draw the choice of another community, and whom to bring together from both."""
    widgets.group_heading(words.say("Whom to bring together"))
    offered = [c.id for c in partition.communities[:MAX_OFFERED] if c.id != community.id]
    if not offered:
        st.caption(words.say("There is no other community."))
        return
    labels = {c.id: c.naming.said() for c in partition.communities}
    chosen = url_state.read("other")
    if chosen in labels and chosen not in offered and chosen != community.id:
        offered.append(chosen)
    st.session_state["other"] = chosen if chosen in offered else None
    st.selectbox(
        words.say("to connect it with"),
        offered,
        key="other",
        format_func=lambda i: widgets.option(labels[i]),
        placeholder=words.say("Choose a community"),
        index=None,
        on_change=lambda: url_state.write(other=st.session_state["other"]),
    )
    if chosen not in offered:
        return
    bridging = query.bridging_pairs(community.id, chosen)
    _existing_ties(query.namespace.network, bridging)
    if not bridging.pairs:
        st.caption(
            words.say("No active people in the two communities share contacts or do similar work.")
        )
        return
    with st.container(height=PAIRS_HEIGHT, border=False, key="pairs"):
        for rank, pair in enumerate(bridging.pairs, 1):
            _bridging_pair(query.namespace.network, pair, rank)


def _existing_ties(network: Network, bridging: BridgingPairs) -> None:
    if not bridging.ties:
        st.caption(words.say("They have no ties yet."))
        return
    with st.expander(words.say("Existing ties: the {n} strongest", n=len(bridging.ties))):
        for number, tie in enumerate(bridging.ties):
            with widgets.compact_rows(f"tie_{number}"):
                widgets.node_link(network, tie.one)
                widgets.node_link(network, tie.other, note=_work(tie.shared))
            st.html(
                f'<div class="gm-cite">{facts.source_links_html(network, tie.shared.sources)}</div>'
            )


def _bridging_pair(network: Network, pair: BridgingPair, rank: int) -> None:
    with st.container(border=True, key=f"pair_{rank}", gap=None):
        with widgets.compact_rows(f"pair_{rank}"):
            for person in (pair.one, pair.other):
                widgets.node_link(network, person, note=summary(network, network.index(person)))
        for number, between in enumerate(pair.through):
            with widgets.compact_rows(f"through_{rank}_{number}"):
                relations = {between.first.relation, between.second.relation}
                how = (
                    words.say("has worked with both")
                    if relations == {"worked"}
                    else words.say("has crossed paths with both")
                )
                note = words.say(
                    "{how}: {first}, and {second}",
                    how=how, first=_work(between.first), second=_work(between.second),
                )  # fmt: skip
                widgets.node_link(network, between.id, note=note)
            sources = tuple(dict.fromkeys((*between.first.sources, *between.second.sources)))
            st.html(f'<div class="gm-cite">{facts.source_links_html(network, sources)}</div>')
        _shared_traits(network, pair.common)
        ends = {"from": pair.one, "to": pair.other}
        navigation.link(
            "introduce",
            words.say("Routes between them"),
            {url_state.NAMESPACE: url_state.namespace(), **ends},
            icon=":material/conversion_path:",
        )


def _work(shared: Shared) -> str:
    return f"{shared.name} ({shared.year})" if shared.year else shared.name


def _shared_traits(network: Network, common: tuple[SharedTrait, ...]) -> None:
    """Draw what two sides have in common, and the works that show it."""
    if not common:
        return
    lines = ""
    links = network.link_rows([fact for trait in common for fact in trait.facts])
    for trait in common:
        names = ", ".join(dict.fromkeys(example_names(network, trait, links)))
        examples = f" <span>{escape(names)}</span>" if names else ""
        lines += f'<div class="gm-trait"><b>{escape(words.label(trait.value))}</b>{examples}</div>'
    heading = escape(words.say("in common"))
    st.html(f'<div class="gm-said">{heading}</div>{lines}')


def example_names(network: Network, trait: SharedTrait, links: dict[str, int]) -> list[str]:
    """Return the names of examples of a trait: nodes that have it, or that a link joins to it."""
    names = []
    for fact in trait.facts:
        if fact in links:
            link = network.link(links[fact])
            ends = (network.ids[link[end]] for end in ("source", "target"))
            names += [network.name_of(end) for end in ends if end != trait.id]
        elif fact in network and fact != trait.id:
            names.append(network.name_of(fact))
    return names
