"""Reader for GML, as Gephi, igraph, yEd and networkx write it.

networkx's own reader refuses files with two links between the same nodes unless they are declared
multigraphs, which most programs do not do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from graphmodel.errors import InputError
from graphmodel.importers.graphs.elements import CONTAINED, Element
from graphmodel.importers.input_files import Member, encoding_of, read_bytes
from graphmodel.importers.text_values import excerpt, without_surrogates

MAX_BYTES = 1 << 30
MAX_DEPTH = 100
_TOKEN = re.compile(
    r'(?P<space>[\s]+|\#[^\n]*)|(?P<open>\[)|(?P<close>\])|"(?P<text>[^"]*)"|(?P<word>[^\s\[\]"]+)'
)
_HEAD = re.compile(r"(?:^|\n)\s*graph\s*\[", re.IGNORECASE)

Block = list[tuple[str, int, Any]]
"""Keys of a block in order, each with its line and a text or another block."""


def looks_like_gml(head: str) -> bool:
    """Whether a text begins like GML."""
    return _HEAD.search(head) is not None and not head.lstrip().startswith(("<", "{"))


def gml_elements(member: Member) -> list[Element]:
    """The nodes and links of a file; raises InputError, with the line, if it is not GML.

    A node with ``gid`` has a link CONTAINED to the group of that id.
    """
    data = read_bytes(member, MAX_BYTES)
    text = data.decode(encoding_of(data[:65536]), errors="replace")
    elements: list[Element] = []
    for key, _, block in _parse(member.name, text):
        if key.lower() == "graph" and isinstance(block, list):
            elements += _elements(block)
    return elements


def _parse(name: str, text: str) -> Block:
    line, position = 1, 0
    open_blocks: list[Block] = [[]]
    key: tuple[str, int] | None = None
    for match in _TOKEN.finditer(text):
        if match.start() != position:
            break
        position = match.end()
        kind, token = match.lastgroup, match.group()
        if kind == "close":
            if len(open_blocks) == 1 or key:
                raise _wrong(name, line, "] closes nothing")
            open_blocks.pop()
        elif key is None:
            if kind == "word":
                key = (token, line)
            elif kind != "space":
                raise _wrong(name, line, f"{excerpt(token)} has no name before it")
        elif kind != "space":
            value: Any = [] if kind == "open" else unescape(match.group(str(kind)))
            open_blocks[-1].append((*key, value))
            if kind == "open":
                open_blocks.append(value)
            if len(open_blocks) > MAX_DEPTH:
                raise _wrong(name, line, f"it is nested more than {MAX_DEPTH} deep")
            key = None
        line += token.count("\n")
    if position != len(text) or key or len(open_blocks) > 1:
        raise _wrong(name, line, "it ends in the middle")
    return open_blocks[0]


def _elements(graph: Block) -> Iterator[Element]:
    for key, line, block in graph:
        if key.lower() not in ("node", "edge") or not isinstance(block, list):
            continue
        values = _values(block)
        if key.lower() == "edge":
            ends = (_text(values.pop("source", "")), _text(values.pop("target", "")))
            values.pop("id", None)
            yield Element("", line, ends, values)
            continue
        element = Element(_text(values.pop("id", "")), line, None, values)
        yield element
        if values.get("gid"):
            yield Element("", line, (element.id, _text(values["gid"])), labels=(CONTAINED,))


def _values(block: Block) -> dict[str, Any]:
    """The values of a node or link; those of a block in it are named like ``graphics.x``."""
    values: dict[str, Any] = {}
    for key, _, value in block:
        inner = _values(value) if isinstance(value, list) else {"": without_surrogates(value)}
        for name, entry in inner.items():
            full = f"{key}.{name}" if name else key
            if full in values:
                before = values[full]
                values[full] = [*(before if isinstance(before, list) else [before]), entry]
            else:
                values[full] = entry
    return values


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _wrong(name: str, line: int, why: str) -> InputError:
    return InputError(
        "{name}, line {line}: is not readable GML ({why}); save the graph again",
        name=name,
        line=line,
        why=why,
    )
