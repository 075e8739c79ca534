"""Encodes text and lists in cells of formats that cannot hold them, so that they round-trip.

In a list, ``|`` separates items, and one within an item is escaped with a backslash. Characters
that XML cannot hold become a backslash, ``u`` and four hexadecimal digits. Where these escapes are
used, backslashes are doubled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

LIST_SEPARATOR = " | "
"""Separates the items of a list in formats whose cells hold no lists."""

_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_TOKENS = re.compile(r"(?:[^\\|]|\\.?)+|\|", re.DOTALL)
_ESCAPED = re.compile(r"\\(u[0-9a-f]{4}|.)", re.DOTALL)


def join_list(items: Iterable[str]) -> str:
    """A list as one cell; ``split_list`` is the inverse."""
    escaped = (item.replace("\\", "\\\\").replace("|", "\\|") or "\\e" for item in items)
    return LIST_SEPARATOR.join(escaped)


def split_list(cell: str) -> list[str]:
    """The items of a cell from ``join_list``, also after ``escape_xml``."""
    if not cell:
        return []
    items = [""]
    for chunk in _TOKENS.findall(cell):
        if chunk == "|":
            items[-1] = items[-1].removesuffix(" ")
            items.append("")
        else:
            items[-1] = chunk.removeprefix(" ") if len(items) > 1 else chunk
    return [unescape(item) for item in items]


def escape_xml(text: str, *, escaped: bool = False) -> str:
    """Text that XML can hold; ``escaped`` means that its backslashes are already doubled."""
    doubled = text if escaped else text.replace("\\", "\\\\")
    return _NO_XML.sub(lambda match: f"\\u{ord(match.group()):04x}", doubled)


def unescape(text: str) -> str:
    """The text before ``escape_xml``, or the item before ``join_list``."""
    if "\\" not in text:
        return text
    return _ESCAPED.sub(_letter, text)


def _letter(match: re.Match[str]) -> str:
    escape = match.group(1)
    if len(escape) == 5:
        return chr(int(escape[1:], 16))
    return "" if escape == "e" else escape
