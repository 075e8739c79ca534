import csv
import io
from decimal import Decimal
from typing import Any

import pytest

from graphmodel.cli.shared.output import csv_text, plain


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (1234567.5, "1234567.5"),
        (-2.774123, "-2.774123"),
        (-150, "-150"),
        (Decimal("-1.25"), "-1.25"),
        (True, "True"),
        (None, ""),
        ([2014.25, 1234567.5], "2014.25; 1234567.5"),
        ("-2.774", "'-2.774"),
        ("@ann", "'@ann"),
        (["=1+1", "b"], "'=1+1; b"),
    ],
)
def test_csv_has_numbers_in_full_and_text_without_formulas(value: Any, cell: str) -> None:
    _, row = csv.reader(io.StringIO(csv_text([{"other": "x", "cell": value}], ["other", "cell"])))
    assert row == ["x", cell]


def test_a_table_rounds_fractions() -> None:
    assert plain([1234567.5, -2.7741]) == "1.235e+06; -2.774"
