"""Tell what came of a programme or an event, beside those who were not taken in."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from graphmodel.cli.shared.options import (
    as_of_option,
    common,
    names_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)
from graphmodel.cli.shared.output import Row, print_answer, say

if TYPE_CHECKING:
    from graphmodel.analysis.effect.effect import Effect
    from graphmodel.analysis.effect.histories import Outcome
    from graphmodel.analysis.effect.randomisation import Estimate
    from graphmodel.analysis.effect.seats import SeatEffect
    from graphmodel.analysis.effect.staggered import StaggeredEffect
    from graphmodel.network.network import Network


@click.command()
@click.argument("about", metavar="PROGRAMME|EVENT")
@click.option(
    "--outcome",
    type=click.Choice(("ties", "credits", "selections")),
    default="ties",
    show_default=True,
    help="What is counted: new people worked with or met, works, or selections.",
)
@click.option(
    "--by",
    "design",
    type=click.Choice(("pairs", "years")),
    default="pairs",
    show_default=True,
    help="Compare pairs of people alike, or year by year those taken in with those not yet.",
)
@click.option(
    "--months",
    type=click.IntRange(12),
    default=24,
    show_default=True,
    help="In so many months after the date.",
)
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the random draws."
)
@as_of_option
@namespaced
@names_option
@common
def effect(
    about: str,
    outcome: Outcome,
    design: str,
    months: int,
    seed: int,
    as_of: str | None,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Tell what came of a programme or event (an id or a name), with how sure that is.

    Those taken in are paired with people alike who applied and were not. Of an event with recorded
    tables, those who sat together are compared with those who did not. What the programme or event
    itself brought together is no outcome. Fewer than 15 people are refused.

    With --by years the intakes of several years are compared with who was not taken in by then;
    each year that is over counts, whatever --months.

    \b
    graphmodel effect off:programme-directors --outcome ties --months 12
    graphmodel effect off:roadshow-2025 --months 12 --as-of 2026
    """  # fmt: skip
    from graphmodel.analysis.effect.effect import effect as measure
    from graphmodel.analysis.effect.seats import has_seats, seat_effect
    from graphmodel.analysis.effect.staggered import staggered_effect as by_years
    from graphmodel.network.namespaces import resolve_any

    namespace = open_namespaces(store_address).of(namespace_name, about).claimed
    tell_fiction(namespace)
    network, id_ = namespace.network, resolve_any(namespace, about)
    answer: Effect | SeatEffect | StaggeredEffect
    if design == "years":
        answer = by_years(network, id_, outcome=outcome, seed=seed, as_of=as_of)
        _tell_years(answer)
    elif outcome == "ties" and has_seats(network, id_):
        answer = seat_effect(network, id_, months=months, seed=seed, as_of=as_of)
        _tell_seats(answer)
    else:
        answer = measure(network, id_, outcome=outcome, months=months, seed=seed, as_of=as_of)
        _tell(answer)
    rows, columns = list(answer.rows()), tuple(answer.COLUMNS)
    if form == "table":
        rows = [_named(network, row) for row in rows]
    print_answer(form, rows, asdict(answer), columns=columns)


def _named(network: Network, row: Row) -> Row:
    ends = ("taken_in", "not_taken_in", "left", "right")
    return {
        key: network.name_of(value) if key in ends and isinstance(value, str) else value
        for key, value in row.items()
    }


def _tell(answer: Effect) -> None:
    mine, theirs = answer.means
    say(
        f"{answer.name}, {answer.outcome} in the {answer.months} months after: {mine:.2f} for each "
        f"of {len(answer.pairs):,} taken in, {theirs:.2f} for those like them who were not."
    )
    say(_estimate("Difference", answer.estimate))
    if answer.placebo is None:
        say(
            f"No check of the time before: {answer.placebo_pairs:,} pairs could be made then, and "
            "15 are needed."
        )
    else:
        say(_estimate(f"Before, where there can be none ({answer.placebo_pairs:,} pairs)",
                      answer.placebo))  # fmt: skip
    say(
        f"Of {answer.taken_in:,} taken in and {answer.not_taken_in:,} not, {answer.unmatched:,} "
        f"taken in have no pair: for {answer.without_alike:,} nobody left a school of that country "
        "in that year with as many credits; for the others those who did have a pair, or knew more "
        f"than {answer.caliper:.1f} people more or fewer. What else sets both sides apart is not "
        "known."
    )
    if answer.too_late or answer.undated or answer.undecided:
        say(
            f"Left out: {answer.too_late:,} whose {answer.months} months are not over, "
            f"{answer.undated:,} without a date, {answer.undecided:,} applicants without an "
            "outcome."
        )


def _tell_years(answer: StaggeredEffect) -> None:
    say(
        f"{answer.name}, {answer.outcome} from {answer.first} to {answer.last}: "
        f"{answer.taken_in:,} taken in, {answer.not_yet:,} later than that and "
        f"{answer.not_taken_in:,} not at all. Left out: {answer.undated:,} without a date, "
        f"{answer.undecided:,} applicants without an outcome."
    )
    say(_estimate("Difference per person and year", answer.estimate))
    if answer.placebo is None:
        say("No check of the time before: nobody can be compared then.")
    else:
        say(_estimate("In the two years before, where there can be none", answer.placebo))
    say("This holds only if both sides would have developed alike without it.")


def _tell_seats(answer: SeatEffect) -> None:
    say(
        f"{answer.name}, {answer.people:,} people in {answer.sessions:,} sessions: of "
        f"{answer.together:,} pairs who sat together {answer.tied_together:,} were tied for the "
        f"first time in the {answer.months} months after, of {answer.apart:,} who did not "
        f"{answer.tied_apart:,}."
    )
    say(_estimate("Difference of the shares", answer.estimate, 100, " in 100"))
    say(
        "This is what sitting together did if the seats were drawn by lot; otherwise it is an "
        "association."
    )
    if answer.placebo is None:
        say("No check of the time before: no two of them were tied for the first time then.")
    else:
        say(_estimate("Before, where there can be none", answer.placebo, 100, " in 100"))


def _estimate(what: str, estimate: Estimate, scale: float = 1, unit: str = "") -> str:
    effect, low, high, smallest = (
        value * scale
        for value in (estimate.effect, estimate.lowest, estimate.highest, estimate.smallest)
    )
    chance = "p < 0.001" if estimate.p < 0.001 else f"p = {estimate.p:.3f}"
    return (
        f"{what}: {effect:+.2f}{unit} ({low:+.2f} to {high:+.2f}), {chance}. The "
        f"smallest that would have been seen 8 times in 10: {smallest:.2f}{unit}."
    )


COMMAND = effect
