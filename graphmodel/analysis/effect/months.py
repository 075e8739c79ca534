"""Spans of months, and what falls into them where some dates stop at the year."""

from __future__ import annotations

from datetime import date

from graphmodel.facts.periods import last_day

PLACEBO_MONTHS = 24
"""Months by which a date is moved back, at least, to see whether there was an effect before there
could be one."""

Moment = tuple[int, int]
"""A year with its month, 0 where only the year is known."""


def moment(text: str) -> Moment:
    """The year and month of an ISO date that may stop at the year or the month."""
    year, _, rest = text.partition("-")
    return int(year), int(rest[:2]) if rest else 0


def moment_text(day: Moment) -> str:
    """A moment as an ISO date that stops at the month, or at the year where only that is known."""
    year, month = day
    return f"{year:04d}-{month:02d}" if month else f"{year:04d}"


def shifted(start: Moment, months: int) -> Moment:
    """So many months later, or earlier below 0; of a year alone, so many whole years."""
    year, month = start
    if not month:
        return year + months // 12, 0
    return (year * 12 + month - 1 + months) // 12, (month - 1 + months) % 12 + 1


def placebo_shift(months: int) -> int:
    """How many months later, always below 0, a date is to be so that the whole years among the
    ``months`` after it are over before the year of the date itself: nothing done then can be an
    effect, and as many years count as after the date."""
    return -max(PLACEBO_MONTHS, months + 12)


def is_over(start: Moment, months: int, asked: str) -> bool:
    """Whether the months after a start are over by a date of asking, both to their last day."""
    return end_of(start, months) <= last_day(asked)


def end_of(start: Moment, months: int) -> date:
    """The last day of the months after a start; of a year alone, of so many whole years."""
    return last_day(moment_text(shifted(start, months)))


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
