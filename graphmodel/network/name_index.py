"""Finding nodes by name: typos, beginnings of words, other scripts and pinyin.

Names are folded to plain lower-case Latin letters, indexed with tantivy, and the candidates that
it finds are ranked by how alike the names are.
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
from anyascii import anyascii
from rapidfuzz import fuzz

from graphmodel.errors import InputError
from graphmodel.network.cache import (
    newest_folders,
    open_frame,
    remove_folders,
    write_folder,
    write_frame,
)
from graphmodel.network.network import Network, NetworkDelta
from graphmodel.network.splice import rows_with_ids
from graphmodel.schema.model import NODE_KINDS

CANDIDATES = 200
"""How many of the index's hits are ranked by likeness."""

FAME = 0.02
"""The most that being well connected adds to a score: it orders names that are equally alike."""

LEAST = 0.6
"""Likeness below this is no match."""

ALIKE = 0.85
"""Likeness from which on a misspelt name counts as found."""

MOST_TYPOS = 2
"""Letters of a long word that may be wrong."""

BRIEF = 4
"""Beginnings of words of so many letters are indexed as they are."""

DIFFERING = 0.05
"""The share of names that may differ before an index is made anew rather than added to."""

_TABLE = "names.arrow"
_COLUMNS = ("id", "kind", "name", "folded")
_WRITER_BYTES = 128_000_000

_WORDS = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Match:
    """A node whose name is like the text: ``score`` is from 0 to 1, 1 for the same name."""

    id: str
    kind: str
    name: str
    score: float


def fold_name(text: str) -> str:
    """Lower-case Latin letters and digits, one space between words, for comparing names.

    A capital inside what anyascii makes of a Han name begins a syllable: it stays one word.
    """
    return " ".join(_WORDS.findall(anyascii(text).lower().replace("'", "").replace(".", "")))


@dataclass(frozen=True)
class _NameIndex:
    """Names with their index: rows of ``table`` (id, kind, name, folded) by row number. Those in
    ``gone`` are names no more."""

    table: pl.DataFrame
    index: tantivy.Index
    gone: frozenset[int] = frozenset()

    def near(self, wanted: str, kind: str | None, typos: int) -> list[tuple[int, str]]:
        """Rows whose names share a word with what is wanted, or nearly, and their folded names."""
        searcher = self.index.searcher()
        query = _query(self.index.schema, wanted, kind, typos)
        hits = searcher.search(query, CANDIDATES, count=False).hits
        values = searcher.fast_field_values("row", [address for _, address in hits])
        rows = [int(value) for value in values if value is not None]
        return list(zip(rows, self.table["folded"].gather(rows).to_list(), strict=True))


class Finder:
    """An index of the names of one network. Building it takes about 10 microseconds a name.

    The index of a network that is kept on disk is kept beside it. That of another revision serves
    as well: what differs is indexed apart, and what is no longer so is passed over.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._fame = _fame(network)
        self._parts = _indexed(network)

    def find_any(self, text: str, kinds: Sequence[str], limit: int = 10) -> list[Match]:
        """As ``find``, among nodes of several kinds, those equally alike in the order of kinds."""
        matches = [match for kind in kinds for match in self.find(text, kind, limit)]
        return sorted(matches, key=lambda match: -match.score)[:limit]

    def find(self, text: str, kind: str | None = None, limit: int = 10) -> list[Match]:
        """The nodes whose name or other names are most like the text, best first.

        Raises InputError for an unknown kind or a limit below 1. Text without a letter or digit
        finds nothing.
        """
        if kind is not None and kind not in NODE_KINDS:
            raise InputError(f"no kind {kind!r}; the kinds are {', '.join(NODE_KINDS)}")
        if limit < 1:
            raise InputError(f"limit {limit} finds nothing; give 1 or more")
        wanted = fold_name(text)
        if not wanted:
            return []
        best: dict[int, float] = {}
        # Looking for misspelt words takes longest, and is needed only where none are as written.
        for typos in range(MOST_TYPOS + 1):
            as_written = False
            for node, name, score in self._candidates(wanted, kind, typos):
                best[node] = max(score, best.get(node, 0.0))
                as_written = as_written or score == 1.0 or bool(_begun(wanted, name))
            if as_written or (typos and max(best.values(), default=0.0) >= ALIKE):
                break
        ranked = sorted(best, key=lambda node: (-best[node] - self._fame[node], node))[:limit]
        return [self._match(node, best[node]) for node in ranked]

    def _match(self, node: int, score: float) -> Match:
        network = self._network
        score = min(1.0, round(score, 4))
        return Match(network.ids[node], network.kinds[node], network.names[node], score)

    def _candidates(
        self, wanted: str, kind: str | None, typos: int
    ) -> Iterator[tuple[int, str, float]]:
        for part in self._parts:
            near = [
                (row, name, score)
                for row, name in part.near(wanted, kind, typos)
                if row not in part.gone and (score := name_similarity(wanted, name)) >= LEAST
            ]
            ids = part.table["id"].gather([row for row, *_ in near]).to_list()
            for node_id, (_, name, score) in zip(ids, near, strict=True):
                yield self._network.index(node_id), name, score


def _indexed(network: Network) -> list[_NameIndex]:
    """The indexes that together hold the network's names."""
    if network.delta is not None:
        return _since(network.delta, network)
    if network.cache is None:
        return [_named(_names_of(network.nodes))]
    place = network.cache.shared / "names"
    mark = hashlib.blake2b(network.revision.encode(), digest_size=12).hexdigest()
    for folder in newest_folders(place)[:1]:
        base = _open(folder)
        if base is not None and folder.name == mark:
            return [base]
        found = base and _differing(base, _names_of(network.nodes))
        if found:
            return found
    made = _named(_names_of(network.nodes), place / mark)
    remove_folders([folder for folder in newest_folders(place) if folder.name != mark])
    return [made]


