"""Who was where, in what capacity and when: the facts that ties between people rest on.

A *group* is something people can share: a project, a school, one edition of a festival, a
programme, an event, an organisation, or a mentor and the one they guide. A *row* says that one
person was in one group, from when to when.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.analysis.documentaries import documentaries, there_to_be_filmed
from graphmodel.network import Indexes, Network
from graphmodel.network_tables import year_of

LEAST_SHARE = 0.02
"""A pair's share of a group, 1/(people - 1), below which being in it is not knowing: 52 people."""

HEAD_ROLES = ("director", "writer", "producer")
"""Those who meet on a project however large it is: with the leads they are its *heads*."""

LEADS = 3
"""How many of the first billed meet there too."""

LASTING_ROLES = ("mentor", "coordinator", "consultant", "founder")
"""Who stays with a programme after the date they joined; others are known there only on it."""

MASTER_CLASS = "master class"
"""The type of event whose speakers teach those who come."""

SHARED_KINDS = ("Project", "School", "Festival", "Programme", "Event", "Organisation", "MENTORS")
"""What a tie can rest on; the place in this tuple is the code in ``Memberships.kind``."""

UNKNOWN = -1
"""In place of a year that the facts do not give."""
ONGOING = 9999
"""In place of the last year of what still holds."""

_ALWAYS, _FOREVER = 0, 99_999_999
_GROUP_STEP = 1_000_000_000
_COLUMNS = {
    "kind": pl.Int8,
    "node": pl.Int32,
    "edition": pl.Int32,
    "person": pl.Int32,
    "start": pl.Int32,
    "end": pl.Int32,
    "first": pl.Int32,
    "last": pl.Int32,
    "link": pl.Int32,
    "through": pl.Int32,
    "role": pl.Categorical,
    "rank": pl.Int32,
    "part": pl.Int8,
    "documentary": pl.Boolean,
}
_ASKED = (
    *("kind", "source", "target", "role", "billing", "since", "until", "year"),
    *("first_year", "last_year", "degree", "title"),
)

MENTOR, TEACHER, LEARNER = 1, 2, 3
"""Parts in a programme or event, as in ``Memberships.part``: who guides, who holds a master
class, who takes part. Any other part is 0."""


