"""The years of a picture's links: how many begin in each, and what is shown only in other years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphmodel.pictures.picture import Picture
from graphmodel.pictures.selection import Years


@dataclass(frozen=True)
class Timeline:
    """The first and last year of a picture's links, how many begin in each year with any, the span
    of years shown, and the nodes and links shown only outside it."""

    bounds: tuple[int, int]
    counts: Mapping[int, int]
    span: tuple[int, int]
    nodes: tuple[dict[str, Any], ...] = ()
    edges: tuple[dict[str, Any], ...] = ()


def with_all_years(shown: Picture, whole: Picture) -> Picture:
    """The picture limited to some years with the years of its links in the same picture without
    that limit: a tie between people has only the years within the limit."""
    years = {edge["id"]: edge.get("years") for edge in whole.edges}
    edges = ({**edge, "years": years.get(edge["id"], edge.get("years"))} for edge in shown.edges)
    return replace(shown, edges=tuple(edges))


def timeline(shown: Picture, whole: Picture, years: Years | None) -> Timeline | None:
    """The timeline of a picture limited to some years, given the same picture without that limit;
    None if fewer than two years are known."""
    drawn, joined = {n["id"] for n in shown.nodes}, {e["id"] for e in shown.edges}
    edges = tuple(e for e in whole.edges if e["id"] not in joined)
    spans = [e["years"] for e in (*shown.edges, *edges) if e.get("years")]
    if not spans:
        return None
    bounds = (min(first for first, _ in spans), max(last for _, last in spans))
    if bounds[0] == bounds[1]:
        return None
    first, last = years or (None, None)
    low = _within(bounds[0] if first is None else first, bounds)
    high = max(low, _within(bounds[1] if last is None else last, bounds))
    return Timeline(
        bounds, dict(sorted(Counter(first for first, _ in spans).items())), (low, high),
        tuple(n for n in whole.nodes if n["id"] not in drawn), edges,
    )  # fmt: skip


def _within(year: int, bounds: tuple[int, int]) -> int:
    return max(bounds[0], min(bounds[1], year))
