"""Naming rules for a user's own kinds, links and properties."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graphmodel import words
from graphmodel.schema.yaml_lines import YamlNode

MAX_NAME = 60

# Cypher words that at least one of the servers rejects as names.
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
# Columns that tables and files of facts have in addition to the properties.
_COLUMNS = frozenset(
    (
        *("kind", "labels", "label", "source", "target", "from_id", "to_id", "line", "row"),
        *("ends", "joined_as", "links", "first", "last"),
    )
)
_LINK_COLUMNS = frozenset(("first_year", "last_year"))


@dataclass(frozen=True)
class NameStyle:
    """How names of one sort are written: their form, and the sort and form in words, for errors."""

    form: re.Pattern[str]
    noun: str
    style: str


KIND = NameStyle(
    re.compile(r"[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*"),
    words.mark("a kind"), words.mark("CamelCase, such as Agency"),
)  # fmt: skip
LINK = NameStyle(
    re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*"),
    words.mark("a link"), words.mark("capitals, such as MANAGES"),
)  # fmt: skip
PROPERTY = NameStyle(
    re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*"),
    words.mark("a property"), words.mark("lower case, such as first_office"),
)  # fmt: skip


def check_name(name: str, node: YamlNode, style: NameStyle) -> None:
    """Raise InputError if a name is not allowed."""
    if len(name) > MAX_NAME:
        node.fail(
            "{name}... is too long; {noun} has {max_name} characters at most",
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


def check_column(name: str, label: str, node: YamlNode, *, is_link: bool) -> None:
    """Raise InputError if a property, ``label`` in full, is named like a column of every table."""
    if name in _COLUMNS or (is_link and name in _LINK_COLUMNS):
        node.fail(
            "{label}: {name} is a column of every table; take another name",
            label=label,
            name=name,
        )
