"""Groups of features for ablations, each withheld from the ranker in turn."""

from __future__ import annotations

GROUPS = ("paths", "likeness", "meeting_places", "people", "asked", "liveliness", "name")
"""Paths over ties; similarity of work; places of meeting; the candidate's own features; the
subject's features, and the differences of both; proximity and similarity times expected ties; and
the shared last word of a name."""

_PREFIXES = {
    "similarity": "likeness", "work_embedding": "likeness", "met_": "meeting_places",
    "lively_": "liveliness", "own_": "asked", "family": "name",
    "rank_": "paths", "two_": "paths", "three_": "paths", "tie_embedding": "paths",
    "through": "paths", "common": "paths", "adamic_adar": "paths", "resource": "paths",
}  # fmt: skip


def group(feature: str) -> str:
    """The group of a feature, by its name."""
    if feature.endswith("_difference"):
        return "asked"
    return next(
        (name for prefix, name in _PREFIXES.items() if feature.startswith(prefix)), "people"
    )
