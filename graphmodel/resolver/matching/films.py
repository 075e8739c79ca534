"""Duplicate records of projects: compared by title, year and the people credited."""

from __future__ import annotations

import re

import polars as pl
from rapidfuzz import fuzz

from graphmodel.resolver.matching.blocking import pairs_by_keys
from graphmodel.resolver.matching.parts import parts_differ
from graphmodel.resolver.matching.records import (
    RecordTables,
    with_both_ends,
    with_catalogue_ids,
    with_one_source,
)
from graphmodel.resolver.matching.sounds import with_sounds

MOST_YEARS_APART = 3
"""Projects whose years lie further apart are not compared."""

SAME_SERIES = 80.0
"""Series whose titles are at least this similar (0 to 100) are treated as one."""

_SAME_WORD = 75.0
_GENERIC = (
    r"^(?:(?:the )?(?:episode|chapter|part|pilot|volume|day|week|show|finale)|tba|untitled)"
    r"(?: (?:\d+|one|two|three|four|five|six|[ivx]+))?$"
)
_ARTICLE = r"^(?:the|a|an|le|la|les|el|il|der|die|das) |\b(?:and|the)\b ?"
_NUMBER = re.compile(r"^(?:\d+|i{1,3}|iv|v|vi{1,3}|ix|x|two|three|four|five)$")
_AS_DIGITS = {
    word: str(number)
    for number, *words in (
        (1, "i", "one"), (2, "ii", "two"), (3, "iii", "three"), (4, "iv", "four"),
        (5, "v", "five"), (6, "vi"), (7, "vii"), (8, "viii"), (9, "ix"), (10, "x"),
    )
    for word in words
}  # fmt: skip

FEATURES: dict[str, str] = {
    "title_other": "titles",
    "title_differs": "titles",
    "title_part": "titles",
    "numbers_differ": "titles",
    "title_common": "titles",
    "title_generic": "titles",
    "subtitle_differs": "titles",
    "parts_differ": "parts",
    "part_missing": "parts",
    "episode_agree": "episode",
    "episode_differ": "episode",
    "series_agree": "series",
    "series_differ": "series",
    "year_1": "year",
    "year_more": "year",
    "year_missing": "year",
    "people_shared": "people",
    "people_share": "people",
    "people_alike": "people",
    "people_none": "people",
    "people_sound": "sounds",
    "one_source": "source",
    "ids_differ": "ids",
    "ids_agree": "ids",
}
"""The features of a pair of projects, and the kind of evidence that each counts towards."""


def film_pairs(tables: RecordTables, subset: pl.DataFrame | None = None) -> pl.DataFrame:
    """Pairs of projects with similar titles and years: left, right, name_left, name_right.

    Each pair has at least one project of ``subset`` (a column ``node``), if given.
    """
    titles = tables.titles.with_columns(
        bare=pl.col("folded").str.replace_all(_ARTICLE, "").str.strip_chars()
    )
    words = pl.col("bare").str.split(" ")
    sorts = {
        "same": pl.col("bare").str.replace_all(" ", ""),
        "words": words.list.sort().list.join(" "),
        "beginning": pl.when(words.list.len() > 1).then(words.list.head(2).list.join(" ")),
        "end": pl.when(words.list.len() > 1).then(words.list.tail(2).list.join(" ")),
    }
    bare = titles.select("folded", "bare").unique("folded")
    keys = [
        (sort, bare.select("folded", key=key.hash(seed=0)).drop_nulls())
        for sort, key in sorts.items()
    ]
    sought = titles if subset is None else titles.join(subset, on="node", how="semi")
    pairs = pairs_by_keys(keys, titles, sought)
    facts = tables.nodes.select("node", "year", "namespace")
    pairs = with_both_ends(pairs, facts)
    close = (pl.col("year") - pl.col("year_right")).abs().fill_null(0) <= MOST_YEARS_APART
    one_namespace = pl.col("namespace") == pl.col("namespace_right")
    pairs = pairs.filter(close & one_namespace)
    # A film is not the book, the script or the series that it comes from.
    pairs = pairs.join(tables.joined, on=["left", "right"], how="anti", maintain_order="left")
    return pairs.drop("year", "year_right", "namespace", "namespace_right")


