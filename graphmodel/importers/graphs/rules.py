"""A mapping of a foreign graph's labels and properties to those of the graph model.

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

from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, kind_of
from graphmodel.schema.yaml_lines import YamlNode, did_you_mean, read_yaml

TOP_KEYS = (
    *("graph", "neo4j", "database", "prefix", "label", "source", "nodes", "links", "leave_out"),
)
ANY_LABEL = "*"
"""The label of the rule for elements that no other rule matches."""
DEFAULT_LABEL_KEYS = ("labels", "label", "kind", "type")
_SOURCE_KEYS = ("name", "publisher", "address", "licence", "published", "retrieved")
_RESERVED_PROPERTIES = ("id", "sources", "namespace", "fictional")


@dataclass(frozen=True)
class Rule:
    """The kind and properties for one label; ``properties`` maps our names to the graph's.

    ``id`` is the property that identifies a node, or None for the graph's own id; with
    ``reverse``, a link runs in the opposite direction to its kind.
    """

    kind: str
    properties: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    id: str | None = None
    reverse: bool = False


@dataclass(frozen=True)
class GraphMapping:
    """A mapping file: the location of the graph, and a rule for each label to import."""

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
    block = top.checked_block("a mapping of a graph", TOP_KEYS)
    if ("graph" in block) == ("neo4j" in block):
        top.fail("give either graph: with a file, or neo4j: with an address")
    for needed in ("prefix", "source", "nodes"):
        if needed not in block:
            top.fail(f"{needed}: is missing; see docs/graphs.md")
    source = block["source"].checked_block("source", _SOURCE_KEYS)
    if "name" not in source:
        block["source"].fail("source needs a name: by which people can look it up")
    prefix = block["prefix"].text("prefix").strip().rstrip(":")
    links = block["links"].block("links") if "links" in block else {}
    return GraphMapping(
        path=path,
        graph=_optional_text(block, "graph"),
        neo4j=_optional_text(block, "neo4j"),
        database=_optional_text(block, "database"),
        prefix=prefix,
        labels=block["label"].texts("label") if "label" in block else DEFAULT_LABEL_KEYS,
        source={name: text.text(name) for name, text in source.items()},
        nodes={
            n: _parse_rule(n, rule, NODE_KINDS) for n, rule in block["nodes"].block("nodes").items()
        },
        links={n: _parse_rule(n, rule, LINK_KINDS) for n, rule in links.items()},
        leave_out=frozenset(block["leave_out"].texts("leave_out") if "leave_out" in block else ()),
    )


def _optional_text(block: Mapping[str, YamlNode], name: str) -> str | None:
    return block[name].text(name) if name in block else None


def _parse_rule(label: str, rule: YamlNode, kinds: Collection[str]) -> Rule:
    is_node = kinds is NODE_KINDS
    keys = ("kind", "properties", "constants", "id" if is_node else "reverse")
    block = rule.checked_block(label, keys)
    if "kind" not in block:
        rule.fail(f"{label} needs a kind: one of {', '.join(kinds)}")
    kind = block["kind"].choice(f"{label}: kind", kinds)
    return Rule(
        kind,
        _text_pairs(block, "properties", kind),
        _text_pairs(block, "constants", kind),
        _optional_text(block, "id"),
        "reverse" in block and block["reverse"].boolean("reverse"),
    )


def _text_pairs(block: Mapping[str, YamlNode], name: str, kind: str) -> dict[str, str]:
    if name not in block:
        return {}
    allowed = [p.name for p in kind_of(kind).properties if p.name not in _RESERVED_PROPERTIES]
    pairs = block[name].block(name)
    for ours, theirs in pairs.items():
        if ours not in allowed:
            theirs.fail(f"{kind} has no property {ours!r}{did_you_mean(ours, allowed)}")
    return {ours: theirs.text(ours) for ours, theirs in pairs.items()}
