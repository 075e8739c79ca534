"""Results of analyses, written alongside the facts for other programs on the same store.

A publication has its own labels, links and properties, which no fact has: communities are nodes
with links from their people, suggestions are links between people. Each node and link names its
publication, its date and the model. Readers of facts ignore them, and they do not count as changes
of facts. A namespace has at most one publication of each type; a new one replaces it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from neo4j import ManagedTransaction

from graphmodel.store import statements
from graphmodel.store.import_log import Connection

COMMUNITIES, SUGGESTIONS = "communities", "suggestions"
PUBLISHED = (COMMUNITIES, SUGGESTIONS)
"""The types of publication."""

ROWS_AT_ONCE = 5_000

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Publication:
    """What was published (one of PUBLISHED), for which namespace, when (an ISO time), and by which
    model. ``people`` counts the people it links, ``links`` its links; one that is not ``finished``
    was stopped halfway and holds less than it states."""

    what: str
    namespace: str
    on: str
    model: str
    people: int = 0
    links: int = 0
    finished: bool = False

    @property
    def id(self) -> str:
        """An id shared by this publication and every one that replaces it."""
        return f"{self.what}|{self.namespace}"


class PublishedLog:
    """Reads and writes publications; never touches facts."""

    def __init__(self, store: Connection) -> None:
        self._store = store

    def records(self) -> list[Publication]:
        """Every publication, by its id."""
        rows = self._store.read(statements.own_records(statements.PUBLISHED))
        names = Publication.__dataclass_fields__
        publications = [Publication(**{n: row["said"][n] for n in names}) for row in rows]
        return sorted(publications, key=lambda publication: publication.id)

    def save(self, publication: Publication) -> None:
        """Write the record of a publication."""
        values = {**vars(publication)}
        write = statements.write_own_record(statements.PUBLISHED)

        def work(tx: ManagedTransaction) -> None:
            tx.run(statements.COUNT_PUBLISHED).consume()
            tx.run(write, id=publication.id, values=values).consume()

        self._store.in_transaction(work)

    def add_communities(self, publication: Publication, rows: Rows) -> None:
        """Write communities: ``number``, ``name`` and ``size`` of each."""
        entries = [
            {**row, **_marks_of(publication), "id": f"{publication.id}|{row['number']}"}
            for row in rows
        ]
        self._in_batches(statements.write_workspace(statements.COMMUNITY), entries)

    def add_members(self, publication: Publication, rows: Rows) -> int:
        """Link people, ``from_id``, to the community with a ``number``; ``share`` is the share of
        runs that put them there, or None. Returns how many of them the store holds."""
        entries = [
            {**row, "to_id": f"{publication.id}|{row['number']}"} | _marks_of(publication)
            for row in rows
        ]
        return self._in_batches(statements.publish_links(statements.IN_COMMUNITY), entries)

    def add_suggestions(self, publication: Publication, rows: Rows) -> int:
        """Link people, ``from_id``, to those suggested for them, ``to_id``, with ``rank`` from 1,
        ``score``, ``chance`` (or None) and ``reasons``. Returns the number of links created."""
        entries = [{**row, **_marks_of(publication)} for row in rows]
        return self._in_batches(statements.publish_links(statements.SUGGESTED), entries)

    def take_back(self, what: str, namespace: str) -> int:
        """Delete a publication in steps that can each be repeated, its record last; returns the
        number of links deleted."""
        publication = f"{what}|{namespace}"
        links = sum(
            self._until_none(statements.drop_published_links(kind), publication)
            for kind in statements.PUBLISHED_LINKS
        )
        self._until_none(statements.DROP_COMMUNITIES, publication)
        self._until_none(statements.DROP_PUBLICATION, publication)
        return links

    def scrub(self, without: Callable[[str], str]) -> int:
        """Apply ``without`` to the names of communities; returns how many changed."""
        rows = [row["said"] for row in self._store.read(statements.PUBLISHED_NAMES)]
        changed = [
            {**row, "name": new} for row in rows if (new := without(row["name"])) != row["name"]
        ]
        self._in_batches(statements.write_workspace(statements.COMMUNITY), changed)
        return len(changed)

    def names(self) -> list[str]:
        """The names of the published communities, which contain people's names."""
        return [row["said"]["name"] for row in self._store.read(statements.PUBLISHED_NAMES)]

    def copy_to(self, copy: PublishedLog) -> None:
        """Write the nodes and links of every publication into a copy of the store, which already
        has the facts and the store's own records."""
        nodes = [row["said"] for row in self._store.read(statements.PUBLISHED_NAMES)]
        copy._in_batches(statements.write_workspace(statements.COMMUNITY), nodes)
        for kind in statements.PUBLISHED_LINKS:
            read = statements.published_links(kind)
            copy._in_batches(
                statements.publish_links(kind), [row["said"] for row in self._store.read(read)]
            )

    def _in_batches(self, statement: str, rows: Rows) -> int:
        return sum(
            self._store.in_transaction(partial(_write, statement=statement, rows=batch))
            for batch in _batches(rows)
        )

    def _until_none(self, statement: str, publication: str) -> int:
        deleted = 0
        parameters = {"publication": publication, "most": ROWS_AT_ONCE}
        while count := self._store.in_transaction(partial(_drop, statement, parameters)):
            deleted += count
        return deleted


def _marks_of(publication: Publication) -> dict[str, Any]:
    return {
        "publication": publication.id,
        "namespace": publication.namespace,
        "published": publication.on,
        "model": publication.model,
    }


def _batches(rows: Rows) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        yield [dict(row) for row in rows[start : start + ROWS_AT_ONCE]]


def _write(tx: ManagedTransaction, statement: str, rows: Rows) -> int:
    tx.run(statements.COUNT_PUBLISHED).consume()
    record = tx.run(statement, rows=rows).single()
    return int(record["counted"]) if record is not None else len(rows)


def _drop(statement: str, parameters: Mapping[str, Any], tx: ManagedTransaction) -> int:
    tx.run(statements.COUNT_PUBLISHED).consume()
    return int(tx.run(statement, dict(parameters)).single(strict=True)["counted"])
