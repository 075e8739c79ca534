"""The lines of an inferred mapping about festivals and how they recognised films."""

from __future__ import annotations

from collections.abc import Iterator

from graphmodel.importers.mappings.column_roles import ColumnRoles
from graphmodel.importers.mappings.node_text import each_lines
from graphmodel.importers.mappings.yaml_text import placeholder, quoted, yaml_text
from graphmodel.schema.model import LINK_KINDS, link_kinds


def festival_name(columns: ColumnRoles) -> str:
    """The festival's name as a value: a column's cell, or the letterhead's text."""
    column = columns.by_meaning.get("festival")
    return f"{{{column}}}" if column else columns.festival


def festival_lines(columns: ColumnRoles, name: str) -> tuple[list[str], list[str]]:
    """The festival of a programme or a column, and how it recognised each film; as comments if the
    festival is unknown."""
    kind = link_kinds("selection")[0]
    shown = festival_name(columns)
    at = LINK_KINDS[kind].ends[0][1]
    festival = quoted(shown or "NAME OF THE FESTIVAL")
    key = quoted(f"{name}:festival/{shown}")
    values = ", ".join(_selection_values(columns))
    link = f"- {{kind: {kind}, from: film, to: festival, {values}}}"
    if not shown:
        return [f"  # festival: {{kind: {at}, id: {key}, name: {festival}}}"], [f"  # {link}"]
    node = [
        "  festival:",
        f"    kind: {at}",
        *_festival_each(columns),
        f"    id: {key}",
        f"    name: {festival}",
    ]
    return node, [f"  {link}"]


def _festival_each(columns: ColumnRoles) -> list[str]:
    """The lines that split several festivals in one cell, and their results in parallel."""
    column, result = (columns.by_meaning.get(meaning) for meaning in ("festival", "result"))
    separator = columns.separators.get(column or "")
    if column and result and separator:
        pairs = ", ".join(f"{yaml_text(c)}: {yaml_text(separator)}" for c in (column, result))
        return [f"    each: {{{pairs}}}"]
    return each_lines(columns, column) if column else []


def _selection_values(columns: ColumnRoles) -> Iterator[str]:
    """How a festival recognised a film, and a condition against rows without a known result."""
    for meaning in ("section", "award"):
        if meaning in columns.by_meaning:
            yield f"{meaning}: {placeholder(columns.by_meaning[meaning])}"
    result = columns.by_meaning.get("result")
    if result:
        table = ", ".join(f"{yaml_text(text)}: {held}" for text, held in columns.results.items())
        yield f"result: {{from: {placeholder(result)}, case: lower, table: {{{table}}}}}"
    elif "award" not in columns.by_meaning:
        yield "result: selected"
    if "edition" in columns.by_meaning and "festival" in columns.by_meaning:
        yield 'year: "{the_edition}"'
    elif columns.edition:
        yield f'year: "{columns.edition}"'
    if result and columns.no_results:
        unknown = ", ".join(map(yaml_text, columns.no_results))
        yield f"when: {{{yaml_text(result)}: {{not: [{unknown}]}}}}"
