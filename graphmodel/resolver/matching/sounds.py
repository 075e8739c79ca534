"""Names in two scripts: how alike they sound, such as 克里斯托弗·诺兰 and Christopher Nolan."""

from __future__ import annotations

from functools import lru_cache

import polars as pl
from rapidfuzz import fuzz

from graphmodel.resolver.matching.names import skeleton
from graphmodel.resolver.matching.records import RecordTables

ALIKE = 70.0
"""Names in two scripts that sound at least this alike (0 to 100) suggest one person: 30 of 34
directors in Han, Hangul or Cyrillic reach it, and 18 of 1,122 pairs of different directors."""

_FEWEST_CONSONANTS = 4
_MOST_NAMES = 12

_LATIN = r"^[\x00-\u024f\u1e00-\u1eff\u2010-\u201f]*$"
# Sounds that transliterations confuse: the other language writes them with one letter.
_CONFUSED = str.maketrans("rbdgvwmzxcjq", "lptkffnssssk")


@lru_cache(maxsize=1 << 16)
def _sounds(folded: str) -> tuple[str, ...]:
    return tuple(skeleton(word).translate(_CONFUSED) for word in folded.split())


def sound_alike(name: str, name_right: str) -> bool:
    """Whether two folded names sound alike, with the family name first or last."""
    first, second = _sounds(name), _sounds(name_right)
    joined = "".join(first)
    if min(len(joined), sum(map(len, second))) < _FEWEST_CONSONANTS:
        return False
    orders = ("".join(second), "".join(second[::-1]))
    return max(fuzz.ratio(joined, order) for order in orders) >= ALIKE


def with_sounds(tables: RecordTables, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``sounds``, two names as written, in one role, that sound alike in different scripts; the
    feature ``people_sound``; and ``two_scripts``, whether the two crews have no script in common,
    so that they cannot share a name.

    Only pairs of projects with one title and nobody in common are examined.
    """
    open_rows = rows.filter((pl.col("name_left") == pl.col("name_right"))
                            & (pl.col("shared").list.len() == 0))  # fmt: skip
    open_rows = open_rows.select("pair", "left", "right")
    crews = _crews(tables, pl.concat([open_rows["left"], open_rows["right"]]).unique())
    both = open_rows.join(crews, left_on="left", right_on="project").join(
        crews, left_on=["right", "role"], right_on=["project", "role"], suffix="_right",
        nulls_equal=True,
    )  # fmt: skip
    scripts = both.group_by("pair").agg(
        two_scripts=(pl.col("latin") != pl.col("latin_right")).all(),
    )
    across = both.filter(pl.col("latin") != pl.col("latin_right"))
    names = across.select("folded", "folded_right").iter_rows()
    alike = across.filter(pl.Series([sound_alike(*pair) for pair in names], dtype=pl.Boolean))
    sounds = alike.group_by("pair", maintain_order=True).agg(
        sounds=pl.concat_list(pl.col("written").first(), pl.col("written_right").first()).first()
    )
    rows = rows.join(scripts, on="pair", how="left").join(sounds, on="pair", how="left")
    return rows.with_columns(
        pl.col("two_scripts").fill_null(value=False),
        people_sound=pl.col("sounds").is_not_null().cast(pl.Float64),
    )


def _crews(tables: RecordTables, projects: pl.Series) -> pl.DataFrame:
    """``project``, ``role``, ``folded``, ``written`` and ``latin`` of the people of projects, a few
    of each role."""
    first = tables.names.unique("node", keep="first", maintain_order=True)
    credits = tables.credits.filter(pl.col("project").is_in(projects.implode()))
    crews = credits.select("project", "role", node="person").unique(maintain_order=True)
    crews = crews.join(first, on="node").with_columns(latin=pl.col("written").str.contains(_LATIN))
    return crews.group_by("project", "role", maintain_order=True).head(_MOST_NAMES).drop("node")
