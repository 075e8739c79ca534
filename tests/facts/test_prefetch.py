"""Prefetching returns the same items in order, and leaves nothing open."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from graphmodel.facts.prefetch import prefetch


class Numbers:
    """Counts up, recording how much was read and whether it was closed."""

    def __init__(self, count: int, error: Exception | None = None) -> None:
        self.count, self.error = count, error
        self.read = 0
        self.closed = threading.Event()
        self.thread: threading.Thread | None = None

    def __call__(self) -> Iterator[int | None]:
        self.thread = threading.current_thread()
        try:
            for number in range(self.count):
                self.read += 1
                yield None if number == 1 else number
            if self.error is not None:
                raise self.error
        finally:
            self.closed.set()


def test_items_come_in_order_from_another_thread() -> None:
    numbers = Numbers(1000)
    with prefetch(numbers) as items:
        assert list(items) == [0, None, *range(2, 1000)]
    assert numbers.closed.is_set()
    assert numbers.thread is not threading.current_thread()


def test_an_error_is_raised_after_the_items_before_it() -> None:
    numbers = Numbers(3, ValueError("line 4"))
    received: list[int | None] = []
    with pytest.raises(ValueError, match="line 4"), prefetch(numbers) as items:
        received.extend(items)
    assert received == [0, None, 2]
    with prefetch(Numbers(3, ValueError("line 4"))) as items:
        assert [next(items) for _ in range(3)] == received


def test_leaving_early_reads_little_more_and_leaves_nothing_open() -> None:
    numbers = Numbers(10**9)

    def leaves() -> None:
        with prefetch(numbers) as items:
            next(items)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        leaves()
    assert numbers.closed.is_set()
    assert numbers.read <= 4
    unread = Numbers(10**9)
    with prefetch(unread) as items:
        next(items)
    assert unread.closed.is_set()


def test_ctrl_c_does_not_wait_for_a_reader_that_hangs() -> None:
    hangs = threading.Event()

    def slow() -> Iterator[int]:
        yield 1
        hangs.wait(60)

    def interrupted() -> None:
        with prefetch(slow) as items:
            next(items)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not hangs.is_set()
    hangs.set()


def test_items_that_are_errors_are_items() -> None:
    error = ValueError("an item")
    with prefetch(lambda: [error]) as items:
        assert list(items) == [error]
