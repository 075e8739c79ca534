"""Links with timed values or spells: one link for each span."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import zip_longest

from graphmodel.importers.graphs.elements import Element, Span, Value

Moment = tuple[dict[str, Value], Span]
"""Values that hold together, and their span."""

SPAN = _START, _END = "start", "end"
"""The names of the bounds of a span."""


def moments(element: Element, names: Collection[str]) -> list[Mapping[str, Value]]:
    """Values that vary over time: a dict for each spell, and for each timed value of an attribute
    in ``names``, with its ``start`` and ``end``. Values that overlap in time are combined. If
    nothing varies, one dict, empty or with the span of the only timed value.
    """
    several = len(element.spells) > 1 and bool({_START, _END}.intersection(names))
    times: list[Moment] = [({}, span) for span in element.spells] if several else []
    for name in names:
        values = element.timed.get(name, [])
        if len(values) > 1:
            times = _combined(times, name, values)
    if not times:
        return [_own_span(element)]
    return [_with_span(values, span) for values, span in times]


def latest(values: list[tuple[Value, Span]]) -> Value:
    """The value that began last; if several began together, the last in the file."""
    last = values[0]
    for entry in values[1:]:
        if entry[1][0] is None or last[1][0] is None or not _is_before(entry[1][0], last[1][0]):
            last = entry
    return last[0]


def _own_span(element: Element) -> dict[str, Value]:
    """The span of the only timed value, for a link that has none itself."""
    if element.spells or element.value(_START) or element.value(_END):
        return {}
    spans = [span for values in element.timed.values() for _, span in values]
    return _with_span({}, spans[0]) if len(spans) == 1 else {}


def _combined(before: list[Moment], name: str, values: list[tuple[Value, Span]]) -> list[Moment]:
    if not before:
        return [({name: value}, span) for value, span in values]
    combined: list[Moment] = []
    unmatched = list(range(len(before)))
    for value, span in values:
        overlapping = [n for n, (_, held) in enumerate(before) if _overlap(span, held)]
        combined += [
            ({**before[n][0], name: value}, _intersection(span, before[n][1])) for n in overlapping
        ]
        if not overlapping:
            combined.append(({name: value}, span))
        unmatched = [n for n in unmatched if n not in overlapping]
    return [*(before[n] for n in unmatched), *combined]


def _with_span(values: Mapping[str, Value], span: Span) -> dict[str, Value]:
    """The values with a span's bounds, None for an unknown one; no bounds if both are unknown."""
    if span == (None, None):
        return dict(values)
    return {**values, _START: span[0], _END: span[1]}


def _overlap(a: Span, b: Span) -> bool:
    return not (_ends_before(a, b) or _ends_before(b, a))


def _ends_before(a: Span, b: Span) -> bool:
    return a[1] is not None and b[0] is not None and _is_before(a[1], b[0])


def _intersection(a: Span, b: Span) -> Span:
    starts = [moment for moment in (a[0], b[0]) if moment is not None]
    ends = [moment for moment in (a[1], b[1]) if moment is not None]
    start = starts[-1] if len(starts) == 2 and _is_before(starts[0], starts[1]) else None
    end = ends[0] if len(ends) == 2 and _is_before(ends[0], ends[1]) else None
    return start or next(iter(starts), None), end or next(iter(reversed(ends)), None)


def _is_before(a: str, b: str) -> bool:
    """Whether a moment is before another, to the precision that both have."""
    try:
        return float(a) < float(b)
    except ValueError:
        pairs = list(zip_longest(a[:10].split("-"), b[:10].split("-")))
        shorter = [(x, y) for x, y in pairs if x is not None and y is not None]
        return [x for x, _ in shorter] < [y for _, y in shorter]
