"""Tables of ``neo4j-admin database import``: a file, or a folder or archive of nodes and
relationships, read according to their headers (``:ID``, ``:START_ID``, ``:LABEL``, ``String[]``).

What the headers leave open is read through a mapping drafted by ``graphmodel mapping guess``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Note, Problem
from graphmodel.importers.input_files import Member, is_archive, members, open_bytes
from graphmodel.importers.mappings.infer import infer_mapping, mapping_name
from graphmodel.importers.mappings.parse import parse_mapping
from graphmodel.importers.mappings.run import read_mapped
from graphmodel.importers.mappings.spec import UNSURE, UNUSED
from graphmodel.importers.registry import Importer, ImporterOutput
from graphmodel.importers.several_files import FILES, Once
from graphmodel.importers.tables.delimited import Dialect
from graphmodel.importers.tables.detect import TableFormat, open_table
from graphmodel.importers.text_values import excerpt

_SUFFIXES = (".csv", ".tsv", ".txt", ".gz")
_EXAMINED = 200
_HEADER_BYTES = 64 << 10
_NEO4J = re.compile(r"(?:^|[,;|\t\"])[^:,;|\t\"]*:(?:ID|START_ID|END_ID)\b")


def read_neo4j_tables(path: Path) -> Iterator[ImporterOutput]:
    """The facts of the tables at a path: those of nodes first.

    Ids begin with the name of the folder or archive; for a single file, with that of its folder.
    Raises InputError if there is no such table.
    """
    tables = [member for member in members(path) if _is_table(member)]
    if not tables:
        raise InputError("{path}: holds no table whose headers have :ID or :START_ID", path=path)
    whole = path.resolve()
    prefix = mapping_name(whole if path.is_dir() or is_archive(path) else whole.parent)
    once = Once()
    for member in sorted(tables, key=_holds_links):
        try:
            for output in _facts(member, prefix):
                yield from once.first(output) if isinstance(output, Batch) else (output,)
        except InputError as error:
            cure = "a mapping for it by hand, or leave it out"
            yield Problem(member.name, None, FILES, "", excerpt(error), "not read", cure)
    yield from once.notes(path.name)


def _facts(member: Member, prefix: str) -> Iterator[ImporterOutput]:
    name = mapping_name(Path(Path(member.name).name))
    text = infer_mapping(
        lambda dialect: open_table(member, TableFormat(dialect=dialect)),
        Dialect(),
        name,
        member.name,
        prefix=prefix,
    )
    for line in text.splitlines():
        if line.startswith((UNSURE, UNUSED)):
            yield Note(member.name, line.removeprefix("# ").lower())
    mapping = parse_mapping(text, member.path.parent / f"{name}.yaml")
    yield from read_mapped(mapping, open_table(member, mapping.table_format))


def _header(member: Member) -> str:
    """The first line of a file."""
    try:
        with open_bytes(member) as file:
            return file.readline(_HEADER_BYTES).decode("utf-8-sig", errors="replace")
    except InputError:
        return ""


def _is_table(member: Member) -> bool:
    is_text = member.name.lower().endswith(_SUFFIXES)
    return is_text and bool(_NEO4J.search(_header(member)))


def _holds_links(member: Member) -> bool:
    return ":START_ID" in _header(member)


def _recognises(path: Path) -> bool:
    try:
        for number, member in enumerate(members(path)):
            if number < _EXAMINED and _is_table(member):
                return True
    except InputError:
        return False
    return False


IMPORTER = Importer(
    "neo4j_tables",
    "tables of neo4j-admin (CSV with :ID, :START_ID, :LABEL): a file, a folder or an archive",
    _recognises,
    read_neo4j_tables,
)
