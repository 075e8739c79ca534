"""Whether features of the past have seen what came later."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.forecast.history import History

Told = Mapping[str, NDArray[np.generic]]


def leaks(tell: Callable[[History], Told], history: History, until: int) -> tuple[str, ...]:
    """The names of features that differ when nothing from ``until`` on can be known.

    ``tell`` gives arrays by name. It is asked of the whole history and of what was known before
    ``until``: a feature of the past alone is the same for both.
    """
    whole, past = tell(history), tell(history.before(until))
    return tuple(
        name
        for name in sorted(whole.keys() | past.keys())
        if name not in whole or name not in past or not np.array_equal(whole[name], past[name])
    )
