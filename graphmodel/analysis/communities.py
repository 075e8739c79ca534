"""Who works among whom: communities, what tells each from the others, and who bridges them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.attributes import attributes
from graphmodel.analysis.leiden import leiden, modularity
from graphmodel.analysis.results import Result, Row
from graphmodel.analysis.telling import Telling, log_odds
from graphmodel.analysis.ties import people_ties
from graphmodel.network import Indexes, Network

BRIDGES = 5
"""Bridges named for each community."""
REASONS_OF_A_KIND = 3
FACTS = 5
"""Projects or people shown for each reason."""
LEAST_Z = 1.96
"""Standard errors above which a thing counts as telling: 1 in 40 by chance."""
LEAST_LOG_ODDS = 0.4
"""Half as likely again inside as outside; in a large network less than that has a high z too."""
LEAST_INSIDE = 2
"""Found once is not yet a trait."""
WORDS_IN_LABEL = 3


@dataclass(frozen=True)
class Community:
    """People with more ties among themselves than chance would give.

    ``id`` is made of its most central person's, so that it stays the same while that person leads
    it. ``people`` are ids, those with the strongest ties inside first; ``bridges`` those of them
    whose strong ties are spread over other communities too, the most telling first; ``reasons``
    what tells it from the other communities, by z-score.
    """

    id: str
    size: int
    label: str
    people: tuple[str, ...]
    bridges: tuple[str, ...]
    reasons: tuple[Telling, ...]


@dataclass(frozen=True)
class Communities(Result):
    """A split of all people who have ties, largest community first.

    ``modularity`` is that of the split at the resolution asked for, at most 1. ``unplaced`` counts
    the people without ties, who are in no community. ``between`` has the summed weight of the ties
    between two communities, for each pair that has any, strongest first.
    """

    modularity: float
    communities: tuple[Community, ...]
    between: tuple[tuple[str, str, float], ...]
    unplaced: int

    COLUMNS: ClassVar[Mapping[str, pl.DataType]] = {
        "id": pl.String(),
        "label": pl.String(),
        "size": pl.Int64(),
        "people": pl.List(pl.String()),
        "bridges": pl.List(pl.String()),
    }

    def rows(self) -> Iterator[Row]:
        """One line a community."""
        for community in self.communities:
            yield {name: getattr(community, name) for name in self.COLUMNS}

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        """The map of communities: each is a node."""
        for community in self.communities:
            yield community.id, {"label": community.label, "size": community.size}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        """The ties between communities, with their weight."""
        for one, other, weight in self.between:
            yield one, other, {"weight": weight}


def communities(
    network: Network,
    *,
    resolution: float = 1.0,
    seed: int = 0,
    now: int | None = None,
    half_life: float = 10.0,
) -> Communities:
    """The communities of the people of a network, the same for the same network and arguments.

    Leiden (Traag, Waltman, van Eck 2019) on ties weighted as in ``ties``: each thing shared is
    shared out among its people and fades by half every ``half_life`` years before ``now``, by
    default the network's latest year. A higher ``resolution`` gives more and smaller communities.
    What tells them apart is by log-odds with an informative Dirichlet prior (Monroe, Colaresi,
    Quinn 2008), where a project counts for the community that most of its people are in. Raises
    InputError for a resolution or half-life that is not above zero.
    """
    ties = people_ties(network, now=now, half_life=half_life)
    weights = ties.matrix()
    found = leiden(weights, resolution=resolution, seed=seed)
    placed = np.diff(weights.indptr) > 0
    split = _Split.of(weights, found, placed)
    central = split.by_centrality()
    ids = [f"community:{network.ids[ties.people[members[0]]]}" for members in central]
    reasons = _reasons(network, ties.people, split)
    return Communities(
        modularity=modularity(weights, found, resolution),
        communities=tuple(
            Community(
                id=ids[c],
                size=len(members),
                label=_label(network.names[ties.people[members[0]]], reasons.get(c, ())),
                people=tuple(network.ids[i] for i in ties.people[members]),
                bridges=tuple(network.ids[i] for i in ties.people[split.bridges(members)]),
                reasons=reasons.get(c, ()),
            )
            for c, members in enumerate(central)
        ),
        between=tuple((ids[a], ids[b], weight) for a, b, weight in split.between()),
        unplaced=int((~placed).sum()),
    )


@dataclass(frozen=True, eq=False)
class _Split:
    """``part`` has each person's community, numbered by size, or -1; ``spread`` (people x
    communities) the weight of each person's ties to each community."""

    part: Indexes
    spread: sparse.csr_array
    inside: NDArray[np.float64]

    @classmethod
    def of(cls, weights: sparse.csr_array, found: Indexes, placed: NDArray[np.bool_]) -> _Split:
        sizes = np.bincount(found[placed], minlength=found.max(initial=-1) + 1)
        # Communities come numbered by first appearance, which settles equal sizes.
        rank = np.empty(len(sizes), dtype=np.int64)
        rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
        part = np.where(placed, rank[found], -1)
        rows = np.flatnonzero(placed)
        shape = (len(part), int((sizes > 0).sum()))
        members = sparse.csr_array((np.ones(len(rows)), (rows, part[rows])), shape=shape)
        spread = sparse.csr_array(weights @ members)
        inside = np.asarray(spread.multiply(members).sum(axis=1), dtype=np.float64).ravel()
        return cls(part, spread, inside)

    def by_centrality(self) -> list[Indexes]:
        """The people of each community, those with most weight inside it first, then by id."""
        order = np.lexsort((np.arange(len(self.part)), -self.inside, self.part))
        order = order[np.searchsorted(self.part[order], 0) :]
        ends = np.cumsum(np.bincount(self.part[order], minlength=self.spread.shape[1]))
        return np.split(order, ends[:-1]) if len(order) else []

    def bridges(self, members: Indexes) -> Indexes:
        """By participation coefficient (Guimerà and Amaral 2005) times the weight of all ties.

        The coefficient is ``1 - sum over communities of (weight there / weight of all)^2``, 0 for
        a person all of whose ties are inside.
        """
        rows = self.spread[members]
        strength = np.asarray(rows.sum(axis=1)).ravel()
        squares = np.asarray(rows.power(2).sum(axis=1)).ravel()
        score = (1 - squares / np.square(strength)) * strength
        outward = strength - self.inside[members] > 1e-12 * strength
        order = np.argsort(np.where(outward, -score, np.inf), kind="stable")
        return members[order[outward[order]][:BRIDGES]]

    def between(self) -> list[tuple[int, int, float]]:
        rows = np.flatnonzero(self.part >= 0)
        ones = np.ones(len(rows))
        shape = (self.spread.shape[1], len(self.part))
        members = sparse.csr_array((ones, (self.part[rows], rows)), shape=shape)
        among = sparse.triu(members @ self.spread, 1).tocoo()
        found = zip(among.row.tolist(), among.col.tolist(), among.data.tolist(), strict=True)
        return sorted(found, key=lambda link: (-link[2], link[0], link[1]))


