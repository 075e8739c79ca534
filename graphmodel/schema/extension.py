"""A user's own kinds, properties and allowed values, read from a ``schema.yaml``.

docs/schema.md describes the file. It is checked as a whole: all problems are listed at once, each
with its line. What is read is kept in the store in the same form (``as_text``), so that everybody
who opens the store has the same schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast, get_args

from graphmodel import words
from graphmodel.errors import InputError, SchemaError
from graphmodel.schema.declarations import (
    LIST_TYPES,
    UNITS,
    Cohort,
    Group,
    LinkKind,
    Meaning,
    NodeKind,
    Property,
    PropertyType,
    Relation,
    Trait,
)
from graphmodel.schema.link_kinds import DERIVED_LABELS, JUDGEMENT
from graphmodel.schema.link_kinds import with_shared as with_shared_link
from graphmodel.schema.model import SHIPPED, Schema
from graphmodel.schema.node_kinds import with_shared
from graphmodel.schema.yaml_lines import YamlNode, did_you_mean, parse_yaml, read_yaml

MAX_NAME = 60
MAX_TEXT = 200
MAX_KINDS = 100
MAX_PROPERTIES = 100
MAX_ALLOWED = 200

SHAPES = ("dot", "square", "star", "diamond", "triangle", "hexagon", "triangleDown", "box")
"""The shapes that pictures and legends can draw."""

MEANINGS: tuple[Meaning, ...] = tuple(m for m in get_args(Meaning) if m != "judgement")

_FROM_PEOPLE: tuple[Meaning, ...] = (
    *("meeting", "filling", "wish", "spokesperson", "help", "permission"),
)
_STARTS: Mapping[Meaning, tuple[str, ...]] = {
    "study": ("Person",),
    "teaching": ("Person",),
    "guidance": ("Person",),
    "acquaintance": ("Person",),
    "running": ("Person", "Organisation"),
    "attendance": UNITS,
    **dict.fromkeys(_FROM_PEOPLE, ("Person",)),
    "selection": (*UNITS, "Organisation"),
    "recommendation": ("Person", "School", "Organisation", "Programme"),
}
"""Where links of a meaning lead from; analyses read them from there."""

# Words of Cypher that one server or the other does not take as a name.
_CYPHER = frozenset(
    (
        *("all", "and", "any", "as", "asc", "ascending", "by", "call", "case"),
        *("constraint", "contains", "count", "create", "delete", "desc", "descending"),
        *("detach", "distinct", "drop", "else", "end", "ends", "exists", "false"),
        *("fieldterminator", "filter", "foreach", "from", "in", "index", "is", "join"),
        *("leading", "limit", "load", "match", "merge", "node", "none", "not", "null"),
        *("on", "optional", "or", "order", "path", "relationship", "remove", "return"),
        *("set", "shortestpath", "single", "skip", "starts", "then", "true", "union"),
        *("unique", "unwind", "when", "where", "with", "xor", "yield"),
    )
)
# Columns that tables and files of facts have beside the properties.
_COLUMNS = frozenset(
    (
        *("kind", "labels", "label", "source", "target", "from_id", "to_id", "line", "row"),
        *("ends", "joined_as", "links", "first", "last"),
    )
)
_LINK_COLUMNS = frozenset(("first_year", "last_year"))


@dataclass(frozen=True)
class _NameStyle:
    """How the names of something are written: their form, and both in words, for errors."""

    form: re.Pattern[str]
    noun: str
    style: str


_KIND = _NameStyle(
    re.compile(r"[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*"),
    words.mark("a kind"), words.mark("CamelCase, such as Agency"),
)  # fmt: skip
_LINK = _NameStyle(
    re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*"),
    words.mark("a link"), words.mark("capitals, such as MANAGES"),
)  # fmt: skip
_PROPERTY = _NameStyle(
    re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*"),
    words.mark("a property"), words.mark("lower case, such as first_office"),
)  # fmt: skip
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

Read = TypeVar("Read")
Named = TypeVar("Named", NodeKind, LinkKind)


@dataclass(frozen=True)
class Extension:
    """What a ``schema.yaml`` adds: ``nodes`` and ``links`` as declared there, further
    ``properties`` and further ``allowed`` values of kinds that ship. ``lines`` has the line of
    each kind, and of each of its properties, in ``file``."""

    nodes: tuple[NodeKind, ...] = ()
    links: tuple[LinkKind, ...] = ()
    properties: tuple[tuple[str, tuple[Property, ...]], ...] = ()
    allowed: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    file: str = ""
    lines: tuple[tuple[str, int], ...] = ()

    def line(self, kind: str, name: str = "") -> str:
        """Where a kind or property is declared: "schema.yaml, line 7"."""
        lines = dict(self.lines)
        at = lines.get(f"{kind}.{name}" if name else kind) or lines.get(kind)
        return f"{self.file}, line {at}" if at else self.file

    def as_text(self) -> str:
        """The extension as JSON, which ``parse_extension`` reads; the same for equal ones."""
        content = {
            "kinds": {kind.name: _node_content(kind) for kind in self.nodes},
            "links": {kind.name: _link_content(kind) for kind in self.links},
            "properties": {kind: _property_content(props) for kind, props in self.properties},
            "allowed": _allowed_content(self.allowed),
        }
        return json.dumps({key: value for key, value in content.items() if value}, sort_keys=False)

    def schema(self) -> Schema:
        """The schema that ships with this added to it."""
        added = dict(self.properties)
        allowed = {(kind, name): values for kind, name, values in self.allowed}

        def extended(kind: Named) -> Named:
            properties = (*kind.properties, *added.get(kind.name, ()))
            widened = (
                replace(p, allowed=p.allowed + allowed.get((kind.name, p.name), ()))
                for p in properties
            )
            return replace(kind, properties=tuple(widened))

        nodes = [*map(extended, SHIPPED.nodes.values()), *map(with_shared, self.nodes)]
        links = [*map(extended, SHIPPED.links.values()), *map(with_shared_link, self.links)]
        judged = tuple((kind.name, kind.name) for kind in self.nodes)
        links = [
            replace(link, ends=link.ends + judged) if link.name == JUDGEMENT else link
            for link in links
        ]
        return Schema({kind.name: kind for kind in nodes}, {link.name: link for link in links})


NOTHING = Extension()


def read_extension(path: Path) -> Extension:
    """The extension of a file; raises SchemaError with every problem, each with its line."""
    # Named as the user would: the command line hands on whole paths.
    inside = path.is_absolute() and path.is_relative_to(Path.cwd())
    displayed = path.relative_to(Path.cwd()) if inside else path
    return _parse(read_yaml(displayed, "schema"), str(displayed))


def parse_extension(text: str, file: str) -> Extension:
    """Like ``read_extension``, from text; ``file`` is its name in errors."""
    return _parse(parse_yaml(text, file, "schema"), file)


def _parse(root: YamlNode, file: str) -> Extension:
    parser = _Parser(file)
    extension = parser.extension(root)
    if parser.problems:
        in_order = sorted(parser.problems, key=lambda error: int(str(error.values.get("line", 0))))
        raise SchemaError("\n".join(map(str, in_order)))
    return extension


class _Parser:
    """Reads declarations and collects what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[InputError] = []
        self.lines: dict[str, int] = {}
        self.kinds: list[str] = []
        # Two names that differ in case alone would share a constraint, and a file on some systems.
        shipped = (*SHIPPED.nodes, *SHIPPED.links, *(label.name for label in DERIVED_LABELS))
        self.taken = {name.lower(): name for name in shipped}
        self.types: dict[bool, dict[str, tuple[str, str]]] = {False: {}, True: {}}
        for is_link, declared in ((False, SHIPPED.nodes), (True, SHIPPED.links)):
            for kind in declared.values():
                for p in kind.properties:
                    self.types[is_link].setdefault(p.name, (p.type, kind.name))

    @contextmanager
    def _noted(self) -> Iterator[None]:
        try:
            yield
        except InputError as error:
            self.problems.append(error)

    def _block(
        self, node: YamlNode, name: str, allowed: Collection[str], needed: Collection[str] = ()
    ) -> dict[str, YamlNode]:
        """The named nodes of a block, unknown ones noted and left out."""
        block = node.block(name)
        for key, entry in block.items():
            if key not in allowed:
                with self._noted():
                    entry.fail(
                        "{name} has no {key!r}{hint}",
                        name=name,
                        key=key,
                        hint=did_you_mean(key, allowed),
                    )
        for key in needed:
            if key not in block:
                with self._noted():
                    node.fail("{name} lacks {key}; give it", name=name, key=key)
        return {key: entry for key, entry in block.items() if key in allowed}

    def _read(self, read: Callable[[], Read], otherwise: Read) -> Read:
        with self._noted():
            return read()
        return otherwise

    def _named(self, node: YamlNode, name: str) -> dict[str, YamlNode]:
        with self._noted():
            return node.block(name)
        return {}

    def _entries(self, node: YamlNode, name: str) -> list[YamlNode]:
        with self._noted():
            return node.entries(name)
        return []

    def extension(self, root: YamlNode) -> Extension:
        block: dict[str, YamlNode] = {}
        with self._noted():
            block = self._block(root, "the schema", ("kinds", "links", "properties", "allowed"))
        sections = {name: self._section(block, name) for name in ("kinds", "links")}
        for kind, node in sections["kinds"].items():
            self._claim(kind, node, _KIND)
        for kind, node in sections["links"].items():
            self._claim(kind, node, _LINK)
        self.kinds = [*SHIPPED.nodes, *sections["kinds"]]
        nodes = [self._node_kind(name, node) for name, node in sections["kinds"].items()]
        links = [self._link_kind(name, node) for name, node in sections["links"].items()]
        return Extension(
            tuple(kind for kind in nodes if kind),
            tuple(link for link in links if link),
            tuple(self._more_properties(self._section(block, "properties"))),
            tuple(self._more_allowed(self._section(block, "allowed"))),
            self.file,
            tuple(self.lines.items()),
        )

    def _section(self, block: Mapping[str, YamlNode], name: str) -> dict[str, YamlNode]:
        if name not in block:
            return {}
        section = self._named(block[name], name)
        if len(section) > MAX_KINDS:
            with self._noted():
                block[name].fail(
                    "{n} {name}; declare {max_kinds} at most",
                    n=len(section),
                    name=name,
                    max_kinds=MAX_KINDS,
                )
            return {}
        return section

    def _claim(self, name: str, node: YamlNode, style: _NameStyle) -> None:
        self.lines[name] = node.line
        with self._noted():
            _check_name(name, node, style)
            if name.lower() in self.taken:
                node.fail(
                    "{name} is taken by {taken}; take another name",
                    name=name,
                    taken=self.taken[name.lower()],
                )
            if name.startswith("Graphmodel"):
                node.fail(
                    "{name}: names with Graphmodel are the program's own; take another", name=name
                )
            self.taken[name.lower()] = name

    def _node_kind(self, name: str, node: YamlNode) -> NodeKind | None:
        keys = ("plural", "description", "colour", "shape", "group", "trait", "properties")
        block: dict[str, YamlNode] = {}
        with self._noted():
            block = self._block(node, name, keys, ("description",))
        return NodeKind(
            name,
            self._text(block, "plural", name, f"{name}s"),
            self._text(block, "description", name, ""),
            self._colour(block, name),
            self._choice(block, "shape", name, SHAPES, "dot"),
            self._properties(block.get("properties"), name, is_link=False),
            self._group(block.get("group"), name),
            self._choice(block, "trait", name, get_args(Trait), None),
        )

    def _group(self, node: YamlNode | None, kind: str) -> Group | None:
        if node is None or node.value == "false":
            return None
        if node.value == "true":
            return Group()
        block: dict[str, YamlNode] = {}
        with self._noted():
            keys = ("joined_by", "relation", "weight", "cohort")
            block = self._block(node, f"group of {kind}", keys)
        joining = tuple(
            m for m in MEANINGS if m not in ("credit", "production", "part", "adaptation")
        )
        joined_by = self._choices(block.get("joined_by"), f"joined_by of {kind}", joining)
        cohorts = tuple(cohort for cohort in get_args(Cohort) if cohort != "mentor")
        return Group(
            cast("tuple[Meaning, ...]", joined_by) or Group().joined_by,
            self._choice(block, "relation", kind, get_args(Relation), Group().relation),
            self._weight(block, kind),
            self._choice(block, "cohort", kind, cohorts, None),
        )

    def _link_kind(self, name: str, node: YamlNode) -> LinkKind | None:
        keys = (
            *("description", "caption", "caption_back", "colour", "from", "to", "meaning"),
            *("weight", "key", "properties"),
        )
        block: dict[str, YamlNode] = {}
        with self._noted():
            needed = ("description", "caption", "caption_back", "from", "to")
            block = self._block(node, name, keys, needed)
        kinds = [kind for kind in self.kinds if kind != "Source"]
        first, second = (
            self._choices(block.get(end), f"{end} of {name}", kinds) for end in ("from", "to")
        )
        properties = self._properties(block.get("properties"), name, is_link=True)
        link = LinkKind(
            name,
            self._text(block, "description", name, ""),
            self._text(block, "caption", name, ""),
            self._text(block, "caption_back", name, ""),
            self._colour(block, name),
            tuple((start, end) for start in first for end in second),
            self._choices(block.get("key"), f"key of {name}", [p.name for p in properties]),
            properties,
            self._choice(block, "meaning", name, MEANINGS, None),
            self._weight(block, name),
        )
        with self._noted():
            self._check_meaning(link, node)
        return link

    def _check_meaning(self, link: LinkKind, node: YamlNode) -> None:
        """Refuse a meaning that the ends do not bear out."""
        if link.meaning is None or not link.ends:
            return
        if link.meaning == "credit" and set(link.ends) != {UNITS}:
            node.fail(
                "{link}: a credit leads from Person to Project; leave the meaning out",
                link=link.name,
            )
        if link.meaning == "production" and any(pair[1] != "Project" for pair in link.ends):
            node.fail(
                "{link}: a production leads to Project; leave the meaning out", link=link.name
            )
        starts = _STARTS.get(link.meaning)
        if starts and any(start not in starts for start, _ in link.ends):
            node.fail(
                "{link}: a {meaning} leads from {starts}; turn its ends, or leave the meaning out",
                link=link.name,
                meaning=link.meaning,
                starts=" or ".join(starts),
            )
        if link.meaning == "acquaintance" and any(end != "Person" for _, end in link.ends):
            node.fail(
                "{link}: an acquaintance joins Person to Person; leave the meaning out",
                link=link.name,
            )
        if link.meaning == "membership" and any(
            (start == "Person") == (end == "Person") for start, end in link.ends
        ):
            node.fail(
                "{link}: a membership has one Person at its ends; leave it out", link=link.name
            )

    def _choices(
        self, node: YamlNode | None, name: str, allowed: Collection[str]
    ) -> tuple[str, ...]:
        """The entries of a list that are allowed, each once; others are noted."""
        choices: list[str] = []
        if node is not None:
            for entry in self._entries(node, name):
                with self._noted():
                    choices.append(entry.choice(name, allowed))
        return tuple(dict.fromkeys(choices))

    def _properties(
        self, node: YamlNode | None, kind: str, *, is_link: bool
    ) -> tuple[Property, ...]:
        if node is None:
            return ()
        block = self._named(node, f"properties of {kind}")
        if len(block) > MAX_PROPERTIES:
            with self._noted():
                node.fail(
                    "{kind} has {n} properties; declare {max_properties} at most",
                    kind=kind,
                    n=len(block),
                    max_properties=MAX_PROPERTIES,
                )
            return ()
        return tuple(
            self._property(name, entry, kind, is_link=is_link) for name, entry in block.items()
        )

    def _property(self, name: str, node: YamlNode, kind: str, *, is_link: bool) -> Property:
        self.lines[f"{kind}.{name}"] = node.line
        label = f"{kind}.{name}"
        with self._noted():
            _check_name(name, node, _PROPERTY)
            if name in _COLUMNS or (is_link and name in _LINK_COLUMNS):
                node.fail(
                    "{label}: {name} is a column of every table; take another name",
                    label=label,
                    name=name,
                )
        block: dict[str, YamlNode] = {}
        with self._noted():
            keys = ("type", "description", "required", "allowed")
            block = self._block(node, label, keys, ("type", "description"))
        types: tuple[PropertyType, ...] = get_args(PropertyType)
        type_ = self._choice(block, "type", label, types, "text")
        with self._noted():
            before = self.types[is_link].setdefault(name, (type_, kind))
            if before[0] != type_:
                node.fail(
                    "{label} is {type}, and {name} of {kind} is {kind_type}; one name has one "
                    "type: take another name",
                    label=label,
                    type=type_,
                    name=name,
                    kind=before[1],
                    kind_type=before[0],
                )
            universal = SHIPPED.nodes["Person"] if not is_link else SHIPPED.links[JUDGEMENT]
            shared = {p.name for p in universal.properties} & {
                "id", "name", "other_names", "web", "external_ids", "namespace", "fictional",
                "sources", "no_longer_claimed_by", "conflicting_values",
            }  # fmt: skip
            if name in shared or name == "id":
                node.fail(
                    "{label}: every kind has {name} already; leave it out", label=label, name=name
                )
        required = "required" in block and self._read(
            lambda: block["required"].boolean("required"), False
        )
        allowed = self._values(block.get("allowed"), label)
        with self._noted():
            if allowed and type_ not in ("text", *LIST_TYPES):
                block["allowed"].fail(
                    "{label}: allowed values are for text, texts and periods", label=label
                )
        return Property(name, type_, self._text(block, "description", label, ""), required, allowed)

    def _values(self, node: YamlNode | None, label: str) -> tuple[str, ...]:
        if node is None:
            return ()
        values: tuple[str, ...] = ()
        with self._noted():
            values = node.texts(f"allowed of {label}")
        with self._noted():
            if not values:
                node.fail("{label} allows nothing; give one value or more", label=label)
            if len(values) > MAX_ALLOWED or any(len(value) > MAX_TEXT for value in values):
                node.fail(
                    "{label}: {max_allowed} values of {max_text} characters at most",
                    label=label,
                    max_allowed=MAX_ALLOWED,
                    max_text=MAX_TEXT,
                )
            if len(set(values)) < len(values):
                node.fail("{label} gives a value twice; give each once", label=label)
        return values

    def _shipped_kind(self, kind: str, node: YamlNode) -> NodeKind | LinkKind | None:
        shipped: dict[str, NodeKind | LinkKind] = {**SHIPPED.nodes, **SHIPPED.links}
        with self._noted():
            if kind not in shipped or kind in ("Source", JUDGEMENT):
                names = [name for name in shipped if name not in ("Source", JUDGEMENT)]
                node.fail(
                    "no kind {kind!r} that ships{hint}", kind=kind, hint=did_you_mean(kind, names)
                )
            return shipped[kind]
        return None

    def _more_properties(
        self, section: Mapping[str, YamlNode]
    ) -> Iterator[tuple[str, tuple[Property, ...]]]:
        for kind, node in section.items():
            declared = self._shipped_kind(kind, node)
            if declared is None:
                continue
            properties = self._properties(node, kind, is_link=isinstance(declared, LinkKind))
            declared_names = {p.name for p in declared.properties}
            for p in properties:
                if p.name in declared_names:
                    line = self.lines[f"{kind}.{p.name}"]
                    with self._noted():
                        YamlNode(None, self.file, line).fail(
                            "{kind} has {name} already; add to its values under allowed:, or take "
                            "another name",
                            kind=kind,
                            name=p.name,
                        )
            yield kind, properties

    def _more_allowed(
        self, section: Mapping[str, YamlNode]
    ) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        for kind, node in section.items():
            declared = self._shipped_kind(kind, node)
            if declared is None:
                continue
            closed = {p.name: p.allowed for p in declared.properties if p.allowed}
            block: dict[str, YamlNode] = {}
            with self._noted():
                block = self._block(node, f"allowed of {kind}", tuple(closed))
            for name, entry in block.items():
                values = self._values(entry, f"{kind}.{name}")
                with self._noted():
                    twice = set(values) & set(closed[name])
                    if twice:
                        entry.fail(
                            "{kind}.{name} allows {twice!r} already; leave it out",
                            kind=kind,
                            name=name,
                            twice=min(twice),
                        )
                self.lines[f"{kind}.{name}"] = entry.line
                yield kind, name, values

    def _text(self, block: Mapping[str, YamlNode], key: str, label: str, otherwise: str) -> str:
        if key not in block:
            return otherwise
        text = self._read(lambda: block[key].text(f"{key} of {label}"), otherwise)
        with self._noted():
            if len(text) > MAX_TEXT or any(ord(letter) < 32 for letter in text):
                block[key].fail(
                    "{key} of {label} is one line of {max_text} characters at most",
                    key=key,
                    label=label,
                    max_text=MAX_TEXT,
                )
        return text

    def _colour(self, block: Mapping[str, YamlNode], label: str) -> str:
        colour = self._text(block, "colour", label, "#6b7280")
        with self._noted():
            if not _COLOUR.fullmatch(colour):
                block["colour"].fail(
                    'colour of {label} cannot be {colour!r}; give six digits in quotes: "#2f6fbb"',
                    label=label,
                    colour=colour,
                )
        return colour

    def _weight(self, block: Mapping[str, YamlNode], label: str) -> float:
        if "weight" not in block:
            return 1.0
        text = self._text(block, "weight", label, "1")
        with self._noted():
            try:
                weight = float(text)
            except ValueError:
                weight = 0.0
            if not 0 < weight <= 1:
                block["weight"].fail(
                    "weight of {label} cannot be {text!r}; give up to 1, above 0",
                    label=label,
                    text=text,
                )
            return weight
        return 1.0

    def _choice(
        self, block: Mapping[str, YamlNode], key: str, label: str, allowed: Any, otherwise: Any
    ) -> Any:
        if key not in block:
            return otherwise
        return self._read(lambda: block[key].choice(f"{key} of {label}", allowed), otherwise)


