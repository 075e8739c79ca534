"""The texts that people type: who they are, names, notes, tags; checked and brought to one form."""

from __future__ import annotations

from collections.abc import Iterable

from graphmodel import words
from graphmodel.errors import InputError

LONGEST_NAME = 200
"""Characters of a name of anything, a stage or a tag."""

LONGEST_NOTE = 20_000


def person_named(who: str) -> str:
    """Who somebody says they are; raises InputError for nobody."""
    return name_of(who, words.mark("the name of whoever does this"))


def is_same_name(first: str, second: str) -> bool:
    """Whether two names of users are of one, whatever their case and spaces."""
    return " ".join(first.split()).casefold() == " ".join(second.split()).casefold()


def name_of(text: str, what: str) -> str:
    """A name on one line; raises InputError where it is empty or too long. ``what`` is whose name
    it is, for the error."""
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
    """The text of a note, with its lines; raises InputError where it is empty or too long."""
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
    """Names, each once whatever its case, in order."""
    by_key = {name.casefold(): name for name in reversed([name_of(text, what) for text in texts])}
    return list(reversed(by_key.values()))
