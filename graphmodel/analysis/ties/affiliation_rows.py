"""Who was where, in what capacity and when, as rows in one format."""

from __future__ import annotations

import numpy as np
import polars as pl

from graphmodel.analysis.ties.archive_credits import HEAD_ROLES, is_documentary
from graphmodel.analysis.ties.credit_presence import credit_rows
from graphmodel.network.network import Network
from graphmodel.network.tables import folded, means, one_of, year_of
from graphmodel.schema.declarations import Meaning
from graphmodel.schema.model import (
    acquaintance_kind,
    active,
    guidance_kind,
    joined_by,
    meeting_kind,
)

LEADS = 3
"""This many of the first-billed people know each other on a project of any size: together with
HEAD_ROLES they are its *heads*."""

LASTING_ROLES = ("mentor", "coordinator", "consultant", "founder")
"""Roles in a programme that last beyond the date of joining; others are known only for that
date."""

MASTER_CLASS = "master class"
"""The type of event whose speakers teach the participants."""

AGENCY = "agency"
"""The type of organisation that represents people; shared representation does not make them
colleagues."""
_AGENCY_STAFF = (
    r"(?i)\bagents?\b|\bmanag|\bpartner\b|\b(?:co-?)?founder\b|\bpresident\b|\bdirector of\b"
    r"|\bhead\b|\bchief\b|\bceo\b|\bexecutive\b|\bassistant\b|\bofficer\b|\bowner\b"
    r"|\bchair|\bemployee\b|\bstaff\b|\bscout\b|\bcoordinator\b|经纪|經紀|经理|經理|总裁|總裁"
)
"""Titles of agency staff."""
_AGENCY_NAME = (
    r"(?i)\b(?:talent|artists?|actors?|literary|models?)['’]? (?:agency|agencies|management)\b"
    r"|\b(?:schauspiel|künstler|talent)\w*agentur|\bagence (?:artistique|d['’]artistes)"
    r"|\bagencia de (?:talentos?|actores|representaci[oó]n)|经纪(?:公司|有限)|經紀(?:公司|有限)"
)
"""Names that mark an organisation as an agency, whatever type its source gives."""
_CLIENT = (
    r"(?i)^(?:clients?|client of .*|represented(?: by.*)?|signed(?: artist| talent)?|roster"
    r"|klient(?:in)?|cliente|签约(?:艺人|演员|导演|编剧)|簽約(?:藝人|演員)|旗下艺人|旗下藝人"
    r"|艺人|藝人|客户|客戶)$"
)
"""Titles of people represented by an organisation of any kind."""

UNKNOWN = -1
"""Stands for an unknown year."""
ONGOING = 9999
"""Stands for the last year of something that still holds."""

_ALWAYS, _FOREVER = 0, 99_999_999
COLUMNS = {
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
    "guidance": pl.Int8,
    "guest": pl.Boolean,
}
_LINK_COLUMNS = (
    *("kind", "source", "target", "role", "billing", "since", "until", "year"),
    *("first_year", "last_year", "degree", "title", "event", "dated"),
)

MENTOR, TEACHER, LEARNER = 1, 2, 3
"""Codes of ``Affiliations.guidance``: mentors, those who teach or give a master class, and those
who take part or study. Everybody else is 0."""


def affiliation_rows(network: Network, *, all_credits: bool = False) -> list[pl.DataFrame]:
    """Frames of COLUMNS: one row for each stay of a person in a group, with its dates.

    With ``all_credits`` every credit counts as work, regardless of ``credit_presence``.
    """
    kinds = network.nodes["kind"].cast(pl.Categorical)
    # Only these columns: all of them would take about a hundred bytes per link.
    links = (
        network.links.select(_LINK_COLUMNS)
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
            pl.lit(0).alias("guidance"),
            pl.lit(False).alias("guest"),
            pl.lit(UNKNOWN).alias("first"),
            pl.col("last_year").fill_null(UNKNOWN).cast(pl.Int32).alias("last"),
            pl.lit(_ALWAYS).alias("start"),
            pl.lit(_FOREVER).alias("end"),
        )
    )
    people = _from_people(links)
    credits = _credits(people, network, all_credits=all_credits)
    frames = [
        credits,
        _studies(people),
        _teaching(people),
        *_selections(links, people, credits),
        _attendance(people, network.nodes["type"]),
        _employment(people, network.nodes.select("type", "name"), all_credits=all_credits),
        *_mentoring(people),
        *_acquaintances(people),
        *_meetings(people),
    ]
    return [
        frame.select(pl.col(name).cast(type_) for name, type_ in COLUMNS.items())
        for frame in frames
    ]


