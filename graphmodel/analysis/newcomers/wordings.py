"""What is told of newcomers, in words for commands and pages."""

from __future__ import annotations

from collections.abc import Iterator

from graphmodel.analysis.newcomers.newcomers import Newcomers


def overview(answer: Newcomers) -> Iterator[str]:
    """How many newcomers there are, what was learned, and what to mind, a sentence each."""
    credits = "credit" if answer.most == 1 else "credits"
    unknown = len(answer.nothing_known)
    beside = f", and {unknown:,} of whom nothing is known yet" if unknown else ""
    newcomers = "1 newcomer" if answer.total == 1 else f"{answer.total:,} newcomers"
    known = f"{newcomers} with at most {answer.most} {credits} by {answer.asked}"
    yield f"{known}{beside}."
    if answer.refusal:
        yield f"Not ranked: {answer.refusal}. The latest known come first."
    else:
        people, rose = answer.learned_from
        yield (
            f"Learned from {people:,} newcomers of earlier years, of whom {rose:,} rose within "
            f"{answer.years} years."
        )
        if not answer.backtest:
            yield "No backtest: nothing was to be learned before the years that are over."
        elif not answer.is_better_than_lot:
            yield "In earlier years the choice was no better than by lot: do not rely on the order."
    if is_past(answer):
        yield (
            f"Nearly all of these data end in {answer.data_end}: ask as of {answer.data_end} for "
            "the newcomers of that time."
        )


def is_past(answer: Newcomers) -> bool:
    """Whether the data end well before the date of asking."""
    return answer.data_end is not None and answer.data_end < int(answer.asked[:4]) - 1


def backtest_lines(answer: Newcomers) -> Iterator[str]:
    """How good the same choice would have been in earlier years, a sentence each."""
    for year in answer.backtest:
        yield (
            f"{year.year}: of the 20 it would have put first {year.hits:.1f} rose; of the 20 with "
            f"most selections {year.by_selections:.1f}; by {year.best_signal} alone "
            f"{year.by_best_signal:.1f}; by lot {year.at_random:.1f}."
        )
