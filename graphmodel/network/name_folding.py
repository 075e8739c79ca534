"""Folds names for comparison, regardless of script, accents and capitals."""

from __future__ import annotations

import re

from anyascii import anyascii

WORDS = re.compile(r"[a-z0-9]+")
"""A word of a folded name."""


def fold_name(text: str) -> str:
    """A name as lower-case Latin letters and digits, with one space between words, for comparison.

    anyascii starts each syllable of a Han name with a capital; the name stays one word.
    """
    return " ".join(WORDS.findall(anyascii(text).lower().replace("'", "").replace(".", "")))
