"""Facts from a script: frames or plain dicts in, a report out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import polars as pl

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Report
from graphmodel.importers.registry import ImporterOutput
from graphmodel.importers.text_values import excerpt, frame_of
from graphmodel.ingest.pipeline import ImportOptions, import_items
from graphmodel.schema.declarations import LIST_TYPES
from graphmodel.schema.model import is_link, kind_of, kinds_in_order
from graphmodel.store import open_store
from graphmodel.store.base import Store

Rows = Any
"""A polars or pandas frame, or dicts, one per row; columns are a kind's properties."""


def import_facts(
    facts: Mapping[str, Rows],
    *,
    name: str,
    source: Mapping[str, Any] | None = None,
    store: Store | Path | str | None = None,
    dry_run: bool = False,
    strict: Collection[str] = (),
    withdraw_many: bool = False,
) -> Report:
    """Import facts into a store; good rows are written, the others reported as problems.

    ``facts`` holds the rows of each kind by its name, such as ``Person`` or ``WORKED_ON``; links
    have ``from_id`` and ``to_id``. ``source`` is a Source with id and name, given to rows that name
    no ``sources``. A second import with the same ``name`` is a newer release and replaces the older
    one. ``store`` is an open store, an address or a folder; by default the user's own. ``line`` in
    a problem is the number of the row, from 1.

    Raises InputError or SchemaError for anything but rows, for an unknown kind or property, for a
    kind of problem named in ``strict``, or, without ``withdraw_many``, if over 20 people and over a
    tenth of all withdraw their consent; StoreError if the store fails.
    """
    if not name.strip():
        raise InputError("the import has no name; give it one with name=")
    items = list(_items(facts, name, source))
    options = ImportOptions(dry_run=dry_run, strict=strict, withdraw_many=withdraw_many)
    with ExitStack() as stack:
        target = str(store) if isinstance(store, Path) else store
        opened = target if isinstance(target, Store) else stack.enter_context(open_store(target))
        return import_items(opened, name, lambda: items, options)


def _items(
    facts: Mapping[str, Rows], name: str, source: Mapping[str, Any] | None
) -> Iterator[ImporterOutput]:
    for kind in facts:
        is_link(kind)
    if source is not None:
        yield from _batch("Source", [source], f"{name}/source", None)
    for kind in kinds_in_order():
        if kind in facts:
            stated_by = None if source is None or kind == "Source" else source.get("id")
            yield from _batch(kind, facts[kind], f"{name}/{kind}", stated_by)


def _batch(kind: str, rows: Rows, origin: str, stated_by: Any) -> Iterator[ImporterOutput]:
    if _is_pandas(rows):
        rows = _from_pandas(rows, origin)
    if not isinstance(rows, pl.DataFrame):
        rows, problems = frame_of(kind, enumerate(_dicts(rows, origin), 1), origin)
        yield from problems
    else:
        rows = _typed(kind, rows, origin)
    if stated_by is not None:
        cited = pl.col("sources") if "sources" in rows.columns else pl.lit(None, pl.List(pl.String))
        sources = pl.when(cited.list.len() > 0).then(cited).otherwise(pl.lit([str(stated_by)]))
        rows = rows.with_columns(sources.alias("sources"))
    yield Batch(kind, rows, origin)


def _typed(kind: str, rows: pl.DataFrame, origin: str) -> pl.DataFrame:
    """A frame with its row numbers, and its lists as lists of text."""
    types = {p.name: p.type for p in kind_of(kind).properties}
    allowed = [*types, *(("from_id", "to_id") if is_link(kind) else ("labels",))]
    for column in rows.columns:
        if column not in allowed:
            raise InputError(
                "{origin}: {kind} has no property {name!r}; there are {allowed}",
                origin=origin,
                kind=kind,
                name=excerpt(column),
                allowed=", ".join(allowed),
            )
    lists = [c for c in rows.columns if types.get(c) in LIST_TYPES or c == "labels"]
    try:
        rows = rows.with_columns(
            pl.col(c).cast(pl.List(pl.String)) if rows.schema[c].base_type() == pl.List
            else pl.concat_list(pl.col(c).cast(pl.String)).list.drop_nulls()
            for c in lists
        )  # fmt: skip
    except pl.exceptions.PolarsError as error:
        raise InputError(
            "{origin}: {why}; give lists of text", origin=origin, why=excerpt(error)
        ) from None
    return rows.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("line"))


def _dicts(rows: Any, origin: str) -> Iterator[Mapping[str, Any]]:
    if isinstance(rows, (str, bytes, Mapping)) or not isinstance(rows, Iterable):
        raise InputError("{origin}: holds no rows; give a frame or a list of dicts", origin=origin)
    for row in rows:
        if not isinstance(row, Mapping):
            raise InputError(
                "{origin}: {why!r} is not a row; give dicts by property",
                origin=origin,
                why=excerpt(row),
            )
        yield row


def _is_pandas(rows: Any) -> bool:
    return type(rows).__module__.partition(".")[0] == "pandas" and hasattr(rows, "columns")


def _from_pandas(rows: Any, origin: str) -> pl.DataFrame:
    try:
        return pl.from_pandas(rows)
    except Exception as error:  # pyarrow and polars each raise their own
        raise InputError(
            "{origin}: cannot be taken from pandas ({why})", origin=origin, why=excerpt(error)
        ) from None
