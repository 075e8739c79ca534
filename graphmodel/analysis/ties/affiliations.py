"""Affiliations (two-mode data): who was where, in what capacity and when.

Ties between people rest on them. A *group* is something people can share: a project, a school, one
edition of a festival, a programme, an event, an organisation, a mentor with the person they guide,
two people whom a source connects, or a meeting of two. A *row* states that one person was in one
group between two dates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.analysis.ties.affiliation_rows import COLUMNS, LEADS, affiliation_rows
from graphmodel.analysis.ties.archive_credits import HEAD_ROLES
from graphmodel.analysis.ties.facts_key import facts_key
from graphmodel.analysis.ties.meetings import meeting_factors
from graphmodel.analysis.ties.stated_acquaintance import acquaintance_factors
from graphmodel.network.cache import kept_frames
from graphmodel.network.network import Indexes, Network
from graphmodel.schema.model import (
    BETWEEN_TWO,
    acquaintance_kind,
    active,
    link_kinds,
    meeting_kind,
)

MIN_SHARE = 0.02
"""Below this share of a group, 1/(people - 1), two of its members need not know each other. Groups
of 52 people or more fall below it."""

_GROUP_STEP = 1_000_000_000

Numbers = NDArray[np.int32]
Integers = NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class Affiliations:
    """Rows sorted by group and start.

    One entry for each row:

    - ``person``: a node index; ``group``: a group number;
    - ``start``, ``end``: dates as numbers (20190430);
    - ``first``, ``last``: years, or UNKNOWN or ONGOING;
    - ``link``: the row of the link that states it; ``through``: that of a second link, or -1;
    - ``role``: the capacity; ``head``: whether it is one of HEAD_ROLES or among the LEADS of a
      project; ``guidance``: MENTOR, TEACHER, LEARNER or 0;
    - ``guest``: whether the person meets only the heads, see ``credit_presence``;
    - ``begin``, ``stop``: bounds of the rows of the group that can overlap this one.

    One entry for each group:

    - ``kind``: a code of ``Schema.shared_kinds``; ``node``: a node index, or the row of the
      link that ties two people without a node between them;
    - ``people``: how many were ever in it, including a crowd that has no rows; ``heads``: how many
      of them are heads;
    - ``has_guests``: whether any of its rows are guests;
    - ``factor``: its weight relative to a project with as many people, for two whom a source
      connects or who met; 1 for all others;
    - ``timed``: whether its rows differ in time, so that a pair counts only if they overlap.

    ``nodes`` is the number of nodes in the network; ``span_starts`` and ``span_ends`` are the
    sorted times of people in timed groups, see ``count_present``. ``matrices``, ``usable`` and
    ``components`` cache results computed from the rows.
    """

    person: Numbers
    group: Numbers
    start: Numbers
    end: Numbers
    first: Numbers
    last: Numbers
    link: Numbers
    through: Numbers
    role: pl.Series
    head: NDArray[np.bool_]
    guidance: NDArray[np.int8]
    guest: NDArray[np.bool_]
    begin: Numbers
    stop: Numbers
    kind: Indexes
    node: Indexes
    people: Indexes
    heads: Indexes
    has_guests: NDArray[np.bool_]
    timed: NDArray[np.bool_]
    factor: NDArray[np.float64]
    nodes: int
    span_starts: Indexes
    span_ends: Indexes
    matrices: dict[object, object] = field(default_factory=dict)
    usable: dict[object, NDArray[np.bool_]] = field(default_factory=dict)
    components: dict[object, Indexes] = field(default_factory=dict)

    @cached_property
    def between_two(self) -> NDArray[np.bool_]:
        """Whether the ``node`` of each group is a link."""
        codes = [active().shared_kinds.index(link_kinds(m)[0]) for m in BETWEEN_TWO]
        of_link: NDArray[np.bool_] = np.isin(self.kind, codes)
        return of_link

    @cached_property
    def by_person(self) -> tuple[Indexes, Numbers]:
        """(indptr, rows): the rows of node ``i`` are ``rows[indptr[i]:indptr[i + 1]]``."""
        indptr = np.zeros(self.nodes + 1, dtype=np.int64)
        np.cumsum(np.bincount(self.person, minlength=self.nodes), out=indptr[1:])
        return indptr, np.argsort(self.person, kind="stable").astype(np.int32)

    @cached_property
    def packed(self) -> tuple[Numbers, Numbers]:
        """(groups, people): twice the group of each row, in the order of ``by_person``, and twice
        the person of each row, in row order; both plus 1 if the row is that of a head."""
        rows = self.by_person[1]
        return 2 * self.group[rows] + self.head[rows], 2 * self.person + self.head

    @cached_property
    def first_rows(self) -> Indexes:
        """The rows of group ``g`` run from ``first_rows[g]`` to before ``first_rows[g + 1]``."""
        return np.searchsorted(self.group, np.arange(len(self.kind) + 1)).astype(np.int64)

    @cached_property
    def degrees(self) -> Indexes:
        """How many people each node may have met, counted once for each thing shared with them."""
        degrees = np.bincount(self.person, self.stop - self.begin - 1, minlength=self.nodes)
        return degrees.astype(np.int64)

    def met(self, person: int) -> int:
        """How many people somebody may have met, each counted once."""
        rows = self.rows_of(np.array([person], dtype=np.int64))
        number, others = ranges(self.begin[rows], self.stop[rows])
        own = rows[number]
        overlap = (self.start[others] <= self.end[own]) & (self.end[others] >= self.start[own])
        return int(np.count_nonzero(np.unique(self.person[others[overlap]]) != person))

    def rows_of(self, people: Indexes) -> Indexes:
        """The rows of several people, person by person."""
        indptr, rows = self.by_person
        return rows[ranges(indptr[people], indptr[people + 1])[1]].astype(np.int64)

    def count_present(self, group: Integers, start: Integers, end: Integers) -> Indexes:
        """How many people were in each timed group at any time between two dates."""
        key = group.astype(np.int64) * _GROUP_STEP
        arrived = np.searchsorted(self.span_starts, key + end, side="right")
        departed = np.searchsorted(self.span_ends, key + start, side="left")
        return arrived - departed


def ranges(begin: Integers, stop: Integers) -> tuple[Indexes, Indexes]:
    """Concatenate the integers of several ranges: (the number of the range, the integer)."""
    lengths = np.maximum(stop - begin, 0)
    range_number = np.repeat(np.arange(len(lengths)), lengths)
    before = np.cumsum(lengths) - lengths
    return range_number, np.arange(len(range_number)) + np.repeat(begin - before, lengths)


_CACHE: WeakKeyDictionary[Network, dict[bool, Affiliations]] = WeakKeyDictionary()


def affiliations(network: Network, *, all_credits: bool = False) -> Affiliations:
    """The affiliations of a network, cached for each Network. With ``all_credits`` they include
    those that show no meeting, see ``credit_presence``."""
    cache = _CACHE.setdefault(network, {})
    if all_credits not in cache:
        cache[all_credits] = _build(network, all_credits=all_credits)
    return cache[all_credits]


def _build(network: Network, *, all_credits: bool) -> Affiliations:
    credits = "all-credits" if all_credits else "credits"
    frames = kept_frames(
        network.cache,
        f"affiliations-{credits}-{facts_key(network)}",
        lambda: _tables(network, all_credits=all_credits),
    )
    rows, groups, spans = (frames[name] for name in ("rows", "groups", "spans"))
    arrays: dict[str, Any] = {
        name: frame[name].to_numpy()
        for frame, names in ((rows, _ROW_ARRAYS), (groups, _GROUP_ARRAYS))
        for name in names
    }
    return Affiliations(
        **arrays,
        role=rows["role"],
        nodes=len(network),
        span_starts=spans["start"].to_numpy(),
        span_ends=spans["end"].to_numpy(),
    )


_ROW_ARRAYS = (
    *("person", "group", "start", "end", "first", "last", "link", "through"),
    *("head", "guidance", "guest", "begin", "stop"),
)
_GROUP_ARRAYS = ("kind", "node", "people", "heads", "has_guests", "timed", "factor")


def _tables(network: Network, *, all_credits: bool) -> dict[str, pl.DataFrame]:
    """The rows, the groups and the sorted times of timed groups."""
    frames = affiliation_rows(network, all_credits=all_credits)
    rows = pl.concat([pl.DataFrame(schema=COLUMNS), *frames])
    groups = rows.select("kind", "node", "edition").unique().sort("kind", "node", "edition")
    groups = groups.with_row_index("group").with_columns(pl.col("group").cast(pl.Int32))
    # A row that ends before it starts is no evidence of who was there when.
    rows = rows.filter(pl.col("start") <= pl.col("end"))
    rows = rows.join(groups, on=["kind", "node", "edition"])
    # Guests are billed, but are not leads.
    lead = pl.when("guest").then(-1).otherwise(LEADS) + len(HEAD_ROLES)
    is_head = (pl.col("kind") == active().shared_kinds.index("Project")) & (pl.col("rank") <= lead)
    rows = rows.with_columns(is_head.alias("head"))
    per_group = rows.group_by("group").agg(
        pl.col("person").n_unique().alias("people"),
        pl.col("guest").any().alias("has_guests"),
        pl.col("person").filter("head").n_unique().alias("heads"),
        ((pl.col("start").n_unique() > 1) | (pl.col("end").n_unique() > 1)).alias("timed"),
    )
    groups = groups.join(per_group, on="group", maintain_order="left")
    groups = groups.with_columns(pl.Series("factor", _factors(network, groups)))
    rows = _drop_repeats_and_crowds(rows.join(per_group, on="group"))
    spans = _spans(rows.filter("timed"))
    begin, stop = _overlappable(*(rows[name].to_numpy() for name in ("group", "start", "end")))
    rows = rows.with_columns(pl.Series("begin", begin), pl.Series("stop", stop))
    indexes = [pl.col(name).cast(pl.Int64) for name in ("kind", "node", "people", "heads")]
    return {
        "rows": rows.select(*_ROW_ARRAYS, "role"),
        "groups": groups.with_columns(indexes).select(_GROUP_ARRAYS),
        "spans": pl.DataFrame({end: spans[end].sort() for end in ("start", "end")}),
    }


def _factors(network: Network, groups: pl.DataFrame) -> NDArray[np.float64]:
    """The weight of each group relative to a project with as many people, apart from its kind."""
    factors = np.ones(groups.height)
    code = active().shared_kinds.index(acquaintance_kind())
    connected = np.flatnonzero(groups["kind"].to_numpy() == code)
    nodes = groups["node"].cast(pl.Int64).to_numpy()
    if len(connected):
        factors[connected] = acquaintance_factors(network, nodes[connected])
    met = np.flatnonzero(groups["kind"].to_numpy() == active().shared_kinds.index(meeting_kind()))
    if len(met):
        factors[met] = meeting_factors(network, nodes[met])
    return factors


def _drop_repeats_and_crowds(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep one row per person in groups without time, and only the heads of a crowd."""
    order = ["group", "start", "person", "guest", "rank", "link", "through"]
    rows = rows.sort(order)
    once = pl.struct("group", "person").is_first_distinct()
    crowd = (1 / (pl.col("people") - 1)) < MIN_SHARE
    return rows.filter(pl.col("timed") | (once & (~crowd | pl.col("head"))))


def _spans(rows: pl.DataFrame) -> pl.DataFrame:
    """Each person's time in a timed group, with overlaps merged, keyed by group."""
    ended_before = pl.col("end").cum_max().shift(1).over("group", "person")
    key = pl.col("group").cast(pl.Int64) * _GROUP_STEP
    return (
        rows.sort("group", "person", "start", "end")
        .with_columns((pl.col("start") > ended_before).fill_null(True).cum_sum().alias("span"))
        .group_by("group", "span")
        .agg(pl.col("start").min(), pl.col("end").max())
        .select((key + pl.col(end)).alias(end) for end in ("start", "end"))
    )


def _overlappable(group: Numbers, start: Numbers, end: Numbers) -> tuple[Numbers, Numbers]:
    """For each row, the bounds of the rows of its group that may overlap it in time."""
    key = group.astype(np.int64) * _GROUP_STEP
    longest = np.zeros(group.max(initial=-1) + 1, dtype=np.int64)
    np.maximum.at(longest, group, end - start)
    earliest = np.maximum(start - longest[group], 0)
    starts = key + start
    begin = np.searchsorted(starts, key + earliest, side="left")
    stop = np.searchsorted(starts, key + end, side="right")
    return begin.astype(np.int32), stop.astype(np.int32)
