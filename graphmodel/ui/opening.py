"""What Explore shows before anything is chosen: what is loaded, and where one can start."""

from __future__ import annotations

from collections import Counter
from html import escape

import numpy as np
import streamlit as st

from graphmodel.asking import World
from graphmodel.captions import counted, summary
from graphmodel.network import Network
from graphmodel.schema import NODE_KINDS, REAL
from graphmodel.ui import load, parts, places

SHOWN = 7
"""Starting points of each group."""

GROUPS = (
    ("Best-connected people", "people"),
    ("Programmes and events", "meetings"),
    ("Schools, festivals, organisations", "work"),
)


def show(world: World) -> None:
    """The opening view of a world."""
    network = world.network
    counts = Counter(kind for kind in network.kinds if kind != "Source")
    if not counts:
        parts.nothing("Nothing is loaded yet. Load the shipped data with: graphmodel import "
                      "roadshow_2025 demo_programme films_cc0")  # fmt: skip
        return
    st.html(_hero(world, counts))
    starts = starting_points(network, network.revision, world.namespace)
    columns = st.columns(3, gap="medium")
    for column, (heading, key) in zip(columns, GROUPS, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"**{heading}**")
            _list(key, network, starts[key])
    for name in load.worlds().names:
        if name != world.namespace:
            _other_world(name)
    with st.container(border=True):
        st.markdown("**Loaded from**")
        for index in network.of_kind("Source"):
            parts.source_line(network, network.ids[index])


def _hero(world: World, counts: Counter[str]) -> str:
    numbers = "".join(
        f"<div><b>{counts[kind]:,}</b><span>{parts.kind_mark(kind)}"
        f"{escape(counted(kind, counts[kind]).split(' ', 1)[1])}</span></div>"
        for kind in NODE_KINDS
        if counts[kind]
    )
    mark = parts.fictional_mark(world.fictional)
    return (
        f'<div class="gm-hero"><b>Who is tied to whom, through what, and who says so{mark}</b>'
        '<span class="gm-quiet">Search for a name above, or start with one of these. Every fact '
        f'names its source.</span></div><div class="gm-counts">{numbers}</div>'
    )


@st.cache_data(max_entries=8, show_spinner=False)
def starting_points(_network: Network, revision: str, world: str) -> dict[str, list[str]]:
    """Ids to start from: people with the most links, and what gathers people."""
    degrees = _network.adjacency().degrees

    def best(kind: str, number: int) -> list[str]:
        of_kind = _network.of_kind(kind)
        order = np.argsort(-degrees[of_kind], kind="stable")[:number]
        return [_network.ids[i] for i in of_kind[order]]

    meetings = [*best("Event", 3), *best("Programme", 4)]
    places_ = [*best("School", 3), *best("Festival", 3), *best("Organisation", 3)]
    return {
        "people": best("Person", SHOWN),
        "meetings": (meetings or best("Festival", SHOWN))[:SHOWN],
        "work": (places_ or best("Project", SHOWN))[:SHOWN],
    }


def _list(key: str, network: Network, ids: list[str]) -> None:
    with parts.rows(key):
        for node_id in ids:
            index = network.index(node_id)
            note = summary(network, index)
            if key != "people":
                note = " · ".join(part for part in (network.kinds[index], note) if part)
            parts.node_link(network, node_id, note=note)


def _other_world(name: str) -> None:
    label = "Back to real people" if name == REAL else f"See {name.replace('_', ' ')} (fictional)"
    places.link("explore", parts.plain(label), {"world": name}, icon=":material/public:")
