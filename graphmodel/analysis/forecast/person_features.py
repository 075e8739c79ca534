"""Features of individual people, from what was known before a year."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.forecast.history import Floats
from graphmodel.analysis.forecast.pair_features import PairFeatures

_NEVER = 99


def person_features(pairs: PairFeatures) -> dict[str, Floats]:
    """For each of n people: amount of work, how recent, over how long, with whom, which honours."""
    history = pairs.history
    incidence, n = history.incidence, len(history.people)
    age = (pairs.until - history.year).astype(np.float32)
    features: dict[str, NDArray[np.floating] | NDArray[np.integer]] = {
        "projects": history.projects,
        "partners": pairs.degrees,
    }
    for years in (1, 2, 3, 5, 10):
        features[f"last_{years}"] = incidence @ (age <= years).astype(np.float32)
    credit_age = pairs.until - history.year[incidence.indices]
    rows = np.repeat(np.arange(n), np.diff(incidence.indptr))
    since, first = np.full(n, float(_NEVER)), np.zeros(n)
    np.minimum.at(since, rows, credit_age)
    np.maximum.at(first, rows, credit_age)
    features |= {
        "since_last": since,
        "since_first": np.where(since == _NEVER, _NEVER, first),
    }
    count = np.maximum(history.projects, 1)
    features["mean_crew"] = (incidence @ pairs.crew_sizes) / count
    features["gap"] = (features["since_first"] - since) / count
    fade = pairs.decay(4.0)
    features["pace"] = incidence @ fade
    pace = np.maximum(features["pace"], 1e-6)
    features["honours"] = (incidence @ history.honours) / count
    features["late_honours"] = (incidence @ (history.honours * fade)) / pace
    for role, name in enumerate(("directed", "wrote", "acted", "produced")):
        features[name] = np.bincount(history.person[history.role == role], minlength=n) / count
    for years in (3, 6):
        earlier = history.before(pairs.until - years)
        new_partners = pairs.degrees - np.diff(earlier.ties.indptr)
        openings = ((age > 0) & (age <= years)) * np.maximum(pairs.crew_sizes - 1, 0)
        features[f"new_{years}"] = new_partners
        features[f"open_{years}"] = new_partners / np.maximum(
            incidence @ openings.astype(np.float32), 1
        )
    features["late_crew"] = (incidence @ (pairs.crew_sizes * fade)) / pace
    features |= _surroundings(pairs, features["pace"].astype(np.float32), since.astype(np.float32))
    return {name: np.asarray(column, dtype=np.float32) for name, column in features.items()}


def _surroundings(pairs: PairFeatures, pace: Floats, since: Floats) -> dict[str, Floats]:
    """How active a person's partners are, and how much is produced in the fields of their work."""
    paths, history = pairs.paths["long"], pairs.history
    partner_columns = np.stack([pace, since, pairs.degrees.astype(np.float32)], axis=1)
    mean = paths.step(partner_columns) * paths.inverse[:, None]
    features = {
        "partners_pace": mean[:, 0],
        "partners_since": mean[:, 1],
        "partners_many": mean[:, 2],
    }
    recent = ((pairs.until - history.year) <= 3) & (history.year > 0)
    longer = ((pairs.until - history.year) <= 8) & (history.year > 0)
    for name in ("country", "language", "company", "genre", "series"):
        table = history.attributes[name]
        recent_counts = np.asarray(table.T @ recent.astype(np.float32))
        counts = np.asarray(table.T @ longer.astype(np.float32))
        profile = pairs.profiles[name]
        total = np.maximum(np.asarray(profile.sum(axis=1)).ravel(), 1e-6)
        features[f"{name}_size"] = (profile @ np.log1p(recent_counts)) / total
        features[f"{name}_growth"] = (profile @ (recent_counts / np.maximum(counts, 1))) / total
    return features
