"""Careers by the end of any year: credits, shorts, selections, schools, mentors."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.analysis.ties.credit_presence import is_counted
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.network.tables import folded, folded_text, means
from graphmodel.schema.declarations import UNITS
from graphmodel.schema.model import IDEA, PUBLICATIONS

SHORT, EPISODE = "short", "episode"
PARTICIPANT = "participant"
STAFF_ROLES = ("mentor", "coordinator", "consultant", "founder", "moderator", "speaker", "juror")
RECOGNISED_ROLES = ("director", "writer")
"""Roles credited with the selection of a work."""
ROLES_NAMED = 12
"""Number of roles listed in the error when nobody has the one asked for."""

_FACT = {"person": pl.Int64, "kind": pl.String, "group": pl.String, "year": pl.Int64,
         "link": pl.Int64}  # fmt: skip


class Careers:
    """The dated facts of all people of a network as of a date, by node index.

    ``credits`` has one row for each person and work that counts as a credit (``person``, ``work``,
    ``year``, ``link``). An episode counts as the series it is part of; shorts are not credits and
    are in ``shorts``; ideas and publications count as neither. ``roles`` has each role of each
    person on either. ``selections`` are those of people and of the works that they directed or
    wrote, with the ``tier`` of the festival; ``highest_tier`` is the maximum. ``signals`` are
    schools, mentors, programmes and festivals (``person``, ``kind``, ``group``: the id, ``year``,
    ``link``). Years are null if no source has one; ``link`` is a row of the network's links.
    ``stated`` is the number of credits stated for each node, available only if the network has no
    credits later than the date.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self._people = (network.nodes["kind"] == UNITS[0]).to_numpy()
        made = self._made()
        self.roles = made.select(person="source", role="role", year="first_year").drop_nulls("role")
        works = _works(made)
        self.shorts = works.filter(pl.col("type") == SHORT).drop("type")
        self.credits = works.filter(pl.col("type") != SHORT).drop("type")
        self.selections = self._selections(made)
        self.highest_tier = _highest(self.network.nodes["tier"], 1)
        self.signals = pl.concat(
            [self._schools(), self._mentors(), self._programmes(), self._festivals()]
        ).unique(["person", "kind", "group", "year"], keep="first", maintain_order=True)
        self.staff = self._staff()
        self.stated = self._stated()

    def _links(self, *columns: str) -> pl.LazyFrame:
        return self.network.links.lazy().with_row_index("link").select(
            pl.col("link").cast(pl.Int64), "kind", "source", "target", "first_year", *columns
        )  # fmt: skip

    def _made(self) -> pl.DataFrame:
        """The credits that count, with the type of the work."""
        types = self.network.nodes["type"]
        counted = pl.Series(is_counted(self.network))
        stated = self._links("role").filter(means("credit") & counted)
        credits = stated.with_columns(folded_text("role")).collect()
        wholes = self.network.links_of("part", "source", "target")
        series = dict(zip(wholes["source"], wholes["target"], strict=True))
        episodes = set((types == EPISODE).arg_true().to_list()) & set(series)
        if episodes:
            renamed = {node: series[node] for node in episodes}
            credits = credits.with_columns(pl.col("target").replace(renamed))
        credits = credits.with_columns(type=types.gather(credits["target"]).fill_null(""))
        return credits.filter(~pl.col("type").is_in([IDEA, *PUBLICATIONS]))

    def _selections(self, made: pl.DataFrame) -> pl.DataFrame:
        facts = self._links().filter(means("selection")).collect()
        facts = facts.with_columns(tier=self.network.nodes["tier"].gather(facts["target"]))
        facts = facts.select("source", "tier", "link", festival="target", year="first_year")
        own = facts.filter(pl.Series(self._people).gather(facts["source"]))
        own = own.rename({"source": "person"}).with_columns(work=pl.lit(None, pl.Int64))
        makers = made.filter(pl.col("role").is_in(RECOGNISED_ROLES))
        makers = makers.select(person="source", work="target").unique(maintain_order=True)
        shown = facts.join(makers, left_on="source", right_on="work").rename({"source": "work"})
        columns = ("person", "festival", "tier", "year", "work", "link")
        return pl.concat([own.select(columns), shown.select(columns)])

    def _signal(self, facts: pl.DataFrame, kind: str, year: str = "year") -> pl.DataFrame:
        """Signals from facts with person, node, a year and link."""
        group = self.network.nodes["id"].gather(facts["node"])
        return facts.with_columns(kind=pl.lit(kind), group=group, year=pl.col(year)).select(
            pl.col(name).cast(type_) for name, type_ in _FACT.items()
        )

    def _schools(self) -> pl.DataFrame:
        facts = self._links("last_year").filter(means("study")).collect()
        facts = facts.rename({"source": "person", "target": "node"})
        return self._signal(
            facts.with_columns(year=pl.coalesce("first_year", "last_year")), "school"
        )

    def _mentors(self) -> pl.DataFrame:
        facts = self._links().filter(means("guidance")).collect()
        facts = facts.filter(pl.Series(self._people).gather(facts["target"]))
        facts = facts.rename({"source": "node", "target": "person"})
        return self._signal(facts, "mentor", "first_year")

    def _programmes(self) -> pl.DataFrame:
        facts = self._links("role").filter(means("attendance")).collect()
        joined = facts.filter(
            (pl.col("role") == PARTICIPANT) & pl.Series(self._people).gather(facts["source"])
        )
        parts = self.network.links_of("part", "source", "target")
        whole = dict(zip(parts["source"], parts["target"], strict=True))
        tops = {node: _top(node, whole) for node in joined["target"].unique()}
        joined = joined.with_columns(node=pl.col("target").replace(tops))
        return self._signal(joined.rename({"source": "person"}), "programme", "first_year")

    def _festivals(self) -> pl.DataFrame:
        return self._signal(self.selections.rename({"festival": "node"}), "festival")

    def _staff(self) -> pl.DataFrame:
        """People who mentor others or work for an event, and the year since when, null if
        unknown."""
        guides = self._links().filter(means("guidance")).select("source", "first_year")
        attending = self._links("role").filter(
            means("attendance") & pl.col("role").is_in(STAFF_ROLES)
        )
        both = pl.concat([guides, attending.select("source", "first_year")])
        since = pl.col("first_year").min()
        return both.group_by(person="source").agg(since=since).collect()

    def _stated(self) -> NDArray[np.int64]:
        """The number of credits stated for each node, 0 if none is stated or later credits are
        known: then it may include credits after the date of asking."""
        later = self.network.with_plans.links_of("credit", "first_year")["first_year"]
        if _highest(later, 0) > self.network.year_asked:
            return np.zeros(len(self.network), dtype=np.int64)
        stated = self.network.nodes["credits"].cast(pl.Int64).fill_null(0)
        return np.asarray(stated.to_numpy(), dtype=np.int64)

    def in_role(self, role: str) -> pl.Series:
        """Who has a credit or a short in a role, or is in a programme for it; raises InputError if
        nobody is."""
        wanted = folded(role)
        for_it = self.network.nodes.filter(pl.col("type") == f"{wanted}s")["id"]
        joined = self.signals.filter(
            (pl.col("kind") == "programme") & pl.col("group").is_in(for_it.implode())
        )
        in_it = self.roles.filter(pl.col("role") == wanted)["person"]
        if in_it.is_empty() and joined.is_empty():
            counts = (
                self.roles["role"].value_counts().sort("count", "role", descending=[True, False])
            )
            names = ", ".join(counts["role"].head(ROLES_NAMED)) or "none"
            raise InputError(
                "nobody has the role {role!r}; the roles in the data are {names}",
                role=role,
                names=names,
            )
        return pl.concat([in_it, joined["person"]])

    def last_dated(self) -> int | None:
        """The last year with at least a hundredth as many credits, shorts and selections as the
        peak year: a few later facts do not extend the data."""
        tables = (self.credits, self.shorts, self.selections)
        years = pl.concat([table.select("year") for table in tables]).drop_nulls()
        counts = years.group_by("year").len().sort("year")
        full = counts.filter(pl.col("len") * 100 >= pl.col("len").max())["year"].to_list()
        return int(full[-1]) if full else None


def _works(made: pl.DataFrame) -> pl.DataFrame:
    """A row for each person and work, with the earliest year."""
    return (
        made.sort("source", "target", "first_year", "link", nulls_last=True)
        .group_by("source", "target", maintain_order=True)
        .agg(pl.col("first_year", "type", "link").first())
        .rename({"source": "person", "target": "work", "first_year": "year"})
    )


def _highest(column: pl.Series, least: int) -> int:
    """The maximum of a numeric column, but at least ``least``."""
    greatest: int = max([least, *column.drop_nulls().unique().to_list()])
    return greatest


def _top(node: int, whole: dict[int, int]) -> int:
    """The outermost whole that a node is part of; parts form no cycles."""
    while node in whole:
        node = whole[node]
    return node


def tally(people: pl.Series, size: int) -> NDArray[np.int64]:
    """Count how often each of ``size`` nodes occurs among these people."""
    return np.bincount(people.to_numpy(), minlength=size).astype(np.int64)
