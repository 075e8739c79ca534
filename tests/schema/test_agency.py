"""A new kind needs only its declaration: it is read, drawn, filtered, explained, counted and
exported like the shipped ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.introductions import introduce
from graphmodel.analysis.routes.wordings import describe_shared
from graphmodel.analysis.suggestions.recommender import suggest
from graphmodel.export.files import export_network
from graphmodel.importers.exported_folder import IMPORTER as EXPORTED
from graphmodel.importers.seed_folder import IMPORTER as SEED
from graphmodel.ingest.offline import read_network
from graphmodel.network.captions import summary
from graphmodel.network.network import Network
from graphmodel.pictures.picture import picture
from graphmodel.pictures.selection import Filters
from graphmodel.schema.extension_file import read_extension
from graphmodel.schema.model import NODE_KINDS, activated
from graphmodel.ui.explore.filters import choices
from tests.schema.schema_example import lay_down

ANN, BO, CAI, DEE = (f"agencies:person/{name}" for name in ("ann", "bo", "cai", "dee"))
NORTH, HARBOUR = "agencies:agency/north-light", "agencies:agency/harbour"


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Network]:
    """The seed folder of docs/schema.md, read with its schema."""
    lay_down(tmp_path)
    with activated(read_extension(tmp_path / "schema.yaml").schema()):
        whole, run = read_network(SEED, tmp_path / "agencies")
        assert run.report.total.refused == 0
        yield whole.within("agencies")


def test_it_is_imported_from_a_seed_folder(network: Network) -> None:
    agency = network.node(network.index(NORTH))
    assert (agency["kind"], agency["founded"], agency["country"]) == ("Agency", 1998, "Norway")
    assert (network.links["kind"] == "MANAGES").sum() == 4
    assert summary(network, network.index(NORTH)) == "Norway · 2 people · 2019–2020"


def test_it_is_drawn_and_filtered(network: Network) -> None:
    drawn = picture(network, [ANN])
    node = next(node for node in drawn.nodes if node["id"] == NORTH)
    assert NODE_KINDS["Agency"].shape == node["shape"]
    assert NODE_KINDS["Agency"].colour in str(node["color"])
    assert any("represents" in str(edge) for edge in drawn.edges)
    alone = picture(network, [ANN], filters=Filters(kinds={"Agency"}))
    assert {node["id"] for node in alone.nodes} == {ANN, NORTH}
    assert "Agency" in choices(network, network.revision, "agencies")["kinds"]


def test_a_route_is_explained_by_it(network: Network) -> None:
    answer = introduce(network, ANN, DEE)
    route = answer.routes[0]
    assert route.people == (ANN, CAI, DEE)
    shared = route.hops[1].shared[0]
    assert (shared.kind, shared.id, shared.relation) == ("Agency", HARBOUR, "company")
    assert describe_shared(network, route.hops[1], shared) == "Harbour (2024)"
    avoided = introduce(network, ANN, DEE, RouteConstraints(avoid=(HARBOUR,)))
    assert not avoided.routes


def test_it_counts_among_the_cohort_reasons_of_suggest(network: Network) -> None:
    bo = next(item for item in suggest(network, ANN).items if item.id == BO)
    reason = next(reason for reason in bo.reasons if reason.kind == "organisation")
    assert reason.contribution > 0
    assert reason.values == ("North Light",)
    assert NORTH in reason.facts


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_it_is_exported_and_reads_back(network: Network, tmp_path: Path, name: str) -> None:
    export_network(network, tmp_path / name)
    again, run = read_network(EXPORTED, tmp_path / name)
    assert run.report.total.refused == 0
    for table in ("nodes", "links"):
        before, after = (getattr(n, table) for n in (network, again.within("agencies")))
        columns = [c for c in before.columns if before[c].dtype != pl.List(pl.String)]
        assert after.select(columns).equals(before.select(columns)), table


@pytest.mark.parametrize("name", ["out.graphml", "out.gexf", "out.json", "out.html"])
def test_every_form_of_export_has_it(network: Network, tmp_path: Path, name: str) -> None:
    export_network(network, tmp_path / name)
    assert "North Light" in (tmp_path / name).read_text(encoding="utf-8")
