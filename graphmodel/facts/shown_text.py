"""Text from data as it is shown: it drives no terminal, turns no line around, and ends in time."""

from __future__ import annotations

import re

LONGEST_SHOWN = 600
"""Letters of one text that are shown before it is cut."""

_SPACES = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_FORMATTING = re.compile("[\u202a-\u202c\u2066-\u2069]")
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u202d\u202e]")
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def shown(text: str) -> str:
    """Text on one line: controls of a terminal and overrides of its direction show as U+FFFD, and
    embeddings of one direction in the other, which say nothing by themselves, are left out."""
    return _UNSAFE.sub("\ufffd", _FORMATTING.sub("", _SPACES.sub(" ", text)))


def escaped_in_json(text: str) -> str:
    """JSON that says the same with the characters of `shown` as escapes."""
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def cut(text: str, most: int = LONGEST_SHOWN) -> tuple[str, str]:
    """The beginning of a text and its rest, which is empty unless the text is longer than this."""
    return (text, "") if len(text) <= most else (text[:most], text[most:])
