"""A question in Cypher from a pattern of nodes, links and conditions that is put together by steps.

A step is a text, so that a pattern can stand in an address: ``Person`` begins with a kind,
``0 WORKED_ON > Project`` links node 0 (counted from 0 as they were added) with another one, ``<``
the other way, and ``1 shown year >=`` is a condition on a property of node 1, or of the link that
node 1 came with. Values are never part of it: each condition is a parameter of the statement.
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
"""Nodes of a pattern: more are neither read at a glance nor answered in time."""

IS, CONTAINS, FROM, UNTIL, HAS = "=", "contains", ">=", "<=", "has"
COMPARISONS = {
    IS: "is", CONTAINS: "contains", FROM: "is from", UNTIL: "is until", HAS: "has",
}  # fmt: skip
"""How a property is compared with a parameter, in words."""

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
"""Words of Cypher that would be read as such in place of a name."""


@dataclass(frozen=True)
class Condition:
    """A property, of a node or of the link that it came with, compared with a parameter."""

    node: int
    side: str
    property: str
    comparison: str

    def step(self) -> str:
        """The condition as a step."""
        return f"{self.node} {self.side} {self.property} {self.comparison}"


@dataclass(frozen=True)
class Linked:
    """A node of a kind, and the link with an earlier one that it came with; without one, the
    first."""

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
    """The statement of a pattern, with the type of each of its parameters by name."""

    statement: str
    types: dict[str, str] = field(default_factory=dict)


def pattern_of(steps: Sequence[str]) -> Pattern:
    """The pattern that steps make; raises InputError for a step that means nothing, such as one
    with a kind that the schema does not have."""
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
        "{step!r} is no step that can follow here; take it back or start again", step=step
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
"""How many nodes or links have a property: by side, kind and the property's name."""


def filled_properties(network: Network) -> dict[tuple[str, str, str], int]:
    """How many nodes and links of each kind have each property in a network."""
    counts: dict[tuple[str, str, str], int] = {}
    for side, frame in ((NODE_SIDE, network.nodes), (LINK_SIDE, network.links)):
        for row in frame.group_by("kind").agg(pl.all().count()).iter_rows(named=True):
            counts |= {(side, row["kind"], name): row[name] for name in row if name != "kind"}
    return counts


def filled_first(pattern: Pattern, filled: Filled) -> list[Condition]:
    """Every condition that can be added to a pattern: for each node first those on properties that
    most of its kind have, last those that none has here."""

    def rank(condition: Condition) -> tuple[int, int]:
        node = pattern.nodes[condition.node]
        kind = node.kind if condition.side == NODE_SIDE else node.link
        return condition.node, -filled.get((condition.side, kind, condition.property), 0)

    return sorted(next_conditions(pattern), key=rank)


def in_words(node: Linked) -> str:
    """How a node is linked, such as "worked on a Project"; the first is its kind alone."""
    return f"{link_in_words(node)} {node.kind}" if node.link else node.kind


def link_in_words(node: Linked) -> str:
    """The link that a node came with, such as "worked on"."""
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
    """The variable of each node, after its kind."""
    return _numbered([_safe(node.kind.lower()) for node in pattern.nodes])


def built(pattern: Pattern) -> BuiltQuestion:
    """The statement that finds a pattern, its values as parameters."""
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
    """Whether a condition says which node is meant: its parameter takes a name, too."""
    return (condition.side, condition.property) == (NODE_SIDE, _ID)


def _shown_paths(pattern: Pattern) -> range:
    """The nodes at which a path of the statement ends: each but the first, or that alone."""
    return range(1, len(pattern.nodes)) if len(pattern.nodes) > 1 else range(1)


def _path(pattern: Pattern, number: int, names: Sequence[str], links: Sequence[str]) -> str:
    node = pattern.nodes[number]
    if not node.link:
        return f"({names[0]}:{node.kind})"
    source = pattern.nodes[node.source]
    # The first of its paths names the kind; later ones, which node is meant.
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
        # A date may stop at the year or the month, and so may the one given.
        value = f"substring({value}, 0, size({parameter}))"
    if condition.comparison == CONTAINS:
        return f"toLower({value}) CONTAINS toLower({parameter})"
    return f"{value} {condition.comparison} {parameter}"


def _columns(pattern: Pattern, names: Sequence[str], links: Sequence[str]) -> Iterator[str]:
    """The name and id of each node, and what conditions are on."""
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
    """The parameter of each condition: the property, with what it is of where several have it."""
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
    """The variable of the link that each node came with; the first has none."""
    taken = node_names(pattern)
    names = [_safe(node.link.lower()) if node.link else "" for node in pattern.nodes]
    return _numbered([*taken, *names])[len(taken) :]


def _numbered(names: Sequence[str]) -> list[str]:
    """The names, those that recur with a number."""
    counts: dict[str, int] = {}
    numbered = []
    for name in names:
        counts[name] = counts.get(name, 0) + 1
        numbered.append(name if counts[name] == 1 else f"{name}{counts[name]}")
    return numbered


def _safe(name: str) -> str:
    """A name that Cypher takes for no word of its own."""
    plain = re.sub(r"\W", "_", name)
    return f"{plain}_" if plain in _TAKEN else plain


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[^\W\d]\w*", name) and name not in _TAKEN else f"`{name}`"
