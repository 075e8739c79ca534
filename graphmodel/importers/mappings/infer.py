"""Inferring a first mapping for a table from its headers and a sample of its rows.

The meaning of a column is inferred from common names for such columns and from the contents of its
cells. The mapping is meant to be read and corrected; for a plain table of people, films and roles
it can be used unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.importers.edge_list import ends_of
from graphmodel.importers.mappings.assign_columns import assign_columns
from graphmodel.importers.mappings.column_roles import ColumnRoles
from graphmodel.importers.mappings.festival_text import festival_name
from graphmodel.importers.mappings.infer_layout import (
    best_dialect,
    find_reshaping,
    letterhead_festival,
    reshaped_sample,
    with_header,
)
from graphmodel.importers.mappings.infer_neo4j import is_neo4j_table, neo4j_rules
from graphmodel.importers.mappings.mapping_text import (
    joined_lines,
    mapping_lines,
    preamble,
    unused_line,
)
from graphmodel.importers.mappings.yaml_text import yaml_text
from graphmodel.importers.tables.delimited import Dialect
from graphmodel.importers.tables.table import Table


def infer_mapping(
    open_as: Callable[[Dialect], Table],
    dialect: Dialect,
    name: str,
    file: str,
    sheet: str | None = None,
    owner: str | None = None,
    prefix: str | None = None,
) -> str:
    """A mapping file for a table, as text. ``open_as`` opens the table in a dialect, of which
    ``dialect`` is the known part; ``name`` is the prefix of its ids; ``file`` is the path to the
    table. ``owner`` is the name or id of the person whose connections the table lists. ``prefix``
    is that of nodes to which other tables also refer, by default ``name``.

    Raises InputError if no column looks like people or films.
    """
    dialect, header_lines = with_header(open_as, dialect)
    table, sample, dialect_lines = best_dialect(open_as, dialect)
    dialect_lines = [*header_lines, *dialect_lines]
    if sheet:
        dialect_lines.insert(0, f"sheet: {yaml_text(sheet)}")
    if is_neo4j_table(table.columns):
        rules = neo4j_rules(table.columns, sample, prefix or name, name)
        lines = preamble(table, rules.unsure, name, file, dialect_lines)
        lines += ["", "nodes:", *rules.nodes]
        lines += ["", "links:", *rules.links] if rules.links else []
        return joined_lines([*lines, *unused_line(table, rules.used)])
    reshaping, reshaping_lines, unsure = find_reshaping(table, sample)
    table, sample = reshaped_sample(table, sample, reshaping)
    columns = assign_columns(sample, reshaping.json)
    columns.unsure += unsure
    columns.owner, columns.prefix = owner, prefix or name
    columns.within_lists = {column for column in table.columns if column not in sample.columns}
    columns.festival, columns.edition = letterhead_festival(open_as, dialect)
    _refuse_unknown(table, columns)
    return joined_lines(
        mapping_lines(table, columns, name, file, [*dialect_lines, *reshaping_lines])
    )


def _refuse_unknown(table: Table, columns: ColumnRoles) -> None:
    """Refuse a table without people and films, and note what is uncertain in others."""
    meanings = columns.by_meaning.keys()
    if (
        not columns.roles
        and not {"person", "title"} & meanings
        and not {"person key", "film key"} <= meanings
        and not columns.joins_ids
    ):
        if ends_of(table.columns):
            raise InputError(
                "{table}: looks like a list of links, which needs no mapping; import it with --as "
                "edge_list, which names the columns that it leaves out",
                table=table.name,
            )
        raise InputError(
            "{table}: no column looks like people or films; write a mapping by hand, as "
            "docs/mapping.md shows",
            table=table.name,
        )
    if "section" in meanings and "title" in meanings and not festival_name(columns):
        columns.unsure.append(words.say("which festival the sections are of: name it below nodes:"))
    if "connected" in meanings and columns.owner is None:
        columns.unsure.append(
            words.say(
                "whose connections these are: name the person below nodes:, or guess with --owner"
            )
        )
    elif columns.owner is not None and "connected" not in meanings:
        raise InputError("{table}: lists no connections, so it takes no owner", table=table.name)


def mapping_name(path: Path) -> str:
    """The name of a mapping, derived from a file's name."""
    stem = path.name.split(".")[0]
    return re.sub(r"[^\w-]+", "_", stem).strip("_").lower() or "table"
