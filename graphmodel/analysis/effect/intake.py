"""Who was taken into a programme or event, who was not, and how similar they were before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import polars as pl

from graphmodel import words
from graphmodel.analysis.effect.histories import Histories
from graphmodel.analysis.effect.matching import Subject
from graphmodel.analysis.effect.months import Moment, moment
from graphmodel.network.network import Network
from graphmodel.network.present import is_later
from graphmodel.network.tables import means
from graphmodel.schema.declarations import UNITS

PARTICIPANT = "participant"
_APPLYING = (PARTICIPANT, "applicant", "alternate")
_TAKEN_IN = ("taken in", "left")
_BANDS = (
    (0, words.mark("0 credits")), (2, words.mark("1 to 2 credits")),
    (5, words.mark("3 to 5 credits")),
)  # fmt: skip
_MOST_CREDITS = words.mark("6 credits or more")
_NOT_KNOWN = words.mark("not known")
IN_WORDS = frozenset({_NOT_KNOWN, _MOST_CREDITS, *(band for _, band in _BANDS)})
"""The criteria of a match that are texts of this program; the others are countries and years."""


@dataclass(frozen=True)
class Intake:
    """Who was taken in, with the date; how many more without a date; who applied and was not taken
    in, with the date if known; and how many applied without a recorded outcome. By node index."""

    taken_in: dict[int, Moment]
    undated: int
    not_taken_in: dict[int, Moment | None]
    undecided: int


def intake_of(network: Network, of: int, asked: str) -> Intake:
    """The people taken into a programme or event by a date. A fact without a date takes that of the
    event. Those who declined, and applicants without an outcome, are on neither side."""
    facts = network.links.filter(
        means("attendance")
        & (pl.col("target") == of)
        & ~is_later("since", asked)
        & pl.col("role").is_in(_APPLYING)
    ).select("source", "role", "outcome", "since")
    begins = network.nodes["starts"][of]
    dates: dict[int, str | None] = {}
    refused: dict[int, str | None] = {}
    undecided: set[int] = set()
    for who, role, outcome, since in facts.iter_rows():
        if network.kinds[who] != UNITS[0] or outcome == "declined":
            continue
        if outcome == "not taken in":
            refused[who] = since
        elif role == PARTICIPANT or outcome in _TAKEN_IN:
            known = dates.get(who) or since or begins
            dates[who] = min(filter(None, (known, since)), default=None)
        else:
            undecided.add(who)
    dated = {who: moment(date) for who, date in dates.items() if date}
    others = {who: moment(d) if d else None for who, d in refused.items() if who not in dates}
    unclear = undecided - dates.keys() - refused.keys()
    return Intake(dated, len(dates) - len(dated), others, len(unclear))


@dataclass(frozen=True)
class _Study:
    """A study at a school of some country, with the years in which it began and ended."""

    country: str
    begun: int | None
    left: int | None


class Likeness:
    """The criteria that people are matched on: exactly on the country of their school, the year
    they left it and the band of their credits before; then on how many people they were tied to
    before.

    The school is the last one begun by the date. The year of leaving may be planned, so ``network``
    includes its plans.
    """

    def __init__(self, network: Network, histories: Histories) -> None:
        self._histories = histories
        self._studies: dict[int, list[_Study]] = defaultdict(list)
        studies = network.links_of("study", "source", "target", "since", "until")
        left = studies.with_columns(left=pl.coalesce("until", "since"))
        ordered = left.sort("left", "target", nulls_last=False)
        for who, school, since, date in ordered.select(
            "source", "target", "since", "left"
        ).iter_rows():
            country = network.nodes["country"][school] or _NOT_KNOWN
            self._studies[who].append(_Study(country, _year(since), _year(date)))

    def _school(self, person: int, year: int) -> tuple[str, str]:
        """The country and year of leaving of the last school begun by a year. A study with only a
        known end counts as begun by that year; before its end it counts only if there is no
        other."""
        studies = self._studies.get(person, [])
        begun = [study for study in studies if (study.begun or study.left or year) <= year]
        for study in reversed(begun or [study for study in studies if study.begun is None]):
            return study.country, f"{study.left:04d}" if study.left else _NOT_KNOWN
        return _NOT_KNOWN, _NOT_KNOWN

    def subject(self, person: int, start: Moment) -> Subject:
        credits = self._histories.count_before(person, "credits", start)
        band = next((name for most, name in _BANDS if credits <= most), _MOST_CREDITS)
        degree = self._histories.count_before(person, "ties", start)
        return Subject(person, start, (*self._school(person, start[0]), band), degree)


def _year(date: str | None) -> int | None:
    return int(date[:4]) if date else None
