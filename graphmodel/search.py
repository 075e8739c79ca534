"""Finding nodes by name: typos, beginnings of words, other scripts and pinyin.

Names are folded to plain lower-case Latin letters, indexed with tantivy, and the candidates that
it finds are ranked by how alike the names are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import polars as pl
import tantivy
from anyascii import anyascii
from rapidfuzz import fuzz

from graphmodel.errors import InputError
from graphmodel.network import Network
from graphmodel.schema import NODE_KINDS

CANDIDATES = 200
"""How many of the index's hits are ranked by likeness."""

FAME = 0.02
"""The most that being well connected adds to a score: it orders names that are equally alike."""

LEAST = 0.6
"""Likeness below this is no match."""

_WORDS = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Match:
    """A node whose name is like the text: ``score`` is from 0 to 1, 1 for the same name."""

    id: str
    kind: str
    name: str
    score: float


def fold(text: str) -> str:
    """Lower-case Latin letters and digits, one space between words, for comparing names.

    A capital inside what anyascii makes of a Han name begins a syllable: it stays one word.
    """
    return " ".join(_WORDS.findall(anyascii(text).lower().replace("'", "").replace(".", "")))


class Finder:
    """An index of the names of one network. Building it takes about 10 microseconds a name."""

    def __init__(self, network: Network) -> None:
        self._network = network
        names = network.nodes.select("name", "other_names", "kind").with_row_index("node")
        other = names.select("node", "kind", pl.col("other_names").alias("name")).explode("name")
        table = pl.concat([names.select("node", "kind", "name"), other.drop_nulls("name")])
        self._nodes = table["node"].to_numpy()
        self._folded = [fold(name) for name in table["name"].to_list()]
        self._fame = _fame(network)
        self._index = _index(self._folded, table["kind"].to_list())

    def find(self, text: str, kind: str | None = None, limit: int = 10) -> list[Match]:
        """The nodes whose name or other names are most like the text, best first.

        Raises InputError for an unknown kind or a limit below 1. Text without a letter or digit
        finds nothing.
        """
        if kind is not None and kind not in NODE_KINDS:
            raise InputError(f"no kind {kind!r}; the kinds are {', '.join(NODE_KINDS)}")
        if limit < 1:
            raise InputError(f"limit {limit} finds nothing; give 1 or more")
        wanted = fold(text)
        if not wanted:
            return []
        best: dict[int, float] = {}
        for row, score in self._candidates(wanted, kind):
            node = int(self._nodes[row])
            best[node] = max(score, best.get(node, 0.0))
        ranked = sorted(best, key=lambda node: (-best[node] - self._fame[node], node))[:limit]
        return [self._match(node, best[node]) for node in ranked]

    def _match(self, node: int, score: float) -> Match:
        network = self._network
        score = min(1.0, round(score, 4))
        return Match(network.ids[node], network.kinds[node], network.names[node], score)

    def _candidates(self, wanted: str, kind: str | None) -> list[tuple[int, float]]:
        searcher = self._index.searcher()
        hits = searcher.search(self._query(wanted, kind), CANDIDATES).hits
        rows = [int(searcher.doc(address)["row"][0]) for _, address in hits]
        scored = [(row, likeness(wanted, self._folded[row])) for row in rows]
        return [(row, score) for row, score in scored if score >= LEAST]

    def _query(self, wanted: str, kind: str | None) -> tantivy.Query:
        schema, occur = self._index.schema, tantivy.Occur
        clauses = []
        for word in wanted.split():
            distance = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
            ways = [
                (occur.Should, tantivy.Query.boost_query(_term(schema, word), 4.0)),
                (occur.Should, _fuzzy(schema, word, 0, prefix=True)),
            ]
            if distance:
                ways.append((occur.Should, _fuzzy(schema, word, distance, prefix=False)))
            clauses.append((occur.Should, tantivy.Query.boolean_query(ways)))
        # Names that run together, as pinyin does, are found as one word too.
        joined = wanted.replace(" ", "")
        if joined != wanted:
            clauses.append((occur.Should, _fuzzy(schema, joined, 0, prefix=True)))
        query = tantivy.Query.boolean_query(clauses)
        if kind is None:
            return query
        of_kind = tantivy.Query.term_query(schema, "kind", kind)
        return tantivy.Query.boolean_query([(occur.Must, query), (occur.Must, of_kind)])


def _term(schema: tantivy.Schema, word: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema, "words", word)


def _fuzzy(schema: tantivy.Schema, word: str, distance: int, *, prefix: bool) -> tantivy.Query:
    return tantivy.Query.fuzzy_term_query(schema, "words", word, distance=distance, prefix=prefix)


def likeness(wanted: str, name: str) -> float:
    """How alike two folded names are, from 0 to 1, whatever the order of their words.

    Words typed in part count by how much of the words that they begin has been typed.
    """
    alike = fuzz.token_sort_ratio(wanted, name) / 100
    if wanted.replace(" ", "") == name.replace(" ", ""):
        return 1.0
    words = name.split()
    begun = [_begun(word, words) for word in wanted.split()]
    if all(begun):
        typed = len(wanted.replace(" ", "")) / sum(map(len, begun))
        in_order = words[: len(begun)] == begun
        alike = max(alike, 0.75 + 0.1 * typed + 0.1 * in_order)
    return alike


def _begun(typed: str, words: list[str]) -> str:
    return min((word for word in words if word.startswith(typed)), key=len, default="")


def _fame(network: Network) -> np.ndarray:
    degrees = np.log1p(network.adjacency().degrees)
    return FAME * degrees / max(1.0, float(degrees.max(initial=0.0)))


def _index(names: list[str], kinds: list[str]) -> tantivy.Index:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("row", stored=True)
    index = tantivy.Index(builder.build())
    writer = index.writer(64_000_000, 1)
    for row, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        joined = name.replace(" ", "")
        words = f"{name} {joined}" if joined != name else name
        writer.add_document(tantivy.Document(words=words, kind=kind, row=row))
    writer.commit()
    index.reload()
    return index
