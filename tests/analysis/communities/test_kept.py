"""Communities are detected once per network and question, and read from the cache afterwards."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from graphmodel.analysis.communities import communities as module
from graphmodel.analysis.communities.communities import communities
from graphmodel.analysis.communities.options import PartitionOptions
from graphmodel.network.cache import MappedCache
from graphmodel.network.network import Network
from graphmodel.schema.model import Schema, activated, active
from tests.analysis.communities.test_communities import two_towns

SEVERAL = PartitionOptions(runs=3)


def saved(folder: Path) -> Network:
    folder.mkdir()
    return two_towns().save(MappedCache(folder / "r1", folder / "lasting", folder))


@pytest.fixture
def network(tmp_path: Path) -> Network:
    return saved(tmp_path / "network")


@pytest.fixture
def finds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The graph of each partition that was computed rather than read."""
    graphs: list[str] = []
    find = module.graph_projection

    def noting(network: Network, graph: str, **options: object) -> object:
        graphs.append(graph)
        return find(network, graph, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "graph_projection", noting)
    return graphs


@pytest.mark.parametrize("options", [PartitionOptions(), SEVERAL])
@pytest.mark.parametrize("levels", [1, 2])
def test_what_is_read_is_what_was_found(
    network: Network, finds: list[str], options: PartitionOptions, levels: int
) -> None:
    unkept = communities(two_towns(), options, levels=levels)
    assert communities(network, options, levels=levels) == unkept
    assert len(finds) == 2
    again = Network.open(network.cache, network.revision) if network.cache else None
    assert again is not None
    assert communities(again, options, levels=levels) == unkept
    assert len(finds) == 2, "the second time it was read"


def test_each_question_is_kept_for_itself(network: Network, finds: list[str]) -> None:
    first = communities(network).communities[0].id
    communities(network, PartitionOptions(resolution=2.0))
    communities(network, SEVERAL)
    communities(network, within=first)
    schema = active()
    kinds = dict(schema.nodes)
    kind = kinds["School"]
    with activated(Schema({**kinds, "School": replace(kind, plural="Academies")}, schema.links)):
        communities(network)
    assert len(finds) == 5
    communities(network)
    communities(network, within=first)
    assert len(finds) == 5


def test_a_file_that_is_not_whole_is_found_again(network: Network, tmp_path: Path) -> None:
    partition = communities(network)
    files = list((tmp_path / "network").rglob("communities.json"))
    assert len(files) == 1
    files[0].write_text(files[0].read_text(encoding="utf-8")[:100], encoding="utf-8")
    assert communities(network) == partition
    assert json.loads(files[0].read_bytes())["unplaced"] == partition.unplaced


def test_nothing_is_kept_of_a_network_that_was_erased(network: Network, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "network")
    assert communities(network).communities
    assert not (tmp_path / "network").exists()
