"""Notes on the canvas of a picture, short enough for a URL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, unquote

from graphmodel.errors import InputError
from graphmodel.facts.shown_text import shown
from graphmodel.pictures.moves import FARTHEST, Position

LONGEST = 300
"""Most characters in a note."""

ROOM = 6_000
"""Most characters that all notes of a picture may take in its URL, where a non-Latin letter takes
up to twelve: some servers reject longer URLs."""

_EACH = 40
"""Characters that a note takes besides its text."""

NOTE_FILL, NOTE_LINE = "#fff3bf", "#b58a00"
"""The colours of a note if a picture has no theme."""

_SAFE = ":/()@ ,"
_KEY = re.compile(r"[a-z0-9]{1,8}")


@dataclass(frozen=True)
class Note:
    """A note on the canvas. ``key`` identifies it within its picture; ``x`` and ``y`` are its
    centre in picture units, relative to the node ``node_id`` if it is tied to one, with which it
    then moves."""

    key: str
    x: int
    y: int
    text: str
    node_id: str = ""

    @classmethod
    def of(cls, key: str, at: Position, text: str, node_id: str = "") -> Self:
        """A note as a user wrote it, moved onto the canvas if necessary."""
        x, y = (max(-FARTHEST, min(FARTHEST, round(axis))) for axis in at)
        lines = (shown(line).rstrip() for line in text.splitlines())
        return cls(key, x, y, "\n".join(lines).strip(), node_id)

    def value(self) -> str:
        """The note as written in a URL."""
        node = quote(self.node_id, safe=_SAFE).replace("~", "%7E").replace(".", "%2E")
        place = [self.key, str(self.x), str(self.y), *([node] if node else [])]
        return f"{'.'.join(place)}~{self.text}"


@dataclass(frozen=True)
class PlacedNote:
    """A note with the position of its centre on the canvas."""

    x: float
    y: float
    text: str


def notes_from(values: Iterable[str]) -> tuple[Note, ...]:
    """Parse the notes in URL values; unreadable ones are skipped."""
    read = (note for value in values if (note := _note(value)) is not None)
    return tuple({note.key: note for note in read}.values())


def with_note(notes: Sequence[Note], note: Note) -> tuple[Note, ...]:
    """Add a note, or replace the one with its key; an empty text removes that one. Raises
    InputError for a note that is too long, or if there is no room for it."""
    if len(note.text) > LONGEST:
        raise InputError(
            "the note has {n:,} characters; a note on the canvas has {most} at most: write the "
            "rest into the note of the saved view",
            n=len(note.text),
            most=LONGEST,
        )
    by_key = {each.key: each for each in notes} | {note.key: note}
    changed = tuple(each for each in by_key.values() if each.text)
    if note.text and sum(_EACH + len(quote(each.text)) for each in changed) > ROOM:
        raise InputError("the address of this picture has no room for more notes; shorten some")
    return changed


def placed(notes: Iterable[Note], positions: Mapping[str, Position]) -> tuple[PlacedNote, ...]:
    """Place the notes among nodes at these positions; those tied to any other node are left out."""
    return tuple(
        PlacedNote(x + note.x, y + note.y, note.text)
        for note in notes
        if (at := positions.get(note.node_id) if note.node_id else (0.0, 0.0)) is not None
        for x, y in [at]
    )


def _note(value: str) -> Note | None:
    place, _, text = value.partition("~")
    key, *rest = place.split(".")
    if not _KEY.fullmatch(key) or len(rest) not in (2, 3) or len(text) > LONGEST:
        return None
    numbers, node = rest[:2], "".join(rest[2:])
    if not all(n.removeprefix("-").isdecimal() and n.isascii() and len(n) < 7 for n in numbers):
        return None
    note = Note.of(key, (int(numbers[0]), int(numbers[1])), text, unquote(node))
    return note if note.text else None
