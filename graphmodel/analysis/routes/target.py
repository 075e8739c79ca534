"""Finds the people who fit a target profile."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
import polars as pl

from graphmodel import words
from graphmodel.analysis.routes.target_profile import ACTIVE_YEARS, TargetProfile
from graphmodel.analysis.ties.ties import deceased_people
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network
from graphmodel.network.present import asking_date, has_ended
from graphmodel.network.tables import folded, folded_text, means
from graphmodel.schema.declarations import Meaning
from graphmodel.schema.model import joined_by, organisations

ROLES_NAMED = 12
"""How many roles to name in the error for a role that nobody has."""


def matching_people(network: Network, profile: TargetProfile, now: int) -> Indexes:
    """The people who fit a profile, ascending, without those who died or withdrew consent.

    Raises InputError for an id that is unknown or of the wrong kind and for a role that nobody
    has.
    """
    finder = _PeopleFinder(network, now)
    people = finder.people
    if profile.role is not None:
        finder.check_role(profile.role)
    if (profile.role, profile.organisation, profile.market, profile.active_since) != (None,) * 4:
        people = np.intersect1d(people, finder.by_credit(profile))
    if profile.school is not None:
        school = finder.of_kind(profile.school, joined_by("study"))
        people = np.intersect1d(people, finder.people_at(school, "study").to_numpy())
    if profile.mentor:
        people = np.intersect1d(people, finder.free_mentors())
    return people.astype(np.int64)


class _PeopleFinder:
    """Finds people by their links."""

    def __init__(self, network: Network, now: int) -> None:
        self._network, self._now = network, now
        self._ended = has_ended("until", network.asked or asking_date(None))
        self._links = network.links
        self._is_credit = means("credit")
        people = network.of_kind("Person")
        withdrawn = network.nodes["consent"].gather(people).eq_missing("withdrawn").to_numpy()
        living = np.setdiff1d(people[~withdrawn], deceased_people(network))
        self.people: Indexes = living.astype(np.int64)

    def sources(self, condition: pl.Expr) -> Indexes:
        """The sources of the links that satisfy a condition."""
        sources: Indexes = self._links.filter(condition)["source"].unique().sort().to_numpy()
        return sources

    def credited(self, condition: pl.Expr) -> Indexes:
        """The people with a credit that satisfies a condition."""
        return self.sources(self._is_credit & condition)

    def in_role(self, role: str) -> pl.Expr:
        """Whether a credit is in this role."""
        return folded_text("role") == folded(role)

    def check_role(self, role: str) -> None:
        """Raise InputError for a role that nobody has, naming the most frequent ones."""
        if len(self.credited(self.in_role(role))):
            return
        counts = self._links.filter(self._is_credit)["role"].value_counts().drop_nulls()
        frequent = counts.sort("count", "role", descending=[True, False])["role"]
        names = ", ".join(frequent.head(ROLES_NAMED)) or "none"
        raise InputError(
            "nobody has the role {role!r}; the roles in the data are {names}",
            role=role,
            names=names,
        )

    def people_at(self, node: int, meaning: Meaning, condition: pl.Expr | None = None) -> pl.Series:
        """The people at the other end of a node's links with this meaning, in either direction,
        ascending."""
        links = self._links.filter(
            means(meaning) & (pl.lit(True) if condition is None else condition)
        )
        ends = [
            links.filter(pl.col(end) == node)[start]
            for start, end in (("source", "target"), ("target", "source"))
        ]
        return pl.concat(ends).unique().sort()

    def of_kind(self, node_id: str, kinds: Sequence[str]) -> int:
        """The index of a node; raises InputError if it is of another kind."""
        index = self._network.index(node_id)
        actual = self._network.kinds[index]
        if actual not in kinds:
            expected = words.say(" or ").join(map(words.label, kinds)).lower()
            raise InputError(
                "{node_id!r} is of kind {actual}, not {expected}; give another id",
                node_id=node_id,
                actual=words.label(actual).lower(),
                expected=expected,
            )
        return index

    def by_credit(self, profile: TargetProfile) -> Indexes:
        """People with one credit that satisfies all criteria, or who meet them without a credit."""
        condition, without_credit = pl.lit(True), [self.people]
        if profile.role is not None:
            condition &= self.in_role(profile.role)
        if profile.organisation is not None:
            organisation = self.of_kind(profile.organisation, organisations())
            projects, members = self._made_by(organisation), self._members_of(organisation)
            condition &= pl.col("target").is_in(projects.implode()) | pl.col("source").is_in(
                members.implode()
            )
            without_credit.append(members.to_numpy())
        if profile.market is not None:
            projects, people = self._of_market(profile.market)
            recent = pl.col("last_year") >= self._now - ACTIVE_YEARS
            condition &= (pl.col("target").is_in(projects.implode()) & recent) | pl.col(
                "source"
            ).is_in(people.implode())
            without_credit.append(people.to_numpy())
        if profile.active_since is not None:
            condition &= pl.col("last_year") >= profile.active_since
        matching = self.credited(condition)
        if profile.role is None and profile.active_since is None:
            matching = np.union1d(matching, reduce(np.intersect1d, without_credit))
        return matching

    def _made_by(self, organisation: int) -> pl.Series:
        is_production = means("production") & (pl.col("source") == organisation)
        return self._links.filter(is_production)["target"].unique()

    def _members_of(self, organisation: int) -> pl.Series:
        return self.people_at(organisation, "membership", ~self._ended)

    def _of_market(self, market: str) -> tuple[pl.Series, pl.Series]:
        """The projects of a market, and the people who list it among their markets."""
        is_market = pl.element().str.strip_chars().str.to_lowercase() == market.strip().lower()
        project_markets = pl.concat_list(pl.col("countries").fill_null([]), pl.col("market"))
        nodes = self._network.nodes.select(
            "kind",
            project_markets.list.eval(is_market).list.any().fill_null(False).alias("of_project"),
            pl.col("markets").list.eval(is_market).list.any().fill_null(False).alias("of_person"),
        )
        projects = nodes["of_project"] & (nodes["kind"] == "Project")
        people = nodes["of_person"] & (nodes["kind"] == "Person")
        return projects.arg_true().cast(pl.Int64), people.arg_true().cast(pl.Int64)

    def free_mentors(self) -> Indexes:
        """Mentors whose known places are not all taken by people they still mentor."""
        mentors = self._network.nodes.with_row_index("source").filter(pl.col("mentor_places") > 0)
        is_person = (self._network.nodes["kind"] == "Person").gather(self._links["target"])
        guidance = self._links.with_columns(is_person.alias("of_person"))
        guidance = guidance.filter(means("guidance") & pl.col("of_person") & ~self._ended)
        occupied = guidance.group_by("source").agg(pl.col("target").n_unique().alias("occupied"))
        mentors = mentors.select(pl.col("source").cast(pl.Int64), "mentor_places")
        free = mentors.join(occupied, on="source", how="left").filter(
            pl.col("mentor_places") > pl.col("occupied").fill_null(0)
        )
        people: Indexes = free["source"].sort().to_numpy()
        return people
