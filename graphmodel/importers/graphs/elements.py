"""The common form of every graph format: nodes and links with labels and values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from graphmodel.facts.batch import Note, Problem

Value = Any
Span = tuple[str | None, str | None]
"""The start and end of something, as the file writes them; None if not given."""
WRITTEN_BY = "written_by_graphmodel"
"""The marker of files whose text is escaped as in ``facts/cells.py``."""
CONTAINED = "in group"
"""The label of a link from a node to the group that the file draws it in."""
HYPEREDGE = "hyperedge"
"""The label of a link with several ends, which no kind allows."""
NESTED = ("data", "properties", "attributes", "metadata")
"""Names under which formats keep the values of an element, apart from its id and ends."""


@dataclass
class Element:
    """One node or link of a graph. A link has the ids of the nodes at its ``ends``.

    ``labels`` are those that the format itself has, apart from the values. ``timed`` has, for each
    value that holds for a time, the value and its span; ``spells`` are the spans of the element.
    """

    id: str
    line: int | None
    ends: tuple[str, str] | None = None
    values: dict[str, Value] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    timed: dict[str, list[tuple[Value, Span]]] = field(default_factory=dict)
    spells: list[Span] = field(default_factory=list)

    def value(self, name: str) -> Value:
        """The value of that name, which may begin with one of NESTED, as in ``properties.name``;
        ``id`` is the element's own, unless it has a value of that name."""
        if name in self.values:
            return self.values[name]
        if name == "id":
            return self.id or None
        nest, _, inner = name.partition(".")
        return self.values.get(inner) if nest in NESTED else None


@dataclass(frozen=True)
class GraphFile:
    """A graph that can be read more than once.

    ``read`` yields its elements in file order; ``escaped`` if graphmodel wrote the file.
    ``remarks`` report what the reader left out. ``by_position`` reads the same graph with link ends
    as positions in the list of nodes, if they could be either positions or ids.
    """

    origin: str
    read: Callable[[], Iterator[Element]]
    escaped: bool = False
    remarks: tuple[Problem | Note, ...] = ()
    by_position: Callable[[], Iterator[Element]] | None = None

    def nodes(self) -> Iterator[Element]:
        return (element for element in self.read() if element.ends is None)

    def links(self) -> Iterator[Element]:
        return (element for element in self.read() if element.ends is not None)


def labels_of(element: Element, keys: tuple[str, ...], *, by_default: bool = True) -> list[str]:
    """The labels of an element: those of its format, then the texts under the first of these keys
    that has any. Keys that a mapping chose, not ``by_default``, come before the format's labels."""
    if element.labels and by_default:
        return list(element.labels)
    for key in keys:
        value = element.value(key)
        if isinstance(value, str) and value.strip():
            whole = value.strip()
            pieces = [label for label in whole.split(":") if label]
            return pieces or [whole] if len(pieces) < 2 else [*pieces, whole]
        if isinstance(value, (list, tuple)) and value:
            return [str(entry) for entry in value]
        if isinstance(value, int) and not isinstance(value, bool):
            return [str(value)]
    return list(element.labels)
