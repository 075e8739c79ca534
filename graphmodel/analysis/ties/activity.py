"""When people were active, and who was active at the same time as whom."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.analysis.ties.credit_presence import is_counted
from graphmodel.analysis.ties.facts_key import facts_key
from graphmodel.network.cache import kept_frames
from graphmodel.network.network import Network
from graphmodel.network.tables import means
from graphmodel.schema.declarations import Meaning

ACTIVITY: tuple[Meaning, ...] = (
    *("credit", "attendance", "guidance", "selection", "running", "meeting"),
)
"""Meanings of links that show activity; studies come before it and employment runs alongside it."""

GRACE = 3
"""Years of silence between two works that are not unusual."""
FADE = 4.0
"""Years of silence beyond GRACE that halve the reach."""
OUT_OF_REACH = 15
"""People silent for more years than this are not suggested."""

PAUSE = 10
"""A longer pause, in years, starts a new spell of works."""
ECHO = 0.1
"""Final spells with at most this share of all works are taken to be reused recordings (echoes)."""


@dataclass(frozen=True, eq=False)
class ActivitySpans:
    """The first and last active year of each person, without echoes; NaN if unknown."""

    first: NDArray[np.float64]
    last: NDArray[np.float64]
    now: int

    def reach(self, person: int) -> NDArray[np.float64]:
        """How close in time everyone was active to ``person``, from 0 to 1.

        The gap is the longer of two spans: from each one's last activity to the person's last
        activity, and from the person's last activity to each one's first. A gap of up to GRACE
        years gives 1, every FADE years more halve it, and beyond OUT_OF_REACH it is 0. So somebody
        who worked until 1950 gets people of those years, and somebody who works today gets people
        who do. An unknown year does not lower it.
        """
        last = self.last[person]
        end = self.now if np.isnan(last) else min(last, self.now)
        silent = np.nan_to_num(end - self.last, nan=0.0)
        not_begun = np.nan_to_num(self.first - end, nan=0.0)
        gap = np.maximum(np.maximum(silent, not_begun), 0.0)
        share = np.exp2(-np.maximum(gap - GRACE, 0.0) / FADE)
        return np.where(gap > OUT_OF_REACH, 0.0, share)


_CACHE: WeakKeyDictionary[Network, ActivitySpans] = WeakKeyDictionary()


def activity_spans(network: Network, now: int) -> ActivitySpans:
    """The activity spans of all people, in the order of ``network.of_kind("Person")``; the most
    recent result is cached for each Network.

    Credits of people who were not present do not count, see ``credit_presence``. Works that follow
    a pause of over PAUSE years and make up at most the ECHO share of all works do not count
    towards ``last``: they are old recordings, used long after somebody stopped.
    """
    spans = _CACHE.get(network)
    if spans is None or spans.now != now:
        spans = _CACHE[network] = _activity_spans(network, now)
    return spans


def inactive_people(network: Network, since: int) -> NDArray[np.int64]:
    """The node indexes, ascending, of people last active before a year or with no known year of
    activity."""
    last = activity_spans(network, network.latest_year or 0).last
    inactive: NDArray[np.int64] = network.of_kind("Person")[~(last >= since)]
    return inactive


def _activity_spans(network: Network, now: int) -> ActivitySpans:
    name = f"activity-{facts_key(network)}"
    years = kept_frames(network.cache, name, lambda: {"years": _years(network)})["years"]
    return ActivitySpans(years["first_year"].to_numpy(), years["last_year"].to_numpy(), now)


def _years(network: Network) -> pl.DataFrame:
    """Columns first_year and last_year of all people, NaN if unknown."""
    people = pl.DataFrame({"person": network.of_kind("Person")}, schema={"person": pl.Int32})
    stated = network.nodes.select("first_year", "last_year").with_row_index("person")
    stated = stated.cast(pl.Int32)
    years = ("first_year", "last_year")
    counted = pl.Series(is_counted(network))
    active = network.links.lazy().filter(counted & means(*ACTIVITY))
    activities = (
        pl.concat(
            [
                active.select(pl.col(end, *years).cast(pl.Int32)).rename({end: "person"})
                for end in ("source", "target")
            ]
        )
        .join(people.lazy(), on="person", how="semi")
        .collect()
    )
    first_years = pl.concat([activities, stated]).group_by("person").agg(pl.col("first_year").min())
    last_years = _last_years(activities)
    stated_last = stated.select("person", pl.col("last_year").alias("stated"))
    table = people
    for column in (first_years, last_years, stated_last):
        table = table.join(column, on="person", how="left", maintain_order="left")
    last = pl.coalesce("last_year", "stated", "first_year")
    table = table.with_columns(last.alias("last_year"))
    return table.select(pl.col(years).cast(pl.Float64).fill_null(float("nan")))


def _last_years(activities: pl.DataFrame) -> pl.DataFrame:
    """Columns person and last_year: the last year without echoes."""
    year = pl.coalesce("last_year", "first_year").alias("last_year")
    pause = (pl.col("last_year").diff() > PAUSE).over("person").fill_null(False)
    spells = (
        activities.select("person", year)
        .drop_nulls()
        .sort("person", "last_year")
        .with_columns(pause.cum_sum().alias("spell"))
        .group_by("person", "spell")
        .agg(pl.len().alias("works"), pl.col("last_year").max())
        .sort("person", "spell")
    )
    works_from_spell = pl.col("works").cum_sum(reverse=True).over("person")
    all_works = pl.col("works").sum().over("person")
    return (
        spells.filter(works_from_spell > ECHO * all_works)
        .group_by("person")
        .agg(pl.col("last_year").max())
    )
