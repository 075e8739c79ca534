"""Label prefixes for a store that shares its database with other data. The prefix is part of what
is sent, never of what is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar, cast

from neo4j import ManagedTransaction, Query, Result, Session

from graphmodel.schema.model import DERIVED_LABELS, LINK_KINDS, NODE_KINDS
from graphmodel.store.cypher_tokens import Token, tokens_of
from graphmodel.store.statement_place import Place, line_and_column
from graphmodel.store.statements import COMMUNITY, OWN_LABELS, PUBLISHED_LINKS

Outcome = TypeVar("Outcome")

_LABEL = re.compile(r":(?=\w)|(?<=type\(r\) <> ')")
_NAMED = re.compile(r"(?<=CREATE CONSTRAINT )(?=\w)|(?<=DROP INDEX )(?=\w)")
_LABELS_OF = re.compile(r"labels\((\w)\)")


def names() -> set[str]:
    """Every label and link type that the store uses, without the prefix."""
    return {
        *NODE_KINDS,
        *LINK_KINDS,
        *(label.name for label in DERIVED_LABELS),
        *OWN_LABELS,
        COMMUNITY,
        *PUBLISHED_LINKS,
    }


@lru_cache(maxsize=2048)
def prefixed(statement: str, prefix: str) -> str:
    """One of the program's own statements, where a letter follows a colon only in labels,
    prefixed."""
    own = f"[l IN labels(\\1) WHERE l STARTS WITH '{prefix}' | substring(l, {len(prefix)})]"
    statement = _LABEL.sub(lambda match: match.group() + prefix, statement)
    statement = _NAMED.sub(prefix.lower(), statement)
    return _LABELS_OF.sub(own, statement)


def prefixed_query(statement: str, prefix: str) -> str:
    """A user's statement, with the prefix on the labels and link types that the store uses."""
    if not prefix:
        return statement
    parts, end = [], 0
    for at in _places(statement):
        parts += [statement[end:at], prefix]
        end = at
    return "".join([*parts, statement[end:]])


def place_as_written(place: Place, statement: str, prefix: str) -> Place:
    """The place in the statement itself of one in ``prefixed_query(statement, prefix)``."""
    line, column = place
    for at in _places(statement) if prefix else ():
        named_line, named_column = line_and_column(statement, at)
        if named_line == line and named_column < column:
            column = max(named_column, column - len(prefix))
    return line, column


def _places(statement: str) -> list[int]:
    """The positions at which labels and link types begin in a user's statement."""
    known, tokens = names(), tokens_of(statement)
    return [
        token.at + (token.kind == "quoted")
        for position, token in enumerate(tokens)
        if token.is_name
        and token.text.strip("`") in known
        and not _is_property(tokens[position - 1 : position], tokens[position + 1 : position + 2])
    ]


def _is_property(before: list[Token], after: list[Token]) -> bool:
    if not before or before[0].is_sign("."):
        return True
    return before[0].is_sign("{", ",") and bool(after) and after[0].is_sign(":")


def columns_as_shown(columns: Iterable[str], prefix: str) -> list[str]:
    """The headings of an answer without the prefix; they may repeat the statement's own words."""
    word = re.compile(rf"\b{prefix}(\w+)")
    return [
        word.sub(lambda match: as_shown(match.group(), prefix), column) if prefix else column
        for column in columns
    ]


def as_shown(text: str, prefix: str) -> str:
    """A label or link type in an answer without the prefix; any other text unchanged."""
    shown = text.removeprefix(prefix)
    return shown if shown != text and shown in names() else text


class _PrefixedTransaction:
    """A transaction that sends the program's own statements with the prefix."""

    def __init__(self, transaction: ManagedTransaction, prefix: str) -> None:
        self._transaction, self._prefix = transaction, prefix

    def run(self, statement: str, *arguments: Any, **parameters: Any) -> Result:
        """Like the driver's own, with the prefix."""
        text = cast(Any, prefixed(statement, self._prefix))
        return self._transaction.run(text, *arguments, **parameters)


class _PrefixedSession:
    """A session that sends the program's own statements with the prefix."""

    def __init__(self, session: Session, prefix: str) -> None:
        self._session, self._prefix = session, prefix

    def __enter__(self) -> _PrefixedSession:
        self._session.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._session.__exit__(*error)  # type: ignore[no-untyped-call]

    def run(self, statement: str | Query, *arguments: Any, **parameters: Any) -> Result:
        """Like the driver's own, with the prefix."""
        text = cast(Any, prefixed(str(statement), self._prefix))
        return self._session.run(text, *arguments, **parameters)

    def execute_write(self, work: Callable[..., Outcome], *arguments: Any, **named: Any) -> Outcome:
        """Like the driver's own; the statements of ``work`` get the prefix too."""

        def within(transaction: ManagedTransaction) -> Outcome:
            return work(_PrefixedTransaction(transaction, self._prefix), *arguments, **named)

        return self._session.execute_write(within)


def with_prefix(session: Session, prefix: str) -> Session:
    """A session that adds the prefix; it offers only what the stores use of a session."""
    return cast(Session, _PrefixedSession(session, prefix)) if prefix else session
