import math

import numpy as np
import pytest

from graphmodel.analysis.graph.log_odds import log_odds


def test_log_odds_match_a_case_worked_by_hand() -> None:
    # 10 of 20 words inside, 10 of 80 outside; a prior of 10 words expects the word 2 times.
    delta, z = log_odds(
        np.array([10.0]), np.array([10.0]), total_inside=20, total_outside=80, prior=10
    )
    by_hand = math.log(12 / (30 - 12)) - math.log(12 / (90 - 12))
    assert delta[0] == pytest.approx(by_hand)
    assert z[0] == pytest.approx(by_hand / math.sqrt(1 / 12 + 1 / 12))


def test_equal_shares_are_not_distinctive_and_the_sides_mirror_each_other() -> None:
    delta, z = log_odds(
        np.array([5.0, 8.0, 1.0]), np.array([50.0, 2.0, 30.0]), total_inside=20, total_outside=200
    )
    assert delta[0] == pytest.approx(0)
    back, z_back = log_odds(
        np.array([50.0, 2.0, 30.0]), np.array([5.0, 8.0, 1.0]), total_inside=200, total_outside=20
    )
    np.testing.assert_allclose(delta, -back)
    np.testing.assert_allclose(z, -z_back)


def test_often_is_more_certain_than_once() -> None:
    delta, z = log_odds(
        np.array([1.0, 40.0]), np.array([0.0, 0.0]), total_inside=100, total_outside=900
    )
    assert 0 < z[0] < 1.96 < z[1]
    assert delta[1] > 0


def test_unseen_or_single_words_score_zero() -> None:
    delta, z = log_odds(np.array([0.0]), np.array([0.0]), total_inside=5, total_outside=5)
    assert delta[0] == z[0] == 0
    delta, z = log_odds(np.array([3.0]), np.array([4.0]), total_inside=3, total_outside=4, prior=0)
    assert delta[0] == z[0] == 0
