"""Uploaded files, saved to a temporary folder for an importer to read."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Protocol

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.importers.graphs.rules import is_graph_mapping, read_rules
from graphmodel.importers.input_files import READ_ERRORS
from graphmodel.importers.mapped_graph import graph_mapping_importer
from graphmodel.importers.mapped_table import mapping_importer
from graphmodel.importers.mappings.parse import read_mapping
from graphmodel.importers.registry import Importer

ENDINGS = (
    "csv", "tsv", "txt", "toml", "yaml", "yml", "xlsx", "parquet", "json", "jsonl", "ndjson", "gz",
    "graphml", "gexf", "gml", "cyjs", "xml", "html", "zip", "tar", "tgz", "db", "sqlite",
)  # fmt: skip
"""Extensions of files that may be uploaded."""

_MAPPINGS = (".yaml", ".yml")

MOST_BYTES = 2_000_000_000
"""The most bytes that a zip file may unpack to, so that a small one cannot fill the disk."""


class UploadedFile(Protocol):
    """An uploaded file: its name and its bytes."""

    name: str

    def seek(self, offset: int, whence: int = 0, /) -> int: ...
    def read(self, size: int = -1, /) -> bytes: ...
    def getvalue(self) -> bytes: ...


def digest_of(files: Sequence[UploadedFile]) -> str:
    """Return a digest of the uploads by name and content. Keeps their read positions, since an
    import may be reading them."""
    total = hashlib.blake2b(digest_size=16)
    for file in files:
        total.update(f"{file.name}\0".encode())
        total.update(hashlib.blake2b(file.getvalue()).digest())
    return total.hexdigest()


class UploadError(InputError):
    """An error in uploads, by their names: nobody ever sees the temporary ``folder`` that holds
    them. Where the message means the folder itself, ``folder_name`` replaces it."""

    def __init__(self, error: InputError, folder: Path, folder_name: str = "") -> None:
        super().__init__(*error.args, **error.values)
        self.folder, self.folder_name = folder, folder_name

    def __str__(self) -> str:
        text = super().__str__().replace(f"{self.folder}/", "")
        return text.replace(str(self.folder), words.say(self.folder_name) or str(self.folder))


@contextmanager
def saved_uploads(files: Sequence[UploadedFile]) -> Iterator[Path]:
    """Save the uploads and yield their path while the block runs: that of a single file, else the
    folder of all. Raises InputError for a zip that cannot be read, is too large or mixes folders,
    and for two files with the same name."""
    with TemporaryDirectory(prefix="graphmodel-") as name:
        folder = Path(name) / _folder_name(files)
        folder.mkdir()
        for file in files:
            file.seek(0)
            if file.name.lower().endswith(".zip"):
                _unpack(file, folder)
            else:
                _write(file, folder / _plain_name(file.name))
        try:
            yield _upload_path(folder)
        except InputError as error:
            if type(error) is not InputError:
                raise
            raise UploadError(error, folder) from error


def _folder_name(files: Sequence[UploadedFile]) -> str:
    """Return the name of the folder of the uploads, which appears in the origins of rows: that of
    the zip in which they came, else ``upload``."""
    is_zip = len(files) == 1 and files[0].name.lower().endswith(".zip")
    return (is_zip and _plain_name(files[0].name)[: -len(".zip")].strip(". ")) or "upload"


def is_mapping(name: str) -> bool:
    """Whether a file with this name counts as a mapping."""
    return PurePosixPath(name).suffix.lower() in _MAPPINGS


def mapped_upload(path: Path) -> tuple[Importer, Path] | None:
    """Return the importer for a mapping that was uploaded with its table, and the table; None
    without a mapping.

    An uploaded mapping may read only the table uploaded with it: otherwise it could name any file,
    database or address within reach of this machine. Raises InputError for a mapping that names
    another source, comes alone, or comes with more than one table.
    """
    files = [path] if path.is_file() else sorted(path.iterdir())
    mappings = [file for file in files if is_mapping(file.name)]
    if not mappings:
        return None
    tables = [file for file in files if file not in mappings]
    if len(mappings) > 1 or len(tables) != 1:
        raise InputError(
            "{name}: a mapping reads the one table or graph uploaded with it; upload both "
            "together, and nothing else",
            name=mappings[0].name,
        )
    if is_graph_mapping(mappings[0]):
        return _mapped_graph(mappings[0], tables[0])
    mapping, table = read_mapping(mappings[0]), tables[0]
    if mapping.database is not None or mapping.query is not None:
        raise InputError(
            "{name}: names a database, which an uploaded mapping may not; import it by its path "
            "on this machine, or with graphmodel import",
            name=mappings[0].name,
        )
    if mapping.file is not None and PurePosixPath(mapping.file).name != table.name:
        raise InputError(
            "{name}: is for {file}, but {other} was uploaded with it; upload its own table, or "
            "remove file: from the mapping",
            name=mappings[0].name,
            file=mapping.file,
            other=table.name,
        )
    return mapping_importer(mappings[0]), table


def _mapped_graph(mapping_path: Path, graph: Path) -> tuple[Importer, Path]:
    """Return the importer for a graph that was uploaded with its mapping, and the graph."""
    mapping = read_rules(mapping_path)
    if mapping.graph is None:
        raise InputError(
            "{name}: names a database, which an uploaded mapping may not; import it by its path "
            "on this machine, or with graphmodel import",
            name=mapping_path.name,
        )
    if PurePosixPath(mapping.graph).name != graph.name:
        raise InputError(
            "{name}: is for {graph}, but {other} was uploaded with it; upload its own graph, or "
            "correct graph: in the mapping",
            name=mapping_path.name,
            graph=mapping.graph,
            other=graph.name,
        )
    return graph_mapping_importer(mapping_path), graph


def _plain_name(name: str) -> str:
    """Return the last component of a name, so that an upload never decides where it is saved."""
    last = PurePosixPath(name.replace("\\", "/")).name
    if last in ("", ".", ".."):
        raise InputError(
            "{name!r}: a file needs a name; give it one and upload it again", name=name
        )
    return last


def _write(file: UploadedFile | IO[bytes], path: Path) -> None:
    """Save a file; raises InputError if its name is already taken."""
    if path.exists():
        raise InputError(
            "{name}: two files have this name; rename one, or import one by one", name=path.name
        )
    with path.open("wb") as out:
        shutil.copyfileobj(file, out)


def _unpack(file: UploadedFile, folder: Path) -> None:
    """Save the data files of a zip that holds one folder, whatever its name."""
    try:
        with zipfile.ZipFile(file) as packed:
            members = [member for member in packed.infolist() if _is_data(member)]
            folders = {PurePosixPath(member.filename).parent for member in members}
            if len(folders) > 1:
                raise InputError(
                    "{name}: holds several folders; zip one seed folder", name=file.name
                )
            if sum(member.file_size for member in members) > MOST_BYTES:
                raise InputError(
                    "{name}: unpacks to over 2 GB; import it from a folder", name=file.name
                )
            for member in members:
                with packed.open(member) as opened:
                    _write(opened, folder / _plain_name(member.filename))
    except READ_ERRORS as error:
        raise InputError(
            "{name}: cannot be unpacked ({error}); zip it again", name=file.name, error=error
        ) from None


def _is_data(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    hidden = path.name.startswith(".") or "__MACOSX" in path.parts
    return not member.is_dir() and not hidden and path.suffix.lstrip(".").lower() in ENDINGS


def _upload_path(folder: Path) -> Path:
    files = sorted(folder.iterdir())
    if not files:
        raise InputError(
            "nothing to import: upload files that end in {names}", names=", ".join(ENDINGS)
        )
    return files[0] if len(files) == 1 and files[0].suffix != ".toml" else folder
