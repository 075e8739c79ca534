"""Groups of features, to be kept from the ranker one at a time."""

from __future__ import annotations

GROUPS = ("paths", "likeness", "meeting_places", "people", "asked", "liveliness", "name")
"""Paths over ties; likeness of what was made; places of meeting; the candidate by themselves; the
person asked for, and the difference of both; nearness and likeness times expected ties; and the
shared last word of a name."""

_BEGINS = {
    "like_": "likeness", "alike": "likeness", "scene": "likeness", "met_": "meeting_places",
    "lively_": "liveliness", "own_": "asked", "family": "name",
    "rank_": "paths", "two_": "paths", "three_": "paths", "near": "paths", "through": "paths",
    "common": "paths", "adamic_adar": "paths", "resource": "paths",
}  # fmt: skip


def group(feature: str) -> str:
    """The group of a feature by its name."""
    if feature.endswith("_apart"):
        return "asked"
    return next((kind for begin, kind in _BEGINS.items() if feature.startswith(begin)), "people")
