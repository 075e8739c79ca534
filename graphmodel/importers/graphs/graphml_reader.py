"""Reader for GraphML, including yEd's: names in drawn labels, nodes within groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from graphmodel.importers.graphs.elements import CONTAINED, HYPEREDGE, Element
from graphmodel.importers.graphs.xml_events import Event, events
from graphmodel.importers.input_files import Member

_DRAWN = ("NodeLabel", "EdgeLabel", "Label.Text")
"""Elements of yEd and yFiles that hold the text drawn next to a node or link."""
_TAG = re.compile(r"<[^<>]*>")


def graphml_elements(member: Member) -> Iterator[Element]:
    """The nodes and links of a file. A node within another has a link CONTAINED to it."""
    return _GraphMl().read(member)


class _GraphMl:
    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
        self._key = self._key_for = self._data = ""
        self._open: list[Element] = []
        self._drawn: list[str] = []
        self._is_drawing = False

    def read(self, member: Member) -> Iterator[Element]:
        for event in events(member):
            if event.tag in ("node", "edge", HYPEREDGE):
                yield from self._element(event)
            elif event.tag == "key" and event.starts:
                self._start_key(event)
            elif event.tag == "default" and not event.starts:
                self._default(event.text)
            elif event.tag == "data":
                self._datum(event)
            elif event.tag in _DRAWN and self._is_drawing and event.text.strip():
                self._drawn.append(_one_line(event.text))

    def _start_key(self, event: Event) -> None:
        attributes = event.attributes
        self._key, self._key_for = attributes.get("id", ""), attributes.get("for", "all")
        name = attributes.get("attr.name") or attributes.get("yfiles.type") or self._key
        self._names[self._key] = name

    def _default(self, text: str) -> None:
        for kind, defaults in self._defaults.items():
            if self._key_for in ("all", kind):
                defaults[self._names.get(self._key, self._key)] = text

    def _element(self, event: Event) -> Iterator[Element]:
        if not event.starts:
            if self._open:
                element = self._open.pop()
                defaults = self._defaults["node" if event.tag == "node" else "edge"]
                element.values = defaults | element.values
                yield element
            return
        attributes = event.attributes
        ends = None
        if event.tag != "node":
            ends = (attributes.get("source", ""), attributes.get("target", ""))
        element = Element(attributes.get("id", ""), event.line, ends)
        element.labels = (HYPEREDGE,) if event.tag == HYPEREDGE else ()
        for name in ("label", "labels"):
            if attributes.get(name):
                element.values[name] = attributes[name]
        group = next((e for e in reversed(self._open) if e.ends is None), None)
        self._open.append(element)
        if event.tag == "node" and group is not None:
            yield Element("", event.line, (element.id, group.id), labels=(CONTAINED,))

    def _datum(self, event: Event) -> None:
        if event.starts:
            key = event.attributes.get("key", "")
            self._data = self._names.get(key, key)
            self._drawn, self._is_drawing = [], True
            return
        if self._open and self._is_drawing:
            values = self._open[-1].values
            if self._drawn:
                values[self._data], *others = self._drawn
                if others:
                    values[f"{self._data}.others"] = others
            elif not event.holds_elements:
                values[self._data] = event.text
        self._is_drawing = False


def _one_line(text: str) -> str:
    """The text of a label without line breaks or markup."""
    if text.lstrip()[:5].lower() == "<html":
        text = unescape(_TAG.sub(" ", text))
    return " ".join(text.split())
