"""What is told of a pipeline, in words for commands and pages."""

from __future__ import annotations

from collections.abc import Iterator

from graphmodel.analysis.pipeline.attachments import Attachment
from graphmodel.analysis.pipeline.pipeline import Comparison, Pipeline, PipelineProject
from graphmodel.analysis.pipeline.unblocking import PastCase, Rate, Unblocking


def overview(answer: Pipeline) -> Iterator[str]:
    """How many projects there are and are stuck, and what came of help, a sentence each."""
    stuck = sum(bool(p.comparison and p.comparison.stuck) for p in answer.projects)
    noun = "project" if len(answer.projects) == 1 else "projects"
    yield (
        f"{len(answer.projects):,} {noun} by {answer.asked}: {stuck:,} stuck; "
        f"{answer.too_few:,} with too few like them to say."
    )
    for stage in answer.unblocking:
        if stage.helped.of or stage.at_the_end:
            yield _came_of(stage)


def _came_of(stage: Unblocking) -> str:
    """What came of the long stays in a stage, in a sentence."""
    of = f"{stage.stays:,} that stayed in {stage.stage} beyond the median"
    if not stage.helped.of:
        return (
            f"Of {of}, {stage.at_the_end:,} had help dated the day they moved on, and none before: "
            "nobody can tell which came first."
        )
    text = (
        f"Of {of}, {_rate(stage.helped)} moved on within {stage.days} days of help, and "
        f"{_rate(stage.unhelped)} within {stage.days} days of the median, without help in that time"
    )
    if stage.at_the_end:
        text += f"; {stage.at_the_end:,} had help dated the day they moved on and are in neither"
    return f"{text}. An association: it does not show that help was the cause."


def _rate(rate: Rate) -> str:
    return f"{rate.moved:,} of {rate.of:,} ({rate.lowest:.0%} to {rate.highest:.0%})"


def attached_in_words(attachment: Attachment) -> str:
    """Somebody attached, with what they do there."""
    planned = ", planned" if attachment.planned else ""
    return f"{attachment.name} ({attachment.role or 'maker'}{planned})"


def beside_others(project: PipelineProject) -> str:
    """How long it has been in its stage beside others, in words."""
    if project.until is not None:
        return f"left {project.until}; the next stage is not known"
    if project.comparison is None:
        return "since when is not known"
    compared = project.comparison
    text = _compared(compared)
    return f"stuck: {text}" if compared.stuck else text


def _compared(compared: Comparison) -> str:
    median = "" if compared.median is None else f", median {compared.median:,.0f} days"
    if compared.longer_than is None or compared.lowest is None or compared.highest is None:
        if not compared.projects:
            return "no other project like it was here"
        return f"too few like it (n={compared.projects}{median})"
    share = int(compared.longer_than * 100 + 1e-9)
    low, high = compared.lowest * 100, compared.highest * 100
    others = f"n={compared.projects}, {low:.0f} to {high:.0f}"
    return f"longer than {share} of 100 like it ({others}{median})"


def helped_by(case: PastCase) -> list[str]:
    """Who helped a project out of a stage, when and how."""
    return [
        ": ".join(filter(None, (f"{h.name} {h.dated or 'undated'}", h.how))) for h in case.helps
    ]
