"""Nodes of an inferred mapping that any kind of table may have."""

from __future__ import annotations

from graphmodel.importers.mappings.column_roles import ColumnRoles
from graphmodel.importers.mappings.yaml_text import placeholder, quoted, yaml_text


def reference_lines(alias: str, kind: str, key: str) -> list[str]:
    """A node that another table describes."""
    return [
        f"  {alias}:   # described in another table",
        f"    kind: {kind}",
        f"    id: {yaml_text(key)}",
        "    reference: true",
    ]


def entity_lines(alias: str, kind: str, label: str) -> list[str]:
    key = label + "_q"
    return [
        f"  {alias}:",
        f"    kind: {kind}",
        f"    when: {{{yaml_text(key)}: {{present: true}}}}",
        f"    id: {yaml_text('wikidata:{' + key + '}')}",
        f"    name: {placeholder(label)}",
    ]


def each_lines(columns: ColumnRoles, column: str) -> list[str]:
    key = yaml_text(column)
    if column in columns.list_columns:
        return [f"    each: [{key}]"]
    separator = columns.separators.get(column)
    if separator and column in columns.id_columns:
        ids = yaml_text(columns.id_columns[column])
        return [f"    each: {{{key}: {yaml_text(separator)}, {ids}: {yaml_text(separator)}}}"]
    also = columns.names[column].also if column in columns.names else ()
    if separator and (also or separator == ","):
        rule = f"split: {yaml_text(separator)}"
        rule += ", names: true" if separator == "," else ""
        rule += f", also: [{', '.join(map(quoted, also))}]" if also else ""
        return [f"    each: {{{key}: {{{rule}}}}}"]
    return [f"    each: {{{key}: {yaml_text(separator)}}}"] if separator else []
