"""Measures of rankings: concentration, calibration, slices, ranks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.analysis.forecast.baselines import Baselines
from graphmodel.analysis.forecast.calibration import EDGES, Curve, calibration, fit_curve
from graphmodel.analysis.forecast.concentration import concentration, gini
from graphmodel.analysis.forecast.metrics import mid_ranks, ranks_of_all, top_positions
from graphmodel.analysis.forecast.pair_features import PairFeatures
from graphmodel.analysis.forecast.slices import by_value, degree_values
from tests.analysis.synthetic_history import synthetic_history


def test_the_gini_of_known_cases() -> None:
    assert gini(np.full(7, 3)) == pytest.approx(0)
    assert gini(np.array([0, 0, 0, 8])) == pytest.approx(3 / 4)
    assert gini(np.zeros(4)) == 0


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40).filter(any))
def test_the_gini_is_half_the_mean_difference_over_the_mean(amounts: list[int]) -> None:
    values = np.array(amounts, dtype=float)
    mean_difference = np.abs(values[:, None] - values).mean()
    assert gini(values) == pytest.approx(mean_difference / (2 * values.mean()), abs=1e-9)


def test_concentration_counts_who_is_suggested() -> None:
    answer = concentration(np.array([6, 0, 3, 1]), np.array([False, False, True, True]))
    assert (answer.suggestions, answer.people, answer.eligible) == (10, 3, 4)
    assert answer.newcomers == pytest.approx(0.4)
    assert answer.newcomers_eligible == 0.5
    assert answer.top_hundredth == pytest.approx(0.6)


def test_the_curve_that_made_the_truth_is_found() -> None:
    rng = np.random.default_rng(0)
    scores = rng.normal(size=40_000)
    outcomes = rng.random(40_000) < 1 / (1 + np.exp(-(1.5 * scores - 3)))
    curve = fit_curve(scores, outcomes)
    assert curve.slope == pytest.approx(1.5, abs=0.1)
    assert curve.intercept == pytest.approx(-3, abs=0.1)
    measured = calibration(curve.chance(scores), outcomes)
    assert measured.error < 0.01
    assert sum(entry.pairs for entry in measured.bins) == measured.pairs == 40_000
    assert all(entry.low <= entry.predicted <= entry.high for entry in measured.bins)


def test_a_curve_exists_for_perfect_and_for_no_separation() -> None:
    separating = fit_curve(np.array([0.0, 1, 10, 11]), np.array([False, False, True, True]))
    assert np.isfinite([separating.slope, separating.intercept]).all()
    assert separating.chance(np.array([11.0]))[0] > 0.5 > separating.chance(np.array([0.0]))[0]
    reversed_curve = fit_curve(np.array([3.0, 2, 1, 0]), np.array([False, False, True, True]))
    assert reversed_curve.slope == 0


def test_odds_are_multiplied() -> None:
    chance = Curve(1, 0).chance(np.array([0.0]))[0]
    assert chance == 0.5
    assert Curve(1, 0).times(3).chance(np.array([0.0]))[0] == pytest.approx(0.75)


def test_chances_at_the_edges_have_a_bin() -> None:
    measured = calibration(np.array([EDGES[0], EDGES[3], EDGES[-1]]), np.array([False, True, True]))
    assert [entry.pairs for entry in measured.bins] == [1, 1, 1]


def test_chances_are_averaged_by_weight() -> None:
    predicted = np.array([0.1, 0.4, 0.1])
    outcomes = np.array([True, False, False])
    measured = calibration(predicted, outcomes, np.array([1.0, 2.0, 3.0]))
    assert [(entry.pairs, entry.observed) for entry in measured.bins] == [(2, 0.25), (1, 0)]
    assert measured.error == pytest.approx((4 * 0.15 + 2 * 0.4) / 6)
    assert measured.brier == pytest.approx((0.81 + 2 * 0.16 + 3 * 0.01) / 6)


@given(st.lists(st.integers(0, 6), min_size=2, max_size=30))
def test_ranks_by_two_ways_agree(values: list[int]) -> None:
    scores = np.array(values, dtype=float)
    partners = np.arange(len(scores)) % 3 == 0
    expected = sorted(ranks_of_all(scores, scores[partners]))
    assert mid_ranks(scores, partners).max() <= expected[-1]
    assert mid_ranks(scores, partners).min() == expected[0]
    by_hand = [(scores > s).sum() + ((scores == s).sum() + 1) / 2 for s in scores[partners]]
    assert sorted(by_hand) == expected


def test_the_top_positions_are_the_greatest() -> None:
    scores = np.array([1.0, 5, 5, 2, 9])
    assert sorted(top_positions(scores, 2)) == [1, 4]
    assert len(top_positions(scores, 9)) == 5


def test_slices_by_value() -> None:
    assert degree_values(np.array([1, 5, 6, 30, 31, 500])) == [
        "1-5", "1-5", "6-10", "11-30", "31-100", "101+",
    ]  # fmt: skip
    ranks = np.array([1, 11, 60])
    third, distant = by_value("distance", "pairs", ["3", "8+", "3"], ranks)
    assert (third.value, third.count, third.hr_at_10, third.hr_at_50) == ("3", 2, 0.5, 0.5)
    assert (distant.value, distant.count, distant.hr_at_10, distant.hr_at_50) == ("8+", 1, 0, 1)


def test_recency_distinguishes_people_of_the_same_year() -> None:
    history = synthetic_history(teams=4, years=6)
    pairs = PairFeatures(history, 2006)
    people = np.array([0])
    classic = pairs.classic(people) | {"rank_ever": pairs.paths["ever"].measures(people)["rank"]}
    recency = Baselines(pairs, 0).scores(people, classic)["recency"][:, 0]
    last = pairs.last_years
    assert recency[last == 2005].min() >= recency[last < 2004].max()
    assert len(np.unique(recency)) > len(np.unique(last))
