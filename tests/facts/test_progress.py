"""How far an import has come, against a clock that the test turns."""

from __future__ import annotations

from graphmodel.facts.progress import Pace


def at(pace_seconds: list[float], expected: int | None = None) -> Pace:
    return Pace(expected, clock=lambda: pace_seconds[0])


def test_without_a_total_the_present_kind_tells_what_is_left() -> None:
    now = [100.0]
    pace = at(now)
    assert pace.says() == "reading and checking"
    now[0] = 110.0
    pace.told("Person", 1_000, 0)
    pace.told("WORKED_ON", 5_000, 24_000)
    assert pace.says() == "6,000 rows, 600 a second, now WORKED_ON: 24,000 to go, about 40 s"
    assert pace.share == 5_000 / 29_000
    pace.told("WORKED_ON", 24_000, 0)
    assert pace.share == 1.0
    assert pace.says() == "30,000 rows, 3,000 a second, now WORKED_ON"


def test_with_a_total_all_of_it_tells() -> None:
    now = [0.0]
    pace = at(now, expected=100_000)
    now[0] = 10.0
    pace.told("Person", 5_000, 1_000)
    assert pace.says() == "5,000 rows, 500 a second, now Person, about 3 min left"
    assert pace.share == 0.05
    now[0] = 20.0
    pace.told("Person", 115_000, 6_000)
    assert pace.says() == "120,000 rows, 6,000 a second, now Person: 6,000 to go, about 1 s"
    assert pace.share == 120_000 / 126_000
