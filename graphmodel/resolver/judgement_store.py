"""Storing and undoing judgements by people or by rule, each with its author, date and reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version

import polars as pl

from graphmodel.errors import InputError
from graphmodel.ingest.integrity import link_ids
from graphmodel.network.network import Network
from graphmodel.resolver.judgement import (
    DIFFERENT,
    MAINTAINERS,
    NOT_SURE,
    RULE,
    SAME,
    Judgement,
    read_judgements,
)
from graphmodel.resolver.matching import LEAVE_BELOW, MERGE_AT, Pair
from graphmodel.resolver.merge import judgements_of
from graphmodel.schema.model import JUDGEMENT, LINK_KINDS
from graphmodel.store.base import Store
from graphmodel.store.records import ROWS_A_WRITE, Facts

VERDICTS = (SAME, DIFFERENT, NOT_SURE)
LONGEST_REASON = 2_000
"""Most characters in a reason."""

LONGEST_NAME = 200
"""Most characters in a judge's name."""

RULE_SOURCE = "judged:rule"
"""The source of the judgements by rule; a store without it has never been compared."""

_NAME_ONLY = frozenset(("base", "names", "titles", "rarity", "name_alone"))
_DIGITS = 9
"""Digits of a probability: enough to rank two pairs that are both nearly certain."""


@dataclass(frozen=True)
class RuleCounts:
    """Outcome of the rule: pairs merged, pairs queued for a person, and its own earlier judgements
    that it withdrew."""

    merged: int = 0
    queued: int = 0
    withdrawn: int = 0


def load_judgements(store: Store) -> list[Judgement]:
    """Every judgement in the store, in order of time."""
    return read_judgements(store.links(JUDGEMENT))


def judge(
    store: Store,
    records: Network,
    pair: tuple[str, str],
    verdict: str,
    *,
    by: str,
    why: str = "",
) -> Judgement:
    """Store a person's judgement of two nodes, replacing that person's earlier one.

    ``records`` is the store's network before any merge. Raises InputError for an unknown verdict, a
    judge without a name, unknown ids, or two nodes that cannot be merged because they differ in
    kind or namespace.
    """
    if verdict not in VERDICTS:
        raise InputError(
            "{verdict!r} is not a verdict; give one of {verdicts}",
            verdict=verdict,
            verdicts=", ".join(VERDICTS),
        )
    by, why = signature(by, why)
    kind = _common_kind(records, pair)
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    judgement = Judgement("", min(pair), max(pair), verdict, by, now, why)
    return write_judgements(store, kind, [judgement])[0]


def signature(by: str, why: str) -> tuple[str, str]:
    """The judge's name and reason, as stored; raises InputError for an empty or reserved name, or a
    text that is too long."""
    by, why = " ".join(by.split()), why.strip()
    if not by:
        raise InputError("a judgement needs a name: say who judges")
    if by.casefold() in (RULE, MAINTAINERS):
        raise InputError(
            "{by!r} is reserved for the judgements of graphmodel; give your own name", by=by
        )
    if len(by) > LONGEST_NAME or len(why) > LONGEST_REASON:
        raise InputError(
            "too long: a name has at most {most} characters, a reason {most_of_reason}",
            most=LONGEST_NAME,
            most_of_reason=LONGEST_REASON,
        )
    return by, why


def undo(store: Store, key: str) -> Judgement:
    """Undo a judgement, separating what it merged. A shipped judgement is not stored again by later
    imports. Raises InputError for an unknown id."""
    judgements = read_judgements(store.links(JUDGEMENT, [key]))
    if not judgements:
        raise InputError("no judgement has the id {key!r}; see: graphmodel match list", key=key)
    if judgements[0].by == MAINTAINERS:
        store.note_undone_judgement(digest(key))
    store.erase(JUDGEMENT, [key])
    return judgements[0]


def rule_model() -> str:
    """The origin of the rule's probabilities: the program and its version."""
    return f"graphmodel {version('graphmodel')}"


def judge_by_rule(
    store: Store,
    records: Network,
    pairs: Iterable[Pair],
    *,
    model: str,
    merge_at: float = MERGE_AT,
    leave_below: float = LEAVE_BELOW,
    within: Collection[str] | None = None,
) -> RuleCounts:
    """Merge pairs at or above ``merge_at``, and queue those between it and ``leave_below``.

    A pair with no evidence but its names is queued and never merged. The rule's earlier judgements
    that no longer hold are withdrawn: all of them or, with ``within``, those with an end among
    these ids.
    """
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    earlier = {j.id: j for j in judgements_of(records) if j.by_rule}
    changed: dict[str, list[Judgement]] = {}
    counts = {SAME: 0, NOT_SURE: 0}
    current: set[str] = set()
    for pair in pairs:
        if pair.probability < leave_below:
            continue
        merges = pair.probability >= merge_at and not _by_name_alone(pair)
        judgement = _rule_judgement(pair, SAME if merges else NOT_SURE, now, model)
        counts[judgement.verdict] += 1
        key = judgement_id(judgement)
        current.add(key)
        if key not in earlier or not _equal(earlier[key], judgement):
            changed.setdefault(_common_kind(records, judgement.pair), []).append(judgement)
    for kind, judgements in changed.items():
        write_judgements(store, kind, judgements)
    stale = [
        key for key, judgement in earlier.items()
        if key not in current and (within is None or set(judgement.pair) & set(within))
    ]  # fmt: skip
    if stale:
        store.erase(JUDGEMENT, stale)
    return RuleCounts(counts[SAME], counts[NOT_SURE], len(stale))


