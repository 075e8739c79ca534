"""Projects that two sources tell: compared by title, year and the people credited."""

from __future__ import annotations

import re

import polars as pl
from rapidfuzz import fuzz

from graphmodel.resolver.matching.blocking import keyed_pairs
from graphmodel.resolver.matching.records import Told, with_one_source, with_outside_ids

FURTHEST = 3
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
"""The features of a pair of projects, and the evidence that each is part of."""


def film_pairs(told: Told, asked: pl.DataFrame | None = None) -> pl.DataFrame:
    """Pairs of projects with like titles and years: one, other, name_one, name_other.

    ``asked`` (a column node) are the projects of which at least one must be in each pair.
    """
    titles = told.titles.with_columns(
        bare=pl.col("folded").str.replace_all(_ARTICLE, "").str.strip_chars()
    )
    words = pl.col("bare").str.split(" ")
    sorts = {
        "same": pl.col("bare").str.replace_all(" ", ""),
        "words": words.list.sort().list.join(" "),
        "beginning": pl.when(words.list.len() > 1).then(words.list.head(2).list.join(" ")),
        "end": pl.when(words.list.len() > 1).then(words.list.tail(2).list.join(" ")),
    }
    parts = titles.select("folded", "bare").unique("folded")
    keyed = [
        (sort, parts.select("folded", key=key.hash(seed=0)).drop_nulls())
        for sort, key in sorts.items()
    ]
    wanted = titles if asked is None else titles.join(asked, on="node", how="semi")
    met = keyed_pairs(keyed, titles, wanted)
    facts = told.nodes.select("node", "year", "namespace")
    met = met.join(facts, left_on="one", right_on="node").join(
        facts, left_on="other", right_on="node", suffix="_there"
    )
    near = (pl.col("year") - pl.col("year_there")).abs().fill_null(0) <= FURTHEST
    alike = pl.col("namespace") == pl.col("namespace_there")
    return met.filter(near & alike).drop("year", "year_there", "namespace", "namespace_there")


def film_features(told: Told, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs with a column for each of FEATURES, and the facts that evidence tells: year,
    year_there, dated, dated_there (whether that is the project's own word), shared (a list of
    folded names), least (the fewer names of both in roles that both tell), outside."""
    years = told.nodes.select("node", "year", "dated")
    rows = pairs.with_row_index("pair")
    rows = rows.join(years, left_on="one", right_on="node", maintain_order="left").join(
        years, left_on="other", right_on="node", suffix="_there", maintain_order="left"
    )
    rows = with_one_source(_with_people(told, rows), told.nodes)
    rows = with_outside_ids(told, rows, "Project")
    bearers = told.titles.group_by("folded").len("bearers")
    rows = rows.join(bearers, left_on="name_one", right_on="folded", how="left")
    met = [
        title_likeness(one, other)
        for one, other in rows.select("name_one", "name_other").iter_rows()
    ]
    # Credits and prizes may be of the year after.
    slack = 1 - (pl.col("dated") & pl.col("dated_there")).cast(pl.Int64)
    gap = ((pl.col("year") - pl.col("year_there")).abs() - slack).clip(lower_bound=0)
    shared = pl.col("shared").list.len()
    return rows.with_columns(
        pl.Series("title_differs", [m[0] for m in met], dtype=pl.Float64),
        pl.Series("title_part", [m[1] for m in met], dtype=pl.Float64),
        pl.Series("numbers_differ", [m[2] for m in met], dtype=pl.Float64),
        title_other=pl.Series([float(m[0] > 0) for m in met], dtype=pl.Float64),
        title_common=pl.col("bearers").fill_null(1).log1p(),
        year_1=(gap == 1).fill_null(False).cast(pl.Float64),
        year_more=(gap - 1).clip(lower_bound=0).fill_null(0).cast(pl.Float64),
        year_missing=gap.is_null().cast(pl.Float64),
        people_shared=shared.log1p(),
        people_share=(shared / pl.col("least").clip(lower_bound=1))
        .clip(upper_bound=1.0)
        .cast(pl.Float64),
        people_alike=((shared == 0) & (pl.col("families") > 0)).cast(pl.Float64),
        people_none=((shared == 0) & (pl.col("families") == 0) & (pl.col("least") > 1)).cast(
            pl.Float64
        ),
    ).sort("pair")


def _with_people(told: Told, rows: pl.DataFrame) -> pl.DataFrame:
    """With ``shared``, the names credited on both, ``families``, how many last names are, and
    ``least``, the fewer names of both in the roles that both tell."""
    first = told.names.unique("node", keep="first", maintain_order=True)
    cast = told.credits.select("project", "role", node="person").unique().join(first, on="node")
    rows = _with_least(rows, cast.select("project", "role", "folded").unique())
    cast = cast.select("project", "folded").unique()
    shared = (
        rows.select("pair", "one", "other")
        .join(cast, left_on="one", right_on="project")
        .join(cast, left_on=["other", "folded"], right_on=["project", "folded"])
        .group_by("pair")
        .agg(shared=pl.col("folded").sort())
    )
    last = cast.select("project", family=pl.col("folded").str.split(" ").list.last()).unique()
    families = (
        rows.select("pair", "one", "other")
        .join(last, left_on="one", right_on="project")
        .join(last, left_on=["other", "family"], right_on=["project", "family"])
        .group_by("pair")
        .len("families")
    )
    rows = rows.join(shared, on="pair", how="left").join(families, on="pair", how="left")
    return rows.with_columns(
        pl.col("families").fill_null(0),
        pl.col("shared").fill_null(pl.lit([], pl.List(pl.String))),
    )


def _with_least(rows: pl.DataFrame, cast: pl.DataFrame) -> pl.DataFrame:
    """With ``least``: a list of the crew and one of the actors have nobody to compare."""
    counts = cast.group_by("project", "role").len("names")
    told = (
        rows.select("pair", "one", "other")
        .join(counts, left_on="one", right_on="project")
        .join(
            counts, left_on=["other", "role"], right_on=["project", "role"], suffix="_there",
            nulls_equal=True,
        )
        .group_by("pair")
        .agg(pl.sum("names"), pl.sum("names_there"))
        .select("pair", least=pl.min_horizontal("names", "names_there"))
    )  # fmt: skip
    return rows.join(told, on="pair", how="left", maintain_order="left").with_columns(
        pl.col("least").fill_null(0)
    )


def title_likeness(one: str, other: str) -> tuple[float, float, float]:
    """How far two folded titles differ (0 to 1), whether one is a part of the other (0 or 1), and
    whether the numbers in them differ (0 or 1): a second part is not the first."""
    first, second = (re.sub(_ARTICLE, "", title).strip() for title in (one, other))
    if first.replace(" ", "") == second.replace(" ", ""):
        return 0.0, 0.0, 0.0
    differs = 1.0 - fuzz.ratio(first, second) / 100
    mine, theirs = first.split(), second.split()
    part = set(mine) <= set(theirs) or set(theirs) <= set(mine)
    return differs, float(part), float(_numbers(mine) != _numbers(theirs))


def _numbers(words: list[str]) -> set[str]:
    return {_AS_DIGITS.get(word, word) for word in words if _NUMBER.match(word)}


def title_how(differs: float, part: float) -> str:
    """The word for how two titles compare."""
    if differs == 0:
        return "same"
    if part:
        return "part"
    return "spelling" if differs < 0.3 else "unlike"
