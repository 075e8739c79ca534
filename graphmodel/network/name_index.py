"""Finds nodes by name despite typos, by word prefixes, in other scripts and in pinyin.

Names are folded to plain lower-case Latin letters and indexed with tantivy; its candidates are
ranked by name similarity.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
import tantivy
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from graphmodel.errors import InputError
from graphmodel.network.cache import (
    newest_folders,
    open_frame,
    remove_folders,
    write_folder,
    write_frame,
)
from graphmodel.network.name_folding import fold_name
from graphmodel.network.network import Network, NetworkDelta
from graphmodel.network.romanisation import other_spellings
from graphmodel.network.splice import rows_with_ids
from graphmodel.schema.model import NODE_KINDS

CANDIDATES = 200
"""How many hits of the index are ranked by name similarity."""

DEGREE_BONUS = 0.02
"""The most that a high degree adds to a score, to order equally similar names."""

MAX_WORDS_OF_TWO = 6
"""The most words in a text that is searched for two names without a separator."""

MIN_SIMILARITY = 0.6
"""Names less similar than this do not match."""

MISSPELT_WORD = 0.75
"""Words less similar than this are not misspellings of one word."""

GOOD_SIMILARITY = 0.85
"""A misspelt name at least this similar counts as a match, and no further typos are allowed."""

MAX_TYPOS = 2
"""The most wrong letters in a long word."""

PREFIX_LENGTH = 4
"""Prefixes of words up to this many letters are indexed."""

MAX_CHANGED_SHARE = 0.05
"""The share of names that may change before an index is rebuilt rather than extended."""

SPELLING_SIMILARITY = 0.98
"""The score of another romanisation of the same name, since other names may share that spelling."""

CLEAR_SIMILARITY = 0.95
"""A name at least this similar stops the search for misspelt ones, and can be one of two names."""

AS_WRITTEN = 1.0 + 2 * DEGREE_BONUS
"""The internal score of a name with exactly the words given, in order: it ranks above the same
words in another order, however many links that node has. The score shown is at most 1."""

TOGETHER_SCORE = 0.9
"""The score of a project that two people made together, if the text names both."""

_FORM = 3
"""The format version of indexes on disk; those of other versions are rebuilt."""

_TABLE = f"names-{_FORM}.arrow"
_COLUMNS = ("id", "kind", "name", "folded")
_WRITER_BYTES = 128_000_000

_HYPHEN = r"(\p{L})[-‐‑](\p{L})"
_BETWEEN_NAMES = re.compile(r"\s*[,;&/+、，；]\s*|\s+(?:and|和|与|與)\s+|(?<=\w)[和与與](?=\w)")


@dataclass(frozen=True)
class Match:
    """A node whose name is similar to the text; ``score`` is from 0 to 1 (same name)."""

    id: str
    kind: str
    name: str
    score: float


@dataclass(frozen=True)
class _NameIndex:
    """An index of the names in ``table`` (id, kind, name, folded) by row number. The rows in
    ``removed`` are no longer valid."""

    table: pl.DataFrame
    index: tantivy.Index
    removed: frozenset[int] = frozenset()

    def hits(
        self, folded: str, spellings: str | None, kind: str | None, typos: int
    ) -> list[tuple[int, str]]:
        """The rows and folded names of names that share a word, exactly or nearly, with the query,
        or match the pattern of its other spellings."""
        searcher = self.index.searcher()
        query = _query(self.index.schema, folded, spellings, kind, typos)
        hits = searcher.search(query, CANDIDATES, count=False).hits
        values = searcher.fast_field_values("row", [address for _, address in hits])
        rows = [int(value) for value in values if value is not None]
        return list(zip(rows, self.table["folded"].gather(rows).to_list(), strict=True))


class Finder:
    """An index of the names in one network. Building it takes about 10 microseconds per name.

    If the network is cached on disk, so is its index. The index of another revision can be reused:
    changed names are indexed separately, and outdated names are skipped.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._fame = _degree_bonus(network)
        self._parts = _indexes_of(network)

    def find_any(self, text: str, kinds: Sequence[str], limit: int = 10) -> list[Match]:
        """Like ``find``, among nodes of several kinds; equal scores keep the order of ``kinds``."""
        matches = [match for kind in kinds for match in self.find(text, kind, limit)]
        return sorted(matches, key=lambda match: -match.score)[:limit]

    def find(self, text: str, kind: str | None = None, limit: int = 10) -> list[Match]:
        """The nodes whose names or other names are most similar to the text, best first.

        Raises InputError for an unknown kind or a limit below 1. Text without a letter or digit
        matches nothing.
        """
        if kind is not None and kind not in NODE_KINDS:
            raise InputError(
                "there is no kind {kind!r}; the kinds are {kinds}",
                kind=kind,
                kinds=", ".join(NODE_KINDS),
            )
        if limit < 1:
            raise InputError("the limit is {limit}; give 1 or more", limit=limit)
        if not fold_name(text):
            return []
        scores: dict[int, float] = {}
        both: dict[int, float] = {}
        # Misspelt words take longest to find, and are needed only if nothing matches as written.
        for typos in range(MAX_TYPOS + 1):
            complete = self._add_scores(scores, text, kind, typos)
            if complete or (typos and max(scores.values(), default=0.0) >= GOOD_SIMILARITY):
                break
            if not typos and (both := self._two_names(text, kind)):
                break
        if both:
            scores = {node: min(score, TOGETHER_SCORE) for node, score in scores.items()} | both
        ranked = [*both, *(node for node in self._ranked(scores) if node not in both)]
        return [self._match(node, scores[node]) for node in ranked[:limit]]

    def _ranked(self, scores: dict[int, float]) -> list[int]:
        return sorted(scores, key=lambda node: (-scores[node] - self._fame[node], node))

    def _add_scores(
        self, scores: dict[int, float], text: str, kind: str | None, typos: int
    ) -> bool:
        """Add the matching nodes, with the score of their most similar name; returns whether one
        matches the whole text, so that no typos need be considered."""
        folded, spellings = fold_name(text), other_spellings(text) if not typos else None
        complete = False
        for node, name, score in self._candidates(folded, spellings, kind, typos):
            scores[node] = max(score, scores.get(node, 0.0))
            complete = complete or score >= CLEAR_SIMILARITY or bool(_completed_words(folded, name))
        return complete

    def _two_names(self, text: str, kind: str | None) -> dict[int, float]:
        """If the text is two names in a row: both, then what the two made together."""
        best: dict[int, float] = {}
        for halves in _halves(text):
            pair: dict[int, float] = {}
            for half in halves:
                scores: dict[int, float] = {}
                if fold_name(half):
                    self._add_scores(scores, half, kind, typos=0)
                node = next(iter(self._ranked(scores)), None)
                if node is None or scores[node] < CLEAR_SIMILARITY:
                    break
                pair[node] = min(scores[node], SPELLING_SIMILARITY)
            if len(pair) == 2 and sum(pair.values()) > sum(best.values()):
                best = pair
        return best | self._made_by_both(list(best), kind) if best else {}

    def _made_by_both(self, pair: list[int], kind: str | None) -> dict[int, float]:
        """The projects linked to both nodes, those with the most links first."""
        adjacency = self._network.adjacency()
        first, second = (set(adjacency.of(node)[0].tolist()) for node in pair)
        projects = {
            node: TOGETHER_SCORE
            for node in (first & second)
            if self._network.kinds[node] == "Project" and kind in (None, "Project")
        }
        return {node: projects[node] for node in self._ranked(projects)}

    def _match(self, node: int, score: float) -> Match:
        network = self._network
        score = min(1.0, round(score, 4))
        return Match(network.ids[node], network.kinds[node], network.names[node], score)

    def _candidates(
        self, folded: str, spellings: str | None, kind: str | None, typos: int
    ) -> Iterator[tuple[int, str, float]]:
        spelt = re.compile(spellings) if spellings else None
        for index in self._parts:
            hits = [
                (row, name, score)
                for row, name in index.hits(folded, spellings, kind, typos)
                if row not in index.removed
                and (score := _similarity(folded, spelt, name)) >= MIN_SIMILARITY
            ]
            ids = index.table["id"].gather([row for row, *_ in hits]).to_list()
            for node_id, (_, name, score) in zip(ids, hits, strict=True):
                yield self._network.index(node_id), name, score


