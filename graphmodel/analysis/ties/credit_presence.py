"""Which credits imply presence: people only shown, thanked or adapted were not there.

Credits fall into three classes by their role, job and characters, and by what else is known about
the person and the work:

- *absent*: archive footage, thanks, extras, the author of a work or idea that was filmed (including
  a remade film, even where only the titles show it), work credited over POSTHUMOUS_YEARS years
  after a death, and all work on a rumoured or abandoned project. They show neither a meeting nor
  activity.
- *guest*: people who appear as themselves, or uncredited, and the cast of documentaries. They met
  the makers, not each other. Those who appear as themselves on an award show, a talk show or the
  like are absent: there is no evidence that they met anybody.
- all others: they worked together.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.analysis.ties.archive_credits import archive_credits, is_documentary
from graphmodel.network.network import Network
from graphmodel.network.tables import means, with_folded_roles
from graphmodel.schema.credit_words import ARCHIVE, shows_no_meeting, wrote_for_the_screen
from graphmodel.schema.model import PUBLICATIONS, UNMADE_STAGES

POSTHUMOUS_YEARS = 3
"""A work may be released up to this many years after the death of somebody who worked on it."""

REMADE_AFTER = 4
"""A film with the title of an earlier one counts as a remake from this many years after it."""

SHOW_TYPES = frozenset(
    (
        *("special", "tv special", "ceremony", "award ceremony", "awards ceremony", "award show"),
        *("awards show", "gala", "talk show", "game show", "quiz show", "news", "red carpet"),
    )
)
"""Types of projects, in lower case, whose guests come for the occasion."""
SHOW_GENRES = frozenset(
    ("talk-show", "talk show", "talk", "game-show", "game show", "news", "award show", "awards")
)
"""Genres of such projects, in lower case."""
_SHOW_NAME = r"(?i)\bawards?\b|\boscars\b|\bemmys\b|\bceremony\b|颁奖|頒獎|授賞式|시상식"

_IN_ARCHIVE = rf"(?i)(?:{ARCHIVE})|\(archiv(?:e|al)\b"
_AS_EXTRA = r"(?i)^(?:(?:featured|background) )?(?:extras?|background)(?:\s*\(.*)?$"
_AS_SELF = (
    r"(?i)^(?:self|him ?self|her ?self|them ?sel(?:f|ves)|it ?self)(?:$|\s*[-–—(,/:;])"
    r"|^(?:本人|自己|本人役|본인)"
)
_UNCREDITED = r"(?i)^uncredited$|\(uncredited\)|\(不具名\)"
SELF_ROLES = frozenset(
    ("self", "himself", "herself", "themselves", "itself", "guest", "interviewee", "contestant")
)
"""Roles of people who appear as themselves."""


def absent_credits(network: Network) -> pl.Series:
    """The rows of the credits that show neither a meeting nor activity, ascending."""
    return credit_rows(network)[0]


_CACHE: WeakKeyDictionary[Network, tuple[pl.Series, pl.Series]] = WeakKeyDictionary()


def credit_rows(network: Network) -> tuple[pl.Series, pl.Series]:
    """The rows of absent credits and of guests, both ascending, cached for each Network; the
    guests do not include the cast of documentaries."""
    if network not in _CACHE:
        _CACHE[network] = _credit_rows(network)
    return _CACHE[network]


def _credit_rows(network: Network) -> tuple[pl.Series, pl.Series]:
    columns = ("kind", "source", "target", "role", "job", "characters", "last_year")
    links = with_folded_roles(network.links.select(columns)).with_row_index("link")
    credits = links.lazy().filter(means("credit"))
    by_text = credits.select("link", *(_marked(links[name]) for name in ("role", "job"))).collect()
    marked = by_text.filter(pl.col("role") | pl.col("job"))
    published = network.nodes["type"].cast(pl.String).is_in(PUBLICATIONS).fill_null(False)
    absent = [marked["link"].filter(~published.gather(links["target"].gather(marked["link"])))]
    characters = _by_characters(credits)
    absent.append(characters.filter("absent")["link"])
    selves = credits.filter(pl.col("role").is_in(list(SELF_ROLES))).select("link", "target")
    as_self = pl.concat(
        [selves.collect(), characters.filter("as_self").select("link", "target")]
    ).unique("link")
    on_show = _is_show(network).gather(as_self["target"])
    absent.append(as_self["link"].filter(on_show))
    absent += [archive_credits(network), _posthumous(network, credits), _adapted(links, credits)]
    absent += [_filmed_again(network, credits), _unmade(network, credits)]
    guests = [as_self["link"], characters.filter("uncredited")["link"]]
    return _united(absent), _united(guests)


def _united(rows: list[pl.Series]) -> pl.Series:
    return pl.concat([series.cast(pl.UInt32) for series in rows]).unique().sort()


def _marked(texts: pl.Series) -> pl.Expr:
    """Whether the role or job in a column shows no meeting."""
    distinct = texts.unique().drop_nulls().cast(pl.String).unique()
    marked = [text for text in distinct.to_list() if shows_no_meeting(text)]
    return pl.col(texts.name).cast(pl.String).is_in(marked).fill_null(False)


def _by_characters(credits: pl.LazyFrame) -> pl.DataFrame:
    """Credits with characters: whether all characters are archive footage or extras (absent), the
    person as themselves, or uncredited."""
    names = (
        credits.filter(pl.col("characters").list.len() > 0)
        .select("link", "target", "characters")
        .explode("characters")
    )
    text = pl.col("characters").str.strip_chars()
    return (
        names.select(
            "link",
            "target",
            (text.str.contains(_IN_ARCHIVE) | text.str.contains(_AS_EXTRA)).alias("absent"),
            text.str.contains(_AS_SELF).alias("as_self"),
            text.str.contains(_UNCREDITED).alias("uncredited"),
        )
        .group_by("link", maintain_order=True)
        .agg(pl.first("target"), pl.col("absent", "as_self", "uncredited").all())
        .filter(pl.any_horizontal("absent", "as_self", "uncredited"))
        .collect()
    )


def _is_show(network: Network) -> pl.Series:
    """Whether each node is a show with guests, such as an award show, a talk show or news."""
    genres = pl.col("genres").list.eval(pl.element().str.to_lowercase().is_in(list(SHOW_GENRES)))
    is_show = (
        pl.col("type").cast(pl.String).str.to_lowercase().is_in(list(SHOW_TYPES)).fill_null(False)
        | genres.list.any().fill_null(False)
        | pl.col("name").str.contains(_SHOW_NAME).fill_null(False)
    )
    shows = network.nodes.select(is_show.alias("show"))["show"]
    return shows & ~is_documentary(network)


def _posthumous(network: Network, credits: pl.LazyFrame) -> pl.Series:
    """Credits on works released over POSTHUMOUS_YEARS years after the person's death."""
    died = network.nodes.select("died").with_row_index("source").drop_nulls()
    if died.is_empty():
        return pl.Series("link", [], pl.UInt32)
    types = credits.collect_schema()
    died = died.with_columns(pl.col("source").cast(types["source"]))
    late = pl.col("last_year") > pl.col("died") + POSTHUMOUS_YEARS
    return credits.join(died.lazy(), on="source").filter(late).select("link").collect()["link"]


