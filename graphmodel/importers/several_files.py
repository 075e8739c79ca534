"""Several files in one archive or folder, each read by its own importer as if given alone. A
mapping file among them reads the table next to it that it names; the facts of several mapped tables
about one node are combined.

Facts of an earlier file are not repeated, and a file that nothing recognises is a problem.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import polars as pl

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Note, Problem
from graphmodel.facts.id_set import IdSet
from graphmodel.importers.input_files import is_archive, members
from graphmodel.importers.mapped_table import mapping_importer
from graphmodel.importers.mappings.aggregate import key_columns
from graphmodel.importers.mappings.parse import read_mapping
from graphmodel.importers.mappings.together import TablesTogether
from graphmodel.importers.registry import Importer, ImporterOutput, importers, recognised_by
from graphmodel.importers.text_values import excerpt
from graphmodel.importers.unpacking import root_of, unpack

FILES = "files"
"""The name in reports for files that could not be read."""
_MAPPINGS = (".yaml", ".yml")
_DOCUMENTS = (".md", ".txt", ".pdf", ".py")


def read_several(path: Path) -> Iterator[ImporterOutput]:
    """The facts of all files in an archive or folder, file by file.

    Raises InputError if none of them can be read.
    """
    if path.is_dir():
        yield from _read_folder(path)
        return
    with TemporaryDirectory(prefix="graphmodel-") as name:
        folder = Path(name) / path.name
        folder.mkdir()
        yield from unpack(path, folder)
        yield from _read_folder(root_of(folder))


def _read_folder(folder: Path) -> Iterator[ImporterOutput]:
    whole = recognised_by(folder, last=False)
    if whole is not None and whole is not importers()["mapping"]:
        yield from whole.read(folder)
        return
    files = sorted(f for f in folder.rglob("*") if f.is_file() and not f.name.startswith("."))
    mapped, readers, problems = _readers(files, folder)
    if not (mapped or readers):
        names = ", ".join(f.name for f in files[:5])
        raise InputError(
            "{folder}: nothing in it is recognised ({names}); a table needs a mapping beside it, "
            "which graphmodel mapping guess drafts",
            folder=folder.name,
            names=names or words.say("no files"),
        )
    yield from problems
    once = Once()
    with closing(TablesTogether()) as tables:
        for output in _outputs(mapped, folder):
            yield from tables.add(output)
        for output in tables.outputs():
            yield from once.first(output) if isinstance(output, Batch) else (output,)
    for output in _outputs(readers, folder):
        yield from once.first(output) if isinstance(output, Batch) else (output,)
    yield from once.notes(folder.name)


def _outputs(readers: list[tuple[Path, Importer]], folder: Path) -> Iterator[ImporterOutput]:
    """The output of these files in turn; a file that cannot be read is a problem."""
    for file, importer in readers:
        try:
            yield from importer.read(file)
        except InputError as error:
            yield _unread(file, "cannot be read", str(error).replace(f"{folder}/", ""))


_Readers = list[tuple[Path, Importer]]


def _readers(files: list[Path], folder: Path) -> tuple[_Readers, _Readers, list[Problem]]:
    """Each table with its mapping, each other file with its importer, and the problems of the
    rest."""
    mapped: _Readers = []
    readers: _Readers = []
    problems: list[Problem] = []
    for file in (f for f in files if f.suffix.lower() in _MAPPINGS):
        try:
            mapped.append((_table_beside(file), mapping_importer(file)))
        except InputError as error:
            why = str(error).replace(f"{folder}/", "")
            problems.append(_unread(file, "mapping not used", why))
    tables = {table for table, _ in mapped}
    for file in (f for f in files if f.suffix.lower() not in _MAPPINGS and f not in tables):
        importer = recognised_by(file, last=False)
        if importer is not None:
            readers.append((file, importer))
        elif file.suffix.lower() not in _DOCUMENTS:
            cure = f"a mapping for it, as graphmodel mapping guess {file.name} drafts"
            problems.append(_unread(file, "not recognised", cure))
    return mapped, readers, problems


def _table_beside(mapping_file: Path) -> Path:
    """The table that a mapping names, which must be in the mapping's own folder: a file from
    elsewhere may not name any file or database of this machine."""
    mapping = read_mapping(mapping_file)
    name = PurePosixPath(mapping.file or "").name
    if mapping.database is not None or not name or not (mapping_file.parent / name).is_file():
        raise InputError(
            "{mapping_file}: names no table that lies beside it; correct file: in it, or import "
            "it alone",
            mapping_file=mapping_file.name,
        )
    return mapping_file.parent / name


def _unread(file: Path, problem: str, cure: str) -> Problem:
    return Problem(file.parent.name, None, FILES, "", excerpt(file.name), problem, cure)


class Once:
    """Passes each node and link once: the first file that gives it wins."""

    def __init__(self) -> None:
        self._given: dict[str, IdSet] = {}
        self._repeated: Counter[str] = Counter()

    def first(self, batch: Batch) -> Iterator[Batch]:
        """The rows of a batch that no other file gave before it."""
        columns = [c for c in key_columns(batch.kind) if c in batch.rows.columns]
        texts = [pl.col(c).cast(pl.String).fill_null("") for c in columns]
        keys = batch.rows.select(pl.concat_str(texts, separator="\x1f").alias("key"))["key"]
        given = self._given.setdefault(batch.kind, IdSet())
        origins = self._given.setdefault(f"{batch.kind} {batch.origin}", IdSet())
        repeated = given.has(keys) & ~origins.has(keys)
        self._repeated[batch.kind] += int(repeated.sum())
        fresh = batch.rows.filter(~repeated)
        given.add(keys)
        origins.add(keys.filter(~repeated))
        if fresh.height:
            yield Batch(batch.kind, fresh, batch.origin)

    def notes(self, origin: str) -> Iterator[Note]:
        """Notes on what later files repeated."""
        for kind, count in self._repeated.items():
            if count:
                text = words.later(
                    "{n:,} {kind} are in several of its files; what the first says stands. Import "
                    "the files one by one to keep what each says",
                    n=count, kind=kind,
                )  # fmt: skip
                yield Note(origin, text)


def _recognises(path: Path) -> bool:
    if path.is_dir():
        files = [f for f in path.iterdir() if f.is_file() and not f.name.startswith(".")]
        return any(f.suffix.lower() in _MAPPINGS or recognised_by(f, last=False) for f in files)
    return is_archive(path) and len(list(members(path))) > 1


IMPORTER = Importer(
    "several_files",
    "an archive (zip, tar) or folder of several files, each in a format of its own",
    _recognises,
    read_several,
    last=True,
)
