"""Splits a statement into tokens, so that a word in a string, comment or backticks is not mistaken
for a clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from graphmodel.errors import GraphmodelError

_Kind = Literal["word", "quoted", "string", "number", "parameter", "sign"]


@dataclass(frozen=True)
class Token:
    kind: _Kind
    text: str
    at: int = 0

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text.upper() in words

    def is_sign(self, *signs: str) -> bool:
        return self.kind == "sign" and self.text in signs

    @property
    def is_name(self) -> bool:
        return self.kind in ("word", "quoted")


_TOKEN_FORMS = re.compile(
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
# Some Cypher parsers treat these as line ends and others do not.
_ODD_LINE_ENDS = re.compile("\r(?!\n)|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_ESCAPE = re.compile(r"\\u+([0-9a-fA-F]{4})")


class Refusal(GraphmodelError):
    """Why a statement is refused and, if it applies to one, at which character."""

    def __init__(self, text: str, at: int | None = None, /, **values: object) -> None:
        super().__init__(text, **values)
        self.at = at


def readings(statement: str) -> list[str]:
    """A statement as written and, if it differs, as read by a store that first replaces escapes."""
    replaced = _ESCAPE.sub(lambda m: chr(int(m.group(1), 16)), statement)
    return [statement, *([replaced] if replaced != statement else [])]


def tokens_of(statement: str) -> list[Token]:
    tokens: list[Token] = []
    position = 0
    while position < len(statement):
        match = _TOKEN_FORMS.match(statement, position)
        if match is None:
            raise _unreadable(statement, position)
        kind = match.lastgroup
        if kind == "comment" and _ODD_LINE_ENDS.search(match.group()):
            raise Refusal("a comment holds an unusual line end; leave the comment out")
        if kind not in ("space", "comment"):
            tokens.append(Token(kind, match.group(), position))  # type: ignore[arg-type]
        position = match.end()
    while tokens and tokens[-1].is_sign(";"):
        tokens.pop()
    return tokens


def _unreadable(statement: str, at: int) -> Refusal:
    start = statement[at : at + 2]
    if start == "/*":
        return Refusal(
            "the comment at character {number} is not closed; close it with */", at, number=at + 1
        )
    if start[0] in "'\"`":
        return Refusal(
            "the {sign} at character {number} is not closed; close it",
            at,
            sign=start[0],
            number=at + 1,
        )
    return Refusal(
        "{sign!r} at character {number} has no meaning in Cypher; take it out",
        at,
        sign=start[0],
        number=at + 1,
    )


def token_at(tokens: Sequence[Token], position: int) -> Token:
    return tokens[position] if 0 <= position < len(tokens) else Token("sign", "")


def is_only_a_name(tokens: Sequence[Token], position: int) -> bool:
    """Whether a word can only be the name of a property, label, kind or map key here."""
    before, after = token_at(tokens, position - 1), token_at(tokens, position + 1)
    if before.is_sign("."):
        return token_at(tokens, position - 2).kind != "number"
    if before.is_sign(":"):
        return True
    return after.is_sign(":") and before.is_sign("{", ",", "(", "[")
