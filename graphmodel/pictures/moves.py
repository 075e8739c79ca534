"""Positions of nodes moved by hand, short enough for a URL."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Self

Position = tuple[float, float]

FARTHEST = 99_999
"""The largest coordinate, in picture units; positions beyond it are clamped."""


@dataclass(frozen=True)
class Move:
    """A node moved by hand: ``mark`` stands for its id, ``x`` and ``y`` are picture units, and
    ``after`` is the number of expansions before the move."""

    mark: str
    x: int
    y: int
    after: int = 0

    @classmethod
    def of(cls, node_id: str, at: Position, after: int) -> Self:
        """The move of a node to a position."""
        x, y = (max(-FARTHEST, min(FARTHEST, round(axis))) for axis in at)
        return cls(mark_of(node_id), x, y, after)

    def text(self) -> str:
        """The move as written in a URL."""
        numbers = (self.x, self.y, self.after) if self.after else (self.x, self.y)
        return ".".join([self.mark, *map(str, numbers)])


def mark_of(node_id: str) -> str:
    """Six letters, digits, hyphens and underscores that stand for an id. Fewer than one in a
    million pictures of 60 nodes have two ids with the same mark."""
    return urlsafe_b64encode(blake2b(node_id.encode(), digest_size=4).digest()).decode().rstrip("=")


def moves_text(moves: Iterable[Move]) -> str:
    """Moves as one URL value; empty for none."""
    return "~".join(move.text() for move in moves)


def moves_from(text: str) -> tuple[Move, ...]:
    """Parse the moves in a URL value; unreadable ones are skipped."""
    return tuple(move for part in text.split("~") if (move := _move(part)) is not None)


def _move(text: str) -> Move | None:
    mark, *numbers = text.split(".")
    if len(mark) != 6 or len(numbers) not in (2, 3):
        return None
    if not all(n.removeprefix("-").isdecimal() and n.isascii() and len(n) < 7 for n in numbers):
        return None
    x, y, after = (*map(int, numbers), 0)[:3]
    if max(abs(x), abs(y)) > FARTHEST or after < 0:
        return None
    return Move(mark, x, y, after)


def with_moves(
    moves: Sequence[Move], moved: Mapping[str, Position], after: int
) -> tuple[Move, ...]:
    """The moves with further ones, made after ``after`` expansions. A node moved twice with no
    expansion in between stays where it was put last."""
    latest = {(move.mark, move.after): move for move in moves}
    for node_id, at in moved.items():
        move = Move.of(node_id, at, after)
        latest.pop((move.mark, after), None)
        latest[move.mark, after] = move
    return tuple(latest.values())


def without_step(moves: Sequence[Move], number: int) -> tuple[Move, ...]:
    """The moves of a picture after the step at an index, from 0, is undone; if two moves of a node
    are then no longer separated, the later counts."""
    latest: dict[tuple[str, int], Move] = {}
    for move in sorted(moves, key=lambda m: m.after):
        after = move.after - (move.after > number)
        latest.pop((move.mark, after), None)
        latest[move.mark, after] = replace(move, after=after)
    return tuple(latest.values())
