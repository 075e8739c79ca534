"""Mappings drafted for graph files, and imports through them without edits."""

import json
from pathlib import Path

import pytest

from graphmodel.errors import InputError
from graphmodel.importers.graphs.formats import open_graph
from graphmodel.importers.graphs.infer_graph import infer_graph_mapping
from graphmodel.importers.input_files import Member
from graphmodel.importers.mappings.spec import UNSURE
from tests.importers.test_graph_formats import (
    APOC_FORMS,
    CONNECTED,
    DYNAMIC,
    ENDS,
    GML,
    PEOPLE,
    YED,
    Facts,
)


def drafted(folder: Path, name: str, content: str) -> tuple[Facts, str]:
    """The facts that the draft for a file imports, and the draft."""
    path = folder / name
    path.write_text(content, encoding="utf-8")
    text = infer_graph_mapping(open_graph(Member(name, path)), "g", name)
    mapping = folder / "draft.yaml"
    mapping.write_text(text, encoding="utf-8")
    return Facts(mapping), text


def test_people_who_are_connected(tmp_path: Path) -> None:
    facts, text = drafted(tmp_path, "who.gexf", CONNECTED)
    assert facts.rows("Person", "name")[0] == ("Alone",)
    assert facts.rows("KNOWS", "from_id", "to_id", "weight", "works") == [
        ("g:a", "g:b", 4.0, ["Ebb", "Flow"]),
        ("g:b", "g:c", 2.5, None),
    ]
    assert f"{UNSURE}every node is read as a person" in text
    assert "# Not used: Seen, list" in text


def test_attributes_that_are_not_read_are_named(tmp_path: Path) -> None:
    nodes = [{"id": "1", "name": "Ute", "town": "Ayr", "x": 3}, {"id": "2", "name": "Ivo"}]
    link = {"source": "1", "target": "2", "weight": 3, "mood": "calm"}
    _, text = drafted(tmp_path, "d3.json", json.dumps({"nodes": nodes, "links": [link]}))
    assert "# Not used: town, mood" in text


def test_names_that_are_ids_are_names(tmp_path: Path) -> None:
    link = {"source": "Ute", "target": "Ivo", "value": 3}
    graph = {"nodes": [{"id": "Ute"}, {"id": "Ivo"}], "links": [link]}
    facts, text = drafted(tmp_path, "d3.json", json.dumps(graph))
    assert facts.rows("Person", "name") == [("Ivo",), ("Ute",)]
    assert facts.rows("KNOWS", "weight") == [(3.0,)]
    assert "the id is used as the name" in text


def test_one_label_for_links_of_several_kinds(tmp_path: Path) -> None:
    facts, text = drafted(tmp_path, "life.gexf", DYNAMIC)
    assert facts.rows("WORKED_ON", "role") == [("director",), ("editor",)]
    assert len(facts.rows("BELONGS_TO", "since")) == 3
    assert facts.rows("Project", "name", "year") == [("Ebb", 2004)]
    assert "label: [type]" in text


def test_drawn_labels_and_groups(tmp_path: Path) -> None:
    facts, text = drafted(tmp_path, "chart.graphml", YED)
    assert facts.rows("Person", "name") == [("Ivo Sand",), ("Ute Maar",)]
    assert facts.rows("WORKED_ON", "role") == [("writer",)]
    assert len(facts.rows("BELONGS_TO", "from_id")) == 2
    assert "being drawn in a group" in text


@pytest.mark.parametrize("name", APOC_FORMS)
def test_labels_of_a_database(tmp_path: Path, name: str) -> None:
    text = APOC_FORMS[name].replace("PLAYED", "ACTED_IN").replace("LED", "DIRECTED")
    facts, draft = drafted(tmp_path, name, text.replace("parts", "roles"))
    assert facts.rows("Person", "name") == [("Ute",)]
    assert facts.rows("Project", "name", "type") == [("Ebb", "short")]
    assert facts.rows("WORKED_ON", "role", "characters") == [
        ("actor", ["Ada", "Eve"]),
        ("director", None),
    ]
    assert UNSURE not in draft


def test_gml(tmp_path: Path) -> None:
    facts, _ = drafted(tmp_path, "g.gml", GML)
    assert facts.rows("Person", "name") == [("Ivo",), ("Ute Maar",)]
    assert facts.rows("WORKED_ON", "role") == [("actor",), ("director",), ("writer",)]


def test_links_by_place_are_noticed(tmp_path: Path) -> None:
    ids, *ends = ENDS["places beside ids that are places"]
    nodes = [{**own, **person} for own, person in zip(ids, PEOPLE, strict=True)]
    links = [{"source": a, "target": b, "role": "actor"} for a, b in ends]
    document = json.dumps({"nodes": nodes, "links": links})
    facts, text = drafted(tmp_path, "d3.json", document)
    assert facts.rows("WORKED_ON", "from_id", "to_id") == [("g:1", "g:0"), ("g:2", "g:0")]
    assert "\nends: position\n" in text


def test_what_nobody_can_tell_is_left_out_and_told(tmp_path: Path) -> None:
    nodes = [
        {"id": str(n), "name": f"N{n}", "type": t} for n, t in enumerate(["film", "x y", "artist"])
    ]
    links = [{"source": "2", "target": "0", "role": "gaffer"}, {"source": "1", "target": "0"}]
    facts, text = drafted(tmp_path, "g.json", json.dumps({"nodes": nodes, "links": links}))
    assert facts.rows("WORKED_ON", "from_id", "role") == [("g:2", "gaffer")]
    assert "leave_out: [x y]" in text
    assert f"{UNSURE}what 'x y' is" in text


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    evil = '"}\nlinks: {a: *x}\n#'
    nodes = [{"id": "1", evil: "Ute", "type": evil}, {"id": "2", evil: "Ivo", "type": "film"}]
    facts, _ = drafted(tmp_path, "g.json", json.dumps({"nodes": nodes, "links": []}))
    assert facts.rows("Project", "id") == [("g:2",)]


def test_an_empty_graph_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no nodes"):
        drafted(tmp_path, "g.json", '{"nodes": [], "links": []}')


def test_labels_of_neo4j_in_graphml_that_its_nodes_have_as_attributes(tmp_path: Path) -> None:
    """As APOC's ``export.graphml.all`` writes them: ``:Person``, and lists as JSON."""
    keys = "".join(f'<key id="{k}" attr.name="{k}"/>' for k in ("labels", "name", "label", "roles"))
    text = (
        f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{keys}'
        '<graph edgedefault="directed">'
        '<node id="n0" labels=":Person"><data key="labels">:Person</data>'
        '<data key="name">Ann Ek</data></node>'
        '<node id="n1" labels=":Movie"><data key="labels">:Movie</data>'
        '<data key="name">Low Tide</data></node>'
        '<edge id="e0" source="n0" target="n1" label="ACTED_IN"><data key="label">ACTED_IN</data>'
        '<data key="roles">["Tess", "Jo"]</data></edge></graph></graphml>'
    )
    facts, _ = drafted(tmp_path, "all.graphml", text)
    assert facts.rows("WORKED_ON", "from_id", "to_id", "role", "characters") == [
        ("g:n0", "g:n1", "actor", ["Tess", "Jo"])
    ]