def _indexes_of(network: Network) -> list[_NameIndex]:
    """The indexes that together hold the names of the network."""
    if network.delta is not None:
        return _updated_indexes(network.delta, network)
    if network.cache is None:
        return [_index_names(_names_of(network.nodes))]
    indexes_folder = network.cache.shared / "names"
    revision = f"{_FORM} {network.revision}".encode()
    revision_hash = hashlib.blake2b(revision, digest_size=12).hexdigest()
    for folder in newest_folders(indexes_folder)[:1]:
        latest = _open_index(folder)
        if latest is not None and folder.name == revision_hash:
            return [latest]
        extended = latest and _extended(latest, _names_of(network.nodes))
        if extended:
            return extended
    target = indexes_folder / revision_hash
    index = _index_names(_names_of(network.nodes), target, network.cache.root)
    remove_folders(
        [folder for folder in newest_folders(indexes_folder) if folder.name != revision_hash]
    )
    return [index]


def _updated_indexes(delta: NetworkDelta, network: Network) -> list[_NameIndex]:
    """The indexes of the earlier network, and one for the names of changed nodes."""
    indexes = [
        replace(
            index, removed=index.removed.union(rows_with_ids(index.table, delta.nodes).tolist())
        )
        for index in _indexes_of(delta.earlier)
    ]
    new = _names_of(network.nodes[rows_with_ids(network.nodes, delta.nodes)])
    return [*indexes, *([_index_names(new)] if new.height else [])]


