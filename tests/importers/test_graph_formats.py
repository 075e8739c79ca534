"""Graph files as other programs write them, and the facts that they state."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graphmodel.errors import InputError
from graphmodel.importers.graphs.xml_events import events
from graphmodel.importers.input_files import Member
from graphmodel.importers.registry import importer_for
from tests.importers.importer_output import checked

HEAD = "graph: {file}\nprefix: g\nsource: {{name: A drawing}}\n"


class Facts:
    """The rows of each kind, the problems and the notes of an import."""

    def __init__(self, path: Path) -> None:
        self._frames, problems, self.notes = checked(importer_for(path).read(path))
        self.problems = [(problem.value, problem.problem) for problem in problems]

    def rows(self, kind: str, *names: str) -> list[tuple[Any, ...]]:
        frame = self._frames.get(kind)
        if frame is None:
            return []
        missing = [pl.lit(None).alias(name) for name in names if name not in frame.columns]
        return sorted(frame.with_columns(missing).select(names).rows(), key=repr)


def mapped(folder: Path, name: str, content: str, rules: str) -> Facts:
    (folder / name).write_text(content, encoding="utf-8")
    mapping = folder / "rules.yaml"
    mapping.write_text(HEAD.format(file=name) + rules, encoding="utf-8")
    return Facts(mapping)


CONNECTED = """<gexf xmlns="http://gexf.net/1.3" version="1.3" xmlns:viz="http://gexf.net/1.3/viz">
<graph defaultedgetype="undirected"><attributes class="edge">
<attribute id="0" title="Titles" type="string"/><attribute id="1" title="Seen" type="integer"/>
<attribute id="2" title="list" type="liststring"/></attributes>
<nodes><node id="a" label="Ute Maar"><viz:position x="1" y="2"/></node>
<node id="b" label="Ivo Sand"/><node id="c" label="Lin Roth"/><node id="d" label="Alone"/></nodes>
<edges>
<edge source="b" target="a" weight="4"><attvalues><attvalue for="0" value="Ebb; Flow"/>
<attvalue for="1" value="2019"/><attvalue for="2" value="[x, y]"/></attvalues></edge>
<edge source="b" target="c" weight="2"/><edge source="c" target="b" weight="0.5"/>
<edge source="c" target="c"/></edges></graph></gexf>"""


def test_a_network_of_people_keeps_weights_dates_and_titles(tmp_path: Path) -> None:
    rules = (
        'nodes:\n  "*": {kind: Person, properties: {name: label}}\n'
        'links:\n  "*": {kind: KNOWS, properties: {weight: weight, until: Seen,'
        ' works: {from: Titles, split: ";"}}}\n'
    )
    facts = mapped(tmp_path, "who.gexf", CONNECTED, rules)
    assert len(facts.rows("Person", "id")) == 4
    assert facts.rows("KNOWS", "from_id", "to_id", "weight", "until", "works") == [
        ("g:a", "g:b", 4.0, "2019", ["Ebb", "Flow"]),
        ("g:b", "g:c", 2.5, None, None),
    ]
    assert facts.problems == [("g:c", "link to itself")]
    assert facts.notes == [
        "1 pair of people is joined by several links; their weights are added up"
    ]


def test_a_file_without_kinds_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "who.gexf"
    path.write_text(CONNECTED, encoding="utf-8")
    with pytest.raises(InputError, match=r"mapping guess who\.gexf --out who\.yaml"):
        Facts(path)


DYNAMIC = """<gexf version="1.2"><graph mode="dynamic" timeformat="date">
<attributes class="node" mode="dynamic"><attribute id="m" title="market" type="string"/>
<attribute id="p" title="seat" type="string"/></attributes>
<attributes class="edge" mode="dynamic"><attribute id="r" title="role" type="string"/></attributes>
<nodes><node id="s" label="Ute Maar" type="person" start="1970-02-03"><attvalues>
<attvalue for="m" value="Peru" start="1990" end="1999"/><attvalue for="m" value="Chile"/>
</attvalues></node>
<node id="f" label="Ebb" type="film" start="2004-05-01T10:00:00"/>
<node id="o" label="Reed" type="firm"><attvalues><attvalue for="p" value="Lima" start="2001"/>
<attvalue for="p" value="Cuzco" start="1990" end="2000"/></attvalues></node>
<node id="g" label="Old" type="firm"/></nodes><edges>
<edge source="s" target="f"><attvalues><attvalue for="r" value="editor" start="2003" end="2004"/>
<attvalue for="r" value="director" start="2004" end="2005"/></attvalues></edge>
<edge source="s" target="o"><spells><spell start="1995-01-01" end="1999-12-31"/>
<spell start="2012-03-01"/></spells></edge>
<edge source="s" target="g" start="1980" end="1985"/></edges></graph></gexf>"""
DYNAMIC_RULES = """label: [type]
nodes:
  person: {kind: Person, properties: {name: label, markets: market, born: start}}
  film: {kind: Project, properties: {name: label, year: start}}
  firm: {kind: Organisation, properties: {name: label, place: seat}}