def _homes(network: Network, people: Indexes, split: _Split) -> pl.DataFrame:
    """The community of each unit: a person's own, a project's that of most of its people.

    Columns unit, community, and weight: how plainly the unit stands for the community.
    """
    persons = pl.DataFrame({"unit": people, "community": split.part, "weight": split.inside})
    persons = persons.filter(pl.col("community") >= 0)
    credits = network.links.filter(pl.col("kind") == "WORKED_ON").select(
        pl.col("source").alias("person"), pl.col("target").alias("unit")
    )
    projects = (
        credits.unique()
        .join(persons.rename({"unit": "person"}), on="person")
        .group_by("unit", "community")
        .agg(pl.len().cast(pl.Float64).alias("weight"))
        .sort(["unit", "weight", "community"], descending=[False, True, False])
        .unique("unit", keep="first", maintain_order=True)
    )
    return pl.concat([persons, projects.select(persons.columns)])


def _reasons(network: Network, people: Indexes, split: _Split) -> dict[int, tuple[Telling, ...]]:
    """What is telling of each community, by its number."""
    table = attributes(network).join(_homes(network, people, split), on="unit")
    word = ["kind", "value", "node"]
    counts = table.group_by(*word, "community").agg(pl.len().alias("inside"))
    counts = counts.with_columns(
        pl.col("inside").sum().over(word).alias("everywhere"),
        pl.col("inside").sum().over("kind", "community").alias("words"),
        pl.col("inside").sum().over("kind").alias("all_words"),
    )
    delta, z = log_odds(
        counts["inside"].to_numpy(),
        (counts["everywhere"] - counts["inside"]).to_numpy(),
        total_inside=counts["words"].to_numpy(),
        total_outside=(counts["all_words"] - counts["words"]).to_numpy(),
    )
    telling = (
        counts.with_columns(pl.Series("log_odds", delta), pl.Series("z", z))
        .filter(
            (pl.col("z") >= LEAST_Z)
            & (pl.col("log_odds") >= LEAST_LOG_ODDS)
            & (pl.col("inside") >= LEAST_INSIDE)
        )
        .sort(["community", "z", "kind", "value", "node"], descending=[False, True] + [False] * 3)
        .filter(pl.int_range(pl.len()).over("community", "kind") < REASONS_OF_A_KIND)
    )
    return _tellings(network, _with_totals(_with_facts(telling, table), table))


def _with_facts(telling: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    key = ["community", "kind", "value", "node"]
    shown = (
        table.join(telling.select(key), on=key, nulls_equal=True)
        .sort([*key, "weight", "fact"], descending=[False] * 4 + [True, False])
        .group_by(key, maintain_order=True)
        .agg(pl.col("fact").head(FACTS).alias("facts"))
    )
    return telling.join(shown, on=key, nulls_equal=True, how="left", maintain_order="left")


def _with_totals(telling: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """How many units of a community, and of all, have anything of the kind."""
    inside = table.group_by("community", "kind").agg(pl.col("unit").n_unique().alias("of_inside"))
    everywhere = table.group_by("kind").agg(pl.col("unit").n_unique().alias("of_all"))
    return telling.join(inside, on=["community", "kind"], how="left", maintain_order="left").join(
        everywhere, on="kind", how="left", maintain_order="left"
    )


def _tellings(network: Network, rows: pl.DataFrame) -> dict[int, tuple[Telling, ...]]:
    found: dict[int, list[Telling]] = {}
    for row in rows.iter_rows(named=True):
        node = None if row["node"] is None else network.ids[row["node"]]
        telling = Telling(
            kind=row["kind"],
            value=row["value"],
            id=node,
            log_odds=row["log_odds"],
            z=row["z"],
            inside=row["inside"],
            outside=row["everywhere"] - row["inside"],
            of_inside=row["of_inside"],
            of_outside=row["of_all"] - row["of_inside"],
            facts=((node,) if node else ()) + tuple(row["facts"]),
        )
        found.setdefault(row["community"], []).append(telling)
    return {community: tuple(tellings) for community, tellings in found.items()}


def _label(leader: str, reasons: tuple[Telling, ...]) -> str:
    """The most telling thing of each of a few kinds, and the most central person."""
    words: dict[str, str] = {}
    for telling in reasons:
        words.setdefault(telling.kind, telling.value)
    around = f"around {leader}"
    first = ", ".join(list(words.values())[:WORDS_IN_LABEL])
    return f"{first} · {around}" if first else around
