"""A browser's report of a person dragged to another card of a board."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.ui.plans.dragging import _by_class, _moved

PEOPLE, CARDS = ["an", "bo"], ["zhu", "kang", "liu"]


def test_who_was_dropped_is_known_by_id() -> None:
    assert _moved({"person": "bo", "source": "zhu", "card": "liu"}, PEOPLE, CARDS) == (
        "bo", "zhu", "liu"
    )  # fmt: skip
    assert _moved({"person": "an", "source": None, "card": "kang"}, PEOPLE, CARDS) == (
        "an", None, "kang"
    )  # fmt: skip


@pytest.mark.parametrize(
    "dropped",
    [None, "an", [], {}, {"person": "zhu", "card": "an"}, {"person": "", "card": "zhu"},
     {"person": "an", "card": "an"}, {"person": 0, "card": 0}, {"person": ["an"], "card": "zhu"},
     {"person": {"an": 1}, "card": "zhu"}, {"person": "an", "card": None}],
)  # fmt: skip
def test_what_names_nobody_or_no_card_moves_nobody(dropped: Any) -> None:
    assert _moved(dropped, PEOPLE, CARDS) is None


def test_who_comes_from_a_card_that_is_gone_is_moved_from_none() -> None:
    dropped = {"person": "an", "source": "gone", "card": "kang"}
    assert _moved(dropped, PEOPLE, CARDS) == ("an", None, "kang")


def test_keys_that_look_alike_in_the_page_are_left_out() -> None:
    rows = [("seated_a:1", "first"), ("seated_a/1", "second"), ("seated_b 2", "third")]
    assert _by_class(rows) == {"st-key-seated_b-2": "third"}
