"""The headings and values of a table in the language of the page. The table itself, which can be
downloaded, stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from graphmodel import words


def headings(frame: pl.DataFrame) -> dict[str, str]:
    """What stands over each column: its name as said, where the code marks it."""
    return {name: words.say(name) for name in frame.columns}


def said(frame: pl.DataFrame, values: Mapping[str, Callable[[str], str]]) -> pl.DataFrame:
    """The table with the texts of some columns said, by the name of the column."""
    # By series: as an expression, a column named * would be all of them.
    return frame.with_columns(
        frame[name].cast(pl.String).map_elements(say, return_dtype=pl.String)
        for name, say in values.items()
        if name in frame.columns
    )


def labels(text: str) -> str:
    """Values joined by commas, such as genres, each by its label."""
    return words.listed(*map(words.label, text.split(", ")))
