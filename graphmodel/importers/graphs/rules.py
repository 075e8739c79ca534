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

A property may be computed, as in mappings of tables: ``works: {from: "{films}", split: "|"}``. A
label of links may have a list of rules; the first that joins the kinds of both ends applies.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from graphmodel.errors import InputError
from graphmodel.importers.mappings.parse import PLACEHOLDER, parse_value
from graphmodel.importers.mappings.spec import ValueRule
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, kind_of, link_kinds
from graphmodel.schema.yaml_lines import YamlNode, parse_yaml, read_yaml

TOP_KEYS = (
    *("graph", "neo4j", "database", "prefix", "label", "ends", "source"),
    *("nodes", "links", "leave_out"),
)
ANY_LABEL = "*"
"""The label of the rule for elements that no other rule matches."""
DEFAULT_LABEL_KEYS = ("labels", "label", "kind", "type")
_SOURCE_KEYS = ("name", "publisher", "address", "licence", "published", "retrieved")
_RESERVED_PROPERTIES = ("id", "sources", "namespace", "fictional")


@dataclass(frozen=True, eq=False)
class Rule:
    """The kind and properties for one label; ``properties`` maps our names to the graph's, and
    ``computed`` to values with steps.

    ``id`` is the property that identifies a node, or None for the graph's own id; with
    ``reverse``, a link runs in the opposite direction to its kind.
    """

    kind: str
    properties: Mapping[str, str] = field(default_factory=dict)
    computed: Mapping[str, ValueRule] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    id: str | None = None
    reverse: bool = False

    @cached_property
    def references(self) -> tuple[str, ...]:
        """The graph's names in its computed values."""
        names = (name for value in self.computed.values() for name in _names_in(value))
        return tuple(dict.fromkeys(names))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name of the graph that it reads."""
        own = {self.id} if self.id else set()
        return frozenset({*self.properties.values(), *self.references, *own})

    @cached_property
    def single_names(self) -> tuple[str, ...]:
        """The names whose property takes one value."""
        lists = {p.name for p in kind_of(self.kind).properties if p.is_list}
        names = [theirs for ours, theirs in self.properties.items() if ours not in lists]
        for ours, value in self.computed.items():
            names += _names_in(value) if ours not in lists else []
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True)
class GraphMapping:
    """A mapping file: the location of the graph, and a rule for each label to import."""

    path: Path
    graph: str | None
    neo4j: str | None
    database: str | None
    prefix: str
    labels: tuple[str, ...]
    label_given: bool
    ends: str | None
    source: Mapping[str, str]
    nodes: Mapping[str, Rule]
    links: Mapping[str, tuple[Rule, ...]]
    leave_out: frozenset[str]


def read_rules(path: Path) -> GraphMapping:
    """The mapping in a YAML file; raises InputError with file, line and what to do."""
    return _build(read_yaml(path), path)


def parse_rules(text: str, path: Path) -> GraphMapping:
    """Like ``read_rules``, from text that is, or would be, at ``path``."""
    return _build(parse_yaml(text, str(path)), path)


def is_graph_mapping(path: Path) -> bool:
    """Whether a YAML file is a mapping of a graph, and not of a table."""
    if path.suffix.lower() not in (".yaml", ".yml") or not path.is_file():
        return False
    try:
        top = read_yaml(path).value
    except InputError:
        return False
    return isinstance(top, dict) and bool(top.keys() & {"graph", "neo4j"})


def _build(top: YamlNode, path: Path) -> GraphMapping:
    block = top.checked_block("a mapping of a graph", TOP_KEYS)
    if ("graph" in block) == ("neo4j" in block):
        top.fail("give either graph: with a file, or neo4j: with an address")
    for needed in ("prefix", "source", "nodes"):
        if needed not in block:
            top.fail("{needed}: is missing; see docs/graphs.md", needed=needed)
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
        label_given="label" in block,
        ends=block["ends"].choice("ends", ("id", "position")) if "ends" in block else None,
        source={name: text.text(name) for name, text in source.items()},
        nodes={
            n: _parse_rule(n, rule, NODE_KINDS) for n, rule in block["nodes"].block("nodes").items()
        },
        links={n: _parse_link_rules(n, rule) for n, rule in links.items()},
        leave_out=frozenset(block["leave_out"].texts("leave_out") if "leave_out" in block else ()),
    )


def _optional_text(block: Mapping[str, YamlNode], name: str) -> str | None:
    return block[name].text(name) if name in block else None


def _parse_link_rules(label: str, node: YamlNode) -> tuple[Rule, ...]:
    entries = node.value if isinstance(node.value, list) else [node]
    if not entries:
        node.fail(
            "{label} needs a rule such as {{kind: {link_kind}}}",
            label=label,
            link_kind=link_kinds("credit")[0],
        )
    return tuple(_parse_rule(label, entry, LINK_KINDS) for entry in entries)


def _parse_rule(label: str, rule: YamlNode, kinds: Collection[str]) -> Rule:
    is_node = kinds is NODE_KINDS
    keys = ("kind", "properties", "constants", "id" if is_node else "reverse")
    block = rule.checked_block(label, keys)
    if "kind" not in block:
        rule.fail("{label} needs a kind: one of {kinds}", label=label, kinds=", ".join(kinds))
    kind = block["kind"].choice(f"{label}: kind", kinds)
    properties = _property_block(block, "properties", kind)
    plain = {n: v.text(n) for n, v in properties.items() if not isinstance(v.value, (dict, list))}
    return Rule(
        kind,
        plain,
        {n: _computed(v, n) for n, v in properties.items() if n not in plain},
        {n: v.text(n) for n, v in _property_block(block, "constants", kind).items()},
        _optional_text(block, "id"),
        "reverse" in block and block["reverse"].boolean("reverse"),
    )


def _property_block(block: Mapping[str, YamlNode], name: str, kind: str) -> dict[str, YamlNode]:
    if name not in block:
        return {}
    allowed = [p.name for p in kind_of(kind).properties if p.name not in _RESERVED_PROPERTIES]
    return block[name].checked_block(f"{name} of {kind}", allowed)


def _computed(node: YamlNode, name: str) -> ValueRule:
    """A value with steps; ``from: films`` without braces names an attribute as well."""
    value = parse_value(node, name)
    if value.template and not PLACEHOLDER.search(value.template):
        return replace(value, template=f"{{{value.template}}}")
    return value


def _names_in(value: ValueRule) -> list[str]:
    names = PLACEHOLDER.split(value.template)[1::2]
    return [*names, *(name for alternative in value.first for name in _names_in(alternative))]
