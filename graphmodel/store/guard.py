"""Refuses a statement that would do more than read, before it is sent anywhere.

It looks for words that begin a writing clause and for calls. When in doubt it refuses: a name that
looks like such a word can always be put in backticks. The store enforces the same rule; this check
gives a clear reason.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphmodel.errors import QueryRefused
from graphmodel.store.cypher_tokens import (
    Refusal,
    Token,
    is_only_a_name,
    readings,
    token_at,
    tokens_of,
)
from graphmodel.store.statement_place import line_and_column
from graphmodel.store.statements import OWN_LABELS

PROCEDURES = frozenset(
    {
        "db.labels",
        "db.propertyKeys",
        "db.relationshipTypes",
        "db.schema.nodeTypeProperties",
        "db.schema.relTypeProperties",
        "db.schema.visualization",
    }
)
"""Procedures that may be called: they list labels, types and properties."""

_NAMESPACES = frozenset(
    {"date", "datetime", "duration", "localdatetime", "localtime", "point", "time", "vector"}
)
_FIRST = frozenset({"MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "CALL"})
_NEVER = frozenset(
    {
        "ALTER",
        "CREATE",
        "DELETE",
        "DETACH",
        "DROP",
        "FOREACH",
        "INSERT",
        "LOAD",
        "MERGE",
        "NODETACH",
        "REMOVE",
        "SET",
    }
)

MOST_NESTED = 30
"""How deep brackets, CASE and signs before a value may be nested."""
MOST_SUBQUERIES = 5
"""How deep subqueries may be nested, and how many XOR there may be. Each doubles Neo4j's planning
time, which no timeout ends."""


def check(statement: str) -> None:
    """Raise QueryRefused with the reason unless the statement only reads.

    Neo4j reads ``\\u0027`` as a quote anywhere, others only within strings, so the statement must
    be harmless either way.
    """
    for reading in readings(statement):
        try:
            _check_reading(reading)
        except Refusal as refusal:
            raise _refused(refusal, statement, reading) from None


def check_asks_for_facts(statement: str) -> None:
    """Raise QueryRefused if a statement names the store's own records, such as every user's lists
    and verdicts. For statements from people other than the store's owner, who may read these."""
    for reading in readings(statement):
        try:
            _check_names(tokens_of(reading))
        except Refusal as refusal:
            raise _refused(refusal, statement, reading) from None


def _check_names(tokens: Sequence[Token]) -> None:
    for token in tokens:
        text = token.text.replace("``", "`").casefold()
        own = next((label for label in OWN_LABELS if label.casefold() in text), None)
        if own is not None and (token.is_name or token.kind == "string"):
            raise Refusal(
                "{own} holds the store's own records, which are not facts; query kinds of nodes "
                "and links, or on your own store use: graphmodel query",
                token.at,
                own=own,
            )


def _check_reading(reading: str) -> None:
    tokens = tokens_of(reading)
    _check_start(tokens)
    _check_nesting(tokens)
    for position in range(len(tokens)):
        _check_word(tokens, position)
        _check_call(tokens, position)


def parameters(statement: str) -> list[str]:
    """The names of the parameters of a statement, each once, in order and without backticks; raises
    QueryRefused if the statement cannot be read."""
    try:
        tokens = tokens_of(statement)
    except Refusal as refusal:
        raise _refused(refusal, statement, statement) from None
    names = [t.text.removeprefix("$").strip() for t in tokens if t.kind == "parameter"]
    return list(dict.fromkeys(n[1:-1].replace("``", "`") if n[0] == "`" else n for n in names))


def _refused(refusal: Refusal, statement: str, reading: str) -> QueryRefused:
    """The error for the statement's author, without the place if it lies in another reading of the
    statement."""
    if refusal.at is None or reading != statement:
        return QueryRefused("not run: {refusal}", refusal=refusal)
    return QueryRefused(
        "not run: {refusal}", line_and_column(statement, refusal.at), refusal=refusal
    )


def _check_start(tokens: Sequence[Token]) -> None:
    if not tokens:
        raise Refusal("the statement is empty; try MATCH (n) RETURN n LIMIT 5")
    if not tokens[0].is_word(*_FIRST):
        raise Refusal(
            "a statement that begins with {token} is not a plain query; begin with MATCH, "
            "OPTIONAL MATCH, WITH, UNWIND, CALL or RETURN",
            tokens[0].at,
            token=tokens[0].text,
        )
    for token in tokens:
        if token.is_sign(";"):
            raise Refusal("there are several statements; send one at a time, without ;", token.at)


