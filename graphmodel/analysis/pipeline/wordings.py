"""Wording of a pipeline for commands and pages."""

from __future__ import annotations

from collections.abc import Iterator

from graphmodel import words
from graphmodel.analysis.pipeline.attachments import Attachment
from graphmodel.analysis.pipeline.pipeline import Comparison, Pipeline, PipelineProject
from graphmodel.analysis.pipeline.stays import StageProblem, flaw_texts, flaw_values
from graphmodel.analysis.pipeline.unblocking import PastCase, Rate, Unblocking


def overview(answer: Pipeline) -> Iterator[str]:
    """How many projects there are and are stuck, and the outcomes of help, one sentence each."""
    stuck = sum(bool(p.comparison and p.comparison.stuck) for p in answer.projects)
    yield words.count(
        "{n:,} project as of {asked}: {stuck:,} stuck; {too_few:,} with too few similar ones to "
        "tell.",
        "{n:,} projects as of {asked}: {stuck:,} stuck; {too_few:,} with too few similar ones "
        "to tell.",
        len(answer.projects),
        asked=answer.asked,
        stuck=stuck,
        too_few=answer.too_few,
    )
    for stage in answer.unblocking:
        if stage.helped.of or stage.at_the_end:
            yield _came_of(stage)


def problem_in_words(problem: StageProblem) -> str:
    """A contradiction between two stages of a project and what to do about it, in a sentence."""
    values = flaw_values(problem.earlier, problem.later)
    values |= {name: words.label(values[name]) for name in ("earlier", "later")}
    what, cure = flaw_texts(problem.earlier, problem.later)
    return words.say(
        "{name}: {problem}; {cure}.",
        name=problem.name,
        problem=words.say(what, **values),
        cure=words.say(cure, **values),
    )


def _came_of(stage: Unblocking) -> str:
    """The outcomes of the long stays in a stage, in a sentence."""
    values = {"stays": stage.stays, "stage": words.label(stage.stage), "n": stage.at_the_end}
    if not stage.helped.of:
        return words.say(
            "Of {stays:,} that stayed in {stage} longer than the median, {n:,} had help dated "
            "the day they moved on and none before, so it is unclear which came first.",
            **values,
        )
    values |= {"days": stage.days, "helped": _rate(stage.helped), "unhelped": _rate(stage.unhelped)}
    text = words.say(
        "Of {stays:,} that stayed in {stage} longer than the median, {helped} moved on within "
        "{days} days of getting help, and {unhelped} moved on without help within {days} days "
        "of passing the median",
        **values,
    )
    if stage.at_the_end:
        text = words.say(
            "{text}; {n:,} had help dated the day they moved on and are counted in neither group",
            text=text,
            n=stage.at_the_end,
        )
    return words.say("{text}. An association: it does not show that help was the cause.", text=text)


def _rate(rate: Rate) -> str:
    return words.say(
        "{n:,} of {all:,} ({lowest:.0%} to {highest:.0%})",
        n=rate.moved,
        all=rate.of,
        lowest=rate.lowest,
        highest=rate.highest,
    )


def attached_in_words(attachment: Attachment) -> str:
    """An attachment with its role."""
    role = words.label(attachment.role) if attachment.role else words.say("maker")
    planned = words.say("planned") if attachment.planned else ""
    details = words.listed(role, planned)
    return words.say("{text} ({details})", text=attachment.name, details=details)


def beside_others(project: PipelineProject) -> str:
    """How long a project has been in its stage compared with others."""
    if project.until is not None:
        return words.say("left {date}; the next stage is not known", date=project.until)
    if project.comparison is None:
        return words.say("start date not known")
    compared = project.comparison
    text = _compared(compared)
    return words.say("stuck: {text}", text=text) if compared.stuck else text


def _compared(compared: Comparison) -> str:
    median = ""
    if compared.median is not None:
        median = words.say("median {n:,.0f} days", n=compared.median)
    number = f"n={compared.projects}"
    if compared.longer_than is None or compared.lowest is None or compared.highest is None:
        if not compared.projects:
            return words.say("no similar project has been at this stage")
        return words.say(
            "too few similar projects ({details})", details=words.listed(number, median)
        )
    spread = words.say(
        "{low:.0f} to {high:.0f}", low=compared.lowest * 100, high=compared.highest * 100
    )
    return words.say(
        "longer than {share} in 100 similar projects ({details})",
        share=int(compared.longer_than * 100 + 1e-9),
        details=words.listed(number, spread, median),
    )


def helped_by(case: PastCase) -> list[str]:
    """Who helped a project out of a stage, when and how."""
    return [
        ": ".join(filter(None, (f"{h.name} {h.dated or words.say('undated')}", h.how)))
        for h in case.helps
    ]
