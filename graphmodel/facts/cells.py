"""Text and lists as the cells of formats that hold less: written so that they read back the same.

In a list ``|`` parts the items, so one within an item stands behind a backslash; what XML cannot
hold stands as a backslash, ``u`` and four digits. A backslash is doubled where these are used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

LIST_SEPARATOR = " | "
"""What stands between the items of a list in formats whose cells hold no lists."""

_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_TOKENS = re.compile(r"(?:[^\\|]|\\.?)+|\|", re.DOTALL)
_ESCAPED = re.compile(r"\\(u[0-9a-f]{4}|.)", re.DOTALL)


def join_list(items: Iterable[str]) -> str:
    """A list as one cell; ``split_list`` undoes it."""
    escaped = (item.replace("\\", "\\\\").replace("|", "\\|") or "\\e" for item in items)
    return LIST_SEPARATOR.join(escaped)


def split_list(cell: str) -> list[str]:
    """The items of a cell of ``join_list``, also of one that ``for_xml`` wrote."""
    if not cell:
        return []
    items = [""]
    for part in _TOKENS.findall(cell):
        if part == "|":
            items[-1] = items[-1].removesuffix(" ")
            items.append("")
        else:
            items[-1] = part.removeprefix(" ") if len(items) > 1 else part
    return [unescape(item) for item in items]


def escape_xml(text: str, *, escaped: bool = False) -> str:
    """Text that XML can hold; ``escaped`` where its backslashes are doubled already."""
    doubled = text if escaped else text.replace("\\", "\\\\")
    return _NO_XML.sub(lambda match: f"\\u{ord(match.group()):04x}", doubled)


def unescape(text: str) -> str:
    """Text before ``for_xml``, or an item before ``join_list``."""
    if "\\" not in text:
        return text
    return _ESCAPED.sub(_letter, text)


def _letter(match: re.Match[str]) -> str:
    said = match.group(1)
    if len(said) == 5:
        return chr(int(said[1:], 16))
    return "" if said == "e" else said