def _check_nesting(tokens: Sequence[Token]) -> None:
    """Refuse nesting so deep that reading or planning the statement would never end."""
    if sum(token.is_word("XOR") for token in tokens) > MOST_SUBQUERIES:
        raise Refusal(
            "there are more than {most} XOR; write it with AND and OR", most=MOST_SUBQUERIES
        )
    opened: list[bool] = []  # whether each bracket around the token begins a subquery
    signs = 0
    for position, token in enumerate(tokens):
        if token.is_sign("(", "[", "{") or _is_clause(tokens, position, "CASE"):
            opened.append(_begins_subquery(tokens, position))
        elif opened and (token.is_sign(")", "]", "}") or _is_clause(tokens, position, "END")):
            opened.pop()
        signs = signs + 1 if token.is_sign("+", "-") or token.is_word("NOT") else 0
        if len(opened) + signs > MOST_NESTED:
            raise Refusal(
                "it is nested more than {most} deep at {token}; take it apart with WITH",
                token.at,
                most=MOST_NESTED,
                token=token.text,
            )
        if sum(opened) > MOST_SUBQUERIES:
            raise Refusal(
                "subqueries are nested more than {most} deep; match their patterns one after the "
                "other instead",
                token.at,
                most=MOST_SUBQUERIES,
            )


def _is_clause(tokens: Sequence[Token], position: int, word: str) -> bool:
    return tokens[position].is_word(word) and not is_only_a_name(tokens, position)


def _begins_subquery(tokens: Sequence[Token], position: int) -> bool:
    if tokens[position].is_sign("["):  # a pattern comprehension is one too
        return token_at(tokens, position + 1).is_sign("(")
    if not tokens[position].is_sign("{"):
        return False
    before = token_at(tokens, position - 1)
    if before.is_sign(")"):  # CALL (n) { ... }, not a quantifier
        return token_at(tokens, position + 1).is_name
    return before.is_word("CALL", "COLLECT", "COUNT", "EXISTS")


def _check_word(tokens: Sequence[Token], position: int) -> None:
    token = tokens[position]
    if token.kind != "word" or is_only_a_name(tokens, position):
        return
    word = token.text.upper()
    if word in _NEVER:
        raise Refusal(
            "{word} does more than read; if {token} is a name, write it as `{token}`",
            token.at,
            word=word,
            token=token.text,
        )
    before = token_at(tokens, position - 1)
    begins_query = before.is_sign("{", "}", ")") or before.is_word("UNION", "ALL", "DISTINCT")
    if word == "USE" and begins_query:
        raise Refusal("USE queries another database; leave it out", token.at)


def _check_call(tokens: Sequence[Token], position: int) -> None:
    """Refuse a procedure that is not on the list, and functions from plug-ins."""
    token = tokens[position]
    if not token.is_name or token_at(tokens, position - 1).is_sign("."):
        return
    if token.is_word("CALL") and not is_only_a_name(tokens, position):
        if token_at(tokens, position + 1).is_sign("{", "("):
            return
        procedure = ".".join(_dotted(tokens, position + 1))
        if procedure not in PROCEDURES:
            raise Refusal(
                "CALL {procedure} is not among the procedures that only read: {procedures}",
                token.at,
                procedure=procedure or token_at(tokens, position + 1).text,
                procedures=", ".join(sorted(PROCEDURES)),
            )
        return
    names = _dotted(tokens, position)
    called = len(names) > 1 and token_at(tokens, position + 2 * len(names) - 1).is_sign("(")
    if called and names[0].lower() not in _NAMESPACES and not _is_called(tokens, position):
        raise Refusal(
            "the function {names} is not built in; only Cypher's own may be used",
            token.at,
            names=".".join(names),
        )


def _is_called(tokens: Sequence[Token], position: int) -> bool:
    return token_at(tokens, position - 1).is_word("CALL")


def _dotted(tokens: Sequence[Token], position: int) -> list[str]:
    """The parts of the dotted name that begins at a position, without backticks."""
    names: list[str] = []
    while token_at(tokens, position).is_name:
        token = tokens[position]
        names.append(token.text[1:-1] if token.kind == "quoted" else token.text)
        if not token_at(tokens, position + 1).is_sign("."):
            break
        position += 2
    return names
