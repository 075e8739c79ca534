"""What is told of a slate, in words for commands and pages."""

from __future__ import annotations

from collections.abc import Iterator

from graphmodel.analysis.pipeline.slate import FormatOfSlate, LikeSlate, Slate


def overview(answer: Slate) -> Iterator[str]:
    """How large a slate is, who speaks for it, and how many projects are like it, a sentence
    each."""
    works = sum(len(each.works) for each in answer.formats)
    speaks = ", ".join(f"{p.name} ({p.title or 'no title known'})" for p in answer.people)
    yield (
        f"{answer.name}: {works:,} {'work' if works == 1 else 'works'} made or ordered. Speaks for "
        f"it: {speaks or 'nobody is known to'}."
    )
    yield (
        f"Projects on their way: {len(answer.projects):,} in a format of these, "
        f"{answer.unfit:,} in others, {answer.unknown:,} whose format is not known."
    )


def beside_theirs(project: LikeSlate) -> str:
    """How many works of the slate in the format share a genre."""
    return f"{project.of_genre} of {project.of} with a genre in common"


def length_in_words(project: LikeSlate) -> str:
    """Whether a project is as long as those of the slate."""
    return {None: "not known", True: "as theirs", False: "not as theirs"}[project.in_length]


def minutes_in_words(form: FormatOfSlate) -> str:
    """The shortest and the longest of a format."""
    if form.minutes is None:
        return "not known"
    shortest, _, longest = form.minutes
    return f"{shortest:g}" if shortest == longest else f"{shortest:g} to {longest:g}"
