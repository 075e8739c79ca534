"""Decides how stored facts change when rows state them again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graphmodel.facts.conflicts import CONFLICTING, Values, united

UNCLAIMED = "no_longer_claimed_by"
"""The property that names the sources whose newer release no longer states a fact."""


@dataclass
class Plan:
    """The effects of a batch on the store: facts to create or change, labels to add, and the number
    of facts left unchanged."""

    new: dict[str, Values] = field(default_factory=dict)
    changed: dict[str, Values] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    labels: dict[str, set[str]] = field(default_factory=dict)
    added: dict[str, set[str]] = field(default_factory=dict)
    unchanged: int = 0


def plan(
    rows: Iterable[tuple[Values, Sequence[str]]],
    stored: Mapping[str, tuple[Values, Sequence[str]]],
    combine: Callable[[Values, Values], Values],
) -> Plan:
    """Sort rows (values and labels) into new, changed and unchanged facts, by id.

    ``combine`` merges a stored fact and a row. Rows with the same id within a batch are applied in
    order. ``columns`` of the plan are the properties to set on any changed fact.
    """
    planned = Plan()
    current = {key: values for key, (values, _) in stored.items()}
    for row, labels in rows:
        key = row["id"]
        old = current.get(key)
        if old is None:
            current[key] = planned.new[key] = row
            planned.labels[key] = set(labels)
            continue
        merged = combine(old, row)
        missing_labels = set(labels) - (
            set(stored[key][1]) if key in stored else planned.labels[key]
        )
        if merged == old and not missing_labels:
            planned.unchanged += 1
            continue
        current[key] = merged
        if key in planned.new:
            planned.new[key] = merged
            planned.labels[key] |= missing_labels
            continue
        if missing_labels:
            planned.added.setdefault(key, set()).update(missing_labels)
        if merged != old:
            planned.changed[key] = merged
            names = old.keys() | merged.keys()
            planned.columns |= {name for name in names if old.get(name) != merged.get(name)}
    return planned


def merge(old: Values, row: Values, order: Sequence[str] = ()) -> Values:
    """The fact after applying a row: the row itself if only its sources claim it, else both merged.

    Where they differ on a value, ``conflicting_values`` holds both, and ``order``, the user's order
    of sources, decides which is shown; by default, the stored one.
    """
    before, after = old.get("sources", []), row.get("sources", [])
    if set(before) <= set(after):
        merged = dict(row)
        if len(before) == len(after) and before:
            merged["sources"] = before  # the order of sources has no meaning
        return merged
    restated = [source for source in before if source not in after]
    merged = united([(old, restated), (row, after)], order)
    if UNCLAIMED in old and UNCLAIMED not in row:
        sources = [source for source in old[UNCLAIMED] if source not in after]
        merged = {name: value for name, value in merged.items() if name != UNCLAIMED}
        if sources:
            merged[UNCLAIMED] = sources
    return merged


def needs_all_claims(old: Values, row: Values, merged: Values) -> bool:
    """Whether only the claims of all imports can show which source states which value: a source
    restates a fact that others state too, or several sources differ from a new one."""
    before, after = set(old.get("sources", ())), set(row.get("sources", ()))
    if before <= after:
        return False
    return bool(before & after) or UNCLAIMED in old or (CONFLICTING in merged and len(before) > 1)


def replaced(old: Values, row: Values) -> Values:
    """The fact after it is replaced by a row."""
    merged = dict(row)
    if sorted(old.get("sources", [])) == sorted(row.get("sources", [])) and "sources" in row:
        merged["sources"] = old["sources"]  # the order of sources has no meaning
    return merged
