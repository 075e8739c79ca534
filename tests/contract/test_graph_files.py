"""Graph files imported through a drafted mapping into both stores, and answers from them."""

from pathlib import Path

from graphmodel.analysis.routes.introductions import introduce
from graphmodel.analysis.routes.wordings import describe_shared
from graphmodel.importers.graphs.formats import open_graph
from graphmodel.importers.graphs.infer_graph import infer_graph_mapping
from graphmodel.importers.input_files import Member
from graphmodel.importers.registry import importer_for
from graphmodel.ingest.pipeline import import_path
from graphmodel.snapshot import read_network
from graphmodel.store.base import Store
from tests.importers.test_graph_formats import CONNECTED, DYNAMIC


def drafted(folder: Path, name: str, content: str) -> Path:
    path, mapping = folder / name, folder / f"{name}.yaml"
    path.write_text(content, encoding="utf-8")
    graph = open_graph(Member(name, path))
    mapping.write_text(infer_graph_mapping(graph, "g", name), encoding="utf-8")
    return mapping


def test_a_network_of_people_gives_routes_that_name_their_source(
    store: Store, tmp_path: Path
) -> None:
    mapping = drafted(tmp_path, "who.gexf", CONNECTED)
    report = import_path(store, importer_for(mapping), mapping)
    assert report.kinds["KNOWS"].written == 2
    assert [p.problem for p in report.problems] == ["link to itself"]
    assert import_path(store, importer_for(mapping), mapping).total.written == 0
    network = read_network(store)
    (route,) = introduce(network, "g:a", "g:c", k=1).routes
    assert route.people == ("g:a", "g:b", "g:c")
    assert [describe_shared(network, hop, hop.shared[0]) for hop in route.hops] == [
        "a connection according to who.gexf (Ebb, Flow)",
        "a connection according to who.gexf",
    ]
    links = network.links.filter(network.links["kind"] == "KNOWS").sort("id")
    assert links["weight"].to_list() == [4.0, 2.5]
    assert not introduce(network, "g:a", "g:d").routes


def test_times_of_links_are_links_of_their_own(store: Store, tmp_path: Path) -> None:
    mapping = drafted(tmp_path, "life.gexf", DYNAMIC)
    report = import_path(store, importer_for(mapping), mapping)
    assert report.problems == []
    links = read_network(store).links
    assert sorted(links.filter(links["kind"] == "WORKED_ON")["role"]) == ["director", "editor"]
    membership = links.filter(links["kind"] == "BELONGS_TO")
    assert sorted(membership["since"]) == ["1980", "1995-01-01", "2012-03-01"]
