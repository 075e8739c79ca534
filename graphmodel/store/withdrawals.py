"""Withdrawals of consent: records that name nobody, and erasing people from a store.

A record holds keyed hashes of a person's ids. They suffice to refuse the ids when an import brings
them again, and to finish erasing after the program was killed, but name nobody.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl
from neo4j import ManagedTransaction

from graphmodel.facts.conflicts import CONSENT, WITHDRAWN
from graphmodel.store import statements
from graphmodel.store.import_log import Connection

KEY_BYTES = 32
HASH_BYTES = 16

BY_IMPORT, ROW_SAYS_SO = "an import", "their row says so"
"""The ``by`` and ``reason`` of a withdrawal stated in a row; a file's name could be the
person's."""

COUNTED = ("records", "links", "claims")
"""What a withdrawal counts as erased."""

PERSON = "Person"
"""The kind whose nodes can withdraw."""

NAMES = ("name", "other_names")
"""The properties with a person's names."""

CATALOGUES = "external_ids"
"""The property with a person's ids in other collections; sharing one means being the same
person."""

_CATALOGUE_ID = re.compile(r"[^\s:]+:\S.*")


@dataclass(frozen=True)
class Withdrawal:
    """One withdrawal: when, by whom and why it was made, and how much was erased.

    ``hashes`` are the hashes of the person's ids with ``key``, both in hexadecimal; ``counts`` has
    the numbers erased, by name. While ``finished`` is false, something may still have to be erased;
    once ``begun`` is true, some of it may be erased already.
    """

    key: str = field(repr=False)
    hashes: tuple[str, ...] = field(repr=False)
    on: str
    by: str
    reason: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    finished: bool = False
    begun: bool = False
    id: str = ""


class Withdrawn:
    """The ids of everybody who has withdrawn, as keyed hashes."""

    def __init__(self, withdrawals: Iterable[Withdrawal] = ()) -> None:
        self._hashes: dict[bytes, set[str]] = {}
        for withdrawal in withdrawals:
            key = bytes.fromhex(withdrawal.key)
            self._hashes.setdefault(key, set()).update(withdrawal.hashes)

    def __bool__(self) -> bool:
        return bool(self._hashes)

    def __contains__(self, node_id: str) -> bool:
        return any(keyed_hash(key, node_id) in hashes for key, hashes in self._hashes.items())

    def among(self, ids: Iterable[str | None]) -> set[str]:
        """Those of these ids that belong to people who have withdrawn."""
        if not self:
            return set()
        return {node_id for node_id in set(ids) if node_id is not None and node_id in self}

    def without(self, people: pl.DataFrame) -> pl.DataFrame:
        """The rows of ``people``, which has an ``id`` column, without those who have withdrawn."""
        ids = self.among(people["id"])
        return people.filter(~pl.col("id").is_in(list(ids))) if ids else people


NOBODY = Withdrawn()


def texts_in(value: Any) -> list[str]:
    """The texts of a property that is a list, a single text or empty."""
    texts = value if isinstance(value, list | tuple) else [value]
    return [text for text in texts if isinstance(text, str) and text.strip()]


def catalogue_ids(value: Any) -> list[str]:
    """The ids in other collections in a property, each with its collection (imdb:nm0000123). Other
    texts, such as "n/a", are left out: many people may share them."""
    return [text for text in texts_in(value) if _CATALOGUE_ID.fullmatch(text.strip())]


def keyed_hash(key: bytes, node_id: str) -> str:
    """The hash of an id, in hexadecimal; without the key, it cannot be tested against an id."""
    return hashlib.blake2b(node_id.encode(), key=key, digest_size=HASH_BYTES).hexdigest()


