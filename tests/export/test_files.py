import csv
import json
import re
from pathlib import Path

import networkx as nx
import polars as pl
import pytest

from graphmodel.errors import InputError
from graphmodel.export.files import export_network, neighbourhood, to_networkx
from graphmodel.network.network import Network

HOSTILE = '<img src=x onerror=alert(1)> & "q" 张艺谋'


@pytest.fixture
def network() -> Network:
    people = [
        {"id": "a", "name": HOSTILE, "sources": ["s"], "markets": ["x", "y"]},
        {"id": "b", "name": "=1+1", "sources": ["s"], "markets": []},
        {"id": "c", "name": "Cy", "sources": ["t"], "markets": None},
    ]
    films = [{"id": i, "name": i, "year": 2000, "sources": ["s"]} for i in ("f", "g")]
    ties = (("a", "f", "actor"), ("a", "f", "writer"), ("b", "f", "actor"), ("c", "g", "actor"))
    credits = [
        {"id": f"{p}|{f}|{r}", "from_id": p, "to_id": f, "role": r, "sources": ["s"]}
        for p, f, r in ties
    ]
    sources = pl.DataFrame([{"id": i, "name": i} for i in ("s", "t")])
    nodes = {"Person": pl.DataFrame(people), "Project": pl.DataFrame(films), "Source": sources}
    return Network.build(nodes, {"WORKED_ON": pl.DataFrame(credits)})


def test_neighbourhood_has_its_sources_and_nothing_further(network: Network) -> None:
    assert set(neighbourhood(network, "a", 1).ids) == {"a", "f", "s"}
    assert set(neighbourhood(network, "a", 2).ids) == {"a", "b", "f", "s"}
    assert neighbourhood(network, "a", 0).links.height == 0


@pytest.mark.parametrize("suffix", [".graphml", ".gexf"])
def test_graph_files_read_back_as_the_same_graph(
    network: Network, tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"out{suffix}"
    assert export_network(network, file) == (7, 4)
    read = nx.read_graphml(file) if suffix == ".graphml" else nx.read_gexf(file)
    expected = to_networkx(network)
    assert set(read.nodes) == set(expected.nodes)
    assert sorted(map(tuple, read.edges())) == sorted(map(tuple, expected.edges()))
    assert read.nodes["a"]["name"] == HOSTILE
    assert read.nodes["a"]["markets"] == "x | y"


def test_json_is_node_link_data(network: Network, tmp_path: Path) -> None:
    export_network(network, tmp_path / "out.json")
    data = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    graph = nx.node_link_graph(data, edges="links", key="id_of_link")
    assert graph.nodes["a"]["markets"] == ["x", "y"]
    assert graph.number_of_edges("a", "f") == 2


def test_csv_is_a_folder_with_a_file_per_kind(network: Network, tmp_path: Path) -> None:
    export_network(network, tmp_path / "out.csv")
    assert {p.name for p in (tmp_path / "out.csv").iterdir()} == {
        "Person.csv",
        "Project.csv",
        "Source.csv",
        "WORKED_ON.csv",
    }
    with (tmp_path / "out.csv" / "Person.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert rows["a"]["name"] == HOSTILE
    assert rows["b"]["name"] == "'=1+1"


def test_parquet_keeps_types(network: Network, tmp_path: Path) -> None:
    export_network(network, tmp_path / "out.parquet")
    people = pl.read_parquet(tmp_path / "out.parquet" / "Person.parquet")
    assert people["markets"].to_list()[0] == ["x", "y"]


def test_an_export_replaces_the_one_before(network: Network, tmp_path: Path) -> None:
    for exported in (network, neighbourhood(network, "c", 1)):
        for name in ("out.csv", "out.json"):
            export_network(exported, tmp_path / name)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.csv", "out.json"]
    assert "=1+1" not in (tmp_path / "out.csv" / "Person.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("other", ["notes.txt", "Person.parquet", "sub/Person.csv"])
def test_a_folder_with_other_files_is_kept(network: Network, tmp_path: Path, other: str) -> None:
    kept = tmp_path / "out.csv" / other
    kept.parent.mkdir(parents=True)
    kept.write_text("kept", encoding="utf-8")
    with pytest.raises(InputError, match="holds other files"):
        export_network(network, tmp_path / "out.csv")
    assert kept.read_text(encoding="utf-8") == "kept"


def test_an_empty_folder_is_replaced(network: Network, tmp_path: Path) -> None:
    (tmp_path / "out.parquet").mkdir()
    export_network(network, tmp_path / "out.parquet")
    assert (tmp_path / "out.parquet" / "Person.parquet").exists()


def test_an_unwritable_path_is_reported_in_one_line(network: Network, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        export_network(network, tmp_path / "file" / "out.json")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "kept"


def test_html_is_self_contained_and_names_are_data(network: Network, tmp_path: Path) -> None:
    export_network(network, tmp_path / "out.html")
    text = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    assert "<img src=x" not in text
    data = re.search(r'id="data">(.*?)</script>', text, re.DOTALL)
    assert data is not None
    drawn = json.loads(data.group(1))
    assert HOSTILE in {node["title"].split("\n")[0] for node in drawn["nodes"]}
    assert "more nodes are not drawn" in drawn["summary"]
