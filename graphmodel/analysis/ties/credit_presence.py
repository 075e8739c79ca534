"""Which credits say that somebody was there: who is only shown, thanked or adapted was not.

Credits of three sorts are told apart by their role, job and characters, and by what else is known
of the person and of the work:

- *absent*: archive footage, thanks, extras, the author of a work that was filmed (of a film that
  was made again, also where only the titles say so), work credited over POSTHUMOUS_YEARS years
  after a death, and all work on what is only rumoured or was abandoned. They show no meeting at
  all, nor any activity.
- *guest*: people who appear as themselves, or uncredited, and the cast of documentaries. They met
  the makers, not each other. As themselves on an award show, a talk show and the like they are
  absent: nothing says that they met anybody.
- all others: they worked together.
"""

from __future__ import annotations

import re
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.analysis.ties.archive_credits import archive_credits, is_documentary
from graphmodel.network.network import Network
from graphmodel.network.tables import means, with_folded_roles
from graphmodel.schema.model import PUBLICATIONS, UNMADE_STAGES

POSTHUMOUS_YEARS = 3
"""A work may come out this many years after the death of somebody who worked on it."""

REMADE_AFTER = 4
"""A film of an earlier one's title is taken for a remake this many years after it."""

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

_WORK = (
    r"(?:(?:light|graphic|web|visual|short|original|stage|radio|comic|picture|theat(?:re|er)|tv"
    r"|earlier|source|children'?s) )*"
    r"(?:authors?|novels?|novellas?|novelette|books?|story|stories|plays?|musical|comics?|manga"
    r"|manhwa|webtoon|poems?|articles?|essays?|memoirs?|(?:auto)?biography|fairy ?tales?|opera"
    r"|libretto|source|material|text|characters?|video ?game)"
)
_ARCHIVE = (
    r"(?:archiv(?:e|es|al)|stock)[ -]+(?:footage|sound|audio|material|photos?|photographs?"
    r"|recordings?|films?|images?|clips?|voice)"
)
_ARCHIVE_ABROAD = (
    r"archivmaterial|archivaufnahmen?|images? d['’]archives?|(?:material|im[aá]genes) de archivo"
    r"|资料画面|资料影像|資料影像|档案影像|檔案影像|アーカイブ映像|자료 ?화면"
)
_NO_MEETING = re.compile(
    # Shown from an archive: at the end, as somebody who looks for footage did work on the film.
    rf"(?:{_ARCHIVE}|{_ARCHIVE_ABROAD})[\s)\]]*$"
    # Thanked or remembered.
    r"|\bthanks?\b|\bthank you\b|^acknowledge?ments?\b|^dedicat(?:ed to|ee|ion)\b"
    r"|^in (?:loving )?memor(?:y|iam)\b"
    r"|^agradecimientos?\b|^remerciements?\b|^danksagung|鸣谢|鳴謝|致谢|致謝|感谢|感謝|감사"
    # An extra.
    r"|^(?:(?:featured|film|uncredited) )?extras?$|^crowd(?: (?:artist|actor|extra))?s?$"
    r"|^background(?: (?:actor|performer|player|extra)s?)?$|^walk-on$|^figurante?s?$"
    r"|^statist(?:in)?$|^kompars(?:e|in)$|^群众演员$|^群眾演員$|^臨時演員$|^临时演员$"
    # The author of what was filmed.
    rf"|^(?:the )?{_WORK}(?: by)?(?:\s*[\"“”'‘«《(:,].*)?$"
    r"|\b(?:based|drawn) (?:up)?on\b|\b(?:inspired|suggested) by\b|\badapted from\b|\bremake of\b"
    rf"|^(?:from|after) (?:the|an?|his|her|their) .*\b{_WORK}\b"
    r"|^characters? created\b|^original (?:author|writer|creator|work|film|screenplay by)\b"
    r"|^original (?:series|show|format|film) (?:creator|writer|author)\b"
    r"|^(?:earlier|(?:18|19|20)\d\d) (?:film|motion picture|movie|screenplay|script|teleplay)\b"
    r"|^roman$|^buchvorlage|^(?:roman)?vorlage|^nach de[mr] |^d['’]apr[eè]s\b|^novela$"
    r"|^basad[oa] en\b|^obra original|^原著|^原作|^改编自|^改編自|^원작"
)
_AT_WORK = re.compile(
    r"^(?:\w+ (?:and|&) )?(?:screen ?play|teleplay|scenario|script|written|adaptation|adapted by"
    r"|dialogues?|co-?writer|head writer|staff writer)\b"
)
"""Jobs of somebody who wrote for the screen, whatever that rests on."""