class WithdrawalLog:
    """Reads and writes the records of withdrawals, and erases people from a store."""

    def __init__(self, store: Connection) -> None:
        self._store = store

    def records(self) -> list[Withdrawal]:
        """Every withdrawal, the oldest first."""
        rows = self._store.read(statements.own_records(statements.WITHDRAWAL))
        return sorted((_withdrawal(row["said"]) for row in rows), key=lambda w: (w.on, w.id))

    def withdrawn(self) -> Withdrawn:
        """The ids of everybody who has withdrawn."""
        return Withdrawn(self.records())

    def add(
        self,
        ids: Collection[str],
        *,
        on: str,
        by: str,
        reason: str,
        counts: Mapping[str, int] | None = None,
    ) -> Withdrawal:
        """Record that the people with these ids withdraw; nothing is erased yet. Without
        ``counts``, all counts start at 0."""
        counts = counts or dict.fromkeys(COUNTED, 0)
        key = next((record.key for record in self.records()), secrets.token_hex(KEY_BYTES))
        hashes = sorted(keyed_hash(bytes.fromhex(key), node_id) for node_id in ids)
        withdrawal = Withdrawal(key, tuple(hashes), on, by, reason, counts, id=secrets.token_hex(8))
        self.save(withdrawal)
        return withdrawal

    def save(self, withdrawal: Withdrawal) -> None:
        """Update the record of a withdrawal."""
        values: dict[str, Any] = {**vars(withdrawal), "hashes": list(withdrawal.hashes)}
        values["counts"] = json.dumps(dict(withdrawal.counts))
        write = statements.write_own_record(statements.WITHDRAWAL)

        def work(tx: ManagedTransaction) -> None:
            tx.run(statements.COUNT_RECORD).consume()
            tx.run(write, id=withdrawal.id, values=values).consume()

        self._store.in_transaction(work)

    def people(self, withdrawn: Withdrawn) -> list[str]:
        """The ids of the people in the store who have withdrawn, matched by their own id or by one
        in another collection."""
        people = self._people() if withdrawn else ()
        return sorted(
            node_id
            for node_id, elsewhere in people
            if any(text in withdrawn for text in (node_id, *elsewhere))
        )

    def stated(self) -> list[str]:
        """The ids of the people whose record in the store states that they have withdrawn. A record
        without an id, which another program wrote, cannot be identified and is skipped."""
        rows = self._store.read(statements.ids_with(PERSON, CONSENT), {"value": WITHDRAWN})
        return sorted(row["id"] for row in rows if isinstance(row["id"], str))

    def same_in_catalogues(self) -> list[list[str]]:
        """Groups of two or more ids of people who share an id in another collection."""
        sharing: dict[str, set[str]] = {}
        people = list(self._people())
        for node_id, elsewhere in people:
            for text in elsewhere:
                sharing.setdefault(text, set()).add(node_id)
        for node_id, _ in people:
            if node_id in sharing:
                sharing[node_id].add(node_id)
        return [sorted(ids) for ids in sharing.values() if len(ids) > 1]

    def sharing(self, ids: Collection[str]) -> set[str]:
        """The ids of the people in the store who have one of these ids, as their own or in another
        collection, and of everyone who shares one with them, transitively."""
        people = {node_id: {node_id, *elsewhere} for node_id, elsewhere in self._people()}
        texts, sharing = set(ids), set[str]()
        while joining := [i for i in people.keys() - sharing if not texts.isdisjoint(people[i])]:
            sharing.update(joining)
            texts.update(*(people[node_id] for node_id in joining))
        return sharing

    def _people(self) -> Iterator[tuple[str, list[str]]]:
        """The id of every person with their ids in other collections."""
        for row in self._store.read(statements.ids_and_values(PERSON, CATALOGUES)):
            if isinstance(row["id"], str):
                yield row["id"], catalogue_ids(row["value"])

    def count_links(self, ids: Sequence[str]) -> int:
        """How many links these people have."""
        (row,) = self._store.read(statements.ids_of_links(PERSON), {"ids": list(ids)})
        return len(row["ids"])

    def erase(self, ids: Sequence[str]) -> None:
        """Delete these people with their links, the value judgements of both, and the change log,
        which names them."""
        self._store.in_transaction(lambda tx: _erase(tx, list(ids)))


def _erase(tx: ManagedTransaction, ids: list[str]) -> None:
    # Counted as a change of everything: an entry in the change log would name the people.
    tx.run(statements.COUNT_CHANGE).consume()
    tx.run(statements.DROP_CHANGES).consume()
    links = tx.run(statements.ids_of_links(PERSON), ids=ids).single(strict=True)["ids"]
    tx.run(statements.DROP_VALUE_JUDGEMENTS, kind=None, ids=[*ids, *links]).consume()
    tx.run(statements.delete_with_links(PERSON), ids=ids).consume()


def _withdrawal(stored: Mapping[str, Any]) -> Withdrawal:
    values = {name: stored[name] for name in Withdrawal.__dataclass_fields__ if name in stored}
    return replace(
        Withdrawal(**values),
        hashes=tuple(values["hashes"]),
        counts=json.loads(values["counts"]),
    )
