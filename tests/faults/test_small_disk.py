"""Disks that are full or read-only: a cache there is skipped, a store refused."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from graphmodel.errors import GraphmodelError
from graphmodel.network.cache import MappedCache
from graphmodel.network.name_index import Finder
from graphmodel.network.network import Network
from graphmodel.store import open_store
from tests.needs import lack
from tests.pictures.small_picture import small_network


@pytest.fixture(params=["size=8k", "ro"], ids=["full", "read-only"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A separate disk with hardly any room, or a read-only one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.name == "nt" or shutil.which("mount") is None or os.geteuid() != 0:
        lack("a right to mount", "run the tests as root on Linux to fill a small disk")
    options = ["-t", "tmpfs", "-o", request.param, "faults", str(disk)]
    completed = subprocess.run(["mount", *options], capture_output=True, text=True, check=False)
    if completed.returncode:
        lack("a right to mount", f"allow mounts of tmpfs ({completed.stderr.strip()})")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_network_that_cannot_be_kept_answers_all_the_same(disk: Path) -> None:
    network, cache = small_network(), MappedCache(disk / "r1", disk / "lasting")
    kept = network.save(cache)
    assert kept.nodes.equals(network.nodes)
    assert np.array_equal(kept.adjacency().neighbours, network.adjacency().neighbours)
    assert kept.derived("same", lambda whole: whole).links.equals(network.links)
    name = network.names[0]
    assert Finder(kept).find(name)[0].name == name
    assert Network.open(cache, network.revision) is None
    assert not list(disk.glob("**/*.arrow"))


def test_a_store_that_cannot_be_kept_is_refused_in_one_line(disk: Path) -> None:
    with pytest.raises(GraphmodelError) as refused:
        open_store(str(disk / "store"))
    said = str(refused.value)
    assert said.startswith(str(disk / "store"))
    assert "Read-only file system" in said or "the disk is full (0 MB left)" in said
    assert "\n" not in said
