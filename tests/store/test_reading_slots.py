"""Users' statements on an embedded store: a limited number at a time, none outliving its caller."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pytest

from graphmodel.errors import GraphmodelError, InputError, StoreError
from graphmodel.store.embedded import EmbeddedStore, open_embedded
from graphmodel.store.reading_slots import SLOTS, may_stop
from graphmodel.store.records import Answer, Facts

ROWS = "UNWIND range(1, 20000) AS a UNWIND range(1, 2000000) AS b RETURN max(a * b)"
EXPRESSION = (
    "RETURN reduce(s = 0, x IN range(1, 2000000) | "
    "s + reduce(t = 0, y IN range(1, 1000000) | t + y * x)) AS sum"
)
LISTS = (
    "RETURN all(x IN range(1, 1000000) WHERE none(y IN range(1, 1000000) WHERE y + x < 0)) AS all"
)
PATHS = "MATCH (a:Person) RETURN size([(a)-[:WORKED_WITH*1..14]-(b) | b.id]) AS size"

ASKER = """
import sys
from pathlib import Path
from graphmodel.store.embedded import open_embedded
from graphmodel.errors import StoreError
with open_embedded(Path(sys.argv[1])) as store:
    while True:
        try:
            store.query(sys.argv[2], seconds=600)
        except StoreError:
            pass  # those who look whether it runs had all the slots
"""


def at_once(number: int, ask: Callable[[], Answer]) -> list[Answer | GraphmodelError]:
    """The answers or errors of ``number`` threads that ask simultaneously."""
    ready = threading.Barrier(number)

    def wait_and_ask() -> Answer | GraphmodelError:
        ready.wait()
        try:
            return ask()
        except GraphmodelError as error:
            return error

    with ThreadPoolExecutor(number) as pool:
        return [future.result() for future in [pool.submit(wait_and_ask) for _ in range(number)]]


def is_cut(answer: Answer | GraphmodelError) -> bool:
    return isinstance(answer, Answer) and "stopped after" in str(answer.cut)


@pytest.mark.parametrize("statement", [ROWS, EXPRESSION, LISTS])
def test_what_was_given_up_ends(embedded_store: EmbeddedStore, statement: str) -> None:
    for _ in range(2):
        answers = at_once(SLOTS + 1, lambda: embedded_store.query(statement, seconds=1))
        # On a busy machine one may have ended before the last is sent.
        refused = [answer for answer in answers if not is_cut(answer)]
        assert len(refused) <= 1
        assert all(f"{SLOTS} statements are running" in str(error) for error in refused)
        assert embedded_store.query("RETURN 1 AS one", seconds=10).rows == ((1,),)


def test_more_than_there_are_slots_are_refused(embedded_store: EmbeddedStore) -> None:
    answers = at_once(SLOTS + 1, lambda: embedded_store.query(ROWS, seconds=10))
    (refused,) = [answer for answer in answers if not is_cut(answer)]
    assert isinstance(refused, StoreError)
    assert f"{SLOTS} statements are running" in str(refused)


def test_what_somebody_asked_who_was_killed_ends(embedded_store: EmbeddedStore) -> None:
    command = [sys.executable, "-c", ASKER, str(embedded_store.folder), EXPRESSION]
    with subprocess.Popen(command) as asker:
        while all(map(is_cut, at_once(SLOTS, lambda: embedded_store.query(ROWS, seconds=0.3)))):
            assert asker.poll() is None
        asker.kill()
    assert all(map(is_cut, at_once(SLOTS, lambda: embedded_store.query(ROWS, seconds=1))))


@pytest.mark.parametrize(
    "statement",
    [
        "RETURN size([x IN range(1, 20000000) | toString(x) + $text]) AS size",  # in small pieces
        "WITH reduce(s = $text, i IN range(1, 40) | s + s) AS s RETURN size(s) AS size",  # at once
    ],
)
def test_memory_is_bounded_and_the_store_goes_on(
    embedded_store: EmbeddedStore, statement: str
) -> None:
    with pytest.raises(InputError, match="too much memory"):
        embedded_store.query(statement, {"text": "x" * 100_000}, seconds=300)
    assert embedded_store.query("RETURN 1 AS one", seconds=10).rows == ((1,),)


def test_the_writer_goes_on_while_statements_are_stopped(embedded_store: EmbeddedStore) -> None:
    ended = threading.Event()

    def write() -> int:
        batches = 0
        with open_embedded(embedded_store.folder) as writer:
            while not ended.is_set():
                ids = [f"p{batches:04}-{number:02}" for number in range(50)]
                rows = pl.DataFrame({"id": ids, "sources": [["src"]] * 50})
                writer.write(Facts("Person", rows.with_columns(name=pl.col("id"))))
                batches += 1
        return batches

    with ThreadPoolExecutor(1) as pool:
        written = pool.submit(write)
        for statement in (EXPRESSION, PATHS, LISTS) * 2:
            at_once(SLOTS, lambda statement=statement: embedded_store.query(statement, seconds=0.5))
        ended.set()
        batches = written.result()
    assert embedded_store.counts().nodes == {"Person": 50 * batches}
    rows = embedded_store.query("MATCH (n:Person) RETURN count(DISTINCT n.id) AS number").rows
    assert rows == ((50 * batches,),)


def test_a_thread_is_not_stopped_while_it_changes_what_is_shared() -> None:
    reduce = "com.arcadedb.query.opencypher.ast.ReduceExpression.evaluate"
    assert may_stop([reduce, "java.lang.Thread.run"])
    assert not may_stop(["java.util.HashMap.put", "com.arcadedb.engine.PageManager.get", reduce])
    assert not may_stop(["com.arcadedb.function.text.ReplaceFunction.<clinit>", reduce])
