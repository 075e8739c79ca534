"""Cypher questions built step by step from a pattern of nodes, links and conditions.

A step is a text, so that a pattern fits in a URL: ``Person`` starts with a kind, ``0 WORKED_ON >
Project`` links node 0 (counted from 0 in the order added) to another one, with ``<`` for the
opposite direction, and ``1 node year >=`` is a condition on a property of node 1, or with ``link``
of the link that node 1 was added with. Values are never part of it: each condition is a parameter
of the statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.schema.declarations import Property
from graphmodel.schema.model import JUDGEMENT, LINK_KINDS, NODE_KINDS
from graphmodel.workspace.parameters import NUMBER, TEXT, TRUTH

OUT, BACK = ">", "<"
NODE_SIDE, LINK_SIDE = "node", "link"
MOST_NODES = 8
"""Most nodes in a pattern: larger ones are neither read at a glance nor answered in time."""

IS, CONTAINS, FROM, UNTIL, HAS = "=", "contains", ">=", "<=", "has"
COMPARISONS = {
    IS: "is", CONTAINS: "contains", FROM: "is from", UNTIL: "is until", HAS: "has",
}  # fmt: skip
"""Comparisons of a property with a parameter, and their wording."""

_BY_TYPE = {
    "text": (CONTAINS, IS),
    "texts": (HAS,),
    "year": (FROM, UNTIL, IS),
    "integer": (FROM, UNTIL, IS),
    "number": (FROM, UNTIL, IS),
    "date": (FROM, UNTIL),
    "boolean": (IS,),
}
_NUMBERS = ("year", "integer", "number")
_NAME, _ID = "name", "id"
_NOT_ASKED = frozenset({"sources", "namespace", "web", "conflicting_values"})
_TAKEN = frozenset(
    (
        "all", "and", "any", "as", "asc", "by", "call", "case", "contains", "count", "create",
        "delete", "desc", "detach", "distinct", "drop", "else", "end", "exists", "false", "for",
        "foreach", "in", "insert", "is", "limit", "load", "match", "merge", "none", "not", "null",
        "on", "optional", "or", "order", "remove", "return", "set", "single", "skip", "then",
        "true", "union", "unwind", "use", "when", "where", "with", "xor",
    )
)  # fmt: skip
"""Cypher keywords, which cannot serve as names."""


@dataclass(frozen=True)
class Condition:
    """Compares a property of a node, or of the link that it was added with, with a parameter."""

    node: int
    side: str
    property: str
    comparison: str

    def step(self) -> str:
        """The condition as a step."""
        return f"{self.node} {self.side} {self.property} {self.comparison}"


@dataclass(frozen=True)
class Linked:
    """A node of a kind, and the link to an earlier node that it was added with; the first has
    none."""

    kind: str
    link: str = ""
    source: int = 0
    way: str = OUT

    def step(self) -> str:
        """The node as a step."""
        return f"{self.source} {self.link} {self.way} {self.kind}" if self.link else self.kind


@dataclass(frozen=True)
class Pattern:
    """Nodes, the first without a link, and conditions on them."""

    nodes: tuple[Linked, ...] = ()
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class BuiltQuestion:
    """The statement of a pattern, with the type of each parameter by name."""

    statement: str
    types: dict[str, str] = field(default_factory=dict)


def pattern_of(steps: Sequence[str]) -> Pattern:
    """Build a pattern from steps; raises InputError for an invalid step, such as one with a kind
    that the schema does not have."""
    pattern = Pattern()
    for step in steps:
        pattern = _with(pattern, step)
    return pattern


def _with(pattern: Pattern, step: str) -> Pattern:
    words = step.split(" ")
    for node in next_nodes(pattern):
        if node.step().split(" ") == words:
            return Pattern((*pattern.nodes, node), pattern.conditions)
    for condition in next_conditions(pattern):
        if condition.step().split(" ") == words:
            return Pattern(pattern.nodes, (*pattern.conditions, condition))
    raise InputError(
        "{step!r} is not a step that can follow here; undo it or start again", step=step
    )


def next_nodes(pattern: Pattern) -> Iterator[Linked]:
    """Every node that can be added to a pattern."""
    if not pattern.nodes:
        yield from map(Linked, NODE_KINDS)
        return
    if len(pattern.nodes) == MOST_NODES:
        return
    for number, node in enumerate(pattern.nodes):
        for link in (kind for kind in LINK_KINDS.values() if kind.name != JUDGEMENT):
            for first, second in link.ends:
                if first == node.kind:
                    yield Linked(second, link.name, number, OUT)
                if second == node.kind:
                    yield Linked(first, link.name, number, BACK)


def next_conditions(pattern: Pattern) -> Iterator[Condition]:
    """Every condition that can be added to a pattern, each once."""
    for number, node in enumerate(pattern.nodes):
        for side, properties in ((LINK_SIDE, _of_link(node)), (NODE_SIDE, _of_node(node.kind))):
            for prop in properties:
                is_id = (side, prop.name) == (NODE_SIDE, _ID)
                for comparison in (IS,) if is_id else _BY_TYPE.get(prop.type, ()):
                    condition = Condition(number, side, prop.name, comparison)
                    if condition not in pattern.conditions:
                        yield condition


Filled = Mapping[tuple[str, str, str], int]
"""The number of nodes or links with a property, by side, kind and the property's name."""