def _by_name_alone(pair: Pair) -> bool:
    return all(e.kind in _NAME_ONLY for e in pair.evidence if e.weight > 0)


def _rule_judgement(pair: Pair, verdict: str, now: str, model: str) -> Judgement:
    evidence = tuple(json.dumps(asdict(e), ensure_ascii=False) for e in pair.evidence)
    probability = round(pair.probability, _DIGITS)
    left_id, right_id = sorted((pair.left_id, pair.right_id))
    return Judgement("", left_id, right_id, verdict, RULE, now, "", probability, model, evidence)


def _equal(earlier: Judgement, later: Judgement) -> bool:
    """Whether two judgements by rule are equal apart from their dates."""
    contents = [(j.verdict, j.probability, j.model, j.evidence) for j in (earlier, later)]
    return contents[0] == contents[1]


def _common_kind(records: Network, pair: tuple[str, str]) -> str:
    """The kind of both nodes; raises InputError if they cannot be merged."""
    first, second = pair
    if first == second:
        raise InputError("{first!r} is one record already; name two", first=first)
    nodes = [records.node(records.index(node_id)) for node_id in pair]
    kinds = [node["kind"] for node in nodes]
    if kinds[0] != kinds[1]:
        raise InputError(
            "{first!r} is a {kind} and {second!r} a {other_kind}: they cannot be one",
            first=first,
            kind=kinds[0],
            second=second,
            other_kind=kinds[1],
        )
    judged = [start for start, end in LINK_KINDS[JUDGEMENT].ends if start == end]
    if kinds[0] not in judged:
        raise InputError(
            "a {kind} cannot be judged; judge one of {judged}",
            kind=kinds[0],
            judged=", ".join(judged),
        )
    namespaces = [node["namespace"] for node in nodes]
    if namespaces[0] != namespaces[1]:
        raise InputError(
            "{first!r} is in the {namespace} data set and {second!r} in {other_namespace}: "
            "fictional records are never matched with real ones",
            first=first,
            namespace=namespaces[0],
            second=second,
            other_namespace=namespaces[1],
        )
    return str(kinds[0])


def judgement_id(judgement: Judgement) -> str:
    """The id of a judgement in every store: its pair and who made it."""
    left_id, right_id = judgement.pair
    row = {"from_id": [left_id], "to_id": [right_id], "judged_by": [judgement.by]}
    return str(link_ids(JUDGEMENT, pl.DataFrame(row))[0])


def digest(key: str) -> str:
    """A hash of the id of an undone shipped judgement, so that no id of a person is kept."""
    return hashlib.blake2b(key.encode(), digest_size=12).hexdigest()


def _source(by: str) -> dict[str, str]:
    if by == RULE:
        return {"id": RULE_SOURCE, "name": "Joined by rule", "publisher": "graphmodel"}
    return {"id": f"judged:by/{by}", "name": f"Judgements of {by}", "publisher": by}


def write_judgements(store: Store, kind: str, judgements: Sequence[Judgement]) -> list[Judgement]:
    """Write judgements of nodes of a kind with their sources; returns them with their ids."""
    sources = {j.by: _source(j.by) for j in judgements}
    store.write(Facts("Source", pl.DataFrame(list(sources.values()))))
    rows = pl.DataFrame(
        [
            {
                "from_id": j.left_id,
                "to_id": j.right_id,
                "verdict": j.verdict,
                "judged_by": j.by,
                "judged_on": j.on,
                "reason": j.why or None,
                "probability": j.probability,
                "model": j.model or None,
                "evidence": list(j.evidence),
                "sources": [sources[j.by]["id"]],
            }
            for j in judgements
        ],
        schema_overrides={"reason": pl.String, "probability": pl.Float64, "model": pl.String,
                          "evidence": pl.List(pl.String)},
    )  # fmt: skip
    rows = rows.with_columns(link_ids(JUDGEMENT, rows).alias("id"))
    for batch in rows.iter_slices(ROWS_A_WRITE):
        store.write(Facts(JUDGEMENT, batch, (kind, kind)))
    return [replace(j, id=key) for key, j in zip(rows["id"].to_list(), judgements, strict=True)]
