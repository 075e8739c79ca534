"""What tells communities from each other: what is found in one more, or less, than elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from graphmodel.analysis.graph.edge_sums import UNASSIGNED, Weights
from graphmodel.analysis.graph.log_odds import DistinctiveTerm, log_odds
from graphmodel.analysis.graph.pagerank import distinct
from graphmodel.analysis.ties.attributes import attributes, encode_attributes
from graphmodel.network.network import Indexes, Network

MOST_OF_A_KIND = 3
FACTS = 5
"""Projects or people shown for each reason."""
LEAST_Z = 1.96
"""Standard errors above which a thing counts as telling: 1 in 40 by chance."""
LEAST_LOG_ODDS = 0.4
"""Half as likely again inside as outside; in a large network less than that has a high z too."""
LEAST_LIFT = 1.25
"""So many times the share of the projects and people elsewhere that have it: where nearly all have
the one thing of its kind, odds are far apart though shares are not."""
LEAST_INSIDE = 2
"""Found once is not yet a trait."""
LEAST_EXPECTED = 5.0
"""How often a thing must be expected before it is worth saying that it is rare here."""

OUTSIDE = -2
"""In place of the number of a community that is not asked about."""

_WORD = ["kind", "word"]
_KEY = ["community", *_WORD]


@dataclass(frozen=True)
class Traits:
    """What is telling of each community, by its number, by z-score: ``typical`` is more likely
    there than elsewhere, ``untypical`` less. ``units`` is how many people and projects each
    has, ``types`` what most of its projects are."""

    typical: dict[int, tuple[DistinctiveTerm, ...]] = field(default_factory=dict)
    untypical: dict[int, tuple[DistinctiveTerm, ...]] = field(default_factory=dict)
    units: dict[int, int] = field(default_factory=dict)
    types: dict[int, str] = field(default_factory=dict)


def traits(network: Network, people: Indexes, part: Indexes, inside: Weights) -> Traits:
    """What is telling of communities of people by log-odds (Monroe, Colaresi, Quinn 2008).

    ``people`` are the node indexes of persons, ``part`` the community of each, -1 for none and
    OUTSIDE for one that is not asked about, and ``inside`` the weight of their ties in it, by
    which the plainest examples are chosen. A project counts for the community that most of its
    people are in, and for none if most are outside.
    """
    homes = _homes(network, people, part, inside)
    known = attributes(network)
    table = encode_attributes(known).join(homes, on="unit")
    counts = _counts(table)
    more, less = _with_totals(_more(counts), table), _with_totals(_less(counts), table)
    here = pl.col("inside") / pl.col("of_inside")
    # Where nothing of the kind is known elsewhere the share is 0 / 0, and nothing is told.
    there = (pl.col("everywhere") - pl.col("inside")) / (pl.col("of_all") - pl.col("of_inside"))
    more, less = more.filter(here >= LEAST_LIFT * there), less.filter(there >= LEAST_LIFT * here)
    typical = _told(network, _best(more, ascending=False), table, known)
    untypical = _told(network, _best(less, ascending=True), table, known)
    units = homes.group_by("community").len().iter_rows()
    return Traits(typical, untypical, dict(units), _types(network, homes))


def _types(network: Network, homes: pl.DataFrame) -> dict[int, str]:
    typed = homes.with_columns(network.nodes["type"].gather(homes["unit"]).alias("type"))
    most = (
        typed.drop_nulls("type")
        .group_by("community", "type")
        .len()
        .sort(["len", "type"], descending=[True, False])
        .unique("community", keep="first", maintain_order=True)
    )
    return dict(most.select("community", "type").iter_rows())


def _homes(network: Network, people: Indexes, part: Indexes, inside: Weights) -> pl.DataFrame:
    """The community of each unit: a person's own, a project's that of most of its people.

    Columns unit, community, and weight: how plainly the unit stands for the community.
    """
    persons = pl.DataFrame({"unit": people, "community": part, "weight": inside})
    homes = np.full(len(network), UNASSIGNED, dtype=np.int64)
    homes[people] = part
    credits = network.links_of("credit", "source", "target")
    pairs = credits["source"].to_numpy() * len(network) + credits["target"].to_numpy()
    who, what = np.divmod(distinct(pairs), len(network))
    known = homes[who] != UNASSIGNED
    # Communities from 0, and those that are not asked about below them.
    span = int(part.max(initial=0)) - OUTSIDE + 1
    both, often = np.unique(what[known] * span + homes[who[known]] - OUTSIDE, return_counts=True)
    unit, community = both // span, both % span + OUTSIDE
    order = np.lexsort((community, -often, unit))
    first = order[np.flatnonzero(np.diff(unit[order], prepend=-1))]
    projects = pl.DataFrame(
        {"unit": unit[first], "community": community[first], "weight": often[first] * 1.0}
    )
    return pl.concat([persons, projects]).filter(pl.col("community") >= 0)


def _counts(table: pl.DataFrame) -> pl.DataFrame:
    """How often each word is in each community, and what to compare that with.

    Columns of the word and community; ``inside`` and ``everywhere`` how often it is there,
    ``words`` and ``all_words`` how many words of its kind are.
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


