"""Texts as scalars of YAML, quoted where it would read them as something else."""

from __future__ import annotations

import json
import re

_PLAIN = re.compile(r"[A-Za-z][\w./-]*( [\w./-]+)*", re.ASCII)
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
"""What YAML reads as nothing, true or false."""


def yaml_text(text: str) -> str:
    """The text as a scalar: plain if it stays what it is, else in quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def single_quoted(text: str) -> str:
    """The text in single quotes, in which YAML leaves backslashes alone."""
    return "'" + text.replace("'", "''") + "'"


def placeholder(column: str) -> str:
    """The value of a column, as a mapping names it."""
    return yaml_text(f"{{{column}}}")
