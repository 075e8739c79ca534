"""Labelled periods as text."""

from datetime import date

import pytest

from graphmodel.facts.periods import (
    Period,
    first_day,
    last_day,
    open_period,
    parse_period,
    periods,
)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("script 2025-09-12/2026-01-07", Period("script", "2025-09-12", "2026-01-07")),
        ("second unit 2025/", Period("second unit", "2025")),
        ("own short 2025-02/2025", Period("own short", "2025-02", "2025")),
    ],
)
def test_a_text_is_read_and_written_as_it_was(text: str, period: Period) -> None:
    assert parse_period(text) == period
    assert str(period) == text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2025/2026", "malformed period"),
        ("script 2025", "malformed period"),
        ("script 12.9.2025/", "malformed period"),
        ("script 2025-13/", "malformed date"),
        ("script 2025-04-31/", "malformed date"),
        ("script 2025-02/2025-01-31", "ends before it begins"),
    ],
)
def test_what_is_wrong_is_named(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_period(text)


def test_the_period_that_lasts_is_the_latest_without_an_end() -> None:
    texts = ["b 2025-03/", "a 2024/2025-03", "c 2025-04/"]
    assert [period.label for period in periods(texts)] == ["a", "b", "c"]
    assert open_period(texts) == Period("c", "2025-04")
    assert open_period(texts[1:2]) is None


def test_a_date_that_stops_early_has_a_first_and_a_last_day() -> None:
    assert (first_day("2024"), last_day("2024")) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (first_day("2024-02"), last_day("2024-02")) == (date(2024, 2, 1), date(2024, 2, 29))
    assert first_day("2024-02-03") == last_day("2024-02-03") == date(2024, 2, 3)
