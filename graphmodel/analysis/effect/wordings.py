"""Wording of effects for commands and pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphmodel import words
from graphmodel.analysis.effect.effect import Effect
from graphmodel.analysis.effect.intake import IN_WORDS
from graphmodel.analysis.effect.needs import Needs
from graphmodel.analysis.effect.randomisation import Estimate
from graphmodel.analysis.effect.seats import SeatEffect
from graphmodel.analysis.effect.staggered import StaggeredEffect


def overview(answer: Effect | SeatEffect | StaggeredEffect) -> Iterator[str]:
    """The effect of a programme or event and its uncertainty, one sentence each."""
    if isinstance(answer, Effect):
        return pairs_in_words(answer)
    return seats_in_words(answer) if isinstance(answer, SeatEffect) else years_in_words(answer)


def needs_in_words(needs: Needs) -> Iterator[str]:
    """The data available for an effect, and what is missing, one line each."""
    if needs.seated is not None:
        yield words.say(
            "{n:,} people are known to have sat at its tables; at least {fewest:,} are needed.",
            n=needs.seated,
            fewest=needs.fewest,
        )
        return
    yield from _years_need(needs) if needs.design == "years" else _pairs_need(needs)
    if needs.undecided:
        yield words.say(
            "For {n:,} applicants no outcome is recorded: record one, and they count.",
            n=needs.undecided,
        )
    if needs.undated:
        yield words.say(
            "{n:,} were taken in without a date: note when, and they count.", n=needs.undated
        )


def _years_need(needs: Needs) -> Iterator[str]:
    """The data available for comparing the intakes of several years, and what is missing."""
    yield words.say(
        "{n:,} people were taken in by the end of {last}; at least {fewest:,} are needed.",
        n=needs.by_last,
        last=needs.last,
        fewest=needs.fewest,
    )
    yield words.say(
        "Each intake is compared with those not taken in by then: {refused:,} are known to have "
        "applied without being taken in, and {n:,} were taken in after {last}.",
        refused=needs.not_taken_in,
        n=needs.taken_in - needs.by_last,
        last=needs.last,
    )


def _pairs_need(needs: Needs) -> Iterator[str]:
    """The data available for pairs of similar people, and what is missing."""
    yield words.say(
        "{n:,} people were taken in at least {months:,} months ago; at least {fewest:,} are "
        "needed{later}.",
        n=needs.over,
        months=needs.months,
        fewest=needs.fewest,
        later=_later(needs),
    )
    yield words.say(
        "{n:,} people are known to have applied without being taken in. Each person taken in is "
        "compared with one of them who is similar in school, year and credits; at least "
        "{fewest:,} pairs are needed.",
        n=needs.not_taken_in,
        fewest=needs.fewest,
    )


def _later(needs: Needs) -> str:
    """How many there will be in a year, and when there will be enough."""
    parts = []
    if needs.over < needs.over_in_a_year:
        parts.append(words.say("{n:,} a year ago or more", n=needs.over_in_a_year))
    if needs.over < needs.fewest and needs.enough_on:
        parts.append(
            words.say("there will be {n:,} by {date}", n=needs.fewest, date=needs.enough_on)
        )
    return words.say(" ({parts})", parts=words.say("; ").join(parts)) if parts else ""


def alike_in_words(alike: Sequence[str]) -> str:
    """What the two people of a pair were matched on."""
    shown = (words.say(each) if each in IN_WORDS else words.label(each) for each in alike)
    return words.say("; ").join(shown)


def pairs_in_words(answer: Effect) -> Iterator[str]:
    """The effect from matched pairs, one sentence each."""
    mine, theirs = answer.means
    yield words.say(
        "{name}, {outcome} in the following {months} months: {mine:.2f} for each of {n:,} taken "
        "in, {theirs:.2f} for similar people who were not.",
        name=answer.name,
        outcome=words.label(answer.outcome),
        months=answer.months,
        mine=mine,
        n=len(answer.pairs),
        theirs=theirs,
    )
    yield _estimate(words.say("Difference"), answer.estimate)
    if answer.placebo is None:
        yield words.say(
            "No check of the time before: only {n:,} pairs could be formed, and 15 are needed.",
            n=answer.placebo_pairs,
        )
    else:
        before = words.say(
            "Before it, when there can be no effect ({n:,} pairs)", n=answer.placebo_pairs
        )
        yield _estimate(before, answer.placebo)
    yield from _who_counts(answer)


def _who_counts(answer: Effect) -> Iterator[str]:
    """Who has no pair, and who was left out."""
    yield words.say(
        "Of {taken_in:,} taken in and {not_taken_in:,} not, {unmatched:,} of those taken in "
        "have no match: for {without:,}, nobody else left a school in the same country in the "
        "same year with as many credits; for the others, the people who did are already "
        "matched, or knew over {caliper:.1f} people more or fewer. What else distinguishes the "
        "two sides is not known.",
        taken_in=answer.taken_in,
        not_taken_in=answer.not_taken_in,
        unmatched=answer.unmatched,
        without=answer.without_alike,
        caliper=answer.caliper,
    )
    if answer.too_late or answer.undated or answer.undecided:
        yield words.say(
            "Left out: {too_late:,} whose {months} months are not over, {undated:,} without a "
            "date, {undecided:,} applicants without an outcome.",
            too_late=answer.too_late,
            months=answer.months,
            undated=answer.undated,
            undecided=answer.undecided,
        )


def years_in_words(answer: StaggeredEffect) -> Iterator[str]:
    """The effect over the intakes of several years, one sentence each."""
    yield words.say(
        "{name}, {outcome} from {first} to {last}: {taken_in:,} taken in, {not_yet:,} taken in "
        "later and {not_taken_in:,} not at all. Left out: {undated:,} without a date, "
        "{undecided:,} applicants without an outcome.",
        name=answer.name,
        outcome=words.label(answer.outcome),
        first=answer.first,
        last=answer.last,
        taken_in=answer.taken_in,
        not_yet=answer.not_yet,
        not_taken_in=answer.not_taken_in,
        undated=answer.undated,
        undecided=answer.undecided,
    )
    yield _estimate(words.say("Difference per person and year"), answer.estimate)
    if answer.placebo is None:
        yield words.say("No check of the time before: nobody can be compared then.")
    else:
        before = words.say("In the two years before, when there can be no effect")
        yield _estimate(before, answer.placebo)
    yield words.say(
        "This holds only if both sides would have developed in the same way without it."
    )


def seats_in_words(answer: SeatEffect) -> Iterator[str]:
    """The effect of sitting at the same table, one sentence each."""
    yield words.say(
        "{name}, {people:,} people in {sessions:,} sessions: of {together:,} pairs who sat "
        "together, {tied_together:,} formed their first tie in the following {months} months; "
        "of {apart:,} who did not, {tied_apart:,} did.",
        name=answer.name,
        people=answer.people,
        sessions=answer.sessions,
        together=answer.together,
        tied_together=answer.tied_together,
        months=answer.months,
        apart=answer.apart,
        tied_apart=answer.tied_apart,
    )
    in_100 = words.say(" in 100")
    yield _estimate(words.say("Difference of the shares"), answer.estimate, 100, in_100)
    yield words.say(
        "If the seats were drawn by lot, this is the effect of sitting together; otherwise it "
        "is only an association."
    )
    if answer.placebo is None:
        yield words.say(
            "No check of the time before: no two of them were tied for the first time then."
        )
    else:
        before = words.say("Before it, when there can be no effect")
        yield _estimate(before, answer.placebo, 100, in_100)


def _estimate(what: str, estimate: Estimate, scale: float = 1, unit: str = "") -> str:
    """An estimate with its interval, probability and smallest detectable effect, as sentences."""
    effect, low, high, smallest = (
        value * scale
        for value in (estimate.effect, estimate.lowest, estimate.highest, estimate.smallest)
    )
    chance = "p < 0.001" if estimate.p < 0.001 else f"p = {estimate.p:.3f}"
    return words.say(
        "{what}: {effect:+.2f}{unit} ({low:+.2f} to {high:+.2f}), {chance}. Smallest effect "
        "that would be detected 8 times in 10: {smallest:.2f}{unit}.",
        what=what,
        effect=effect,
        unit=unit,
        low=low,
        high=high,
        chance=chance,
        smallest=smallest,
    )
