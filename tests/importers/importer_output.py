"""The output of an importer, checked as an import checks it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from graphmodel.facts.batch import Batch, Problem
from graphmodel.facts.checks import check
from graphmodel.importers.registry import ImporterOutput


class Checked(NamedTuple):
    """The checked rows of each kind, all problems, and the texts of the notes."""

    frames: dict[str, pl.DataFrame]
    problems: list[Problem]
    notes: list[str]


def checked(outputs: Iterable[ImporterOutput]) -> Checked:
    """Read everything that an importer yields."""
    frames: dict[str, list[pl.DataFrame]] = {}
    problems: list[Problem] = []
    notes = []
    for output in outputs:
        if isinstance(output, Batch):
            rows, refused = check(output)
            frames.setdefault(output.kind, []).append(rows)
            problems += refused
        elif isinstance(output, Problem):
            problems.append(output)
        else:
            notes.append(output.text)
    joined = {kind: pl.concat(some, how="diagonal_relaxed") for kind, some in frames.items()}
    return Checked(joined, problems, notes)