def _extended(base: _NameIndex, names: pl.DataFrame) -> list[_NameIndex] | None:
    """An older index without outdated names, and an index of new names; None if too many have
    changed."""
    key = ["id", "kind", "name"]
    new = names.join(base.table.select(key), on=key, how="anti", maintain_order="left")
    removed = base.table.select(key).with_row_index("row").join(names, on=key, how="anti")["row"]
    if new.height + len(removed) > names.height * MAX_CHANGED_SHARE:
        return None
    return [replace(base, removed=frozenset(removed)), *([_index_names(new)] if new.height else [])]


def _names_of(nodes: pl.DataFrame) -> pl.DataFrame:
    """Every name and other name with the id and kind of its node; a name with a hyphen also appears
    without one, since people search for parts of it that way: "Koreeda"."""
    names = nodes.select("id", "kind", "name", "other_names")
    other_names = names.select("id", "kind", pl.col("other_names").alias("name")).explode("name")
    every = pl.concat([names.drop("other_names"), other_names.drop_nulls("name")])
    hyphened = every.filter(pl.col("name").str.contains(_HYPHEN))
    joined = hyphened.with_columns(pl.col("name").str.replace_all(_HYPHEN, "${1}${2}"))
    return pl.concat([every, joined]).unique(maintain_order=True)


def _index_names(
    names: pl.DataFrame, folder: Path | None = None, root: Path | None = None
) -> _NameIndex:
    """An index of names, cached in a folder if one is given and can be written; ``root`` as for
    ``write_folder``."""
    table = names.with_columns(_folded(names["name"]).alias("folded"))

    def write(draft: Path) -> None:
        _write_index(table, str(draft))
        write_frame(draft / _TABLE, table)

    if folder is not None and write_folder(folder, write, root):
        opened = _open_index(folder)
        if opened is not None:
            return opened
    return _NameIndex(table, _write_index(table))


def _open_index(folder: Path) -> _NameIndex | None:
    try:
        table = open_frame(folder / _TABLE, dict.fromkeys(_COLUMNS, pl.String()))
        return _NameIndex(table, tantivy.Index.open(str(folder)))
    except (OSError, ValueError):
        return None


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """The ways to divide a text into two names: at the separator between them, if any."""
    named = [part.strip() for part in _BETWEEN_NAMES.split(text) if part.strip()]
    if len(named) == 2:
        yield named[0], named[1]
        return
    words = text.split()
    if len(words) == 1 and re.fullmatch(r"[\u3400-\u9fff]{4,8}", text.strip()):
        letters = text.strip()
        for end in range(2, len(letters) - 1):
            yield letters[:end], letters[end:]
    if len(words) > MAX_WORDS_OF_TWO:
        return
    # A single word in Latin letters is seldom a whole name.
    least = 2 if text.isascii() else 1
    for end in range(least, len(words) - least + 1):
        yield " ".join(words[:end]), " ".join(words[end:])


