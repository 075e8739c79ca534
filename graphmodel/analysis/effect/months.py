"""Spans of months, and what falls into them where some dates stop at the year."""

from __future__ import annotations

Moment = tuple[int, int]
"""A year with its month, 0 where only the year is known."""


def moment(text: str) -> Moment:
    """The year and month of an ISO date that may stop at the year or the month."""
    year, _, rest = text.partition("-")
    return int(year), int(rest[:2]) if rest else 0


def shifted(start: Moment, months: int) -> Moment:
    """So many months later, or earlier below 0; of a year alone, so many whole years."""
    year, month = start
    if not month:
        return year + months // 12, 0
    return (year * 12 + month - 1 + months) // 12, (month - 1 + months) % 12 + 1


def is_before(fact: Moment, start: Moment) -> bool:
    """Whether a fact lies before the month of a start; one of the year alone, if its year does."""
    return fact[0] < start[0] or (fact[0] == start[0] and 0 < fact[1] < start[1])


def is_within(fact: Moment, start: Moment, months: int) -> bool:
    """Whether a fact lies in the months after that of a start.

    Where either says only the year, the years after that of the start count, as many as the months
    have: what is of the same year could be before it.
    """
    if fact[1] and start[1]:
        passed = (fact[0] - start[0]) * 12 + fact[1] - start[1]
        return 0 < passed <= months
    return 0 < fact[0] - start[0] <= months // 12
