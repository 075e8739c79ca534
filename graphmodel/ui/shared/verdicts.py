"""Verdicts on suggestions, shared by pages: reading, giving and taking back the visitor's own."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.settings import store_address
from graphmodel.ui.shared import desk, drawing, resources
from graphmodel.workspace import verdicts
from graphmodel.workspace.verdicts import NOT_THIS_ONE, Verdict, Verdicts


@st.cache_data(max_entries=8, show_spinner=False)
def _read(
    address: str, identity: str, number: int, who: str, revision: str, _network: Network
) -> Verdicts:
    return verdicts.read_verdicts(resources.store(), _network, who)


def own() -> Verdicts:
    """Return the visitor's current verdicts; none if their name is unknown."""
    return drawing.once("verdicts", _own)


def _own() -> Verdicts:
    if not desk.who():
        return Verdicts(())
    store, network = resources.store(), resources.namespaces().network
    number = resources.workspace_number()
    return _read(store_address(), store.identity(), number, desk.who(), network.revision, network)


def hidden(network: Network, asker: str) -> tuple[Verdict, ...]:
    """Return the verdicts that hide people of this network from an asker's suggestions."""
    return tuple(v for v in own().hidden_from(asker) if v.suggested in network)


def give(asker: str, node_id: str, verdict: str, reasons: Sequence[str]) -> None:
    """Keep a verdict, in a callback."""
    network = resources.namespaces().network

    def work() -> None:
        if not desk.who():
            raise InputError("enter your name first: on the Lists page, under Your name")
        verdicts.give_verdict(
            resources.store(), network, desk.who(), asker, [node_id], verdict, reasons
        )

    name, whom = network.name_of(node_id), network.name_of(asker)
    done = words.say(
        "{name} is marked good for {whom}; graphmodel train learns from it.", name=name, whom=whom
    )
    if verdict == NOT_THIS_ONE:
        done = words.say("{name} is hidden from your suggestions for {whom}.", name=name, whom=whom)
    desk.step(work, done)


def take_back(chosen: Sequence[Verdict]) -> None:
    """Take verdicts back, in a callback."""
    names = words.listed(*dict.fromkeys(verdict.name for verdict in chosen[:3]))
    done = words.say("Taken back: {names}.", names=names)
    if len(chosen) > 3:
        more = len(chosen) - 3
        done = words.say("Taken back: {names} and {n:,} more.", names=names, n=more)
    desk.step(lambda: verdicts.take_back(resources.store(), desk.who(), chosen), done)