def _query(
    schema: tantivy.Schema, folded: str, spellings: str | None, kind: str | None, typos: int
) -> tantivy.Query:
    """Names with any of the words, with words that start like one, or with words up to ``typos``
    letters off; and names that as a whole equal the query, up to a last letter or two, or match the
    pattern of other spellings.

    Short words are prefixes of very many names, so they only rank the names that have the longer
    words.
    """
    occur, query = tantivy.Occur, tantivy.Query
    words = folded.split()
    longer = [_long_word(schema, word, typos) for word in words if len(word) > PREFIX_LENGTH]
    short_typos = 0 if longer else typos
    short = [
        clause
        for word in words
        if len(word) <= PREFIX_LENGTH
        for clause in _short_word(schema, word, short_typos)
    ]
    clauses = [(occur.Should, clause) for clause in short]
    if longer:
        any_longer = query.boolean_query([(occur.Should, clause) for clause in longer])
        clauses = [(occur.Must, any_longer), *clauses]
    joined = folded.replace(" ", "")
    by_words = query.boolean_query(clauses)
    if joined != folded and len(joined) > PREFIX_LENGTH:
        # Names written as one word, as in pinyin, are also searched for as one word.
        as_one = query.boost_query(_long_word(schema, joined, min(typos, 1)), 2.0 * len(words))
        by_words = query.boolean_query([(occur.Should, by_words), (occur.Should, as_one)])
    if not typos:
        whole = [query.boost_query(_alike(query.term_query(schema, "whole", joined)), 3000.0)]
        if len(joined) >= PREFIX_LENGTH:
            whole.append(_by_pattern(schema, f"{joined}..?"))
        if spellings is not None:
            whole.append(_by_pattern(schema, spellings))
        by_words = query.boolean_query([(occur.Should, clause) for clause in (by_words, *whole)])
    if kind is None:
        return by_words
    of_kind = query.term_query(schema, "kind", kind)
    return query.boolean_query([(occur.Must, by_words), (occur.Must, of_kind)])


