"""Restricts a user's statement to facts where its patterns could match anything.

A store holds its own records alongside the facts, such as every user's lists and notes. They have
no links. So a pattern matches only facts if it names a label or a link that must exist; a pattern
with neither, such as ``(n)``, gets the kinds of the schema as its label.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graphmodel.errors import QueryRefused
from graphmodel.schema.model import NODE_KINDS
from graphmodel.store.cypher_tokens import Refusal, Token, is_only_a_name, readings, tokens_of
from graphmodel.store.statement_place import Place, line_and_column

_CLAUSES = (
    "WHERE", "RETURN", "WITH", "UNWIND", "MATCH", "OPTIONAL", "CALL", "UNION", "ORDER", "SKIP",
    "OFFSET", "LIMIT", "USING", "FINISH", "NEXT", "FILTER", "LET", "FOR", "USE", "WHEN", "ELSE",
)  # fmt: skip
"""Words that end the patterns of a MATCH."""

_OPENS, _CLOSES = ("(", "[", "{"), (")", "]", "}")
_QUANTIFIES = ("{", "*", "+", "?")


@dataclass(frozen=True)
class FactStatement:
    """A statement that asks for facts, the original it was made from, and what was inserted:
    positions in the original, with the text."""

    text: str
    original: str
    insertions: tuple[tuple[int, str], ...] = ()

    def original_place(self, place: Place) -> Place:
        """The place in the original that corresponds to one in ``text``."""
        line, column = place
        before = self.text.split("\n")[: line - 1]
        at = sum(len(each) + 1 for each in before) + column - 1
        for position, text in self.insertions:
            if position < at:
                at = max(position, at - len(text))
        return line_and_column(self.original, min(at, len(self.original)))


def only_facts(statement: str) -> FactStatement:
    """The statement, with the kinds of the schema as the label of each pattern that has neither a
    label nor a link that must exist. Raises QueryRefused if a pattern has no place for a label."""
    first, *others = readings(statement)
    try:
        tokens = tokens_of(first)
        kinds = [token.kind for token in tokens]
        if any([token.kind for token in tokens_of(other)] != kinds for other in others):
            raise Refusal("an escape such as \\u0060 stands for a sign here; write the sign itself")
        insertions = [each for part in _patterns(tokens) for each in _insertions(tokens, part)]
    except Refusal as refusal:
        place = None if refusal.at is None else line_and_column(statement, refusal.at)
        raise QueryRefused("not run: {refusal}", place, refusal=refusal) from None
    return _with(statement, sorted(set(insertions)))


def _with(statement: str, insertions: Sequence[tuple[int, str]]) -> FactStatement:
    pieces, last = [], 0
    for position, text in insertions:
        pieces += [statement[last:position], text]
        last = position
    return FactStatement("".join([*pieces, statement[last:]]), statement, tuple(insertions))


_Span = tuple[int, int]
"""Token positions: the first, and one past the last."""


def _patterns(tokens: Sequence[Token]) -> Iterator[_Span]:
    """The path patterns of a statement."""
    yield from _path_expressions(tokens)
    for position, token in enumerate(tokens):
        after = position + 1
        if token.is_word("MATCH") and not is_only_a_name(tokens, position):
            yield from _split(tokens, after, _end(tokens, after))
        elif token.is_sign("{") and _before(tokens, position).is_word("EXISTS", "COUNT"):
            if not _begins_query(tokens, after):
                yield from _split(tokens, after, _end(tokens, after))
        elif token.is_sign("[") and _begins_pattern(tokens, after):
            end = _end(tokens, after)
            if _is_path(tokens, (after, end)):
                yield after, end


def _path_expressions(tokens: Sequence[Token]) -> Iterator[_Span]:
    """The paths that stand anywhere, as a condition does: ``WHERE ()-[*0..1]-({name: 'Ann'})``."""
    within: set[int] = set()
    for position, token in enumerate(tokens):
        if token.is_sign("(") and position not in within:
            nodes = _nodes_joined_to(tokens, position)
            within.update(nodes)
            if len(nodes) > 1:
                yield position, _after_group(tokens, nodes[-1])


def _nodes_joined_to(tokens: Sequence[Token], first: int) -> list[int]:
    """The opening brackets of the nodes on the path that begins with the one here."""
    nodes = [first]
    while True:
        after = at = _after_group(tokens, nodes[-1])
        while at < len(tokens) and tokens[at].is_sign("-", "<", ">", "[", *_QUANTIFIES):
            at = _after_group(tokens, at) if tokens[at].is_sign(*_OPENS) else at + 1
        if at == len(tokens) or not tokens[at].is_sign("(") or not _is_path(tokens, (after, at)):
            return nodes
        nodes.append(at)


def _before(tokens: Sequence[Token], position: int) -> Token:
    return tokens[position - 1] if position else Token("sign", "")


def _begins_query(tokens: Sequence[Token], position: int) -> bool:
    """Whether what stands in the curly brackets after EXISTS or COUNT is a query or, after a
    variable with such a name, a selection of properties. Anything else is patterns, which may
    begin with words such as ALL, ANY SHORTEST or DIFFERENT RELATIONSHIPS."""
    if position >= len(tokens) or tokens[position].is_sign("{", ".", "}"):
        return True
    named = _is_named(tokens, (position, len(tokens)))
    return tokens[position].is_word(*_CLAUSES) and not named


def _begins_pattern(tokens: Sequence[Token], position: int) -> bool:
    named = _is_named(tokens, (position, len(tokens)))
    at = position + 2 if named else position
    return at < len(tokens) and tokens[at].is_sign("(")


def _is_named(tokens: Sequence[Token], span: _Span) -> bool:
    """Whether a pattern begins with a name, as in ``p = (a)-->(b)``."""
    first, end = span
    return first + 1 < end and tokens[first].is_name and tokens[first + 1].is_sign("=")


def _end(tokens: Sequence[Token], position: int) -> int:
    """The end of the patterns that begin at a position: a clause, a closing bracket, or the ``|``
    of a list."""
    while position < len(tokens):
        token = tokens[position]
        named = position + 1 < len(tokens) and tokens[position + 1].is_sign("=")
        if token.is_sign(*_CLOSES, "|") or (token.is_word(*_CLAUSES) and not named):
            return position
        position = _after_group(tokens, position) if token.is_sign(*_OPENS) else position + 1
    return position


def _after_group(tokens: Sequence[Token], position: int) -> int:
    """The position after the bracket that closes the one here."""
    depth = 0
    for at in range(position, len(tokens)):
        depth += tokens[at].is_sign(*_OPENS) - tokens[at].is_sign(*_CLOSES)
        if depth == 0:
            return at + 1
    return len(tokens)


def _top(tokens: Sequence[Token], span: _Span) -> Iterator[int]:
    """The positions of a span's tokens outside any bracket, opening brackets included."""
    position, end = span
    while position < end:
        yield position
        opens = tokens[position].is_sign(*_OPENS)
        position = _after_group(tokens, position) if opens else position + 1


