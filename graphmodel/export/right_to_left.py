"""Text from right to left as a PDF draws it: letter by letter from left to right, in the forms in
which Arabic letters join. Unicode has a character for each form, and the fonts have these."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

LONGEST = 60
"""Characters that are kept on one line: of a longer text the lines are told apart first."""

_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_INSIDE = rf"\([{_LETTERS}\s]*\)"
_RUN = re.compile(
    rf"[{_LETTERS}](?:(?:[{_LETTERS}\s\-'’.,:]|{_INSIDE})*(?:[{_LETTERS}]|{_INSIDE}))?"
)
# Syriac, N'Ko, Arabic letters of few languages, the scripts of India, Tibetan, Burmese and Khmer.
_NOT_DONE = "\u0700-\u077f\u07c0-\u07ff\u0840-\u08ff\u0900-\u0dff\u0f40-\u109f\u1780-\u17ff"
_UNJOINED = re.compile(rf"\S*[{_NOT_DONE}](?:[^\s,;]|\s(?=[{_NOT_DONE}]))*")
_MIRRORED = str.maketrans("()", ")(")
_LAM, _TATWEEL = "\u0644", "\u0640"
_FORMS = ("isolated", "final", "initial", "medial")


def from_left(text: str) -> str:
    """The text with all of it that runs from right to left as it is drawn from the left."""
    return _RUN.sub(lambda match: " ".join(map(_drawn, _lines(match.group()))), text)


def _lines(run: str) -> Iterator[str]:
    line = ""
    for word in run.split():
        if line and len(line) + len(word) >= LONGEST:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
    yield line


def _drawn(line: str) -> str:
    # Not to be broken: what stands first in it comes last.
    letters = reversed([*joined(line)])
    return "".join(letters).translate(_MIRRORED).replace(" ", "\u00a0")


def unjoined(text: str) -> list[str]:
    """The words of a text with letters that should join or change places and do not in a PDF."""
    return [match.group().strip() for match in _UNJOINED.finditer(text)]


def joined(line: str) -> Iterator[str]:
    """The letters of a line in the forms in which they join, in the order in which they are read.
    Vowel signs lie between the letters and join nothing."""
    letters = [*_with_ligatures(line)]
    bases = [n for n, letter in enumerate(letters) if not _is_mark(letter)]
    forms = dict(zip(bases, _in_forms([letters[n] for n in bases]), strict=True))
    return (forms.get(n, letter) for n, letter in enumerate(letters))


def _in_forms(letters: list[str]) -> Iterator[str]:
    for before, letter, after in zip(["", *letters], letters, [*letters[1:], ""], strict=False):
        joins_before = _joins(before, "initial") and _joins(letter, "final")
        joins_after = _joins(letter, "initial") and _joins(after, "final")
        form = _FORMS[joins_before + 2 * joins_after]
        yield _characters().get((letter, form), letter)


def _with_ligatures(line: str) -> Iterator[str]:
    """The letters, with lam and the alef after it as one, which is never written otherwise."""
    taken = False
    for letter, after in zip(line, [*line[1:], ""], strict=True):
        if taken:
            taken = False
        else:
            taken = letter == _LAM and (letter + after, "isolated") in _characters()
            yield letter + after if taken else letter


def _joins(letter: str, form: str) -> bool:
    """Whether a letter joins the one after it, as in its initial form, or before it."""
    return letter == _TATWEEL or (letter, form) in _characters()


def _is_mark(letter: str) -> bool:
    return len(letter) == 1 and unicodedata.category(letter) == "Mn"


@cache
def _characters() -> dict[tuple[str, str], str]:
    """The character for each letter, or pair of lam and alef, in each form that it has."""
    found: dict[tuple[str, str], str] = {}
    for code in (*range(0xFB50, 0xFDFC), *range(0xFE70, 0xFEFD)):
        form, *parts = unicodedata.decomposition(chr(code)).split() or [""]
        letters = "".join(chr(int(part, 16)) for part in parts)
        is_pair = len(letters) == 2 and letters[0] == _LAM and code >= 0xFEF5
        if letters and (len(letters) == 1 or is_pair):
            found.setdefault((letters, form.strip("<>")), chr(code))
    return found
