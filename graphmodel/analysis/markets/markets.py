"""People who worked or studied in one market and later worked in another, and what they carried
over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl

from graphmodel.analysis.results import Result, Row
from graphmodel.analysis.ties.activity import activity_spans
from graphmodel.analysis.ties.credit_presence import is_counted
from graphmodel.analysis.ties.ties import deceased_people, people_ties
from graphmodel.errors import InputError
from graphmodel.network.name_folding import fold_name
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf, asking_date
from graphmodel.network.tables import means
from graphmodel.schema.declarations import UNITS
from graphmodel.schema.model import IDEA

LIMIT = 20
NAMED = 3
"""Companions named with a carrier."""


@dataclass(frozen=True)
class Fact:
    """A credit or a study that places a person in a market: the year, what it was at or on (an id),
    the id of the link and its sources."""

    year: int
    at: str
    name: str
    link: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Carrier:
    """A person who was in the first market and later worked in the other. ``before`` and ``after``
    are the first facts in each, ``works`` the number of works in the other. ``genres`` are those of
    works in both; ``companions`` the ids of people on works of theirs in both, most frequent first.
    ``steps`` and ``through`` are the number of ties to the asker, and the id of the person in
    between; None without an asker."""

    id: str
    name: str
    before: Fact
    after: Fact
    works: int
    genres: tuple[str, ...]
    companions: tuple[str, ...]
    steps: int | None = None
    through: str | None = None


@dataclass(frozen=True)
class YearInMarket:
    """The number of known works of a market and year, and of people on them."""

    market: str
    year: int
    works: int
    people: int


@dataclass(frozen=True)
class Bridge(Result):
    """The people who carry from one market to another, most works there first; or, for ``asker``,
    those within two ties, nearest first. ``total`` counts all carriers, ``undated`` people who were
    in both without a date to show which came first. With ``active_since``, carriers are only those
    known to have been active in that year or later."""

    source: str
    target: str
    asked: str
    asker: str | None
    total: int
    undated: int
    carriers: tuple[Carrier, ...]
    years: tuple[YearInMarket, ...]
    active_since: int | None = None

    COLUMNS: ClassVar = {
        **dict.fromkeys(("id", "name"), pl.String()),
        "steps": pl.Int64(),
        "through": pl.String(),
        "before": pl.Int64(),
        "before_at": pl.String(),
        "after": pl.Int64(),
        "after_at": pl.String(),
        "works": pl.Int64(),
        **dict.fromkeys(("genres", "companions", "sources"), pl.List(pl.String())),
    }

    def rows(self) -> Iterator[Row]:
        for c in self.carriers:
            yield {
                "id": c.id,
                "name": c.name,
                "steps": c.steps,
                "through": c.through,
                "before": c.before.year,
                "before_at": c.before.name,
                "after": c.after.year,
                "after_at": c.after.name,
                "works": c.works,
                "genres": list(c.genres),
                "companions": list(c.companions),
                "sources": list(dict.fromkeys((*c.before.sources, *c.after.sources))),
            }

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        for carrier in self.carriers:
            yield carrier.id, {"name": carrier.name}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        for carrier in self.carriers:
            for companion in carrier.companions:
                yield carrier.id, companion, {}


def bridge(
    network: Network,
    source: str,
    target: str,
    *,
    asker: str | None = None,
    limit: int = LIMIT,
    active_since: int | None = None,
    as_of: AsOf = None,
) -> Bridge:
    """Find who was in the market ``source`` (a work made for or in it, or a school there) in an
    earlier year than that of their first work in ``target``; all by a date. A work of both markets
    counts for neither, and ideas are ignored.

    With ``asker``, the id of a person, only those within two ties of them; with ``active_since``, a
    year, only people still alive and last active in it or later. Spellings of a market that differ
    only in capitals, accents, dots and the like are merged. Raises InputError for a market without
    any fact, for the same market twice, and for an ``asker`` who is not a person.
    """
    asked = asking_date(as_of)
    facts = _Facts(network.present(asked))
    first, second = facts.market(source), facts.market(target)
    if first == second:
        raise InputError(
            "{source} and {target} are the same market; give two", source=source, target=target
        )
    if limit < 1:
        raise InputError("limit is {limit}; give 1 or more", limit=limit)
    pairs, undated = facts.carried(first, second)
    near = facts.near(asker) if asker is not None else None
    chosen = [person for person in pairs if near is None or person in near]
    if active_since is not None:
        active = _active(facts.network, active_since)
        chosen = [person for person in chosen if person in active]
    works = facts.works_in(second)
    names = facts.network.names
    chosen.sort(key=lambda p: (near[p][0] if near else 0, -works[p], names[p], p))
    return Bridge(
        source=first,
        target=second,
        asked=asked,
        asker=asker,
        total=len(pairs),
        undated=undated,
        carriers=tuple(
            facts.carrier(p, pairs[p], (first, second), near[p] if near else None)
            for p in chosen[:limit]
        ),
        years=facts.years(first, second),
        active_since=active_since,
    )


def markets(network: Network, *, as_of: AsOf = None) -> list[str]:
    """The markets with a known work or school by a date, most facts first."""
    return _Facts(network.present(as_of)).markets()


class _Facts:
    """The credits and studies of all people, by market."""

    def __init__(self, network: Network) -> None:
        self.network = network
        nodes = network.nodes
        links = network.links.with_row_index("link").with_columns(
            counted=pl.Series(is_counted(network))
        )
        ideas = (nodes["type"] == IDEA).fill_null(False).arg_true()
        credits = links.filter(
            means("credit") & pl.col("counted") & ~pl.col("target").is_in(ideas.implode())
        )
        columns = (pl.col("link").cast(pl.Int64), "source", "target")
        self._credits = credits.select(*columns, year="first_year")
        made = nodes.select("market", "countries").with_row_index("target").select(
            pl.col("target").cast(pl.Int64),
            pl.concat_list(
                pl.col("countries").fill_null([]), pl.col("market")
            ).list.drop_nulls().list.unique(maintain_order=True).alias("market"),
        )  # fmt: skip
        works = self._credits.join(made, on="target").explode("market").drop_nulls("market")
        studies = links.filter(means("study")).select(
            *columns, year=pl.coalesce("first_year", "last_year")
        )
        studies = studies.with_columns(market=nodes["country"].gather(studies["target"]))
        both = [works.with_columns(work=True), studies.with_columns(work=False)]
        table = pl.concat([t.select("source", "target", "link", "year", "market", "work")
                           for t in both]).drop_nulls("market")  # fmt: skip
        table = table.with_columns(market=_most_frequent_spelling(table["market"]))
        self._facts = table.sort("source", "year", "link", nulls_last=True)

    def market(self, text: str) -> str:
        """The canonical spelling of a market: the most frequent one in the data."""
        known = self._facts["market"].unique().sort().to_list()
        same = [market for market in known if _fold(market) == _fold(text)]
        if not same:
            counts = self.markets()
            counts.sort(key=lambda market: text.strip().lower() not in market.lower())
            listed = ", ".join(counts[:8]) or "none"
            raise InputError(
                "no work or school in {text!r} is known; there are {listed}",
                text=text,
                listed=listed,
            )
        return str(same[0])

    def markets(self) -> list[str]:
        """All markets, most facts first."""
        counts = Counter(self._facts["market"].to_list())
        return sorted(counts, key=lambda market: (-counts[market], market))

    def _in(self, market: str) -> pl.DataFrame:
        return self._facts.filter(pl.col("market") == market)

    def works_in(self, market: str) -> Counter[int]:
        works = self._in(market).filter("work").unique(["source", "target"])
        return Counter(works["source"].to_list())

    def carried(self, first: str, second: str) -> tuple[dict[int, tuple[Row, Row]], int]:
        """For each person who was in the first market in an earlier year, the first facts in both;
        and the number of people in both without dates to compare."""
        here, there = self._in(first), self._in(second).filter("work")
        in_both = set(here["target"]) & set(there["target"])
        apart = ~pl.col("target").is_in(list(in_both))
        before, after = self._firsts(here.filter(apart)), self._firsts(there.filter(apart))
        both = before.keys() & after.keys()
        dated = {p for p in both if before[p]["year"] is not None and after[p]["year"] is not None}
        pairs = {
            p: (before[p], after[p]) for p in sorted(dated) if before[p]["year"] < after[p]["year"]
        }
        return pairs, len(both) - len(dated)

    def _firsts(self, facts: pl.DataFrame) -> dict[int, Row]:
        rows = facts.unique("source", keep="first", maintain_order=True)
        return {row["source"]: row for row in rows.iter_rows(named=True)}

    def near(self, asker: str) -> dict[int, tuple[int, str | None]]:
        """Who is within two ties of a person: how many ties, and through whom (an id)."""
        node = self.network.index(asker)
        if node not in set(self.network.of_kind(UNITS[0]).tolist()):
            raise InputError(
                "{asker} ({name}) is not a person", asker=asker, name=self.network.names[node]
            )
        ties = people_ties(self.network)
        people, strengths = ties.neighbours(node)
        reached: dict[int, tuple[int, str | None]] = {int(p): (1, None) for p in people}
        for friend in people[np.argsort(-strengths, kind="stable")].tolist():
            for person in ties.neighbours(friend)[0].tolist():
                if person != node:
                    reached.setdefault(person, (2, self.network.ids[friend]))
        return reached

    def carrier(
        self,
        person: int,
        firsts: tuple[Row, Row],
        markets: tuple[str, str],
        nearness: tuple[int, str | None] | None,
    ) -> Carrier:
        since = firsts[1]["year"]
        own = self._facts.filter((pl.col("source") == person) & pl.col("work"))
        there = set(own.filter(pl.col("market") == markets[1])["target"])
        earlier = own.filter((pl.col("market") == markets[0]) & (pl.col("year") < since))
        here = set(earlier["target"]) - there
        steps, through = nearness or (None, None)
        return Carrier(
            id=self.network.ids[person],
            name=self.network.names[person],
            before=self._fact(firsts[0]),
            after=self._fact(firsts[1]),
            works=len(there),
            genres=tuple(sorted(self._genres(here) & self._genres(there))),
            companions=self._companions(person, here, there),
            steps=steps,
            through=through,
        )

    def _fact(self, row: Mapping[str, object]) -> Fact:
        at, link = int(str(row["target"])), self.network.link(int(str(row["link"])))
        return Fact(
            year=int(str(row["year"])),
            at=self.network.ids[at],
            name=self.network.names[at],
            link=link["id"],
            sources=tuple(link.get("sources", ())),
        )

    def _genres(self, works: set[int]) -> set[str]:
        lists = self.network.nodes["genres"].gather(sorted(works)).drop_nulls().to_list()
        return {genre for genres in lists for genre in genres}

    def _companions(self, person: int, here: set[int], there: set[int]) -> tuple[str, ...]:
        """The people with credits on works of both sides, the most frequent first."""
        crews: dict[bool, Counter[int]] = defaultdict(Counter)
        wanted = list(here | there)
        rows = self._credits.filter(pl.col("target").is_in(wanted)).unique(["source", "target"])
        for who, work in rows.select("source", "target").iter_rows():
            crews[work in there][who] += 1
        both = (crews[True].keys() & crews[False].keys()) - {person}
        ordered = sorted(both, key=lambda p: (-crews[True][p] - crews[False][p], p))
        return tuple(self.network.ids[p] for p in ordered[:NAMED])

    def years(self, first: str, second: str) -> tuple[YearInMarket, ...]:
        works = self._facts.filter(pl.col("work") & pl.col("market").is_in([first, second]))
        table = works.drop_nulls("year").group_by("market", "year").agg(
            pl.col("target").n_unique(), pl.col("source").n_unique()
        )  # fmt: skip
        return tuple(YearInMarket(*row) for row in table.sort("market", "year").iter_rows())


def _active(network: Network, since: int) -> set[int]:
    """The people still alive and last active in a year or later."""
    last = activity_spans(network, network.latest_year or 0).last
    people = network.of_kind(UNITS[0])
    return set(people[last >= since].tolist()).difference(deceased_people(network))


def _fold(market: str) -> str:
    return fold_name(market) or market.strip().casefold()


def _most_frequent_spelling(markets: pl.Series) -> pl.Series:
    """Markets in their most frequent spelling; among equally frequent ones, the first
    alphabetically."""
    counts = Counter(markets.to_list())
    spellings: dict[str, str] = {}
    for market in sorted(counts, key=lambda market: (-counts[market], market)):
        spellings.setdefault(_fold(market), market)
    return markets.replace({market: spellings[_fold(market)] for market in counts})