def _split(tokens: Sequence[Token], first: int, end: int) -> Iterator[_Span]:
    """The patterns between commas."""
    for position in _top(tokens, (first, end)):
        if tokens[position].is_sign(","):
            yield first, position
            first = position + 1
    yield first, end


def _is_path(tokens: Sequence[Token], span: _Span) -> bool:
    """Whether the span joins nodes, as a list of values never does."""
    at = [tokens[position] for position in _top(tokens, span)]
    return any(a.is_sign("-") and b.is_sign("[", "-") for a, b in pairwise(at))


def _insertions(tokens: Sequence[Token], span: _Span) -> list[tuple[int, str]]:
    """What to insert where, so that the pattern matches only facts."""
    nodes = list(_nodes(tokens, span))
    if _has_link(tokens, span) or any(_is_labelled(tokens, node) for node in nodes):
        return []
    if not nodes:
        raise Refusal(
            "a pattern here can match nothing but a single node, of any kind; name the kind of a "
            "node beside it, such as (n:Person)",
            tokens[span[0]].at if span[0] < len(tokens) else None,
        )
    return _labelled(tokens, nodes[0])


def _groups(tokens: Sequence[Token], span: _Span) -> Iterator[tuple[_Span, bool]]:
    """The contents of each pair of round brackets in a pattern, and whether they are a path of
    their own, as in ``shortestPath(...)`` or ``(p = (a)-->(b))``. Quantified paths are left out."""
    first, end = span
    for position in _top(tokens, span):
        if not tokens[position].is_sign("("):
            continue
        after = _after_group(tokens, position)
        inner = (position + 1, after - 1)
        called = position > first and tokens[position - 1].is_word(
            "SHORTESTPATH", "ALLSHORTESTPATHS"
        )
        if called or _begins_pattern(tokens, position + 1):
            if not (after < end and tokens[after].is_sign(*_QUANTIFIES)):
                yield (inner[0], min(_end(tokens, inner[0]), inner[1])), True
        else:
            yield inner, False


