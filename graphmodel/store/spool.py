"""Batches spooled to Arrow files, for the host of an embedded store to load in bulk."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import psutil

from graphmodel.store.records import Facts, ImportPart

FOLDER = "loading"
"""The subfolder of a store's folder in which the batches of a load are spooled."""

_LIST = "batches.jsonl"


@dataclass(frozen=True)
class SpooledBatch:
    """A batch on disk: its kind, ends and number of rows, and the file that holds it."""

    kind: str
    ends: tuple[str, str] | None
    rows: int
    file: str


class Spool:
    """Writes batches in order and reads them back in order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows = 0
        self._batches: list[tuple[SpooledBatch, ImportPart | None]] = []
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700)

    def add(self, facts: Facts, import_part: ImportPart | None) -> None:
        """Write a batch to disk, with its import part, if any."""
        name = f"{len(self._batches):06}"
        facts.rows.write_ipc(self.folder / f"{name}.arrow")
        if import_part is not None:
            (self.folder / f"{name}.part").write_bytes(import_part.data)
            import_part = _without_data(import_part)
        batch = SpooledBatch(facts.kind, facts.ends, facts.rows.height, f"{name}.arrow")
        self._batches.append((batch, import_part))
        self.rows += batch.rows

    def close(self) -> None:
        """Write the list of batches, which the host reads."""
        lines = [json.dumps(vars(batch)) for batch, _ in self._batches]
        (self.folder / _LIST).write_text("\n".join(lines), encoding="utf-8")

    def batches(self) -> Iterator[tuple[Facts, ImportPart | None]]:
        """Every batch with its part, one in memory at a time."""
        for batch, import_part in self._batches:
            rows = pl.read_ipc(self.folder / batch.file)
            yield Facts(batch.kind, rows, batch.ends), self._with_data(batch, import_part)

    def parts(self) -> Iterator[ImportPart]:
        """The parts of all batches that have one."""
        for batch, import_part in self._batches:
            complete = self._with_data(batch, import_part)
            if complete is not None:
                yield complete

    def _with_data(self, batch: SpooledBatch, import_part: ImportPart | None) -> ImportPart | None:
        if import_part is None:
            return None
        data = (self.folder / batch.file).with_suffix(".part").read_bytes()
        return ImportPart(**{**vars(import_part), "data": data})

    def remove(self) -> None:
        """Delete the files."""
        shutil.rmtree(self.folder, ignore_errors=True)


def spooled_batches(folder: Path) -> list[SpooledBatch]:
    """The batches listed in a spool's folder."""
    lines = (folder / _LIST).read_text(encoding="utf-8").splitlines()
    entries: list[dict[str, Any]] = [json.loads(line) for line in lines if line]
    return [
        SpooledBatch(**{**entry, "ends": tuple(entry["ends"]) if entry["ends"] else None})
        for entry in entries
    ]


def remove_abandoned(folder: Path) -> None:
    """Delete the spools of programs that have ended."""
    for spool in folder.glob("*-*"):
        if not psutil.pid_exists(int(spool.name.split("-")[0])):
            shutil.rmtree(spool, ignore_errors=True)


def _without_data(import_part: ImportPart) -> ImportPart:
    return ImportPart(**{**vars(import_part), "data": b""})
