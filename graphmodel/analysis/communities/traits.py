"""Traits that distinguish communities: what is more or less common in one than elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from graphmodel.analysis.graph.csr import UNASSIGNED, Weights
from graphmodel.analysis.graph.log_odds import DistinctiveTerm, log_odds
from graphmodel.analysis.graph.pagerank import distinct
from graphmodel.analysis.ties.attributes import attributes, encode_attributes
from graphmodel.network.network import Indexes, Network

MAX_PER_KIND = 3
MAX_FACTS = 5
"""Maximum number of facts shown for each reason."""
MIN_Z = 1.96
"""Standard errors from which a trait counts as distinctive: 1 in 40 by chance."""
MIN_LOG_ODDS = 0.4
"""Half as likely again inside as outside; in a large network even smaller values have a high z."""
MIN_LIFT = 1.25
"""Minimum ratio of the shares of projects and people with a trait here and elsewhere: if nearly all
have the only trait of a kind, the odds differ widely though the shares do not."""
MIN_INSIDE = 2
"""A single occurrence is not a trait."""
MIN_EXPECTED = 5.0
"""Occurrences expected by chance below which a trait is not reported as rare."""

OUTSIDE = -2
"""Marks a community other than those being described."""

_WORD = ["kind", "word"]
_KEY = ["community", *_WORD]


@dataclass(frozen=True)
class Traits:
    """The distinctive traits of each community, by its number, in order of z-score: ``typical``
    ones are more likely there than elsewhere, ``untypical`` ones less. ``units`` is the number of
    people and projects of each, ``types`` the most common type of its projects."""

    typical: dict[int, tuple[DistinctiveTerm, ...]] = field(default_factory=dict)
    untypical: dict[int, tuple[DistinctiveTerm, ...]] = field(default_factory=dict)
    units: dict[int, int] = field(default_factory=dict)
    types: dict[int, str] = field(default_factory=dict)


def traits(network: Network, people: Indexes, membership: Indexes, inside: Weights) -> Traits:
    """The distinctive traits of communities of people by log-odds (Monroe, Colaresi, Quinn 2008).

    ``people`` are node indexes, ``membership`` the community of each, -1 for none and OUTSIDE for
    one not being described, and ``inside`` the weight of their ties in it, which determines the
    clearest examples. A project counts for the community most of its people are in, and for none if
    most are outside.
    """
    homes = _homes(network, people, membership, inside)
    attribute_rows = attributes(network)
    table = encode_attributes(attribute_rows).join(homes, on="unit")
    counts = _counts(table)
    common = _with_totals(_overrepresented(counts), table)
    rare = _with_totals(_underrepresented(counts), table)
    share_inside = pl.col("inside") / pl.col("of_inside")
    # If no trait of the kind is known elsewhere, the share is 0 / 0 and the trait is dropped.
    units_outside = pl.col("of_all") - pl.col("of_inside")
    share_outside = (pl.col("everywhere") - pl.col("inside")) / units_outside
    common = common.filter(share_inside >= MIN_LIFT * share_outside)
    rare = rare.filter(share_outside >= MIN_LIFT * share_inside)
    common = _most_distinctive(common, ascending=False)
    rare = _most_distinctive(rare, ascending=True)
    typical = _terms(network, common, table, attribute_rows)
    untypical = _terms(network, rare, table, attribute_rows)
    units = homes.group_by("community").len().iter_rows()
    return Traits(typical, untypical, dict(units), _types(network, homes))


def _types(network: Network, homes: pl.DataFrame) -> dict[int, str]:
    typed = homes.with_columns(network.nodes["type"].gather(homes["unit"]).alias("type"))
    commonest = (
        typed.drop_nulls("type")
        .group_by("community", "type")
        .len()
        .sort(["len", "type"], descending=[True, False])
        .unique("community", keep="first", maintain_order=True)
    )
    return dict(commonest.select("community", "type").iter_rows())


def _homes(network: Network, people: Indexes, membership: Indexes, inside: Weights) -> pl.DataFrame:
    """The community of each unit: a person's own, a project's that of most of its people.

    Columns unit, community, and weight: how clearly the unit stands for the community.
    """
    persons_frame = pl.DataFrame({"unit": people, "community": membership, "weight": inside})
    homes = np.full(len(network), UNASSIGNED, dtype=np.int64)
    homes[people] = membership
    credits = network.links_of("credit", "source", "target")
    pairs = credits["source"].to_numpy() * len(network) + credits["target"].to_numpy()
    persons_of, projects_of = np.divmod(distinct(pairs), len(network))
    has_community = homes[persons_of] != UNASSIGNED
    # Communities count from 0; OUTSIDE and UNASSIGNED are below that.
    span = int(membership.max(initial=0)) - OUTSIDE + 1
    projects_of, homes_of = projects_of[has_community], homes[persons_of[has_community]]
    codes, counts = np.unique(projects_of * span + homes_of - OUTSIDE, return_counts=True)
    units, communities = codes // span, codes % span + OUTSIDE
    order = np.lexsort((communities, -counts, units))
    first = order[np.flatnonzero(np.diff(units[order], prepend=-1))]
    projects_frame = pl.DataFrame(
        {"unit": units[first], "community": communities[first], "weight": counts[first] * 1.0}
    )
    return pl.concat([persons_frame, projects_frame]).filter(pl.col("community") >= 0)


def _counts(table: pl.DataFrame) -> pl.DataFrame:
    """How often each word occurs in each community, and the totals to compare that with.

    Has the columns of the word and the community; ``inside`` and ``everywhere`` are the word's
    occurrences there and in all, ``words`` and ``all_words`` those of all words of its kind.
    """
    counts = table.group_by(*_WORD, "community").agg(pl.len().alias("inside"))
    return counts.with_columns(
        pl.col("inside").sum().over(_WORD).alias("everywhere"),
        pl.col("inside").sum().over("kind", "community").alias("words"),
        pl.col("inside").sum().over("kind").alias("all_words"),
    )


def _scored(counts: pl.DataFrame) -> pl.DataFrame:
    delta, z = log_odds(
        counts["inside"].to_numpy(),
        (counts["everywhere"] - counts["inside"]).to_numpy(),
        total_inside=counts["words"].to_numpy(),
        total_outside=(counts["all_words"] - counts["words"]).to_numpy(),
    )
    return counts.with_columns(pl.Series("log_odds", delta), pl.Series("z", z))


def _overrepresented(counts: pl.DataFrame) -> pl.DataFrame:
    frequent = counts.filter(pl.col("inside") >= MIN_INSIDE)
    return _scored(frequent).filter((pl.col("z") >= MIN_Z) & (pl.col("log_odds") >= MIN_LOG_ODDS))


def _underrepresented(counts: pl.DataFrame) -> pl.DataFrame:
    """Words rarer here than elsewhere, including those that never occur here."""
    communities = counts.select("community", "kind", "words", "all_words").unique()
    words = counts.select(*_WORD, "everywhere").unique()
    # Keep only words and communities that can reach MIN_EXPECTED, to avoid every combination.
    peaks = communities.group_by("kind").agg(
        (pl.col("words") / pl.col("all_words")).max().alias("m")
    )
    words = words.join(peaks, on="kind").filter(pl.col("everywhere") * pl.col("m") >= MIN_EXPECTED)
    expected = pl.col("everywhere") * pl.col("words") / pl.col("all_words")
    large = communities.filter(pl.col("words") >= MIN_EXPECTED)
    pairs = large.join(words.drop("m"), on="kind").filter(expected >= MIN_EXPECTED)
    observed = counts.select(*_KEY, "inside")
    counted = pairs.join(observed, on=_KEY, how="left")
    counted = counted.with_columns(pl.col("inside").fill_null(0).cast(counts["inside"].dtype))
    return _scored(counted).filter((pl.col("z") <= -MIN_Z) & (pl.col("log_odds") <= -MIN_LOG_ODDS))


def _most_distinctive(rows: pl.DataFrame, *, ascending: bool) -> pl.DataFrame:
    """The most distinctive traits of each kind in each community."""
    # Words are numbered alphabetically.
    return rows.sort("community", "z", "word", descending=[False, not ascending, False]).filter(
        pl.int_range(pl.len()).over("community", "kind") < MAX_PER_KIND
    )


def _terms(
    network: Network, scored: pl.DataFrame, table: pl.DataFrame, attribute_rows: pl.DataFrame
) -> dict[int, tuple[DistinctiveTerm, ...]]:
    terms: dict[int, list[DistinctiveTerm]] = {}
    with_facts = _with_facts(scored, table, attribute_rows)
    names = attribute_rows.select("value", "node")[with_facts["word"]]
    for row in pl.concat([with_facts, names], how="horizontal").iter_rows(named=True):
        node = None if row["node"] is None else network.ids[row["node"]]
        term = DistinctiveTerm(
            kind=row["kind"],
            value=row["value"],
            id=node,
            log_odds=row["log_odds"],
            z=row["z"],
            inside=row["inside"],
            outside=row["everywhere"] - row["inside"],
            of_inside=row["of_inside"],
            of_outside=row["of_all"] - row["of_inside"],
            facts=((node,) if node else ()) + tuple(row["facts"] or ()),
        )
        terms.setdefault(row["community"], []).append(term)
    return {community: tuple(listed) for community, listed in terms.items()}


def _with_facts(
    scored: pl.DataFrame, table: pl.DataFrame, attribute_rows: pl.DataFrame
) -> pl.DataFrame:
    examples = table.join(scored.select(_KEY), on=_KEY)
    facts = (
        examples.with_columns(attribute_rows["fact"].gather(examples["row"]).alias("fact"))
        .sort([*_KEY, "weight", "fact"], descending=[False] * 3 + [True, False])
        .group_by(_KEY, maintain_order=True)
        .agg(pl.col("fact").head(MAX_FACTS).alias("facts"))
    )
    return scored.join(facts, on=_KEY, how="left", maintain_order="left")


def _with_totals(scored: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Add how many units of a community, and in all, have any trait of the kind."""
    inside = table.group_by("community", "kind").agg(pl.col("unit").n_unique().alias("of_inside"))
    everywhere = table.group_by("kind").agg(pl.col("unit").n_unique().alias("of_all"))
    return scored.join(inside, on=["community", "kind"], how="left", maintain_order="left").join(
        everywhere, on="kind", how="left", maintain_order="left"
    )
