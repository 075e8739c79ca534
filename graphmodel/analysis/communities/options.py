"""Options for finding communities. Imports nothing heavy, since the help of commands reads it."""

from __future__ import annotations

from dataclasses import dataclass

from graphmodel.analysis.ties.half_life import HALF_LIFE

RUNS = 20
PEOPLE, EVERYTHING = "people", "everything"
GRAPHS = (PEOPLE, EVERYTHING)


@dataclass(frozen=True)
class PartitionOptions:
    """Options for finding communities; see ``communities.communities``.

    ``graph`` is one of GRAPHS, ``resolution`` above 0, ``seed`` from 0, ``runs`` from 1, ``as_of``
    the date of asking as for ``Network.present``, ``now`` the year ages are counted from, by
    default the network's latest by then, and ``half_life`` in years. People not
    known to be active in ``active_since`` or later belong to a community, but neither lead nor
    bridge one.
    """

    graph: str = PEOPLE
    resolution: float = 1.0
    seed: int = 0
    runs: int = 1
    as_of: int | str | None = None
    now: int | None = None
    half_life: float = HALF_LIFE
    active_since: int | None = None
