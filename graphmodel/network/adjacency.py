"""The adjacency of a network in compressed rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

_Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Adjacency:
    """The neighbours of each node, in both directions, in compressed rows.

    ``neighbours[indptr[i]:indptr[i + 1]]`` are the neighbours of node ``i``, and the same slice of
    ``links`` holds the rows of ``Network.links`` that join them; parallel links each have an entry.
    For n nodes and m links, ``indptr`` has n + 1 entries, the other two 2 m.
    """

    indptr: _Rows
    neighbours: _Rows
    links: _Rows

    def of(self, node: int) -> tuple[_Rows, _Rows]:
        """The neighbours of a node and the links to them."""
        row = slice(self.indptr[node], self.indptr[node + 1])
        return self.neighbours[row], self.links[row]

    @cached_property
    def degrees(self) -> _Rows:
        """The number of links of each node."""
        return np.diff(self.indptr)


def adjacency_of(links: pl.DataFrame, nodes: int) -> Adjacency:
    """The adjacency of ``nodes`` nodes, in both directions, over links with the columns ``link``
    (their row), ``source`` and ``target``."""
    source, target = links["source"].to_numpy(), links["target"].to_numpy()
    link = links["link"].to_numpy().astype(np.int64)
    start, end = np.concatenate([source, target]), np.concatenate([target, source])
    ends = pl.DataFrame({"key": start * nodes + end, "link": np.concatenate([link, link])})
    ends = ends.sort("key", maintain_order=True)
    indptr = np.zeros(nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(start, minlength=nodes), out=indptr[1:])
    neighbours = (ends["key"] % max(1, nodes)).to_numpy()
    return Adjacency(indptr, neighbours, ends["link"].to_numpy())
