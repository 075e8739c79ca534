"""Reading ahead gives the same items, in order, and leaves nothing open."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from graphmodel.facts.prefetch import prefetch


class Numbers:
    """Counts, and tells what was read and whether it was closed."""

    def __init__(self, many: int, error: Exception | None = None) -> None:
        self.many, self.error = many, error
        self.read = 0
        self.closed = threading.Event()
        self.thread: threading.Thread | None = None

    def __call__(self) -> Iterator[int | None]:
        self.thread = threading.current_thread()
        try:
            for number in range(self.many):
                self.read += 1
                yield None if number == 1 else number
            if self.error is not None:
                raise self.error
        finally:
            self.closed.set()


def test_items_come_in_order_and_are_read_elsewhere() -> None:
    numbers = Numbers(1000)
    with prefetch(numbers) as found:
        assert list(found) == [0, None, *range(2, 1000)]
    assert numbers.closed.is_set()
    assert numbers.thread is not threading.current_thread()


def test_what_reading_raises_is_raised_after_the_items_before_it() -> None:
    numbers = Numbers(3, ValueError("line 4"))
    taken: list[int | None] = []
    with pytest.raises(ValueError, match="line 4"), prefetch(numbers) as found:
        taken.extend(found)
    assert taken == [0, None, 2]
    with prefetch(Numbers(3, ValueError("line 4"))) as found:
        assert [next(found) for _ in range(3)] == taken


def test_who_leaves_early_reads_little_more_and_leaves_nothing_open() -> None:
    numbers = Numbers(10**9)

    def leaves() -> None:
        with prefetch(numbers) as found:
            next(found)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        leaves()
    assert numbers.closed.is_set()
    assert numbers.read <= 4
    again = Numbers(10**9)
    with prefetch(again) as found:
        next(found)
    assert again.closed.is_set()


def test_ctrl_c_is_not_kept_waiting_by_a_reader_that_hangs() -> None:
    hangs = threading.Event()

    def slow() -> Iterator[int]:
        yield 1
        hangs.wait(60)

    def interrupted() -> None:
        with prefetch(slow) as found:
            next(found)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not hangs.is_set()
    hangs.set()


def test_items_that_are_errors_are_items() -> None:
    error = ValueError("an item")
    with prefetch(lambda: [error]) as found:
        assert list(found) == [error]
