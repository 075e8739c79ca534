"""What got projects out of a stage in which they had been longer than half of the similar ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from graphmodel.analysis.pipeline.stays import Stages, Stay
from graphmodel.analysis.pipeline.survival import survival_curve, wilson
from graphmodel.facts.periods import last_day
from graphmodel.network.network import Network
from graphmodel.network.present import is_later
from graphmodel.network.tables import means

WINDOW = 90
"""Days within which a project is to have moved on."""


@dataclass(frozen=True)
class Help:
    """Help with getting a project out of a stage: who, the day as given by the source, and how."""

    person: str
    name: str
    dated: str | None
    how: str | None
    link: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Rate:
    """How many moved on within the days asked about, with Wilson's 95 % interval."""

    moved: int
    of: int
    lowest: float
    highest: float


@dataclass(frozen=True)
class Unblocking:
    """The outcomes of the ``stays`` in a stage beyond the median of their format.

    ``helped`` counts from the day of the first help after that, ``unhelped`` from the day of the
    median itself, for those without help in the ``days`` that followed. Left out are stays whose
    days are not over, projects that were abandoned or left for an unknown stage, and the
    ``at_the_end``: stays whose help is dated on or after the day they moved on, so that help did
    not clearly come first. An association, not an effect.
    """

    stage: str
    days: int
    stays: int
    helped: Rate
    unhelped: Rate
    at_the_end: int


@dataclass(frozen=True)
class PastCase:
    """A similar project that was in the stage beyond the median and then moved on.

    ``likeness`` is that of ``likeness()``, from 0 to 1. ``helps`` are the facts of help in this
    stage, dated or not.
    """

    id: str
    name: str
    likeness: float
    days: int
    until: str
    next_stage: str | None
    helps: tuple[Help, ...]


class Unblockings:
    """The long stays of all stages, and who helped in each."""

    def __init__(self, network: Network, stages: Stages, asked: str) -> None:
        self._network, self._stages = network, stages
        self._now = last_day(asked)
        self._helps = _helps(network, asked)
        self._long = _long_stays(stages)

    def helps(self, stay: Stay) -> tuple[Help, ...]:
        """Who helped a project in this stage: help dated within the stay, and undated help for
        every stay in the stage."""
        every = self._helps.get((stay.project, stay.stage), ())
        return tuple(h for h in every if h.dated is None or _within(h.dated, stay))

    def summary(self, stage: str) -> Unblocking:
        """The outcomes of the long stays in a stage."""
        helped, unhelped, at_the_end = [], [], 0
        stays = self._long.get(stage, [])
        for stay, median in stays:
            turned = stay.first + timedelta(days=median)
            over = stay.last if stay.ended else None
            days = sorted(day for h in self.helps(stay) if h.dated and (day := last_day(h.dated)))
            before = [day for day in days if day >= turned and (over is None or day < over)]
            if before:
                helped.append(self._moved(before[0], over, stay))
            elif over is not None and days and days[-1] >= over:
                at_the_end += 1
                continue
            if not before or before[0] > turned + timedelta(days=WINDOW):
                unhelped.append(self._moved(turned, over, stay))
        return Unblocking(stage, WINDOW, len(stays), _rate(helped), _rate(unhelped), at_the_end)

    def _moved(self, start: date, over: date | None, stay: Stay) -> bool | None:
        """Whether a stay ended for another stage within the days; None if it is too early to tell,
        if the project was abandoned, or if the next stage is unknown."""
        limit = start + timedelta(days=WINDOW)
        if over is not None and over <= limit:
            return None if stay.left_for in (None, "abandoned") else True
        return False if limit <= self._now else None

    def similar(self, project: int, stage: str, limit: int) -> tuple[PastCase, ...]:
        """The long stays in a stage that ended with a move; those with help come first, then the
        most similar."""
        own = self._stages.projects[project]
        cases = [
            self._case(own, stay)
            for stay, _ in self._long.get(stage, [])
            if stay.ended and stay.left_for not in (None, "abandoned") and stay.project != project
        ]
        cases.sort(key=lambda c: (not c.helps, -c.likeness, c.name, c.id))
        return tuple(cases[:limit])

    def _case(self, own: Mapping[str, Any], stay: Stay) -> PastCase:
        project = self._stages.projects[stay.project]
        return PastCase(
            id=str(project["id"]),
            name=self._network.names[stay.project],
            likeness=likeness(own, project),
            days=stay.days,
            until=stay.until or "",
            next_stage=stay.left_for,
            helps=self.helps(stay),
        )


def likeness(own: Mapping[str, Any], past: Mapping[str, Any]) -> float:
    """The similarity of a past project: the mean, from 0 to 1, over those of format, market,
    episodes and genres that are known of the project itself. The first two are equal or not; the
    others are the intersection over the union. Unknown values of the past project count as 0."""
    marks = [float(own[name] == past[name]) for name in ("form", "market") if own[name]]
    if own["episode_span"]:
        marks.append(_shared_span(own["episode_span"], past["episode_span"]))
    if own["genre_set"]:
        genres = own["genre_set"], past["genre_set"]
        marks.append(len(genres[0] & genres[1]) / len(genres[0] | genres[1]))
    return sum(marks) / len(marks) if marks else 0.0


def _shared_span(own: tuple[int, int], past: tuple[int, int] | None) -> float:
    """The whole numbers that two spans share, as a share of those in either."""
    if past is None:
        return 0.0
    shared = max(min(own[1], past[1]) - max(own[0], past[0]) + 1, 0)
    either = sum(last - first + 1 for first, last in (own, past)) - shared
    return shared / either


def _long_stays(stages: Stages) -> dict[str, list[tuple[Stay, int]]]:
    """By stage the stays beyond the median of the same format, with that median in whole days."""
    pools: dict[tuple[str, str], list[Stay]] = defaultdict(list)
    for stay in stages.all():
        pools[stay.stage, stay.form].append(stay)
    longer: dict[str, list[tuple[Stay, int]]] = defaultdict(list)
    for (stage, _), stays in pools.items():
        median = survival_curve([s.days for s in stays], [s.ended for s in stays]).median
        if median is not None:
            longer[stage] += [(stay, int(median)) for stay in stays if stay.days > median]
    return longer


def _helps(network: Network, asked: str) -> dict[tuple[int, str], tuple[Help, ...]]:
    """Who helped each project in each stage by a date, earliest help first."""
    facts = network.links.filter(means("help") & ~is_later("dated", asked))
    helps: dict[tuple[int, str], list[Help]] = defaultdict(list)
    columns = ("source", "target", "stage", "dated", "how", "id", "sources")
    for row in facts.select(columns).sort("dated", "id", nulls_last=True).iter_rows():
        person, project, stage, dated, how, link, sources = row
        names = network.ids[person], network.names[person]
        helps[project, stage or ""].append(Help(*names, dated, how, link, tuple(sources or ())))
    return {key: tuple(value) for key, value in helps.items()}


def _within(dated: str, stay: Stay) -> bool:
    """Whether a day is within a stay, compared to the month or year if a date stops there."""
    begun = dated[: len(stay.since)] >= stay.since[: len(dated)]
    return begun and (stay.until is None or dated[: len(stay.until)] <= stay.until[: len(dated)])


def _rate(moved: Iterable[bool | None]) -> Rate:
    known = [outcome for outcome in moved if outcome is not None]
    return Rate(sum(known), len(known), *wilson(sum(known), len(known)))