Numbers = NDArray[np.int32]
Whole = NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class Memberships:
    """Rows sorted by group and start; each array but those of groups has one entry a row.

    ``person`` is a node index, ``group`` a group's number, ``start`` and ``end`` dates as numbers
    (20190430), ``first`` and ``last`` years or UNKNOWN or ONGOING, ``link`` the row of the link
    that says so and ``through`` a second one or -1, ``role`` the capacity, ``head`` whether it is
    one of HEAD_ROLES or among the LEADS of a project, ``part`` MENTOR, TEACHER, LEARNER or 0.
    ``begin`` and ``stop`` bound the rows of the group that can overlap this one. Per group:
    ``kind`` (a code of SHARED_KINDS), ``node`` (a node index; for MENTORS the row of the link),
    ``people`` (how many were ever there, also those left out because they are a crowd), ``heads``
    (how many of them head it), ``documentary`` (its cast does not meet but for the heads) and
    ``timed`` (its rows differ in time, so that a pair counts only where they overlap).
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
    part: NDArray[np.int8]
    begin: Numbers
    stop: Numbers
    kind: Indexes
    node: Indexes
    people: Indexes
    heads: Indexes
    documentary: NDArray[np.bool_]
    timed: NDArray[np.bool_]
    nodes: int
    span_starts: Indexes
    span_ends: Indexes
    kept: dict[object, object] = field(default_factory=dict)
    usable: dict[object, NDArray[np.bool_]] = field(default_factory=dict)
    parts: dict[object, Indexes] = field(default_factory=dict)

    mentoring: ClassVar[int] = SHARED_KINDS.index("MENTORS")
    """The kind of groups whose ``node`` is a link."""

    @cached_property
    def by_person(self) -> tuple[Indexes, Numbers]:
        """(indptr, rows): the rows of node ``i`` are ``rows[indptr[i]:indptr[i + 1]]``."""
        indptr = np.zeros(self.nodes + 1, dtype=np.int64)
        np.cumsum(np.bincount(self.person, minlength=self.nodes), out=indptr[1:])
        return indptr, np.argsort(self.person, kind="stable").astype(np.int32)

    @cached_property
    def first_rows(self) -> Indexes:
        """The rows of group ``g`` are ``first_rows[g]`` to before ``first_rows[g + 1]``."""
        return np.searchsorted(self.group, np.arange(len(self.kind) + 1)).astype(np.int64)

    @cached_property
    def degrees(self) -> Indexes:
        """For each node how many people it has met, once for each thing shared with them."""
        met = np.bincount(self.person, self.stop - self.begin - 1, minlength=self.nodes)
        return met.astype(np.int64)

    def rows_of(self, people: Indexes) -> Indexes:
        """The rows of several people, person by person."""
        indptr, rows = self.by_person
        found = rows[ranges(indptr[people], indptr[people + 1])[1]]
        return found.astype(np.int64)

    def present(self, group: Whole, start: Whole, end: Whole) -> Indexes:
        """How many people were in each timed group at some time between two dates."""
        key = group.astype(np.int64) * _GROUP_STEP
        come = np.searchsorted(self.span_starts, key + end, side="right")
        gone = np.searchsorted(self.span_ends, key + start, side="left")
        return come - gone


def ranges(begin: Whole, stop: Whole) -> tuple[Indexes, Indexes]:
    """All whole numbers of several ranges one after another: (which range, the number)."""
    lengths = np.maximum(stop - begin, 0)
    which = np.repeat(np.arange(len(lengths)), lengths)
    before = np.cumsum(lengths) - lengths
    return which, np.arange(len(which)) + np.repeat(begin - before, lengths)


_CACHE: WeakKeyDictionary[Network, Memberships] = WeakKeyDictionary()


def memberships(network: Network) -> Memberships:
    """The memberships of a network, worked out once for each Network."""
    if network not in _CACHE:
        _CACHE[network] = _build(network)
    return _CACHE[network]


def _build(network: Network) -> Memberships:
    rows = pl.concat([pl.DataFrame(schema=_COLUMNS), *_parts(network)])
    groups = rows.select("kind", "node", "edition").unique().sort("kind", "node", "edition")
    groups = groups.with_row_index("group").with_columns(pl.col("group").cast(pl.Int32))
    # Dates that end before they begin say nothing about who was there when.
    rows = rows.filter(pl.col("start") <= pl.col("end"))
    rows = rows.join(groups, on=["kind", "node", "edition"])
    lead = pl.when("documentary").then(-1).otherwise(LEADS) + len(HEAD_ROLES)
    is_head = (pl.col("kind") == SHARED_KINDS.index("Project")) & (pl.col("rank") <= lead)
    rows = rows.with_columns(is_head.alias("head"))
    per_group = rows.group_by("group").agg(
        pl.col("person").n_unique().alias("people"),
        pl.col("documentary").any(),
        pl.col("person").filter("head").n_unique().alias("heads"),
        ((pl.col("start").n_unique() > 1) | (pl.col("end").n_unique() > 1)).alias("timed"),
    )
    groups = groups.join(per_group, on="group", maintain_order="left")
    rows = _settle(rows.join(per_group, on="group"))
    spans = _spans(rows.filter("timed"))
    arrays: dict[str, Any] = {
        name: rows[name].to_numpy()
        for name in (
            *("person", "group", "start", "end", "first", "last", "link", "through"),
            *("head", "part"),
        )
    }
    begin, stop = _overlappable(arrays["group"], arrays["start"], arrays["end"])
    return Memberships(
        **arrays,
        role=rows["role"],
        begin=begin,
        stop=stop,
        kind=groups["kind"].cast(pl.Int64).to_numpy(),
        node=groups["node"].cast(pl.Int64).to_numpy(),
        people=groups["people"].cast(pl.Int64).to_numpy(),
        heads=groups["heads"].cast(pl.Int64).to_numpy(),
        documentary=groups["documentary"].to_numpy(),
        timed=groups["timed"].to_numpy(),
        nodes=len(network),
        span_starts=np.sort(spans["start"].to_numpy()),
        span_ends=np.sort(spans["end"].to_numpy()),
    )


def _settle(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a person in groups without time, and of a crowd only those who head the project."""
    order = ["group", "start", "person", "rank", "link", "through"]
    rows = rows.sort(order)
    once = pl.struct("group", "person").is_first_distinct()
    crowd = (1 / (pl.col("people") - 1)) < LEAST_SHARE
    return rows.filter(pl.col("timed") | (once & (~crowd | pl.col("head"))))


