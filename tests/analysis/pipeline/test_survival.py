"""Survival curves, compared with published figures and another computation."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf

from graphmodel.analysis.pipeline.survival import survival_curve, wilson

# Weeks in remission under 6-mercaptopurine (Freireich et al. 1963); negative: censored.
REMISSION = (
    6,
    6,
    6,
    -6,
    7,
    -9,
    10,
    -10,
    -11,
    13,
    16,
    -17,
    -19,
    -20,
    22,
    23,
    -25,
    -32,
    -32,
    -34,
    -35,
)


def redistributed(lengths: list[int], ended: list[bool], time: int) -> Fraction:
    """The same share by Efron's method: censored entries pass their weight on to later ones."""
    order = sorted(range(len(lengths)), key=lambda i: (lengths[i], not ended[i]))
    weights = [Fraction(1, len(lengths))] * len(lengths)
    for position, i in enumerate(order):
        if ended[i] or position + 1 == len(order):
            continue
        share = weights[position] / (len(order) - position - 1)
        weights[position] = Fraction(0)
        for later in range(position + 1, len(order)):
            weights[later] += share
    gone = (
        weights[position] for position, i in enumerate(order) if ended[i] and lengths[i] <= time
    )
    return 1 - sum(gone, Fraction(0))


def test_published_figures() -> None:
    curve = survival_curve([abs(week) for week in REMISSION], [week > 0 for week in REMISSION])
    shares = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448, 40: 0.448}
    assert {week: round(curve.share_beyond(week), 3) for week in shares} == shares
    assert curve.share_beyond(5.9) == 1
    assert curve.median == 23
    low, high = curve.interval_beyond(10)
    assert (round(low, 3), round(high, 3)) == (0.503, 0.889)


def test_another_way_of_reckoning_agrees() -> None:
    for seed in range(200):
        check_against_redistribution(random.Random(seed))


def check_against_redistribution(drawn: random.Random) -> None:
    lengths = [drawn.randrange(12) for _ in range(drawn.randrange(1, 30))]
    ended = [drawn.random() < 0.6 for _ in lengths]
    curve = survival_curve(lengths, ended)
    for time in range(13):
        expected = float(redistributed(lengths, ended, time))
        assert curve.share_beyond(time) == pytest.approx(expected, abs=1e-9)
        low, high = curve.interval_beyond(time)
        assert 0 <= low <= curve.share_beyond(time) + 1e-9
        assert curve.share_beyond(time) - 1e-9 <= high <= 1


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined")
def test_scipy_agrees() -> None:
    draw = np.random.default_rng(1)
    for _ in range(20):
        lengths = draw.integers(1, 25, 40).astype(float)
        ended = draw.random(40) < 0.6
        curve = survival_curve(lengths.tolist(), ended.tolist())
        seen = CensoredData.right_censored(lengths, ~ended)
        theirs = ecdf(seen).sf
        bounds = theirs.confidence_interval(method="log-log")
        for n, time in enumerate(theirs.quantiles):
            share = theirs.probabilities[n]
            assert curve.share_beyond(time) == pytest.approx(share, abs=1e-9)
            if 0 < share < 1:
                expected = bounds.low.probabilities[n], bounds.high.probabilities[n]
                assert curve.interval_beyond(time) == pytest.approx(expected, abs=1e-9)


def test_more_than_half_that_last_have_no_median() -> None:
    assert survival_curve([1, 2, 3], [True, False, False]).median is None
    assert survival_curve([1, 2], [True, False]).median == 1


def test_where_all_or_none_ended_the_interval_has_a_width() -> None:
    curve = survival_curve([5] * 10, [True] * 10)
    assert curve.interval_beyond(5) == pytest.approx((0, 0.2775), abs=1e-4)
    assert curve.interval_beyond(4) == pytest.approx((0.7225, 1), abs=1e-4)


def test_shares_of_few_have_wide_intervals() -> None:
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(0, 0) == (0, 1)
