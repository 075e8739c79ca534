"""A person's acquaintances, in groups by the decade in which they were last together."""

from __future__ import annotations

import polars as pl

from graphmodel.analysis.ties.acquaintances import Acquaintances
from graphmodel.pictures.groups import PEOPLE, GroupOffer
from graphmodel.pictures.growth import Group


def members(known: Acquaintances, group: Group) -> list[int]:
    """The people of a group, among its hub's acquaintances; strongest ties first."""
    if group.relation != PEOPLE:
        return []
    table = _by_decade(known)
    decade = pl.Series([group.decade], dtype=pl.Int64)
    return table.filter(table["decade"].eq_missing(decade))["second"].to_list()


def people_group_offers(known: Acquaintances, hub_id: str) -> tuple[GroupOffer, ...]:
    """The groups of a person's acquaintances, latest decade first."""
    counted = _by_decade(known).group_by("decade").len()
    return tuple(
        GroupOffer(Group(hub_id, PEOPLE, "", decade), "Person", number)
        for decade, number in counted.sort("decade", descending=True, nulls_last=True).iter_rows()
    )


def _by_decade(known: Acquaintances) -> pl.DataFrame:
    """A table of ``second``, the strength of the tie, and the decade in which they were last
    together."""
    return (
        known.table.group_by("second")
        .agg(strength=pl.col("weight").sum(), year=pl.col("year").max())
        .with_columns(decade=pl.col("year") // 10 * 10)
        .sort("strength", "second", descending=[True, False])
    )
