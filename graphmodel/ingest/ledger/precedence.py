"""Which imports count, and whose word comes after whose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from graphmodel.store.import_parts import ImportPartHeader
from graphmodel.store.records import ImportRecord

LIVE, GONE, TAKEN_BACK = 2, 1, 0
"""How a claim stands: it counts; a newer release has dropped it; its import was undone."""


@dataclass(frozen=True)
class Order:
    """The imports of a store in the order in which their claims are laid over one another."""

    records: Mapping[int, ImportRecord]

    @classmethod
    def of(cls, records: Iterable[ImportRecord], *instead: ImportRecord) -> Order:
        """An order of records, some of them as they are about to be."""
        known = {record.number: record for record in records if record.number}
        return cls({**known, **{record.number: record for record in instead}})

    @cached_property
    def positions(self) -> Mapping[int, int]:
        """Of each series, the number of its oldest import that counts."""
        found: dict[int, int] = {}
        for number in sorted(self.records):
            if self.records[number].live:
                found.setdefault(self.records[number].series, number)
        return found

    @cached_property
    def newest(self) -> Mapping[int, int]:
        """Of each series, the number of its newest release that is in whole."""
        return {
            record.series: number
            for number, record in sorted(self.records.items())
            if record.state == "finished"
        }

    def live(self, part: ImportPartHeader) -> list[int]:
        """The imports that count among those that claim a part."""
        return [n for n in part.imports if n in self.records and self.records[n].live]

    def after(self, series: int) -> bool:
        """Whether any other series comes after this one."""
        return any(at > self.positions[series] for at in self.positions.values())

    @cached_property
    def table(self) -> pl.DataFrame:
        """One row an import: ``number``, ``series``, ``position`` and ``standing``."""
        rows = []
        for number, record in self.records.items():
            standing = TAKEN_BACK
            if record.live:
                standing = LIVE if number >= self.newest.get(record.series, 0) else GONE
            position = self.positions.get(record.series, number)
            rows.append((number, record.series, position, standing))
        names = ("number", "series", "position", "standing")
        return pl.DataFrame(rows, dict.fromkeys(names, pl.Int64()), orient="row")