links:
  "*":
    - {kind: WORKED_ON, properties: {role: role, year: start}}
    - {kind: BELONGS_TO, properties: {since: start, until: end}}
"""


def test_values_that_hold_for_a_time_are_all_kept(tmp_path: Path) -> None:
    facts = mapped(tmp_path, "life.gexf", DYNAMIC, DYNAMIC_RULES)
    assert facts.problems == []
    assert facts.rows("Person", "name", "born", "markets") == [
        ("Ute Maar", 1970, ["Peru", "Chile"])
    ]
    assert facts.rows("Project", "name", "year") == [("Ebb", 2004)]
    assert facts.rows("WORKED_ON", "role", "year") == [("director", 2004), ("editor", 2003)]
    assert facts.rows("BELONGS_TO", "to_id", "since", "until") == [
        ("g:g", "1980", "1985"),
        ("g:o", "1995-01-01", "1999-12-31"),
        ("g:o", "2012-03-01", None),
    ]
    assert facts.rows("Organisation", "name", "place") == [("Old", None), ("Reed", "Lima")]
    assert facts.notes == [
        "seat of Organisation changes in time once; only its latest value is imported"
    ]


def test_spells_that_the_mapping_does_not_read_are_told(tmp_path: Path) -> None:
    rules = DYNAMIC_RULES.replace("{since: start, until: end}", "{title: job}")
    facts = mapped(tmp_path, "life.gexf", DYNAMIC, rules)
    assert any("1 of BELONGS_TO hold for several times" in note for note in facts.notes)
    assert "nothing has 'job', which the mapping reads for BELONGS_TO" in facts.notes


def test_intervals_and_timestamps_are_spells(tmp_path: Path) -> None:
    before, _, rest = DYNAMIC.partition("<spells>")
    spans = "&lt;[1995.0, 1999.0]; [2012.0, 2015.0]&gt;"
    text = before + rest.partition("</spells>")[2]
    text = text.replace('target="o">', f'target="o" intervals="{spans}">')
    facts = mapped(tmp_path, "life.gexf", text, DYNAMIC_RULES)
    assert facts.rows("BELONGS_TO", "since", "until")[1:] == [("1995", "1999"), ("2012", "2015")]


def label(text: str, more: str = "") -> str:
    return (
        f"<data key='g'><y:ShapeNode><y:NodeLabel>{text}</y:NodeLabel>{more}</y:ShapeNode></data>"
    )


YED = f"""<graphml xmlns:y="http://www.yworks.com/xml/graphml">
<key for="node" id="g" yfiles.type="nodegraphics"/>
<key for="edge" id="e" yfiles.type="edgegraphics"/>
<key attr.name="sort" for="node" id="s"><default>person</default></key>
<graph edgedefault="directed">
<node id="n0"><data key="g"><y:ProxyAutoBoundsNode><y:Realizers>
<y:GroupNode><y:NodeLabel>Reed
  Films</y:NodeLabel></y:GroupNode><y:GroupNode><y:NodeLabel>Folder</y:NodeLabel></y:GroupNode>
