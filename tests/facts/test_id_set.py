"""Large sets of ids agree with Python's own sets."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.facts.id_set import IdSet

COLUMNS = st.lists(st.lists(st.text(alphabet="abc", max_size=3), max_size=30), max_size=12)


@given(COLUMNS, COLUMNS)
def test_added_ids_are_in_and_earlier_ones_are_marked(
    columns: list[list[str]], queries: list[list[str]]
) -> None:
    id_set, truth = IdSet(), set()
    for column in columns:
        before = []
        for text in column:
            before.append(text in truth)
            truth.add(text)
        assert id_set.add_and_mark(pl.Series(column, dtype=pl.String)).to_list() == before
        assert len(id_set) == len(truth)
    for column in queries:
        hits = id_set.has(pl.Series(column, dtype=pl.String)).to_list()
        assert hits == [text in truth for text in column]
        assert id_set.has_all(pl.Series(column, dtype=pl.String)) == all(hits)
