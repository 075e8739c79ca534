"""Wording of teams for commands and pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphmodel import words
from graphmodel.analysis.teams.team import Busy, Member, Swap, TeamAnswer


def overview(answer: TeamAnswer) -> Iterator[str]:
    """Who is there, how many were considered, and why there is no team, one sentence each."""
    there = [
        words.say("{text} ({details})", text=m.name, details=_part(m, answer)) for m in answer.there
    ]
    looked = [
        words.say("{n:,} for {role}", n=number, role=words.label(role))
        for role, number in answer.candidates.items()
    ]
    yield words.say(
        "{name}: {crew}. Candidates considered: {looked}. Teams: {n:,}.",
        name=answer.name,
        crew=words.listed(*there) or words.say("nobody yet"),
        looked=words.say("; ").join(looked),
        n=answer.looked_at,
    )
    yield from _left_out(answer)


def _part(member: Member, answer: TeamAnswer) -> str:
    """The role of somebody who is there, and that they are not on the project, if so."""
    role = words.label(member.role)
    return words.say("{role}, not on the project", role=role) if member.id in answer.given else role


def _left_out(answer: TeamAnswer) -> Iterator[str]:
    if answer.left_out:
        yield words.say(
            "Left out: {n:,} who share no language with the project.", n=answer.left_out
        )
    if answer.unfit:
        yield words.say(
            "Left out: {n:,} whose works are in other formats, as far as is known.",
            n=answer.unfit,
        )
    left_out = [each for each in answer.busy if not each.there]
    if left_out:
        yield words.say("Left out as busy then: {people}.", people=_busy_in_words(left_out))
    there = [each for each in answer.busy if each.there and each.id not in answer.given]
    if there:
        yield words.say("On the project, but busy then: {people}.", people=_busy_in_words(there))
    given = [each for each in answer.busy if each.id in answer.given]
    if given:
        yield words.say("In every team, but busy then: {people}.", people=_busy_in_words(given))
    if answer.why_none:
        yield words.say("No team: {why}.", why=words.say(_WHY_NONE[answer.why_none]))


def _busy_in_words(people: Sequence[Busy]) -> str:
    return words.say("; ").join(
        words.say("{text} ({details})", text=each.name, details=each.reason) for each in people
    )


_WHY_NONE = {
    "conflicts": words.mark("every team would bring together people who must be kept apart"),
    "same_person": words.mark("the same person is the only one for several roles"),
    "too_few": words.mark("there are fewer people than roles"),
}


def change_in_words(swap: Swap) -> str:
    """What a swap changes in both respects."""
    closer = words.say("{n:+.2f} cohesion", n=swap.cohesion)
    if not swap.new:
        return closer
    pairs = words.count("{change:+d} new pair", "{change:+d} new pairs", abs(swap.new),
                        change=swap.new)  # fmt: skip
    return words.listed(closer, pairs)
