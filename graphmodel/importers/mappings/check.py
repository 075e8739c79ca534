"""Preview of a mapping: counts, first facts, problems, and what is uncertain in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from graphmodel.facts.batch import Note, Problem, Report
from graphmodel.facts.checks import check
from graphmodel.facts.confidential import open_rows
from graphmodel.importers.mappings.spec import UNSURE, UNUSED
from graphmodel.importers.registry import ImporterOutput
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS

FIRST_FACTS = 3
"""The most facts of each kind that are shown."""

_HIDDEN_COLUMNS = ("line", "sources", "namespace", "fictional", "labels")


@dataclass
class MappingCheck:
    """Facts read through a mapping; ``first`` are the first of each kind, none confidential."""

    notes: list[Note] = field(default_factory=list)
    report: Report = field(default_factory=Report)
    first: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    @property
    def counts(self) -> list[dict[str, object]]:
        """The facts and refused rows of each kind, nodes before links."""
        order = [*NODE_KINDS, *LINK_KINDS, *self.report.kinds]
        return [
            {"kind": kind, "facts": count.written, "refused": count.refused}
            for kind, count in sorted(self.report.kinds.items(), key=lambda k: order.index(k[0]))
        ]


def check_outputs(outputs: Iterable[ImporterOutput]) -> MappingCheck:
    """Check everything that an importer yields; nothing is written and no store is opened."""
    checked = MappingCheck()
    report = checked.report
    for output in outputs:
        if isinstance(output, Note):
            checked.notes.append(output)
            continue
        if isinstance(output, Problem):
            report.problems.append(output)
            report.kind(output.kind).refused += 1
            continue
        rows, problems = check(output)
        report.problems += problems
        count = report.kind(output.kind)
        count.written += rows.height
        count.refused += output.rows.height - rows.height
        facts = checked.first.setdefault(output.kind, [])
        facts += _visible_facts(open_rows(output.kind, rows).head(FIRST_FACTS - len(facts)))
    return checked


def unsure_of(mapping: str) -> list[str]:
    """The uncertain points that the draft of a mapping noted and that are still in its text."""
    return _comments(mapping, UNSURE)


def unused_in(mapping: str) -> list[str]:
    """What the draft of a mapping left out, according to its comments."""
    return _comments(mapping, UNUSED)


def _comments(mapping: str, beginning: str) -> list[str]:
    lines = (line.partition(beginning) for line in mapping.splitlines())
    return [text.strip() for _, mark, text in lines if mark]


def _visible_facts(rows: pl.DataFrame) -> list[dict[str, object]]:
    return rows.drop([c for c in _HIDDEN_COLUMNS if c in rows.columns]).to_dicts()
