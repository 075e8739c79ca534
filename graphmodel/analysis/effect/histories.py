"""Dated histories of people: the works, ties and selections that count as outcomes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Literal, get_args

import polars as pl

from graphmodel.analysis.effect.months import Moment, is_before, is_within, moment
from graphmodel.analysis.ties.credit_presence import is_counted
from graphmodel.network.network import Network
from graphmodel.network.tables import means

Outcome = Literal["ties", "credits", "selections"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
"""New people worked with or met; works; selections of a person or of their works."""


class Histories:
    """The dated works, selections and ties of some people, by node index.

    A tie is a shared work, or a meeting at none of the events in ``own``: what a programme itself
    brought about is not an outcome of it. Undated facts do not count, nor do credits that show no
    work, such as thanks, and credits on abandoned projects.
    """

    def __init__(self, network: Network, people: Collection[int], own: Collection[int]) -> None:
        worked = means("credit") & pl.col("first_year").is_not_null() & pl.lit(is_counted(network))
        credits = network.links.filter(worked)
        mine = credits.filter(pl.col("source").is_in(list(people)))
        self.works: dict[int, dict[int, Moment]] = defaultdict(dict)
        for who, work, year in mine.select("source", "target", "first_year").iter_rows():
            known = self.works[who].get(work, (year, 0))
            self.works[who][work] = min(known, (year, 0))
        self.ties: dict[int, dict[int, Moment]] = defaultdict(dict)
        self._add_works(mine, credits)
        self._add_meetings(network, people, own)
        self.selections: dict[int, dict[str, Moment]] = defaultdict(dict)
        self._add_selections(network, people)

    def _add_works(self, mine: pl.DataFrame, credits: pl.DataFrame) -> None:
        others = credits.select("target", other="source", their_year="first_year")
        shared = mine.select("source", "target", "first_year").join(others, on="target")
        shared = shared.filter(pl.col("source") != pl.col("other"))
        years = shared.group_by("source", "other").agg(
            pl.max_horizontal("first_year", "their_year").min().alias("year")
        )
        for who, partner, year in years.sort("source", "other").iter_rows():
            self.ties[who][partner] = (year, 0)

    def _add_meetings(
        self, network: Network, people: Collection[int], own: Collection[int]
    ) -> None:
        ids = [network.ids[event] for event in own]
        meetings = network.links.filter(
            means("meeting")
            & pl.col("dated").is_not_null()
            & ~pl.col("event").is_in(ids).fill_null(False)
        )
        wanted = set(people)
        for left, right, dated in meetings.select("source", "target", "dated").iter_rows():
            for who, partner in ((left, right), (right, left)):
                if who in wanted:
                    day = moment(dated)
                    self.ties[who][partner] = min(self.ties[who].get(partner, day), day)

    def _add_selections(self, network: Network, people: Collection[int]) -> None:
        facts = network.links.filter(means("selection") & pl.col("first_year").is_not_null())
        chosen: dict[int, list[tuple[str, Moment]]] = defaultdict(list)
        for what, id_, year in facts.select("source", "id", "first_year").iter_rows():
            chosen[what].append((id_, (year, 0)))
        for who in people:
            for what in (who, *self.works.get(who, ())):
                self.selections[who].update(chosen.get(what, ()))

    def _moments(self, person: int, outcome: Outcome) -> Collection[Moment]:
        counted = {"ties": self.ties, "credits": self.works, "selections": self.selections}
        return counted[outcome].get(person, {}).values()  # type: ignore[attr-defined, no-any-return]

    def count(self, person: int, outcome: Outcome, start: Moment, months: int) -> int:
        """Count an outcome in the months after a start."""
        return sum(is_within(day, start, months) for day in self._moments(person, outcome))

    def by_year(self, person: int, outcome: Outcome, first: int, last: int) -> list[int]:
        """Count an outcome in each year from the first to the last."""
        years = [year for year, _ in self._moments(person, outcome)]
        return [years.count(year) for year in range(first, last + 1)]

    def count_before(self, person: int, outcome: Outcome, start: Moment) -> int:
        """Count an outcome before a start."""
        return sum(is_before(day, start) for day in self._moments(person, outcome))
