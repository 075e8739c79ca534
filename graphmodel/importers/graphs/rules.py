"""A mapping of another graph's labels and properties to kinds and properties of the graph model.

graph: films.graphml            # or  neo4j: bolt://127.0.0.1:7687  (and  database: films)
prefix: films                   # ids become films:...
source: {name: My films, publisher: me}
nodes:
  Actor: {kind: Person, id: personId, properties: {name: fullName, born: birthYear}}
  Movie: {kind: Project, properties: {name: title, year: released}, constants: {type: film}}
links:
  ACTED_IN: {kind: WORKED_ON, properties: {characters: roles}, constants: {role: actor}}
leave_out: [Review]
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graphmodel.importers.mappings.yaml_lines import YamlNode, did_you_mean, read_yaml
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, kind_of

TOP = (*("graph", "neo4j", "database", "prefix", "label", "source", "nodes", "links", "leave_out"),)
ANY = "*"
"""The label of a rule for whatever no other rule is for."""
LABELS = ("labels", "label", "kind", "type")
_SOURCE = ("name", "publisher", "address", "licence", "published", "retrieved")
_SET_ELSEWHERE = ("id", "sources", "namespace", "fictional")


@dataclass(frozen=True)
class Rule:
    """What the nodes or links of one label are: ``properties`` are theirs by the name of ours.

    ``id`` is the property of a node that tells it apart, or None for the graph's own id;
    ``reverse`` says that a link runs the other way than its kind.
    """

    kind: str
    properties: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    id: str | None = None
    reverse: bool = False


@dataclass(frozen=True)
class GraphMapping:
    """A mapping file: where the graph is, and a rule for each label that is taken."""

    path: Path
    graph: str | None
    neo4j: str | None
    database: str | None
    prefix: str
    labels: tuple[str, ...]
    source: Mapping[str, str]
    nodes: Mapping[str, Rule]
    links: Mapping[str, Rule]
    leave_out: frozenset[str]


def read_rules(path: Path) -> GraphMapping:
    """The mapping in a YAML file; raises InputError with file, line and what to do."""
    top = read_yaml(path)
    said = top.known("a mapping of a graph", TOP)
    if ("graph" in said) == ("neo4j" in said):
        top.fail("give either graph: with a file, or neo4j: with an address")
    for needed in ("prefix", "source", "nodes"):
        if needed not in said:
            top.fail(f"{needed}: is missing; see docs/graphs.md")
    source = said["source"].known("source", _SOURCE)
    if "name" not in source:
        said["source"].fail("source needs a name: what people can look up")
    prefix = said["prefix"].text("prefix").strip().rstrip(":")
    links = said["links"].block("links") if "links" in said else {}
    return GraphMapping(
        path=path,
        graph=_text(said, "graph"),
        neo4j=_text(said, "neo4j"),
        database=_text(said, "database"),
        prefix=prefix,
        labels=said["label"].texts("label") if "label" in said else LABELS,
        source={name: text.text(name) for name, text in source.items()},
        nodes={n: _rule(n, rule, NODE_KINDS) for n, rule in said["nodes"].block("nodes").items()},
        links={n: _rule(n, rule, LINK_KINDS) for n, rule in links.items()},
        leave_out=frozenset(said["leave_out"].texts("leave_out") if "leave_out" in said else ()),
    )


def _text(said: Mapping[str, YamlNode], name: str) -> str | None:
    return said[name].text(name) if name in said else None


def _rule(label: str, rule: YamlNode, kinds: Collection[str]) -> Rule:
    is_node = kinds is NODE_KINDS
    parts = ("kind", "properties", "constants", "id" if is_node else "reverse")
    said = rule.known(label, parts)
    if "kind" not in said:
        rule.fail(f"{label} needs a kind: one of {', '.join(kinds)}")
    kind = said["kind"].choice(f"{label}: kind", kinds)
    return Rule(
        kind,
        _pairs(said, "properties", kind),
        _pairs(said, "constants", kind),
        _text(said, "id"),
        "reverse" in said and said["reverse"].truth("reverse"),
    )


def _pairs(said: Mapping[str, YamlNode], name: str, kind: str) -> dict[str, str]:
    if name not in said:
        return {}
    allowed = [p.name for p in kind_of(kind).properties if p.name not in _SET_ELSEWHERE]
    pairs = said[name].block(name)
    for ours, theirs in pairs.items():
        if ours not in allowed:
            theirs.fail(f"{kind} has no property {ours!r}{did_you_mean(ours, allowed)}")
    return {ours: theirs.text(ours) for ours, theirs in pairs.items()}
