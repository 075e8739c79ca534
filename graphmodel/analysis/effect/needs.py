"""Data available for estimating an effect of a programme or event, and data still needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from graphmodel.analysis.effect.effect import FEWEST, checked_subject
from graphmodel.analysis.effect.intake import intake_of
from graphmodel.analysis.effect.months import end_of, is_over
from graphmodel.analysis.effect.seats import seated_people
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf, asking_date, last_whole_year

Design = Literal["pairs", "years", "seats"]
"""How an effect is estimated: from pairs of similar people, from the intakes of several years, or
from who sat together."""


@dataclass(frozen=True)
class Needs:
    """The data available by a date for estimating an effect by a ``design``, which needs ``fewest``
    people.

    ``taken_in`` counts everybody taken in with a date, ``over`` those whose ``months`` are over and
    ``over_in_a_year`` those whose first 12 are; ``enough_on`` is the day when the months of
    ``fewest`` people are over, None if fewer are known. ``undated`` were taken in without a date,
    ``not_taken_in`` applied and were refused, ``undecided`` applied without a recorded outcome.
    ``by_last`` counts those taken in by the end of ``last``, the last complete year. ``seated`` are
    those known to have sat at its tables, None if the design is another.
    """

    design: Design
    fewest: int
    months: int
    taken_in: int
    over: int
    over_in_a_year: int
    enough_on: str | None
    undated: int
    not_taken_in: int
    undecided: int
    last: int
    by_last: int
    seated: int | None


def needs(
    network: Network,
    of: str,
    *,
    design: Design = "pairs",
    months: int = 24,
    as_of: AsOf = None,
) -> Needs:
    """Return what is available for estimating an effect of a programme or event, by its id, and
    what is missing; raises InputError for an unknown id and for fewer than 12 months."""
    asked = asking_date(as_of)
    last = last_whole_year(asked)
    node = checked_subject(network, of, "ties", months)
    intake = intake_of(network.with_plans, node, asked)
    starts = list(intake.taken_in.values())
    ends = sorted(end_of(start, months) for start in starts)
    return Needs(
        design=design,
        fewest=FEWEST,
        months=months,
        taken_in=len(starts),
        over=sum(is_over(start, months, asked) for start in starts),
        over_in_a_year=sum(is_over(start, 12, asked) for start in starts),
        enough_on=ends[FEWEST - 1].isoformat() if len(ends) >= FEWEST else None,
        undated=intake.undated,
        not_taken_in=len(intake.not_taken_in),
        undecided=intake.undecided,
        last=last,
        by_last=sum(start[0] <= last for start in starts),
        seated=seated_people(network, of) if design == "seats" else None,
    )