def _from_people(links: pl.DataFrame) -> pl.DataFrame:
    """The links of people, with those that lead from something else to a person reversed."""
    people = links.filter(pl.col("from_kind") == "Person")
    leads_to_person = (pl.col("from_kind") != "Person") & (pl.col("to_kind") == "Person")
    reverse = links.filter(one_of("kind", active().to_people) & leads_to_person)
    if reverse.is_empty():
        return people
    reverse = reverse.with_columns(
        pl.col("target").cast(pl.Int32).alias("person"),
        pl.col("source").cast(pl.Int32).alias("node"),
        pl.col("from_kind").alias("to_kind"),
    )
    return pl.concat([people, reverse])


def _kind_code(kind: str) -> pl.Expr:
    """The code of a kind, its position in ``Schema.shared_kinds``."""
    return pl.lit(active().shared_kinds.index(kind), pl.Int64).alias("kind")


def _group_code() -> pl.Expr:
    """The code of the kind of group that the person is in."""
    codes = {kind: code for code, kind in enumerate(active().shared_kinds)}
    kinds = pl.col("to_kind").cast(pl.String)
    return kinds.replace_strict(codes, return_dtype=pl.Int64).alias("kind")


def _joining(links: pl.DataFrame, *meanings: Meaning) -> pl.DataFrame:
    """The links by which something joins a group."""
    joining = [means(meaning) & one_of("to_kind", joined_by(meaning)) for meaning in meanings]
    return links.filter(pl.any_horizontal(joining))


def _date(column: str, fill: str) -> pl.Expr:
    """An ISO date, possibly only a year or month, as an eight-digit number padded with ``fill``."""
    return pl.col(column).str.replace_all("-", "").str.pad_end(8, fill).cast(pl.Int64)


def _credits(people: pl.DataFrame, network: Network, *, all_credits: bool) -> pl.DataFrame:
    spellings = people["role"].unique().drop_nulls().cast(pl.String).to_list()
    ranks = {
        role: HEAD_ROLES.index(folded(role)) for role in spellings if folded(role) in HEAD_ROLES
    }
    rank = pl.col("role").cast(pl.String).replace_strict(ranks, default=None, return_dtype=pl.Int64)
    later = pl.col("billing").fill_null(1_000_000) + len(HEAD_ROLES)
    credits = people.filter(means("credit")).with_columns(
        _kind_code("Project"), pl.coalesce(rank, later).alias("rank")
    )
    if all_credits:
        return credits
    flags = np.zeros((2, network.links.height), dtype=bool)
    for flag, rows in zip(flags, credit_rows(network), strict=True):
        flag[rows.to_numpy()] = True
    absent, guest = flags[:, credits["link"].to_numpy()]
    guest |= is_documentary(network).to_numpy()[credits["node"].to_numpy()]
    return credits.with_columns(pl.Series("guest", guest)).filter(~absent)


def _at_school(people: pl.DataFrame, meaning: Meaning, guidance: int) -> pl.DataFrame:
    """Dated links to schools; one without a start date starts on its end date."""
    dated = pl.col("since").is_not_null() | pl.col("until").is_not_null()
    return (
        _joining(people, meaning)
        .filter(dated)
        .with_columns(
            _group_code(),
            pl.coalesce(_date("since", "0"), _date("until", "0")).alias("start"),
            pl.lit(guidance).alias("guidance"),
        )
    )


