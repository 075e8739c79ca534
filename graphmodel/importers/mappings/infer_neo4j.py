"""Inferring a mapping for the tables of ``neo4j-admin database import``, whose headers mark each
column as an id, an end of a relationship, a label, a type or a list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

import polars as pl

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.importers.mappings import header_words
from graphmodel.importers.mappings.header_words import letters, word_for
from graphmodel.importers.mappings.label_kinds import kind_of_label
from graphmodel.importers.mappings.yaml_text import yaml_text
from graphmodel.schema.declarations import LIST_TYPES, UNITS, Meaning
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, kind_of, link_kinds

_HEADER = re.compile(
    r"(?P<name>[^:{}]*):(?P<type>ID|START_ID|END_ID|LABEL|TYPE|IGNORE|[A-Za-z_ -]+(?:\[\])?)"
    r"(?:\((?P<group>[^(){}]*)\))?"
)
_DELIMITERS = "[;\x1f|]"
_OWN_ID = r"^(tt|nm)\d{5,}$"
_RESERVED = ("id", "sources", "namespace", "fictional", "no_longer_claimed_by")
_NAMES = {
    UNITS[0]: {"person": "name", "born": "born"},
    UNITS[1]: {
        **{"title": "name", "person": "name", "original": "other_names", "year": "year"},
        **{"date": "year", "genres": "genres", "countries": "countries"},
        **{"languages": "languages", "type": "type"},
    },
}
"""The property of a kind that a column gives, by the meaning of its header."""
_OTHER_NAMES = dict.fromkeys(("person", "title", "company", "festival"), "name")


@dataclass(frozen=True)
class _Header:
    """One header: the column, the property before its colon, the type and the group of its ids."""

    column: str
    name: str
    type: str
    group: str

    @property
    def is_list(self) -> bool:
        return self.type.endswith("[]")


@dataclass
class Neo4jRules:
    """The rules of a mapping as lines, what is uncertain, and the columns that they use."""

    nodes: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)


def is_neo4j_table(columns: Iterable[str]) -> bool:
    """Whether a table's headers are those of ``neo4j-admin``."""
    return any(h.type in ("ID", "START_ID", "END_ID") for h in map(_header, columns))


def neo4j_rules(columns: Sequence[str], sample: pl.DataFrame, prefix: str, hint: str) -> Neo4jRules:
    """The rules for one table of nodes or of relationships. ``prefix`` is that of the ids of all
    tables that belong together; ``hint`` is the name of the file, for what no column states.

    Raises InputError if the table fits no kind of the graph model.
    """
    headers = [_header(column) for column in columns]
    by_type = {h.type: h for h in reversed(headers) if h.type.isupper()}
    if "ID" in by_type:
        return _node_rules(headers, by_type, sample, prefix, hint)
    if {"START_ID", "END_ID"} <= by_type.keys():
        return _link_rules(headers, by_type, sample, prefix, hint)
    raise InputError("{hint}: has :START_ID or :END_ID alone; give a table with both", hint=hint)


def _header(column: str) -> _Header:
    match = _HEADER.fullmatch(column.strip())
    if match is None:
        return _Header(column, column, "", "")
    return _Header(column, match["name"], match["type"], match["group"] or "")


def _node_rules(
    headers: list[_Header],
    by_type: dict[str, _Header],
    sample: pl.DataFrame,
    prefix: str,
    hint: str,
) -> Neo4jRules:
    rules, key = Neo4jRules(), by_type["ID"]
    labels = by_type.get("LABEL")
    kinds: dict[str, list[str]] = {}
    if labels is not None:
        texts = _pieces(sample[labels.column])
        unknown = []
        for text in texts:
            kind = _kind_of(text)
            if kind:
                kinds.setdefault(kind, []).append(text)
            else:
                unknown.append(text)
        if unknown:
            rules.unsure.append(
                words.say("which kind these labels are: {unknown}", unknown=", ".join(unknown[:10]))
            )
    else:
        hints = (key.group, re.sub(r"(?i)_?id$", "", key.name), hint)
        if kind := next((k for text in hints if (k := _kind_of(text))), None):
            kinds = {kind: []}
    if not kinds:
        raise InputError(
            "{hint}: none of its labels is of a kind that the graph model has; write a mapping by "
            "hand, as docs/mapping.md shows",
            hint=hint,
        )
    rules.used |= {key.column} | ({labels.column} if labels else set())
    for kind, names in kinds.items():
        rules.nodes += [f"  {kind.lower()}:", f"    kind: {kind}"]
        if labels is not None and names:
            alternatives = "|".join(map(re.escape, names))
            pattern = f"(^|{_DELIMITERS})({alternatives})({_DELIMITERS}|$)"
            rules.nodes.append(
                f"    when: {{{yaml_text(labels.column)}: {{matches: {yaml_text(pattern)}}}}}"
            )
        rules.nodes.append(f"    id: {_id(key, sample, prefix)}")
        rules.nodes += _properties(rules, kind, headers, key, sample)
    return rules