def _since(delta: NetworkDelta, network: Network) -> list[_NameIndex]:
    """The indexes of an earlier network, and one of the names of what changed."""
    parts = [
        replace(part, gone=part.gone.union(rows_with_ids(part.table, delta.nodes).tolist()))
        for part in _indexed(delta.earlier)
    ]
    new = _names_of(network.nodes[rows_with_ids(network.nodes, delta.nodes)])
    return [*parts, *([_named(new)] if new.height else [])]


def _differing(base: _NameIndex, names: pl.DataFrame) -> list[_NameIndex] | None:
    """An older index without what no longer holds, and one of what is new since; None where too
    much differs."""
    same = ["id", "kind", "name"]
    new = names.join(base.table.select(same), on=same, how="anti", maintain_order="left")
    gone = base.table.select(same).with_row_index("row").join(names, on=same, how="anti")["row"]
    if new.height + len(gone) > names.height * DIFFERING:
        return None
    return [replace(base, gone=frozenset(gone)), *([_named(new)] if new.height else [])]


def _names_of(nodes: pl.DataFrame) -> pl.DataFrame:
    """Each name and other name with the id and kind of its node."""
    names = nodes.select("id", "kind", "name", "other_names")
    other = names.select("id", "kind", pl.col("other_names").alias("name")).explode("name")
    return pl.concat([names.drop("other_names"), other.drop_nulls("name")]).unique(
        maintain_order=True
    )


def _named(names: pl.DataFrame, folder: Path | None = None) -> _NameIndex:
    """An index of names, kept in a folder where one is given and the disk lets it be."""
    table = names.with_columns(_folded(names["name"]).alias("folded"))

    def write(made: Path) -> None:
        _write_index(table, str(made))
        write_frame(made / _TABLE, table)

    if folder is not None and write_folder(folder, write):
        opened = _open(folder)
        if opened is not None:
            return opened
    return _NameIndex(table, _write_index(table))


def _open(folder: Path) -> _NameIndex | None:
    try:
        table = open_frame(folder / _TABLE, dict.fromkeys(_COLUMNS, pl.String()))
        return _NameIndex(table, tantivy.Index.open(str(folder)))
    except (OSError, ValueError):
        return None


def _query(schema: tantivy.Schema, wanted: str, kind: str | None, typos: int) -> tantivy.Query:
    """Names with any of the words, or words that begin so or are up to ``typos`` letters off.

    Words of a few letters begin so many names that they only say which of the names with the
    longer words come first.
    """
    occur, query = tantivy.Occur, tantivy.Query
    words = wanted.split()
    long = [_long(schema, word, typos) for word in words if len(word) > BRIEF]
    few = 0 if long else typos
    brief = [clause for word in words if len(word) <= BRIEF for clause in _brief(schema, word, few)]
    clauses = [(occur.Should, clause) for clause in brief]
    if long:
        any_long = query.boolean_query([(occur.Should, clause) for clause in long])
        clauses = [(occur.Must, any_long), *clauses]
    joined = wanted.replace(" ", "")
    found = query.boolean_query(clauses)
    if joined != wanted and len(joined) > BRIEF:
        # Names that run together, as pinyin does, are found as one word too.
        as_one = query.boost_query(_long(schema, joined, min(typos, 1)), 2.0 * len(words))
        found = query.boolean_query([(occur.Should, found), (occur.Should, as_one)])
    if kind is None:
        return found
    of_kind = query.term_query(schema, "kind", kind)
    return query.boolean_query([(occur.Must, found), (occur.Must, of_kind)])


