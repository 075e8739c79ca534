"""What a mapping file can say, as frozen declarations. ``parsing`` makes them from YAML."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from graphmodel.importers.tables.detect import TableFormat

Keep = Literal["first", "least", "greatest", "same"]
"""Which value stays where rows of one id differ; ``same`` makes a difference a problem."""


@dataclass(frozen=True)
class Split:
    """How a cell holds several values: what stands between them, and whether they are names, so
    that ``Jr.`` behind a comma belongs to the name before it. Without ``by``, a list already."""

    by: str | None
    names: bool = False


@dataclass(frozen=True)
class Value:
    """How a value is made: text in which ``{Column}`` stands for a cell, then steps in this order.

    ``first`` are other ways, of which the first that gives something is taken. ``otherwise`` is
    what a cell gives that ``extract`` or ``table`` do not know: ``refuse``, ``keep``, ``empty``, or
    any other text for itself.
    """

    line: int
    template: str = ""
    first: tuple[Value, ...] = ()
    split: Split | None = None
    extract: str | None = None
    replace: tuple[tuple[str, str], ...] = ()
    case: str | None = None
    table: Pairs[str, str] | None = None
    table_name: str = ""
    otherwise: str = "refuse"
    keep: Keep | None = None


@dataclass(frozen=True)
class Condition:
    """When a row counts: its cell is one of these, matches, or holds anything; or does not."""

    line: int
    column: str
    one_of: tuple[str, ...] = ()
    matches: str | None = None
    present: bool = False
    negated: bool = False


@dataclass(frozen=True)
class NodeRule:
    """One node for each row, or for each item of the lists in the columns of ``each``."""

    line: int
    alias: str
    kind: str
    values: Pairs[str, Value]
    each: Pairs[str, Split] = field(default_factory=dict)
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class LinkRule:
    """One link for each row, or for each pair of the nodes that the row gives."""

    line: int
    kind: str
    start: str
    end: str
    values: Pairs[str, Value]
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class MappingFile:
    """A whole mapping. ``recognise`` are the columns by which a shipped one knows its table."""

    path: Path
    name: str
    description: str
    recognise: tuple[str, ...]
    file: str | None
    database: str | None
    query: str | None
    table_format: TableFormat
    missing: tuple[str, ...]
    namespace: str
    fictional: bool
    source: Pairs[str, str]
    columns: Pairs[str, Value]
    nodes: Pairs[str, NodeRule]
    links: tuple[LinkRule, ...]
