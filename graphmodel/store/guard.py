"""Refuses a statement that would do more than read, before it is sent anywhere.

It cuts a statement into tokens, so that a word in a string, a comment or backticks is no clause,
and then looks for words that begin a writing clause and for calls. When in doubt it refuses: a
name that looks like such a word can always be put in backticks. The store has locks of its own
behind it; this one gives the clear reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from graphmodel.errors import QueryRefused

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
"""Procedures that may be called: they list what kinds of things the store holds."""

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

_Kind = Literal["word", "quoted", "string", "number", "parameter", "sign"]


@dataclass(frozen=True)
class _Token:
    kind: _Kind
    text: str

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text.upper() in words

    def is_sign(self, *signs: str) -> bool:
        return self.kind == "sign" and self.text in signs

    @property
    def is_name(self) -> bool:
        return self.kind in ("word", "quoted")


_TOKENS = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>//[^\n]*|/\*.*?\*/)
  | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
  | (?P<quoted>`(?:[^`]|``)*`)
  | (?P<parameter>\$\s*(?:[^\W\d]\w*|\d+|`(?:[^`]|``)*`))
  | (?P<number>0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<sign>\.\.|/(?!\*)|[-+*%^=<>!|&:;,.(){}\[\]~?])
    """,
    re.VERBOSE | re.DOTALL,
)
# Some of these end a line for one reader of Cypher and not for another.
_ODD_LINE_ENDS = re.compile("\r(?!\n)|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_ESCAPE = re.compile(r"\\u+([0-9a-fA-F]{4})")


def check(statement: str) -> None:
    """Raise QueryRefused, saying why, unless the statement only reads.

    Neo4j reads ``\\u0027`` as a quote wherever it stands and others do so only within strings, so
    the statement has to be harmless both ways.
    """
    readings = {statement, _ESCAPE.sub(lambda m: chr(int(m.group(1), 16)), statement)}
    for reading in readings:
        tokens = _tokens(reading)
        _check_start(tokens)
        for place in range(len(tokens)):
            _check_word(tokens, place)
            _check_call(tokens, place)


def _refuse(why: str) -> QueryRefused:
    return QueryRefused(f"not run: {why}")


def _tokens(statement: str) -> list[_Token]:
    tokens: list[_Token] = []
    place = 0
    while place < len(statement):
        match = _TOKENS.match(statement, place)
        if match is None:
            raise _refuse(_unreadable(statement, place))
        kind = match.lastgroup
        if kind == "comment" and _ODD_LINE_ENDS.search(match.group()):
            raise _refuse("a comment holds an unusual line end; leave the comment out")
        if kind not in ("space", "comment"):
            tokens.append(_Token(kind, match.group()))  # type: ignore[arg-type]
        place = match.end()
    while tokens and tokens[-1].is_sign(";"):
        tokens.pop()
    return tokens


def _unreadable(statement: str, place: int) -> str:
    begins = statement[place : place + 2]
    if begins == "/*":
        return f"the comment at character {place + 1} does not end; close it with */"
    if begins[0] in "'\"`":
        return f"what {begins[0]} opens at character {place + 1} does not end; close it"
    return f"{begins[0]!r} at character {place + 1} has no meaning in Cypher; take it out"


def _check_start(tokens: Sequence[_Token]) -> None:
    if not tokens:
        raise _refuse("the statement is empty; try MATCH (n) RETURN n LIMIT 5")
    if not tokens[0].is_word(*_FIRST):
        raise _refuse(
            f"a statement that begins with {tokens[0].text} is not a plain question; "
            "begin with MATCH, OPTIONAL MATCH, WITH, UNWIND, CALL or RETURN"
        )
    if any(token.is_sign(";") for token in tokens):
        raise _refuse("there are several statements; ask one at a time, without ;")


def _at(tokens: Sequence[_Token], place: int) -> _Token:
    return tokens[place] if 0 <= place < len(tokens) else _Token("sign", "")


def _is_only_a_name(tokens: Sequence[_Token], place: int) -> bool:
    """Whether a word can only be the name of a property, label, kind or map key here."""
    before, after = _at(tokens, place - 1), _at(tokens, place + 1)
    if before.is_sign("."):
        return _at(tokens, place - 2).kind != "number"
    if before.is_sign(":"):
        return True
    return after.is_sign(":") and before.is_sign("{", ",", "(", "[")


def _check_word(tokens: Sequence[_Token], place: int) -> None:
    token = tokens[place]
    if token.kind != "word" or _is_only_a_name(tokens, place):
        return
    word = token.text.upper()
    if word in _NEVER:
        raise _refuse(
            f"{word} does more than read; if {token.text} is a name, write it as `{token.text}`"
        )
    before = _at(tokens, place - 1)
    begins_query = before.is_sign("{", "}", ")") or before.is_word("UNION", "ALL", "DISTINCT")
    if word == "USE" and begins_query:
        raise _refuse("USE asks another database; leave it out")


def _check_call(tokens: Sequence[_Token], place: int) -> None:
    """Refuse a procedure that is not on the list, and functions that a plug-in would bring."""
    token = tokens[place]
    if not token.is_name or _at(tokens, place - 1).is_sign("."):
        return
    if token.is_word("CALL") and not _is_only_a_name(tokens, place):
        if _at(tokens, place + 1).is_sign("{", "("):
            return
        procedure = ".".join(_dotted(tokens, place + 1))
        if procedure not in PROCEDURES:
            raise _refuse(
                f"CALL {procedure or _at(tokens, place + 1).text} is not among the procedures "
                f"that only look: {', '.join(sorted(PROCEDURES))}"
            )
        return
    parts = _dotted(tokens, place)
    called = len(parts) > 1 and _at(tokens, place + 2 * len(parts) - 1).is_sign("(")
    if called and parts[0].lower() not in _NAMESPACES and not _is_called(tokens, place):
        raise _refuse(
            f"the function {'.'.join(parts)} is not built in; only Cypher's own may be used"
        )


def _is_called(tokens: Sequence[_Token], place: int) -> bool:
    return _at(tokens, place - 1).is_word("CALL")


def _dotted(tokens: Sequence[_Token], place: int) -> list[str]:
    """The parts of the dotted name that begins at a place, without backticks."""
    parts: list[str] = []
    while _at(tokens, place).is_name:
        token = tokens[place]
        parts.append(token.text[1:-1] if token.kind == "quoted" else token.text)
        if not _at(tokens, place + 1).is_sign("."):
            break
        place += 2
    return parts