def _brief(schema: tantivy.Schema, word: str, typos: int) -> list[tantivy.Query]:
    query = tantivy.Query
    exact = query.boost_query(query.term_query(schema, "words", word), 2.0)
    ways = [exact, query.term_query(schema, "beginnings", word)]
    return [*ways, _fuzzy(schema, word, 1, prefix=False)] if typos and len(word) == BRIEF else ways


def _long(schema: tantivy.Schema, word: str, typos: int) -> tantivy.Query:
    query = tantivy.Query
    exact = query.term_query(schema, "words", word)
    # Beginnings were looked for before: a misspelt word is looked for whole.
    allowed = min(typos, 1 if len(word) < 8 else 2)
    near = _fuzzy(schema, word, allowed, prefix=not allowed)
    ways = [query.boost_query(exact, 4.0), near]
    return query.boolean_query([(tantivy.Occur.Should, way) for way in ways])


def _fuzzy(schema: tantivy.Schema, word: str, distance: int, *, prefix: bool) -> tantivy.Query:
    return tantivy.Query.fuzzy_term_query(schema, "words", word, distance=distance, prefix=prefix)


def name_similarity(wanted: str, name: str) -> float:
    """How alike two folded names are, from 0 to 1, whatever the order of their words.

    Words typed in part count by how much of the words that they begin has been typed.
    """
    alike = fuzz.token_sort_ratio(wanted, name) / 100
    if wanted.replace(" ", "") == name.replace(" ", ""):
        return 1.0
    begun = _begun(wanted, name)
    if begun:
        typed = len(wanted.replace(" ", "")) / sum(map(len, begun))
        in_order = name.split()[: len(begun)] == begun
        alike = max(alike, 0.75 + 0.1 * typed + 0.1 * in_order)
    return alike


def _begun(wanted: str, name: str) -> list[str]:
    """The shortest word of a name that each word wanted begins; none where one begins none."""
    words = name.split()
    begun = []
    for typed in wanted.split():
        fitting = [word for word in words if word.startswith(typed)]
        if not fitting:
            return []
        begun.append(min(fitting, key=len))
    return begun


def _fame(network: Network) -> np.ndarray:
    degrees = np.log1p(network.adjacency().degrees)
    return FAME * degrees / max(1.0, float(degrees.max(initial=0.0)))


def _folded(names: pl.Series) -> pl.Series:
    """``fold`` of each name: most are plain Latin letters, which is done column-wise."""
    plain = names.str.contains(r"^[\x00-\x7f]*$").fill_null(False)
    quick = (
        names.str.to_lowercase()
        .str.replace_all(r"['.]", "")
        .str.replace_all(r"[^a-z0-9]+", " ")
        .str.strip_chars(" ")
    )
    others = [fold_name(name) for name in names.filter(~plain).to_list()]
    return quick.scatter((~plain).arg_true(), others) if others else quick


def _write_index(table: pl.DataFrame, folder: str | None = None) -> tantivy.Index:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("beginnings", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("row", fast=True)
    index = tantivy.Index(builder.build(), path=folder)
    writer = index.writer(_WRITER_BYTES, 1)
    joined = pl.col("folded").str.replace_all(" ", "", literal=True)
    words = pl.when(joined == pl.col("folded")).then("folded").otherwise(
        pl.concat_str("folded", joined, separator=" ")
    )  # fmt: skip
    begun = (
        pl.col("folded")
        .str.split(" ")
        .list.eval(
            pl.concat_str(
                [pl.element().str.slice(0, length) for length in range(1, BRIEF + 1)], separator=" "
            )
        )
    )
    rows = table.select(words, begun.list.join(" ").alias("begun"), "kind").iter_rows()
    for row, (text, beginnings, kind) in enumerate(rows):
        writer.add_document(tantivy.Document(words=text, beginnings=beginnings, kind=kind, row=row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index
