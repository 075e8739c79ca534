"""The stage of each project, since when, and which are stuck compared with similar ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from graphmodel.analysis.pipeline.attachments import (
    CORE_ROLES,
    Attachment,
    Attachments,
    attachments,
)
from graphmodel.analysis.pipeline.formats import FORMATS, FormatFit, episodes, fits
from graphmodel.analysis.pipeline.members import projects_of
from graphmodel.analysis.pipeline.stays import (
    StageProblem,
    Stages,
    Stay,
    is_final,
    stages_at,
)
from graphmodel.analysis.pipeline.survival import survival_curve
from graphmodel.analysis.pipeline.unblocking import PastCase, Unblocking, Unblockings
from graphmodel.analysis.results import Result, Row
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf, asking_date
from graphmodel.network.tables import folded
from graphmodel.schema.declarations import UNITS
from graphmodel.schema.node_kinds import STAGES

FEWEST = 15
"""Minimum number of other projects for a comparison; with fewer only the median is reported."""
STUCK = 0.1
"""A project is stuck if at most this share of similar ones stay in the stage as long."""
CASES = 5
"""Number of similar projects listed for each."""


@dataclass(frozen=True)
class Comparison:
    """A project's time in its stage compared with that of ``projects`` others of the same form
    there.

    ``longer_than`` is the share (0 to 1) of them that stays no longer, ``lowest`` and ``highest``
    its 95 % interval, and ``stuck`` whether it is at least 1 minus the share asked for: all None if
    too few are compared. ``median`` is in days, None if more than half are still there.
    """

    form: str
    projects: int
    median: float | None
    longer_than: float | None = None
    lowest: float | None = None
    highest: float | None = None
    stuck: bool | None = None


@dataclass(frozen=True)
class PipelineProject:
    """A project in progress. ``since`` is as given by the source, and ``exact`` whether it is known
    to the day. ``until`` is when it left the stage if no next stage is known; ``days`` is None
    then, and if the stage has no date. ``planned_until`` is when it is to move on. ``through`` are
    the ids, of itself or of its people, by which it belongs to the programme asked for."""

    id: str
    name: str
    form: str
    episodes: tuple[int, int] | None
    stage: str
    since: str | None
    until: str | None
    exact: bool
    days: int | None
    planned_until: str | None
    sources: tuple[str, ...]
    comparison: Comparison | None
    fits: tuple[FormatFit, ...]
    attached: tuple[Attachment, ...]
    unknown_roles: tuple[str, ...]
    open_places: tuple[str, ...]
    similar: tuple[PastCase, ...]
    through: tuple[str, ...]

    @property
    def leading(self) -> tuple[Attachment, ...]:
        """Those attached in a core role, and the organisations that make it."""
        return tuple(a for a in self.attached if a.maker or folded(a.role or "") in CORE_ROLES)


@dataclass(frozen=True)
class Pipeline(Result):
    """The projects by stage, longest wait first; the outcomes of long stays in these stages; and
    the projects with contradictory stages, which are not judged. ``too_few`` counts those with too
    few similar ones to judge whether they are stuck, listed or not."""

    asked: str
    share: float
    projects: tuple[PipelineProject, ...]
    unblocking: tuple[Unblocking, ...]
    problems: tuple[StageProblem, ...]
    too_few: int = 0

    COLUMNS: ClassVar = {
        **dict.fromkeys(("id", "name", "form", "stage", "since"), pl.String()),
        "days": pl.Int64(),
        "stuck": pl.Boolean(),
        **dict.fromkeys(("longer_than", "lowest", "highest", "median"), pl.Float64()),
        "compared": pl.Int64(),
        **dict.fromkeys(("fits", "attached", "unknown_roles", "sources"), pl.List(pl.String())),
    }

    def rows(self) -> Iterator[Row]:
        for project in self.projects:
            other = project.comparison
            yield {
                "id": project.id,
                "name": project.name,
                "form": project.form,
                "stage": project.stage,
                "since": project.since,
                "days": project.days,
                "stuck": other.stuck if other else None,
                "longer_than": other.longer_than if other else None,
                "lowest": other.lowest if other else None,
                "highest": other.highest if other else None,
                "median": other.median if other else None,
                "compared": other.projects if other else None,
                "fits": [fit.format for fit in project.fits],
                "attached": [a.name for a in project.attached if not a.planned],
                "unknown_roles": list(project.unknown_roles),
                "sources": list(project.sources),
            }

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        for project in self.projects:
            yield project.id, {"name": project.name, "kind": UNITS[1], "stage": project.stage}
            for attachment in project.attached:
                yield attachment.id, {"name": attachment.name}

    def graph_links(self) -> Iterable[tuple[str, str, Row]]:
        for project in self.projects:
            for attachment in project.attached:
                about = {"role": attachment.role, "planned": attachment.planned}
                yield attachment.id, project.id, about


def pipeline(
    network: Network,
    *,
    programme: str | None = None,
    stage: str | None = None,
    format: str | None = None,
    stuck: float | None = None,
    any_form: bool = False,
    as_of: AsOf = None,
) -> Pipeline:
    """Return the stage of each project at a date, by default today; released and abandoned projects
    are not listed, but serve the comparison.

    The time in a stage is compared by ``survival_curve`` with that of the other projects of the
    same form in it, never with the project itself; with ``any_form``, of every form. With
    ``stuck``, only those that stay longer than all but this share (0 to 1). With ``programme``, the
    id of a programme or event, only its projects and those of its people; with ``stage`` or
    ``format`` (a name in ``FORMATS``), only these. Raises InputError for unknown values.
    """
    _check(stage, format, stuck)
    asked = asking_date(as_of)
    whole = network.with_plans
    stages = stages_at(whole, asked)
    members = projects_of(whole, programme, asked) if programme else None
    survey = _Survey(whole, stages, asked, STUCK if stuck is None else stuck, any_form)
    chosen = [
        node
        for node in stages.projects
        if (members is None or node in members)
        and (now := survey.stage(node)) is not None
        and not is_final(now)
        and stage in (None, now)
        and (format is None or format in survey.formats(node))
    ]
    facts = attachments(whole, chosen, asked)
    projects = [survey.project(node, facts[node], (members or {}).get(node, ())) for node in chosen]
    too_few = sum(p.comparison is not None and p.comparison.stuck is None for p in projects)
    if stuck is not None:
        projects = [p for p in projects if p.comparison and p.comparison.stuck]
    projects.sort(key=lambda p: (STAGES.index(p.stage), -(p.days or -1), p.name, p.id))
    return Pipeline(
        asked,
        survey.share,
        tuple(projects),
        tuple(survey.unblockings.summary(s) for s in STAGES if any(p.stage == s for p in projects)),
        tuple(p for n, p in stages.problems.items() if members is None or n in members),
        too_few,
    )


def _check(stage: str | None, format: str | None, stuck: float | None) -> None:
    if stage is not None and stage not in STAGES:
        raise InputError(
            "{stage!r} is not a stage; give one of {stages}", stage=stage, stages=", ".join(STAGES)
        )
    known = [form.name for form in FORMATS]
    if format is not None and format not in known:
        raise InputError(
            "{format!r} is not a format; give one of {known}", format=format, known=", ".join(known)
        )
    if stuck is not None and not 0 < stuck < 1:
        raise InputError(
            "the share of the stuck cannot be {stuck:g}; give one between 0 and 1", stuck=stuck
        )


class _Survey:
    """All projects with their stages, and the pools they are compared with."""

    def __init__(
        self, network: Network, stages: Stages, asked: str, share: float, any_form: bool
    ) -> None:
        self._network, self._stages, self._any_form = network, stages, any_form
        self.share = share
        self._in_stage: dict[str, list[Stay]] = defaultdict(list)
        for stay in stages.all():
            self._in_stage[stay.stage].append(stay)
        self.unblockings = Unblockings(network, stages, asked)

    def _stay(self, node: int) -> Stay | None:
        """The last stay of a project; None without dates."""
        stays = self._stages.stays.get(node)
        return stays[-1] if stays else None

    def stage(self, node: int) -> str | None:
        """The stage of a project at the date: that of its last period, or without dates the stated
        one; None if its periods begin later or contradict each other."""
        stay = self._stay(node)
        if stay is not None:
            return stay.stage
        project = self._stages.projects[node]
        return None if project["stages"] else str(project["stage"])

    def formats(self, node: int) -> set[str]:
        return {fit.format for fit in fits(self._stages.projects[node])}

    def project(self, node: int, facts: Attachments, through: tuple[str, ...]) -> PipelineProject:
        row, stay = self._stages.projects[node], self._stay(node)
        lasting = stay is not None and not stay.ended
        return PipelineProject(
            id=str(row["id"]),
            name=self._network.names[node],
            form=str(row["form"]),
            episodes=episodes(row),
            stage=self.stage(node) or "",
            since=stay.since if stay else None,
            until=stay.until if stay else None,
            exact=stay is not None and stay.exact,
            days=stay.days if stay and lasting else None,
            planned_until=stay.planned_until if stay else None,
            sources=tuple(row["sources"] or ()),
            comparison=self._compared(stay) if stay and lasting else None,
            fits=fits(row),
            attached=facts.attached,
            unknown_roles=facts.unknown_roles,
            open_places=facts.open_places,
            similar=self.unblockings.similar(node, self.stage(node) or "", CASES),
            through=through,
        )

    def _compared(self, own: Stay) -> Comparison:
        pool = [
            stay
            for stay in self._in_stage[own.stage]
            if stay.project != own.project and (self._any_form or stay.form == own.form)
        ]
        projects = len({stay.project for stay in pool})
        form = "every format" if self._any_form else own.form
        if not pool:
            return Comparison(form, 0, None)
        curve = survival_curve([stay.days for stay in pool], [stay.ended for stay in pool])
        if projects < FEWEST:
            return Comparison(form, projects, curve.median)
        beyond = curve.share_beyond(own.days)
        low, high = curve.interval_beyond(own.days)
        return Comparison(
            form,
            projects,
            curve.median,
            1 - beyond,
            1 - high,
            1 - low,
            beyond <= self.share + 1e-12,
        )
