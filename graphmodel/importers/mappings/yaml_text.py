"""Texts as YAML scalars, quoted if YAML would read them as something else."""

from __future__ import annotations

import json
import re

_PLAIN = re.compile(r"[A-Za-z][\w./-]*( [\w./-]+)*", re.ASCII)
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
"""Words that YAML reads as null, true or false."""


def yaml_text(text: str) -> str:
    """The text as a scalar: plain if YAML reads it unchanged, else in quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def single_quoted(text: str) -> str:
    """The text in single quotes, in which YAML leaves backslashes alone."""
    return "'" + text.replace("'", "''") + "'"


def placeholder(column: str) -> str:
    """The value of a column, as a mapping names it."""
    return yaml_text(f"{{{column}}}")
