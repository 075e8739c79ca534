"""Spans of months, and what falls into them when some dates are known only to the year."""

from __future__ import annotations

from datetime import date

from graphmodel.facts.periods import last_day

PLACEBO_MONTHS = 24
"""Minimum number of months by which a date is moved back to test for an effect before there could
be one."""

Moment = tuple[int, int]
"""A year and a month; the month is 0 if only the year is known."""


def moment(text: str) -> Moment:
    """The year and month of an ISO date, which may stop at the year or the month."""
    year, _, rest = text.partition("-")
    return int(year), int(rest[:2]) if rest else 0


def moment_text(day: Moment) -> str:
    """A moment as an ISO date to the month, or to the year if only that is known."""
    year, month = day
    return f"{year:04d}-{month:02d}" if month else f"{year:04d}"


def shifted(start: Moment, months: int) -> Moment:
    """The moment ``months`` later (earlier if negative); for a year alone, that many whole years
    later."""
    year, month = start
    if not month:
        return year + months // 12, 0
    return (year * 12 + month - 1 + months) // 12, (month - 1 + months) % 12 + 1


def placebo_shift(months: int) -> int:
    """The number of months, always negative, by which to move a date so that the whole years among
    the ``months`` after it end before the year of the original date: nothing done then can be an
    effect, and as many years count as after the original date."""
    return -max(PLACEBO_MONTHS, months + 12)


def is_over(start: Moment, months: int, asked: str) -> bool:
    """Whether the months after a start end by the date of asking, both taken to their last day."""
    return end_of(start, months) <= last_day(asked)


def end_of(start: Moment, months: int) -> date:
    """The last day of the months after a start; for a year alone, of that many whole years."""
    return last_day(moment_text(shifted(start, months)))


def is_before(fact: Moment, start: Moment) -> bool:
    """Whether a fact precedes the month of a start; a fact dated to the year, whether its year
    does."""
    return fact[0] < start[0] or (fact[0] == start[0] and 0 < fact[1] < start[1])


def is_within(fact: Moment, start: Moment, months: int) -> bool:
    """Whether a fact falls into the months after that of a start.

    If either is known only to the year, the years after that of the start count, as many whole
    years as there are in the months: a fact of the same year could precede the start.
    """
    if fact[1] and start[1]:
        passed = (fact[0] - start[0]) * 12 + fact[1] - start[1]
        return 0 < passed <= months
    return 0 < fact[0] - start[0] <= months // 12
