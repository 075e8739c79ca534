"""Wording of a slate for commands and pages."""

from __future__ import annotations

from collections.abc import Iterator

from graphmodel import words
from graphmodel.analysis.pipeline.slate import FormatOfSlate, LikeSlate, Slate


def overview(answer: Slate) -> Iterator[str]:
    """The size of a slate, who speaks for it, and how many projects are similar, one sentence
    each."""
    works = sum(len(each.works) for each in answer.formats)
    speaks = [
        words.say("{text} ({details})", text=p.name, details=p.title or words.say("no title known"))
        for p in answer.people
    ]
    yield words.count(
        "{name}: {n:,} work produced or commissioned. Speaking for it: {people}.",
        "{name}: {n:,} works produced or commissioned. Speaking for it: {people}.",
        works,
        name=answer.name,
        people=words.listed(*speaks) or words.say("none known"),
    )
    yield words.say(
        "Projects under way: {n:,} in one of these formats, {unfit:,} in others, {unknown:,} "
        "whose format is not known.",
        n=len(answer.projects),
        unfit=answer.unfit,
        unknown=answer.unknown,
    )


def beside_theirs(project: LikeSlate) -> str:
    """The number of works of the slate in the format that share a genre."""
    return words.say("{n} of {all} with a genre in common", n=project.of_genre, all=project.of)


def length_in_words(project: LikeSlate) -> str:
    """Whether a project's length is within the range of the slate."""
    if project.in_length is None:
        return words.say("not known")
    return words.say("like theirs") if project.in_length else words.say("unlike theirs")


def minutes_in_words(form: FormatOfSlate) -> str:
    """The minimum and maximum length in a format."""
    if form.minutes is None:
        return words.say("not known")
    shortest, _, longest = form.minutes
    if shortest == longest:
        return f"{shortest:g}"
    return words.say("{shortest:g} to {longest:g}", shortest=shortest, longest=longest)
