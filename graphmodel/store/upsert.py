"""What becomes of a fact that the store already holds when a row states it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

UNCLAIMED = "no_longer_claimed_by"
"""The property that names the sources whose newer release says a fact no more."""

Values = dict[str, Any]
"""The properties of one fact; without nulls and empty lists, which a store does not keep."""


@dataclass
class Plan:
    """What a batch does to the store: facts to make, to change, labels to add, nothing to do."""

    new: dict[str, Values] = field(default_factory=dict)
    changed: dict[str, Values] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    labels: dict[str, set[str]] = field(default_factory=dict)
    added: dict[str, set[str]] = field(default_factory=dict)
    unchanged: int = 0


def plan(
    rows: Iterable[tuple[Values, Sequence[str]]],
    held: Mapping[str, tuple[Values, Sequence[str]]],
    combine: Callable[[Values, Values], Values],
) -> Plan:
    """Sort rows (values and labels) into what is new, changed or as held, by id.

    ``become`` says what a fact becomes by a row. Rows of one id within a batch are taken one after
    the other. ``columns`` of the plan are the properties that any changed fact needs set.
    """
    result = Plan()
    now = {key: values for key, (values, _) in held.items()}
    for row, labels in rows:
        key = row["id"]
        old = now.get(key)
        if old is None:
            now[key] = result.new[key] = row
            result.labels[key] = set(labels)
            continue
        merged = combine(old, row)
        lacking = set(labels) - (set(held[key][1]) if key in held else result.labels[key])
        if merged == old and not lacking:
            result.unchanged += 1
            continue
        now[key] = merged
        if key in result.new:
            result.new[key] = merged
            result.labels[key] |= lacking
            continue
        if lacking:
            result.added.setdefault(key, set()).update(lacking)
        if merged != old:
            result.changed[key] = merged
            both = old.keys() | merged.keys()
            result.columns |= {name for name in both if old.get(name) != merged.get(name)}
    return result


def merge(old: Values, row: Values) -> Values:
    """The fact after a row: the row itself where only the row's sources claim it, else both."""
    before, after = old.get("sources", []), row.get("sources", [])
    if set(before) <= set(after):
        merged = dict(row)
        if len(before) == len(after) and before:
            merged["sources"] = before  # the order of sources says nothing
        return merged
    merged = {**old, **row}
    for name, value in row.items():
        if isinstance(value, list) and name in old:
            merged[name] = [*old[name], *(v for v in value if v not in old[name])]
    if UNCLAIMED in old and UNCLAIMED not in row:
        left = [source for source in old[UNCLAIMED] if source not in after]
        merged = {name: value for name, value in merged.items() if name != UNCLAIMED}
        if left:
            merged[UNCLAIMED] = left
    return merged


def replaced(old: Values, row: Values) -> Values:
    """The fact after a row that says all there is."""
    merged = dict(row)
    if sorted(old.get("sources", [])) == sorted(row.get("sources", [])) and "sources" in row:
        merged["sources"] = old["sources"]  # the order of sources says nothing
    return merged
