"""What every graph format comes down to: nodes and links with labels and values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Value = Any
WRITTEN_BY = "written_by_graphmodel"
"""The mark of files whose text is escaped as ``escapes.py`` says."""


@dataclass
class Element:
    """One node or link of a graph. A link has the ids of the nodes at its ``ends``."""

    id: str
    line: int | None
    ends: tuple[str, str] | None = None
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class GraphFile:
    """A graph that can be gone through more than once.

    ``read`` yields its elements in their order; ``escaped`` says that graphmodel wrote it.
    """

    origin: str
    read: Callable[[], Iterator[Element]]
    escaped: bool = False

    def nodes(self) -> Iterator[Element]:
        return (element for element in self.read() if element.ends is None)

    def links(self) -> Iterator[Element]:
        return (element for element in self.read() if element.ends is not None)


def labels_of(values: Mapping[str, Value], names: tuple[str, ...]) -> list[str]:
    """The texts under the first of these names that holds any: the labels of an element."""
    for name in names:
        value = values.get(name)
        if isinstance(value, str) and value.strip():
            return [part for part in value.strip().split(":") if part] or [value]
        if isinstance(value, (list, tuple)) and value:
            return [str(item) for item in value]
    return []
