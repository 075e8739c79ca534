"""Any table through a mapping file: a user's own, or a shipped one that recognises its table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.facts.batch import Note
from graphmodel.importers.graphs.rules import is_graph_mapping
from graphmodel.importers.input_files import Member, members, open_bytes, printable
from graphmodel.importers.mapped_graph import graph_mapping_importer
from graphmodel.importers.mappings.parse import read_mapping
from graphmodel.importers.mappings.run import read_mapped
from graphmodel.importers.mappings.spec import MappingFile
from graphmodel.importers.registry import TABLES, Importer, ImporterOutput
from graphmodel.importers.tables.detect import TableFormat, open_table
from graphmodel.importers.tables.reshape import reshape
from graphmodel.importers.tables.sql import open_query
from graphmodel.importers.tables.table import Table

_SHIPPED = Path(__file__).resolve().parent / "mappings" / "shipped"
_SUFFIXES = (".yaml", ".yml")
_HEAD = 64 << 10


@cache
def shipped_mappings() -> tuple[MappingFile, ...]:
    """The mappings that ship with graphmodel."""
    return tuple(read_mapping(path) for path in sorted(_SHIPPED.glob("*.yaml")))


def mapping_for(path: Path) -> MappingFile | None:
    """The shipped mapping that recognises this table by its columns, if any."""
    if not path.is_file() or path.suffix.lower() in _SUFFIXES:
        return None
    try:
        with open_bytes(_table_at(path)) as file:
            head = file.read(_HEAD)
    except InputError:
        return None
    line = head.decode("utf-8", errors="replace").lstrip("\ufeff").partition("\n")[0]
    for mapping in shipped_mappings():
        separator = mapping.table_format.dialect.separator or ","
        cells = {cell.strip().strip('"') for cell in line.split(separator)}
        if mapping.recognise and cells.issuperset(mapping.recognise):
            return mapping
    return None


def mapped_table(mapping: MappingFile, path: Path | None = None) -> Table:
    """The table to read with a mapping: at ``path``, or else the one that the mapping names.

    Raises InputError if there is none, or if it cannot be read.
    """
    folder = mapping.path.parent
    if path is None and mapping.database is not None and mapping.query is not None:
        table = open_query(mapping.database, mapping.query, folder)
        return reshape(table, mapping.table_format.reshaping)
    if path is None:
        if mapping.file is None:
            raise InputError(
                "{path}: names no table; add file: or give the file, as in graphmodel import FILE "
                "--mapping {file}",
                path=mapping.path,
                file=mapping.path.name,
            )
        path = folder / mapping.file
    return table_at(path, mapping.table_format)


def table_at(path: Path, table_format: TableFormat) -> Table:
    """The table in a file, in an archive of one file, or at a path that leads into an archive, as
    ``tables.zip/films.csv``; raises InputError if there is none."""
    return open_table(_table_at(path), table_format)


def mapping_importer(mapping_path: Path) -> Importer:
    """An importer that reads files through this mapping, of a table or of a graph; raises
    InputError if it is wrong."""
    if is_graph_mapping(mapping_path):
        return graph_mapping_importer(mapping_path)
    mapping = read_mapping(mapping_path)

    def read(path: Path) -> Iterator[ImporterOutput]:
        is_mapping = path.suffix.lower() in _SUFFIXES
        return read_mapped(mapping, mapped_table(mapping, None if is_mapping else path))

    return Importer(
        f"mapping {mapping.name}", mapping.description, lambda path: path.exists(), read
    )


def table_of(mapping_path: Path) -> Path | None:
    """The file that a mapping of a table names; None for other files, or if it names none. Raises
    InputError if the mapping is wrong."""
    if mapping_path.suffix.lower() not in _SUFFIXES or is_graph_mapping(mapping_path):
        return None
    mapping = read_mapping(mapping_path)
    return mapping_path.parent / mapping.file if mapping.file is not None else None


def _table_at(path: Path) -> Member:
    archive = next((p for p in (path, *path.parents) if p.exists()), path)
    if not archive.exists() or (archive != path and not archive.is_file()):
        raise InputError("{path}: no such file; correct the path", path=path)
    files = list(members(archive))
    inside = path.relative_to(archive).as_posix() if archive != path else None
    if inside is not None:
        named = [file for file in files if file.inside in (inside, f"./{inside}")]
        if not named:
            raise InputError(
                "{archive}: holds no {inside!r}; it holds {files}",
                archive=archive,
                inside=inside,
                files=_some(files),
            )
        return named[0]
    if len(files) != 1:
        raise InputError(
            "{path}: contains {n} files ({files}); give the one for this mapping, as {file}/NAME",
            path=path,
            n=len(files),
            files=_some(files),
            file=path.name,
        )
    return files[0]


def _some(files: list[Member]) -> str:
    names = [printable(file.inside or file.path.name) for file in files[:5]]
    return ", ".join(names) + (", ..." if files[5:] else "")


def _recognises(path: Path) -> bool:
    if path.is_dir():
        has_mappings = any(file.suffix.lower() in _SUFFIXES for file in path.iterdir())
        return not has_mappings and any(_recognised_tables(path))
    return path.is_file() and (path.suffix.lower() in _SUFFIXES or mapping_for(path) is not None)


def _recognised_tables(path: Path) -> Iterator[tuple[MappingFile, Path]]:
    """Each file at a path or in a folder that a shipped mapping recognises, with that mapping."""
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        mapping = mapping_for(file) if not file.is_dir() else None
        if mapping is not None:
            yield mapping, file


def _read(path: Path) -> Iterator[ImporterOutput]:
    if path.suffix.lower() in _SUFFIXES:
        yield from mapping_importer(path).read(path)
        return
    recognised = list(_recognised_tables(path))
    if not recognised:
        raise InputError(
            "{path}: no shipped mapping recognises these columns; draft one with graphmodel "
            "mapping guess {file}",
            path=path,
            file=path.name,
        )
    for mapping, file in recognised:
        yield from read_mapped(mapping, mapped_table(mapping, file))
    for file in sorted(path.iterdir()) if path.is_dir() else ():
        if file.suffix.lower() in TABLES and file not in {table for _, table in recognised}:
            text = words.later(
                "not read, as nothing recognises it; graphmodel mapping guess {file} drafts a "
                "mapping",
                file=file.name,
            )
            yield Note(f"{path.name}/{file.name}", text)


IMPORTER = Importer(
    "mapping",
    "a mapping file (YAML) that names its table, or a table that a shipped mapping recognises",
    _recognises,
    _read,
)
