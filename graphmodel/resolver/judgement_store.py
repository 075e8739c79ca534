"""Judgements in a store: made by people or by rule, each a fact with who, when and why; undone."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version

import polars as pl

from graphmodel.errors import InputError
from graphmodel.ingest.integrity import link_ids
from graphmodel.ingest.pipeline import ROWS_A_WRITE
from graphmodel.network.network import Network
from graphmodel.resolver.judgement import (
    DIFFERENT,
    NOT_SURE,
    RULE,
    SAME,
    Judgement,
    read_judgements,
)
from graphmodel.resolver.matching import JOIN_AT, LEAVE_BELOW, Pair
from graphmodel.resolver.merge import judged
from graphmodel.schema.model import JUDGEMENT, LINK_KINDS
from graphmodel.store.base import Store
from graphmodel.store.records import Facts

VERDICTS = (SAME, DIFFERENT, NOT_SURE)
KINDS = tuple(one for one, other in LINK_KINDS[JUDGEMENT].ends if one == other)
"""Kinds of node that can be judged."""

LONGEST = 2_000
"""Characters of a reason."""

_NAME_ONLY = frozenset(("base", "names", "titles", "rarity", "name_alone"))
_ROUNDED = 9
"""Digits of a probability: enough to tell which of two that are nearly sure is the surer."""


@dataclass(frozen=True)
class Ruled:
    """What the rule made of pairs: how many it joined, how many a person is to look at, and how
    many of its earlier judgements it took back."""

    joined: int = 0
    queued: int = 0
    taken_back: int = 0


def judgements(store: Store) -> list[Judgement]:
    """Every judgement in the store, in order of time."""
    return read_judgements(store.links(JUDGEMENT))


def judge(
    store: Store, records: Network, one: str, other: str, verdict: str, *, by: str, why: str = ""
) -> Judgement:
    """Keep what a person says of two nodes; it replaces what the same person said before.

    ``records`` is the store's network with each record apart. Raises InputError for a verdict
    that is none, a nameless judge, ids that are not there, or two that cannot be one: of two
    kinds or two namespaces.
    """
    by, why = " ".join(by.split()), why.strip()
    if verdict not in VERDICTS:
        raise InputError(f"{verdict!r} is no judgement; say one of {', '.join(VERDICTS)}")
    if not by:
        raise InputError("a judgement needs a name: say who judges")
    if by.casefold() == RULE:
        raise InputError(f"{by!r} is what judgements by rule are called; give your own name")
    if len(by) > LONGEST // 10 or len(why) > LONGEST:
        raise InputError(f"too long: at most {LONGEST // 10} characters of name, {LONGEST} of why")
    kind = _comparable(records, one, other)
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    said = Judgement("", min(one, other), max(one, other), verdict, by, now, why)
    return _write(store, kind, [said])[0]


def undo(store: Store, judgement_id: str) -> Judgement:
    """Take a judgement back; what it joined comes apart. Raises InputError where there is none."""
    found = read_judgements(store.links(JUDGEMENT, [judgement_id]))
    if not found:
        raise InputError(f"no judgement has the id {judgement_id!r}; see: graphmodel match list")
    store.erase(JUDGEMENT, [judgement_id])
    return found[0]


def rule_model() -> str:
    """What the rule's probabilities are from: the program and its version."""
    return f"graphmodel {version('graphmodel')}"


def judge_by_rule(
    store: Store,
    records: Network,
    pairs: Iterable[Pair],
    *,
    model: str,
    join_at: float = JOIN_AT,
    leave_below: float = LEAVE_BELOW,
    within: Collection[str] | None = None,
) -> Ruled:
    """Join the pairs that are the same with at least ``join_at``, and queue those between.

    A pair whose evidence is its names alone is queued and never joined. The rule's earlier
    judgements that no longer hold are taken back: all of them, or with ``within`` those of a pair
    with an end among these ids.
    """
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    held = {j.id: j for j in judged(records) if j.by_rule}
    wanted: dict[str, list[Judgement]] = {}
    counts = {SAME: 0, NOT_SURE: 0}
    kept: set[str] = set()
    for pair in pairs:
        if pair.probability < leave_below:
            continue
        joins = pair.probability >= join_at and not _by_name_alone(pair)
        ruled = _ruled(pair, SAME if joins else NOT_SURE, now, model)
        counts[ruled.verdict] += 1
        key = _id(*ruled.pair, RULE)
        kept.add(key)
        if key not in held or not _alike(held[key], ruled):
            wanted.setdefault(_comparable(records, *ruled.pair), []).append(ruled)
    for kind, some in wanted.items():
        _write(store, kind, some)
    gone = [
        key for key, old in held.items()
        if key not in kept and (within is None or set(old.pair) & set(within))
    ]  # fmt: skip
    if gone:
        store.erase(JUDGEMENT, gone)
    return Ruled(counts[SAME], counts[NOT_SURE], len(gone))


