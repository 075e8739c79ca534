"""The effect of sitting together, computed by hand and compared with random worlds."""

from __future__ import annotations

import random
import tracemalloc
from itertools import combinations
from typing import Any

import pytest

from graphmodel.analysis.effect.randomisation import DRAWS
from graphmodel.analysis.effect.seats import SeatEffect, has_seats, seat_effect
from graphmodel.errors import InputError
from tests.analysis.talent_networks import talent

PEOPLE = [f"p{n:02}" for n in range(16)]


def seated(
    works: list[tuple[str, str, int]], moved: tuple[tuple[str, str], ...] = (), **event: Any
) -> SeatEffect:
    """One session with four tables of four, p00 to p03 at the first; ``works`` of two people by
    year; and who ``moved`` to another table during the session."""
    nodes: dict[str, Any] = {
        "show": {"kind": "Event", "name": "Show", "type": "roadshow", "starts": "2024-05"} | event,
        "session": {"kind": "Event", "name": "Session", "type": "session"},
    }
    links: list[dict[str, Any]] = [{"kind": "PART_OF", "from": "session", "to": "show"}]
    for table in range(len(PEOPLE) // 4):
        nodes[f"table-{table}"] = {"kind": "Event", "name": f"Table {table}", "type": "table"}
        links.append({"kind": "PART_OF", "from": f"table-{table}", "to": "session"})
    sits = {"kind": "TAKES_PART_IN", "role": "participant"}
    links += [sits | {"from": p, "to": f"table-{n // 4}"} for n, p in enumerate(PEOPLE)]
    links += [sits | {"from": who, "to": table} for who, table in moved]
    for number, (left, right, year) in enumerate(works):
        nodes[f"work-{number}"] = {"kind": "Project", "name": f"Work {number}"}
        credit = {"kind": "WORKED_ON", "to": f"work-{number}", "role": "director", "year": year}
        links += [credit | {"from": who} for who in (left, right)]
    network = talent(nodes, links)
    assert has_seats(network, "show")
    return seat_effect(network, "show", as_of="2026-11-30")


def test_pairs_at_one_table_are_compared_with_the_others() -> None:
    # 4 tables of 4: 24 pairs together, 96 apart. Six of each work together later.
    together = [(a, b, 2025) for a, b in combinations(PEOPLE[:4], 2)]
    apart = [(PEOPLE[n], PEOPLE[n + 8], 2026) for n in range(6)]
    answer = seated(together + apart)
    assert (answer.people, answer.sessions) == (16, 1)
    assert (answer.together, answer.apart) == (24, 96)
    assert (answer.tied_together, answer.tied_apart) == (6, 6)
    assert answer.estimate.effect == pytest.approx(6 / 24 - 6 / 96)
    assert answer.pairs[0].tables == ("table-0",)
    assert answer.pairs[-1].tables == ()
    assert answer.placebo is None


def test_ties_before_and_of_the_same_year_are_left_out() -> None:
    works = [("p00", "p01", 2023), ("p00", "p02", 2024), ("p00", "p03", 2025), ("p00", "p04", 2025)]
    answer = seated([*works, ("p04", "p05", 2022)])
    assert (answer.together, answer.apart) == (21, 96)
    assert (answer.tied_together, answer.tied_apart) == (1, 1)
    assert answer.placebo is not None
    # Two years before the event count, as after it.
    assert answer.placebo.effect == pytest.approx(2 / 24)


def test_who_moved_to_another_table_sat_with_both() -> None:
    answer = seated([("p00", "p01", 2025), ("p00", "p04", 2026)], moved=(("p00", "table-1"),))
    assert (answer.people, answer.together, answer.apart) == (16, 28, 92)
    assert (answer.tied_together, answer.tied_apart) == (2, 0)
    assert [pair.tables for pair in answer.pairs] == [("table-0",), ("table-1",)]


def test_the_draws_are_held_once(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = [f"p{n:02}" for n in range(64)]
    monkeypatch.setattr("tests.analysis.effect.test_seats.PEOPLE", crowd)
    tracemalloc.start()
    seated([(a, b, 2025) for a, b in combinations(crowd[:4], 2)])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    draws = DRAWS * 64 * 63 // 2
    assert draws < peak < 1.5 * draws


def test_without_an_effect_few_worlds_have_one_and_a_strong_one_is_seen() -> None:
    pairs = list(combinations(PEOPLE, 2))
    chance = [
        seated([(a, b, 2025) for a, b in random.Random(n).sample(pairs, 15)]) for n in range(10)
    ]
    assert sum(answer.estimate.p < 0.05 for answer in chance) <= 2
    tables = [PEOPLE[n : n + 4] for n in range(0, 16, 4)]
    strong = [(a, b, 2025) for table in tables for a, b in combinations(table, 2)]
    answer = seated(strong[:15])
    assert answer.estimate.p < 0.001
    assert answer.estimate.lowest > 0


def test_what_cannot_be_told_is_one_line() -> None:
    with pytest.raises(InputError, match="nothing to compare"):
        seated([])
    with pytest.raises(InputError, match="has no date"):
        seated([("p00", "p01", 2025)], starts=None)
    with pytest.raises(InputError, match="24 months after 2025-03 end on 2027-03-31"):
        seated([("p00", "p01", 2026)], starts="2025-03")


def test_of_an_event_of_a_year_whole_years_have_to_be_over() -> None:
    works = [("p00", "p01", 2026), ("p00", "p05", 2026)]
    said = "24 months after 2025 end on 2027-12-31, which is later than 2026"
    with pytest.raises(InputError, match=said):
        seated(works, starts="2025")


def test_fewer_than_fifteen_are_refused() -> None:
    nodes: dict[str, Any] = {
        "show": {"kind": "Event", "name": "Show", "starts": "2024"},
        "table": {"kind": "Event", "name": "Table", "type": "table"},
    }
    links = [{"kind": "PART_OF", "from": "table", "to": "show"}]
    links += [
        {"kind": "TAKES_PART_IN", "from": p, "to": "table", "role": "participant"}
        for p in PEOPLE[:14]
    ]
    with pytest.raises(InputError, match="14 people are known to have sat"):
        seat_effect(talent(nodes, links), "show", as_of="2026-11-30")
