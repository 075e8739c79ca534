"""In which way two people know each other: what they were to each other in what they shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from graphmodel.analysis.ties.affiliation_rows import LEARNER, MENTOR, SHARED_KINDS, TEACHER
from graphmodel.analysis.ties.affiliations import Affiliations
from graphmodel.network.network import Indexes

RELATIONS = (
    "worked",
    "studied",
    "festival",
    "programme",
    "event",
    "company",
    "mentored",
    "taught",
)
"""Worked on one project; studied at one school, were selected by one festival, were in one
programme, event or company at the same time, or taught at one school; one mentored the other, by
name or as a mentor of the programme or event that the other took part in; one held a master class
that the other came to, or taught at a school while the other studied there."""

_FIRST = dict(
    zip(
        SHARED_KINDS,
        ("worked", "studied", "festival", "programme", "event", "company", "mentored"),
        strict=True,
    )
)
_GUIDED = frozenset({"mentored", "taught"})
_MORE = {
    "School": frozenset({"taught", "company"}),
    "Programme": _GUIDED,
    "Event": _GUIDED,
}
KINDS_OF: Mapping[str, frozenset[str]] = {
    kind: _MORE.get(kind, frozenset()) | {first} for kind, first in _FIRST.items()
}
"""The relations that each kind of thing shared can stand for."""

_PLAIN = np.array([RELATIONS.index(_FIRST[kind]) for kind in SHARED_KINDS], dtype=np.int64)


@dataclass(frozen=True)
class Shared:
    """One thing that two people share.

    ``kind`` is the kind of the node shared, or MENTORS for one mentoring the other, where ``id``
    is the link's; ``relation`` is one of RELATIONS. ``year`` is the last year in which both are
    known to have been there, None where the facts give none. ``roles`` are the capacities of the
    first and the second person, ``links`` and ``sources`` the ids of the facts and of who states
    them. ``weight`` is in (0, 1].
    """

    kind: str
    id: str
    name: str
    year: int | None
    roles: tuple[str | None, str | None]
    links: tuple[str, ...]
    sources: tuple[str, ...]
    weight: float
    relation: str


def relations(m: Affiliations, first: Indexes, second: Indexes) -> Indexes:
    """The place in RELATIONS of what each two rows of one group were to each other."""
    found = _PLAIN[m.kind[m.group[first]]]
    one, other = m.part[first], m.part[second]
    for part, name in ((MENTOR, "mentored"), (TEACHER, "taught")):
        guided = ((one == part) & (other == LEARNER)) | ((one == LEARNER) & (other == part))
        found[guided] = RELATIONS.index(name)
    colleagues = (one == TEACHER) & (other == TEACHER) & (found == RELATIONS.index("studied"))
    found[colleagues] = RELATIONS.index("company")
    return found


def facts_of(links: pl.DataFrame, rows: Indexes) -> dict[int, dict[str, Any]]:
    """The id, sources and beginning of some links by row, those below 0 left out."""
    # Cell by cell: gathering a few rows of lists from many chunks reads the whole column.
    ids, sources, since = (links[name] for name in ("id", "sources", "since"))
    return {
        row: {
            "id": ids[row],
            "sources": [] if sources[row] is None else sources[row].to_list(),
            "since": since[row],
        }
        for row in np.unique(rows[rows >= 0]).tolist()
    }
