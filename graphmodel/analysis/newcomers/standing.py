"""Newcomers at the end of a year: who they were, with which signals, and who rose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.analysis.newcomers.careers import Careers, tally

SPAN = 10
"""A newcomer's first dated fact is at most this many years back."""
CIRCLE_YEARS = 5
CIRCLE = (1.5, 2.0, 3.0, 4.0, 6.0)
"""Bounds between groups of newcomers by the average number of credits of the people they worked
with in the last CIRCLE_YEARS years."""
KINDS = (
    *("festival", "short", "mentor", "programme", "school"),
    *("colleagues", "credits", "begun", "latest", "role"),
)
"""Kinds of signals; nearly everybody has some value of the last four."""

SIGNAL_COLUMNS = ("person", "kind", "group", "link")


@dataclass(frozen=True, eq=False)
class Standing:
    """The newcomers at the end of a year, by node index, ascending.

    ``signals`` has a row for each signal and fact behind it (``person``, ``kind``, ``group``,
    ``link``, null for counts). ``credits`` and ``selections`` are the numbers each had.
    """

    year: int
    people: NDArray[np.int64]
    signals: pl.DataFrame
    credits: NDArray[np.int64]
    selections: NDArray[np.int64]


def standing(careers: Careers, year: int, most: int, *, undated: bool = False) -> Standing:
    """Return the newcomers at the end of a year: at most ``most`` credits, begun at most SPAN years
    before, without people who mentor others, work for a programme, or are dead.

    Nothing later is used. Undated facts and stated numbers of credits count only if ``undated``,
    for the date of asking itself; then people without a date are kept as well.
    """
    known = _Known(careers, year, undated)
    size = len(careers.network)
    counts = tally(known.credits["person"], size)
    if undated:
        counts = np.maximum(counts, careers.stated)
    newcomer = _begun(careers, known, year, undated) & (counts <= most)
    newcomer &= careers.network.nodes["died"].fill_null(9999).to_numpy() > year
    at_work = careers.staff.filter((pl.col("since") <= year).fill_null(undated))
    newcomer[at_work["person"].to_numpy()] = False
    people = np.flatnonzero(newcomer)
    return Standing(
        year,
        people,
        known.signals(people, counts),
        counts[people],
        tally(known.selections["person"], size)[people],
    )


def risen(careers: Careers, before: Standing, most: int, years: int) -> NDArray[np.bool_]:
    """Whether each newcomer rose within ``years`` years: to more than ``most`` credits, or to a
    selection in these years at a festival of the highest tier. A tier higher than any before would
    be out of reach for those who had already come far."""
    size = len(careers.network)
    until = before.year + years
    credits = careers.credits.filter(pl.col("year") <= until)
    rose = tally(credits["person"], size) > most
    later = careers.selections.filter(pl.col("year").is_between(before.year + 1, until))
    rose[later.filter(pl.col("tier") >= careers.highest_tier)["person"].to_numpy()] = True
    reached: NDArray[np.bool_] = rose[before.people]
    return reached


