"""Answers a user's statement within limits on rows and time."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from neo4j import Query, Session
from neo4j.exceptions import ClientError, DriverError, Forbidden, Neo4jError

from graphmodel import words
from graphmodel.errors import GraphmodelError, InputError, QueryRefused, StatementError
from graphmodel.store import guard
from graphmodel.store.fact_patterns import only_facts
from graphmodel.store.label_prefix import columns_as_shown, place_as_written, prefixed_query
from graphmodel.store.records import Answer
from graphmodel.store.statement_place import place_in
from graphmodel.store.values import plain

OpenSession = Callable[[int], AbstractContextManager[Session]]
"""Opens a read-only session, given how many rows to fetch at a time."""

_EXPLAIN = "EXPLAIN "

MOST_AT_ONCE = 1000
"""Rows fetched from the server at a time."""

LEAVING_SECONDS = 2.0
"""How long an answer waits for its connection to be released; otherwise, closing the store would
close a connection that the thread still uses."""


def ask(
    session: OpenSession,
    statement: str,
    parameters: dict[str, Any],
    *,
    rows: int,
    seconds: float,
    explain: bool,
    prefix: str = "",
) -> Answer:
    """Run a statement that only reads; raises QueryRefused for any other.

    With ``explain``, the server is also asked whether the statement would write. ``prefix`` is the
    prefix of labels in the store, absent from the statement and the answer.
    """
    if rows < 1 or not 0 < seconds < math.inf:
        raise InputError("the limits on rows and seconds must be numbers above 0")
    guard.check(statement)
    sent = _Sent(statement, prefix)
    run = _Run(session, sent, parameters, rows, seconds, explain=explain)
    # A server may run on past the limit, so the limit is enforced on this side.
    thread = threading.Thread(target=run.run, daemon=True)
    thread.start()
    if run.done.wait(seconds):
        thread.join(LEAVING_SECONDS)
    return run.answer()


class _Sent:
    """A user's statement as it is sent: with any prefix before its labels, and restricted to facts
    where its patterns name neither a label nor a link."""

    def __init__(self, statement: str, prefix: str) -> None:
        self._facts = only_facts(statement)
        self.text = prefixed_query(self._facts.text, prefix)
        self.prefix = prefix

    def error(self, error: Neo4jError, before: int = 0) -> StatementError | QueryRefused:
        """The error for the statement's author; ``before`` characters were sent ahead of it."""
        if isinstance(error, Forbidden):
            return QueryRefused("not run: this sign-in may only read")
        message, place = place_in(error.message or str(error.code), self.text, before)
        if place:
            place = place_as_written(place, self._facts.text, self.prefix)
            place = self._facts.original_place(place)
        if not place:
            return StatementError("the statement failed: {error}", error=message)
        return StatementError(
            "the statement failed at line {line}, column {column}: {error}",
            place,
            line=place[0],
            column=place[1],
            error=message,
        )


def _check_type(
    session: OpenSession, sent: _Sent, parameters: dict[str, Any], seconds: float
) -> None:
    with session(1) as probe:
        try:
            explained = Query(f"{_EXPLAIN}{sent.text}", timeout=seconds)
            summary = probe.run(explained, parameters).consume()
        except ClientError as error:
            raise sent.error(error, len(_EXPLAIN)) from error
    if summary.query_type not in (None, "r"):
        raise QueryRefused("not run: according to the store, this statement does more than read")


class _Run:
    """One running statement, whose rows so far can be read at any time."""

    def __init__(
        self,
        session: OpenSession,
        sent: _Sent,
        parameters: dict[str, Any],
        rows: int,
        seconds: float,
        *,
        explain: bool,
    ) -> None:
        self._session = session
        self._sent = sent
        self._explain = explain
        self._query = Query(sent.text, timeout=seconds)
        self._parameters = parameters
        self._limit = rows
        self._seconds = seconds
        self._columns: tuple[str, ...] = ()
        self._rows: list[tuple[Any, ...]] = []
        self._is_cut = False
        self._error: BaseException | None = None
        self.done = threading.Event()
        self._given_up = threading.Event()

    def run(self) -> None:
        try:
            if self._explain:
                _check_type(self._session, self._sent, self._parameters, self._seconds)
            if self._given_up.is_set():
                return
            with self._session(min(self._limit + 1, MOST_AT_ONCE)) as session:
                result = session.run(self._query, self._parameters)
                prefix = self._sent.prefix
                self._columns = tuple(columns_as_shown(result.keys(), prefix))
                for record in result:
                    if len(self._rows) == self._limit:
                        self._is_cut = True
                        break
                    self._rows.append(tuple(plain(value, prefix) for value in record.values()))
                self.done.set()
        except BaseException as error:  # re-raised in the waiting thread, even a panic
            if not self.done.is_set():
                self._error = error
        finally:
            self.done.set()

    def answer(self) -> Answer:
        """The rows so far; raises the error that ended the statement, if one did."""
        stopped = words.say(
            "stopped after {seconds:g} s, before all rows had arrived", seconds=self._seconds
        )
        if not self.done.is_set():
            self._given_up.set()
            return Answer(self._columns, tuple(self._rows), stopped)
        error = self._error
        if error is None:
            first = words.count(
                "only the first {n:,} row", "only the first {n:,} rows", self._limit
            )
            return Answer(self._columns, tuple(self._rows), first if self._is_cut else None)
        if isinstance(error, Neo4jError) and "TransactionTimedOut" in (error.code or ""):
            return Answer(self._columns, tuple(self._rows), stopped)
        if isinstance(error, ClientError):
            raise self._sent.error(error) from error
        if isinstance(error, DriverError | Neo4jError | GraphmodelError):
            raise error
        raise InputError("the statement failed: {error}", error=error) from error
