"""Reader for GEXF, including dynamic graphs: timed values, spells, nodes within nodes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from graphmodel.importers.graphs.elements import CONTAINED, Element, Span, Value
from graphmodel.importers.graphs.xml_events import Event, events
from graphmodel.importers.input_files import Member

_STARTS, _ENDS = ("start", "startopen"), ("end", "endopen")
_STRUCTURE = ("id", "source", "target", "pid", "timestamps", "intervals", "timestamp")
_DIRECTIONS = ("directed", "undirected", "mutual")
"""Values of a link's ``type`` that describe how it is drawn, not what it is."""


def gexf_elements(member: Member) -> Iterator[Element]:
    """The nodes and links of a file. A node within another has a link CONTAINED to it.

    ``start`` and ``end`` are among the values: of an element with several spells, the first start
    and the last end.
    """
    return _Gexf().read(member)


class _Gexf:
    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._lists: set[tuple[str, str]] = set()
        self._defaults: dict[str, dict[str, Value]] = {"node": {}, "edge": {}}
        self._attribute: tuple[str, str] = ("node", "")
        self._open: list[Element] = []

    def read(self, member: Member) -> Iterator[Element]:
        for event in events(member):
            if event.tag in ("node", "edge"):
                yield from self._start(event) if event.starts else self._end()
            elif event.tag == "default" and not event.starts:
                kind, number = self._attribute
                if kind in self._defaults:
                    name = self._names.get(self._attribute, number)
                    self._defaults[kind][name] = self._typed(self._attribute, event.text)
            elif event.starts:
                self._start_other(event)

    def _start_other(self, event: Event) -> None:
        attributes = event.attributes
        if event.tag == "attributes":
            self._attribute = (attributes.get("class", "node"), "")
        elif event.tag == "attribute":
            self._attribute = (self._attribute[0], attributes.get("id", ""))
            self._names[self._attribute] = attributes.get("title") or attributes.get("id", "")
            if attributes.get("type", "").lower().startswith("list"):
                self._lists.add(self._attribute)
        elif event.tag in ("spell", "slice") and self._open:
            self._open[-1].spells += _spans(attributes)
        elif event.tag == "attvalue" and self._open:
            self._attvalue(self._open[-1], attributes)

    def _start(self, event: Event) -> Iterator[Element]:
        attributes, is_link = event.attributes, event.tag == "edge"
        ends = (attributes.get("source", ""), attributes.get("target", "")) if is_link else None
        element = Element(attributes.get("id", ""), event.line, ends)
        values = {n: v for n, v in attributes.items() if n not in _STRUCTURE}
        if is_link and values.get("type", "").lower() in _DIRECTIONS:
            del values["type"]
        element.values = values | self._defaults[event.tag]
        element.spells = _spans(attributes)
        group = next((e.id for e in reversed(self._open) if e.ends is None), "")
        group = attributes.get("pid") or group
        self._open.append(element)
        if not is_link and group:
            yield Element("", event.line, (element.id, group), labels=(CONTAINED,))

    def _end(self) -> Iterator[Element]:
        if not self._open:
            return
        element = self._open.pop()
        for name, timed in element.timed.items():
            values = [entry for value, _ in timed for entry in _entries(value)]
            distinct = list(dict.fromkeys(values))
            element.values[name] = distinct[0] if len(distinct) == 1 else distinct
        starts = [start for start, _ in element.spells if start]
        ends = [end for _, end in element.spells if end]
        if len(starts) == len(element.spells) and starts:
            element.values["start"] = min(starts, key=_order)
        if len(ends) == len(element.spells) and ends:
            element.values["end"] = max(ends, key=_order)
        yield element

    def _attvalue(self, element: Element, attributes: Mapping[str, str]) -> None:
        kind = "node" if element.ends is None else "edge"
        key = (kind, attributes.get("for", attributes.get("id", "")))
        value = self._typed(key, attributes.get("value", ""))
        for span in _spans(attributes) or [(None, None)]:
            element.timed.setdefault(self._names.get(key, key[1]), []).append((value, span))

    def _typed(self, key: tuple[str, str], text: str) -> Value:
        """A list for an attribute that is declared as one: ``a|b`` or, since 1.3, ``[a, b]``."""
        if key not in self._lists:
            return text
        inner = text.strip()
        if inner.startswith("[") and inner.endswith("]"):
            pieces = re.split(r"[,;|]", inner[1:-1])
        else:
            pieces = re.split(r"[|;]" if "|" in inner or ";" in inner else ",", inner)
        return [entry for piece in pieces if (entry := piece.strip().strip("\"'"))]


def _entries(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]


def _spans(attributes: Mapping[str, str]) -> list[Span]:
    """The spans for which an element or a value holds; none if it always does."""
    start = next((attributes[name] for name in _STARTS if attributes.get(name)), None)
    end = next((attributes[name] for name in _ENDS if attributes.get(name)), None)
    at = attributes.get("timestamp")
    spans: list[Span] = [(start, end)] if start or end else [(at, at)] if at else []
    for pair in re.findall(r"[\[(\]]([^\[\]()]+)[\])\[]", attributes.get("intervals", "")):
        first, _, last = pair.partition(",")
        spans.append((first.strip() or None, last.strip() or None))
    for stamp in re.findall(r"[^\s<>\[\],]+", attributes.get("timestamps", "")):
        spans.append((stamp, stamp))
    return spans


def _order(moment: str) -> tuple[float, str]:
    """Sort key: years in numeric order, dates in order of their text."""
    try:
        return float(moment), ""
    except ValueError:
        return 0.0, moment
