"""Sets of very many ids agree with Python's own."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.facts.id_set import IdSet

COLUMNS = st.lists(st.lists(st.text(alphabet="abc", max_size=3), max_size=30), max_size=12)


@given(COLUMNS, COLUMNS)
def test_what_is_taken_is_in_and_what_came_before_is_told(
    columns: list[list[str]], asked: list[list[str]]
) -> None:
    id_set, truth = IdSet(), set()
    for column in columns:
        before = []
        for text in column:
            before.append(text in truth)
            truth.add(text)
        assert id_set.add_and_mark(pl.Series(column, dtype=pl.String)).to_list() == before
        assert len(id_set) == len(truth)
    for column in asked:
        known = id_set.has(pl.Series(column, dtype=pl.String)).to_list()
        assert known == [text in truth for text in column]
        assert id_set.has_all(pl.Series(column, dtype=pl.String)) == all(known)