def _nodes(tokens: Sequence[Token], span: _Span) -> Iterator[_Span]:
    """The nodes of a pattern that must exist, each as the contents of its brackets."""
    for inner, is_path in _groups(tokens, span):
        if is_path:
            yield from _nodes(tokens, inner)
        else:
            yield inner


def _has_link(tokens: Sequence[Token], span: _Span) -> bool:
    """Whether a pattern has a link that must exist."""
    if any(is_path and _has_link(tokens, inner) for inner, is_path in _groups(tokens, span)):
        return True
    between: list[int] = []
    for position in _top(tokens, span):
        if tokens[position].is_sign("("):
            if _is_one_link(tokens, between):
                return True
            between = []
        else:
            between.append(position)
    return False


def _is_one_link(tokens: Sequence[Token], between: Sequence[int]) -> bool:
    """Whether the tokens between two nodes are a link that must exist."""
    at = [tokens[position] for position in between]
    if not any(token.is_sign("-") for token in at) or any(t.is_sign(*_QUANTIFIES) for t in at):
        return False
    return not any(
        token.is_sign("[") and _may_be_none(tokens, position)
        for position, token in zip(between, at, strict=True)
    )


def _may_be_none(tokens: Sequence[Token], position: int) -> bool:
    """Whether a link in square brackets may be absent, as with ``*0..2``."""
    inner = range(position + 1, _after_group(tokens, position) - 1)
    stars = [at for at in inner if tokens[at].is_sign("*")]
    return any(
        tokens[at + 1].kind == "number" and not tokens[at + 1].text.strip("0_") for at in stars
    ) or any(tokens[at + 1].kind not in ("number", "sign") for at in stars)  # fmt: skip


def _is_labelled(tokens: Sequence[Token], node: _Span) -> bool:
    """Whether a node names labels, with no negation among them."""
    label = _label(tokens, node)
    return label is not None and all(
        tokens[at].is_name or tokens[at].is_sign(":", "|", "&", "(", ")") for at in range(*label)
    )


def _label(tokens: Sequence[Token], node: _Span) -> _Span | None:
    """The label expression of a node, after the colon or IS; None if there is none."""
    end = node[1]
    at = _after_name(tokens, node)
    if at >= end or not (tokens[at].is_sign(":") or tokens[at].is_word("IS")):
        return None
    stop = at + 1
    while stop < end and not (tokens[stop].is_sign("{") or tokens[stop].is_word("WHERE")):
        stop += 1
    return at + 1, stop


def _after_name(tokens: Sequence[Token], node: _Span) -> int:
    """The position after the name of a node, if it has one."""
    first, end = node
    if first >= end or not tokens[first].is_name:
        return first
    following = tokens[first + 1] if first + 1 < end else Token("sign", ")")
    if tokens[first].is_word("IS", "WHERE") and (following.is_name or following.is_sign("(", "!")):
        return first
    return first + 1


def _labelled(tokens: Sequence[Token], node: _Span) -> list[tuple[int, str]]:
    kinds = "|".join(NODE_KINDS)
    label = _label(tokens, node)
    if label is None:
        at = _after_name(tokens, node)
        return [(tokens[at - 1].at + len(tokens[at - 1].text), f":{kinds} ")]
    last = tokens[label[1] - 1]
    return [(tokens[label[0]].at, f"({kinds})&("), (last.at + len(last.text), ")")]