def _alike(matching: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(matching, 1.0)


def _by_pattern(schema: tantivy.Schema, pattern: str) -> tantivy.Query:
    """Names that match a pattern as a whole, ranked above those that only share words."""
    query = tantivy.Query
    return query.boost_query(_alike(query.regex_query(schema, "whole", pattern)), 1000.0)


def _short_word(schema: tantivy.Schema, word: str, typos: int) -> list[tantivy.Query]:
    query = tantivy.Query
    exact = query.boost_query(query.term_query(schema, "words", word), 2.0)
    clauses = [exact, query.term_query(schema, "beginnings", word)]
    return (
        [*clauses, _fuzzy(schema, word, 1, prefix=False)]
        if typos and len(word) == PREFIX_LENGTH
        else clauses
    )


def _long_word(schema: tantivy.Schema, word: str, typos: int) -> tantivy.Query:
    query = tantivy.Query
    exact = query.term_query(schema, "words", word)
    # Prefixes were tried without typos, so a misspelt word is searched for in full.
    allowed = min(typos, 1 if len(word) < 8 else 2)
    fuzzy = _fuzzy(schema, word, allowed, prefix=not allowed)
    clauses = [query.boost_query(exact, 4.0), fuzzy]
    return query.boolean_query([(tantivy.Occur.Should, clause) for clause in clauses])


def _fuzzy(schema: tantivy.Schema, word: str, distance: int, *, prefix: bool) -> tantivy.Query:
    return tantivy.Query.fuzzy_term_query(schema, "words", word, distance=distance, prefix=prefix)


def _similarity(query: str, spelt: re.Pattern[str] | None, name: str) -> float:
    if name == query:
        return AS_WRITTEN
    similarity = name_similarity(query, name)
    if similarity < SPELLING_SIMILARITY and spelt and spelt.fullmatch(name.replace(" ", "")):
        return SPELLING_SIMILARITY
    return similarity


def name_similarity(query: str, name: str) -> float:
    """The similarity of two folded names, from 0 to 1, regardless of word order.

    Partly typed words count by the share of the completed words that has been typed, misspelt ones
    by their similarity; further words of the name do not lower it.
    """
    similarity = fuzz.token_sort_ratio(query, name) / 100
    if query.replace(" ", "") == name.replace(" ", ""):
        return 1.0
    completed = _completed_words(query, name)
    if not completed:
        return max(similarity, _misspelt_similarity(query, name))
    typed = len(query.replace(" ", "")) / sum(map(len, completed))
    in_order = name.split()[: len(completed)] == completed
    if in_order and len(completed) == name.count(" ") + 1:
        # Only the end of the last words is missing, as in "Oscar" for "Oscars".
        similarity = max(similarity, 0.85 + 0.14 * typed)
    return max(similarity, 0.75 + 0.1 * typed + 0.1 * in_order)


def _misspelt_similarity(query: str, name: str) -> float:
    """The similarity of a name that has each word of the query, give or take a letter; 0 if a short
    word differs at all or a longer one too much."""
    words = name.split()
    alike = []
    for typed in query.split():
        if typed in words:
            alike.append(1.0)
        elif len(typed) > PREFIX_LENGTH:
            alike.append(max(OSA.normalized_similarity(typed, word) for word in words))
        else:
            return 0.0
        if alike[-1] < MISSPELT_WORD:
            return 0.0
    return 0.85 - 0.5 * (1 - sum(alike) / len(alike)) if alike and words else 0.0


def _completed_words(query: str, name: str) -> list[str]:
    """For each word of the query, the shortest word of the name that starts with it; empty if any
    has none."""
    words = name.split()
    completed = []
    for typed in query.split():
        candidates = [word for word in words if word.startswith(typed)]
        if not candidates:
            return []
        completed.append(min(candidates, key=len))
    return completed


def _degree_bonus(network: Network) -> np.ndarray:
    degrees = np.log1p(network.adjacency().degrees)
    return DEGREE_BONUS * degrees / max(1.0, float(degrees.max(initial=0.0)))


def _folded(names: pl.Series) -> pl.Series:
    """``fold_name`` of each name, vectorised for the many names in plain ASCII."""
    plain = names.str.contains(r"^[\x00-\x7f]*$").fill_null(False)
    columnwise = (
        names.str.to_lowercase()
        .str.replace_all(r"['.]", "")
        .str.replace_all(r"[^a-z0-9]+", " ")
        .str.strip_chars(" ")
    )
    folded = [fold_name(name) for name in names.filter(~plain).to_list()]
    return columnwise.scatter((~plain).arg_true(), folded) if folded else columnwise


def _write_index(table: pl.DataFrame, folder: str | None = None) -> tantivy.Index:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("beginnings", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("whole", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("row", fast=True)
    index = tantivy.Index(builder.build(), path=folder)
    writer = index.writer(_WRITER_BYTES, 1)
    one_word = pl.col("folded").str.replace_all(" ", "", literal=True)
    words = pl.when(one_word == pl.col("folded")).then("folded").otherwise(
        pl.concat_str("folded", one_word, separator=" ")
    )  # fmt: skip
    prefixes = (
        pl.col("folded")
        .str.split(" ")
        .list.eval(
            pl.concat_str(
                [pl.element().str.slice(0, length) for length in range(1, PREFIX_LENGTH + 1)],
                separator=" ",
            )
        )
    )
    rows = table.select(
        words, prefixes.list.join(" ").alias("begun"), one_word.alias("whole"), "kind"
    ).iter_rows()
    for row, (text, beginnings, whole, kind) in enumerate(rows):
        writer.add_document(
            tantivy.Document(words=text, beginnings=beginnings, whole=whole, kind=kind, row=row)
        )
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index
