"""Locates an error in the text of a statement from the store's message."""

from __future__ import annotations

import re

Place = tuple[int, int]
"""A line and a column, both from 1."""

_NEO4J = re.compile(r"\(line (\d+), column (\d+) \(offset: \d+\)\)")
_EMBEDDED = re.compile(r"(?:Syntax error )?at line (\d+):(\d+)(?: - )?")  # its columns count from 0
# The statement and a caret follow; its columns count from 0 too.
_SHOWN = re.compile(r"\s*at line (\d+), column (\d+)\b.*", re.DOTALL)
_NAMED = re.compile(
    r"(?:Variable|[Ff]unction|[Cc]olumn name|Expected parameter\(s\):|Unknown procedure)\s+"
    r"['`\"]?([\w.]+)"
)


def line_and_column(statement: str, at: int) -> Place:
    """The place of a character, given its position from 0."""
    before = statement[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def place_in(message: str, statement: str, before: int = 0) -> tuple[str, Place | None]:
    """A store's message about a statement, on one line and without the place, and the place. If the
    message gives none but names a variable, function or parameter, the place is its first
    occurrence. ``before`` is the number of characters sent ahead of the statement."""
    place: Place | None = None
    if neo4j := _NEO4J.search(message):
        line, column = int(neo4j[1]), int(neo4j[2])
        place = line, max(1, column - before) if line == 1 else column
        # The statement and a caret follow.
        message = message[: neo4j.start()]
    elif embedded := _EMBEDDED.search(message):
        place = int(embedded[1]), int(embedded[2]) + 1
        message = message[: embedded.start()] + message[embedded.end() :]
    elif shown := _SHOWN.search(message):
        place = int(shown[1]), int(shown[2]) + 1
        message = message[: shown.start()]
    elif named := _NAMED.search(message):
        place = _place_of(named[1], statement)
    return " ".join(message.split()), place


def pointed_at(statement: str, place: Place) -> str:
    """The line of a statement at a place, with a caret under the column on the next line."""
    lines = statement.split("\n")
    line = lines[min(place[0], len(lines)) - 1].rstrip("\r")
    before = line[: place[1] - 1]
    indent = "".join("\t" if letter == "\t" else " " for letter in before.ljust(place[1] - 1))
    return f"{line}\n{indent}^"


def _place_of(name: str, statement: str) -> Place | None:
    word = re.search(rf"(?<!\w)\$?{re.escape(name)}(?!\w)", statement)
    return line_and_column(statement, word.start()) if word else None
