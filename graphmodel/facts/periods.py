"""Labelled periods: text such as ``script 2025-09-12/2026-01-07``, without an end while it lasts.

Dates are ISO dates that may stop at the year or month.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

FORM = "LABEL START/END, such as script 2025-09-12/2026-01-07, without END while it lasts"
_DATE = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_PERIOD = re.compile(rf"(?P<label>\S(?:.*\S)?) (?P<start>{_DATE})/(?P<end>{_DATE})?")


@dataclass(frozen=True)
class Period:
    """One labelled period; ``end`` is empty while it lasts."""

    label: str
    start: str
    end: str = ""

    def __str__(self) -> str:
        return f"{self.label} {self.start}/{self.end}"


def parse_period(text: str) -> Period:
    """Parse a period; raises ValueError with the problem."""
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise ValueError("malformed period")
    label, start, end = match["label"], match["start"], match["end"] or ""
    for day in (start, end):
        if day and not _is_date(day):
            raise ValueError("malformed date")
    length = min(len(start), len(end))
    if end and end[:length] < start[:length]:
        raise ValueError("ends before it begins")
    return Period(label, start, end)


def periods(texts: Iterable[str]) -> tuple[Period, ...]:
    """The periods of checked texts, in order of their starts."""
    return tuple(sorted(map(parse_period, texts), key=lambda period: (period.start, period.label)))


def open_period(texts: Iterable[str]) -> Period | None:
    """The open period among checked texts, the latest if there are several; None if none is
    open."""
    lasting = [period for period in periods(texts) if not period.end]
    return lasting[-1] if lasting else None


def first_day(text: str) -> date:
    """The first day of an ISO date that may stop at the year or month; raises ValueError for an
    invalid date."""
    return date.fromisoformat(text + "-01-01"[len(text) - 4 :])


def last_day(text: str) -> date:
    """The last day of an ISO date that may stop at the year or month."""
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


def months_after(text: str, months: int) -> date:
    """The day ``months`` months after the last day of an ISO date that may stop at the year or
    month; if the resulting month has no such day, its last day."""
    day = last_day(text)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _is_date(text: str) -> bool:
    try:
        first_day(text)
    except ValueError:
        return False
    return True
