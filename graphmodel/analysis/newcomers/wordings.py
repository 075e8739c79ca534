"""Wording of newcomers for commands and pages."""

from __future__ import annotations

from collections.abc import Iterator

from graphmodel import words
from graphmodel.analysis.newcomers.newcomers import Newcomers


def overview(answer: Newcomers) -> Iterator[str]:
    """The number of newcomers, what was learned, and caveats, one sentence each."""
    unknown = len(answer.nothing_known)
    newcomers = words.count("{n:,} newcomer", "{n:,} newcomers", answer.total)
    known = words.count(
        "{newcomers} with at most {n} credit by {asked}",
        "{newcomers} with at most {n} credits by {asked}",
        answer.most,
        newcomers=newcomers,
        asked=answer.asked,
    )
    if unknown:
        yield words.say(
            "{known}, and {n:,} about whom nothing is known yet.", known=known, n=unknown
        )
    else:
        yield words.say("{known}.", known=known)
    if answer.refusal:
        yield words.say(
            "Not ranked: {refusal}. Those with the most recent records come first.",
            refusal=answer.refusal,
        )
    else:
        people, rose = answer.learned_from
        yield words.say(
            "Learned from {people:,} newcomers of earlier years, of whom {rose:,} rose within "
            "{years} years.",
            people=people,
            rose=rose,
            years=answer.years,
        )
        if not answer.tells_apart:
            yield words.say(
                "No signal predicted who would rise: the chance is the same for all, and those "
                "with the most recent records come first."
            )
        if not answer.backtest:
            yield words.say(
                "No backtest: there was nothing to learn from before the years that are over."
            )
        elif not answer.is_better_than_lot:
            yield words.say(
                "In earlier years this ranking did no better than chance: do not rely on the order."
            )
    if is_past(answer):
        yield words.say(
            "Nearly all of this data ends in {year}: ask as of {year} to see the newcomers of "
            "that time.",
            year=answer.data_end,
        )


def is_past(answer: Newcomers) -> bool:
    """Whether the data end well before the date of asking."""
    return answer.data_end is not None and answer.data_end < int(answer.asked[:4]) - 1


def backtest_lines(answer: Newcomers) -> Iterator[str]:
    """How good the same choice would have been in earlier years, one sentence each."""
    for year in answer.backtest:
        yield words.say(
            "{year}: of the 20 it would have put first, {hits:.1f} rose; of the 20 with the "
            "most selections, {by_selections:.1f}; ranked by {signal} alone, {by_signal:.1f}; "
            "drawn at random, {at_random:.1f}.",
            year=year.year,
            hits=year.hits,
            by_selections=year.by_selections,
            signal=words.label(year.best_signal or ""),
            by_signal=year.by_best_signal,
            at_random=year.at_random,
        )
