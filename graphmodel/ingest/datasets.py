"""The data sets that ship with graphmodel, by name."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.importers import films_cc0
from graphmodel.importers.mapped_table import mapping_importer
from graphmodel.importers.plain_files import refuse_devices
from graphmodel.importers.registry import Importer, importer_for, importers, readable

SHIPPED_JUDGEMENTS = "judgements.csv"
"""The file of shipped judgements, next to the seeds."""

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class ShippedDataSet:
    """One data set: its name and description, the importer that reads it, and its path."""

    name: str
    description: str
    importer: str
    locate: Callable[[], Path]


def seeds_folder() -> Path:
    """The folder of seeds: inside the installed package, or next to it in the source tree."""
    for folder in (_PACKAGE / "_seeds", _PACKAGE.parent / "seeds"):
        if folder.is_dir():
            return folder
    raise InputError(
        "{package}: the shipped data is missing; install graphmodel again", package=_PACKAGE
    )


def _seed(name: str, description: str) -> ShippedDataSet:
    return ShippedDataSet(name, description, "seed", lambda: seeds_folder() / name)


# The largest first: loading into an empty store is several times as fast, and remakes needs it.
SHIPPED: Mapping[str, ShippedDataSet] = MappingProxyType(
    {
        data_set.name: data_set
        for data_set in (
            ShippedDataSet(
                "films_cc0",
                words.mark("17,470 films of 1940 to 2014 and the people who made them"),
                "films_cc0",
                films_cc0.package_path,
            ),
            _seed("remakes", words.mark("which of these films were made again; needs films_cc0")),
            _seed(
                "roadshow_2025",
                words.mark("a talent roadshow in Los Angeles and the programmes behind it"),
            ),
            _seed(
                "demo_programme",
                words.mark("a fictional programme for new directors and writers"),
            ),
        )
    }
)


def shipped_data_set(name: str) -> tuple[Importer, Path]:
    """The importer and the path of a shipped data set.

    Raises InputError for an unknown name, or if its files are missing.
    """
    if name not in SHIPPED:
        raise InputError(
            "no shipped data set {name!r}; choose one of {shipped}",
            name=name,
            shipped=", ".join(SHIPPED),
        )
    data_set = SHIPPED[name]
    path = data_set.locate()
    if not path.exists():
        raise InputError(
            "{path}: {name} is missing; install graphmodel again", path=path, name=name
        )
    return importers()[data_set.importer], path


def find_data_set(
    path: str, importer_name: str | None = None, mapping: Path | None = None
) -> tuple[str, Importer, Path]:
    """The name, importer and path of a data set, given a path or the name of a shipped one.

    A ``mapping`` file says how to read the table at the path, whichever importer recognises it.
    Raises InputError if nothing is there, or if no importer recognises it.
    """
    if path in SHIPPED and not Path(path).exists():
        importer, files = shipped_data_set(path)
        return path, importer, files
    files = Path(path)
    with readable(files):
        if mapping is not None:
            if not files.exists():
                raise InputError("{path}: no such file; correct the path", path=path)
            refuse_devices(files)
            return files.name, mapping_importer(mapping), files
        return files.name or os.path.realpath(files), importer_for(files, importer_name), files


def checksum(path: Path) -> str:
    """The SHA-256, in hexadecimal, of a file or of the names and contents of a folder's data files.

    Hidden files and Python files (``.py``) next to the data do not count.
    """
    if path.is_file():
        return _digest(path)
    files = sorted(file for file in path.iterdir() if file.is_file() and _is_data(file))
    lines = [f"{file.name} {_digest(file)}" for file in files]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _is_data(file: Path) -> bool:
    return not file.name.startswith(".") and file.suffix != ".py"


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
