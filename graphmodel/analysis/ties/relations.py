"""How two people know each other: what they were to each other in what they shared."""

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
"""How two people know each other:

- ``worked``: on the same project;
- ``studied``: at the same school at the same time;
- ``festival``: selected for the same edition;
- ``programme``, ``event``: in the same one at the same time;
- ``company``: in the same organisation at the same time, or both taught at the same school;
- ``mentored``: one mentored the other, by name or as a mentor of the programme or event that the
  other took part in;
- ``taught``: one gave a master class that the other attended, or taught at a school while the other
  studied there.
"""

_USUAL = dict(
    zip(
        SHARED_KINDS,
        ("worked", "studied", "festival", "programme", "event", "company", "mentored"),
        strict=True,
    )
)
_GUIDED = frozenset({"mentored", "taught"})
_BY_CAPACITY = {
    "School": frozenset({"taught", "company"}),
    "Programme": _GUIDED,
    "Event": _GUIDED,
}
KINDS_OF: Mapping[str, frozenset[str]] = {
    kind: _BY_CAPACITY.get(kind, frozenset()) | {usual} for kind, usual in _USUAL.items()
}
"""The relations that each kind of thing shared can mean."""

_USUAL_CODES = np.array([RELATIONS.index(_USUAL[kind]) for kind in SHARED_KINDS], dtype=np.int64)


@dataclass(frozen=True)
class Shared:
    """One thing that two people share.

    ``kind`` is the kind of the node shared, or MENTORS if one mentors the other: then ``id`` is
    the link's. ``relation`` is one of RELATIONS. ``year`` is the last year in which both are known
    to have been there, None if the facts give none. ``roles`` are the capacities of the first and
    the second person, ``links`` and ``sources`` the ids of the facts and of their sources.
    ``weight`` is in (0, 1].
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


def relations(affil: Affiliations, first: Indexes, second: Indexes) -> Indexes:
    """The relation of each pair of rows of one group, as a position in RELATIONS."""
    codes = _USUAL_CODES[affil.kind[affil.group[first]]]
    a, b = affil.guidance[first], affil.guidance[second]
    for guide, name in ((MENTOR, "mentored"), (TEACHER, "taught")):
        guided = ((a == guide) & (b == LEARNER)) | ((a == LEARNER) & (b == guide))
        codes[guided] = RELATIONS.index(name)
    colleagues = (a == TEACHER) & (b == TEACHER) & (codes == RELATIONS.index("studied"))
    codes[colleagues] = RELATIONS.index("company")
    return codes


def facts_by_row(links: pl.DataFrame, rows: Indexes) -> dict[int, dict[str, Any]]:
    """The id, sources and start of some links by row; rows below 0 are left out."""
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