def _by_name_alone(pair: Pair) -> bool:
    return all(e.kind in _NAME_ONLY for e in pair.evidence if e.weight > 0)


def _ruled(pair: Pair, verdict: str, now: str, model: str) -> Judgement:
    evidence = tuple(json.dumps(asdict(e), ensure_ascii=False) for e in pair.evidence)
    probability = round(pair.probability, _ROUNDED)
    one, other = sorted((pair.one, pair.other))
    return Judgement("", one, other, verdict, RULE, now, "", probability, model, evidence)


def _alike(old: Judgement, new: Judgement) -> bool:
    """Whether a judgement by rule says what it said before, whenever that was."""
    said = [(j.verdict, j.probability, j.model, j.evidence) for j in (old, new)]
    return said[0] == said[1]


def _comparable(records: Network, one: str, other: str) -> str:
    """The kind of both nodes."""
    if one == other:
        raise InputError(f"{one!r} is one record already; name two")
    nodes = [records.node(records.index(node_id)) for node_id in (one, other)]
    kinds = [node["kind"] for node in nodes]
    if kinds[0] != kinds[1]:
        raise InputError(f"{one!r} is a {kinds[0]} and {other!r} a {kinds[1]}: they cannot be one")
    if kinds[0] not in KINDS:
        raise InputError(f"a {kinds[0]} is not judged; judge one of {', '.join(KINDS)}")
    namespaces = [node["namespace"] for node in nodes]
    if namespaces[0] != namespaces[1]:
        raise InputError(
            f"{one!r} is of the {namespaces[0]} network and {other!r} of {namespaces[1]}: "
            "what is made up is never matched with what is real"
        )
    return str(kinds[0])


def _id(one: str, other: str, by: str) -> str:
    row = pl.DataFrame({"from_id": [one], "to_id": [other], "judged_by": [by]})
    return str(link_ids(JUDGEMENT, row)[0])


def _source(judge_: str, model: str) -> dict[str, str]:
    if judge_ == RULE:
        return {"id": "judged:rule", "name": "Joined by rule", "publisher": "graphmodel"}
    return {"id": f"judged:by/{judge_}", "name": f"Judgements of {judge_}", "publisher": judge_}


def _write(store: Store, kind: str, said: Sequence[Judgement]) -> list[Judgement]:
    """Write judgements with their sources; each as it is kept, with its id."""
    sources = {j.by: _source(j.by, j.model) for j in said}
    store.write(Facts("Source", pl.DataFrame(list(sources.values()))))
    rows = pl.DataFrame(
        [
            {
                "from_id": j.one,
                "to_id": j.other,
                "verdict": j.verdict,
                "judged_by": j.by,
                "judged_on": j.on,
                "reason": j.why or None,
                "probability": j.probability,
                "model": j.model or None,
                "evidence": list(j.evidence),
                "sources": [sources[j.by]["id"]],
            }
            for j in said
        ],
        schema_overrides={"reason": pl.String, "probability": pl.Float64, "model": pl.String,
                          "evidence": pl.List(pl.String)},
    )  # fmt: skip
    rows = rows.with_columns(link_ids(JUDGEMENT, rows).alias("id"))
    for part in rows.iter_slices(ROWS_A_WRITE):
        store.write(Facts(JUDGEMENT, part, (kind, kind)))
    ids = rows["id"].to_list()
    return [
        Judgement(key, j.one, j.other, j.verdict, j.by, j.on, j.why, j.probability, j.model,
                  j.evidence)
        for key, j in zip(ids, said, strict=True)
    ]  # fmt: skip
