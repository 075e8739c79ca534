"""Files that a browser sent, laid down in a folder of their own for an importer to read."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Protocol

from graphmodel.errors import InputError
from graphmodel.importers.mapped_table import mapping_importer
from graphmodel.importers.mappings.parse import read_mapping
from graphmodel.importers.registry import Importer

ENDINGS = (
    "csv", "tsv", "txt", "toml", "yaml", "yml", "xlsx", "parquet", "json", "jsonl", "ndjson", "gz",
    "graphml", "gexf", "html", "zip", "db", "sqlite",
)  # fmt: skip
"""What may be sent."""

_MAPPINGS = (".yaml", ".yml")

MOST_BYTES = 2_000_000_000
"""What a zip file may unpack to, so that a small one cannot fill the disk."""


class Sent(Protocol):
    """A file that was sent: its name and its bytes."""

    name: str

    def seek(self, offset: int, whence: int = 0, /) -> int: ...
    def read(self, size: int = -1, /) -> bytes: ...


@contextmanager
def laid_down(files: Sequence[Sent]) -> Iterator[Path]:
    """The place of what was sent while the block runs: a file of a known kind on its own, else the
    folder of all. Raises InputError for a zip that is none, is too large or mixes folders."""
    with TemporaryDirectory(prefix="graphmodel-") as name:
        folder = Path(name)
        for file in files:
            file.seek(0)
            if file.name.lower().endswith(".zip"):
                _unpack(file, folder)
            else:
                _write(file, folder / _plain_name(file.name))
        try:
            yield _place(folder)
        except InputError as error:
            if type(error) is not InputError:
                raise
            # Who sent a file knows it by its name, and never sees the folder.
            raise InputError(str(error).replace(f"{folder}/", "")) from error


def is_mapping(name: str) -> bool:
    """Whether a file of this name is taken for a mapping."""
    return PurePosixPath(name).suffix.lower() in _MAPPINGS


def sent_with_mapping(place: Path) -> tuple[Importer, Path] | None:
    """The importer through a mapping that was sent with its table, and the table; None where no
    mapping was sent.

    A mapping that is sent reads the table beside it and nothing else: one could name any file,
    database or address that the machine which reads it can reach. Raises InputError for one that
    names another source, comes alone, or beside more than one table.
    """
    held = [place] if place.is_file() else sorted(place.iterdir())
    mappings = [file for file in held if is_mapping(file.name)]
    if not mappings:
        return None
    tables = [file for file in held if file not in mappings]
    if len(mappings) > 1 or len(tables) != 1:
        raise InputError(
            f"{mappings[0].name}: a mapping reads the one table that is sent with it; send both "
            "together, and nothing else"
        )
    mapping, table = read_mapping(mappings[0]), tables[0]
    if mapping.database is not None or mapping.query is not None:
        raise InputError(
            f"{mappings[0].name}: names a database, which a mapping that is sent may not; import "
            "it by its path on the machine, or with graphmodel import"
        )
    if mapping.file is not None and PurePosixPath(mapping.file).name != table.name:
        raise InputError(
            f"{mappings[0].name}: is for {mapping.file}, and {table.name} was sent with it; send "
            "its own table, or take file: out of the mapping"
        )
    return mapping_importer(mappings[0]), table


def _plain_name(name: str) -> str:
    """The last part of a name: what is sent never says where it is put."""
    last = PurePosixPath(name.replace("\\", "/")).name
    if last in ("", ".", ".."):
        raise InputError(f"{name!r}: a file needs a name; give it one and send it again")
    return last


def _write(file: Sent | IO[bytes], place: Path) -> None:
    with place.open("wb") as out:
        shutil.copyfileobj(file, out)


def _unpack(file: Sent, folder: Path) -> None:
    """Lay down the data files of a zip of one folder, whatever it is called."""
    try:
        with zipfile.ZipFile(file) as packed:
            members = [member for member in packed.infolist() if _is_data(member)]
            folders = {PurePosixPath(member.filename).parent for member in members}
            if len(folders) > 1:
                raise InputError(f"{file.name}: holds several folders; zip one seed folder")
            if sum(member.file_size for member in members) > MOST_BYTES:
                raise InputError(f"{file.name}: unpacks to over 2 GB; import it from a folder")
            for member in members:
                with packed.open(member) as opened:
                    _write(opened, folder / _plain_name(member.filename))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise InputError(f"{file.name}: cannot be unpacked ({error}); zip it again") from None


def _is_data(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    hidden = path.name.startswith(".") or "__MACOSX" in path.parts
    return not member.is_dir() and not hidden and path.suffix.lstrip(".").lower() in ENDINGS


def _place(folder: Path) -> Path:
    held = sorted(folder.iterdir())
    if not held:
        raise InputError(f"nothing to import was sent: give files that end in {', '.join(ENDINGS)}")
    return held[0] if len(held) == 1 and held[0].suffix != ".toml" else folder