def _spans(rows: pl.DataFrame) -> pl.DataFrame:
    """Each person's time in a timed group, with what overlaps made one, keyed by group."""
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
    """For each row the bounds of the rows of its group that may overlap it in time."""
    key = group.astype(np.int64) * _GROUP_STEP
    longest = np.zeros(group.max(initial=-1) + 1, dtype=np.int64)
    np.maximum.at(longest, group, end - start)
    earliest = np.maximum(start - longest[group], 0)
    starts = key + start
    begin = np.searchsorted(starts, key + earliest, side="left")
    stop = np.searchsorted(starts, key + end, side="right")
    return begin.astype(np.int32), stop.astype(np.int32)


def _parts(network: Network) -> list[pl.DataFrame]:
    kinds = network.nodes["kind"].cast(pl.Categorical)
    # Only what is asked about: all columns of all links are some hundred bytes a link.
    links = (
        network.links.select(_ASKED)
        .with_row_index("link")
        .with_columns(
            pl.col("role").cast(pl.Categorical),
            kinds.gather(network.links["source"]).alias("from_kind"),
            kinds.gather(network.links["target"]).alias("to_kind"),
            pl.col("source").cast(pl.Int32).alias("person"),
            pl.col("target").cast(pl.Int32).alias("node"),
            pl.lit(0).alias("edition"),
            pl.lit(-1).alias("through"),
            pl.lit(0).alias("rank"),
            pl.lit(0).alias("part"),
            pl.lit(False).alias("documentary"),
            pl.lit(UNKNOWN).alias("first"),
            pl.col("last_year").fill_null(UNKNOWN).cast(pl.Int32).alias("last"),
            pl.lit(_ALWAYS).alias("start"),
            pl.lit(_FOREVER).alias("end"),
        )
    )
    people = links.filter(pl.col("from_kind") == "Person")
    credits = _credits(people, documentaries(network))
    found = [
        credits,
        _studies(people),
        *_selections(links, credits),
        _attendance(people, network.nodes["type"]),
        _employment(people),
        *_mentoring(people),
    ]
    return [
        part.select(pl.col(name).cast(type_) for name, type_ in _COLUMNS.items()) for part in found
    ]


def _coded(kind: str) -> pl.Expr:
    return pl.lit(SHARED_KINDS.index(kind), pl.Int64).alias("kind")


def _of(links: pl.DataFrame, kind: str) -> pl.DataFrame:
    return links.filter(pl.col("kind") == kind)


def _date(column: str, fill: str) -> pl.Expr:
    """An ISO date that may stop at year or month as a number, the rest filled with a digit."""
    return pl.col(column).str.replace_all("-", "").str.pad_end(8, fill).cast(pl.Int64)


def _credits(people: pl.DataFrame, is_one: pl.Series) -> pl.DataFrame:
    ranks = {role: place for place, role in enumerate(HEAD_ROLES)}
    rank = pl.col("role").cast(pl.String).replace_strict(ranks, default=None, return_dtype=pl.Int64)
    later = pl.col("billing").fill_null(1_000_000) + len(HEAD_ROLES)
    credits = _of(people, "WORKED_ON")
    credits = credits.with_columns(
        _coded("Project"),
        pl.coalesce(rank, later).alias("rank"),
        is_one.gather(credits["target"]).alias("documentary"),
    )
    return there_to_be_filmed(credits, pl.col("rank") < len(HEAD_ROLES))


