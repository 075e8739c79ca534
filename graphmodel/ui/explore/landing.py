"""The start page of Explore, before anything is chosen: what is loaded, and where to start."""

from __future__ import annotations

from collections import Counter
from functools import partial

import streamlit as st

from graphmodel import words
from graphmodel.facts.html_text import escape
from graphmodel.network.captions import summary
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.pictures.picture import Picture, picture
from graphmodel.schema.declarations import UNITS
from graphmodel.schema.model import NODE_KINDS, active, joined_by, kind_of
from graphmodel.ui.explore import first_minute, history
from graphmodel.ui.shared import (
    diagram,
    navigation,
    resources,
    starting,
    url_state,
    watches,
    widgets,
)
from graphmodel.ui.shared.graph_view import network_view

PICTURE_NODES = 45
"""Number of nodes in the first picture."""

GROUP_SIZE = 7
"""Number of starting points in each group."""
SOURCES_SHOWN = 5
"""Number of sources named, those of the most nodes first."""

WATCHES_NAMED = 3
"""Number of watches with news that are named."""


def show(namespace: Namespace) -> None:
    """Draw the opening view of a namespace."""
    network = namespace.network
    counts = _counts(network, network.revision, namespace.name)
    if not counts:
        widgets.show_notice(
            words.say(
                "Nothing is loaded yet. Load the shipped data with: graphmodel import "
                "films_cc0 remakes roadshow_2025 demo_programme"
            )
        )
        label = words.say("Load data: your own or the included sets")
        navigation.link("data", label, {"part": ["import"]}, icon=":material/database:")
        return
    st.html(_hero(namespace, counts))
    # Filled last: finding the news may take longer than everything below.
    news = st.empty()
    history.buttons()
    starts = starting_points(network, network.revision, namespace.name)
    first_minute.show(namespace, starts["people"])
    left, right = st.columns([1.55, 1], gap="medium")
    with left:
        _first_picture(namespace, _centre(network, starts, counts))
    with right, st.container(border=True, height="stretch"):
        _group(network, starts, words.say("Best-connected people"), "people")
        _group(network, starts, _kinds(network, starts["meetings"]), "meetings")
    left, right = st.columns([1.55, 1], gap="medium")
    with left, st.container(border=True, height="stretch"):
        st.markdown(f"**{words.say('Loaded from')}**")
        for source_id in starts["sources"][:SOURCES_SHOWN]:
            widgets.source_line(network, source_id)
        if (more := len(starts["sources"]) - SOURCES_SHOWN) > 0:
            st.caption(words.say("and {n:,} more, each named next to its facts", n=more))
    with right, st.container(border=True, height="stretch"):
        _group(network, starts, _kinds(network, starts["work"]), "work")
    starting.elsewhere(namespace, "explore")
    with news:
        _news(namespace)


def _news(namespace: Namespace) -> None:
    """Draw a link to the news about what the visitor watches; nothing if they watch nothing."""
    told, _ = watches.own_news()
    if not told:
        return
    fresh = [each.watch.name for each in told if each.count]
    named = words.listed(*fresh[:WATCHES_NAMED])
    if (more := len(fresh) - WATCHES_NAMED) > 0:
        named = words.say("{names} and {n} more", names=named, n=more)
    label = watches.headline(told)
    if fresh:
        label = f"**{label}** :gray[{widgets.plain(named)}]"
    world = {url_state.NAMESPACE: namespace.name}
    navigation.link("lists", label, world, icon=":material/visibility:")


@st.cache_data(max_entries=8, show_spinner=False)
def _counts(_network: Network, revision: str, namespace: str) -> Counter[str]:
    """Return the number of nodes of each kind except sources."""
    return Counter(kind for kind in _network.kinds if kind != "Source")


def _hero(namespace: Namespace, counts: Counter[str]) -> str:
    numbers = "".join(
        f"<div><b>{counts[kind.name]:,}</b><span>{widgets.kind_mark(kind.name)}"
        f"{escape(words.label(kind.name if counts[kind.name] == 1 else kind.plural).lower())}"
        "</span></div>"
        for kind in NODE_KINDS.values()
        if counts[kind.name]
    )
    mark = widgets.fictional_mark(namespace.fictional)
    promise = words.say("Who is connected to whom, through what, and which sources say so")
    start = words.say(
        "Search for a name above, or start with one of these. Every fact names its source."
    )
    return (
        f'<div class="gm-hero"><b role="heading" aria-level="1">{escape(promise)}{mark}</b>'
        f'<span class="gm-quiet">{escape(start)}</span></div>'
        f'<div class="gm-counts">{numbers}</div>'
    )


