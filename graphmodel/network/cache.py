"""Tables and arrays kept as files that open in no time, whatever their size.

They are mapped into memory: only what is looked at is read, and programs that look at the same
files share the memory. Every file can be made again, so a full disk only costs time.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

_DRAFT = "new-"


@dataclass(frozen=True)
class MappedCache:
    """Where the files of one network are: ``folder`` holds those of its revision, ``lasting``
    those that the network of another revision begins from."""

    folder: Path
    shared: Path

    def subfolder(self, name: str) -> MappedCache:
        """The place of what a part of the network is kept as."""
        return MappedCache(self.folder / name, self.shared / name)


def write_folder(target: Path, write: Callable[[Path], None]) -> bool:
    """Have a folder written beside and renamed, so that nobody opens half of it.

    False where the disk does not let that be; what is there already stays.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=_DRAFT) as draft:
            made = Path(draft) / target.name
            made.mkdir()
            write(made)
            made.rename(target)
    except OSError:
        return target.is_dir()
    return True


def remove_folders(folders: Sequence[Path]) -> None:
    """Remove kept folders; who has one open goes on reading."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def newest_folders(folder: Path) -> list[Path]:
    """The folders kept in a folder, the newest first, without what is still being written."""
    found = [path for path in folder.glob("*") if not path.name.startswith(_DRAFT)]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def write_frame(path: Path, frame: pl.DataFrame) -> None:
    """Write a table without the columns that say nothing."""
    saying = [name for name in frame.columns if frame[name].null_count() < frame.height]
    # In one piece, which makes single rows as quick to reach as they are in a new table.
    frame.select(saying).rechunk().write_ipc(path)


def open_frame(path: Path, columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The table of a file, with all these columns; raises OSError where there is none."""
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
    """Arrays by name, which cannot be written to; raises OSError where one is not there."""
    try:
        return [np.load(folder / f"{n}.npy", mmap_mode="r").view(np.ndarray) for n in names]
    except (ValueError, EOFError) as error:
        raise OSError(f"{folder}: {error}") from error
