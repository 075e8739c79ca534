"""What Explore shows before anything is chosen: what is loaded, and where one can start."""

from __future__ import annotations

from collections import Counter

import numpy as np
import streamlit as st

from graphmodel.asking import World
from graphmodel.captions import counted, summary
from graphmodel.network import Network
from graphmodel.schema import NODE_KINDS, REAL
from graphmodel.ui import load, parts, places

PEOPLE, OTHERS = 6, 6


def show(world: World) -> None:
    """The opening view of a world."""
    network = world.network
    counts = Counter(kind for kind in network.kinds if kind != "Source")
    if not counts:
        parts.nothing("Nothing is loaded yet. Load the shipped data with: graphmodel import "
                      "roadshow_2025 demo_programme films_cc0")  # fmt: skip
        return
    said = ", ".join(counted(kind, counts[kind]) for kind in NODE_KINDS if counts[kind])
    sources = network.kinds.count("Source")
    parts.title(
        "Who is tied to whom, through what, and who says so",
        f"{said}, from {counted('Source', sources)}. Search above, or start here.",
    )
    starts = starting_points(network, network.revision, world.namespace)
    left, right = st.columns(2, gap="large")
    with left, st.container(border=True):
        st.markdown("**Best-connected people**")
        _list("people", network, starts["people"])
    with right, st.container(border=True):
        st.markdown("**Programmes, events, schools and festivals**")
        _list("others", network, starts["others"])
        for name in load.worlds().names:
            if name != world.namespace:
                _other_world(name)


@st.cache_data(max_entries=8, show_spinner=False)
def starting_points(_network: Network, revision: str, world: str) -> dict[str, list[str]]:
    """Ids to start from: people with the most links, and what gathers people."""
    degrees = _network.adjacency().degrees

    def best(kind: str, number: int) -> list[str]:
        of_kind = _network.of_kind(kind)
        order = np.argsort(-degrees[of_kind], kind="stable")[:number]
        return [_network.ids[i] for i in of_kind[order]]

    gathering = [best(kind, 2) for kind in ("Event", "Programme", "School", "Festival")]
    gathering.append(best("Organisation", 2))
    others = [node_id for pair in gathering for node_id in pair]
    return {"people": best("Person", PEOPLE), "others": (others or best("Project", 6))[:OTHERS]}


def _list(key: str, network: Network, ids: list[str]) -> None:
    with parts.rows(key):
        for node_id in ids:
            index = network.index(node_id)
            note = summary(network, index)
            if network.kinds[index] != "Person":
                note = f"{network.kinds[index]} · {note}"
            parts.node_link(network, node_id, note=note)


def _other_world(name: str) -> None:
    label = "Back to real people" if name == REAL else f"See {name.replace('_', ' ')} (fictional)"
    places.link("explore", parts.plain(label), {"world": name}, icon=":material/public:")
