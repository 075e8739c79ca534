"""What people add alongside the facts: items such as lists and notes, and every change to them.

Items are the store's own records, never facts. A change writes its edits and the resulting items in
one transaction. An item's version is the number of the change that wrote it: an edit of an older
version than the one stored writes nothing and fails with an error that names who changed it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from neo4j import ManagedTransaction
from neo4j.exceptions import ConstraintError

from graphmodel.errors import EditConflict, StoreError
from graphmodel.store import statements
from graphmodel.store.import_log import Connection

ROWS_AT_ONCE = 5_000

EVERYBODY, NOBODY = "everybody", "nobody"
"""Who an item can be shared with."""


@dataclass(frozen=True)
class Item:
    """One thing that a user made, of a ``type`` such as list, entry or note.

    ``within`` is the id of the list that it belongs to (for a list, its own) or of the person it
    was said for, and ``about`` that of the node it concerns; either may be empty. ``content`` is
    anything that JSON can hold. ``on`` (an ISO time) and ``by`` come from the change that last
    wrote it, whose number is ``version``; 0 means not stored yet.
    """

    id: str
    type: str
    owner: str
    within: str = ""
    about: str = ""
    shared: str = NOBODY
    content: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    on: str = ""
    version: int = 0

    def with_content(self, **changes: Any) -> Item:
        """The item with some of its content changed."""
        return replace(self, content={**self.content, **changes})


@dataclass(frozen=True)
class Edit:
    """The effect of a change on one item: created it (no ``before``), changed it, or removed it (no
    ``after``)."""

    before: Item | None
    after: Item | None

    @property
    def item(self) -> Item:
        """The item after the edit, or before it if it was removed."""
        item = self.after or self.before
        if item is None:
            raise ValueError("an edit is of an item")
        return item


@dataclass(frozen=True)
class Change:
    """Edits made in one step: its number, who made it and when, and a text that describes it.
    ``undoes`` is the number of the change that it undid, or 0."""

    number: int
    by: str
    on: str
    text: str
    edits: tuple[Edit, ...]
    undoes: int = 0


class WorkspaceLog:
    """Reads and writes items and their changes."""

    def __init__(self, store: Connection) -> None:
        self._store = store

    def number(self) -> int:
        """The number of the latest change, which grows with each."""
        (row,) = self._store.read(statements.READ_WORKSPACE_NUMBER)
        return int(row["number"])

    def items(self, *types: str, within: str | None = None) -> list[Item]:
        """The items of these types, or of all, optionally within one list only; sorted by id."""
        parameters = {"types": list(types) or None, "within": within}
        rows = self._store.read(statements.READ_WORKSPACE, parameters)
        return sorted((_item(row["said"]) for row in rows), key=lambda item: item.id)

    def changes(
        self, within: str | None = None, number: int | None = None, type_: str | None = None
    ) -> list[Change]:
        """All changes, or those of one list, with one number or of items of one type, each
        complete, the latest first."""
        numbers: list[int] | None = None
        if (within, number, type_) != (None, None, None):
            quoted = None if type_ is None else f'"type": {json.dumps(type_)}'
            parameters = {"within": within, "number": number, "type": quoted}
            rows = self._store.read(statements.READ_WORKSPACE_NUMBERS, parameters)
            numbers = [row["number"] for row in rows]
        read = self._store.read(statements.READ_WORKSPACE_EDITS, {"numbers": numbers})
        by_number: dict[int, list[Mapping[str, Any]]] = {}
        for row in sorted(
            (row["said"] for row in read), key=lambda row: (-row["number"], row["position"])
        ):
            by_number.setdefault(row["number"], []).append(row)
        return [_change(group) for group in by_number.values()]

    def commit(self, edits: Sequence[Edit], *, by: str, text: str, undoes: int = 0) -> Change:
        """Make a change. Raises EditConflict, and writes nothing, if any stored item is not at the
        version of its edit's ``before``."""
        on = datetime.now(UTC).isoformat(timespec="milliseconds")

        def work(tx: ManagedTransaction) -> Change:
            return _commit(tx, edits, by, on, text, undoes)

        try:
            return self._store.in_transaction(work)
        except StoreError as error:
            if not isinstance(error.__cause__, ConstraintError):
                raise
            # Another user created an item with this id simultaneously; the second attempt reports
            # it.
            return self._store.in_transaction(work)

    def restore(self, items: Sequence[Item], changes: Sequence[Change]) -> None:
        """Write items and changes unaltered, with their numbers, into an empty workspace."""
        latest = max((change.number for change in changes), default=0)
        latest = max((latest, *(item.version for item in items)))

        def work(tx: ManagedTransaction) -> None:
            tx.run(statements.SET_WORKSPACE_NUMBER, number=latest).consume()
            _write(tx, statements.WORKSPACE, [_values(item) for item in items])
            for change in changes:
                _write(tx, statements.WORKSPACE_EDIT, _edit_rows(change))

        self._store.in_transaction(work)

    def scrub(self, is_theirs: Callable[[str], bool], without: Callable[[Any], Any]) -> int:
        """Delete records about certain people, and remove them from all others with ``without``,
        which maps a JSON value to a JSON value; returns how many records changed. Versions stay the
        same: this is not a user's edit."""
        changed = 0
        for label in (statements.WORKSPACE, statements.WORKSPACE_EDIT):
            rows = [row["said"] for row in self._store.read(statements.own_records(label))]
            theirs = [row["id"] for row in rows if _is_theirs(row, is_theirs)]
            scrubbed = [_scrubbed(row, without) for row in rows if not _is_theirs(row, is_theirs)]
            rest = [new for new in scrubbed if new is not None]
            changed += len(theirs) + len(rest)
            if theirs or rest:
                self._store.in_transaction(partial(_replace, label=label, ids=theirs, rows=rest))
        return changed