</y:Realizers></y:ProxyAutoBoundsNode></data><data key="s">firm</data>
<graph><node id="n0::n0">{label("Ute<br/>", "<y:NodeLabel>boss</y:NodeLabel>")}</node>
<node id="n0::n1"><data key="s">firm</data>{label("Inner")}
<graph><node id="deep">{label("&lt;html>&lt;b>Ivo&lt;/b> Sand")}</node></graph></node>
</graph></node>
<node id="f"><data key="s">film</data>{label("Ebb")}</node>
<edge source="deep" target="f"><data key="e"><y:PolyLineEdge><y:EdgeLabel> writer
</y:EdgeLabel></y:PolyLineEdge></data></edge>
<hyperedge><endpoint node="deep"/><endpoint node="f"/></hyperedge>
</graph></graphml>""".replace("Ute<br/>", "Ute\nMaar")
YED_RULES = """label: [sort, edgegraphics]
nodes:
  person: {kind: Person, properties: {name: nodegraphics}}
  firm: {kind: Organisation, properties: {name: nodegraphics}}
  film: {kind: Project, properties: {name: nodegraphics}}
links:
  writer: {kind: WORKED_ON, constants: {role: writer}}
  in group: [{kind: BELONGS_TO}, {kind: PART_OF}]
"""


def test_yed_gives_the_first_label_as_name_and_groups_as_links(tmp_path: Path) -> None:
    facts = mapped(tmp_path, "chart.graphml", YED, YED_RULES)
    assert facts.rows("Person", "name") == [("Ivo Sand",), ("Ute Maar",)]
    assert facts.rows("Organisation", "name") == [("Inner",), ("Reed Films",)]
    assert facts.rows("WORKED_ON", "from_id", "to_id") == [("g:deep", "g:f")]
    assert facts.rows("BELONGS_TO", "from_id", "to_id") == [
        ("g:deep", "g:n0::n1"),
        ("g:n0::n0", "g:n0"),
    ]
    assert facts.rows("PART_OF", "from_id", "to_id") == [("g:n0::n1", "g:n0")]
    assert facts.problems == [("hyperedge (count: 1)", "label not mapped")]


def test_groups_that_the_mapping_leaves_open_are_told(tmp_path: Path) -> None:
    rules = YED_RULES.partition("  in group")[0] + '  "*": {kind: KNOWS}\nleave_out: [hyperedge]\n'
    facts = mapped(tmp_path, "chart.graphml", YED, rules)
    assert ("in group (count: 3)", "label not mapped") in facts.problems
    assert facts.rows("KNOWS", "from_id") == []


def test_groups_of_a_file_with_kinds_are_told(tmp_path: Path) -> None:
    path = tmp_path / "g.gexf"
    path.write_text(
        '<gexf><graph><nodes><node id="s" kind="Source" name="S"/>'
        '<node id="o" kind="Organisation" name="O" sources="s"><nodes>'
        '<node id="p" kind="Person" name="P" sources="s"/></nodes></node></nodes></graph></gexf>'
    )
    facts = Facts(path)
    assert facts.rows("Person", "id") == [("p",)]
    assert facts.problems == []
    assert facts.notes == ["nodes drawn in groups (1): only a mapping reads the groups"]


def apoc(number: int, label: str, start: int, end: int, **properties: object) -> dict[str, object]:
    link: dict[str, object] = {
        "id": str(number),
        "type": "relationship",
        "label": label,
        "start": {"id": str(start), "labels": ["Artist"]},
        "end": {"id": str(end), "labels": ["Work"]},
    }
    return link | ({"properties": properties} if properties else {})


APOC_NODES = [
    {
        "type": "node",
        "id": "1",
        "labels": ["Work"],
        "properties": {"title": "Ebb", "type": "short"},
    },
    {
        "type": "node",
        "id": "2",
        "labels": ["Artist", "Star"],
        "properties": {"name": "Ute", "id": 7},
    },
    {"type": "node", "id": "3", "labels": ["Artist"]},
]
APOC_LINKS = [apoc(9, "PLAYED", 2, 1, parts=["Ada", "Eve"]), apoc(10, "LED", 2, 1)]
APOC_RULES = """nodes:
  Artist: {kind: Person, properties: {name: properties.name}}
  Work: {kind: Project, properties: {name: title, type: type}}
links:
  PLAYED: {kind: WORKED_ON, properties: {characters: parts}, constants: {role: actor}}
  LED: {kind: WORKED_ON, constants: {role: director}}
