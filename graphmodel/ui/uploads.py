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

ENDINGS = (
    "csv", "tsv", "txt", "toml", "xlsx", "parquet", "json", "jsonl", "ndjson", "gz", "graphml",
    "gexf", "html", "zip", "db", "sqlite",
)  # fmt: skip
"""What may be sent. No mappings: one could name any file of the machine that reads it."""

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
        yield _place(folder)


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
