"""Cache of communities with the network in which they were found."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from graphmodel.analysis.communities.labels import CommunityName
from graphmodel.analysis.communities.options import PartitionOptions
from graphmodel.analysis.communities.results import (
    Bridge,
    Communities,
    Community,
    UncertainMember,
)
from graphmodel.analysis.graph.leiden import ALGORITHM_VERSION, ITERATIONS
from graphmodel.analysis.graph.log_odds import DistinctiveTerm
from graphmodel.analysis.ties.facts_key import facts_key
from graphmodel.network.cache import remove_folders, write_folder
from graphmodel.network.network import Network

VERSION = 2
"""Increment this when the same network and options yield different communities or labels, or the
file format changes."""

_FILE = "communities.json"


def kept_communities(
    network: Network,
    options: PartitionOptions,
    within: str | None,
    levels: int,
    find: Callable[[], Communities],
) -> Communities:
    """Read the result of ``find`` from the network's cache, or call it and write the result there.

    ``network`` is the one in which communities are found, as of the date of asking.
    """
    if network.cache is None:
        return find()
    folder = network.cache.folder / f"communities-{_key(network, options, within, levels)}"
    try:
        return _communities(json.loads((folder / _FILE).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        pass  # not cached, or incomplete
    partition = find()

    def write(target: Path) -> None:
        (target / _FILE).write_text(json.dumps(asdict(partition)), encoding="utf-8")

    remove_folders([folder])
    write_folder(folder, write, network.cache.root)
    return partition


def _key(network: Network, options: PartitionOptions, within: str | None, levels: int) -> str:
    """A hash of everything that communities depend on except the network's tables."""
    asked = asdict(replace(options, as_of=None))
    versions = [VERSION, ALGORITHM_VERSION, ITERATIONS]
    return facts_key(network, asked, within, levels, network.script, versions)


def _communities(kept: Mapping[str, Any]) -> Communities:
    communities = tuple(map(_community, kept["communities"]))
    between = tuple((first, second, weight) for first, second, weight in kept["between"])
    return Communities(**{**kept, "communities": communities, "between": between})


def _community(kept: Mapping[str, Any]) -> Community:
    lists = {name: tuple(value) for name, value in kept.items() if isinstance(value, list)}
    nested = {
        "naming": _naming(kept["naming"]),
        "reasons": tuple(map(_term, kept["reasons"])),
        "untypical": tuple(map(_term, kept["untypical"])),
        "bridging": tuple(map(_bridge, kept["bridging"])),
        "uncertain": tuple(UncertainMember(**member) for member in kept["uncertain"]),
        "within": tuple(map(_community, kept["within"])),
    }
    return Community(**{**kept, **lists, **nested})


def _naming(kept: Mapping[str, Any]) -> CommunityName:
    several = {name: tuple(kept[name]) for name in ("countries", "genres")}
    return CommunityName(**{**kept, **several})


def _term(kept: Mapping[str, Any]) -> DistinctiveTerm:
    return DistinctiveTerm(**{**kept, "facts": tuple(kept["facts"])})


def _bridge(kept: Mapping[str, Any]) -> Bridge:
    return Bridge(**{**kept, "towards": tuple((other, share) for other, share in kept["towards"])})
