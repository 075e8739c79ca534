"""Show how far each project is, since when, and which are stuck.

In the help under: Programmes
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.options import (
    NumberRange,
    as_of_option,
    common,
    names_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.schema.node_kinds import FINAL_STAGES, STAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.analysis.pipeline.pipeline import Pipeline, PipelineProject

_STAGES = tuple(stage for stage in STAGES if stage not in FINAL_STAGES)
_COLUMNS = {
    "projects": ("project", "stage", "since", "days", "format", "beside others", "attached",
                 "not known", "sources", "id"),
    "unblocked": ("project", "stage", "similar", "likeness", "days", "moved on", "to", "helped by",
                  "similar_id"),
}  # fmt: skip


@click.command()
@click.option(
    "--programme",
    metavar="ID",
    help="Only the projects of this programme or event and of its participants.",
)
@click.option("--stage", type=click.Choice(_STAGES), help="Only projects in this stage.")
@click.option("--fits", "fit", type=click.Choice(("8-12", "16", "18-24", "feature")),
              help="Only projects that can have this number of episodes, or features.")  # fmt: skip
@click.option("--stuck", is_flag=False, flag_value=0.1, type=NumberRange(0, 1, True, True),
              metavar="[SHARE]",
              help="Only projects that have been in their stage so long that no more than this "
                   "share of those like them stay longer; by default 0.1.")  # fmt: skip
@click.option(
    "--any-format", is_flag=True, help="Compare with projects of every format, not of the same one."
)
@click.option("--table", "shown", type=click.Choice(tuple(_COLUMNS)), default="projects",
              show_default=True,
              help="What to list: the projects, or similar ones that were in the stage for long "
              "and moved on, with who helped.")  # fmt: skip
@as_of_option
@namespaced
@names_option
@common
def pipeline(
    programme: str | None,
    stage: str | None,
    fit: str | None,
    stuck: float | None,
    any_format: bool,
    shown: str,
    as_of: str | None,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Show how far each project is, since when, and whether it is stuck compared with others like
    it.

    A project is compared with the others of its format in the same stage; with fewer than 15 of
    them only their median is given.

    \b
    graphmodel pipeline --stuck
    graphmodel pipeline --programme demo:programme/inkstone --stage script --table unblocked
    """
    from graphmodel.analysis.pipeline.pipeline import pipeline as ask
    from graphmodel.analysis.pipeline.wordings import overview
    from graphmodel.network.namespaces import resolve_any

    namespace = open_namespaces(store_address).of(namespace_name, *filter(None, [programme]))
    namespace = namespace.claimed
    tell_fiction(namespace)
    answer = ask(
        namespace.network,
        programme=resolve_any(namespace, programme) if programme else None,
        stage=stage, format=fit, stuck=stuck, any_form=any_format, as_of=as_of,
    )  # fmt: skip
    for problem in answer.problems:
        say(f"{problem.id} ({problem.name}): {problem.problem}; {problem.cure}.")
    if form == "table":
        for sentence in overview(answer):
            say(sentence)
    columns = _COLUMNS[shown]
    if shown == "projects" and form == "csv":
        rows, columns = [dict(row) for row in answer.rows()], tuple(answer.COLUMNS)
    elif shown == "projects":
        rows = [_project(p, namespace.network.name_of) for p in answer.projects]
    else:
        rows = list(_unblocked(answer))
    print_answer(form, rows, asdict(answer), columns=columns)


def _project(project: PipelineProject, name_of: Any) -> dict[str, Any]:
    from graphmodel.analysis.pipeline.wordings import attached_in_words, beside_others

    return {
        "project": project.name,
        "stage": project.stage,
        "since": project.since,
        "days": project.days,
        "format": project.form,
        "beside others": beside_others(project),
        "attached": [attached_in_words(attachment) for attachment in project.leading],
        "not known": list(project.unknown_roles),
        "sources": [name_of(source) for source in project.sources],
        "id": project.id,
    }


def _unblocked(answer: Pipeline) -> Iterator[dict[str, Any]]:
    from graphmodel.analysis.pipeline.wordings import helped_by

    for project in answer.projects:
        for case in project.similar:
            yield {
                "project": project.name,
                "stage": project.stage,
                "similar": case.name,
                "likeness": case.likeness,
                "days": case.days,
                "moved on": case.until,
                "to": case.next_stage,
                "helped by": helped_by(case),
                "similar_id": case.id,
            }


COMMAND = pipeline