def _check_name(name: str, node: YamlNode, style: _NameStyle) -> None:
    if len(name) > MAX_NAME:
        node.fail(
            "{name}... is too long; {noun} has {max_name} letters at most",
            name=name[:20],
            noun=words.say(style.noun),
            max_name=MAX_NAME,
        )
    if not style.form.fullmatch(name):
        node.fail(
            "{name!r} cannot be {noun}; write it in {style}, of the letters A to Z",
            name=name,
            noun=words.say(style.noun),
            style=words.say(style.style),
        )
    if name.lower() in _CYPHER:
        node.fail("{name} is a word of Cypher; take another name", name=name)


def _property_content(properties: tuple[Property, ...]) -> dict[str, Any]:
    return {
        p.name: {
            "type": p.type,
            "description": p.description,
            **({"required": "true"} if p.required else {}),
            **({"allowed": list(p.allowed)} if p.allowed else {}),
        }
        for p in properties
    }


def _node_content(kind: NodeKind) -> dict[str, Any]:
    group = kind.group and {
        "joined_by": list(kind.group.joined_by),
        "relation": kind.group.relation,
        "weight": f"{kind.group.weight:g}",
        **({"cohort": kind.group.cohort} if kind.group.cohort else {}),
    }
    return {
        "plural": kind.plural,
        "description": kind.description,
        "colour": kind.colour,
        "shape": kind.shape,
        **({"group": group} if group else {}),
        **({"trait": kind.trait} if kind.trait else {}),
        **({"properties": _property_content(kind.properties)} if kind.properties else {}),
    }


def _link_content(link: LinkKind) -> dict[str, Any]:
    return {
        "description": link.description,
        "caption": link.caption,
        "caption_back": link.caption_back,
        "colour": link.colour,
        "from": list(dict.fromkeys(first for first, _ in link.ends)),
        "to": list(dict.fromkeys(second for _, second in link.ends)),
        **({"meaning": link.meaning} if link.meaning else {}),
        "weight": f"{link.weight:g}",
        **({"key": list(link.key)} if link.key else {}),
        **({"properties": _property_content(link.properties)} if link.properties else {}),
    }


def _allowed_content(
    allowed: tuple[tuple[str, str, tuple[str, ...]], ...],
) -> dict[str, dict[str, list[str]]]:
    content: dict[str, dict[str, list[str]]] = {}
    for kind, name, values in allowed:
        content.setdefault(kind, {})[name] = list(values)
    return content
