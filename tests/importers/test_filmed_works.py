"""Cells about the work on which a film is based."""

import polars as pl
import pytest

from graphmodel.importers.filmed_works import PARTS, part_of_work


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("the novel Salt by Yu Hua", ("Salt", "Yu Hua", "book")),
        ("Salt (novel)", ("Salt", None, "book")),
        ("Salt (1996)", ("Salt", None, None, "1996")),
        ("Salt by Ann van Ek", ("Salt", "Ann van Ek")),
        ("The Kite Runner (novel by Ann Ek)", ("The Kite Runner", "Ann Ek", "book")),
        ("Novel: The Egret", ("The Egret", None, "book")),
        ('"The Owl" (short story) by Cher', ("The Owl", "Cher")),
        ("Based on the 1984 play The Sea by Ann Ek", ("The Sea", "Ann Ek")),
        ("remake of the film Salt", ("Salt", None, "film")),
        ("The Book Thief by Ann Ek", ("The Book Thief", "Ann Ek")),
        ("The Story of Qiu Ju", ("The Story of Qiu Ju",)),
        ("Stand by Me", ("Stand by Me",)),
        ("novel by Homer", (None, "Homer", "book")),
        ("a novel of the same name by Ann Ek", (None, "Ann Ek", "book", None, "=")),
        ("true story", ()),
        ("Original screenplay", ()),
        ("novel", (None, None, "book")),
        ("余华小说《活着》", ("活着", "余华", "book")),
        ("《陆犯焉识》严歌苓", ("陆犯焉识", "严歌苓")),
        ("刘慈欣《三体》", ("三体", "刘慈欣")),
        ("莫言同名小说", (None, "莫言", "book", None, "=")),
        ("长篇小说", (None, None, "book")),
        ("原创剧本", ()),
    ],
)
def test_title_author_and_sort_are_taken_of_what_is_written(
    cell: str, said: tuple[str | None, ...]
) -> None:
    row = pl.select(part_of_work(pl.lit(cell), part).alias(part) for part in PARTS).row(0)
    assert row == (*said, *[None] * (len(PARTS) - len(said)))