"""
APOC_FORMS = {
    "lines.json": "\n".join(json.dumps(e) for e in (APOC_LINKS[0], *APOC_NODES, APOC_LINKS[1])),
    "lines.jsonl": "\n\n".join(json.dumps(e) for e in (*APOC_NODES, *APOC_LINKS)) + "\n",
    "list.json": json.dumps([*APOC_LINKS, *APOC_NODES], indent=1),
    "rels.json": json.dumps({"nodes": APOC_NODES, "rels": APOC_LINKS}),
    "relationships.json": json.dumps({"nodes": APOC_NODES, "relationships": APOC_LINKS}),
}


@pytest.mark.parametrize("name", APOC_FORMS)
def test_apoc_is_read_in_each_of_its_forms(tmp_path: Path, name: str) -> None:
    facts = mapped(tmp_path, name, APOC_FORMS[name], APOC_RULES)
    assert facts.rows("Person", "id", "name") == [("g:2", "Ute")]
    assert facts.rows("Project", "id", "name", "type") == [("g:1", "Ebb", "short")]
    assert facts.rows("WORKED_ON", "from_id", "to_id", "role", "characters") == [
        ("g:2", "g:1", "actor", ["Ada", "Eve"]),
        ("g:2", "g:1", "director", None),
    ]
    assert facts.problems == [("", "missing value")]


def test_a_broken_line_costs_no_other(tmp_path: Path) -> None:
    text = APOC_FORMS["lines.json"] + '\n{"type": "node", "id"\n'
    facts = mapped(tmp_path, "lines.json", text, APOC_RULES)
    assert len(facts.rows("WORKED_ON", "role")) == 2
    assert ('{"type": "node", "id"', "line is not JSON") in facts.problems


def test_links_of_an_unknown_name_are_told(tmp_path: Path) -> None:
    nodes = [{"id": "s", "kind": "Source", "name": "S"}]
    for node_id, kind in (("a", "Person"), ("f", "Project")):
        nodes.append({"id": node_id, "kind": kind, "name": node_id, "sources": "s"})
    link = {"source": "a", "target": "f", "kind": "WORKED_ON", "role": "actor", "sources": "s"}
    path = tmp_path / "g.json"
    for name in ("links", "edges", "rels", "relationships", "arcs"):
        path.write_text(json.dumps({"nodes": nodes, name: [link]}), encoding="utf-8")
        assert Facts(path).rows("WORKED_ON", "from_id", "to_id") == [("a", "f")]
    path.write_text(json.dumps({"nodes": nodes, "ties": [link]}), encoding="utf-8")
    assert Facts(path).problems == [("ties (count: 1)", "links not read")]


PEOPLE = [
    {"name": "Ute", "kind": "Person"},
    {"name": "Ebb", "kind": "Project", "type": "film"},
    {"name": "Ivo", "kind": "Person"},
]
ENDS = {
    "places without ids": ([{}, {}, {}], (0, 1), (2, 1)),
    "places beside ids that are places": ([{"id": 2}, {"id": 0}, {"id": 1}], (0, 1), (2, 1)),
    "places beside other ids": ([{"id": "x"}, {"id": "y"}, {"id": "z"}], (0, 1), (2, 1)),
    "names": ([{}, {}, {}], ("Ute", "Ebb"), ("Ivo", "Ebb")),
    "ids": ([{"id": 2}, {"id": 0}, {"id": 1}], (2, 0), (1, 0)),
    "whole nodes": (
        [{"id": 2}, {"id": 0}, {"id": 1}],
        ({"id": 2}, {"id": 0}),
        ({"id": 1}, {"id": 0}),
    ),
}


@pytest.mark.parametrize("case", ENDS)
@pytest.mark.parametrize("is_cytoscape", [False, True])
def test_links_lead_where_they_should(tmp_path: Path, case: str, is_cytoscape: bool) -> None:
    ids, *ends = ENDS[case]
    nodes: list[Any] = [{**own, **person} for own, person in zip(ids, PEOPLE, strict=True)]
    roles = ("director", "actor")
    links: list[Any] = [
        {"source": a, "target": b, "kind": "WORKED_ON", "role": role}
        for (a, b), role in zip(ends, roles, strict=True)
    ]
    if is_cytoscape:
        nodes, links = ([{"data": e, "selected": False} for e in es] for es in (nodes, links))
    document: Any = {"nodes": nodes, "edges": links}
    path = tmp_path / "drawn.cyjs"
    path.write_text(json.dumps({"elements": document} if is_cytoscape else document))
    facts = Facts(path)
    names = dict(facts.rows("Person", "id", "name") + facts.rows("Project", "id", "name"))
    credits = facts.rows("WORKED_ON", "role", "from_id", "to_id")
    assert [(role, names[a], names[b]) for role, a, b in credits] == [
        ("actor", "Ivo", "Ebb"),
        ("director", "Ute", "Ebb"),
    ]
    assert facts.problems == []
    assert "names no sources; the file itself is the source of its facts" in facts.notes


OTHER_JSON = {
    "json graph format": {
        "graph": {
            "nodes": {"a": {"label": "Ute", "metadata": {"t": 1}}, "b": {"label": "Ivo"}},
            "edges": [{"source": "a", "target": "b", "metadata": {"weight": 2}}],
        }
    },
    "several graphs": {
        "graphs": [
            {"nodes": {"a": {"label": "Ute"}}},
            {
                "nodes": {"b": {"label": "Ivo"}},
                "edges": [{"source": "a", "target": "b", "weight": 2}],
            },
        ]
    },
    "graphology": {
        "nodes": [{"key": i, "attributes": {"label": n}} for i, n in (("a", "Ute"), ("b", "Ivo"))],
        "edges": [{"key": 1, "source": "a", "target": "b", "attributes": {"weight": 2}}],
    },
    "vis.js": {
        "nodes": [{"id": "a", "label": "Ute"}, {"id": "b", "label": "Ivo"}],
        "edges": [{"from": "a", "to": "b", "weight": 2}],
    },
    "cytoscape's flat list": [
        {"data": {"id": "a", "label": "Ute"}},
        {"data": {"id": "b", "label": "Ivo"}},
        {"group": "edges", "data": {"id": "e", "source": "a", "target": "b", "weight": 2}},
    ],
}


@pytest.mark.parametrize("form", OTHER_JSON)
def test_other_forms_of_json_are_graphs_too(tmp_path: Path, form: str) -> None:
    rules = (
        'nodes: {"*": {kind: Person, properties: {name: label}}}\n'
        'links: {"*": {kind: KNOWS, properties: {weight: weight}}}\n'
    )
    facts = mapped(tmp_path, "g.json", json.dumps(OTHER_JSON[form]), rules)
    assert importer_for(tmp_path / "g.json").name == "node_link"
    assert facts.rows("Person", "id", "name") == [("g:a", "Ute"), ("g:b", "Ivo")]
    assert facts.rows("KNOWS", "from_id", "to_id", "weight") == [("g:a", "g:b", 2.0)]
    assert facts.problems == []


def test_links_without_ends_are_refused_one_by_one(tmp_path: Path) -> None:
    nodes = [{"id": "a", "label": "Ute"}, {"id": "b", "label": "Ivo"}]
    links: list[Any] = [{"source": "a"}, {"source": None, "target": "b"}, 5, None, []]
    text = json.dumps({"nodes": nodes, "links": [*links, {"source": "b", "target": "a"}]})
    rules = 'nodes: {"*": {kind: Person, properties: {name: label}}}\nlinks: {"*": {kind: KNOWS}}\n'
    facts = mapped(tmp_path, "g.json", text, rules)
    assert facts.rows("KNOWS", "from_id", "to_id") == [("g:a", "g:b")]
    assert {problem for _, problem in facts.problems} == {"missing value"}
    assert len(facts.problems) >= len(links)


def test_a_mapping_can_say_that_ends_are_places(tmp_path: Path) -> None:
    nodes = [{"id": 1, "n": "Ute"}, {"id": 0, "n": "Ivo"}, {"id": 2, "n": "Lin"}]
    text = json.dumps({"nodes": nodes, "links": [{"source": 0, "target": 2}]})
    rules = 'nodes: {"*": {kind: Person, properties: {name: n}}}\nlinks: {"*": {kind: MENTORS}}\n'
    facts = mapped(tmp_path, "g.json", text, rules)
    assert facts.rows("MENTORS", "from_id", "to_id") == [("g:0", "g:2")]
    assert any("could be ids or positions" in note for note in facts.notes)
    facts = mapped(tmp_path, "g.json", text, "ends: position\n" + rules)
    assert facts.rows("MENTORS", "from_id", "to_id") == [("g:1", "g:2")]
    assert not facts.notes


GML = """Creator "igraph"
# a comment with [ and ]
graph
[
  directed 1
  edge [ source 1 target 2 role "director" ]
  node [ id 1 label "Ute &#77;aar" kind "person" graphics [ x 1.5 type "oval" ] ]
  node [ id 2 label "Ebb &amp; Flow" kind "film" year 2001 ]
  node [ id 3 label "Reed" kind "firm" ]
  node [ id 4 label "Ivo" kind "person" gid 3 ]
  node [ label "No id" kind "person" ]
  edge [ source 4 target 2 role "actor" characters "Ada" characters "Eve" ]
  edge [ source 4 target 2 role "writer" ]
]
"""
GML_RULES = """label: [kind]
nodes:
  person: {kind: Person, properties: {name: label}}
  film: {kind: Project, properties: {name: label, year: year}}
  firm: {kind: Organisation, properties: {name: label}}
