"""The imports that count, and the order in which their claims are merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from graphmodel.store.base import Store
from graphmodel.store.import_parts import ImportPartHeader
from graphmodel.store.records import ImportRecord

LIVE, DROPPED, UNDONE = 2, 1, 0
"""The standing of a claim: it counts, a newer release has dropped it, its import was undone."""


@dataclass(frozen=True)
class Precedence:
    """The imports of a store in the order in which their claims are merged."""

    records: Mapping[int, ImportRecord]

    @classmethod
    def of(cls, records: Iterable[ImportRecord], *instead: ImportRecord) -> Precedence:
        """The precedence of records, replaced by those in ``instead`` that have the same number."""
        by_number = {record.number: record for record in records if record.number}
        return cls({**by_number, **{record.number: record for record in instead}})

    @cached_property
    def positions(self) -> Mapping[int, int]:
        """For each series, the number of its oldest import that counts."""
        positions: dict[int, int] = {}
        for number in sorted(self.records):
            if self.records[number].live:
                positions.setdefault(self.records[number].series, number)
        return positions

    @cached_property
    def newest(self) -> Mapping[int, int]:
        """For each series, the number of its newest complete release."""
        return {
            record.series: number
            for number, record in sorted(self.records.items())
            if record.state == "finished"
        }

    def live(self, header: ImportPartHeader) -> list[int]:
        """The numbers of the live imports that claim an import part."""
        return [n for n in header.imports if n in self.records and self.records[n].live]

    def standing(self, header: ImportPartHeader) -> list[int]:
        """The numbers of the live imports that claim an import part and that no newer release has
        replaced."""
        return [n for n in self.live(header) if n >= self.newest.get(self.records[n].series, 0)]

    def after(self, series: int) -> bool:
        """Whether any other series comes after this one."""
        return any(at > self.positions[series] for at in self.positions.values())

    @cached_property
    def table(self) -> pl.DataFrame:
        """One row per import: ``number``, ``series``, ``position`` and ``standing``."""
        rows = []
        for number, record in self.records.items():
            standing = UNDONE
            if record.live:
                standing = LIVE if number >= self.newest.get(record.series, 0) else DROPPED
            position = self.positions.get(record.series, number)
            rows.append((number, record.series, position, standing))
        names = ("number", "series", "position", "standing")
        return pl.DataFrame(rows, dict.fromkeys(names, pl.Int64()), orient="row")


def sources_by_import(store: Store) -> tuple[str, ...]:
    """The ids of the sources that imports cite, oldest import first."""
    precedence = Precedence.of(store.imports())
    ranks: dict[str, int] = {}
    for header in store.import_log.parts():
        live = [precedence.positions[precedence.records[n].series] for n in precedence.live(header)]
        for source in header.sources if live else ():
            ranks[source] = min(min(live), ranks.get(source, min(live)))
    return tuple(sorted(ranks, key=lambda source: (ranks[source], source)))
