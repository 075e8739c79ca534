"""Values of one fact on which its sources differ: all of them stay, and one is shown.

A fact keeps them in ``conflicting_values``. Shown is what a person judged right, else what the
source says that comes first in the user's order of sources, else what was said first. Lists never
conflict: they unite.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

CONFLICTING = "conflicting_values"
"""The property that holds the values on which sources differ, each as JSON."""

CONSENT, WITHDRAWN = "consent", "withdrawn"
CAUTION = (WITHDRAWN, "not asked", "given")
"""Answers to whether somebody agrees to be listed: of several the most cautious holds."""

_NAME, _OTHER_NAMES, _SOURCES = "name", "other_names", "sources"

Values = dict[str, Any]
"""The properties of one fact, without nulls and empty lists."""


@dataclass(frozen=True)
class Alternative:
    """A value and the ids of the sources that state it; ``by``, ``on`` (an ISO time) and ``why``
    where a person judged it right."""

    value: Any
    sources: tuple[str, ...]
    by: str = ""
    on: str = ""
    why: str = ""


Conflicts = dict[str, list[Alternative]]
"""By property, its different values: the one said first comes first."""

Statement = tuple[Mapping[str, Any], Sequence[str]]
"""The values of a fact, and the sources that state it so."""


@dataclass(frozen=True)
class ValueConflict:
    """A property of one fact on which sources differ. ``name`` is how the fact is called."""

    kind: str
    id: str
    name: str
    property_name: str
    shown: Any
    alternatives: tuple[Alternative, ...]

    def values_text(self, name_of: Callable[[str], str] = str) -> str:
        """Each value with its sources, and which of them is shown and why."""
        values = "; ".join(
            f"{a.value} according to {', '.join(map(name_of, a.sources))}"
            for a in self.alternatives
        )
        chosen = next((a for a in self.alternatives if a.value == self.shown), None)
        if chosen is None:
            return values
        source = name_of(chosen.sources[0]) if chosen.sources else str(chosen.value)
        return f"{values} (shown: {source}, {self._reason(chosen)})"

    def _reason(self, chosen: Alternative) -> str:
        if chosen.on:
            why = f": {chosen.why}" if chosen.why else ""
            return f"as {chosen.by} judged on {chosen.on[:10]}{why}"
        if self.property_name == CONSENT:
            return "the most cautious answer"
        first = chosen is self.alternatives[0]
        return "imported first" if first else "first in your order of sources"

    def __str__(self) -> str:
        return f"{self.property_name} of {self.name} ({self.id}): {self.values_text()}"


CONFLICT_COLUMNS = ("kind", "id", "name", "property", "shown", "values")
"""The columns of ``conflict_rows``."""


def conflict_rows(
    conflicts: Iterable[ValueConflict], name_of: Callable[[str], str] = str
) -> list[dict[str, Any]]:
    """One row a conflict: on which property of which fact, what is shown, and who says what."""
    return [
        {
            "kind": conflict.kind,
            "id": conflict.id,
            "name": conflict.name,
            "property": conflict.property_name,
            "shown": conflict.shown,
            "values": conflict.values_text(name_of),
        }
        for conflict in conflicts
    ]


def conflicts_of(values: Mapping[str, Any]) -> Conflicts:
    """The conflicts that a fact holds; text that is no such value is passed over."""
    conflicts: Conflicts = {}
    for text in values.get(CONFLICTING) or ():
        try:
            entry = json.loads(text)
            sources = tuple(map(str, entry["sources"]))
            judged = (str(entry.get(name, "")) for name in ("by", "on", "why"))
            conflicts.setdefault(entry["property"], []).append(
                Alternative(entry["value"], sources, *judged)
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
    return conflicts


def encoded(conflicts: Conflicts) -> list[str]:
    """Conflicts as the texts that a fact keeps."""
    return [_text(name, a) for name in sorted(conflicts) for a in conflicts[name]]


def _text(name: str, alternative: Alternative) -> str:
    entry = {
        "property": name, "value": alternative.value, "sources": list(alternative.sources),
        "by": alternative.by, "on": alternative.on, "why": alternative.why,
    }  # fmt: skip
    return json.dumps({k: v for k, v in entry.items() if v != ""}, ensure_ascii=False)


def value_conflicts(kind: str, values: Mapping[str, Any]) -> list[ValueConflict]:
    """The conflicts of a fact, for people to read."""
    name = values.get(_NAME) or values["id"]
    return [
        ValueConflict(kind, values["id"], name, prop, values.get(prop), tuple(alternatives))
        for prop, alternatives in conflicts_of(values).items()
    ]


def united(statements: Sequence[Statement], order: Sequence[str] = ()) -> Values:
    """One fact made of what its sources state, the first to say it first.

    ``order`` are the ids of sources by the user's preference.
    """
    merged: Values = {}
    differing: set[str] = set()
    for row, _ in statements:
        for name, value in row.items():
            if name == CONFLICTING:
                differing.update(conflicts_of(row))
                continue
            if isinstance(value, list):
                before = merged.get(name, [])
                merged[name] = [*before, *(v for v in value if v not in before)]
            elif merged.setdefault(name, value) != value and name != "id":
                differing.add(name)
    if not differing:
        return merged
    conflicts = {name: _alternatives(name, statements) for name in differing}
    merged |= {name: values[0].value for name, values in conflicts.items() if values}
    conflicts = {name: values for name, values in conflicts.items() if len(values) > 1}
    if not conflicts:
        return merged
    return settled({**merged, CONFLICTING: encoded(conflicts)}, order)


def _alternatives(name: str, statements: Iterable[Statement]) -> list[Alternative]:
    """The different values of a property, with all the sources of each."""
    alternatives: list[Alternative] = []
    for row, sources in statements:
        if name not in row:
            continue
        known = conflicts_of(row).get(name) if CONFLICTING in row else None
        for stated in known or [Alternative(row[name], tuple(sources))]:
            standing = tuple(s for s in stated.sources if s in sources)
            if standing or not stated.sources:
                _add(alternatives, replace(stated, sources=standing))
    return alternatives


def _add(alternatives: list[Alternative], stated: Alternative) -> None:
    for at, alternative in enumerate(alternatives):
        if alternative.value == stated.value:
            sources = dict.fromkeys((*alternative.sources, *stated.sources))
            judged = max(alternative, stated, key=lambda a: a.on)
            alternatives[at] = replace(judged, sources=tuple(sources))
            return
    alternatives.append(stated)


def settled(values: Mapping[str, Any], order: Sequence[str] = ()) -> Values:
    """A fact that shows, of the values on which its sources differ, the one to show; a name that
    is not shown is among its other names."""
    chosen = dict(values)
    for name, alternatives in conflicts_of(values).items():
        shown = preferred(name, alternatives, order)
        chosen[name] = shown.value
        if name == _NAME:
            names = [n for n in chosen.get(_OTHER_NAMES) or () if n != shown.value]
            unseen = [a.value for a in alternatives if a is not shown and a.value not in names]
            chosen[_OTHER_NAMES] = [*names, *unseen]
    return chosen


def preferred(name: str, alternatives: Sequence[Alternative], order: Sequence[str]) -> Alternative:
    """The value to show of a property."""
    judged = max(alternatives, key=lambda a: a.on)
    if judged.on:
        return judged
    if name == CONSENT:
        rank = {value: at for at, value in enumerate(CAUTION)}
        return min(alternatives, key=lambda a: rank.get(a.value, len(rank)))
    places = {source: at for at, source in enumerate(order)}
    return min(
        alternatives, key=lambda a: min((places.get(s, len(places)) for s in a.sources), default=0)
    )


def judged(values: Mapping[str, Any], name: str, alternative: Alternative | None) -> Values:
    """A fact in which a person judged one value of a property right, or with None nobody did."""
    conflicts = conflicts_of(values)
    if name not in conflicts:
        return dict(values)
    conflicts[name] = [
        replace(a, by=alternative.by, on=alternative.on, why=alternative.why)
        if alternative is not None and a.value == alternative.value
        else replace(a, by="", on="", why="")
        for a in conflicts[name]
    ]
    return {**values, CONFLICTING: encoded(conflicts)}


def standing_statements(rows: Iterable[Values]) -> list[Statement]:
    """What sources state now: where one says it again, its latest word counts, in the place of
    its first."""
    latest: dict[str, Values] = {}
    for row in rows:
        for source in row.get(_SOURCES) or ("",):
            latest[source] = row
    sources_of: dict[int, tuple[Values, list[str]]] = {}
    for source, row in latest.items():
        sources_of.setdefault(id(row), (row, []))[1].append(source)
    return [(row, sources) for row, sources in sources_of.values()]
