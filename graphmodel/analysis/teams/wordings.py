"""What is told of teams, in words for commands and pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphmodel.analysis.teams.team import Busy, Swap, TeamAnswer


def overview(answer: TeamAnswer) -> Iterator[str]:
    """Who is there, how many were looked at, and why there is no team, a sentence each."""
    crew = ", ".join(f"{m.name} ({m.role})" for m in answer.there) or "nobody yet"
    looked = "; ".join(f"{number:,} for {role}" for role, number in answer.candidates.items())
    yield f"{answer.name}: {crew}. Looked at {looked}, {answer.looked_at:,} teams."
    if answer.left_out:
        yield f"Left out: {answer.left_out:,} who share no language with the project."
    if answer.unfit:
        yield f"Left out: {answer.unfit:,} whose works are in other formats, as far as is known."
    left_out = [each for each in answer.busy if not each.there]
    if left_out:
        yield f"Left out as busy then: {_busy_in_words(left_out)}."
    there = [each for each in answer.busy if each.there]
    if there:
        yield f"On it, but busy then: {_busy_in_words(there)}."
    if answer.why_none:
        yield f"No team: {_WHY_NONE[answer.why_none]}."


def _busy_in_words(people: Sequence[Busy]) -> str:
    return "; ".join(f"{each.name} ({each.reason})" for each in people)


_WHY_NONE = {
    "conflicts": "any of these would put together people who must not be",
    "same_person": "the same person is the only one for several roles",
    "too_few": "there are fewer people than roles",
}


def change_in_words(swap: Swap) -> str:
    """What a swap changes on both axes."""
    closer = f"{swap.cohesion:+.2f} cohesion"
    pairs = "pair" if abs(swap.new) == 1 else "pairs"
    return f"{closer}, {swap.new:+d} new {pairs}" if swap.new else closer
