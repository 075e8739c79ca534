"""Audit that nothing is left of people who have withdrawn, in the store and in every file."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from graphmodel import settings
from graphmodel.consent.search import FileSearch, Hits, Patterns
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS
from graphmodel.store.base import Store
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.store.withdrawals import PERSON
from graphmodel.store.workspace_log import Item


@dataclass(frozen=True)
class Match:
    """A searched text that was found: where, and how often."""

    where: str
    text: str
    count: int


@dataclass(frozen=True)
class Audit:
    """Result of an audit.

    ``files`` and ``size`` (bytes) are what was searched on disk, ``facts`` the number of facts in
    the store and ``claims`` that of rows of imports and of other records. ``borne`` counts, by
    text, occurrences in ids and names of others in the store, whole or in part. ``unread`` gives
    the files that could not be searched to the end, with the reason.
    """

    files: int
    size: int
    facts: int
    claims: int
    matches: tuple[Match, ...]
    borne: dict[str, int]
    unread: dict[str, str]

    @property
    def passed(self) -> bool:
        """Whether the audit found nothing and read everything."""
        return not self.matches and not self.unread


def audit(store: Store, texts: Sequence[str]) -> Audit:
    """Search the store, and every file in the data and cache folders and in the folder of an
    embedded store, for these ids and names and for the ids of everybody who has withdrawn."""
    withdrawn = store.withdrawals.withdrawn()
    sought = [text for text in dict.fromkeys(text.strip() for text in texts) if text]
    nodes = {kind: store.nodes(kind) for kind in NODE_KINDS}
    erased = withdrawn.among(nodes[PERSON]["id"]) | set(sought)
    patterns = Patterns(sought, _borne(nodes.values(), sought, erased))
    search = FileSearch(patterns, lambda ids: len(withdrawn.among(ids)))
    run = _Run(search)
    for kind, frame in nodes.items():
        run.table(f"store: {kind}", frame)
    for kind in LINK_KINDS:
        run.table(f"store: {kind}", store.links(kind))
    facts, run.rows = run.rows, 0
    judgements = [(j.id, j.fact_id, j.why, str(j.value)) for j in store.values.judgements()]
    names = ("judgement", "fact_id", "why", "value")
    run.table("store: judgements of values", pl.DataFrame(judgements, names, orient="row"))
    run.table("store: workspace", _workspace(store))
    run.table("store: published", pl.DataFrame({"content": store.published.names()}))
    imports = [(record.name, record.place) for record in store.imports()]
    run.table("store: imports", pl.DataFrame(imports, ("name", "place"), orient="row"))
    for header, rows in store.import_log.rows(store.import_log.parts()):
        numbers = ", ".join(map(str, header.imports))
        run.table(f"store: what import {numbers} claims ({header.kind})", rows)
    for path in _files(store):
        run.file(path)
    return Audit(run.files, run.size, facts, run.rows, tuple(run.matches), run.borne, run.unread)


def is_in_files_of(store: Store, ids: Collection[str]) -> bool:
    """Whether the files of an embedded store still hold one of these ids, which it no longer
    returns: a page keeps the bytes of deleted rows."""
    if not ids or not isinstance(store, EmbeddedStore):
        return False
    sought = sorted(ids)
    nodes = (store.nodes(kind) for kind in NODE_KINDS)
    search = FileSearch(Patterns(sought, _borne(list(nodes), sought, ids)), lambda _: 0)
    paths = (path for path in sorted(store.folder.rglob("*")) if path.is_file())
    searched = (search.search(path) for path in paths)
    return any(each is not None and any(each[1].counts.values()) for each in searched)


def _workspace(store: Store) -> pl.DataFrame:
    """All workspace items and all their changes, as texts."""
    rows = [(item.about, item.within, _json(item)) for item in store.workspace.items()]
    rows += [
        (edit.item.about, edit.item.within, f"{change.text} {_json([edit.before, edit.after])}")
        for change in store.workspace.changes()
        for edit in change.edits
    ]
    schema = dict.fromkeys(("about_id", "within_id", "content"), pl.String)
    return pl.DataFrame(rows, schema, orient="row")


def _json(value: Any) -> str:
    def plain(value: Any) -> Any:
        return vars(value) if isinstance(value, Item) else dict(value)

    return json.dumps(value, default=plain, ensure_ascii=False)


class _Run:
    """Collects what an audit searches and finds."""

    def __init__(self, search: FileSearch) -> None:
        self._search = search
        self.files = self.size = self.rows = 0
        self.matches: list[Match] = []
        self.borne: dict[str, int] = {}
        self.unread: dict[str, str] = {}

    def table(self, where: str, frame: pl.DataFrame) -> None:
        hits = Hits()
        self._search.search_table(frame, hits)
        self.rows += frame.height
        self._add(where, hits)

    def file(self, path: Path) -> None:
        searched = self._search.search(path)
        if searched is not None:
            length, hits = searched
            self.files += 1
            self.size += length
            self._add(str(path), hits)

    def _add(self, where: str, hits: Hits) -> None:
        self.matches += [Match(where, text, n) for text, n in hits.counts.items() if n]
        for text, count in hits.borne.items():
            self.borne[text] = self.borne.get(text, 0) + count
        if hits.unread:
            self.unread[where] = hits.unread


def _borne(
    frames: Collection[pl.DataFrame], sought: Sequence[str], erased: Collection[str]
) -> set[str]:
    """The ids and names in the store that equal or contain a sought text, except those of the
    people sought."""
    texts: set[str] = set()
    for frame in frames:
        others = frame.filter(~pl.col("id").is_in(list(erased)))
        cells = [others["id"], others["name"], others["other_names"].explode()]
        values = pl.concat(cells).drop_nulls().unique()
        for text in sought:
            within = values.str.to_lowercase().str.contains(text.lower(), literal=True)
            texts.update(values.filter(within))
    return texts


def _files(store: Store) -> Iterator[Path]:
    """Every file in the folders of this program, each once, in order."""
    folders = {settings.data_folder(), settings.cache_folder()}
    if isinstance(store, EmbeddedStore):
        folders.add(store.folder)
    paths = {path.resolve() for folder in folders for path in folder.rglob("*") if path.is_file()}
    yield from sorted(paths)
