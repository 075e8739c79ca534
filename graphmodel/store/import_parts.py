"""The claims of an import, stored in parts: one for each batch written."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from graphmodel.facts.confidential import is_confidential
from graphmodel.store.records import Facts, ImportPart

_NULL_LENGTH = -1
_AFTER_ALL = "\U0010ffff"
_COLUMNS_LEFT_OUT = ("from_kind", "to_kind")


@dataclass(frozen=True)
class ImportPartHeader:
    """A part without its rows: which imports claim it, and the first and last id of its rows."""

    id: str
    imports: tuple[int, ...]
    kind: str
    ends: tuple[str, str] | None
    digest: str
    rows: int
    low: str
    high: str
    sources: tuple[str, ...]


def part_of(number: int, facts: Facts, rows: pl.DataFrame, digest: str) -> ImportPart:
    """The import part of a batch, from its canonical rows."""
    low, high = _span(facts.kind, rows)
    sources = rows["sources"].explode().drop_nulls().unique() if "sources" in rows.columns else ()
    return ImportPart(
        number=number,
        kind=facts.kind,
        ends=facts.ends,
        digest=digest,
        rows=rows.height,
        low=low,
        high=high,
        sources=tuple(sorted(sources)),
        data=encoded(rows),
    )


def _span(kind: str, rows: pl.DataFrame) -> tuple[str, str]:
    """The first and last id of rows. Queries can read these, so confidential rows get texts that
    sort before and after all ids."""
    if is_confidential(kind, rows).any():
        return "", _AFTER_ALL
    return str(rows["id"].min()), str(rows["id"].max())


def canonical(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns with values, sorted by name, so that the same facts give the same bytes."""
    names = sorted(
        n for n in rows.columns if n not in _COLUMNS_LEFT_OUT and rows[n].null_count() < len(rows)
    )
    return rows.select(names)


def digest(rows: pl.DataFrame) -> str:
    """The SHA-256 of canonical rows in hexadecimal; the same in every process and release."""
    sha = hashlib.sha256()
    for column in rows.iter_columns():
        sha.update(f"{column.name} {len(column)}\n".encode())
        for chunk in _bytes(column):
            sha.update(chunk)
    return sha.hexdigest()


def _bytes(column: pl.Series) -> Iterator[bytes]:
    if isinstance(column.dtype, pl.List):
        lengths = column.list.len().cast(pl.Int64).fill_null(_NULL_LENGTH)
        yield lengths.to_numpy().tobytes()
        column = column.list.explode(keep_nulls=False, empty_as_null=False)
    if column.dtype == pl.String():
        lengths = column.str.len_bytes().cast(pl.Int64).fill_null(_NULL_LENGTH)
        yield lengths.to_numpy().tobytes()
        yield str(column.drop_nulls().str.join("").first() or "").encode()
    else:
        number = pl.Float64 if column.dtype.is_float() else pl.Int64
        yield column.is_null().cast(pl.UInt8).to_numpy().tobytes()
        yield column.cast(number).fill_null(0).to_numpy().tobytes()


def encoded(rows: pl.DataFrame) -> bytes:
    """Rows as compressed Arrow, which every later release can read."""
    out = io.BytesIO()
    rows.rechunk().write_ipc(out, compression="zstd", compat_level=pl.CompatLevel.oldest())
    return out.getvalue()


def decoded(data: bytes) -> pl.DataFrame:
    """The rows of a part."""
    return pl.read_ipc(io.BytesIO(data))
