"""The contents of a mapping file as frozen declarations. ``parse`` builds them from YAML."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from graphmodel.importers.tables.detect import TableFormat

UNSURE = "# Not sure: "
"""The beginning of a comment in which ``guess`` notes an uncertainty; ``check`` repeats it."""
UNUSED = "# Not used: "
"""The beginning of the comment that names what ``guess`` leaves out."""

KeepRule = Literal["first", "least", "greatest", "same"]
"""The value that wins if rows with the same id differ; with ``same``, a difference is a problem."""


@dataclass(frozen=True)
class SplitRule:
    """How a cell holds several values: their separator, and whether they are names, so that ``Jr.``
    after a comma belongs to the name before it. Without a separator, the cell is already a list."""

    separator: str | None
    names: bool = False
    also: tuple[str, ...] = ()
    """Further separators of the same values, such as `` and ``."""


@dataclass(frozen=True)
class ValueRule:
    """How a value is computed: text in which ``{Column}`` stands for a cell, then steps in order.

    ``first`` lists alternatives, of which the first with a value wins. ``otherwise`` applies to a
    cell that ``extract`` or ``table`` does not match: ``refuse``, ``keep``, ``empty``, or any other
    text to use instead. ``since`` is the template of the date from which a node's value holds: of
    several rows, the latest that has begun gives the value. ``family_first`` reorders ``Varda,
    Agnès``, ``work`` extracts a part of a text that names a work, and ``dates`` are the formats of
    days, in strptime's notation.
    """

    line: int
    template: str = ""
    first: tuple[ValueRule, ...] = ()
    split: SplitRule | None = None
    family_first: bool = False
    work: str = ""
    dates: tuple[str, ...] = ()
    extract: str | None = None
    replace: tuple[tuple[str, str], ...] = ()
    case: str | None = None
    table: Pairs[str, str] | None = None
    table_name: str = ""
    otherwise: str = "refuse"
    keep: KeepRule | None = None
    since: str = ""


SINCE = " since "
"""The prefix of the name of a node's value that states since when another value holds."""


@dataclass(frozen=True)
class Condition:
    """A condition on rows: the cell is one of these, matches or is not empty; or the opposite."""

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
    values: Pairs[str, ValueRule]
    each: Pairs[str, SplitRule] = field(default_factory=dict)
    when: tuple[Condition, ...] = ()
    reference: bool = False
    """Whether it is described elsewhere: links lead to it, and this table gives only its id."""


@dataclass(frozen=True)
class LinkRule:
    """One link for each row, or for each pair of the nodes that the row gives."""

    line: int
    kind: str
    start: str
    end: str
    values: Pairs[str, ValueRule]
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class MappingFile:
    """A whole mapping. A shipped one recognises its table by the columns in ``recognise``."""

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
    columns: Pairs[str, ValueRule]
    nodes: Pairs[str, NodeRule]
    links: tuple[LinkRule, ...]
