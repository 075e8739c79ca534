"""What a network is at a date: what is dated later is a plan, and counts as nothing yet."""

from __future__ import annotations

import re
from datetime import date

import polars as pl

from graphmodel.errors import InputError
from graphmodel.schema.model import JUDGEMENT, LINK_KINDS

AsOf = int | str | date | None
"""A date of asking: a year, an ISO date that may stop at the year or the month, or None: today."""

_DATE = re.compile(r"\d{4}(?:-\d{2}){0,2}")


_asked_by_default: str | None = None


def today() -> date:
    """Today, the date of asking unless ``ask_as_of`` gave another."""
    return date.today()


def ask_as_of(as_of: AsOf) -> None:
    """From now on, ask in this process as of a date wherever none is given; None is today.
    Raises InputError for no date."""
    global _asked_by_default
    _asked_by_default = None if as_of is None else asking_date(as_of)


def date_given() -> str | None:
    """The date that ``ask_as_of`` gave; None for today."""
    return _asked_by_default


def asking_date(as_of: AsOf) -> str:
    """A date of asking as ISO text: YYYY, YYYY-MM or YYYY-MM-DD; raises InputError for no date."""
    if as_of is None:
        return _asked_by_default or today().isoformat()
    if isinstance(as_of, date):
        return as_of.isoformat()[:10]
    text = f"{as_of:04d}" if isinstance(as_of, int) else as_of.strip()
    try:
        if not _DATE.fullmatch(text):
            raise ValueError
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        raise InputError(
            "{text!r} is no date; give a year, a month or a day: 2020, 2020-06, 2020-06-30",
            text=str(as_of),
        ) from None
    return text


def last_whole_year(asked: str) -> int:
    """The last year that is over by a date of asking; one that stops at the year means its end."""
    whole = len(asked) == 4 or asked[5:] in ("12", "12-31")
    return int(asked[:4]) - (0 if whole else 1)


def is_date_later(text: str) -> bool:
    """Whether an ISO date, or a year, lies after the date of asking without one; it may stop at the
    year or the month."""
    asked = asking_date(None)
    return text[: len(asked)] > asked


def is_later(column: str, asked: str) -> pl.Expr:
    """Whether an ISO date in a column lies after a date of asking; both may stop at the year or
    the month, and what lies in the same year or month is not later."""
    return (pl.col(column).str.slice(0, len(asked)) > asked).fill_null(False)


def has_ended(column: str, asked: str) -> pl.Expr:
    """Whether an ISO date in a column lies before a date of asking, and not in the same year or
    month if one of them stops there."""
    date = pl.col(column)
    reached = pl.lit(asked).str.starts_with(date) | date.str.starts_with(asked)
    return ((date < asked) & ~reached).fill_null(False)


def is_in_force(asked: str) -> pl.Expr:
    """Whether a link with ``since`` and ``until`` has begun and not ended by a date of asking."""
    return ~is_later("since", asked) & ~has_ended("until", asked)


def in_force(links: pl.DataFrame, asked: str) -> pl.DataFrame:
    """The links that have begun and not ended by a date of asking; a frame without ``since`` or
    ``until`` says nothing of that."""
    missing = [name for name in ("since", "until") if name not in links.columns]
    dates = [pl.lit(None, pl.String()).alias(name) for name in missing]
    return links.with_columns(dates).filter(is_in_force(asked)).drop(missing)


def is_later_year(column: str, asked: str) -> pl.Expr:
    """Whether a year in a column lies after a date of asking."""
    return (pl.col(column) > int(asked[:4])).fill_null(False)


def planned_nodes(nodes: pl.DataFrame, asked: str) -> pl.Series:
    """For each node whether it is a project or event of a later date, as booleans."""
    later = is_later_year("year", asked) | is_later("starts", asked)
    return nodes.select(later.alias("planned"))["planned"]


