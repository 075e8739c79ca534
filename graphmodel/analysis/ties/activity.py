"""When people were active, and who can still meet whom."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.analysis.ties.archive_credits import archive_credits
from graphmodel.network.network import Network

ACTIVITY = ("WORKED_ON", "TAKES_PART_IN", "MENTORS", "SELECTED_AT", "RUNS")
"""Links that show that somebody is active; studies and employment come before and beside it."""

GRACE = 3
"""Years of silence that are nothing unusual between two works."""
FADE = 4.0
"""Years of silence beyond that after which half of a suggestion is left."""
OUT_OF_REACH = 15
"""Years of silence after which nobody is suggested."""

PAUSE = 10
ECHO = 0.1


@dataclass(frozen=True, eq=False)
class ActivitySpans:
    """First active year of each person, and last but for echoes, NaN where not known."""

    first: NDArray[np.float64]
    last: NDArray[np.float64]
    now: int

    def reach(self, person: int) -> NDArray[np.float64]:
        """How far each person is within reach of one in time, 0 to 1.

        The gap is the longer of: how long ago the other was last active, counted from the last
        activity of the person, and from the person's last activity to the other's first. Up to
        GRACE years leave 1, then half goes every FADE years, and beyond OUT_OF_REACH nothing is
        left. Who worked until 1950 thus gets people of those years, and who works today people
        who do. A year that is not known takes nothing away.
        """
        last = self.last[person]
        end = self.now if np.isnan(last) else min(last, self.now)
        silent = np.nan_to_num(end - self.last, nan=0.0)
        ahead = np.nan_to_num(self.first - end, nan=0.0)
        gap = np.maximum(np.maximum(silent, ahead), 0.0)
        left = np.exp2(-np.maximum(gap - GRACE, 0.0) / FADE)
        return np.where(gap > OUT_OF_REACH, 0.0, left)


_CACHE: WeakKeyDictionary[Network, ActivitySpans] = WeakKeyDictionary()


def activity_spans(network: Network, now: int) -> ActivitySpans:
    """The eras of all persons, in the order of ``network.of_kind("Person")``; the last asked
    for are kept for each Network.

    Documentaries that may show somebody from an archive do not count, and works that come after a
    pause of more than PAUSE years and are at most the ECHO part of all not for ``last``: old
    recordings of somebody used long after they stopped.
    """
    known = _CACHE.get(network)
    if known is None or known.now != now:
        known = _CACHE[network] = _eras(network, now)
    return known


def _eras(network: Network, now: int) -> ActivitySpans:
    people = pl.DataFrame({"person": network.of_kind("Person")}, schema={"person": pl.Int32})
    told = network.nodes.select("first_year", "last_year").with_row_index("person")
    told = told.cast(pl.Int32)
    years = ("first_year", "last_year")
    counted = np.ones(network.links.height, dtype=bool)
    counted[archive_credits(network).to_numpy()] = False
    active = network.links.lazy().filter(pl.Series(counted) & pl.col("kind").is_in(ACTIVITY))
    seen = (
        pl.concat(
            [
                active.select(pl.col(end, *years).cast(pl.Int32)).rename({end: "person"})
                for end in ("source", "target")
            ]
        )
        .join(people.lazy(), on="person", how="semi")
        .collect()
    )
    begun = pl.concat([seen, told]).group_by("person").agg(pl.col("first_year").min())
    ended = _ends(seen)
    only_told = told.select("person", pl.col("last_year").alias("told"))
    table = people
    for part in (begun, ended, only_told):
        table = table.join(part, on="person", how="left", maintain_order="left")
    last = pl.coalesce("last_year", "told", "first_year")
    table = table.with_columns(last.alias("last_year"))
    unknown = float("nan")
    first, end = (table[c].cast(pl.Float64).fill_null(unknown).to_numpy() for c in years)
    return ActivitySpans(first, end, now)


def _ends(seen: pl.DataFrame) -> pl.DataFrame:
    """Columns person and last_year: the last year but for what only echoes."""
    year = pl.coalesce("last_year", "first_year").alias("last_year")
    pause = (pl.col("last_year").diff() > PAUSE).over("person").fill_null(False)
    spells = (
        seen.select("person", year)
        .drop_nulls()
        .sort("person", "last_year")
        .with_columns(pause.cum_sum().alias("spell"))
        .group_by("person", "spell")
        .agg(pl.len().alias("works"), pl.col("last_year").max())
        .sort("person", "spell")
    )
    from_here = pl.col("works").cum_sum(reverse=True).over("person")
    all_works = pl.col("works").sum().over("person")
    return (
        spells.filter(from_here > ECHO * all_works)
        .group_by("person")
        .agg(pl.col("last_year").max())
    )
