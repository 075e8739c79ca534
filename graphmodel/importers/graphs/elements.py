"""The common form of every graph format: nodes and links with labels and values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Value = Any
WRITTEN_BY = "written_by_graphmodel"
"""The marker of files whose text is escaped as in ``facts/cells.py``."""


@dataclass
class Element:
    """One node or link of a graph. A link has the ids of the nodes at its ``ends``."""

    id: str
    line: int | None
    ends: tuple[str, str] | None = None
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class GraphFile:
    """A graph that can be read more than once.

    ``read`` yields its elements in file order; ``escaped`` if graphmodel wrote the file.
    """

    origin: str
    read: Callable[[], Iterator[Element]]
    escaped: bool = False

    def nodes(self) -> Iterator[Element]:
        return (element for element in self.read() if element.ends is None)

    def links(self) -> Iterator[Element]:
        return (element for element in self.read() if element.ends is not None)


def labels_of(values: Mapping[str, Value], keys: tuple[str, ...]) -> list[str]:
    """The labels of an element: the texts under the first of these keys that has any."""
    for key in keys:
        value = values.get(key)
        if isinstance(value, str) and value.strip():
            return [label for label in value.strip().split(":") if label] or [value]
        if isinstance(value, (list, tuple)) and value:
            return [str(entry) for entry in value]
    return []
