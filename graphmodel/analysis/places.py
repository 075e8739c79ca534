"""Where each of some people stands among them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graphmodel.network import Indexes

_FEW = 50
"""Where the people are under one in so many nodes, a table of all nodes costs more than looking
each up."""


class Places:
    """The places of people, who are given in ascending order, by their node index."""

    def __init__(self, people: Indexes, nodes: int) -> None:
        self._people = people
        self._table: Indexes | None = None
        if len(people) * _FEW > nodes:
            self._table = np.full(nodes, -1, dtype=np.int64)
            self._table[people] = np.arange(len(people))

    def __getitem__(self, some: NDArray[np.integer]) -> Indexes:
        """The place of each of these, all of whom have one."""
        if self._table is not None:
            found: Indexes = self._table[some]
            return found
        return np.searchsorted(self._people, some).astype(np.int64)
