"""Values of a fact on which its sources differ: all are kept, and one is shown.

A fact keeps them in ``conflicting_values``. The value shown is the one that a person judged right,
else that of the first source in the user's order of sources, else the one stated first; for
consent, the most cautious instead of the last two. Lists never conflict: they are united.
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
"""Answers to whether a person agrees to be listed, from the most cautious, which prevails."""

_NAME, _OTHER_NAMES, _SOURCES = "name", "other_names", "sources"

Values = dict[str, Any]
"""The properties of one fact, without nulls and empty lists."""


@dataclass(frozen=True)
class Alternative:
    """A value and the ids of the sources that state it; ``by``, ``on`` (an ISO time) and ``why``
    are set if a person judged it right."""

    value: Any
    sources: tuple[str, ...]
    by: str = ""
    on: str = ""
    why: str = ""


Conflicts = dict[str, list[Alternative]]
"""The different values of each property, the one stated first coming first."""

Statement = tuple[Mapping[str, Any], Sequence[str]]
"""The values of a fact, and the sources that state them."""


@dataclass(frozen=True)
class ValueConflict:
    """A property of one fact on which sources differ. ``name`` is the fact's name."""

    kind: str
    id: str
    name: str
    property_name: str
    shown: Any
    alternatives: tuple[Alternative, ...]

    def values_text(self, name_of: Callable[[str], str] = str) -> str:
        """Each value with its sources, and which one is shown and why."""
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
    """One row per conflict: its fact and property, the value shown, and all values with sources."""
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
    """The conflicts that a fact holds; invalid entries are skipped."""
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
    """Conflicts in the form that a fact keeps."""
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
    """Merge what a fact's sources state, given in the order in which they first stated it.

    ``order`` are the ids of sources in the user's order of preference.
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
    """The fact with the preferred one of each property's conflicting values; names not shown go to
    its other names."""
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
    """The value of a property to show."""
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
    """The fact after a person judged one value of a property right; None removes the judgement."""
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
    """What sources currently state: a source's latest statement counts, in the position of its
    first."""
    latest: dict[str, Values] = {}
    for row in rows:
        for source in row.get(_SOURCES) or ("",):
            latest[source] = row
    sources_of: dict[int, tuple[Values, list[str]]] = {}
    for source, row in latest.items():
        sources_of.setdefault(id(row), (row, []))[1].append(source)
    return [(row, sources) for row, sources in sources_of.values()]