def filled_properties(network: Network) -> dict[tuple[str, str, str], int]:
    """Count the nodes and links of each kind that have each property in a network."""
    counts: dict[tuple[str, str, str], int] = {}
    for side, frame in ((NODE_SIDE, network.nodes), (LINK_SIDE, network.links)):
        for row in frame.group_by("kind").agg(pl.all().count()).iter_rows(named=True):
            counts |= {(side, row["kind"], name): row[name] for name in row if name != "kind"}
    return counts


def filled_first(pattern: Pattern, filled: Filled) -> list[Condition]:
    """Every condition that can be added to a pattern: for each node, those on the properties most
    common for its kind first, and those on properties that none has here last."""

    def rank(condition: Condition) -> tuple[int, int]:
        node = pattern.nodes[condition.node]
        kind = node.kind if condition.side == NODE_SIDE else node.link
        return condition.node, -filled.get((condition.side, kind, condition.property), 0)

    return sorted(next_conditions(pattern), key=rank)


def in_words(node: Linked) -> str:
    """Describe how a node is linked, such as "worked on a Project"; the kind alone for the
    first."""
    return f"{link_in_words(node)} {node.kind}" if node.link else node.kind


def link_in_words(node: Linked) -> str:
    """The link that a node was added with, such as "worked on"."""
    link = LINK_KINDS[node.link]
    return link.caption if node.way == OUT else link.caption_back


def condition_in_words(pattern: Pattern, condition: Condition) -> str:
    """A condition, such as "year is from $year"."""
    parameter = _parameter_names(pattern)[condition]
    if _is_id(condition):
        return f"is ${parameter}"
    name = condition.property.replace("_", " ")
    return f"{name} {COMPARISONS[condition.comparison]} ${parameter}"


def node_names(pattern: Pattern) -> list[str]:
    """The variable of each node, named after its kind."""
    return _numbered([_safe(node.kind.lower()) for node in pattern.nodes])


def built(pattern: Pattern) -> BuiltQuestion:
    """Build the statement that finds a pattern, with values as parameters."""
    if not pattern.nodes:
        return BuiltQuestion("")
    names, links = node_names(pattern), _link_names(pattern)
    lines = [f"MATCH {_path(pattern, number, names, links)}" for number in _shown_paths(pattern)]
    wheres = [_comparison(pattern, each, names, links) for each in pattern.conditions]
    if wheres:
        lines.append("WHERE " + "\n  AND ".join(wheres))
    lines.append(f"RETURN DISTINCT {', '.join(_columns(pattern, names, links))}")
    lines.append(f"ORDER BY {names[0]}")
    parameters = _parameter_names(pattern)
    return BuiltQuestion(
        "\n".join(lines), {parameters[each]: _type(pattern, each) for each in pattern.conditions}
    )


def _of_node(kind: str) -> list[Property]:
    return [prop for prop in NODE_KINDS[kind].properties if prop.name not in _NOT_ASKED]


def _of_link(node: Linked) -> list[Property]:
    properties = LINK_KINDS[node.link].properties if node.link else ()
    return [prop for prop in properties if prop.name not in _NOT_ASKED]


def _property(pattern: Pattern, condition: Condition) -> Property:
    node = pattern.nodes[condition.node]
    properties = _of_node(node.kind) if condition.side == NODE_SIDE else _of_link(node)
    return next(prop for prop in properties if prop.name == condition.property)