def _unmade(network: Network, credits: pl.LazyFrame) -> pl.Series:
    """Credits on works that are only rumoured or were abandoned."""
    unmade = pl.col("stage").cast(pl.String).is_in(UNMADE_STAGES).fill_null(False)
    works = network.nodes.select(unmade).to_series().arg_true().implode()
    return credits.filter(pl.col("target").is_in(works)).select("link").collect()["link"]


def _adapted(links: pl.DataFrame, credits: pl.LazyFrame) -> pl.Series:
    """Writing credits on a work based on another that the same person made, other than as an actor,
    unless the job states screenwriting: the original's authors, credited on the remake."""
    based = links.filter(means("adaptation")).select("source", "target")
    if based.is_empty():
        return pl.Series("link", [], pl.UInt32)
    basis = based.lazy().select(pl.col("source").alias("target"), pl.col("target").alias("basis"))
    role = pl.col("role").cast(pl.String)
    made_basis = credits.select("source", pl.col("target").alias("basis"), role.alias("made"))
    made_basis = made_basis.filter(pl.col("made") != "actor").unique(["source", "basis"])
    return (
        _writing_credits(links["job"], credits)
        .join(basis, on="target")
        .join(made_basis, on=["source", "basis"])
        .select("link")
        .unique()
        .collect()["link"]
    )


def _writing_credits(jobs: pl.Series, credits: pl.LazyFrame) -> pl.LazyFrame:
    """Writing credits whose job does not state screenwriting."""
    at_work = [*filter(wrote_for_the_screen, jobs.unique().drop_nulls().to_list())]
    written = pl.col("role").cast(pl.String) == "writer"
    return credits.filter(written, ~pl.col("job").is_in(at_work).fill_null(False))


def _filmed_again(network: Network, credits: pl.LazyFrame) -> pl.Series:
    """Credits as a writer, and otherwise at most as an actor, on a film with the title of a film
    that the same person had made, other than as an actor, REMADE_AFTER years or more before."""
    role = pl.col("role").cast(pl.String)
    index = pl.col("target").cast(credits.collect_schema()["target"])
    films = (
        network.nodes.lazy()
        .select("type", "name", "year")
        .with_row_index("target")
        .filter(pl.col("type").cast(pl.String) == "film")
        .select(index, "year", title=_bare_title())
        .filter(pl.col("title") != "", pl.len().over("title") > 1)
    )
    made = credits.filter(role != "actor").join(films, on="target").collect()
    earlier = made.group_by("source", "title").agg(pl.col("year").min().alias("first"))
    others = made.lazy().filter(role != "writer").select("source", "target").unique()
    return (
        _writing_credits(made["job"], made.lazy())
        .join(earlier.lazy(), on=["source", "title"])
        .filter(pl.col("year") >= pl.col("first") + REMADE_AFTER)
        .join(others, on=["source", "target"], how="anti")
        .select("link")
        .unique()
        .collect()["link"]
    )


def _bare_title() -> pl.Expr:
    """The names of nodes without case, article, spaces and punctuation; digits are kept."""
    bare = pl.col("name").str.to_lowercase().str.replace(r"^(?:the|an?) ", "")
    return bare.str.replace_all(r"[^\p{L}\p{N}]", "")


def is_counted(network: Network) -> NDArray[np.bool_]:
    """Whether each link is anything other than an absent credit."""
    counted = np.ones(network.links.height, dtype=bool)
    counted[absent_credits(network).to_numpy()] = False
    return counted
