"""Tables and arrays in files that open instantly at any size.

They are memory-mapped: only what is used is read, and programs that use the same files share the
memory. Every file can be rebuilt, so a full disk only costs time.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from graphmodel import settings

_DRAFT = "new-"


@dataclass(frozen=True)
class MappedCache:
    """The location of one network's files: ``folder`` holds those of its revision, ``shared`` those
    that networks of other revisions build on. If ``root`` is given, it contains both, and nothing
    is written once it has been deleted."""

    folder: Path
    shared: Path
    root: Path | None = None

    def subfolder(self, name: str) -> MappedCache:
        """The cache of a network derived from this one."""
        return MappedCache(self.folder / name, self.shared / name, self.root)


def networks_folder() -> Path:
    """The folder with the files of every cached network."""
    return settings.cache_folder() / "networks"


def write_folder(target: Path, write: Callable[[Path], None], root: Path | None = None) -> bool:
    """Write a folder under a temporary name, then rename it, so that none is opened incomplete.

    Returns False if writing fails and no such folder exists; an existing one stays. Writes nothing
    if ``root`` is given and has been deleted: a program that still has the network open would
    otherwise bring back erased data.
    """
    if root is not None and not root.is_dir():
        return False
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=_DRAFT) as draft:
            folder = Path(draft) / target.name
            folder.mkdir()
            write(folder)
            folder.rename(target)
    except OSError:
        return target.is_dir()
    return True


def remove_folders(folders: Sequence[Path]) -> None:
    """Delete folders; programs that have one open can go on reading."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def newest_folders(folder: Path) -> list[Path]:
    """The subfolders of a folder, newest first, without those still being written."""
    folders = [path for path in folder.glob("*") if not path.name.startswith(_DRAFT)]
    return sorted(folders, key=lambda path: path.stat().st_mtime, reverse=True)


def write_frame(path: Path, frame: pl.DataFrame) -> None:
    """Write a table without its empty columns."""
    filled = [name for name in frame.columns if frame[name].null_count() < frame.height]
    # As one chunk, so that single rows are as fast to access as in a new table.
    frame.select(filled).rechunk().write_ipc(path)


def open_frame(path: Path, columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The table in a file, with all these columns; raises OSError if there is none."""
    try:
        with pa.memory_map(str(path)) as file:
            opened: Any = pl.from_arrow(pa.ipc.open_file(file).read_all(), rechunk=False)
    except pa.ArrowException as error:
        raise OSError(f"{path}: {error}") from error
    if not opened.width:
        return pl.DataFrame(schema=columns)
    frame: pl.DataFrame = opened.select(
        pl.col(name).cast(type_) if name in opened.columns else pl.lit(None, type_).alias(name)
        for name, type_ in columns.items()
    )
    return frame


def write_arrays(folder: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays by name."""
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)


def open_arrays(folder: Path, names: Sequence[str]) -> list[NDArray[Any]]:
    """Read-only arrays by name; raises OSError if one is missing."""
    try:
        return [np.load(folder / f"{n}.npy", mmap_mode="r").view(np.ndarray) for n in names]
    except (ValueError, EOFError) as error:
        raise OSError(f"{folder}: {error}") from error


def kept_frames(
    cache: MappedCache | None, name: str, make: Callable[[], Mapping[str, pl.DataFrame]]
) -> Mapping[str, pl.DataFrame]:
    """The tables, by name, that ``make`` computes from a network: read from its cache if stored
    there under ``name``, else computed and stored. The name must identify whatever else they depend
    on."""
    if cache is None:
        return make()
    folder = cache.folder / name
    with suppress(OSError, pl.exceptions.PolarsError):
        if paths := sorted(folder.glob("*.arrow")):
            return {path.stem: pl.read_ipc(path) for path in paths}
    frames = make()

    def write(draft: Path) -> None:
        for stem, frame in frames.items():
            frame.rechunk().write_ipc(draft / f"{stem}.arrow")

    remove_folders([folder])
    write_folder(folder, write, cache.root)
    return frames
