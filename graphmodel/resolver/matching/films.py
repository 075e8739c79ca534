"""Duplicate records of projects: compared by title, year and the people credited."""

from __future__ import annotations

import re

import polars as pl
from rapidfuzz import fuzz

from graphmodel.resolver.matching.blocking import pairs_by_keys
from graphmodel.resolver.matching.records import (
    RecordTables,
    with_catalogue_ids,
    with_one_source,
)

MOST_YEARS_APART = 3
"""Projects whose years lie further apart are not compared."""

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
    "year_1": "year",
    "year_more": "year",
    "year_missing": "year",
    "people_shared": "people",
    "people_share": "people",
    "people_alike": "people",
    "people_none": "people",
    "one_source": "source",
    "ids_differ": "ids",
    "ids_agree": "ids",
}
"""The features of a pair of projects, and the kind of evidence that each counts towards."""


def film_pairs(tables: RecordTables, subset: pl.DataFrame | None = None) -> pl.DataFrame:
    """Pairs of projects with similar titles and years: left, right, name_left, name_right.

    ``subset`` (a column node) holds projects of which each pair must have at least one.
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
    pairs = pairs.join(facts, left_on="left", right_on="node").join(
        facts, left_on="right", right_on="node", suffix="_right"
    )
    close = (pl.col("year") - pl.col("year_right")).abs().fill_null(0) <= MOST_YEARS_APART
    one_namespace = pl.col("namespace") == pl.col("namespace_right")
    return pairs.filter(close & one_namespace).drop(
        "year", "year_right", "namespace", "namespace_right"
    )


def film_features(tables: RecordTables, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs with a column for each of FEATURES and the facts of the evidence: year,
    year_right, dated, dated_right (whether that is the project's own year), shared (a list of
    folded names), fewest (the smaller number of names in roles that both have), catalogue_ids."""
    years = tables.nodes.select("node", "year", "dated")
    rows = pairs.with_row_index("pair")
    rows = rows.join(years, left_on="left", right_on="node", maintain_order="left").join(
        years, left_on="right", right_on="node", suffix="_right", maintain_order="left"
    )
    rows = with_one_source(_with_people(tables, rows), tables.nodes)
    rows = with_catalogue_ids(tables, rows, "Project")
    bearers = tables.titles.group_by("folded").len("bearers")
    rows = rows.join(bearers, left_on="name_left", right_on="folded", how="left")
    compared = [
        compare_titles(title_a, title_b)
        for title_a, title_b in rows.select("name_left", "name_right").iter_rows()
    ]
    # Credits and prizes may be of the year after.
    slack = 1 - (pl.col("dated") & pl.col("dated_right")).cast(pl.Int64)
    gap = ((pl.col("year") - pl.col("year_right")).abs() - slack).clip(lower_bound=0)
    shared = pl.col("shared").list.len()
    return rows.with_columns(
        pl.Series("title_differs", [c[0] for c in compared], dtype=pl.Float64),
        pl.Series("title_part", [c[1] for c in compared], dtype=pl.Float64),
        pl.Series("numbers_differ", [c[2] for c in compared], dtype=pl.Float64),
        title_other=pl.Series([float(c[0] > 0) for c in compared], dtype=pl.Float64),
        title_common=pl.col("bearers").fill_null(1).log1p(),
        year_1=(gap == 1).fill_null(False).cast(pl.Float64),
        year_more=(gap - 1).clip(lower_bound=0).fill_null(0).cast(pl.Float64),
        year_missing=gap.is_null().cast(pl.Float64),
        people_shared=shared.log1p(),
        people_share=(shared / pl.col("fewest").clip(lower_bound=1))
        .clip(upper_bound=1.0)
        .cast(pl.Float64),
        people_alike=((shared == 0) & (pl.col("families") > 0)).cast(pl.Float64),
        people_none=((shared == 0) & (pl.col("families") == 0) & (pl.col("fewest") > 1)).cast(
            pl.Float64
        ),
    ).sort("pair")


def _with_people(tables: RecordTables, rows: pl.DataFrame) -> pl.DataFrame:
    """With ``shared``, the names credited on both, ``families``, the number of shared last names,
    and ``fewest``, the smaller number of names in the roles that both have."""
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
    return rows.with_columns(
        pl.col("families").fill_null(0),
        pl.col("shared").fill_null(pl.lit([], pl.List(pl.String))),
    )


def _with_fewest(rows: pl.DataFrame, cast: pl.DataFrame) -> pl.DataFrame:
    """With ``fewest``; a list of the crew and one of the actors have nobody to compare."""
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
    """How far two folded titles differ (0 to 1), whether one is a part of the other (0 or 1), and
    whether the numbers in them differ (0 or 1): a sequel is not the first film."""
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
