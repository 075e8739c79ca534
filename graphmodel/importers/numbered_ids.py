"""State keyed by the number in an id while tables stream past: years in arrays, rows on disk.

IMDb's ids are two letters and a number, so an array indexed by that number gives immediate
look-ups, and files partitioned by ranges of numbers return the rows of any title, however large the
tables.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

MAX_NUMBER = 100_000_000
"""Ids numbered this high or higher are still read, but nothing is stored by their number."""
FIRST_YEAR, LAST_YEAR = 1874, 2100
_RANGE_SIZE = 250_000
_CACHED_RANGES = 8

Numbers = NDArray[np.int64]


def number_of(column: str, letters: str) -> pl.Expr:
    """The number in ids such as tt0133093 that begin with these letters; null unless it is below
    MAX_NUMBER."""
    number = pl.col(column).str.slice(len(letters)).cast(pl.Int64, strict=False)
    signed = pl.col(column).str.starts_with(f"{letters}+")
    is_valid = (
        pl.col(column).str.starts_with(letters) & ~signed & number.is_between(0, MAX_NUMBER - 1)
    )
    return pl.when(is_valid).then(number)


class TitleYears:
    """The year of each title. Only numbers that occur take memory."""

    def __init__(self) -> None:
        self._years = np.zeros(MAX_NUMBER, np.int16)

    def add(self, numbers: pl.Series, years: pl.Series) -> None:
        """Record the years of titles; impossible years are ignored."""
        is_valid = (numbers.is_not_null() & years.is_between(FIRST_YEAR, LAST_YEAR)).fill_null(
            False
        )
        self._years[numbers.filter(is_valid).to_numpy()] = years.filter(is_valid).to_numpy()

    def of(self, numbers: pl.Series) -> pl.Series:
        """The year of each title, null if unknown."""
        years = pl.Series(self._years[numbers.fill_null(0).to_numpy()], dtype=pl.Int16)
        frame = pl.DataFrame({"year": years.cast(pl.Int64), "number": numbers})
        has_year = (pl.col("year") > 0) & pl.col("number").is_not_null()
        return frame.select(pl.when(has_year).then("year").alias("year"))["year"]


class ActivityYears:
    """The first and last year of each person's credits, and who has a credit at all."""

    def __init__(self) -> None:
        self._credited = np.zeros(MAX_NUMBER, np.bool_)
        # Counted back from LAST_YEAR, so that zero means no year and the earliest is the greatest.
        self._before_last = np.zeros(MAX_NUMBER, np.int16)
        self._last = np.zeros(MAX_NUMBER, np.int16)

    def add(self, people: pl.Series, years: pl.Series) -> None:
        """Record credits: the person's number and the year (null if unknown) of each."""
        has_number = people.is_not_null()
        self._credited[people.filter(has_number).to_numpy()] = True
        dated = has_number & years.is_not_null()
        credited = people.filter(dated).to_numpy()
        credit_years = years.filter(dated).to_numpy().astype(np.int16)
        np.maximum.at(self._before_last, credited, LAST_YEAR + 1 - credit_years)
        np.maximum.at(self._last, credited, credit_years)

    def of(self, people: pl.Series) -> pl.DataFrame:
        """``credited``, ``first_year`` and ``last_year`` of each person."""
        index = people.fill_null(0).to_numpy()
        last_years = pl.Series("last_year", self._last[index]).cast(pl.Int64)
        before_last = pl.Series("first_year", self._before_last[index]).cast(pl.Int64)
        credited = pl.Series("credited", self._credited[index])
        frame = pl.DataFrame(
            [credited, LAST_YEAR + 1 - before_last, last_years, people.alias("number")]
        )
        has_years = (pl.col("last_year") > 0) & pl.col("number").is_not_null()
        return frame.select(
            pl.col("credited") & pl.col("number").is_not_null(),
            pl.when(has_years).then("first_year").alias("first_year"),
            pl.when(has_years).then("last_year").alias("last_year"),
        )


class RangePartitions:
    """Rows spilled to disk, partitioned by ranges of their ``number``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[int, list[Path]] = {}
        self._cache: dict[int, pl.DataFrame] = {}
        folder.mkdir()

    def add(self, rows: pl.DataFrame) -> None:
        """Write rows to their partitions; rows without a number are dropped."""
        ranges = (pl.col("number") // _RANGE_SIZE).alias("range")
        numbered = rows.drop_nulls("number").with_columns(ranges)
        partitions = numbered.partition_by("range", as_dict=True, include_key=False)
        for (number_range,), partition in partitions.items():
            files = self._files.setdefault(int(number_range), [])
            files.append(self._folder / f"{number_range}-{len(files)}.arrow")
            partition.write_ipc(files[-1])

    def covering(self, numbers: pl.Series) -> pl.DataFrame | None:
        """All rows of the partitions that cover these numbers, or None if there are none."""
        ranges = (numbers.drop_nulls() // _RANGE_SIZE).unique().to_list()
        partitions = [self._partition(n) for n in ranges if n in self._files]
        return pl.concat(partitions) if partitions else None

    def _partition(self, number_range: int) -> pl.DataFrame:
        if number_range not in self._cache:
            if len(self._cache) >= _CACHED_RANGES:
                self._cache.pop(next(iter(self._cache)))
            files = self._files[number_range]
            self._cache[number_range] = pl.concat([pl.read_ipc(f) for f in files])
        return self._cache[number_range]