def _properties(
    rules: Neo4jRules, kind: str, headers: list[_Header], key: _Header, sample: pl.DataFrame
) -> list[str]:
    """The lines of the properties of a node, each property once."""
    types = {p.name: p.type for p in kind_of(kind).properties if p.name not in _RESERVED}
    by_meaning = _NAMES.get(kind, _OTHER_NAMES)
    lines: dict[str, str] = {}
    for header in (h for h in headers if h.type not in ("LABEL", "IGNORE", "START_ID", "END_ID")):
        word = word_for(letters(header.name), header_words.MEANINGS)
        name = header.name if header.name in types else by_meaning.get(word or "", "")
        if header is key and name != "name":
            continue
        if not name or name in lines or (header.is_list and types[name] not in LIST_TYPES):
            continue
        lines[name] = _value(name, types[name], header, sample)
        rules.used.add(header.column)
    if "name" not in lines:
        rules.unsure.append(
            words.say("no column looks like names, so the ids are shown in their place")
        )
        lines = {"name": _placeholder(key.column), **lines}
    return [f"    {name}: {value}" for name, value in lines.items()]


def _value(name: str, type_: str, header: _Header, sample: pl.DataFrame) -> str:
    source = _placeholder(header.column)
    if type_ in LIST_TYPES:
        return f"{{from: {source}, split: {json.dumps(_delimiter(sample, header.column))}}}"
    if name in ("year", "born", "died"):
        return f"{{from: {source}, extract: '([0-9]{{4}})', otherwise: empty}}"
    if name == "type":
        table = ", ".join(
            f"{yaml_text(text)}: {kind}"
            for text in _pieces(sample[header.column])
            if (kind := word_for(letters(text), header_words.TYPES))
        )
        return f"{{from: {source}, table: {{{table}}}, otherwise: empty}}"
    return source


def _link_rules(
    headers: list[_Header],
    by_type: dict[str, _Header],
    sample: pl.DataFrame,
    prefix: str,
    hint: str,
) -> Neo4jRules:
    rules, start, end = Neo4jRules(), by_type["START_ID"], by_type["END_ID"]
    type_ = by_type.get("TYPE")
    rules.used |= {start.column, end.column} | ({type_.column} if type_ else set())
    texts = _pieces(sample[type_.column]) if type_ else [hint]
    meant: dict[tuple[str, bool], dict[str, str]] = {}
    unknown = []
    for text in texts:
        kind, role, is_reversed = _relationship(text, start.group, end.group)
        if kind is None:
            unknown.append(text)
        else:
            meant.setdefault((kind, is_reversed), {})[text] = role
    groups = (_kind_of(start.group), _kind_of(end.group))
    if unknown and type_ is None and set(groups) == set(UNITS):
        meant[link_kinds("credit")[0], groups[0] == UNITS[1]] = {hint: "crew"}
        rules.unsure.append(words.say("the role of these credits, as no column holds it"))
    elif unknown:
        rules.unsure.append(
            words.say("what these relationships say: {unknown}", unknown=", ".join(unknown[:10]))
        )
    if not meant:
        raise InputError(
            "{hint}: none of its relationships is known; write a mapping by hand, as "
            "docs/mapping.md shows",
            hint=hint,
        )
    for number, ((kind, is_reversed), roles) in enumerate(meant.items()):
        ends = (end, start) if is_reversed else (start, end)
        suffix = "" if number == 0 else f"_{number + 1}"
        condition = (
            f"{{{yaml_text(type_.column)}: [{', '.join(map(yaml_text, roles))}]}}" if type_ else ""
        )
        aliases = []
        for place, (node_kind, header) in enumerate(
            zip(LINK_KINDS[kind].ends[0], ends, strict=True)
        ):
            alias = f"{'from' if not place else 'to'}_{node_kind.lower()}{suffix}"
            aliases.append(alias)
            when = f"when: {condition}, " if condition else ""
            rules.nodes.append(
                f"  {alias}: {{kind: {node_kind}, {when}id: {_id(header, sample, prefix)}, "
                "reference: true}"
            )
        rules.links += [f"  - kind: {kind}", f"    from: {aliases[0]}", f"    to: {aliases[1]}"]
        rules.links += _link_properties(rules, kind, roles, headers, type_, sample)
    return rules


