"""Undirected links between two people; a graph may have several for one pair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphmodel import words
from graphmodel.facts.batch import Note

Record = tuple[int | None, dict[str, Any]]

_USUAL = 1.0


class Connections:
    """Collects links by the pair they join, in either direction, and adds up their weights."""

    def __init__(self, kind: str, key: tuple[str, ...]) -> None:
        self.kind = kind
        self._key = key
        self._records: dict[tuple[str, ...], Record] = {}
        self._several: set[tuple[str, ...]] = set()

    def add(self, line: int | None, record: Mapping[str, Any]) -> None:
        """Add a link to those of its pair with the same key."""
        ends = (record.get("from_id"), record.get("to_id"))
        if None in ends:
            self._records[f"{len(self._records)}",] = (line, dict(record))
            return
        first, second = sorted(map(str, ends))
        link = {**record, "from_id": first, "to_id": second}
        key = (first, second, *(str(record.get(name) or "") for name in self._key))
        before = self._records.setdefault(key, (line, link))
        if before[1] is not link:
            self._several.add(key)
            self._records[key] = (before[0], _sum(before[1], link))

    def records(self) -> Iterator[Record]:
        """One record for each pair and key, with the line of its first link."""
        yield from self._records.values()

    def notes(self, origin: str) -> Iterator[Note]:
        """Report how many pairs have several links."""
        if self._several:
            text = words.later_count(
                "{n} pair of people is joined by several links; their weights are added up",
                "{n:,} pairs of people are joined by several links; their weights are added up",
                len(self._several),
            )
            yield Note(origin, text)


def _sum(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    total = {**b, **a}
    numbers = [_number(record.get("weight", _USUAL)) for record in (a, b)]
    if all(number is not None for number in numbers):
        total["weight"] = sum(number for number in numbers if number is not None)
    ends = [str(record["until"]) for record in (a, b) if record.get("until")]
    if ends:
        total["until"] = max(ends)
    works = [work for record in (a, b) for work in _listed(record.get("works"))]
    if works:
        total["works"] = list(dict.fromkeys(works))
    return total


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [] if value is None else [value]
