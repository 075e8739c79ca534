"""Names as they are compared, whatever their script, accents and capitals."""

from __future__ import annotations

import re

from anyascii import anyascii

WORDS = re.compile(r"[a-z0-9]+")
"""The words of a name that is folded."""


def fold_name(text: str) -> str:
    """A name as lower-case Latin letters and digits, with one space between words, to compare.

    anyascii starts each syllable of a Han name with a capital; the name stays one word.
    """
    return " ".join(WORDS.findall(anyascii(text).lower().replace("'", "").replace(".", "")))
