"""What is told of teams, in words for commands and pages."""

from __future__ import annotations

from collections.abc import Iterator

from graphmodel.analysis.teams.team import Swap, TeamAnswer


def overview(answer: TeamAnswer) -> Iterator[str]:
    """Who is there, how many were looked at, and why there is no team, a sentence each."""
    there = ", ".join(f"{m.name} ({m.role})" for m in answer.there) or "nobody yet"
    looked = "; ".join(f"{number:,} for {role}" for role, number in answer.candidates.items())
    yield f"{answer.name}: {there}. Looked at {looked}, {answer.looked_at:,} teams."
    if answer.left_out:
        yield f"Left out: {answer.left_out:,} who share no language with the project."
    if answer.why_none:
        yield f"No team: {_WHY_NONE[answer.why_none]}."


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
