"""What was known of each person by themselves, and how likely new ties were to come."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.forecast.history import Floats
from graphmodel.analysis.forecast.pair_features import PairFeatures


def person_features(past: PairFeatures) -> dict[str, Floats]:
    """Of each of n people: how much, how lately, how long, in what company and to what honour."""
    h = past.history
    b, n = h.incidence, len(h.people)
    age = (past.until - h.year).astype(np.float32)
    found: dict[str, NDArray[np.floating] | NDArray[np.integer]] = {
        "projects": h.projects,
        "partners": past.degrees,
    }
    for years in (1, 2, 3, 5, 10):
        found[f"last_{years}"] = b @ (age <= years).astype(np.float32)
    when = past.until - h.year[b.indices]
    rows = np.repeat(np.arange(n), np.diff(b.indptr))
    since, first = np.full(n, 99.0), np.zeros(n)
    np.minimum.at(since, rows, when)
    np.maximum.at(first, rows, when)
    found |= {"since_last": since, "since_first": np.where(since == 99, 99, first)}
    count = np.maximum(h.projects, 1)
    found["mean_crew"] = (b @ past.crew) / count
    found["gap"] = (found["since_first"] - since) / count
    fade = past.decay(4.0)
    found["pace"] = b @ fade
    found["honours"] = (b @ h.honours) / count
    found["late_honours"] = (b @ (h.honours * fade)) / np.maximum(found["pace"], 1e-6)
    for number, name in enumerate(("directed", "wrote", "acted", "produced")):
        these = h.role == number
        found[name] = np.bincount(h.person[these], minlength=n) / count
    for years in (3, 6):
        earlier = h.before(past.until - years)
        fresh = past.degrees - np.diff(earlier.ties.indptr)
        late_places = ((age > 0) & (age <= years)) * np.maximum(past.crew - 1, 0)
        found[f"new_{years}"] = fresh
        found[f"open_{years}"] = fresh / np.maximum(b @ late_places.astype(np.float32), 1)
    found["late_crew"] = (b @ (past.crew * fade)) / np.maximum(found["pace"], 1e-6)
    found |= _around(past, found["pace"].astype(np.float32), since.astype(np.float32))
    return {name: np.asarray(values, dtype=np.float32) for name, values in found.items()}


def _around(past: PairFeatures, pace: Floats, since: Floats) -> dict[str, Floats]:
    """How lively those are whom a person has worked with, and the scenes of their work."""
    paths, h = past.paths["long"], past.history
    asked = np.stack([pace, since, past.degrees.astype(np.float32)], axis=1)
    mean = paths.step(asked) * paths.inverse[:, None]
    found = {"partners_pace": mean[:, 0], "partners_since": mean[:, 1], "partners_many": mean[:, 2]}
    late = ((past.until - h.year) <= 3) & (h.year > 0)
    before = ((past.until - h.year) <= 8) & (h.year > 0)
    for name in ("country", "language", "company", "genre", "series"):
        table = h.attributes[name]
        now = np.asarray(table.T @ late.astype(np.float32))
        then = np.asarray(table.T @ before.astype(np.float32))
        profile = past.profiles[name]
        total = np.maximum(np.asarray(profile.sum(axis=1)).ravel(), 1e-6)
        found[f"{name}_size"] = (profile @ np.log1p(now)) / total
        found[f"{name}_growth"] = (profile @ (now / np.maximum(then, 1))) / total
    return found
