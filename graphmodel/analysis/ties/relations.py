"""How two people know each other: their relation in each thing they shared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from graphmodel.analysis.ties.affiliation_rows import LEARNER, TEACHER
from graphmodel.analysis.ties.affiliations import Affiliations
from graphmodel.network.network import Indexes
from graphmodel.schema.declarations import RELATIONS, Relation
from graphmodel.schema.model import Schema, acquaintance_kind, active, group_of, meeting_kind


def relations_of(kind: str) -> frozenset[str]:
    """The relations that a kind of thing shared can mean."""
    group = group_of(kind)
    return group.relations if group else frozenset({_between_two(kind)})


def _between_two(kind: str) -> Relation:
    """The relation that a kind of link between two people states."""
    if kind == meeting_kind():
        return "met"
    return "connected" if kind == acquaintance_kind() else "mentored"


@lru_cache(maxsize=4)
def _usual_codes(schema: Schema) -> Indexes:
    """The default relation of each of ``Schema.shared_kinds``, regardless of capacities."""
    usual = [
        schema.groups[kind].relation if kind in schema.groups else _between_two(kind)
        for kind in schema.shared_kinds
    ]
    return np.array([RELATIONS.index(name) for name in usual], dtype=np.int64)


@dataclass(frozen=True)
class Shared:
    """One thing that two people share.

    ``kind`` is the kind of the node shared, or one of three kinds of link, whose id is then ``id``:
    ``guidance_kind()`` if one mentors the other; ``acquaintance_kind()`` if a source connects the
    two, where ``name`` is that of the source and ``works`` are titles that it names; or
    ``meeting_kind()`` if they met, where ``name`` says how and where. ``relation`` is one of
    RELATIONS. ``year`` is the last year in which both are known to have been there, None if
    unknown. ``roles`` are the capacities of the first and the second person, ``links`` and
    ``sources`` the ids of the facts and of their sources. ``weight`` is in (0, 1].
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
    works: tuple[str, ...] = ()


def relations(affil: Affiliations, first: Indexes, second: Indexes) -> Indexes:
    """The relation of each pair of rows of one group, as a position in RELATIONS."""
    codes = _usual_codes(active())[affil.kind[affil.group[first]]]
    a, b = affil.guidance[first], affil.guidance[second]
    # Mentors of a programme have not mentored each participant: they were in it together.
    taught = ((a == TEACHER) & (b == LEARNER)) | ((a == LEARNER) & (b == TEACHER))
    codes[taught] = RELATIONS.index("taught")
    colleagues = (a == TEACHER) & (b == TEACHER) & (codes == RELATIONS.index("studied"))
    codes[colleagues] = RELATIONS.index("company")
    return codes


def facts_by_row(links: pl.DataFrame, rows: Indexes) -> dict[int, dict[str, Any]]:
    """The id, sources and start of some links by row; rows below 0 are skipped."""
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
