"""Communities computed in advance, in a separate process."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphmodel.analysis.communities import communities as module
from graphmodel.network.namespaces import Namespaces
from graphmodel.network.network import Network
from graphmodel.snapshot import load_network
from graphmodel.store import open_store
from graphmodel.ui.shared import ahead


@pytest.fixture
def network(explored: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Network:
    """The default network of a store, with its own cache folder."""
    monkeypatch.setenv("GRAPHMODEL_STORE", str(explored))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with open_store(str(explored)) as store:
        return Namespaces(load_network(store)).default().claimed.network


def test_they_are_there_when_they_are_asked_for(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = module.communities(Network(network.nodes, network.links, network.revision))
    monkeypatch.setattr(ahead, "LARGE", 0)
    ahead.find_ahead(network)
    monkeypatch.delattr(module, "graph_projection")
    assert module.communities(network) == found


def test_a_small_network_starts_no_process(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    monkeypatch.setattr(ahead.subprocess, "run", lambda *command, **_: started.append(command))
    ahead.find_ahead(network)
    assert started == []