def planned_links(nodes: pl.DataFrame, links: pl.DataFrame, asked: str) -> pl.Series:
    """For each link whether it holds only later, as booleans.

    Its own dates decide; without any, whether a node at one of its ends is planned. A judgement
    holds whenever it was made.
    """
    planned = planned_nodes(nodes, asked)
    begins_later = (
        pl.when(pl.col("year").is_not_null())
        .then(is_later_year("year", asked))
        .when(pl.col("since").is_not_null())
        .then(is_later("since", asked))
        .otherwise(is_later("dated", asked))
    )
    ended = pl.col("until").is_not_null() & ~is_later("until", asked)
    dated = pl.any_horizontal(pl.col("year", "since", "dated").is_not_null()) | ended
    condition = begins_later
    if planned.any():
        at_planned = planned.gather(links["source"]) | planned.gather(links["target"])
        condition |= ~dated & pl.lit(at_planned)
    # Selected first: all columns take many times the memory.
    columns = links.select("kind", "year", "since", "until", "dated")
    condition &= pl.col("kind") != JUDGEMENT
    return columns.select(condition.alias("planned"))["planned"]


def absences(links: pl.DataFrame) -> pl.Series:
    """For each link whether it says that somebody was not there, such as an applicant who was not
    taken in, as booleans."""
    absent = pl.lit(False)
    for kind in LINK_KINDS.values():
        for name, values in kind.no_presence:
            absent |= (pl.col("kind") == kind.name) & pl.col(name).is_in(values).fill_null(False)
    columns = {name for kind in LINK_KINDS.values() for name, _ in kind.no_presence}
    return links.select("kind", *sorted(columns)).with_columns(absent=absent)["absent"]


def going_on(links: pl.DataFrame, asked: str) -> pl.Series:
    """For each link whether it ends only later, as booleans."""
    later = is_later("until", asked) | is_later_year("last_year", asked)
    return links.select(later.alias("later"))["later"]


def without_plans(
    nodes: pl.DataFrame, links: pl.DataFrame, asked: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tables of a network as it is at a date; the same objects if nothing is dated later.

    Planned links are left out, and absences. What ends later lasts until the year of asking, and
    its ``last_year`` is the latest that anything else gives: a contract until 2028 makes no year
    the latest. Nodes keep their rows; the years of activity stated for people are those not later.
    """
    planned = planned_links(nodes, links, asked) | absences(links)
    later = going_on(links, asked)
    if planned.any():
        links, later = links.filter(~planned), later.filter(~planned)
    if later.any():
        links = _lasting_to_now(links, later, asked[:4])
    years = ("first_year", "last_year")
    if nodes.select(pl.any_horizontal(is_later_year(name, asked).any() for name in years)).item():
        nodes = nodes.with_columns(
            pl.when(~is_later_year(name, asked)).then(pl.col(name)).alias(name) for name in years
        )
    return nodes, links


def _lasting_to_now(links: pl.DataFrame, later: pl.Series, year: str) -> pl.DataFrame:
    last = pl.when(later).then("first_year").otherwise("last_year")
    latest = links.select(last.max()).item()
    return links.with_columns(
        pl.when(later & pl.col("until").is_not_null())
        .then(pl.lit(year))
        .otherwise("until")
        .alias("until"),
        pl.when(later)
        .then(pl.lit(latest, pl.Int64))
        .otherwise("last_year")
        .alias("last_year"),
    )  # fmt: skip


def first_plan(nodes: pl.DataFrame, links: pl.DataFrame, asked: str) -> str | None:
    """The earliest date after a date of asking, as text; None if there is none. All dates of
    asking of one year with the same one give the same network."""
    years, dates = ("year", "first_year", "last_year"), ("since", "until", "dated")
    earliest = [
        *(_earliest(nodes, is_later_year(name, asked), name) for name in years),
        _earliest(nodes, is_later("starts", asked), "starts"),
        *(_earliest(links, is_later_year(name, asked), name) for name in years),
        *(_earliest(links, is_later(name, asked), name) for name in dates),
    ]
    return min((text for text in earliest if text is not None), default=None)


def _earliest(frame: pl.DataFrame, later: pl.Expr, name: str) -> str | None:
    text: str | None = frame.select(pl.col(name).filter(later).min().cast(pl.String)).item()
    return text
