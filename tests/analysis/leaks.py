"""Detects features of the past that depend on later data."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.forecast.history import History

Features = Mapping[str, NDArray[np.generic]]


def leaks(features: Callable[[History], Features], history: History, until: int) -> tuple[str, ...]:
    """The names of features that change when everything from ``until`` on is removed.

    ``features`` returns arrays by name. It is called with the whole history and with the part
    before ``until``; a feature of the past alone is the same for both.
    """
    from_all, from_past = features(history), features(history.before(until))
    names = sorted(from_all.keys() | from_past.keys())
    return tuple(
        name
        for name in names
        if name not in from_all
        or name not in from_past
        or not np.array_equal(from_all[name], from_past[name])
    )
