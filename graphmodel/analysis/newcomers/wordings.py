"""What is told of newcomers, in words for commands and pages."""

from __future__ import annotations

from collections.abc import Iterator

from graphmodel.analysis.newcomers.newcomers import Newcomers


def overview(answer: Newcomers) -> Iterator[str]:
    """How many newcomers there are, what was learned and how good it was, a sentence each."""
    credits = "credit" if answer.most == 1 else "credits"
    yield (
        f"{answer.total:,} newcomers with at most {answer.most} {credits} by {answer.asked}, and "
        f"{len(answer.nothing_known):,} of whom nothing is known yet."
    )
    if answer.refusal:
        yield f"Not ranked: {answer.refusal}. The latest known come first."
    else:
        people, rose = answer.learned_from
        yield (
            f"Learned from {people:,} newcomers of earlier years, of whom {rose:,} rose within "
            f"{answer.years} years."
        )
        yield from _backtest(answer)
    if answer.data_end is not None and answer.data_end < int(answer.asked[:4]) - 1:
        yield (
            f"Nearly all of these data end in {answer.data_end}: ask as of {answer.data_end} for "
            "the newcomers of that time."
        )


def _backtest(answer: Newcomers) -> Iterator[str]:
    for year in answer.backtest:
        yield (
            f"{year.year}: of the 20 it would have put first {year.hits:.1f} rose; of the 20 with "
            f"most selections {year.by_selections:.1f}; by {year.best_signal} alone "
            f"{year.by_best_signal:.1f}; by lot {year.at_random:.1f}."
        )
    if answer.backtest and not answer.is_better_than_lot:
        yield "In these years the choice was no better than by lot: do not rely on the order."
    if not answer.backtest:
        yield "No backtest: nothing was to be learned before the years that are over."
