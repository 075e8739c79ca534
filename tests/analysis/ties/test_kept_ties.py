"""Affiliations and years of activity are computed once per network and then read from the cache."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from graphmodel.analysis.ties import activity, affiliations
from graphmodel.analysis.ties.activity import activity_spans
from graphmodel.analysis.ties.affiliations import Affiliations
from graphmodel.network.cache import MappedCache
from graphmodel.network.network import Network
from graphmodel.schema.model import Schema, activated, active
from tests.analysis.communities.test_communities import two_towns

COMPUTED = ("matrices", "usable", "components")


@pytest.fixture
def cache(tmp_path: Path) -> MappedCache:
    root = tmp_path / "network"
    root.mkdir()
    cache = MappedCache(root / "r1", root / "lasting", root)
    two_towns().save(cache)
    return cache


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tables that were computed rather than read."""
    built: list[str] = []
    rows, years = affiliations.affiliation_rows, activity._years

    def noting_rows(network: Network, *, all_credits: bool) -> list[pl.DataFrame]:
        built.append("all credits" if all_credits else "credits")
        return rows(network, all_credits=all_credits)

    def noting_years(network: Network) -> pl.DataFrame:
        built.append("years")
        return years(network)

    monkeypatch.setattr(affiliations, "affiliation_rows", noting_rows)
    monkeypatch.setattr(activity, "_years", noting_years)
    return built


def opened(cache: MappedCache) -> Network:
    network = Network.open(cache, two_towns().revision)
    assert network is not None
    return network


def assert_equal(read: Affiliations, worked_out: Affiliations) -> None:
    for field in fields(Affiliations):
        if field.name in COMPUTED:
            continue
        expected, value = (getattr(a, field.name) for a in (worked_out, read))
        assert np.array_equal(np.asarray(value), np.asarray(expected)), field.name
        assert np.asarray(value).dtype == np.asarray(expected).dtype, field.name


@pytest.mark.parametrize("all_credits", [False, True])
def test_affiliations_read_are_those_worked_out(
    cache: MappedCache, builds: list[str], all_credits: bool
) -> None:
    expected = affiliations.affiliations(two_towns(), all_credits=all_credits)
    for _ in range(2):
        kept = affiliations.affiliations(opened(cache), all_credits=all_credits)
        assert_equal(kept, expected)
    assert len(builds) == 2, "without a cache, then once for the two"


def test_years_read_are_those_worked_out(cache: MappedCache, builds: list[str]) -> None:
    expected = activity_spans(two_towns(), 2020)
    for now in (2020, 2021):
        spans = activity_spans(opened(cache), now)
        assert np.array_equal(spans.first, expected.first, equal_nan=True)
        assert np.array_equal(spans.last, expected.last, equal_nan=True)
        assert spans.now == now
    assert builds == ["years", "years"]


def test_what_is_not_whole_is_worked_out_again(cache: MappedCache, builds: list[str]) -> None:
    expected = affiliations.affiliations(opened(cache))
    for file in cache.folder.glob("affiliations-*/rows.arrow"):
        file.write_bytes(file.read_bytes()[:40])
    assert_equal(affiliations.affiliations(opened(cache)), expected)
    assert_equal(affiliations.affiliations(opened(cache)), expected)
    assert builds == ["credits", "credits"]


def test_another_schema_has_ties_of_its_own(cache: MappedCache, builds: list[str]) -> None:
    affiliations.affiliations(opened(cache))
    schema = active()
    kinds = dict(schema.nodes)
    kinds["School"] = replace(kinds["School"], plural="Academies")
    with activated(Schema(kinds, schema.links)):
        affiliations.affiliations(opened(cache))
    assert builds == ["credits", "credits"]


def test_nothing_is_kept_of_a_network_that_was_erased(cache: MappedCache) -> None:
    network = opened(cache)
    assert cache.root is not None
    for path in sorted(cache.root.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    cache.root.rmdir()
    assert len(affiliations.affiliations(network).person)
    assert not cache.root.exists()
