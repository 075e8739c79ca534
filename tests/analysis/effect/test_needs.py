"""Data needed to measure an effect, what is missing, and both sides by year."""

from __future__ import annotations

import pytest

from graphmodel import words
from graphmodel.analysis.effect.needs import needs
from graphmodel.analysis.effect.wordings import alike_in_words, needs_in_words
from tests.analysis.effect.test_effect import ASKED, ask, credit, joins, world
from tests.analysis.talent_networks import talent


def test_what_is_missing_is_counted_with_the_day_when_it_will_do() -> None:
    nodes, links = world(pairs=14)
    links += [joins("late", since="2025-06"), joins("no-date"), joins("twice", role="applicant")]
    have = needs(talent(nodes, links), "lantern", as_of=ASKED)
    assert (have.over, have.over_in_a_year, have.taken_in) == (14, 15, 15)
    assert (have.undated, have.undecided, have.not_taken_in) == (1, 1, 14)
    assert have.enough_on == "2027-06-30"
    lines = list(needs_in_words(have))
    assert "(15 a year ago or more; there will be 15 by 2027-06-30)" in lines[0]
    assert len(lines) == 4
    few = needs(talent(*world(pairs=3)), "lantern", as_of=ASKED)
    assert few.enough_on is None
    assert next(iter(needs_in_words(few))).endswith("; at least 15 are needed.")


def test_what_it_takes_is_that_of_the_design() -> None:
    nodes, links = world(pairs=14)
    links += [joins("late", since="2026-06"), joins("no-date")]
    by_years = needs(talent(nodes, links), "lantern", design="years", as_of=ASKED)
    first, second, undated = needs_in_words(by_years)
    assert first == "14 people were taken in by the end of 2025; at least 15 are needed."
    assert "14 are known to have applied" in second
    assert second.endswith("1 were taken in after 2025.")
    assert "without a date" in undated
    nodes["table"] = {"kind": "Event", "name": "Table", "type": "table"}
    links += [{"kind": "PART_OF", "from": "table", "to": "lantern"}, joins("in-00", to="table")]
    seated = needs(talent(nodes, links), "lantern", design="seats", as_of=ASKED)
    assert "known to have sat at its tables" in next(needs_in_words(seated))
    pairs = needs(talent(nodes, links), "lantern", as_of=ASKED)
    assert "taken in at least 24 months ago" in next(needs_in_words(pairs))


def test_what_pairs_were_matched_on_is_said_in_the_language_of_the_reader() -> None:
    alike = ("China", "2020", "not known")
    assert alike_in_words(alike) == "China; 2020; not known"
    with words.speaking(words.CHINESE):
        assert alike_in_words(alike) == "中国；2020；尚不清楚"


def test_both_sides_by_year_are_means_of_what_each_came_to() -> None:
    """Intake is in 2023. In 2019 everybody made one work; in 2024 those taken in made two, the
    others one; in 2026 four of those taken in made one more."""
    nodes, links = world()
    people = [f"{side}-{n:02}" for n in range(16) for side in ("in", "out")]
    links += [credit(nodes, who, f"{who}-early", 2019) for who in people]
    links += [credit(nodes, f"in-{n:02}", f"in-{n:02}-late", 2026) for n in range(4)]
    years = {each.year: (each.mean, each.others_mean) for each in ask((nodes, links)).years}
    assert years[-4] == (1, 1)
    assert years[1] == (2, 1)
    assert years[3] == (0.25, 0)
    assert max(years) == 3, "2026 is the year of asking"
    assert years[0] == pytest.approx((0, 0))
