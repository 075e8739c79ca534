"""Who was taken into a programme or event, who was not, and how alike they were before."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from graphmodel.analysis.effect.histories import Histories
from graphmodel.analysis.effect.matching import Subject
from graphmodel.analysis.effect.months import Moment, moment
from graphmodel.network.network import Network
from graphmodel.network.present import absences, is_later
from graphmodel.network.tables import means
from graphmodel.schema.declarations import UNITS

_PARTICIPANT = "participant"
_BANDS = ((0, "0 credits"), (2, "1 to 2 credits"), (5, "3 to 5 credits"))
_NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Intake:
    """Who was taken in, with the date; how many more without one; and who applied and was not, with
    the date where it is known. By node index."""

    taken_in: dict[int, Moment]
    undated: int
    not_taken_in: dict[int, Moment | None]


def intake_of(network: Network, of: int, asked: str) -> Intake:
    """The people taken into a programme or event by a date. Where a fact has no date, that of the
    event counts. Who declined is on neither side."""
    links = network.links.with_columns(absent=absences(network.links))
    facts = links.filter(
        means("attendance") & (pl.col("target") == of) & ~is_later("since", asked)
    ).select("source", "role", "outcome", "since", "absent")
    begins = network.nodes["starts"][of]
    dates: dict[int, str | None] = {}
    refused: dict[int, str | None] = {}
    for who, role, outcome, since, absent in facts.iter_rows():
        if network.kinds[who] != UNITS[0] or outcome == "declined":
            continue
        if absent:
            refused[who] = since
        elif role == _PARTICIPANT:
            known = dates.get(who) or since or begins
            dates[who] = min(filter(None, (known, since)), default=None)
    dated = {who: moment(date) for who, date in dates.items() if date}
    others = {who: moment(d) if d else None for who, d in refused.items() if who not in dates}
    return Intake(dated, len(dates) - len(dated), others)


class Likeness:
    """What people are matched by: exactly by the country of their school, the year they left it
    and the band of their credits before; then by how many people they were tied to before."""

    def __init__(self, network: Network, histories: Histories) -> None:
        self._histories = histories
        self._schools: dict[int, tuple[str, str]] = {}
        studies = network.links_of("study", "source", "target", "since", "until")
        left = studies.with_columns(year=pl.coalesce("until", "since").str.slice(0, 4))
        for who, school, year in (
            left.sort("year", "target", nulls_last=False)
            .select("source", "target", "year")
            .iter_rows()
        ):
            country = network.nodes["country"][school]
            self._schools[who] = (country or _NOT_KNOWN, year or _NOT_KNOWN)

    def subject(self, person: int, start: Moment) -> Subject:
        credits = self._histories.count_before(person, "credits", start)
        band = next((name for most, name in _BANDS if credits <= most), "6 credits or more")
        school = self._schools.get(person, (_NOT_KNOWN, _NOT_KNOWN))
        degree = self._histories.count_before(person, "ties", start)
        return Subject(person, start, (*school, band), degree)
