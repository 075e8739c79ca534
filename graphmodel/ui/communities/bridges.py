"""Whom to bring together so that two communities meet, and which should."""

from __future__ import annotations

from html import escape

import streamlit as st

from graphmodel.analysis.communities.bridges import BridgingPair, BridgingPairs
from graphmodel.analysis.communities.communities import Communities, Community
from graphmodel.analysis.communities.community_pairs import CommunityPair
from graphmodel.analysis.ties.relations import Shared
from graphmodel.analysis.ties.similarity import SharedTrait
from graphmodel.network.captions import summary
from graphmodel.network.network import Network
from graphmodel.ui.communities.map import short_label
from graphmodel.ui.communities.query import CommunityQuery, address
from graphmodel.ui.shared import facts, navigation, url_state, widgets

PAIRS_HIGH = 640
OFFERED = 60
"""Communities that are offered to meet, the largest."""


def should_meet(asked: CommunityQuery, answer: Communities) -> None:
    """The communities that have much in common and few ties, each to be opened."""
    scenes = asked.scenes()
    if not scenes:
        widgets.show_notice("No two communities have enough in common, and few enough ties. "
                            "Try another resolution.")  # fmt: skip
        return
    st.caption("Communities whose active people make much the same, and who have hardly worked "
               "together. Open one to see whom to bring together.")  # fmt: skip
    for rank, scene in enumerate(scenes, 1):
        _scene(asked.namespace.network, answer, scene, rank)


def _scene(network: Network, answer: Communities, scene: CommunityPair, rank: int) -> None:
    one, other = answer.by_id(scene.one), answer.by_id(scene.other)
    with st.container(border=True, key=f"scene_{rank}", gap=None):
        st.html(
            f'<div class="gm-route"><b>{escape(short_label(one))} — {escape(short_label(other))}'
            f'</b><span class="gm-score" title="likeness times what ties leave open">score '
            f"{scene.score:.2g}</span></div>"
            f'<div class="gm-quiet">{escape(_around(one))} and {escape(_around(other))} · '
            f"{scene.ties:.0%} of the ties that chance would give</div>"
        )
        _commons(network, scene.common, f"scene_{rank}", "In common")
        with st.container(horizontal=True, key=f"ways_scene_{rank}"):
            navigation.link(
                "communities", "Whom to bring together",
                address(community=scene.one, other=scene.other), icon=":material/handshake:",
            )  # fmt: skip


def _around(community: Community) -> str:
    return community.label.split(" · ")[-1]


def meeting(asked: CommunityQuery, answer: Communities, community: Community) -> None:
    """The choice of another community, and whom of both to bring together."""
    st.html('<div class="gm-group">Whom to bring together</div>')
    offered = [c.id for c in answer.communities[:OFFERED] if c.id != community.id]
    if not offered:
        st.caption("There is no other community.")
        return
    labels = {c.id: c.label for c in answer.communities}
    chosen = url_state.read("other")
    if chosen in labels and chosen not in offered and chosen != community.id:
        offered.append(chosen)
    st.session_state["other"] = chosen if chosen in offered else None
    st.selectbox(
        "so that it meets", offered, key="other", format_func=lambda i: widgets.plain(labels[i]),
        placeholder="Choose a community", index=None,
        on_change=lambda: url_state.write(other=st.session_state["other"]),
    )  # fmt: skip
    if chosen not in offered:
        return
    found = asked.meeting(community.id, chosen)
    _tied(asked.namespace.network, found)
    if not found.pairs:
        st.caption("Nobody active in both knows the same people or makes the same.")
        return
    with st.container(height=PAIRS_HIGH, border=False, key="pairs"):
        for rank, pair in enumerate(found.pairs, 1):
            _pair(asked.namespace.network, pair, rank)


def _tied(network: Network, found: BridgingPairs) -> None:
    if not found.ties:
        st.caption("They have no ties yet.")
        return
    with st.expander(f"What ties them already: the {len(found.ties)} strongest"):
        for place, tie in enumerate(found.ties):
            with widgets.compact_rows(f"tie_{place}"):
                widgets.node_link(network, tie.one)
                widgets.node_link(network, tie.other, note=_work(tie.shared))
            st.html(
                f'<div class="gm-cite">{facts.source_links_html(network, tie.shared.sources)}</div>'
            )


def _pair(network: Network, pair: BridgingPair, rank: int) -> None:
    with st.container(border=True, key=f"pair_{rank}", gap=None):
        with widgets.compact_rows(f"pair_{rank}"):
            for who in (pair.one, pair.other):
                widgets.node_link(network, who, note=summary(network, network.index(who)))
        for place, through in enumerate(pair.through):
            with widgets.compact_rows(f"through_{rank}_{place}"):
                note = f"has worked with both: {_work(through.first)}, and {_work(through.second)}"
                widgets.node_link(network, through.id, note=note)
            sources = tuple(dict.fromkeys((*through.first.sources, *through.second.sources)))
            st.html(f'<div class="gm-cite">{facts.source_links_html(network, sources)}</div>')
        _commons(network, pair.common, f"pair_{rank}", "In common")
        ends = {"from": pair.one, "to": pair.other}
        navigation.link(
            "introduce",
            "Routes between them",
            {url_state.NAMESPACE: url_state.namespace(), **ends},
            icon=":material/conversion_path:",
        )


def _work(shared: Shared) -> str:
    return f"{shared.name} ({shared.year})" if shared.year else shared.name


def _commons(network: Network, common: tuple[SharedTrait, ...], key: str, says: str) -> None:
    """What two have in common, and the works that show it."""
    if not common:
        return
    lines = ""
    links = facts.links_by_id(network, [fact for one in common for fact in one.facts])
    for one in common:
        named = shown_by(network, one, links)
        shown = f" <span>{escape(', '.join(dict.fromkeys(named)))}</span>" if named else ""
        lines += f'<div class="gm-trait"><b>{escape(one.value)}</b>{shown}</div>'
    st.html(f'<div class="gm-said">{escape(says)}</div>{lines}')


def shown_by(network: Network, one: SharedTrait, links: dict[str, int]) -> list[str]:
    """The names of what shows it: of the nodes that have it, or that a link ties to it."""
    named = []
    for fact in one.facts:
        if fact in links:
            link = network.link(links[fact])
            ends = (network.ids[link[end]] for end in ("source", "target"))
            named += [network.name_of(end) for end in ends if end != one.id]
        elif fact in network and fact != one.id:
            named.append(network.name_of(fact))
    return named
