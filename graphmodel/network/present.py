"""A network as of a date: anything dated later is a plan and does not count yet."""

from __future__ import annotations

import re
from datetime import date

import polars as pl

from graphmodel.errors import InputError
from graphmodel.schema.model import JUDGEMENT, LINK_KINDS

AsOf = int | str | date | None
"""A date of asking: a year, an ISO date that may stop at the year or month, or None for today."""

_DATE = re.compile(r"\d{4}(?:-\d{2}){0,2}")


_asked_by_default: str | None = None


def today() -> date:
    """Today, the date of asking unless ``ask_as_of`` set another."""
    return date.today()


def ask_as_of(as_of: AsOf) -> None:
    """Set this process's default date of asking; None means today. Raises InputError for an invalid
    date."""
    global _asked_by_default
    _asked_by_default = None if as_of is None else asking_date(as_of)


def date_given() -> str | None:
    """The date that ``ask_as_of`` set, or None for today."""
    return _asked_by_default


def asking_date(as_of: AsOf) -> str:
    """A date of asking as ISO text: YYYY, YYYY-MM or YYYY-MM-DD; raises InputError otherwise."""
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
            "{text!r} is not a date; give a year, a month or a day: 2020, 2020-06, 2020-06-30",
            text=str(as_of),
        ) from None
    return text


def last_whole_year(asked: str) -> int:
    """The last year that has ended by a date of asking; a year alone means its end."""
    whole = len(asked) == 4 or asked[5:] in ("12", "12-31")
    return int(asked[:4]) - (0 if whole else 1)


def is_date_later(text: str) -> bool:
    """Whether an ISO date, which may stop at the year or month, is later than the default date of
    asking."""
    asked = asking_date(None)
    return text[: len(asked)] > asked


def is_date_earlier(text: str, asked: str) -> bool:
    """Whether an ISO date is earlier than a date of asking; if either stops at the year or month, a
    date in the same year or month is not earlier, nor is a missing one."""
    reached = asked.startswith(text) or text.startswith(asked)
    return text < asked and not reached


def is_later(column: str, asked: str) -> pl.Expr:
    """Whether an ISO date in a column is later than a date of asking; both may stop at the year or
    month, and a date in the same year or month is not later."""
    return (pl.col(column).str.slice(0, len(asked)) > asked).fill_null(False)


def has_ended(column: str, asked: str) -> pl.Expr:
    """Whether an ISO date in a column is earlier than a date of asking; if either stops at the year
    or month, a date in the same year or month is not earlier."""
    date = pl.col(column)
    reached = pl.lit(asked).str.starts_with(date) | date.str.starts_with(asked)
    return ((date < asked) & ~reached).fill_null(False)


def is_in_force(asked: str) -> pl.Expr:
    """Whether a link with ``since`` and ``until`` has begun and not ended by a date of asking."""
    return ~is_later("since", asked) & ~has_ended("until", asked)


def in_force(links: pl.DataFrame, asked: str) -> pl.DataFrame:
    """The links that have begun and not ended by a date of asking; a missing ``since`` or ``until``
    column counts as null."""
    missing = [name for name in ("since", "until") if name not in links.columns]
    dates = [pl.lit(None, pl.String()).alias(name) for name in missing]
    return links.with_columns(dates).filter(is_in_force(asked)).drop(missing)


def is_later_year(column: str, asked: str) -> pl.Expr:
    """Whether a year in a column is later than a date of asking."""
    return (pl.col(column) > int(asked[:4])).fill_null(False)


def planned_nodes(nodes: pl.DataFrame, asked: str) -> pl.Series:
    """For each node, whether it is a project or event of a later date, as booleans."""
    later = is_later_year("year", asked) | is_later("starts", asked)
    return nodes.select(later.alias("planned"))["planned"]


def planned_links(nodes: pl.DataFrame, links: pl.DataFrame, asked: str) -> pl.Series:
    """For each link, whether it holds only later, as booleans.

    Its own dates decide; without any, whether a node at one of its ends is planned. A judgement
    holds regardless of when it was made.
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
    # Selected first, since all columns take many times the memory.
    columns = links.select("kind", "year", "since", "until", "dated")
    condition &= pl.col("kind") != JUDGEMENT
    return columns.select(condition.alias("planned"))["planned"]


def absences(links: pl.DataFrame) -> pl.Series:
    """For each link, whether it states an absence, such as that of a rejected applicant, as
    booleans."""
    absent = pl.lit(False)
    for kind in LINK_KINDS.values():
        for name, values in kind.no_presence:
            absent |= (pl.col("kind") == kind.name) & pl.col(name).is_in(values).fill_null(False)
    columns = {name for kind in LINK_KINDS.values() for name, _ in kind.no_presence}
    return links.select("kind", *sorted(columns)).with_columns(absent=absent)["absent"]


def going_on(links: pl.DataFrame, asked: str) -> pl.Series:
    """For each link, whether it ends only later, as booleans."""
    later = is_later("until", asked) | is_later_year("last_year", asked)
    return links.select(later.alias("later"))["later"]


def without_plans(
    nodes: pl.DataFrame, links: pl.DataFrame, asked: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tables of a network as of a date; the same objects if nothing is left out or changed.

    Planned links and absences are left out. What ends later lasts until the year of asking, and its
    ``last_year`` is the latest of all other links: a contract until 2028 does not make 2028 the
    latest year. Nodes keep their rows; people's stated years of activity are dropped if later.
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
    """The earliest date after a date of asking, as text, or None. All dates of asking in one year
    with the same earliest date give the same network."""
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