@st.cache_data(max_entries=8, show_spinner=False)
def starting_points(_network: Network, revision: str, namespace: str) -> dict[str, list[str]]:
    """Return ids to start from: the best-connected people, what brings people together, sources."""
    best = partial(starting.best_connected, _network)
    groups = active().groups
    attended = joined_by("attendance")
    # Kinds with a date come first: they happen, or have happened.
    dated = sorted(
        attended, key=lambda kind: all(p.name != "starts" for p in kind_of(kind).properties)
    )
    events = [
        node_id for rank, kind in enumerate(dated) for node_id in best(kind, 4 if rank else 3)
    ]
    gathering = [kind for kind in NODE_KINDS if kind in groups and kind not in attended]
    work = [node_id for kind in gathering if kind not in UNITS for node_id in best(kind, 3)]
    return {
        "people": best("Person", GROUP_SIZE),
        "meetings": (events or best(joined_by("selection")[0], GROUP_SIZE))[:GROUP_SIZE],
        "work": (work or best("Project", GROUP_SIZE))[:GROUP_SIZE],
        "sources": _sources(_network),
    }


def _sources(network: Network) -> list[str]:
    """Return the ids of the sources, those named by the most nodes first."""
    named = Counter(
        dict(network.nodes["sources"].explode().drop_nulls().value_counts().iter_rows())
    )
    ids = [network.ids[index] for index in network.of_kind("Source")]
    return sorted(ids, key=lambda source_id: -named[source_id])


def _centre(network: Network, starts: dict[str, list[str]], counts: Counter[str]) -> str:
    """Return the id of the centre of the first picture: of what brings people together if there is
    any, else of the people, the work or whatever there is most of."""
    ids = [*starts["meetings"], *starts["people"], *starts["work"]]
    ((kind, _),) = counts.most_common(1)
    return ids[0] if ids else starting.best_connected(network, kind, 1)[0]


def _first_picture(namespace: Namespace, centre: str) -> None:
    """Draw an interactive part of the network, so that nobody starts from a blank page."""
    network = namespace.network
    key = resources.answer_key(network)
    drawn = _picture(network, key, namespace.name, centre, words.spoken())
    name = network.name_of(centre)
    network_view(
        drawn,
        key="opening",
        label=words.say(
            "Network around {name}: {nodes} nodes, {links} links",
            name=name,
            nodes=len(drawn.nodes),
            links=len(drawn.edges),
        ),
        scene=f"{network.revision} {namespace.name} {centre}",
        on_select=lambda node_id: _open(namespace, centre, node_id),
        on_expand=lambda node_id: _open(namespace, node_id, node_id),
        on_move=diagram.ignore_moves,
        height=420,
    )
    st.caption(
        widgets.plain(
            words.say(
                "Around {name}. Click anything to open it, double-click to start there.", name=name
            )
        )
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def _picture(
    _network: Network, revision: str, namespace: str, centre: str, language: str
) -> Picture:
    return picture(_network, [centre], hops=2, limit=PICTURE_NODES)


def _open(namespace: Namespace, centre: str, node_id: str) -> None:
    if node_id:
        history.take(namespace, lambda view: view.centred_on(centre).changed(selected=node_id))


def _kinds(network: Network, ids: list[str]) -> str:
    """Return the kinds of these nodes, as a heading."""
    kinds = dict.fromkeys(str(network.kinds[network.index(node_id)]) for node_id in ids)
    names = words.listed(*(words.label(NODE_KINDS[kind].plural).lower() for kind in kinds))
    return names[:1].upper() + names[1:]


def _group(network: Network, starts: dict[str, list[str]], heading: str, key: str) -> None:
    """Draw a group of starting points; nothing if it is empty."""
    if not starts[key]:
        return
    st.markdown(f"**{widgets.plain(heading)}**")
    _list(key, network, starts[key])


def _list(key: str, network: Network, ids: list[str]) -> None:
    with widgets.compact_rows(key):
        for node_id in ids:
            index = network.index(node_id)
            note = summary(network, index)
            if key != "people":
                note = " · ".join(
                    text for text in (words.label(network.kinds[index]), note) if text
                )
            widgets.node_link(network, node_id, note=note)
