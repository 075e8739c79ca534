"""Graphs from other programs: with our kinds, through a mapping, and hostile ones."""

import json
import re
import tempfile
from contextlib import suppress
from pathlib import Path

import networkx as nx
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.errors import InputError
from graphmodel.facts.batch import Problem
from graphmodel.importers.graphs.rules import read_rules
from graphmodel.importers.registry import importer_for
from tests.importers.importer_output import checked

RULES = """
graph: {file}
prefix: films
source: {{name: Films, publisher: me}}
nodes:
  Actor: {{kind: Person, properties: {{name: fullName, born: birth}}}}
  Movie: {{kind: Project, properties: {{name: title, year: released}}, constants: {{type: film}}}}
links:
  ACTED_IN: {{kind: WORKED_ON, properties: {{characters: roles}}, constants: {{role: actor}}}}
  MADE_BY: {{kind: WORKED_ON, constants: {{role: director}}, reverse: true}}
leave_out: [Note]
"""


def taken(path: Path) -> tuple[dict[str, pl.DataFrame], list[Problem]]:
    facts, problems, notes = checked(importer_for(path).read(path))
    assert notes == []
    return facts, problems


def graph(label: str = "type") -> nx.MultiDiGraph:
    nx_graph = nx.MultiDiGraph()
    nx_graph.add_node(1, **{label: "Actor"}, fullName="Ann <Ek>", birth=1950)
    nx_graph.add_node(2, **{label: "Movie"}, title="Dawn & Dusk", released=1990)
    nx_graph.add_node(3, **{label: "Note"}, text="x")
    nx_graph.add_node(4, **{label: "Studio"}, title="S")
    nx_graph.add_edge(1, 2, **{label: "ACTED_IN"}, roles="Her")
    nx_graph.add_edge(2, 1, **{label: "MADE_BY"})
    nx_graph.add_edge(4, 2, **{label: "OWNS"})
    return nx_graph


def write(folder: Path, suffix: str) -> Path:
    path = folder / f"graph{suffix}"
    if suffix == ".graphml":
        nx.write_graphml(graph(), path)
    elif suffix == ".gexf":
        nx.write_gexf(graph("what"), path)
    else:
        data = nx.node_link_data(graph(), edges="links" if suffix == ".links.json" else "edges")
        path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".graphml", ".gexf", ".links.json", ".edges.json"])
def test_other_labels_become_kinds(tmp_path: Path, suffix: str) -> None:
    rules = tmp_path / "rules.yaml"
    text = RULES.format(file=write(tmp_path, suffix).name)
    rules.write_text(text + ("label: what\n" if suffix == ".gexf" else ""), encoding="utf-8")
    facts, problems = taken(rules)
    ann, dawn = facts["Person"].row(0, named=True), facts["Project"].row(0, named=True)
    assert (ann["id"], ann["name"], ann["born"]) == ("films:1", "Ann <Ek>", 1950)
    assert (dawn["id"], dawn["year"], dawn["type"]) == ("films:2", 1990, "film")
    assert dawn["sources"] == facts["Source"]["id"].to_list()
    credits = facts["WORKED_ON"].sort("role")
    assert credits["role"].to_list() == ["actor", "director"]
    assert set(credits["from_id"]) == {"films:1"}
    assert credits["characters"].to_list() == [["Her"], None]
    assert {(p.value, p.problem) for p in problems} == {
        ("Studio (count: 1)", "label not mapped"),
        ("OWNS (count: 1)", "label not mapped"),
    }


def test_an_id_of_its_own_is_the_links_end_too(tmp_path: Path) -> None:
    write(tmp_path, ".graphml")
    rules = tmp_path / "rules.yaml"
    text = RULES.format(file="graph.graphml").replace("Person, p", "Person, id: fullName, p")
    rules.write_text(text, encoding="utf-8")
    facts, _ = taken(rules)
    assert facts["Person"]["id"].to_list() == ["films:Ann <Ek>"]
    assert set(facts["WORKED_ON"]["from_id"]) == {"films:Ann <Ek>"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: Person", "kind: Persn", "line 6.*did you mean 'Person'"),
        ("born: birth", "burn: birth", "did you mean 'born'"),
        ("prefix: films\n", "", "prefix: is missing"),
        ("graph: graph.graphml", "graph: other.graphml", "no such file"),
        ("graph: graph.graphml", "graph: rules.yaml", "is not a graph"),
        ("leave_out: [Note]", "leave: [Note]", "leave_out"),
    ],
)
def test_a_wrong_mapping_is_one_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    write(tmp_path, ".graphml")
    rules = tmp_path / "rules.yaml"
    text = RULES.format(file="graph.graphml")
    assert old in text
    rules.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=message) as raised:
        taken(rules)
    assert "\n" not in str(raised.value)


