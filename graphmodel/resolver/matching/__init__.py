"""Record linkage: pairs of people or of projects that may be the same, with their evidence."""

from __future__ import annotations

from collections.abc import Collection

from graphmodel.network.network import Network
from graphmodel.resolver.matching.pairs import (
    EVIDENCE_KINDS,
    LEAVE_BELOW,
    MERGE_AT,
    MOST_LISTED,
    Evidence,
    Pair,
)

__all__ = [
    "EVIDENCE_KINDS",
    "LEAVE_BELOW",
    "MERGE_AT",
    "MOST_LISTED",
    "Evidence",
    "Pair",
    "find_candidates",
]


def find_candidates(
    network: Network,
    *,
    within: Collection[str] | None = None,
    duplicate_free: Collection[str] = (),
) -> list[Pair]:
    """Pairs of people and pairs of projects that may be the same, most probable first.

    With ``within``, only pairs with at least one end among these ids, such as those of a new
    source. ``duplicate_free`` are ids of sources known to hold no duplicates; for others this is
    inferred. Pairs below LEAVE_BELOW are left out. Judgements (SAME_AS links) are ignored: a pair
    is listed however it was judged.
    """
    from graphmodel.resolver.matching.candidates import find_pairs

    return find_pairs(network, within, duplicate_free)
