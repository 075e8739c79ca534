"""The lines of an inferred mapping about companies: what they produced, who works there."""

from __future__ import annotations

from graphmodel.importers.mappings.column_roles import ColumnRoles, time_column
from graphmodel.importers.mappings.node_text import each_lines
from graphmodel.importers.mappings.yaml_text import placeholder, quoted, yaml_text
from graphmodel.schema.model import link_kinds


def company_rules(columns: ColumnRoles, name: str) -> tuple[list[str], list[str]]:
    """The companies of a table, and who works there or what they produced."""
    company, title = columns.by_meaning.get("company"), columns.by_meaning.get("title")
    if company and title:
        link = f"  - {{kind: {link_kinds('production')[0]}, from: company, to: film}}"
        return _company_lines(columns, company, name), [link]
    if not company or "person" not in columns.by_meaning:
        return [], []
    position = columns.by_meaning.get("role")
    held = f", title: {placeholder(position)}" if position else ""
    for meaning in ("since", "until"):
        if meaning in columns.by_meaning:
            held += f", {meaning}: {yaml_text(time_column(columns, meaning))}"
    member = link_kinds("membership")[0]
    link = f"  - {{kind: {member}, from: person, to: company{held}}}"
    return _company_lines(columns, company, name), [link]


def _company_lines(columns: ColumnRoles, column: str, name: str) -> list[str]:
    return [
        "  company:",
        "    kind: Organisation",
        *each_lines(columns, column),
        f"    id: {quoted(f'{name}:company/{{{column}}}')}",
        f"    name: {placeholder(column)}",
    ]