def test_kinds_of_the_graph_model_need_no_mapping(tmp_path: Path) -> None:
    nx_graph = nx.MultiDiGraph()
    nx_graph.add_node("s", kind="Source", name="S")
    nx_graph.add_node("a", kind="Person", name="A", sources="s", size=3)
    nx_graph.add_node("b", kind="Perzon", name="B")
    nx_graph.add_node("f", kind="Project", name="F", sources="s", year=1)
    nx_graph.add_edge("a", "f", kind="WORKED_ON", role="actor", sources="s", weight=2)
    nx.write_graphml(nx_graph, tmp_path / "g.graphml")
    facts, problems = taken(tmp_path / "g.graphml")
    assert facts["Person"]["id"].to_list() == ["a"]
    assert facts["WORKED_ON"]["role"].to_list() == ["actor"]
    assert {(p.column, p.problem) for p in problems} == {
        ("size", "unknown property"),
        ("kind", "no such kind"),
        ("year", "impossible year"),
    }


BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
<graphml><graph><node id="&b;"/></graph></graphml>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>
<graphml><graph><node id="a"><data key="kind">&f;</data></node></graph></graphml>"""


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        OUTSIDE,
        "",
        "<graphml>",
        "<a/>",
        "<graphml>" + "<graph>" * 100_000,
        "\0",
        "<graphml a='",
    ],
)
@pytest.mark.parametrize("suffix", [".graphml", ".gexf"])
def test_xml_that_would_do_harm_is_one_line(tmp_path: Path, text: str, suffix: str) -> None:
    path = tmp_path / f"g{suffix}"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        taken(path)
    assert "\n" not in str(raised.value)
    assert "hostname" not in str(raised.value)


@pytest.mark.parametrize(
    "text",
    ['{"nodes": 5}', '{"nodes": ' + "[" * 100_000, '{"nodes": [], "links": 7}', '{"nodes": [1]}'],
)
def test_json_that_is_no_graph_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "g.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        taken(path)
    assert "\n" not in str(raised.value)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["id", "kind", "name", "sources", "source", "target", "year",
                                       "labels", "role"]), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(st.lists(values, max_size=4), st.lists(values, max_size=4))
def test_no_node_link_json_makes_a_traceback(nodes: list[object], links: list[object]) -> None:
    source_node = {"id": "s", "kind": "Source", "name": "S"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "g.json"
        path.write_text(
            json.dumps({"nodes": [source_node, *nodes], "links": links}), encoding="utf-8"
        )
        facts, problems = taken(path)
        assert facts["Source"].height >= 1
        assert len(problems) + sum(f.height for f in facts.values()) >= 1 + len(nodes) + len(links)


pieces = st.sampled_from(
    ['<graphml>', '<graph>', '<node id="a">', '<node/>', '<edge source="a" target="b">', '</edge>',
     '<data key="kind">', 'Person', '</data>', '</node>', '<key id="kind" attr.name="kind"/>',
     '<nodes>', '<gexf>', '<attvalue for="0" value="x"/>', '&lt;', '&x;', '<![CDATA[', ']]>', 'é',
     '</graph>', '</graphml>', '<default>', '</default>']
)  # fmt: skip


@given(st.lists(pieces, max_size=14), st.sampled_from([".graphml", ".gexf"]))
def test_no_xml_makes_a_traceback(fragments: list[str], suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"g{suffix}"
        path.write_text("".join(fragments), encoding="utf-8")
        with suppress(InputError):
            taken(path)


def test_the_mappings_of_the_documentation_can_be_read(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "graphs.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 4
    read = []
    for n, block in enumerate(blocks):
        path = tmp_path / f"{n}.yaml"
        path.write_text(block, encoding="utf-8")
        read.append(read_rules(path))
    assert [rule.kind for rule in read[2].links["*"]] == ["WORKED_ON", "BELONGS_TO"]
    for rules in (read[0], read[3]):
        assert rules.nodes["Movie"].kind == "Project"
        assert rules.links["ACTED_IN"][0].constants == {"role": "actor"}