def _studies(people: pl.DataFrame) -> pl.DataFrame:
    end = pl.coalesce(_date("until", "9"), _date("since", "9"))
    return (
        _of(people, "STUDIED_AT")
        .filter(pl.col("since").is_not_null() | pl.col("until").is_not_null())
        .with_columns(
            _coded("School"),
            pl.coalesce(_date("since", "0"), _date("until", "0")).alias("start"),
            end.alias("end"),
            (end // 10_000).alias("last"),
            pl.col("degree").alias("role"),
        )
    )


def _selections(links: pl.DataFrame, credits: pl.DataFrame) -> list[pl.DataFrame]:
    """People at one edition of a festival: by their own name, or with what they made."""
    dated = _of(links, "SELECTED_AT").filter(pl.col("year").is_not_null())
    dated = dated.with_columns(_coded("Festival"), pl.col("year").alias("edition"))
    own = dated.filter(pl.col("from_kind") == "Person")
    makers = credits.filter(pl.col("role").is_in(["director", "writer"])).select(
        "person", "role", pl.col("link").alias("credit"), pl.col("node").alias("source")
    )
    theirs = dated.filter(pl.col("from_kind") == "Project").drop("person", "role", "through")
    theirs = theirs.join(makers, on="source").with_columns(
        pl.col("credit").alias("through"), pl.lit(1, pl.Int64).alias("rank")
    )
    return [own, theirs]


def _attendance(people: pl.DataFrame, types: pl.Series) -> pl.DataFrame:
    there = people.filter(
        pl.col("kind").is_in(["TAKES_PART_IN", "MENTORS", "RUNS"])
        & pl.col("to_kind").is_in(["Programme", "Event"])
    )
    capacity = (
        pl.when(pl.col("kind") == "MENTORS")
        .then(pl.lit("mentor"))
        .when(pl.col("kind") == "RUNS")
        .then(pl.lit("runs"))
        .otherwise(pl.col("role").cast(pl.String))
    )
    stays = (pl.col("kind") != "TAKES_PART_IN") | pl.col("role").is_in(LASTING_ROLES)
    known_end = pl.when(stays).then(None).otherwise(_date("since", "9"))
    codes = {kind: SHARED_KINDS.index(kind) for kind in ("Programme", "Event")}
    there = there.with_columns(types.gather(there["target"]).alias("type"))
    teaches = (capacity == "speaker") & (pl.col("type") == MASTER_CLASS)
    part = (
        pl.when(capacity == "mentor")
        .then(MENTOR)
        .when(teaches)
        .then(TEACHER)
        .when(capacity == "participant")
        .then(LEARNER)
        .otherwise(0)
    )
    return there.with_columns(
        capacity.alias("role"),
        part.cast(pl.Int8).alias("part"),
        _date("since", "0").fill_null(_ALWAYS).alias("start"),
        pl.coalesce(_date("until", "9"), known_end, pl.lit(_FOREVER)).alias("end"),
        pl.col("first_year").fill_null(UNKNOWN).alias("first"),
        pl.col("to_kind")
        .cast(pl.String)
        .replace_strict(codes, return_dtype=pl.Int64)
        .alias("kind"),
    )


def _employment(people: pl.DataFrame) -> pl.DataFrame:
    """Without an end it still holds; without any date it is known to hold now."""
    return _of(people, "BELONGS_TO").with_columns(
        _coded("Organisation"),
        pl.coalesce(_date("since", "0"), _date("until", "0"), pl.lit(_FOREVER)).alias("start"),
        _date("until", "9").fill_null(_FOREVER).alias("end"),
        year_of("until").fill_null(ONGOING).alias("last"),
        pl.col("title").alias("role"),
    )


def _mentoring(people: pl.DataFrame) -> list[pl.DataFrame]:
    direct = _of(people, "MENTORS").filter(pl.col("to_kind") == "Person")
    direct = direct.filter(pl.col("source") != pl.col("target")).with_columns(
        _coded("MENTORS"), pl.col("link").alias("node")
    )
    return [
        direct.with_columns(pl.lit("mentor").alias("role")),
        direct.with_columns(pl.col("target").alias("person"), pl.lit("mentored").alias("role")),
    ]
