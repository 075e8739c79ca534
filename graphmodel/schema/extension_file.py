"""A user's own kinds, properties and allowed values, read from a ``schema.yaml``.

docs/schema.md describes the file. It is checked as a whole: all problems are listed together, each
with its line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast, get_args

from graphmodel.errors import SchemaError
from graphmodel.schema.checked_yaml import CheckedYaml
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
from graphmodel.schema.extension import Extension
from graphmodel.schema.link_kinds import DERIVED_LABELS, JUDGEMENT
from graphmodel.schema.model import SHIPPED
from graphmodel.schema.names import KIND, LINK, PROPERTY, NameStyle, check_column, check_name
from graphmodel.schema.yaml_lines import YamlNode, did_you_mean, parse_yaml, read_yaml

MAX_KINDS = 100
MAX_PROPERTIES = 100

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
"""The kinds that links of a meaning must start from; analyses rely on it."""


def read_extension(path: Path) -> Extension:
    """The extension of a file; raises SchemaError with every problem, each with its line."""
    # Shortened for errors, since the command line passes absolute paths.
    inside = path.is_absolute() and path.is_relative_to(Path.cwd())
    displayed = path.relative_to(Path.cwd()) if inside else path
    return _parse(read_yaml(displayed, "schema"), str(displayed))


def parse_extension(text: str, file: str) -> Extension:
    """Like ``read_extension``, from text; ``file`` is its name in errors."""
    return _parse(parse_yaml(text, file, "schema"), file)


def _parse(root: YamlNode, file: str) -> Extension:
    declarations = _Declarations(file)
    extension = declarations.extension(root)
    if declarations.yaml.problems:
        in_order = sorted(
            declarations.yaml.problems, key=lambda error: int(str(error.values.get("line", 0)))
        )
        raise SchemaError("\n".join(map(str, in_order)))
    return extension


class _Declarations:
    """The declarations of a file; its errors are collected in ``yaml.problems``."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.yaml = CheckedYaml()
        self.lines: dict[str, int] = {}
        self.kinds: list[str] = []
        # Two names that differ only in case would share a constraint, and on some systems a file.
        shipped = (*SHIPPED.nodes, *SHIPPED.links, *(label.name for label in DERIVED_LABELS))
        self.taken = {name.lower(): name for name in shipped}
        self.types: dict[bool, dict[str, tuple[str, str]]] = {False: {}, True: {}}
        for is_link, declared in ((False, SHIPPED.nodes), (True, SHIPPED.links)):
            for kind in declared.values():
                for p in kind.properties:
                    self.types[is_link].setdefault(p.name, (p.type, kind.name))

    def extension(self, root: YamlNode) -> Extension:
        block: dict[str, YamlNode] = {}
        with self.yaml.noted():
            block = self.yaml.block(root, "the schema", ("kinds", "links", "properties", "allowed"))
        sections = {name: self._section(block, name) for name in ("kinds", "links")}
        for kind, node in sections["kinds"].items():
            self._claim(kind, node, KIND)
        for kind, node in sections["links"].items():
            self._claim(kind, node, LINK)
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
        section = self.yaml.named(block[name], name)
        if len(section) > MAX_KINDS:
            with self.yaml.noted():
                block[name].fail(
                    "{n} {name}; declare {max_kinds} at most",
                    n=len(section),
                    name=name,
                    max_kinds=MAX_KINDS,
                )
            return {}
        return section

    def _claim(self, name: str, node: YamlNode, style: NameStyle) -> None:
        self.lines[name] = node.line
        with self.yaml.noted():
            check_name(name, node, style)
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
        with self.yaml.noted():
            block = self.yaml.block(node, name, keys, ("description",))
        return NodeKind(
            name,
            self.yaml.text(block, "plural", name, f"{name}s"),
            self.yaml.text(block, "description", name, ""),
            self.yaml.colour(block, name),
            self.yaml.choice(block, "shape", name, SHAPES, "dot"),
            self._properties(block.get("properties"), name, is_link=False),
            self._group(block.get("group"), name),
            self.yaml.choice(block, "trait", name, get_args(Trait), None),
        )

    def _group(self, node: YamlNode | None, kind: str) -> Group | None:
        if node is None or node.value == "false":
            return None
        if node.value == "true":
            return Group()
        block: dict[str, YamlNode] = {}
        with self.yaml.noted():
            keys = ("joined_by", "relation", "weight", "cohort")
            block = self.yaml.block(node, f"group of {kind}", keys)
        joining = tuple(
            m for m in MEANINGS if m not in ("credit", "production", "part", "adaptation")
        )
        joined_by = self.yaml.choices(block.get("joined_by"), f"joined_by of {kind}", joining)
        cohorts = tuple(cohort for cohort in get_args(Cohort) if cohort != "mentor")
        return Group(
            cast("tuple[Meaning, ...]", joined_by) or Group().joined_by,
            self.yaml.choice(block, "relation", kind, get_args(Relation), Group().relation),
            self.yaml.weight(block, kind),
            self.yaml.choice(block, "cohort", kind, cohorts, None),
        )

    def _link_kind(self, name: str, node: YamlNode) -> LinkKind | None:
        keys = (
            *("description", "caption", "caption_back", "colour", "from", "to", "meaning"),
            *("weight", "key", "properties"),
        )
        block: dict[str, YamlNode] = {}
        with self.yaml.noted():
            needed = ("description", "caption", "caption_back", "from", "to")
            block = self.yaml.block(node, name, keys, needed)
        kinds = [kind for kind in self.kinds if kind != "Source"]
        first, second = (
            self.yaml.choices(block.get(end), f"{end} of {name}", kinds) for end in ("from", "to")
        )
        properties = self._properties(block.get("properties"), name, is_link=True)
        link = LinkKind(
            name,
            self.yaml.text(block, "description", name, ""),
            self.yaml.text(block, "caption", name, ""),
            self.yaml.text(block, "caption_back", name, ""),
            self.yaml.colour(block, name),
            tuple((start, end) for start in first for end in second),
            self.yaml.choices(block.get("key"), f"key of {name}", [p.name for p in properties]),
            properties,
            self.yaml.choice(block, "meaning", name, MEANINGS, None),
            self.yaml.weight(block, name),
        )
        with self.yaml.noted():
            self._check_meaning(link, node)
        return link

    def _check_meaning(self, link: LinkKind, node: YamlNode) -> None:
        """Refuse a meaning that does not fit the ends."""
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

    def _properties(
        self, node: YamlNode | None, kind: str, *, is_link: bool
    ) -> tuple[Property, ...]:
        if node is None:
            return ()
        block = self.yaml.named(node, f"properties of {kind}")
        if len(block) > MAX_PROPERTIES:
            with self.yaml.noted():
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
        with self.yaml.noted():
            check_name(name, node, PROPERTY)
            check_column(name, label, node, is_link=is_link)
        block: dict[str, YamlNode] = {}
        with self.yaml.noted():
            keys = ("type", "description", "required", "allowed")
            block = self.yaml.block(node, label, keys, ("type", "description"))
        types: tuple[PropertyType, ...] = get_args(PropertyType)
        type_ = self.yaml.choice(block, "type", label, types, "text")
        with self.yaml.noted():
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
        required = "required" in block and self.yaml.read(
            lambda: block["required"].boolean("required"), False
        )
        allowed = self.yaml.values(block.get("allowed"), label)
        with self.yaml.noted():
            if allowed and type_ not in ("text", *LIST_TYPES):
                block["allowed"].fail(
                    "{label}: allowed values are for text, texts and periods", label=label
                )
        return Property(
            name, type_, self.yaml.text(block, "description", label, ""), required, allowed
        )

    def _shipped_kind(self, kind: str, node: YamlNode) -> NodeKind | LinkKind | None:
        shipped: dict[str, NodeKind | LinkKind] = {**SHIPPED.nodes, **SHIPPED.links}
        with self.yaml.noted():
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
                    with self.yaml.noted():
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
            with self.yaml.noted():
                block = self.yaml.block(node, f"allowed of {kind}", tuple(closed))
            for name, entry in block.items():
                values = self.yaml.values(entry, f"{kind}.{name}")
                with self.yaml.noted():
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
