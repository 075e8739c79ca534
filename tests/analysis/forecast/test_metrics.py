"""What is measured of rankings: exposure, chances, slices, ranks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.analysis.forecast.baselines import Baselines
from graphmodel.analysis.forecast.calibration import EDGES, Curve, calibration, fit_curve
from graphmodel.analysis.forecast.concentration import exposure, gini
from graphmodel.analysis.forecast.metrics import first_places, mid_ranks, ranks_of_all
from graphmodel.analysis.forecast.pair_features import PairFeatures
from graphmodel.analysis.forecast.slices import by_value, degree_values
from tests.analysis.synthetic_history import made_history


def test_the_gini_of_known_cases() -> None:
    assert gini(np.full(7, 3)) == pytest.approx(0)
    assert gini(np.array([0, 0, 0, 8])) == pytest.approx(3 / 4)
    assert gini(np.zeros(4)) == 0


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40).filter(any))
def test_the_gini_is_half_the_mean_difference_over_the_mean(amounts: list[int]) -> None:
    values = np.array(amounts, dtype=float)
    apart = np.abs(values[:, None] - values).mean()
    assert gini(values) == pytest.approx(apart / (2 * values.mean()), abs=1e-9)


def test_exposure_counts_who_is_suggested() -> None:
    found = exposure(np.array([6, 0, 3, 1]), np.array([False, False, True, True]))
    assert (found.suggestions, found.people, found.eligible) == (10, 3, 4)
    assert found.newcomers == pytest.approx(0.4)
    assert found.newcomers_eligible == 0.5
    assert found.top_hundredth == pytest.approx(0.6)


def test_the_curve_that_made_the_truth_is_found() -> None:
    rng = np.random.default_rng(0)
    scores = rng.normal(size=40_000)
    came = rng.random(40_000) < 1 / (1 + np.exp(-(1.5 * scores - 3)))
    found = fit_curve(scores, came)
    assert found.slope == pytest.approx(1.5, abs=0.1)
    assert found.intercept == pytest.approx(-3, abs=0.1)
    told = calibration(found.chance(scores), came)
    assert told.error < 0.01
    assert sum(one.pairs for one in told.bins) == told.pairs == 40_000
    assert all(one.low <= one.told <= one.high for one in told.bins)


def test_a_curve_of_what_parts_perfectly_or_not_at_all_is_a_curve() -> None:
    parted = fit_curve(np.array([0.0, 1, 10, 11]), np.array([False, False, True, True]))
    assert np.isfinite([parted.slope, parted.intercept]).all()
    assert parted.chance(np.array([11.0]))[0] > 0.5 > parted.chance(np.array([0.0]))[0]
    wrong = fit_curve(np.array([3.0, 2, 1, 0]), np.array([False, False, True, True]))
    assert wrong.slope == 0


def test_odds_are_multiplied() -> None:
    once = Curve(1, 0).chance(np.array([0.0]))[0]
    assert once == 0.5
    assert Curve(1, 0).times(3).chance(np.array([0.0]))[0] == pytest.approx(0.75)


def test_chances_at_the_edges_have_a_bin() -> None:
    told = calibration(np.array([EDGES[0], EDGES[3], EDGES[-1]]), np.array([False, True, True]))
    assert [one.pairs for one in told.bins] == [1, 1, 1]


def test_who_stands_for_many_counts_as_many_in_what_was_told_and_came() -> None:
    told = np.array([0.1, 0.4, 0.1])
    came = np.array([True, False, False])
    found = calibration(told, came, np.array([1.0, 2.0, 3.0]))
    assert [(one.pairs, one.came) for one in found.bins] == [(2, 0.25), (1, 0)]
    assert found.error == pytest.approx((4 * 0.15 + 2 * 0.4) / 6)
    assert found.brier == pytest.approx((0.81 + 2 * 0.16 + 3 * 0.01) / 6)


@given(st.lists(st.integers(0, 6), min_size=2, max_size=30))
def test_ranks_by_two_ways_agree(values: list[int]) -> None:
    scores = np.array(values, dtype=float)
    wanted = np.arange(len(scores)) % 3 == 0
    expected = sorted(ranks_of_all(scores, scores[wanted]))
    assert mid_ranks(scores, wanted).max() <= expected[-1]
    assert mid_ranks(scores, wanted).min() == expected[0]
    by_hand = [(scores > s).sum() + ((scores == s).sum() + 1) / 2 for s in scores[wanted]]
    assert sorted(by_hand) == expected


def test_the_first_places_are_the_greatest() -> None:
    scores = np.array([1.0, 5, 5, 2, 9])
    assert sorted(first_places(scores, 2)) == [1, 4]
    assert len(first_places(scores, 9)) == 5


def test_slices_by_value() -> None:
    assert degree_values(np.array([1, 5, 6, 30, 31, 500])) == [
        "1-5", "1-5", "6-10", "11-30", "31-100", "101+",
    ]  # fmt: skip
    ranks = np.array([1, 11, 60])
    near, far = by_value("distance", "pairs", ["3", "8+", "3"], ranks)
    assert (near.value, near.count, near.hr_at_10, near.hr_at_50) == ("3", 2, 0.5, 0.5)
    assert (far.value, far.count, far.hr_at_10, far.hr_at_50) == ("8+", 1, 0, 1)


def test_recency_tells_apart_who_was_there_in_the_same_year() -> None:
    history = made_history(teams=4, years=6)
    past = PairFeatures(history, 2006)
    people = np.array([0])
    plain = past.classic(people) | {"rank_ever": past.paths["ever"].measures(people)["rank"]}
    recency = Baselines(past, 0).scores(people, plain)["recency"][:, 0]
    last = past.history_last
    assert recency[last == 2005].min() >= recency[last < 2004].max()
    assert len(np.unique(recency)) > len(np.unique(last))
