"""Values from other programs as cells, and cells read back unchanged."""

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.facts.batch import Batch, escape_formula, unescape_formula
from graphmodel.facts.cells import escape_xml, join_list, split_list, unescape
from graphmodel.facts.checks import check
from graphmodel.importers.text_values import as_text, as_texts, frame_of

awkward = st.text(st.sampled_from("a |\\e\x00u0\r\n\x85=+-@'\t") | st.characters(), max_size=8)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        (True, "true"),
        (12, "12"),
        (12.0, "12"),
        (1.5, "1.5"),
        ("half \ud800 letter", "half ? letter"),
        (datetime.date(2025, 10, 30), "2025-10-30"),
        ({"a": 1}, '{"a": 1}'),
    ],
)
def test_a_value_as_text(value: Any, text: str | None) -> None:
    assert as_text(value) == text


def test_a_list_as_texts() -> None:
    assert as_texts(["a", 1, None]) == ["a", "1"]
    assert as_texts("a") == ["a"]
    assert as_texts(None) is None


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**30])
def test_a_number_that_cannot_be_kept_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="number"):
        as_text(value)


@given(st.lists(awkward, max_size=4))
def test_lists_and_text_read_back_as_they_were(items: list[str]) -> None:
    assert split_list(join_list(items)) == items
    assert split_list(escape_xml(join_list(items), escaped=True)) == items
    assert [unescape(escape_xml(item)) for item in items] == items
    assert [unescape_formula(str(escape_formula(item))) for item in items] == items


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | awkward | st.binary(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)
names = st.sampled_from(["id", "name", "year", "genres", "type", "rating", "sources", "nonsense"])


@given(st.lists(st.dictionaries(names, values, max_size=6), max_size=5))
@settings(max_examples=80)
def test_every_record_is_a_row_or_a_problem(records: list[dict[str, Any]]) -> None:
    frame, problems = frame_of("Project", enumerate(records, 1), "made")
    rows, wrong = check(Batch("Project", frame, "made"))
    reported = {problem.line for problem in (*problems, *wrong)}
    assert {*rows["line"], *reported} == set(range(1, len(records) + 1))
