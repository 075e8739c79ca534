"""A description of whom one would like to meet, in place of a name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
import polars as pl

from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network
from graphmodel.network.tables import year_of

ACTIVE_YEARS = 10
"""Who worked for a market in so many years counts as active there."""

ROLES_NAMED = 12
"""Roles named when somebody asks for one that nobody has."""


@dataclass(frozen=True)
class TargetProfile:
    """Who would do.

    One credit has to bear out all of these together: ``role``; ``organisation``, the id of one
    that made the project, unless they belong to it now; ``market``, that of the project or one of
    its countries within the last ACTIVE_YEARS years, unless it is among the person's own; and
    ``active_since``, a year from which on it is. ``school`` is the id of one studied at, and
    ``mentor`` asks for known places for people to guide of which one is free. Roles and markets
    are told apart by their letters, whatever their case.
    """

    role: str | None = None
    organisation: str | None = None
    school: str | None = None
    market: str | None = None
    mentor: bool = False
    active_since: int | None = None

    def __post_init__(self) -> None:
        given = (self.role, self.organisation, self.school, self.market, self.active_since)
        if not self.mentor and all(value is None for value in given):
            raise InputError("say who would do: a role, an organisation, a school, a market, ...")


def who_fit(network: Network, wanted: TargetProfile, now: int) -> Indexes:
    """The people who fit, ascending; nobody who withdrew consent does.

    Raises InputError for an id that is unknown or of the wrong kind and for a role that nobody
    has.
    """
    looked = _Looked(network, now)
    fits = looked.people
    if wanted.role is not None:
        looked.check_role(wanted.role)
    if (wanted.role, wanted.organisation, wanted.market, wanted.active_since) != (None,) * 4:
        fits = np.intersect1d(fits, looked.by_work(wanted))
    if wanted.school is not None:
        here = looked.of_kind(wanted.school, "School")
        studied = (pl.col("kind") == "STUDIED_AT") & (pl.col("target") == here)
        fits = np.intersect1d(fits, looked.sources(studied))
    if wanted.mentor:
        fits = np.intersect1d(fits, looked.with_a_place())
    return fits.astype(np.int64)


class _Looked:
    """Looks people up by what the links say of them."""

    def __init__(self, network: Network, now: int) -> None:
        self._network, self._now = network, now
        self._links = network.links
        self._credit = pl.col("kind") == "WORKED_ON"
        people = network.of_kind("Person")
        withdrawn = network.nodes["consent"].gather(people).eq_missing("withdrawn").to_numpy()
        self.people: Indexes = people[~withdrawn]

    def sources(self, where: pl.Expr) -> Indexes:
        """Who the links that satisfy this lead from."""
        found: Indexes = self._links.filter(where)["source"].unique().sort().to_numpy()
        return found

    def credited(self, where: pl.Expr) -> Indexes:
        return self.sources(self._credit & where)

    def in_role(self, role: str) -> pl.Expr:
        """Whether a credit is in this role."""
        return pl.col("role").str.to_lowercase() == role.strip().lower()

    def check_role(self, role: str) -> None:
        """Refuse a role that nobody has, naming some that are had."""
        if len(self.credited(self.in_role(role))):
            return
        roles = self._links.filter(self._credit)["role"].value_counts()
        known = roles.drop_nulls().sort("count", "role", descending=[True, False])["role"]
        names = ", ".join(known.head(ROLES_NAMED)) or "none"
        raise InputError(f"nobody has the role {role!r}; roles here are {names}")

    def of_kind(self, node_id: str, kind: str) -> int:
        index = self._network.index(node_id)
        if self._network.kinds[index] != kind:
            found = self._network.kinds[index].lower()
            raise InputError(
                f"{node_id!r} is no {kind.lower()} but of kind {found}; give another id"
            )
        return index

    def by_work(self, wanted: TargetProfile) -> Indexes:
        """Who has one credit for which all holds, or needs none for what is asked."""
        credit, alone = pl.lit(True), [self.people]
        if wanted.role is not None:
            credit &= self.in_role(wanted.role)
        if wanted.organisation is not None:
            here = self.of_kind(wanted.organisation, "Organisation")
            made, there = self._made_by(here), self._belonging_to(here)
            credit &= pl.col("target").is_in(made.implode()) | pl.col("source").is_in(
                there.implode()
            )
            alone.append(there.to_numpy())
        if wanted.market is not None:
            of_it, own = self._of_market(wanted.market)
            recent = pl.col("last_year") >= self._now - ACTIVE_YEARS
            credit &= (pl.col("target").is_in(of_it.implode()) & recent) | pl.col("source").is_in(
                own.implode()
            )
            alone.append(own.to_numpy())
        if wanted.active_since is not None:
            credit &= pl.col("last_year") >= wanted.active_since
        found = self.credited(credit)
        if wanted.role is None and wanted.active_since is None:
            found = np.union1d(found, reduce(np.intersect1d, alone))
        return found

    def _made_by(self, organisation: int) -> pl.Series:
        made = (pl.col("kind") == "MADE") & (pl.col("source") == organisation)
        return self._links.filter(made)["target"].unique()

    def _belonging_to(self, organisation: int) -> pl.Series:
        belongs = (pl.col("kind") == "BELONGS_TO") & (pl.col("target") == organisation)
        left = (year_of("until") < self._now).fill_null(False)
        return self._links.filter(belongs & ~left)["source"].unique()

    def _of_market(self, market: str) -> tuple[pl.Series, pl.Series]:
        """The projects of a market, and the people among whose markets it is."""
        is_it = pl.element().str.strip_chars().str.to_lowercase() == market.strip().lower()
        places = pl.concat_list(pl.col("countries").fill_null([]), pl.col("market"))
        nodes = self._network.nodes.select(
            "kind",
            places.list.eval(is_it).list.any().fill_null(False).alias("of_it"),
            pl.col("markets").list.eval(is_it).list.any().fill_null(False).alias("own"),
        )
        of_it = nodes["of_it"] & (nodes["kind"] == "Project")
        own = nodes["own"] & (nodes["kind"] == "Person")
        return of_it.arg_true().cast(pl.Int64), own.arg_true().cast(pl.Int64)

    def with_a_place(self) -> Indexes:
        """Whose known places are not all taken by people whom they still mentor."""
        nodes = self._network.nodes.with_row_index("source").filter(pl.col("mentor_places") > 0)
        is_person = (self._network.nodes["kind"] == "Person").gather(self._links["target"])
        ended = (year_of("until") < self._now).fill_null(False)
        taken = self._links.with_columns(is_person.alias("guides"))
        taken = taken.filter((pl.col("kind") == "MENTORS") & pl.col("guides") & ~ended)
        count = taken.group_by("source").agg(pl.col("target").n_unique().alias("taken"))
        nodes = nodes.select(pl.col("source").cast(pl.Int64), "mentor_places")
        free = nodes.join(count, on="source", how="left").filter(
            pl.col("mentor_places") > pl.col("taken").fill_null(0)
        )
        found: Indexes = free["source"].sort().to_numpy()
        return found
