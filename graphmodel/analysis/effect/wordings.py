"""What is told of an effect, in words for commands and pages."""

from __future__ import annotations

from collections.abc import Iterator

from graphmodel.analysis.effect.effect import Effect
from graphmodel.analysis.effect.needs import Needs
from graphmodel.analysis.effect.randomisation import Estimate
from graphmodel.analysis.effect.seats import SeatEffect
from graphmodel.analysis.effect.staggered import StaggeredEffect


def overview(answer: Effect | SeatEffect | StaggeredEffect) -> Iterator[str]:
    """What came of a programme or event and how sure that is, a sentence each."""
    if isinstance(answer, Effect):
        return pairs_in_words(answer)
    return seats_in_words(answer) if isinstance(answer, SeatEffect) else years_in_words(answer)


def needs_in_words(needs: Needs) -> Iterator[str]:
    """What an effect could be told from, and what is missing, a line each."""
    if needs.seated is not None:
        yield (
            f"{needs.seated:,} people are known to have sat at its tables, of at least "
            f"{needs.fewest:,} who are needed."
        )
        return
    yield (
        f"{needs.over:,} people were taken in {needs.months:,} months ago or more, of at least "
        f"{needs.fewest:,} who are needed{_later(needs)}."
    )
    yield (
        f"{needs.not_taken_in:,} are known who applied and were not taken in: each of those taken "
        "in is compared with one of them alike in school, year and credits, and at least "
        f"{needs.fewest:,} pairs are needed."
    )
    if needs.undecided:
        yield (
            f"Of {needs.undecided:,} applicants nothing says what came of it: note it as their "
            "outcome, and they count."
        )
    if needs.undated:
        yield f"{needs.undated:,} were taken in without a date: note when, and they count."


def _later(needs: Needs) -> str:
    """How many there are after a year, and when there will be enough."""
    parts = []
    if needs.over < needs.over_in_a_year:
        parts.append(f"{needs.over_in_a_year:,} a year ago or more")
    if needs.over < needs.fewest and needs.enough_on:
        parts.append(f"there will be {needs.fewest:,} by {needs.enough_on}")
    return f" ({'; '.join(parts)})" if parts else ""


def pairs_in_words(answer: Effect) -> Iterator[str]:
    """The effect by pairs of people alike, a sentence each."""
    mine, theirs = answer.means
    yield (
        f"{answer.name}, {answer.outcome} in the {answer.months} months after: {mine:.2f} for each "
        f"of {len(answer.pairs):,} taken in, {theirs:.2f} for those like them who were not."
    )
    yield _estimate("Difference", answer.estimate)
    if answer.placebo is None:
        yield (
            f"No check of the time before: {answer.placebo_pairs:,} pairs could be made then, and "
            "15 are needed."
        )
    else:
        before = f"Before, where there can be none ({answer.placebo_pairs:,} pairs)"
        yield _estimate(before, answer.placebo)
    yield (
        f"Of {answer.taken_in:,} taken in and {answer.not_taken_in:,} not, {answer.unmatched:,} "
        f"taken in have no pair: for {answer.without_alike:,} nobody left a school of that country "
        "in that year with as many credits; for the others those who did have a pair, or knew more "
        f"than {answer.caliper:.1f} people more or fewer. What else sets both sides apart is not "
        "known."
    )
    if answer.too_late or answer.undated or answer.undecided:
        yield (
            f"Left out: {answer.too_late:,} whose {answer.months} months are not over, "
            f"{answer.undated:,} without a date, {answer.undecided:,} applicants without an "
            "outcome."
        )


def years_in_words(answer: StaggeredEffect) -> Iterator[str]:
    """The effect by the intakes of several years, a sentence each."""
    yield (
        f"{answer.name}, {answer.outcome} from {answer.first} to {answer.last}: "
        f"{answer.taken_in:,} taken in, {answer.not_yet:,} later than that and "
        f"{answer.not_taken_in:,} not at all. Left out: {answer.undated:,} without a date, "
        f"{answer.undecided:,} applicants without an outcome."
    )
    yield _estimate("Difference per person and year", answer.estimate)
    if answer.placebo is None:
        yield "No check of the time before: nobody can be compared then."
    else:
        yield _estimate("In the two years before, where there can be none", answer.placebo)
    yield "This holds only if both sides would have developed alike without it."


def seats_in_words(answer: SeatEffect) -> Iterator[str]:
    """What sitting at one table did, a sentence each."""
    yield (
        f"{answer.name}, {answer.people:,} people in {answer.sessions:,} sessions: of "
        f"{answer.together:,} pairs who sat together {answer.tied_together:,} were tied for the "
        f"first time in the {answer.months} months after, of {answer.apart:,} who did not "
        f"{answer.tied_apart:,}."
    )
    yield _estimate("Difference of the shares", answer.estimate, 100, " in 100")
    yield (
        "This is what sitting together did if the seats were drawn by lot; otherwise it is an "
        "association."
    )
    if answer.placebo is None:
        yield "No check of the time before: no two of them were tied for the first time then."
    else:
        yield _estimate("Before, where there can be none", answer.placebo, 100, " in 100")


def _estimate(what: str, estimate: Estimate, scale: float = 1, unit: str = "") -> str:
    """An estimate with its interval, probability and the smallest effect seen, as sentences."""
    effect, low, high, smallest = (
        value * scale
        for value in (estimate.effect, estimate.lowest, estimate.highest, estimate.smallest)
    )
    chance = "p < 0.001" if estimate.p < 0.001 else f"p = {estimate.p:.3f}"
    return (
        f"{what}: {effect:+.2f}{unit} ({low:+.2f} to {high:+.2f}), {chance}. The "
        f"smallest that would have been seen 8 times in 10: {smallest:.2f}{unit}."
    )
