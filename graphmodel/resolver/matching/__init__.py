"""The same person, or the same project, told by two sources: candidates with their evidence."""

from __future__ import annotations

from collections.abc import Collection

from graphmodel.network.network import Network
from graphmodel.resolver.matching.pairs import (
    EVIDENCE_KINDS,
    JOIN_AT,
    LEAVE_BELOW,
    TOLD,
    Evidence,
    Pair,
)

__all__ = ["EVIDENCE_KINDS", "JOIN_AT", "LEAVE_BELOW", "TOLD", "Evidence", "Pair", "candidates"]


def candidates(network: Network, *, within: Collection[str] | None = None) -> list[Pair]:
    """Pairs of people and pairs of projects that may be one, most probable first.

    With ``within``, only pairs of which at least one end is among these ids: what a new source
    brought, say. Pairs below LEAVE_BELOW are not among them. Judgements (SAME_AS links) are not
    looked at: a pair comes however it was judged.
    """
    from graphmodel.resolver.matching.candidates import find_pairs

    return find_pairs(network, within)
