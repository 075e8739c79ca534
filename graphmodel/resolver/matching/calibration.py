"""Unsupervised recalibration for each pair of sources, and for sources without duplicates.

Two effects that the model cannot learn from labelled pairs of two other sources lower the score:

- How often namesakes are different people. Namesakes within a source that lists nobody twice are
  such coincidences, and show how many to expect between two sources (Blakely and Salmond 2002,
  "Probabilistic record linkage and a method to calculate the positive predictive value").
- If a source holds no duplicates, at most one of its records matches a given record, so records
  equally similar to it share the probability.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.resolver.matching.model import BY_RULE, Numbers, probability
from graphmodel.resolver.matching.pairs import MERGE_AT
from graphmodel.resolver.matching.records import RecordTables

MOST_DUPLICATES = 0.01
"""Share of records with a certain duplicate up to which a source counts as duplicate-free."""

LEAST_SHARE = 0.05
"""Lower bound on the estimated share of namesakes that are the same person."""

_LARGEST = 30.0
"""Bound to which log-odds are clipped."""

_NOTICEABLE = 0.05
"""Log-odds that competitors must take off to be listed."""

Codes = NDArray[np.int64]


def recalibrated(
    rows: pl.DataFrame, tables: RecordTables, kind: str, duplicate_free: Collection[str] = ()
) -> pl.DataFrame:
    """Scored pairs, adjusted for namesakes and for competing pairs.

    Adds ``calibration`` and ``competition``, the changes in log-odds for namesakes in the two
    sources and for other pairs that exclude this one, and ``competitors``, the nodes of those other
    pairs, strongest first; ``score`` and ``probability`` include both changes.

    ``rows`` are the pairs of a kind with a probability of at least LEAVE_BELOW, ``duplicate_free``
    ids of sources known to hold no duplicates; for others this is inferred.
    """
    nodes = tables.nodes.filter(pl.col("kind") == kind).select("node", source=_one_text("sources"))
    rows = _with_sources(rows, nodes)
    free = _free_of_duplicates(rows, nodes, duplicate_free)
    names = tables.names.join(nodes, on="node")
    rows = _with_calibration(rows, names, free) if kind == "Person" else rows.with_columns(
        calibration=pl.lit(0.0)
    )  # fmt: skip
    rows = _with_competition(rows.with_columns(score=pl.col("score") + pl.col("calibration")), free)
    rows = rows.with_columns(score=pl.col("score") + pl.col("competition"))
    rows = rows.with_columns(probability=pl.Series(probability(rows["score"].to_numpy())))
    return _with_competitors(rows, free).drop("source_left", "source_right")


def _one_text(column: str) -> pl.Expr:
    return pl.col(column).list.sort().list.join("|").fill_null("")


def _across() -> pl.Expr:
    return pl.col("source_left") != pl.col("source_right")


def _with_sources(rows: pl.DataFrame, nodes: pl.DataFrame) -> pl.DataFrame:
    """Add the sources of both ends, each as one text."""
    for end in ("left", "right"):
        columns = {"node": end, "source": f"source_{end}"}
        rows = rows.join(nodes.rename(columns), on=end, how="left", maintain_order="left")
    return rows


def _free_of_duplicates(
    rows: pl.DataFrame, nodes: pl.DataFrame, duplicate_free: Collection[str]
) -> pl.DataFrame:
    """``source`` and ``records`` (how many) of sources known or inferred to hold no duplicates."""
    # Pairs that would be merged if they came from two sources.
    certain = np.log(MERGE_AT / (1 - MERGE_AT)) + BY_RULE["one_source"]
    within = rows.filter(~_across() & (pl.col("score") >= certain) & ~_by_name_alone(rows))
    ends = [within.select(node=end, source="source_left") for end in ("left", "right")]
    doubled = pl.concat(ends).unique().group_by("source").len("doubled")
    sizes = nodes.group_by("source").len("records").join(doubled, on="source", how="left")
    few = pl.col("doubled").fill_null(0) <= MOST_DUPLICATES * pl.col("records")
    return sizes.filter(few | pl.col("source").is_in(list(duplicate_free))).select(
        "source", "records"
    )


def _by_name_alone(rows: pl.DataFrame) -> pl.Expr:
    """People with no work, collaborator or id in common."""
    if "any_work" not in rows.columns:
        return pl.lit(value=False)
    return (pl.col("any_work") == 0) & (pl.col("collaborators") == 0) & (pl.col("ids_agree") == 0)


def _with_calibration(rows: pl.DataFrame, names: pl.DataFrame, free: pl.DataFrame) -> pl.DataFrame:
    """Add ``calibration``: for people matched by name alone, how much less often namesakes in these
    two sources are the same person than the model assumes."""
    alone = _across() & _by_name_alone(rows)
    sources = [pl.min_horizontal("source_left", "source_right").alias("low"),
               pl.max_horizontal("source_left", "source_right").alias("high")]  # fmt: skip
    equal = rows.filter(alone & (pl.col("how") == "same")).with_columns(sources)
    pairings = _people_of_one_name(equal)
    rates = _namesakes(names, free)
    for end in ("low", "high"):
        columns = {"source": end, "rate": f"rate_{end}", "records": f"records_{end}"}
        pairings = pairings.join(rates.rename(columns), on=end, how="left")
    # A source that does list people twice has too many namesakes; the other measures better.
    rate = pl.min_horizontal("rate_low", "rate_high")
    coincidences = (rate * pl.col("records_low") * pl.col("records_high")).fill_null(0.0)
    share = (1 - coincidences / pl.col("people")).clip(LEAST_SHARE, 1 - 1e-6)
    shift = ((share / (1 - share)).log() - pl.col("assumed")).clip(upper_bound=0.0)
    pairings = pairings.select("low", "high", shift=shift)
    rows = rows.with_columns(sources).join(
        pairings, on=["low", "high"], how="left", maintain_order="left"
    )
    calibration = pl.when(alone).then(pl.col("shift").fill_null(0.0)).otherwise(0.0)
    return rows.with_columns(calibration=calibration).drop("low", "high", "shift")


def _people_of_one_name(equal: pl.DataFrame) -> pl.DataFrame:
    """For each pair of sources (``low``, ``high``): how many ``people`` of one have a namesake in
    the other, and the log-odds ``assumed`` that the likeliest namesake is the same person."""
    chance = 1 / (1 + (-pl.col("score")).exp())
    sides = []
    for end in ("low", "high"):
        node = pl.when(pl.col("source_left") == pl.col(end)).then("left").otherwise("right")
        best = equal.group_by("low", "high", node=node).agg(chance=chance.max())
        side = best.group_by("low", "high").agg(people=pl.len(), chance=pl.mean("chance"))
        sides.append(side.with_columns(assumed=(pl.col("chance") / (1 - pl.col("chance"))).log()))
    fewest = pl.concat(sides).sort("people", "assumed")
    return fewest.unique(["low", "high"], keep="first", maintain_order=True).drop("chance")


def _namesakes(names: pl.DataFrame, free: pl.DataFrame) -> pl.DataFrame:
    """``source``, its ``records`` and ``rate``: the probability that two of its people share a
    name; null if the source may hold duplicates."""
    bearers = names.group_by("source", "folded").agg(count=pl.col("node").n_unique())
    pairs = bearers.group_by("source").agg(
        pairs=(pl.col("count") * (pl.col("count") - 1) / 2).sum(),
    )
    sizes = names.group_by("source").agg(records=pl.col("node").n_unique())
    sizes = sizes.join(pairs, on="source")
    known = pl.col("source").is_in(free["source"].implode()) & (pl.col("records") > 1)
    possible = pl.col("records") * (pl.col("records") - 1.0) / 2
    return sizes.select("source", "records", rate=pl.when(known).then(pl.col("pairs") / possible))


def _with_competition(rows: pl.DataFrame, free: pl.DataFrame) -> pl.DataFrame:
    """Add ``competition``: the log-odds lost to other pairs, of which only one can match."""
    score = np.clip(rows["score"].to_numpy(), -_LARGEST, _LARGEST)
    odds = np.exp(score)
    rivals = sum(_rivals(_groups(rows, end, free), odds) for end in ("left", "right"))
    # The log-odds of odds / (1 + odds + rivals).
    return rows.with_columns(competition=pl.Series(-np.log1p(rivals), dtype=pl.Float64))


def _rivals(group: Codes, odds: Numbers) -> Numbers:
    """The summed odds of the other pairs in each pair's group; 0 for pairs in no group (-1)."""
    inside = group >= 0
    totals = np.zeros(len(odds))
    if inside.any():
        sums = np.bincount(group[inside], odds[inside])
        totals[inside] = sums[group[inside]] - odds[inside]
    return np.maximum(totals, 0.0)


