"""Progress of an import, against a clock set by the test."""

from __future__ import annotations

from graphmodel.facts.progress import Progress


def progress_at(clock_seconds: list[float], expected: int | None = None) -> Progress:
    return Progress(expected, clock=lambda: clock_seconds[0])


def test_without_a_total_progress_is_that_of_the_current_kind() -> None:
    now = [100.0]
    progress = progress_at(now)
    assert progress.description == "reading and checking"
    now[0] = 110.0
    progress.advance("Person", 1_000, 0)
    progress.advance("WORKED_ON", 5_000, 24_000)
    assert (
        progress.description == "6,000 rows, 600 a second, now WORKED_ON: 24,000 to go, about 40 s"
    )
    assert progress.share == 5_000 / 29_000
    progress.advance("WORKED_ON", 24_000, 0)
    assert progress.share == 1.0
    assert progress.description == "30,000 rows, 3,000 a second, now WORKED_ON"


def test_with_a_total_progress_is_overall() -> None:
    now = [0.0]
    progress = progress_at(now, expected=100_000)
    now[0] = 10.0
    progress.advance("Person", 5_000, 1_000)
    assert progress.description == "5,000 rows, 500 a second, now Person, about 3 min left"
    assert progress.share == 0.05
    now[0] = 20.0
    progress.advance("Person", 115_000, 6_000)
    assert (
        progress.description == "120,000 rows, 6,000 a second, now Person: 6,000 to go, about 1 s"
    )
    assert progress.share == 120_000 / 126_000
