"""The judgements that ship with the data: which records of two shipped data sets are the same.

The maintainers made them by hand, each with author, date and reason, in ``seeds/judgements.csv``.
Once both records of a pair are in the store, its judgement is stored, and can be undone, like any
other; an undone judgement is not stored again.
"""

from __future__ import annotations

import csv
from pathlib import Path

from graphmodel.errors import InputError
from graphmodel.ingest.datasets import SHIPPED_JUDGEMENTS, seeds_folder
from graphmodel.resolver.judgement import Judgement
from graphmodel.resolver.judgement_store import VERDICTS, digest, judgement_id, write_judgements
from graphmodel.schema.model import JUDGEMENT
from graphmodel.store.base import Store

_COLUMNS = ("left_id", "right_id", "verdict", "judged_by", "judged_on", "reason")


def shipped_judgements(path: Path | None = None) -> list[Judgement]:
    """The judgements in the shipped file, or in another file of the same form.

    Raises InputError, with the line, for a row that is not a judgement.
    """
    path = path or seeds_folder() / SHIPPED_JUDGEMENTS
    judgements = []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            for row in rows:
                left_id, right_id, verdict, by, on, why = (row.get(name) for name in _COLUMNS)
                if not (left_id and right_id and by and on and why and verdict in VERDICTS):
                    raise InputError(
                        "{file}, line {line}: not a judgement; give {columns}, the verdict as "
                        "one of {verdicts}",
                        file=path.name,
                        line=rows.line_num,
                        columns=", ".join(_COLUMNS),
                        verdicts=", ".join(VERDICTS),
                    )
                ends = min(left_id, right_id), max(left_id, right_id)
                judgements.append(Judgement("", *ends, verdict, by, on, why))
    except OSError as error:
        raise InputError(
            "{path}: {reason}; install graphmodel again", path=path, reason=error.strerror
        ) from None
    return judgements


def apply_shipped_judgements(store: Store, path: Path | None = None) -> int:
    """Store each shipped judgement whose two records are in the store, unless it is there already
    or was undone; returns the number of new ones."""
    judgements = shipped_judgements(path)
    kinds = store.kinds_of([node_id for j in judgements for node_id in j.pair])
    by_id = {judgement_id(j): j for j in judgements if set(j.pair) <= set(kinds)}
    undone = store.undone_judgements()
    stored = set(store.links(JUDGEMENT, list(by_id))["id"])
    changed: dict[str, list[Judgement]] = {}
    for key, judgement in by_id.items():
        kind, right_kind = (kinds[node_id] for node_id in judgement.pair)
        if key not in stored and digest(key) not in undone and kind == right_kind:
            changed.setdefault(kind, []).append(judgement)
    for kind, of_kind in changed.items():
        write_judgements(store, kind, of_kind)
    return sum(map(len, changed.values()))