def _groups(rows: pl.DataFrame, end: str, free: pl.DataFrame) -> Codes:
    """For each pair, the group of pairs between one record and the records of one duplicate-free
    source; -1 if that source may hold duplicates."""
    far = "right" if end == "left" else "left"
    competes = _across() & pl.col(f"source_{far}").is_in(free["source"].implode())
    group = pl.struct(end, f"source_{far}").rank("dense").cast(pl.Int64) - 1
    groups: Codes = rows.select(pl.when(competes).then(group).otherwise(-1))[end].to_numpy()
    return groups


def _with_competitors(rows: pl.DataFrame, free: pl.DataFrame) -> pl.DataFrame:
    """Add ``competitors``: for pairs that lose to them, the other records of the same source."""
    lists = []
    losing = rows.filter(pl.col("competition") < -_NOTICEABLE)
    for end, far in (("left", "right"), ("right", "left")):
        source = f"source_{far}"
        rivals = rows.filter(_across() & pl.col(source).is_in(free["source"].implode()))
        rivals = rivals.select(end, source, competitor=far, strength="score")
        met = losing.select("left", "right", source).join(rivals, on=[end, source])
        met = met.filter(pl.col("competitor") != pl.col(far))
        lists.append(met.select("left", "right", "competitor", "strength"))
    ordered = pl.concat(lists).sort("strength", "competitor", descending=[True, False])
    listed = ordered.group_by("left", "right", maintain_order=True).agg(
        competitors=pl.col("competitor").unique(maintain_order=True)
    )
    return rows.join(listed, on=["left", "right"], how="left", maintain_order="left")