def _more(counts: pl.DataFrame) -> pl.DataFrame:
    found_often = counts.filter(pl.col("inside") >= LEAST_INSIDE)
    return _scored(found_often).filter(
        (pl.col("z") >= LEAST_Z) & (pl.col("log_odds") >= LEAST_LOG_ODDS)
    )


def _less(counts: pl.DataFrame) -> pl.DataFrame:
    """Rarer here than elsewhere, also where it is never here."""
    communities = counts.select("community", "kind", "words", "all_words").unique()
    words = counts.select(*_WORD, "everywhere").unique()
    # Only words and communities that can come to be expected together, not all with all.
    most = communities.group_by("kind").agg(
        (pl.col("words") / pl.col("all_words")).max().alias("m")
    )
    words = words.join(most, on="kind").filter(pl.col("everywhere") * pl.col("m") >= LEAST_EXPECTED)
    expected = pl.col("everywhere") * pl.col("words") / pl.col("all_words")
    large = communities.filter(pl.col("words") >= LEAST_EXPECTED)
    pairs = large.join(words.drop("m"), on="kind").filter(expected >= LEAST_EXPECTED)
    there = counts.select(*_KEY, "inside")
    whole = pairs.join(there, on=_KEY, how="left")
    whole = whole.with_columns(pl.col("inside").fill_null(0).cast(counts["inside"].dtype))
    return _scored(whole).filter(
        (pl.col("z") <= -LEAST_Z) & (pl.col("log_odds") <= -LEAST_LOG_ODDS)
    )


def _best(rows: pl.DataFrame, *, ascending: bool) -> pl.DataFrame:
    """The most telling of each kind of each community."""
    # Words are numbered in the order of their letters.
    return rows.sort("community", "z", "word", descending=[False, not ascending, False]).filter(
        pl.int_range(pl.len()).over("community", "kind") < MOST_OF_A_KIND
    )


def _told(
    network: Network, telling: pl.DataFrame, table: pl.DataFrame, known: pl.DataFrame
) -> dict[int, tuple[DistinctiveTerm, ...]]:
    found: dict[int, list[DistinctiveTerm]] = {}
    told = _with_facts(telling, table, known)
    said = known.select("value", "node")[told["word"]]
    for row in pl.concat([told, said], how="horizontal").iter_rows(named=True):
        node = None if row["node"] is None else network.ids[row["node"]]
        one = DistinctiveTerm(
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
        found.setdefault(row["community"], []).append(one)
    return {community: tuple(tellings) for community, tellings in found.items()}


def _with_facts(telling: pl.DataFrame, table: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    examples = table.join(telling.select(_KEY), on=_KEY)
    shown = (
        examples.with_columns(known["fact"].gather(examples["row"]).alias("fact"))
        .sort([*_KEY, "weight", "fact"], descending=[False] * 3 + [True, False])
        .group_by(_KEY, maintain_order=True)
        .agg(pl.col("fact").head(FACTS).alias("facts"))
    )
    return telling.join(shown, on=_KEY, how="left", maintain_order="left")


def _with_totals(telling: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """How many units of a community, and of all, have anything of the kind."""
    inside = table.group_by("community", "kind").agg(pl.col("unit").n_unique().alias("of_inside"))
    everywhere = table.group_by("kind").agg(pl.col("unit").n_unique().alias("of_all"))
    return telling.join(inside, on=["community", "kind"], how="left", maintain_order="left").join(
        everywhere, on="kind", how="left", maintain_order="left"
    )