def _is_id(condition: Condition) -> bool:
    """Whether a condition identifies a node: its parameter then also accepts a name."""
    return (condition.side, condition.property) == (NODE_SIDE, _ID)


def _shown_paths(pattern: Pattern) -> range:
    """Nodes at which a path of the statement ends: all but the first, or the first if it is
    alone."""
    return range(1, len(pattern.nodes)) if len(pattern.nodes) > 1 else range(1)


def _path(pattern: Pattern, number: int, names: Sequence[str], links: Sequence[str]) -> str:
    node = pattern.nodes[number]
    if not node.link:
        return f"({names[0]}:{node.kind})"
    source = pattern.nodes[node.source]
    # The first path with a node names its kind; later ones only use its variable.
    before = any(node.source in (n, pattern.nodes[n].source) for n in range(1, number))
    first = f"({names[node.source]})" if before else f"({names[node.source]}:{source.kind})"
    link = f"[{links[number]}:{node.link}]"
    joined = f"-{link}->" if node.way == OUT else f"<-{link}-"
    return f"{first}{joined}({names[number]}:{node.kind})"


def _comparison(
    pattern: Pattern, condition: Condition, names: Sequence[str], links: Sequence[str]
) -> str:
    variable = (names if condition.side == NODE_SIDE else links)[condition.node]
    value = f"{variable}.{_quoted(condition.property)}"
    parameter = f"${_parameter_names(pattern)[condition]}"
    if condition.comparison == HAS:
        return f"{parameter} IN {value}"
    if condition.comparison == UNTIL and _property(pattern, condition).type == "date":
        # A stored date may stop at the year or the month, and so may the parameter.
        value = f"substring({value}, 0, size({parameter}))"
    if condition.comparison == CONTAINS:
        return f"toLower({value}) CONTAINS toLower({parameter})"
    return f"{value} {condition.comparison} {parameter}"


def _columns(pattern: Pattern, names: Sequence[str], links: Sequence[str]) -> Iterator[str]:
    """Columns of the result: the name and id of each node, and the properties in conditions."""
    for name in names:
        yield f"{name}.{_NAME} AS {name}"
    asked = dict.fromkeys((c.node, c.side, c.property) for c in pattern.conditions)
    for node, side, name in asked:
        if (side, name) not in ((NODE_SIDE, _NAME), (NODE_SIDE, _ID)):
            variable = (names if side == NODE_SIDE else links)[node]
            yield f"{variable}.{_quoted(name)} AS {variable}_{name}"
    for name in names:
        yield f"{name}.id AS {name}_id"


def _parameter_names(pattern: Pattern) -> dict[Condition, str]:
    """Parameter of each condition, named after its property, or after the node for an id; repeated
    names are numbered."""
    wanted = []
    for condition in pattern.conditions:
        if _is_id(condition):
            wanted.append(node_names(pattern)[condition.node])
            continue
        suffix = {FROM: "_from", UNTIL: "_until"}.get(condition.comparison, "")
        wanted.append(f"{condition.property}{suffix}")
    return dict(zip(pattern.conditions, _numbered(wanted), strict=True))


def _type(pattern: Pattern, condition: Condition) -> str:
    if _is_id(condition):
        return pattern.nodes[condition.node].kind
    type_ = _property(pattern, condition).type
    if type_ in _NUMBERS:
        return NUMBER
    return TRUTH if type_ == "boolean" else TEXT


def _link_names(pattern: Pattern) -> list[str]:
    """The variable of the link that each node was added with; empty for the first."""
    taken = node_names(pattern)
    names = [_safe(node.link.lower()) if node.link else "" for node in pattern.nodes]
    return _numbered([*taken, *names])[len(taken) :]


def _numbered(names: Sequence[str]) -> list[str]:
    """The names, with a number from their second occurrence on."""
    counts: dict[str, int] = {}
    numbered = []
    for name in names:
        counts[name] = counts.get(name, 0) + 1
        numbered.append(name if counts[name] == 1 else f"{name}{counts[name]}")
    return numbered


def _safe(name: str) -> str:
    """A name that Cypher does not take for a keyword."""
    plain = re.sub(r"\W", "_", name)
    return f"{plain}_" if plain in _TAKEN else plain


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[^\W\d]\w*", name) and name not in _TAKEN else f"`{name}`"
