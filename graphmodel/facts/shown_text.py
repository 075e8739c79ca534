"""Makes text from data safe to show: no terminal controls, no reversed lines, limited length."""

from __future__ import annotations

import re

LONGEST_SHOWN = 600
"""The number of characters of a text shown before it is cut."""

_SPACES = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_FORMATTING = re.compile("[\u202a-\u202c\u2066-\u2069]")
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u202d\u202e]")
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def shown(text: str) -> str:
    """Text on one line: control characters and direction overrides become U+FFFD; direction
    embeddings and isolates, which mean nothing on their own, are removed."""
    return _UNSAFE.sub("\ufffd", _FORMATTING.sub("", _SPACES.sub(" ", text)))


def escaped_in_json(text: str) -> str:
    """Equivalent JSON, with the characters that `shown` replaces or removes as escapes."""
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def cut(text: str, most: int = LONGEST_SHOWN) -> tuple[str, str]:
    """The first ``most`` characters of a text, and the rest."""
    return (text, "") if len(text) <= most else (text[:most], text[most:])
