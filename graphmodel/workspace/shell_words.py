"""Shell quoting of command lines to paste, which do what they show and nothing else."""

from __future__ import annotations

import shlex
from collections.abc import Sequence


def shell_line(words: Sequence[str]) -> str | None:
    """Quote words for a shell; None if one contains something that no command line can hold.

    Non-printing characters are written as bytes, as in ``$'a\\nb'``: a terminal would act on raw
    ones when the line is pasted.
    """
    if any("\0" in word or not _is_unicode(word) for word in words):
        return None
    return " ".join(shlex.quote(word) if word.isprintable() else _escaped(word) for word in words)


def _is_unicode(word: str) -> bool:
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t"}


def _escaped(word: str) -> str:
    return f"$'{''.join(map(_character, word))}'"


def _character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    return "".join(f"\\{byte:03o}" for byte in character.encode())
