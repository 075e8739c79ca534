"""Checks and normalises texts that users type: their own name, other names, notes and tags."""

from __future__ import annotations

from collections.abc import Iterable

from graphmodel import words
from graphmodel.errors import InputError

LONGEST_NAME = 200
"""Most characters in a name of any kind, a stage or a tag."""

LONGEST_NOTE = 20_000


def person_named(who: str) -> str:
    """Check and normalise the name of a user; raises InputError if it is empty or too long."""
    return name_of(who, words.mark("the name of whoever does this"))


def is_same_name(first: str, second: str) -> bool:
    """Whether two user names are the same, ignoring case and extra spaces."""
    return " ".join(first.split()).casefold() == " ".join(second.split()).casefold()


def name_of(text: str, what: str) -> str:
    """Normalise a name to one line; raises InputError if it is empty or too long. ``what``
    describes the name in the error."""
    name = " ".join(text.split())
    if not name:
        raise InputError("{what} is empty; give at least one letter", what=words.say(what))
    if len(name) > LONGEST_NAME:
        raise InputError(
            "{what} is too long: {n:,} characters; give {most} at most",
            what=words.say(what),
            n=len(name),
            most=LONGEST_NAME,
        )
    return name


def note_text(text: str) -> str:
    """Normalise the text of a note, keeping its lines; raises InputError if it is empty or too
    long."""
    note = text.replace("\r\n", "\n").strip()
    if not note:
        raise InputError("the note is empty; write something, or remove the note")
    if len(note) > LONGEST_NOTE:
        raise InputError(
            "the note is too long: {n:,} characters; a note has at most {most:,}",
            n=len(note),
            most=LONGEST_NOTE,
        )
    return note


def distinct_names(texts: Iterable[str], what: str) -> list[str]:
    """Normalise names and drop those that repeat an earlier one, ignoring case."""
    by_key: dict[str, str] = {}
    for text in texts:
        name = name_of(text, what)
        by_key.setdefault(name.casefold(), name)
    return list(by_key.values())