def _commit(
    tx: ManagedTransaction, edits: Sequence[Edit], by: str, on: str, text: str, undoes: int
) -> Change:
    number = int(tx.run(statements.NEXT_WORKSPACE_CHANGE).single(strict=True)["number"])
    _check_unchanged(tx, edits)
    written = tuple(
        Edit(edit.before, edit.after and replace(edit.after, by=by, on=on, version=number))
        for edit in edits
    )
    change = Change(number, by, on, text, written, undoes)
    removed = [edit.item.id for edit in written if edit.after is None]
    items = [_values(edit.after) for edit in written if edit.after is not None]
    _replace(tx, statements.WORKSPACE, removed, items)
    _write(tx, statements.WORKSPACE_EDIT, _edit_rows(change))
    return change


def _check_unchanged(tx: ManagedTransaction, edits: Sequence[Edit]) -> None:
    ids = [edit.item.id for edit in edits]
    stored: dict[str, Item] = {}
    for start in range(0, len(ids), ROWS_AT_ONCE):
        batch = ids[start : start + ROWS_AT_ONCE]
        for row in tx.run(statements.READ_WORKSPACE_ITEMS, ids=batch):
            item = _item(row["said"])
            stored[item.id] = item
    for edit in edits:
        now = stored.get(edit.item.id)
        if (now.version if now else 0) != (edit.before.version if edit.before else 0):
            raise _conflict(edit.item, now)


def _conflict(item: Item, now: Item | None) -> EditConflict:
    """The error that states who changed an item meanwhile."""
    name = item.content.get("name") or item.content.get("text") or item.about or item.id
    if now is None:
        return EditConflict(
            "{name!r} was removed in the meantime, so your change was not made: look again, "
            "then repeat",
            name=name,
        )
    return EditConflict(
        "{name!r} was changed by {by} on {time} (UTC) in the meantime, so your change was not "
        "made: look at it again, then repeat",
        name=name, by=now.by, time=now.on[:16].replace("T", " "),
    )  # fmt: skip


def _replace(
    tx: ManagedTransaction, label: str, ids: Collection[str], rows: Sequence[Mapping[str, Any]]
) -> None:
    if ids:
        tx.run(statements.drop_workspace(label), ids=list(ids)).consume()
    _write(tx, label, rows)


def _write(tx: ManagedTransaction, label: str, rows: Sequence[Mapping[str, Any]]) -> None:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        batch = list(rows[start : start + ROWS_AT_ONCE])
        tx.run(statements.write_workspace(label), rows=batch).consume()


def _edit_rows(change: Change) -> list[dict[str, Any]]:
    # Not derived from the number: the second of two simultaneous changes would be refused for its
    # id, when it should be repeated with the next number.
    token = secrets.token_hex(8)
    step = {name: getattr(change, name) for name in ("number", "by", "on", "text", "undoes")}
    return [
        {
            **step,
            "id": f"{token}|{position}",
            "position": position,
            "within": edit.item.within,
            "about": edit.item.about,
            "before": _text(edit.before),
            "after": _text(edit.after),
        }
        for position, edit in enumerate(change.edits)
    ]


def _change(rows: Sequence[Mapping[str, Any]]) -> Change:
    edits = tuple(Edit(_of_text(row.get("before")), _of_text(row.get("after"))) for row in rows)
    first = rows[0]
    return Change(
        first["number"], first["by"], first["on"], first["text"], edits, first["undoes"]
    )  # fmt: skip


def _values(item: Item) -> dict[str, Any]:
    return {**vars(item), "content": json.dumps(dict(item.content), ensure_ascii=False)}


def _item(stored: Mapping[str, Any]) -> Item:
    values = {name: stored[name] for name in Item.__dataclass_fields__ if name in stored}
    return Item(**{**values, "content": json.loads(stored["content"])})


def _text(item: Item | None) -> str:
    """An item as JSON; empty for none."""
    return "" if item is None else json.dumps(vars(item), ensure_ascii=False, default=dict)


def _of_text(text: str | None) -> Item | None:
    return Item(**json.loads(text)) if text else None


def _is_theirs(row: Mapping[str, Any], is_theirs: Callable[[str], bool]) -> bool:
    """Whether a stored record is about certain people, or belongs to one of them."""
    return is_theirs(row["about"]) or is_theirs(row["within"])


def _scrubbed(row: Mapping[str, Any], without: Callable[[Any], Any]) -> dict[str, Any] | None:
    """A stored record without certain people; None if it does not name them."""
    new = dict(row)
    for name in ("content", "before", "after"):
        if row.get(name):
            content = json.loads(row[name])
            reduced = without(content)
            if reduced != content:
                new[name] = json.dumps(reduced, ensure_ascii=False)
    if "text" in row:
        new["text"] = without(row["text"])
    return None if new == dict(row) else new
