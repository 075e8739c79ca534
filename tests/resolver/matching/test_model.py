"""The matching model: learnt, calibrated, and as shipped."""

import numpy as np
import pytest

from graphmodel.resolver.matching import films, people
from graphmodel.resolver.matching.model import (
    BY_RULE,
    SIGNS,
    calibration,
    fit,
    probability,
    shipped_model,
)


def drawn(seed: int, count: int = 4000) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Random pairs with known log-odds: 1 + 2 any_work - 3 least."""
    chance = np.random.default_rng(seed)
    features = {
        "any_work": chance.integers(0, 2, count).astype(float),
        "least": chance.random(count),
    }
    truth = 1 + 2 * features["any_work"] - 3 * features["least"]
    return features, chance.random(count) < probability(truth), truth


def test_the_weights_that_made_the_labels_are_learnt() -> None:
    features, same, _ = drawn(1)
    start, weights = fit(features, same, np.ones(len(same)))
    assert start == pytest.approx(1, abs=0.3)
    assert weights["any_work"] == pytest.approx(2, abs=0.3)
    assert weights["least"] == pytest.approx(-3, abs=0.5)


def test_what_speaks_for_can_not_come_to_speak_against() -> None:
    features, same, _ = drawn(2)
    _, weights = fit(features, ~same, np.ones(len(same)))
    assert weights == {"any_work": 0.0, "least": 0.0}


def test_overconfident_odds_are_calibrated() -> None:
    _, same, truth = drawn(3)
    slope, shift = calibration(3 * truth + 2, same, np.ones(len(same)))
    assert slope == pytest.approx(1 / 3, abs=0.05)
    assert shift == pytest.approx(-2 / 3, abs=0.15)


@pytest.mark.parametrize(
    ("kind", "features"), [("Person", people.FEATURES), ("Project", films.FEATURES)]
)
def test_the_model_that_ships_weighs_every_feature_as_it_may_speak(
    kind: str, features: dict[str, str]
) -> None:
    model = shipped_model(kind)
    assert set(model.weights) == set(features)
    for feature, weight in model.weights.items():
        sign = SIGNS.get(feature)
        assert weight == BY_RULE[feature] if sign is None else weight * sign >= 0
