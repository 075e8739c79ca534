"""What a browser says of somebody who was dragged to another card of a board."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.ui.plans.dragging import _by_class, _moved

PEOPLE, CARDS = ["an", "bo"], ["zhu", "kang", "liu"]


def test_who_was_dropped_is_known_by_number() -> None:
    assert _moved({"person": 1, "source": 0, "card": 2}, PEOPLE, CARDS) == ("bo", "zhu", "liu")
    assert _moved({"person": 0, "source": -1, "card": 1}, PEOPLE, CARDS) == ("an", None, "kang")


@pytest.mark.parametrize(
    "dropped",
    [None, "an", [], {}, {"person": 2, "card": 0}, {"person": -1, "card": 0},
     {"person": 0, "card": 3}, {"person": "0", "card": 0}, {"person": True, "card": 0},
     {"person": 0.0, "card": 0}, {"person": 0, "card": None}],
)  # fmt: skip
def test_what_names_nobody_or_no_card_moves_nobody(dropped: Any) -> None:
    assert _moved(dropped, PEOPLE, CARDS) is None


def test_keys_that_look_alike_in_the_page_are_left_out() -> None:
    rows = [("seated_a:1", "first"), ("seated_a/1", "second"), ("seated_b 2", "third")]
    assert _by_class(rows) == {"st-key-seated_b-2": "third"}
