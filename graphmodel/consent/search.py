"""Search of files for texts, in raw bytes and in compressed content."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import polars as pl
import pyarrow as pa

from graphmodel.network.name_folding import fold_name

CHUNK = 16 << 20
"""Bytes searched at a time."""

SHORT = 5
"""Texts with fewer letters match whole words only: they occur within too many others."""

ARROW_PREFIX = 4
"""Length of the prefix that an Arrow file stores a second time for each text. As raw bytes it
matches within other texts; whole texts are found in the cells."""

MAX_NESTED_BYTES = 1 << 30
"""Most bytes to unpack from a file inside a compressed one."""

_DEPTH = 3
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")
_UNREADABLE = (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error,
               lzma.LZMAError,
               pa.ArrowException, pl.exceptions.PolarsError, RuntimeError)  # fmt: skip


@dataclass
class Hits:
    """Hits in one file: how often each text was found, how often only in a text that others bear,
    and why the file could not be searched to the end, if so."""

    counts: Counter[str] = field(default_factory=Counter)
    borne: Counter[str] = field(default_factory=Counter)
    unread: str = ""


class Patterns:
    """Texts in the forms in which files hold them.

    ``borne`` are texts that rightly belong to others, such as a longer id or the name of a
    namesake: a match that is all or part of one is counted separately.
    """

    def __init__(self, texts: Collection[str], borne: Collection[str] = ()) -> None:
        self._patterns: dict[bytes, tuple[str, bool]] = {}
        for text in texts:
            for form in _forms(text):
                self._patterns.setdefault(form, (text, len(text) < SHORT and text.isascii()))
        longer = {form for text in borne for form in _forms(text)}
        self._longer = {pattern: _around(pattern, longer) for pattern in self._patterns}
        lengths = [len(form) for form in (*self._patterns, *longer)]
        self._overlap = 2 * max(lengths, default=0)

    def search(self, file: IO[bytes], hits: Hits, shortest: int = 1) -> int:
        """Count the texts of at least ``shortest`` bytes in a stream; returns its length."""
        patterns = {p: text for p, text in self._patterns.items() if len(p) >= shortest}
        length, before = 0, b""
        while chunk := file.read(CHUNK):
            length += len(chunk)
            data = before + chunk.lower()
            self._count(patterns, data, len(before), hits, last=False)
            before = data[-self._overlap :] if self._overlap else b""
        self._count(patterns, before, len(before), hits, last=True)
        return length

    def _count(
        self,
        patterns: Mapping[bytes, tuple[str, bool]],
        data: bytes,
        seen: int,
        hits: Hits,
        *,
        last: bool,
    ) -> None:
        """Count the matches that begin after the overlap with the previous chunk and before the
        overlap with the next, so that each is counted once, with enough context to see what it is
        part of."""
        half = self._overlap // 2
        start = max(seen - half, 0)
        end = len(data) if last else len(data) - half
        for pattern, (text, whole) in patterns.items():
            at = data.find(pattern, start)
            while 0 <= at < end:
                if not whole or _is_word(data, at, at + len(pattern)):
                    borne = self._is_borne(data, pattern, at)
                    (hits.borne if borne else hits.counts)[text] += 1
                at = data.find(pattern, at + 1)

    def _is_borne(self, data: bytes, pattern: bytes, at: int) -> bool:
        return any(
            at >= offset and data[at - offset : at - offset + length] in forms
            for (offset, length), forms in self._longer[pattern].items()
        )


def _forms(text: str) -> set[bytes]:
    """Encode a text in lower case in the forms that files use: several encodings, composed and
    decomposed, escaped as in JSON, URLs and link ids, and folded as in the name index."""
    forms = {text.replace("|", "%7C").encode()}
    for normal in ("NFC", "NFD"):
        spelt = unicodedata.normalize(normal, text)
        for cased in {spelt, spelt.lower(), spelt.upper()}:
            forms |= {cased.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")}
            forms |= {json.dumps(cased)[1:-1].encode(), quote(cased).encode()}
            forms.add(json.dumps(cased, ensure_ascii=False)[1:-1].encode())
    folded = fold_name(text)
    if len(folded) > SHORT:
        forms.add(folded.encode())
    return {form.lower() for form in forms if form}


def _around(pattern: bytes, longer: Collection[bytes]) -> dict[tuple[int, int], set[bytes]]:
    """The longer forms that contain a pattern, by its offset in them and their length."""
    around: dict[tuple[int, int], set[bytes]] = {}
    for form in longer:
        offset = form.find(pattern)
        while offset >= 0:
            around.setdefault((offset, len(form)), set()).add(form)
            offset = form.find(pattern, offset + 1)
    return around


def _is_word(data: bytes, start: int, end: int) -> bool:
    before, after = data[start - 1 : start], data[end : end + 1]
    return not (before and before[0] in _LETTERS) and not (after and after[0] in _LETTERS)


class FileSearch:
    """Searches files for patterns, and checks the ids in their tables with ``is_withdrawn``."""

    def __init__(self, patterns: Patterns, is_withdrawn: Callable[[Collection[str]], int]) -> None:
        self._patterns = patterns
        self._is_withdrawn = is_withdrawn

    def search(self, path: Path) -> tuple[int, Hits] | None:
        """Search a file; returns its size in bytes and the hits, or None if it no longer exists."""
        hits = Hits()
        length = 0
        try:
            with path.open("rb") as file:
                length = self._search(file, hits, _DEPTH)
        except FileNotFoundError:
            return None
        except _UNREADABLE as error:
            hits.unread = " ".join(str(error).split()) or type(error).__name__
        return length, hits

    def search_table(self, frame: pl.DataFrame, hits: Hits) -> None:
        """Count the texts in the cells of a table, and the ids of people who have withdrawn."""
        for name in frame.columns:
            cells = frame[name]
            while cells.dtype.base_type() == pl.List:
                cells = cells.explode()
            if cells.dtype not in (pl.String, pl.Categorical):
                continue
            values = cells.drop_nulls().cast(pl.String)
            self._patterns.search(io.BytesIO("\n".join(values).encode()), hits)
            if name.endswith(("id", "ids")):
                hits.counts[WITHDRAWN_ID] += self._is_withdrawn(values.unique())

    def _search(self, file: IO[bytes], hits: Hits, depth: int) -> int:
        """Search the raw bytes of a file, then its compressed content."""
        start = file.read(8)
        file.seek(0)
        is_arrow = start.startswith(b"ARROW1")
        shortest = ARROW_PREFIX + 1 if is_arrow else 1
        length = self._patterns.search(file, hits, shortest)
        file.seek(0)
        if is_arrow or start.startswith(b"PAR1"):
            read = pl.read_ipc if is_arrow else pl.read_parquet
            cells = Hits()
            self.search_table(read(io.BytesIO(file.read())), cells)
            # Take the maximum: cells that are not compressed were counted as bytes already.
            hits.counts |= cells.counts
            hits.borne |= cells.borne
        elif depth and (unpacked := _unpacked(file, start)) is not None:
            for content in unpacked:
                self._search(content, hits, depth - 1)
        return length


WITHDRAWN_ID = "the id of somebody who has withdrawn"


def _unpacked(file: IO[bytes], start: bytes) -> Iterator[IO[bytes]] | None:
    """The files within a compressed one; None for a file that is not compressed."""
    if start.startswith(b"PK\x03\x04"):
        return _members(file)
    openers: Sequence[tuple[bytes, Callable[[IO[bytes]], Any]]] = (
        (b"\x1f\x8b", lambda f: gzip.GzipFile(fileobj=f)),
        (b"BZh", bz2.BZ2File),
        (b"\xfd7zXZ\x00", lzma.LZMAFile),
        (b"\x28\xb5\x2f\xfd", lambda f: pa.CompressedInputStream(pa.PythonFile(f), "zstd")),
        (b"\x04\x22\x4d\x18", lambda f: pa.CompressedInputStream(pa.PythonFile(f), "lz4")),
    )
    for magic, opener in openers:
        if start.startswith(magic):
            return iter([_in_memory(opener(file))])
    return None


def _members(file: IO[bytes]) -> Iterator[IO[bytes]]:
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            if not member.is_dir():
                with archive.open(member) as content:
                    yield _in_memory(content)


def _in_memory(file: Any) -> IO[bytes]:
    content = file.read(MAX_NESTED_BYTES + 1)
    if len(content) > MAX_NESTED_BYTES:
        raise ValueError(f"unpacks to more than {MAX_NESTED_BYTES >> 20} MB, which is not searched")
    return io.BytesIO(content)
