"""Intakes in several years, computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from graphmodel.analysis.effect.staggered import NEVER, group_times, staggered_effect
from graphmodel.errors import InputError
from tests.analysis.effect.test_effect import World, credit, joins, refused, world
from tests.analysis.talent_networks import talent


def intakes() -> World:
    """Eight people taken in in 2022, eight in 2024, and sixteen refused. Everybody makes a work in
    2023; those taken in make one more in each year from their intake on."""
    nodes, links = world(pairs=0)
    for n in range(16):
        since = 2022 if n < 8 else 2024
        links += [joins(f"in-{n:02}", since=f"{since}-03"), refused(f"out-{n:02}")]
        for who in (f"in-{n:02}", f"out-{n:02}"):
            links.append(credit(nodes, who, f"{who}-2023", 2023))
        links += [
            credit(nodes, f"in-{n:02}", f"in-{n:02}-more-{year}", year)
            for year in range(since, 2026)
        ]
    return nodes, links


def test_each_intake_is_compared_with_those_not_taken_in_yet() -> None:
    answer = staggered_effect(talent(*intakes()), "lantern", outcome="credits", as_of="2026-11-30")
    assert (answer.first, answer.last, answer.taken_in, answer.not_taken_in) == (2019, 2025, 16, 16)
    assert [(c.intake, c.year, c.effect, c.taken_in, c.others) for c in answer.cells] == [
        (2022, 2022, 1, 8, 24), (2022, 2023, 1, 8, 24), (2022, 2024, 1, 8, 16),
        (2022, 2025, 1, 8, 16), (2024, 2024, 1, 8, 16), (2024, 2025, 1, 8, 16),
    ]  # fmt: skip
    assert answer.estimate.effect == pytest.approx(1)
    assert answer.estimate.p == pytest.approx(1 / 2000)
    assert answer.estimate.lowest <= 1 <= answer.estimate.highest
    assert answer.placebo is not None
    assert answer.placebo.effect == pytest.approx(0)


def test_the_formula_by_hand() -> None:
    # Two taken in in 2021, one in 2022, one never; years 2020 to 2022.
    outcomes = np.array([[0, 2, 3], [1, 1, 4], [0, 1, 5], [2, 2, 3]], dtype=float)
    cells = list(group_times(outcomes, np.array([2021, 2021, 2022, NEVER]), 2020))
    assert [(c.intake, c.year, c.effect) for c in cells] == [
        (2021, 2021, pytest.approx((2 + 0) / 2 - (1 + 0) / 2)),
        (2021, 2022, pytest.approx((3 + 3) / 2 - 1)),
        (2022, 2022, pytest.approx(4 - 1)),
    ]


def test_later_intakes_are_the_others_where_nobody_was_refused() -> None:
    nodes, links = intakes()
    links = [link for link in links if not str(link["from"]).startswith("out-")]
    answer = staggered_effect(
        talent(nodes, links), "lantern", outcome="credits", as_of="2026-11-30"
    )
    assert [(c.intake, c.year) for c in answer.cells] == [(2022, 2022), (2022, 2023)]
    assert answer.estimate.effect == pytest.approx(1)


def test_what_cannot_be_told_is_one_line() -> None:
    nodes, links = intakes()
    with pytest.raises(InputError, match="8 people were taken in by the end of 2023"):
        staggered_effect(talent(nodes, links), "lantern", outcome="credits", as_of="2023")
    with pytest.raises(InputError, match="nobody had any selections"):
        staggered_effect(talent(nodes, links), "lantern", outcome="selections", as_of="2025")
    alone = [joins(f"in-{n}", since="2022") for n in range(15)]
    with pytest.raises(InputError, match="nobody to compare with"):
        staggered_effect(talent(nodes, alone), "lantern", outcome="credits", as_of="2025")
