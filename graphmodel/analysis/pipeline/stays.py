"""The stages that projects went through, as of a date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from graphmodel import words
from graphmodel.analysis.pipeline.formats import episodes, form_of
from graphmodel.facts.periods import Period, first_day, last_day, periods
from graphmodel.network.network import Network
from graphmodel.schema.declarations import UNITS
from graphmodel.schema.node_kinds import FINAL_STAGES

COLUMNS = (
    *("id", "name", "type", "format", "episodes_from", "episodes_to", "minutes", "genres"),
    *("market", "stage", "stages", "sources"),
)


@dataclass(frozen=True)
class Stay:
    """One stage of a project: ``days`` in it, up to its end or, while it lasts, the date of asking.

    ``since`` and ``until`` are as given by the source. A date known to the month or the year counts
    from its middle, and ``exact`` is whether both are known to the day. ``planned_until`` is the
    end of a stay that still lasts, if it has one. ``left_for`` is the next stage; any end counts as
    leaving, whatever follows.
    """

    project: int
    form: str
    stage: str
    since: str
    until: str | None
    first: date
    last: date
    exact: bool
    planned_until: str | None = None
    left_for: str | None = None

    @property
    def days(self) -> int:
        return max((self.last - self.first).days, 0)

    @property
    def ended(self) -> bool:
        return self.until is not None


@dataclass(frozen=True)
class StageProblem:
    """A problem with the stages of a project, which is then neither judged nor compared: the
    ``earlier`` stay has no end, or ends after the ``later`` one begins. ``problem`` and ``cure``
    say so in English."""

    id: str
    name: str
    problem: str
    cure: str
    earlier: Period
    later: Period


@dataclass(frozen=True)
class Stages:
    """The projects with a stage by node index, the stays of those with consistent stages, and the
    problems of the others. Each project also has its ``form``, its fewest and most episodes
    (``episode_span``, None if unknown) and the set of its genres (``genre_set``)."""

    projects: dict[int, dict[str, Any]]
    stays: dict[int, tuple[Stay, ...]]
    problems: dict[int, StageProblem]

    def all(self) -> Iterator[Stay]:
        for stays in self.stays.values():
            yield from stays


def stages_at(network: Network, asked: str) -> Stages:
    """Return the stages of all projects at a date: later beginnings are left out, and a stage that
    ends later still lasts."""
    rows = network.nodes.lazy().with_row_index("node").filter(pl.col("kind") == UNITS[1])
    staged = rows.filter(pl.col("stages").is_not_null() | pl.col("stage").is_not_null())
    known: dict[int, dict[str, Any]] = {}
    stays: dict[int, tuple[Stay, ...]] = {}
    problems: dict[int, StageProblem] = {}
    for row in staged.select("node", *COLUMNS).collect().iter_rows(named=True):
        node = row.pop("node")
        known[node] = row = _described(row)
        begun = [p for p in periods(row["stages"] or ()) if p.start[: len(asked)] <= asked]
        begun.sort(key=lambda p: (p.start, p.end or "9999"))
        flaw = _flaw(begun)
        if flaw is not None:
            problems[node] = StageProblem(row["id"], row["name"], *_in_english(*flaw), *flaw)
        else:
            stays[node] = tuple(_stays(node, row["form"], begun, asked))
    return Stages(known, stays, problems)


def _described(project: dict[str, Any]) -> dict[str, Any]:
    return {
        **project,
        "form": form_of(project),
        "episode_span": episodes(project),
        "genre_set": frozenset(project["genres"] or ()),
    }


def _stays(node: int, form: str, begun: list[Period], asked: str) -> Iterator[Stay]:
    now = last_day(asked)
    for position, period in enumerate(begun):
        lasts = not period.end or period.end[: len(asked)] > asked
        following = begun[position + 1].label if position + 1 < len(begun) else None
        yield Stay(
            project=node,
            form=form,
            stage=period.label,
            since=period.start,
            until=None if lasts else period.end,
            first=_middle(period.start),
            last=now if lasts else _middle(period.end),
            exact=len(period.start) == 10 and (lasts or len(period.end) == 10),
            planned_until=(period.end or None) if lasts else None,
            left_for=None if lasts else following,
        )


def _flaw(begun: list[Period]) -> tuple[Period, Period] | None:
    """The first two of these periods, sorted by start, that contradict each other; None if none do.

    Dates that stop at the month or the year contradict each other only if no day satisfies both.
    """
    for earlier, later in pairwise(begun):
        if not earlier.end or last_day(later.start) < first_day(earlier.end):
            return earlier, later
    return None


def flaw_texts(earlier: Period, later: Period) -> tuple[str, str]:
    """The texts of a contradiction between two periods and of its remedy, to be filled in with
    ``flaw_values``."""
    if not earlier.end:
        what = words.mark("{earlier} since {start} has no end, yet {later} begins {begins}")
        return what, words.mark("give {earlier} its end")
    what = words.mark("{earlier} ends {end}, after {later} begins {begins}")
    return what, words.mark("correct one of the two dates")


def flaw_values(earlier: Period, later: Period) -> dict[str, str]:
    """The values of ``flaw_texts``; labels of stages stay English."""
    return {
        "earlier": earlier.label, "start": earlier.start, "end": earlier.end,
        "later": later.label, "begins": later.start,
    }  # fmt: skip


def _in_english(earlier: Period, later: Period) -> tuple[str, str]:
    values = flaw_values(earlier, later)
    what, cure = flaw_texts(earlier, later)
    return what.format(**values), cure.format(**values)


def is_final(stage: str | None) -> bool:
    """Whether no project leaves a stage."""
    return stage in FINAL_STAGES


def _middle(text: str) -> date:
    first, last = first_day(text), last_day(text)
    return first + (last - first) // 2