def _studies(people: pl.DataFrame) -> pl.DataFrame:
    end = pl.coalesce(_date("until", "9"), _date("since", "9"))
    return _at_school(people, "study", LEARNER).with_columns(
        end.alias("end"), (end // 10_000).alias("last"), pl.col("degree").alias("role")
    )


def _teaching(people: pl.DataFrame) -> pl.DataFrame:
    """Teaching without an end date is ongoing."""
    return _at_school(people, "teaching", TEACHER).with_columns(
        _date("until", "9").fill_null(_FOREVER).alias("end"),
        year_of("until").fill_null(ONGOING).alias("last"),
        pl.lit("teacher").alias("role"),
    )


def _selections(
    links: pl.DataFrame, people: pl.DataFrame, credits: pl.DataFrame
) -> list[pl.DataFrame]:
    """People at one edition of a festival, selected themselves or with a project they made."""
    of_people, dated = (
        _joining(frame, "selection")
        .filter(pl.col("year").is_not_null())
        .with_columns(_group_code(), pl.col("year").alias("edition"))
        for frame in (people, links)
    )
    ranks = [HEAD_ROLES.index(role) for role in ("director", "writer")]
    makers = credits.filter(pl.col("rank").is_in(ranks)).select(
        "person", "role", pl.col("link").alias("credit"), pl.col("node").alias("source")
    )
    of_projects = dated.filter(pl.col("from_kind") == "Project").drop("person", "role", "through")
    of_projects = of_projects.join(makers, on="source").with_columns(
        pl.col("credit").alias("through"), pl.lit(1, pl.Int64).alias("rank")
    )
    return [of_people, of_projects]


def _attendance(people: pl.DataFrame, types: pl.Series) -> pl.DataFrame:
    attendance = _joining(people, "attendance", "guidance", "running")
    capacity = (
        pl.when(means("guidance"))
        .then(pl.lit("mentor"))
        .when(means("running"))
        .then(pl.lit("runs"))
        .otherwise(pl.col("role").cast(pl.String))
    )
    stays = ~means("attendance") | pl.col("role").is_in(LASTING_ROLES)
    known_end = pl.when(stays).then(None).otherwise(_date("since", "9"))
    attendance = attendance.with_columns(types.gather(attendance["node"]).alias("type"))
    teaches = (capacity == "speaker") & (pl.col("type") == MASTER_CLASS)
    guidance = (
        pl.when(capacity == "mentor")
        .then(MENTOR)
        .when(teaches)
        .then(TEACHER)
        .when(capacity == "participant")
        .then(LEARNER)
        .otherwise(0)
    )
    return attendance.with_columns(
        capacity.alias("role"),
        guidance.cast(pl.Int8).alias("guidance"),
        _date("since", "0").fill_null(_ALWAYS).alias("start"),
        pl.coalesce(_date("until", "9"), known_end, pl.lit(_FOREVER)).alias("end"),
        pl.col("first_year").fill_null(UNKNOWN).alias("first"),
        _group_code(),
    )


def _employment(
    people: pl.DataFrame, organisations: pl.DataFrame, *, all_credits: bool
) -> pl.DataFrame:
    """Employment without an end date is ongoing; without any date it is only known to hold now.

    A member of an agency, recognised by its type or name, who has no staff title is a client, as
    is anyone with a client's title. Clients of one agency need not have met, and count only with
    ``all_credits``. ``organisations`` has the type and name of each node.
    """
    members = _joining(people, "membership")
    if not all_credits:
        at = organisations[members["node"]]
        is_agency = at["type"].eq_missing(AGENCY) | at["name"].str.contains(_AGENCY_NAME)
        titles = members["title"].cast(pl.String)
        is_staff = titles.str.contains(_AGENCY_STAFF).fill_null(False)
        is_client = titles.str.contains(_CLIENT).fill_null(False)
        members = members.filter(~is_client & (~is_agency.fill_null(False) | is_staff))
    return members.with_columns(
        _group_code(),
        pl.coalesce(_date("since", "0"), _date("until", "0"), pl.lit(_FOREVER)).alias("start"),
        _date("until", "9").fill_null(_FOREVER).alias("end"),
        year_of("until").fill_null(ONGOING).alias("last"),
        pl.col("title").alias("role"),
    )


def _mentoring(people: pl.DataFrame) -> list[pl.DataFrame]:
    direct = people.filter(means("guidance") & (pl.col("to_kind") == "Person"))
    direct = direct.filter(pl.col("source") != pl.col("target")).with_columns(
        _kind_code(guidance_kind()), pl.col("link").alias("node")
    )
    return [
        direct.with_columns(pl.lit("mentor").alias("role")),
        direct.with_columns(pl.col("target").alias("person"), pl.lit("mentored").alias("role")),
    ]


def _acquaintances(people: pl.DataFrame) -> list[pl.DataFrame]:
    """Both people whom a source connects, each in the group of the link."""
    connected = people.filter(means("acquaintance") & (pl.col("source") != pl.col("target")))
    connected = connected.with_columns(
        _kind_code(acquaintance_kind()),
        pl.col("link").alias("node"),
        pl.lit(None, pl.String).alias("role"),
    )
    return [connected, connected.with_columns(pl.col("target").alias("person"))]


def _meetings(people: pl.DataFrame) -> list[pl.DataFrame]:
    """Both people who met, each in the group of the link; a meeting recorded from both sides, or
    twice, counts once."""
    met = people.filter(means("meeting") & (pl.col("source") != pl.col("target")))
    pair = (pl.min_horizontal("source", "target"), pl.max_horizontal("source", "target"))
    meeting = pl.struct(*(end.alias(str(n)) for n, end in enumerate(pair)), "event", "dated")
    met = met.filter(meeting.is_first_distinct()).with_columns(
        _kind_code(meeting_kind()),
        pl.col("link").alias("node"),
        pl.lit(None, pl.String).alias("role"),
    )
    return [met, met.with_columns(pl.col("target").alias("person"))]
