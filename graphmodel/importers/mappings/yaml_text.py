"""Texts as YAML scalars, quoted if YAML would read them as something else, and as comments."""

from __future__ import annotations

import json
import re

from graphmodel.importers.text_values import on_one_line

_PLAIN = re.compile(r"[A-Za-z][\w./-]*( [\w./-]+)*", re.ASCII)
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
"""Words that YAML reads as null, true or false."""
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that JSON leaves as they are and that YAML reads as line breaks or refuses."""


def yaml_text(text: str) -> str:
    """The text as a scalar: plain if YAML reads it unchanged, else in quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """The text in double quotes, on one line whatever it contains."""
    written = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda letter: f"\\u{ord(letter[0]):04x}", written)


def single_quoted(text: str) -> str:
    """The text in single quotes, in which YAML leaves backslashes alone; in double quotes if it
    would not stay on one line."""
    if re.search(r"[\x00-\x1f]", text) or _ESCAPED.search(text):
        return quoted(text)
    return "'" + text.replace("'", "''") + "'"


def placeholder(column: str) -> str:
    """The value of a column, as a mapping names it."""
    return yaml_text(f"{{{column}}}")


def comment(mark: str, text: str) -> str:
    """A comment on one line: what follows a line break in the text would be read as a key."""
    return mark + on_one_line(text)
