"""What a platform or studio has made in each format, who speaks for it, and which projects in
progress are similar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, ClassVar

import polars as pl

from graphmodel.analysis.pipeline.formats import fits
from graphmodel.analysis.pipeline.pipeline import PipelineProject, pipeline
from graphmodel.analysis.representation.spokespeople import Spokesperson, spokespeople
from graphmodel.analysis.results import Result, Row
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf, asking_date
from graphmodel.network.tables import means
from graphmodel.schema.model import kinds_at
from graphmodel.schema.node_kinds import UNMADE_STAGES

UNKNOWN_FORMAT = "format not known"


@dataclass(frozen=True)
class FormatOfSlate:
    """The works of a slate in one format: their ids, latest first; their genres with the number of
    works in each; the minimum, median and maximum length in minutes, None if unknown."""

    format: str
    works: tuple[str, ...]
    genres: tuple[tuple[str, int], ...]
    minutes: tuple[float, float, float] | None
    latest: int | None


@dataclass(frozen=True)
class LikeSlate:
    """A project in progress in a format of the slate. ``of_genre`` counts the works of the slate in
    this format with a genre of the project, ``of`` all of them; ``genres`` are those in common.
    ``in_length`` is whether its length is within their range, None if unknown. ``sources`` are the
    project's."""

    id: str
    name: str
    stage: str
    format: str
    of: int
    of_genre: int
    genres: tuple[str, ...]
    in_length: bool | None
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Slate(Result):
    """The slate of an organisation by format, most works first; who speaks for it; and the projects
    of others that are similar, most similar first. ``unfit`` counts projects in progress in formats
    it has not made, and ``unknown`` those of no known format."""

    id: str
    name: str
    asked: str
    formats: tuple[FormatOfSlate, ...]
    people: tuple[Spokesperson, ...]
    projects: tuple[LikeSlate, ...]
    unfit: int
    unknown: int

    COLUMNS: ClassVar = {
        **dict.fromkeys(("id", "name", "stage", "format"), pl.String()),
        **dict.fromkeys(("of", "of_genre"), pl.Int64()),
        "genres": pl.List(pl.String()),
        "in_length": pl.Boolean(),
        "sources": pl.List(pl.String()),
    }

    def rows(self) -> Iterator[Row]:
        for project in self.projects:
            yield {
                "id": project.id,
                "name": project.name,
                "stage": project.stage,
                "format": project.format,
                "of": project.of,
                "of_genre": project.of_genre,
                "genres": list(project.genres),
                "in_length": project.in_length,
                "sources": list(project.sources),
            }

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        for form in self.formats:
            for work in form.works:
                yield work, {"format": form.format}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        for form in self.formats:
            for work in form.works:
                yield self.id, work, {}


def slate(network: Network, organisation: str, *, as_of: AsOf = None) -> Slate:
    """Return the slate of an organisation by its id, including what it has ordered for later.

    Rumoured and abandoned works are left out. Raises InputError for an id that is unknown or not an
    organisation, and for one without a known work.
    """
    asked = asking_date(as_of)
    whole = network.with_plans
    node = whole.index(organisation)
    if whole.kinds[node] not in kinds_at("production"):
        raise InputError(
            "{organisation} ({name}) is not an organisation",
            organisation=organisation,
            name=whole.names[node],
        )
    made = whole.links.filter(means("production") & (pl.col("source") == node))
    works = [whole.node(work) for work in made["target"].unique(maintain_order=True).to_list()]
    works = [work for work in works if work.get("stage") not in UNMADE_STAGES]
    if not works:
        raise InputError(
            "no work produced or commissioned by {name} is known", name=whole.names[node]
        )
    formats = _formats(works)
    own = {work["id"] for work in works}
    others = [p for p in pipeline(network, as_of=asked).projects if p.id not in own]
    alike = [_alike(network, project, formats, works) for project in others if project.fits]
    in_format = [each for each in alike if each is not None]
    in_format.sort(key=_likeness)
    return Slate(
        id=whole.ids[node],
        name=whole.names[node],
        asked=asked,
        formats=formats,
        people=_people(network, organisation, asked),
        projects=tuple(in_format),
        unfit=len(alike) - len(in_format),
        unknown=len(others) - len(alike),
    )


def _likeness(project: LikeSlate) -> tuple[float, int, bool, str]:
    """Sort key of projects: the share of works with a genre in common, the number of works in the
    format, and the length."""
    share = project.of_genre / project.of
    return -share, -project.of, not project.in_length, project.name


def _form(work: Mapping[str, Any]) -> str:
    best = fits(work)
    return best[0].format if best else UNKNOWN_FORMAT


def _formats(works: Sequence[Mapping[str, Any]]) -> tuple[FormatOfSlate, ...]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for work in sorted(works, key=lambda each: (-(each.get("year") or 0), each["name"])):
        groups.setdefault(_form(work), []).append(work)
    formats = [_of_format(form, group) for form, group in groups.items()]
    return tuple(sorted(formats, key=lambda each: (-len(each.works), each.format)))


def _of_format(form: str, works: Sequence[Mapping[str, Any]]) -> FormatOfSlate:
    genres = Counter(genre for work in works for genre in work.get("genres") or ())
    lengths = [float(work["minutes"]) for work in works if work.get("minutes")]
    years = [int(work["year"]) for work in works if work.get("year")]
    return FormatOfSlate(
        format=form,
        works=tuple(work["id"] for work in works),
        genres=tuple(sorted(genres.items(), key=lambda each: (-each[1], each[0]))),
        minutes=(min(lengths), median(lengths), max(lengths)) if lengths else None,
        latest=max(years, default=None),
    )


def _alike(
    network: Network,
    project: PipelineProject,
    formats: Sequence[FormatOfSlate],
    works: Sequence[Mapping[str, Any]],
) -> LikeSlate | None:
    """A project compared with the works of the first format that both have; None if there is
    none."""
    known = {form.format: form for form in formats}
    form = next((known[fit.format] for fit in project.fits if fit.format in known), None)
    if form is None:
        return None
    node = network.node(network.index(project.id))
    genres, minutes = set(node.get("genres") or ()), node.get("minutes")
    of_genre = sum(
        work["id"] in form.works and bool(genres & set(work.get("genres") or ())) for work in works
    )
    in_length = None
    if minutes and form.minutes:
        in_length = form.minutes[0] <= minutes <= form.minutes[2]
    shared = [genre for genre, _ in form.genres if genre in genres]
    return LikeSlate(
        project.id, project.name, project.stage, form.format, len(form.works), of_genre,
        tuple(shared), in_length, project.sources,
    )  # fmt: skip


def _people(network: Network, organisation: str, asked: str) -> tuple[Spokesperson, ...]:
    trees = spokespeople(network, root=organisation, everything=True, as_of=asked).trees
    return tuple(person for tree in trees for person in tree.spokespeople)
