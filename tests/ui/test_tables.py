"""Tables of rows, whatever is blank in the first of them."""

from __future__ import annotations

import polars as pl

from graphmodel.ui.shared.tables import table_of


def test_a_value_may_come_after_any_number_of_blanks() -> None:
    rows = [{"name": "a", "company": None, "steps": None} for _ in range(300)]
    table = table_of([*rows, {"name": "b", "company": "Hina", "steps": None}], steps=pl.Int64)
    assert table["company"].drop_nulls().to_list() == ["Hina"]
    assert dict(table.schema) == {"name": pl.String, "company": pl.String, "steps": pl.Int64}
