"""Starting points for a page with nothing chosen: names, questions with answers, other data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from graphmodel import words
from graphmodel.network.captions import summary
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.schema.model import REAL
from graphmodel.ui.shared import finds, navigation, resources, url_state, widgets

OFFERED = 5
"""Number of names offered."""

Question = tuple[str, str, dict[str, str | Sequence[str]]]
"""The page that answers, the question in words, and the parameters of the page."""


def best_connected(network: Network, kind: str, number: int) -> list[str]:
    """Return the ids of the nodes of a kind with the most links."""
    of_kind = network.of_kind(kind)
    order = np.argsort(-network.adjacency().degrees[of_kind], kind="stable")[:number]
    return [network.ids[i] for i in of_kind[order]]


def known(namespace: Namespace, *kinds: str) -> list[str]:
    """Return the ids of some nodes of these kinds: recent finds, then the best connected."""
    network = namespace.network
    lately = [x for x in finds.lately(namespace) if network.kinds[network.index(x)] in kinds]
    best = _best(network, network.revision, namespace.name, kinds)
    return list(dict.fromkeys([*lately, *best]))[:OFFERED]


@st.cache_data(max_entries=50, show_spinner=False)
def _best(_network: Network, revision: str, namespace: str, kinds: tuple[str, ...]) -> list[str]:
    share = -(-OFFERED // len(kinds))
    return [node for kind in kinds for node in best_connected(_network, kind, share)]


def offer(namespace: Namespace, page: str, parameter: str, ids: Sequence[str]) -> None:
    """Draw links to a page with each of these nodes chosen; nothing if there are no ids."""
    if not ids:
        return
    network = namespace.network
    st.caption(words.say("Type a name, or choose one of these:"))
    with widgets.compact_rows(f"offered_{page}"):
        for node_id in ids:
            note = summary(network, network.index(node_id))
            label = f"{widgets.plain(network.name_of(node_id))} :gray[{widgets.plain(note)}]"
            chosen = {url_state.NAMESPACE: namespace.name, parameter: node_id}
            navigation.link(page, label, chosen, width="stretch")


def questions(namespace: Namespace, people: Sequence[str]) -> list[Question]:
    """Return questions, each with an answer, about people given by id."""
    if len(people) < 2:
        return []
    world = {url_state.NAMESPACE: namespace.name}
    first, second, last = map(namespace.network.name_of, (people[0], people[1], people[-1]))
    meet = words.say("Through whom could {source} meet {target}?", source=first, target=last)
    suggest = words.say("Whom should {name} meet next, and why?", name=second)
    compare = words.say("What do {first} and {second} share?", first=first, second=second)
    return [
        ("introduce", meet, {**world, "from": people[0], "to": people[-1]}),
        ("suggest", suggest, {**world, "person": people[1]}),
        ("compare", compare, {**world, "person": [*people[:2]]}),
    ]


def ask(namespace: Namespace, page: str) -> None:
    """Draw a link to a question that a page answers."""
    for name, text, parameters in questions(namespace, known(namespace, "Person")):
        if name == page:
            label = words.say("Try: {example}", example=widgets.plain(text))
            with widgets.compact_rows("question"):
                navigation.link(page, label, parameters, width="stretch")


def elsewhere(namespace: Namespace, page: str, **parameters: str) -> None:
    """Draw links to the same page for the other data sets."""
    for name in resources.namespaces().names:
        if name == namespace.name:
            continue
        label = (
            words.say("Back to real people")
            if name == REAL
            else words.say("See {name} (fictional)", name=name.replace("_", " "))
        )
        world = {**parameters, url_state.NAMESPACE: name}
        navigation.link(page, widgets.plain(label), world, icon=":material/public:")
