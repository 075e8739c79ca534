"""Points as bars and lines in HTML: the reasons for and against a pair."""

from __future__ import annotations

from collections.abc import Iterable

from graphmodel import words
from graphmodel.analysis.plans.results import Placement, Plan, Reason
from graphmodel.analysis.plans.wordings import fact_in_words
from graphmodel.facts.html_text import escape
from graphmodel.ui.plans.answers import Task

_COLOURS = (
    "#4269d0", "#3ca951", "#efb118", "#a463f2", "#ff8ab7", "#6cc5b0", "#9c6b4e", "#97bbf5",
)  # fmt: skip
_AGAINST = "#8a8f98"


def colour(task: Task, reason: Reason) -> str:
    """Return the colour of a kind of reason, the same throughout the plan; grey if against."""
    if reason.points < 0:
        return _AGAINST
    kinds = sorted({*task.request.fit.points, reason.kind})
    return _COLOURS[kinds.index(reason.kind) % len(_COLOURS)]


def longest(plan: Plan) -> int:
    """Return the points of the longest bar of a plan."""
    return max(map(_length, plan.placements), default=0) or 1


def _length(placement: Placement) -> int:
    return sum(abs(reason.points) for reason in placement.reasons)


def bar(task: Task, reasons: Iterable[Reason], points: int, whole: int) -> str:
    """Return a bar of the reasons for a pair, then those against; ``whole`` points fill it."""
    segments = "".join(
        f'<i style="width:{min(abs(reason.points) / whole, 1):.2%};'
        f'background:{colour(task, reason)}" '
        f'title="{escape(words.say(reason.kind))}: {reason.points:+,}"></i>'
        for reason in sorted(reasons, key=lambda reason: -reason.points)
        if reason.points
    )
    label = escape(in_words(points), quote=True)
    return f'<div class="gm-bar" role="img" aria-label="{label}">{segments}</div>'


def lines(task: Task, reasons: Iterable[Reason]) -> str:
    """Return the reasons of a placement as a list, those with the most points first."""
    rows = "".join(
        f'<li><i style="background:{colour(task, reason)}"></i><span>{reason.points:+,}</span>'
        f"<div>{escape(words.say(reason.kind))}{_shown(task, reason)}</div></li>"
        for reason in reasons
    )
    return f'<ul class="gm-reasons">{rows}</ul>' if rows else ""


def _shown(task: Task, reason: Reason) -> str:
    """Return the facts that show a reason, in brackets."""
    facts = words.listed(*(fact_in_words(task.name(fact)) for fact in reason.facts))
    return f' <span class="gm-said">({escape(facts)})</span>' if facts else ""


def in_words(points: int) -> str:
    return words.count("{n:,} point", "{n:,} points", points)
