"""Batches laid down as Arrow files, for the host of an embedded store to load in bulk."""

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
"""Where, in a store's folder, the batches of a load are laid down."""

_LIST = "batches.jsonl"


@dataclass(frozen=True)
class SpooledBatch:
    """A batch on disk: what it is of, and which of the spool's files hold it."""

    kind: str
    ends: tuple[str, str] | None
    rows: int
    file: str


class Spool:
    """Writes batches in order and gives them back in order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows = 0
        self._batches: list[tuple[SpooledBatch, ImportPart | None]] = []
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700)

    def add(self, facts: Facts, part: ImportPart | None) -> None:
        """Lay down a batch, and keep what its import claims by it."""
        name = f"{len(self._batches):06}"
        facts.rows.write_ipc(self.folder / f"{name}.arrow")
        if part is not None:
            (self.folder / f"{name}.part").write_bytes(part.data)
            part = _without_data(part)
        laid = SpooledBatch(facts.kind, facts.ends, facts.rows.height, f"{name}.arrow")
        self._batches.append((laid, part))
        self.rows += laid.rows

    def close(self) -> None:
        """Write the list that the host goes by."""
        lines = [json.dumps(vars(laid)) for laid, _ in self._batches]
        (self.folder / _LIST).write_text("\n".join(lines), encoding="utf-8")

    def batches(self) -> Iterator[tuple[Facts, ImportPart | None]]:
        """Every batch with its part, one in memory at a time."""
        for laid, part in self._batches:
            rows = pl.read_ipc(self.folder / laid.file)
            yield Facts(laid.kind, rows, laid.ends), self._whole(laid, part)

    def parts(self) -> Iterator[ImportPart]:
        """The part of every batch that has one."""
        for laid, part in self._batches:
            whole = self._whole(laid, part)
            if whole is not None:
                yield whole

    def _whole(self, laid: SpooledBatch, part: ImportPart | None) -> ImportPart | None:
        if part is None:
            return None
        data = (self.folder / laid.file).with_suffix(".part").read_bytes()
        return ImportPart(**{**vars(part), "data": data})

    def remove(self) -> None:
        """Take the files away."""
        shutil.rmtree(self.folder, ignore_errors=True)


def spooled_batches(folder: Path) -> list[SpooledBatch]:
    """What the list of a spool says."""
    lines = (folder / _LIST).read_text(encoding="utf-8").splitlines()
    said: list[dict[str, Any]] = [json.loads(line) for line in lines if line]
    return [
        SpooledBatch(**{**row, "ends": tuple(row["ends"]) if row["ends"] else None}) for row in said
    ]


def remove_abandoned(folder: Path) -> None:
    """Take away the spools of programs that have ended."""
    for spool in folder.glob("*-*"):
        if not psutil.pid_exists(int(spool.name.split("-")[0])):
            shutil.rmtree(spool, ignore_errors=True)


def _without_data(part: ImportPart) -> ImportPart:
    return ImportPart(**{**vars(part), "data": b""})
