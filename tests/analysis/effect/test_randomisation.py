"""Randomisation tests compared with all possible draws, in worlds without and with an effect."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from graphmodel.analysis.effect.randomisation import paired_estimate


def test_it_agrees_with_all_draws_there_are() -> None:
    differences = [3, 1, 0, 2, -1, 4, 1, 2, 0, 1]
    observed = abs(sum(differences))
    sums = [
        abs(sum(s * d for s, d in zip(signs, differences, strict=True)))
        for signs in product((1, -1), repeat=len(differences))
    ]
    exact = sum(total >= observed for total in sums) / len(sums)
    answer = paired_estimate(np.array(differences, dtype=float))
    assert answer.effect == pytest.approx(1.3)
    assert answer.p == pytest.approx(exact, abs=0.01)
    assert answer.lowest < 1.3 < answer.highest
    # The spread of the mean by chance, without the effect: the root of the sum of squares about
    # the mean, divided by 10.
    assert answer.smallest == pytest.approx(2.8016 * (20.1**0.5) / 10, rel=0.03)


def test_the_interval_has_the_effects_that_chance_explains() -> None:
    differences = np.random.default_rng(5).normal(2, 3, 40)
    answer = paired_estimate(differences)
    for edge, inward in ((answer.lowest, 0.01), (answer.highest, -0.01)):
        assert paired_estimate(differences - edge - inward).p > 0.05
        assert paired_estimate(differences - edge + inward).p <= 0.05
    normal = 1.96 * differences.std(ddof=1) / 40**0.5
    assert answer.highest - answer.effect == pytest.approx(normal, rel=0.1)


def test_without_an_effect_few_worlds_have_one() -> None:
    drawn = np.random.default_rng(11)
    p = []
    for world in range(500):
        outcomes = drawn.poisson(1.5, (30, 2)).astype(float)
        p.append(paired_estimate(outcomes[:, 0] - outcomes[:, 1], seed=world).p)
    assert 0.03 <= np.mean(np.array(p) < 0.05) <= 0.07


def test_the_smallest_effect_is_seen_eight_times_in_ten() -> None:
    drawn = np.random.default_rng(12)
    seen = []
    for world in range(200):
        noise = drawn.normal(0, 2, 40)
        smallest = paired_estimate(noise, seed=world).smallest
        seen.append(paired_estimate(noise + smallest, seed=world).p < 0.05)
    assert 0.7 <= np.mean(seen) <= 0.9


def test_an_effect_is_no_part_of_the_smallest_that_would_have_been_seen() -> None:
    noise = np.array([1.0, -1.0] * 8)
    assert paired_estimate(noise + 10).smallest == pytest.approx(2.8016 / 4, rel=0.03)
    assert paired_estimate(noise).smallest == pytest.approx(2.8016 / 4, rel=0.03)


def test_the_same_seed_gives_the_same_answer() -> None:
    differences = np.arange(20, dtype=float) - 5
    assert paired_estimate(differences, 3) == paired_estimate(differences, 3)