_IN_ARCHIVE = rf"(?i)(?:{_ARCHIVE}|{_ARCHIVE_ABROAD})|\(archiv(?:e|al)\b"
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


def shows_no_meeting(text: str) -> bool:
    """Whether a role, or a job in the source's own words, is one that shows no meeting: "thanks",
    "archive footage", "based on the novel by". Of several, set apart by semicolons, all have to."""
    parts = [part.strip() for part in text.lower().replace("_", " ").split(";") if part.strip()]
    return bool(parts) and all(
        _NO_MEETING.search(part) is not None and _AT_WORK.match(part) is None for part in parts
    )


def absent_credits(network: Network) -> pl.Series:
    """The rows of the credits that show neither a meeting nor activity, ascending."""
    return credit_rows(network)[0]


_CACHE: WeakKeyDictionary[Network, tuple[pl.Series, pl.Series]] = WeakKeyDictionary()


def credit_rows(network: Network) -> tuple[pl.Series, pl.Series]:
    """The rows of absent credits and those of guests, both ascending, cached for each Network;
    the cast of documentaries is not among these guests."""
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
    """Credits with characters: whether all of these are from an archive or extras (absent), the
    person's own self, or uncredited."""
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
    """Whether people come to each node as guests: an award show, a talk show, news."""
    genres = pl.col("genres").list.eval(pl.element().str.to_lowercase().is_in(list(SHOW_GENRES)))
    is_show = (
        pl.col("type").cast(pl.String).str.to_lowercase().is_in(list(SHOW_TYPES)).fill_null(False)
        | genres.list.any().fill_null(False)
        | pl.col("name").str.contains(_SHOW_NAME).fill_null(False)
    )
    shows = network.nodes.select(is_show.alias("show"))["show"]
    return shows & ~is_documentary(network)


def _posthumous(network: Network, credits: pl.LazyFrame) -> pl.Series:
    """Credits of works that came out over POSTHUMOUS_YEARS years after the person's death."""
    died = network.nodes.select("died").with_row_index("source").drop_nulls()
    if died.is_empty():
        return pl.Series("link", [], pl.UInt32)
    types = credits.collect_schema()
    died = died.with_columns(pl.col("source").cast(types["source"]))
    late = pl.col("last_year") > pl.col("died") + POSTHUMOUS_YEARS
    return credits.join(died.lazy(), on="source").filter(late).select("link").collect()["link"]


def _unmade(network: Network, credits: pl.LazyFrame) -> pl.Series:
    """Credits of works that are only rumoured, or were abandoned."""
    unmade = pl.col("stage").cast(pl.String).is_in(UNMADE_STAGES).fill_null(False)
    works = network.nodes.select(unmade).to_series().arg_true().implode()
    return credits.filter(pl.col("target").is_in(works)).select("link").collect()["link"]


def _adapted(links: pl.DataFrame, credits: pl.LazyFrame) -> pl.Series:
    """Credits as a writer of what is based on another work of the same writer or director, unless
    the job says that they wrote for the screen: the original's authors, credited on the remake."""
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
    """Credits as a writer whose job does not say that they wrote for the screen."""
    at_work = [job for job in jobs.unique().drop_nulls().to_list() if _AT_WORK.match(job.lower())]
    written = pl.col("role").cast(pl.String) == "writer"
    return credits.filter(written, ~pl.col("job").is_in(at_work).fill_null(False))


def _filmed_again(network: Network, credits: pl.LazyFrame) -> pl.Series:
    """Credits as a writer, and as nothing else but an actor, of a film whose title a film of the
    same writer or director had REMADE_AFTER years before or more."""
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
    """The names of nodes without case, article, spaces and punctuation; numbers stay."""
    bare = pl.col("name").str.to_lowercase().str.replace(r"^(?:the|an?) ", "")
    return bare.str.replace_all(r"[^\p{L}\p{N}]", "")


def is_counted(network: Network) -> NDArray[np.bool_]:
    """For each link whether it is anything but an absent credit, as an array of booleans."""
    counted = np.ones(network.links.height, dtype=bool)
    counted[absent_credits(network).to_numpy()] = False
    return counted
