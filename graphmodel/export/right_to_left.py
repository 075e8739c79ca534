"""Right-to-left text for PDF: letter by letter from left to right, with Arabic letters in their
joining forms. Unicode has a character for each form, and the fonts have these."""

from __future__ import annotations

import re
from functools import cache
from textwrap import wrap

from arabic_reshaper import ArabicReshaper

LONGEST = 60
"""Most characters kept on one line: longer text is split into lines before reordering."""

_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_INSIDE = rf"\([{_LETTERS}\s]*\)"
_RUN = re.compile(
    rf"[{_LETTERS}](?:(?:[{_LETTERS}\s\-'’.,:]|{_INSIDE})*(?:[{_LETTERS}]|{_INSIDE}))?"
)
# Syriac, N'Ko, Arabic letters of few languages and Tibetan.
_NOT_DONE = "\u0700-\u077f\u07c0-\u07ff\u0840-\u08ff\u0f40-\u0fff"
_UNJOINED = re.compile(rf"\S*[{_NOT_DONE}](?:[^\s,;]|\s(?=[{_NOT_DONE}]))*")
_MIRRORED = str.maketrans("()", ")(")


def from_left(text: str) -> str:
    """The text with its right-to-left parts reordered as they are drawn from the left."""
    return _RUN.sub(lambda match: " ".join(map(_drawn, _lines(match.group()))), text)


def _lines(run: str) -> list[str]:
    return wrap(run, LONGEST, break_long_words=False, break_on_hyphens=False)


def _drawn(line: str) -> str:
    # A reordered line must not wrap: its first word comes last.
    return joined(line)[::-1].translate(_MIRRORED).replace(" ", "\u00a0")


def unjoined(text: str) -> list[str]:
    """The words of a text whose letters should join or change places but do not in a PDF."""
    return [match.group().strip() for match in _UNJOINED.finditer(text)]


def joined(line: str) -> str:
    """The letters of a line in their joining forms, in reading order; lam and the alef after it
    become one. Vowel signs lie between the letters and do not join."""
    letters: str = _reshaper().reshape(line)
    return letters


@cache
def _reshaper() -> ArabicReshaper:
    # The fonts have no single letter for the name of God, and signs stay where they are written.
    return ArabicReshaper({"delete_harakat": False, "ARABIC LIGATURE ALLAH": False})
