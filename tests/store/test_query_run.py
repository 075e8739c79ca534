"""Statements whose thread ends with an exception that no error handler catches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import pytest

from graphmodel.errors import InputError
from graphmodel.store.query import ask


class Panic(BaseException):
    """A panic as in Rust libraries: those of polars and the driver are not Exceptions either."""


class Halting:
    """Rows that end in a panic after some have arrived."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def run(self, query: Any, parameters: Any) -> Self:
        return self

    def keys(self) -> tuple[str, ...]:
        return ("n",)

    def __iter__(self) -> Iterator[Any]:
        class Row:
            def values(self) -> list[int]:
                return [1]

        yield Row()
        raise Panic("index out of bounds")


def test_half_an_answer_is_never_taken_for_the_whole() -> None:
    @contextmanager
    def session(rows: int) -> Iterator[Any]:
        yield Halting()

    with pytest.raises(InputError, match="the statement failed: index out of bounds"):
        ask(session, "MATCH (n:Person) RETURN n.id AS n", {}, rows=9, seconds=60, explain=False)