def _link_properties(
    rules: Neo4jRules,
    kind: str,
    roles: dict[str, str],
    headers: list[_Header],
    type_: _Header | None,
    sample: pl.DataFrame,
) -> list[str]:
    types = {p.name: p.type for p in kind_of(kind).properties if p.name not in _RESERVED}
    lines: dict[str, str] = {}
    for header in (h for h in headers if not h.type.isupper()):
        word = word_for(letters(header.name), header_words.MEANINGS)
        name = header.name if header.name in types else ""
        if "characters" in types and letters(header.name) in ("roles", "characters", "character"):
            name = "characters"
        elif not name and word in ("year", "role") and word in types:
            name = word
        if name and name not in lines and (not header.is_list or types[name] in LIST_TYPES):
            lines[name] = _value(name, types[name], header, sample)
            rules.used.add(header.column)
    if kind in link_kinds("credit") and "role" not in lines:
        table = ", ".join(f"{yaml_text(text)}: {role}" for text, role in roles.items())
        lines["role"] = (
            f"{{from: {_placeholder(type_.column)}, table: {{{table}}}}}"
            if type_
            else next(iter(roles.values()))
        )
    return [f"    {name}: {value}" for name, value in lines.items()]


def _relationship(text: str, start: str, end: str) -> tuple[str | None, str, bool]:
    """The link kind of a relationship's type, its role if it is a credit, and whether it is
    reversed, like DIRECTED_BY."""
    if text in LINK_KINDS:
        return text, "crew", False
    role = word_for(letters(text), header_words.RELATIONSHIPS)
    meaning = word_for(letters(text), header_words.RELATIONSHIP_MEANINGS)
    kinds = (_kind_of(start), _kind_of(end))
    if role is None and meaning is None:
        return None, "", False
    kind = link_kinds("credit" if role else cast(Meaning, meaning))[0]
    ends = LINK_KINDS[kind].ends[0]
    by_groups = all(kinds) and kinds == ends[::-1] and kinds != ends
    return kind, role or "", by_groups or (not all(kinds) and letters(text).endswith("by"))


def _kind_of(word: str) -> str | None:
    """The kind of node that a label, a group of ids or a file's name stands for."""
    if word in NODE_KINDS and word != "Source":  # a mapping names the source itself
        return word
    return kind_of_label(word)


def _id(header: _Header, sample: pl.DataFrame, prefix: str) -> str:
    cells = sample[header.column].drop_nulls()
    is_imdb = cells.len() and cells.str.contains(_OWN_ID).mean() == 1.0
    has_prefix = cells.len() and cells.str.contains(r"^[a-z_][\w]*:[^ ]").mean() == 1.0
    if has_prefix:
        return _placeholder(header.column)
    group = f"{header.group}/" if header.group and not is_imdb else ""
    return yaml_text(f"{'imdb' if is_imdb else prefix}:{group}{{{header.column}}}")


def _pieces(cells: pl.Series) -> list[str]:
    """The distinct texts in cells that hold several."""
    split = cells.drop_nulls().cast(pl.String).str.replace_all(_DELIMITERS, ";").str.split(";")
    texts = split.explode().str.strip_chars().drop_nulls()
    return [text for text in texts.unique(maintain_order=True).to_list() if text]


def _delimiter(sample: pl.DataFrame, column: str) -> str:
    cells = sample[column].drop_nulls().cast(pl.String)
    return "\x1f" if cells.str.contains("\x1f", literal=True).any() else ";"


def _placeholder(column: str) -> str:
    return yaml_text(f"{{{column}}}")
