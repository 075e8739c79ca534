"""Values that are read once per drawing (script run) of a page."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest

from graphmodel.errors import GraphmodelError
from graphmodel.ui.shared import drawing


@pytest.fixture
def count() -> Callable[[], int]:
    """A function that returns the next number on each call."""
    numbers = iter(range(100))
    return lambda: next(numbers)


def test_one_drawing_reads_once_and_the_next_one_anew(count: Callable[[], int]) -> None:
    with drawing.drawing():
        assert [drawing.once("a", count) for _ in range(3)] == [0, 0, 0]
        assert drawing.once("b", count) == 1
    with drawing.drawing():
        assert drawing.once("a", count) == 2


def test_what_is_changed_in_a_drawing_is_read_anew(count: Callable[[], int]) -> None:
    with drawing.drawing():
        assert drawing.once("a", count) == 0
        drawing.forget()
        assert drawing.once("a", count) == 1


def test_fragments_and_callbacks_which_are_outside_read_each_time(
    count: Callable[[], int],
) -> None:
    drawing.forget()
    assert [drawing.once("a", count) for _ in range(2)] == [0, 1]


def test_a_drawing_that_fails_keeps_nothing(count: Callable[[], int]) -> None:
    def fails() -> None:
        with drawing.drawing():
            drawing.once("a", count)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert drawing.once("a", count) == 1


def test_visitors_drawn_at_the_same_time_share_nothing(count: Callable[[], int]) -> None:
    got: list[int] = []

    def other() -> None:
        with drawing.drawing():
            got.append(drawing.once("a", count))

    with drawing.drawing():
        drawing.once("a", count)
        thread = Thread(target=other)
        thread.start()
        thread.join()
        got.append(drawing.once("a", count))
    assert got == [1, 0]


def test_a_drawing_within_another_reads_nothing_anew(count: Callable[[], int]) -> None:
    with drawing.drawing():
        assert drawing.once("a", count) == 0
        with drawing.drawing():
            assert drawing.once("a", count) == 0
        assert drawing.once("a", count) == 0


def test_what_goes_wrong_in_a_part_that_is_drawn_alone_is_said_by_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn_whole: list[bool] = []
    monkeypatch.setattr(drawing.st, "rerun", lambda: drawn_whole.append(True))

    def fail() -> None:
        raise GraphmodelError("the store does not answer")

    with pytest.raises(GraphmodelError):
        drawing._part(fail)
    monkeypatch.setattr(drawing, "is_of_a_part", lambda: True)
    drawing._part(fail)
    assert drawn_whole == [True]
