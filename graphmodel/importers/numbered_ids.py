"""What is kept by the number in an id while files pass by: years in arrays, rows on disk.

IMDb's ids are two letters and a number, so that an array with a place for each number answers at
once, and a folder of files by ranges of numbers gives back the rows of any title, however large the
files are.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

MAX_NUMBER = 100_000_000
"""Ids with a number from here on are read, without what is kept by number."""
FIRST_YEAR, LAST_YEAR = 1888, 2100
_SPAN = 250_000
_OPEN = 8

Numbers = NDArray[np.int64]


def number_of(column: str, letters: str) -> pl.Expr:
    """The number in ids such as tt0133093, which begin with these letters; null where there is
    none below MOST."""
    number = pl.col(column).str.slice(len(letters)).cast(pl.Int64, strict=False)
    signed = pl.col(column).str.starts_with(f"{letters}+")
    good = pl.col(column).str.starts_with(letters) & ~signed & number.is_between(0, MAX_NUMBER - 1)
    return pl.when(good).then(number)


class TitleYears:
    """The year of each title. Memory is taken only for numbers that occur."""

    def __init__(self) -> None:
        self._years = np.zeros(MAX_NUMBER, np.int16)

    def put(self, numbers: pl.Series, years: pl.Series) -> None:
        """Remember years of titles; impossible ones are not."""
        good = (numbers.is_not_null() & years.is_between(FIRST_YEAR, LAST_YEAR)).fill_null(False)
        self._years[numbers.filter(good).to_numpy()] = years.filter(good).to_numpy()

    def of(self, numbers: pl.Series) -> pl.Series:
        """The year of each title, null where it is not known."""
        years = pl.Series(self._years[numbers.fill_null(0).to_numpy()], dtype=pl.Int16)
        frame = pl.DataFrame({"year": years.cast(pl.Int64), "number": numbers})
        known = (pl.col("year") > 0) & pl.col("number").is_not_null()
        return frame.select(pl.when(known).then("year").alias("year"))["year"]


class ActivityYears:
    """The first and last year of each person's credits, and who has any."""

    def __init__(self) -> None:
        self._seen = np.zeros(MAX_NUMBER, np.bool_)
        # Years before LAST, so that nothing is zero and the first year is the greatest.
        self._before = np.zeros(MAX_NUMBER, np.int16)
        self._last = np.zeros(MAX_NUMBER, np.int16)

    def put(self, people: pl.Series, years: pl.Series) -> None:
        """Remember credits: a person's number and a year, or null, for each."""
        known = people.is_not_null()
        self._seen[people.filter(known).to_numpy()] = True
        dated = known & years.is_not_null()
        who = people.filter(dated).to_numpy()
        when = years.filter(dated).to_numpy().astype(np.int16)
        np.maximum.at(self._before, who, LAST_YEAR + 1 - when)
        np.maximum.at(self._last, who, when)

    def of(self, people: pl.Series) -> pl.DataFrame:
        """``seen``, ``first_year`` and ``last_year`` of each person."""
        at = people.fill_null(0).to_numpy()
        last = pl.Series("last_year", self._last[at]).cast(pl.Int64)
        first = LAST_YEAR + 1 - pl.Series("first_year", self._before[at]).cast(pl.Int64)
        frame = pl.DataFrame([pl.Series("seen", self._seen[at]), first, last, people.alias("who")])
        dated = (pl.col("last_year") > 0) & pl.col("who").is_not_null()
        return frame.select(
            pl.col("seen") & pl.col("who").is_not_null(),
            pl.when(dated).then("first_year").alias("first_year"),
            pl.when(dated).then("last_year").alias("last_year"),
        )


class RangePartitions:
    """Rows put aside on disk by their ``number``, in files by range."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[int, list[Path]] = {}
        self._open: dict[int, pl.DataFrame] = {}
        folder.mkdir()

    def put(self, rows: pl.DataFrame) -> None:
        """Put rows aside; those without a number are left out."""
        parts = rows.drop_nulls("number").with_columns((pl.col("number") // _SPAN).alias("range"))
        for (place,), part in parts.partition_by("range", as_dict=True, include_key=False).items():
            files = self._files.setdefault(int(place), [])
            files.append(self._folder / f"{place}-{len(files)}.arrow")
            part.write_ipc(files[-1])

    def near(self, numbers: pl.Series) -> pl.DataFrame | None:
        """All rows of the ranges that hold these numbers, or None where there are none."""
        wanted = (numbers.drop_nulls() // _SPAN).unique().to_list()
        parts = [self._range(place) for place in wanted if place in self._files]
        return pl.concat(parts) if parts else None

    def _range(self, place: int) -> pl.DataFrame:
        if place not in self._open:
            if len(self._open) >= _OPEN:
                self._open.pop(next(iter(self._open)))
            files = self._files[place]
            self._open[place] = pl.concat([pl.read_ipc(f) for f in files])
        return self._open[place]