links:
  "*": {kind: WORKED_ON, properties: {role: role, characters: characters}}
  in group: {kind: BELONGS_TO}
"""


@pytest.mark.parametrize("one_line", [False, True])
def test_gml_is_read(tmp_path: Path, one_line: bool) -> None:
    text = GML.replace("# a comment with [ and ]\n", "").replace("\n", " ") if one_line else GML
    facts = mapped(tmp_path, "g.gml", text, GML_RULES)
    assert facts.rows("Person", "id", "name") == [("g:1", "Ute Maar"), ("g:4", "Ivo")]
    assert facts.rows("Project", "name", "year") == [("Ebb & Flow", 2001)]
    assert facts.rows("WORKED_ON", "from_id", "role", "characters") == [
        ("g:1", "director", None),
        ("g:4", "actor", ["Ada", "Eve"]),
        ("g:4", "writer", None),
    ]
    assert facts.rows("BELONGS_TO", "from_id", "to_id") == [("g:4", "g:3")]
    assert facts.problems == [("", "missing value")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("graph [ node [ id 1 ]", "line 1: .*ends in the middle"),
        ("graph [\n node [ id 1 ] ] ]", "line 2: .*closes nothing"),
        ('graph [\n\n "x" 1 ]', "line 3: .*no name before it"),
        ("graph [ " * 200, "nested more than"),
        ('graph [ node [ id 1 label "x', "ends in the middle"),
    ],
)
def test_broken_gml_is_one_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "g.gml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        Facts(path)


def test_a_graph_is_known_by_its_content(tmp_path: Path) -> None:
    for name, text, importer in (
        ("a.xml", CONNECTED, "gexf"),
        ("b.txt", YED, "graphml"),
        ("c.dat", GML, "gml"),
        ("d.export", APOC_FORMS["lines.json"], "node_link"),
        ("e.cyjs", json.dumps({"elements": {"nodes": []}}), "node_link"),
    ):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert importer_for(path).name == importer


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "utf-8-sig"])
def test_gml_and_json_are_read_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    texts = {
        "g.gml": GML.replace("Ute &#77;aar", "Zoë Maar"),
        "g.json": APOC_FORMS["rels.json"].replace("Ute", "Zoë"),
    }
    for name, rules in (("g.gml", GML_RULES), ("g.json", APOC_RULES)):
        mapping = tmp_path / "rules.yaml"
        mapping.write_text(HEAD.format(file=name) + rules, encoding="utf-8")
        (tmp_path / name).write_bytes(texts[name].encode(encoding))
        assert any("Zoë" in row[0] for row in Facts(mapping).rows("Person", "name"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
@pytest.mark.parametrize("declared", ["UTF-8", "UTF-16"])
def test_xml_is_read_in_the_encoding_that_it_is_in(
    tmp_path: Path, encoding: str, declared: str
) -> None:
    text = (
        f'<?xml version="1.0" encoding="{declared}"?>'
        '<graphml><key id="k" for="node" attr.name="kind"/><key id="n" for="node" '
        'attr.name="name"/><graph><node id="t:1"><data key="k">Person</data>'
        '<data key="n">Zoë 张艺谋</data></node></graph></graphml>'
    )
    path = tmp_path / "g.graphml"
    path.write_bytes(text.encode(encoding))
    assert importer_for(path).name == "graphml"
    elements = events(Member("g.graphml", path))
    assert "Zoë 张艺谋" in [event.text for event in elements if event.tag == "data"]
