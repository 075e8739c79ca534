"""The formats of projects, and which of them a project fits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FEATURE = "feature"


@dataclass(frozen=True)
class Format:
    """A format with its range of episode numbers; a feature has none."""

    name: str
    least: int = 0
    most: int = 0


FORMATS = (
    Format("8-12", 8, 12),
    Format("16", 16, 16),
    Format("18-24", 18, 24),
    Format(FEATURE),
)
_NUMBER = r"(?<!\d)(\d{1,9})"
_EPISODES = re.compile(
    rf"{_NUMBER}(?:\s*(?:to|-|–)\s*{_NUMBER})?\s*(?:x\b|ep|episodes?\b)", re.IGNORECASE
)
_FEATURE = re.compile(rf"(?<![a-z]){FEATURE}s?(?![a-z])")


@dataclass(frozen=True)
class FormatFit:
    """The share of a project's range of episodes that lies in a format, from 0 to 1."""

    format: str
    share: float


def episodes(project: Mapping[str, Any]) -> tuple[int, int] | None:
    """The fewest and most episodes of a project: from its numbers, else from the text of its
    format, such as 8 to 12 episodes; None if unknown."""
    ends = [project.get(name) for name in ("episodes_from", "episodes_to")]
    known = [int(end) for end in ends if end is not None]
    if not known:
        match = _EPISODES.search(project.get("format") or "")
        known = [int(number) for number in match.groups() if number] if match else []
    return (min(known), max(known)) if known else None


def is_feature(project: Mapping[str, Any]) -> bool:
    """Whether a project without episodes is a feature: a film, or called one by its format."""
    text = (project.get("format") or "").lower()
    return bool(_FEATURE.search(text)) or (not text and project.get("type") == "film")


def fits(project: Mapping[str, Any]) -> tuple[FormatFit, ...]:
    """The formats that a project fits, best first; empty if its length is unknown."""
    span = episodes(project)
    if span is None:
        return (FormatFit(FEATURE, 1.0),) if is_feature(project) else ()
    first, last = span
    shared = {
        known.name: min(last, known.most) - max(first, known.least) + 1
        for known in FORMATS
        if known.name != FEATURE
    }
    listed = [FormatFit(name, n / (last - first + 1)) for name, n in shared.items() if n > 0]
    return tuple(sorted(listed, key=lambda fit: -fit.share))


def form_of(project: Mapping[str, Any]) -> str:
    """The group a project is compared within: the format it fits best; else its number of episodes,
    its type, or unknown, each compared among themselves."""
    best = fits(project)
    if best:
        return best[0].format
    span = episodes(project)
    if span is not None:
        if span[0] < span[1]:
            return f"{span[0]} to {span[1]} episodes"
        return f"{span[0]} episode" if span[0] == 1 else f"{span[0]} episodes"
    return str(project.get("type") or "unknown format")