def film_features(tables: RecordTables, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs with a column for each of FEATURES and the facts of the evidence: year,
    year_right, dated, dated_right (whether that is the project's own year), shared (a list of
    folded names), fewest (the smaller number of names in roles that both have), credited (the
    smaller number of names in any role), families (the number of shared last names), catalogue_ids,
    parts, season, episode and series_titles of both ends, sounds (two names, or null)."""
    years = tables.nodes.select("node", "year", "dated")
    rows = with_both_ends(pairs.with_row_index("pair"), years)
    rows = with_one_source(_with_people(tables, rows), tables.nodes)
    rows = with_catalogue_ids(tables, rows, "Project")
    bearers = tables.titles.group_by("folded").len("bearers")
    rows = rows.join(bearers, left_on="name_left", right_on="folded", how="left")
    rows = with_series(tables, with_parts(tables, with_sounds(tables, rows)))
    titles = rows.select("name_left", "name_right").rows()
    compared = [compare_titles(*pair) for pair in titles]
    other_end = [
        float(c[0] > 0 and other_subtitle(*pair)) for c, pair in zip(compared, titles, strict=True)
    ]
    # A credit or prize may date from the year after the work.
    slack = 1 - (pl.col("dated") & pl.col("dated_right")).cast(pl.Int64)
    gap = ((pl.col("year") - pl.col("year_right")).abs() - slack).clip(lower_bound=0)
    shared = pl.col("shared").list.len()
    return rows.with_columns(
        pl.Series("title_differs", [c[0] for c in compared], dtype=pl.Float64),
        pl.Series("title_part", [c[1] for c in compared], dtype=pl.Float64),
        pl.Series("numbers_differ", [c[2] for c in compared], dtype=pl.Float64),
        title_other=pl.Series([float(c[0] > 0) for c in compared], dtype=pl.Float64),
        subtitle_differs=pl.Series(other_end, dtype=pl.Float64),
        title_generic=pl.col("name_left").str.contains(_GENERIC).cast(pl.Float64),
        title_common=pl.col("bearers").fill_null(1).log1p(),
        year_1=(gap == 1).fill_null(False).cast(pl.Float64),
        year_more=(gap - 1).clip(lower_bound=0).fill_null(0).cast(pl.Float64),
        year_missing=gap.is_null().cast(pl.Float64),
        people_shared=shared.log1p(),
        people_share=(shared / pl.col("fewest").clip(lower_bound=1))
        .clip(upper_bound=1.0)
        .cast(pl.Float64),
        people_alike=((shared == 0) & (pl.col("families") > 0)).cast(pl.Float64),
        people_none=(
            (shared == 0)
            & (pl.col("families") == 0)
            & (pl.col("fewest") > 1)
            & ~pl.col("two_scripts")
        ).cast(pl.Float64),
    ).sort("pair")


def with_parts(tables: RecordTables, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``parts`` and ``parts_right``, those that any title of each end names, and the features
    ``parts_differ`` and ``part_missing`` (only one end names a part, and not the first)."""
    named = tables.titles.group_by("node").agg(parts=pl.col("part").filter(pl.col("part") != ""))
    rows = with_both_ends(rows, named).with_columns(pl.col("parts", "parts_right").fill_null([]))
    both = rows.select("parts", "parts_right").iter_rows()
    differ = pl.Series([float(parts_differ(*parts)) for parts in both], dtype=pl.Float64)
    later = [
        (pl.col(name).list.len() > 0) & ~pl.col(name).list.contains("1")
        for name in ("parts", "parts_right")
    ]
    none = [pl.col(name).list.len() == 0 for name in ("parts", "parts_right")]
    missing = (later[0] & none[1]) | (none[0] & later[1])
    return rows.with_columns(parts_differ=differ, part_missing=missing.cast(pl.Float64))


def with_series(tables: RecordTables, rows: pl.DataFrame) -> pl.DataFrame:
    """Add the season and episode of both ends, ``series_titles`` and ``series_titles_right``, and
    their features, each 0 if either end has none."""
    titles = tables.titles.select(series="node", title="folded")
    facts = tables.nodes.select("node", "season", "episode", "series")
    series = facts.select("node", "series").explode("series").join(titles, on="series")
    facts = facts.drop("series").join(
        series.group_by("node").agg(series_titles=pl.col("title").unique().sort()),
        on="node",
        how="left",
    )
    rows = with_both_ends(rows, facts)
    known = pl.col("episode").is_not_null() & pl.col("episode_right").is_not_null()
    seasons = pl.col("season").fill_null(1) == pl.col("season_right").fill_null(1)
    same = seasons & (pl.col("episode") == pl.col("episode_right"))
    both = rows.select("series_titles", "series_titles_right").iter_rows()
    likeness = pl.Series("likeness", [_likeness(*titles) for titles in both], dtype=pl.Float64)
    return rows.with_columns(likeness).with_columns(
        episode_agree=(known & same).fill_null(False).cast(pl.Float64),
        episode_differ=(known & ~same).fill_null(False).cast(pl.Float64),
        series_agree=(pl.col("likeness") >= SAME_SERIES).fill_null(False).cast(pl.Float64),
        series_differ=(pl.col("likeness") < SAME_SERIES).fill_null(False).cast(pl.Float64),
    )


def _likeness(titles: list[str] | None, titles_right: list[str] | None) -> float | None:
    """The best similarity of two series' titles (0 to 100); None if either is unknown."""
    if not titles or not titles_right:
        return None
    return max(fuzz.token_sort_ratio(a, b) for a in titles for b in titles_right)


def other_subtitle(title_a: str, title_b: str) -> bool:
    """Whether two folded titles begin alike and end in different words, as parts of a series do."""
    words, other_words = (re.sub(_ARTICLE, "", title).split() for title in (title_a, title_b))
    if not words or not other_words or words[0] != other_words[0]:
        return False
    last, other_last = words[-1], other_words[-1]
    extra = set(words) - set(other_words), set(other_words) - set(words)
    return last in extra[0] and other_last in extra[1] and fuzz.ratio(last, other_last) < _SAME_WORD


def _with_people(tables: RecordTables, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``shared``, the names credited on both, ``families``, the number of shared last names,
    ``fewest``, the smaller number of names in the roles that both have, each counted in each of
    its roles, and ``credited``, the smaller number of names in any role, each counted once."""
    first = tables.names.unique("node", keep="first", maintain_order=True)
    cast = tables.credits.select("project", "role", node="person").unique().join(first, on="node")
    rows = _with_fewest(rows, cast.select("project", "role", "folded").unique())
    cast = cast.select("project", "folded").unique()
    shared = (
        rows.select("pair", "left", "right")
        .join(cast, left_on="left", right_on="project")
        .join(cast, left_on=["right", "folded"], right_on=["project", "folded"])
        .group_by("pair")
        .agg(shared=pl.col("folded").sort())
    )
    last = cast.select("project", family=pl.col("folded").str.split(" ").list.last()).unique()
    families = (
        rows.select("pair", "left", "right")
        .join(last, left_on="left", right_on="project")
        .join(last, left_on=["right", "family"], right_on=["project", "family"])
        .group_by("pair")
        .len("families")
    )
    rows = rows.join(shared, on="pair", how="left").join(families, on="pair", how="left")
    rows = with_both_ends(
        rows, cast.group_by("project").len("credited").rename({"project": "node"})
    )
    return rows.with_columns(
        pl.min_horizontal(pl.col("credited", "credited_right").fill_null(0)).alias("credited"),
        pl.col("families").fill_null(0),
        pl.col("shared").fill_null(pl.lit([], pl.List(pl.String))),
    )


def _with_fewest(rows: pl.DataFrame, cast: pl.DataFrame) -> pl.DataFrame:
    """Add ``fewest``; a crew list and a cast list have no names to compare."""
    counts = cast.group_by("project", "role").len("names")
    fewest = (
        rows.select("pair", "left", "right")
        .join(counts, left_on="left", right_on="project")
        .join(
            counts, left_on=["right", "role"], right_on=["project", "role"], suffix="_right",
            nulls_equal=True,
        )
        .group_by("pair")
        .agg(pl.sum("names"), pl.sum("names_right"))
        .select("pair", fewest=pl.min_horizontal("names", "names_right"))
    )  # fmt: skip
    return rows.join(fewest, on="pair", how="left", maintain_order="left").with_columns(
        pl.col("fewest").fill_null(0)
    )


def compare_titles(title_a: str, title_b: str) -> tuple[float, float, float]:
    """How far two folded titles differ (0 to 1), whether one contains the words of the other (0 or
    1), and whether the numbers in them differ (0 or 1): a sequel is not the first film."""
    first, second = (re.sub(_ARTICLE, "", title).strip() for title in (title_a, title_b))
    if first.replace(" ", "") == second.replace(" ", ""):
        return 0.0, 0.0, 0.0
    differs = 1.0 - fuzz.ratio(first, second) / 100
    words, second_words = first.split(), second.split()
    contained = set(words) <= set(second_words) or set(second_words) <= set(words)
    return differs, float(contained), float(_numbers(words) != _numbers(second_words))


def _numbers(words: list[str]) -> set[str]:
    return {_AS_DIGITS.get(word, word) for word in words if _NUMBER.match(word)}


def title_how(differs: float, contained: float) -> str:
    """The word for how two titles compare."""
    if differs == 0:
        return "same"
    if contained:
        return "part"
    return "spelling" if differs < 0.3 else "unlike"