class _Known:
    """The facts of careers by the end of a year."""

    def __init__(self, careers: Careers, year: int, undated: bool) -> None:
        by_then = (pl.col("year") <= year).fill_null(undated)
        self.credits = careers.credits.filter(by_then)
        self.shorts = careers.shorts.filter(by_then)
        self.selections = careers.selections.filter(by_then)
        self._named = careers.signals.filter(by_then)
        self._role_facts = careers.roles.filter(by_then)
        self._year = year

    @property
    def dated(self) -> pl.DataFrame:
        tables = (self.credits, self.shorts, self.selections, self._named)
        return pl.concat([table.select("person", "year") for table in tables])

    def signals(self, people: NDArray[np.int64], counts: NDArray[np.int64]) -> pl.DataFrame:
        """The signals of these people; ``counts`` are credits by node."""
        wanted = pl.DataFrame({"person": people})
        tables = [self._named, self._shorts(), self._colleagues(), self._roles()]
        rows = [t.join(wanted, on="person", how="semi").select(SIGNAL_COLUMNS) for t in tables]
        number = pl.Series(counts[people], dtype=pl.Int64)
        rows.append(_counted(wanted, "credits", number.cast(pl.String)))
        return pl.concat([*rows, *self._ages(wanted)])

    def _shorts(self) -> pl.DataFrame:
        group = (
            pl.when(pl.len().over("person") > 1).then(pl.lit("2 or more")).otherwise(pl.lit("1"))
        )
        return self.shorts.with_columns(kind=pl.lit("short"), group=group)

    def _colleagues(self) -> pl.DataFrame:
        """The average number of recent credits of the people someone worked with, with the credits
        they share."""
        recent = self.credits.filter(pl.col("year") > self._year - CIRCLE_YEARS)
        recent = recent.group_by("person").agg(pl.len().cast(pl.Float64).alias("of_late"))
        rows = self.credits.select("person", "work", "link").join(recent, on="person", how="left")
        rows = rows.with_columns(pl.col("of_late").fill_null(0.0))
        others = pl.len().over("work") - 1
        rows = rows.with_columns(
            others=others, sum=pl.col("of_late").sum().over("work") - pl.col("of_late")
        ).filter(pl.col("others") > 0)
        mean = pl.col("sum").sum().over("person") / pl.col("others").sum().over("person")
        return rows.with_columns(kind=pl.lit("colleagues"), group=_between(mean, CIRCLE))

    def _roles(self) -> pl.DataFrame:
        """The most frequent role of each person; the first alphabetically among equals."""
        main = self._role_facts.group_by("person").agg(pl.col("role").mode().sort().first())
        return main.with_columns(
            kind=pl.lit("role"), group=pl.col("role"), link=pl.lit(None, pl.Int64)
        )

    def _ages(self, people: pl.DataFrame) -> list[pl.DataFrame]:
        """How many years ago their first and last dated facts were."""
        dated = self.dated.group_by("person").agg(
            pl.col("year").min().alias("begun"), pl.col("year").max().alias("latest")
        )
        table = people.join(dated, on="person", how="left", maintain_order="left")
        return [
            _counted(people, name, table.select(group=_age(self._year - pl.col(name)))["group"])
            for name in ("begun", "latest")
        ]


def _age(years: pl.Expr) -> pl.Expr:
    """The group of a number of years, null without any."""
    group = pl.when(years <= 1).then(pl.lit("0 to 1")).when(years <= 4).then(pl.lit("2 to 4"))
    return group.when(years > 4).then(pl.lit("5 or more"))


def _between(value: pl.Expr, bounds: Sequence[float]) -> pl.Expr:
    """The group of a value between bounds, such as "1.5 to 2" or "under 1.5"."""
    texts = [f"{bound:g}" for bound in bounds]
    names = [f"under {texts[0]}", *map(" to ".join, pairwise(texts)), f"{texts[-1]} or more"]
    group = pl.lit(names[0])
    for bound, name in zip(bounds, names[1:], strict=True):
        group = pl.when(value >= bound).then(pl.lit(name)).otherwise(group)
    return group


def _counted(people: pl.DataFrame, kind: str, groups: pl.Series) -> pl.DataFrame:
    rows = people.with_columns(kind=pl.lit(kind), group=groups, link=pl.lit(None, pl.Int64))
    return rows.select(SIGNAL_COLUMNS).drop_nulls("group")


def _begun(careers: Careers, known: _Known, year: int, undated: bool) -> NDArray[np.bool_]:
    """Whether each node is a person whose first fact lies in the SPAN years up to this one."""
    first = known.dated.group_by("person").agg(pl.col("year").min())
    recent = (pl.col("year") > year - SPAN).fill_null(undated)
    begun = np.zeros(len(careers.network), dtype=bool)
    begun[first.filter(recent)["person"].to_numpy()] = True
    return begun
