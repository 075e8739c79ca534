"""The texts that describe changes: stored in English, shown in the reader's language.

A change is stored with its text as a sentence, so that it can be read with any program and people
can be erased from it. A text is shown by finding the template it was made from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from string import Formatter

from graphmodel import words


class ChangeText(StrEnum):
    """The templates of texts."""

    LIST_MADE = words.mark("made the list {name!r}")
    LIST_RENAMED = words.mark("renamed it {name!r}")
    LIST_SHARED = words.mark("shared it with everybody")
    LIST_UNSHARED = words.mark("shared it with nobody")
    STAGES_SET = words.mark("set its stages: {stages}")
    LIST_TAGGED = words.mark("tagged it {tags}")
    LIST_UNTAGGED = words.mark("took its tags off")
    LIST_DELETED = words.mark("deleted the list {name!r}")

    ENTRIES_ADDED = words.mark("added {names}")
    ENTRIES_REMOVED = words.mark("removed {names}")
    ENTRIES_MOVED = words.mark("moved {names} to {stage}")
    ENTRIES_TAGGED = words.mark("tagged {names} {signed_tags}")

    NOTE_WRITTEN = words.mark("wrote a note about {name!r}")
    NOTE_CHANGED = words.mark("changed a note")
    NOTE_REMOVED = words.mark("removed a note")

    QUESTION_SAVED = words.mark("saved the question {name!r}")
    QUESTION_CHANGED = words.mark("changed the question {name!r}")
    QUESTION_REMOVED = words.mark("removed the question {name!r}")

    VIEW_SAVED = words.mark("saved the view {name!r}")
    VIEW_SAVED_AGAIN = words.mark("saved the view {name!r} again")
    VIEW_CHANGED = words.mark("changed the view {name!r}")
    VIEW_REMOVED = words.mark("removed the view {name!r}")

    WATCH_BEGUN = words.mark("began to watch {name!r}")
    WATCH_SEEN = words.mark("saw what is new about {names}")
    WATCH_ENDED = words.mark("stopped watching {name!r}")

    JUDGED_GOOD = words.mark("good: {names}, for {asker}")
    JUDGED_NOT_THIS_ONE = words.mark("not this one: {names}, for {asker}")
    VERDICTS_TAKEN_BACK = words.mark("took back: {names}")

    FILE_READ = words.mark("read {file}")
    UNDONE = words.mark("undid change {number}: {change}")


_AND_MORE = words.mark("{names} and {count} more")
_NAMES = 3
"""Names in a text; further ones are counted."""

_QUOTED = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
_VALUES = {"number": r"\d+", "names": r"(?:(?! [+-]\S).)+", "signed_tags": r"[+-]\S.*"}
"""What stands for a placeholder, if not just anything: names end where signed tags begin."""


def names_in(names: Sequence[str], separator: str = ", ") -> str:
    """The first names, and how many more there are."""
    first = separator.join(names[:_NAMES])
    more = len(names) - _NAMES
    return _AND_MORE.format(names=first, count=f"{more:,}") if more > 0 else first


def in_words(text: str) -> str:
    """The text of a change in the reader's language; as stored if no template fits, or one fits in
    two ways, as when a name has the words of the template."""
    if words.spoken() == words.ENGLISH:
        return text
    template = next((template for template in _templates() if _values(template, text)), "")
    return _filled(template, text)


def _filled(template: str, text: str) -> str:
    """A text in the reader's language, if the template fits it in one way only."""
    match _values(template, text):
        case [values]:
            return words.say(template, **{name: _shown(name, values[name]) for name in values})
        case _:
            return text


def _values(template: str, text: str) -> list[dict[str, str]]:
    """The values of a template's placeholders in a text, in each way that it fits: those with the
    longest and the shortest first values, once if they are the same."""
    found = [pattern.fullmatch(text) for pattern in _patterns(template)]
    ways = [each.groupdict() for each in found if each]
    return ways[:1] if ways[:1] == ways[1:] else ways


def _shown(placeholder: str, value: str) -> _AsStored:
    """The value of a placeholder in the reader's language."""
    match placeholder:
        case "change":
            value = in_words(value)
        case "names":
            value = _filled(_AND_MORE, value)
        case "stage":
            value = words.label(value)
        case "stages":
            value = words.listed(*map(words.label, value.split(", ")))
    return _AsStored(value)


class _AsStored(str):
    """A value from a stored text, which has its quotation marks and commas already."""

    def __repr__(self) -> str:
        return str(self)

    def __format__(self, _: str) -> str:
        return str(self)


@cache
def _templates() -> list[ChangeText]:
    """All templates, those with more words of their own first."""
    return sorted(ChangeText, key=lambda text: len(re.sub(r"\{.*?\}", "", text)), reverse=True)


@cache
def _patterns(template: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The patterns of the texts of a template with values as long, and as short, as possible."""
    longest = shortest = ""
    for literal, name, _, conversion in Formatter().parse(template):
        value = _VALUES.get(name or "", ".+")
        long, short = (_QUOTED, _QUOTED) if conversion == "r" else (value, f"{value}?")
        longest += re.escape(literal) + (f"(?P<{name}>{long})" if name else "")
        shortest += re.escape(literal) + (f"(?P<{name}>{short})" if name else "")
    return re.compile(longest, re.DOTALL), re.compile(shortest, re.DOTALL)
