"""Export and import of the whole workspace as one JSON file."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from graphmodel.consent.traces import ids_written_in, names_under, remover
from graphmodel.errors import InputError
from graphmodel.store.base import Store
from graphmodel.store.withdrawals import Withdrawn, texts_in
from graphmodel.store.workspace_log import EVERYBODY, NOBODY, Change, Edit, Item
from graphmodel.workspace.change_texts import ChangeText
from graphmodel.workspace.item_contents import unreadable_part
from graphmodel.workspace.wording import person_named

FORMAT = 1
"""The version of the file format; later versions are refused."""

_MARK = "graphmodel_workspace"


@dataclass(frozen=True)
class Taken:
    """Result of reading a file: the numbers of items and past changes added, the number of items
    already present, the ids of those that differ here and stay unchanged, and the number omitted
    because they concern people who have withdrawn."""

    items: int
    changes: int
    same: int
    differing: tuple[str, ...]
    withdrawn: int


def export_workspace(store: Store, path: Path) -> int:
    """Write all items and all their changes to a file; returns the number of items."""
    items, changes = store.workspace.items(), store.workspace.changes()
    content = {
        _MARK: FORMAT,
        "items": [asdict(item) for item in items],
        "changes": [asdict(change) for change in reversed(changes)],
    }
    draft = path.with_name(path.name + ".part")
    try:
        draft.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise InputError(
            "{path}: cannot be written ({reason})", path=path, reason=error.strerror
        ) from error
    return len(items)


def import_workspace(store: Store, path: Path, who: str) -> Taken:
    """Add the contents of a file. An empty workspace also receives every past change; otherwise new
    items are added as one change, which can be undone, and items that differ here stay
    unchanged."""
    items, changes = _read(path)
    allowed, past = _without_withdrawn(items, changes, store.withdrawals.withdrawn())
    here = {item.id: item for item in store.workspace.items()}
    left_out = len(items) - len(allowed)
    if not here and not store.workspace.number():
        store.workspace.restore(allowed, past)
        return Taken(len(allowed), len(past), 0, (), left_out)
    new = [item for item in allowed if item.id not in here]
    differing = [item.id for item in allowed if item.id in here and _differs(item, here[item.id])]
    if new:
        edits = [Edit(None, replace(item, version=0)) for item in new]
        said = ChangeText.FILE_READ.format(file=path.name)
        store.workspace.commit(edits, by=person_named(who), text=said)
    same = len(allowed) - len(new) - len(differing)
    return Taken(len(new), int(bool(new)), same, tuple(differing), left_out)


def _without_withdrawn(
    items: Sequence[Item], changes: Sequence[Change], withdrawn: Withdrawn
) -> tuple[list[Item], list[Change]]:
    """Leave out what concerns people who have withdrawn, and remove them from everything else under
    the names that the file gives them: the store no longer knows any."""
    edits = [edit for change in changes for edit in change.edits]
    sides = [side for edit in edits for side in (edit.before, edit.after) if side is not None]
    written = [*items, *sides]
    texts = [[*_concerned(item), item.content] for item in written]
    ids = ids_written_in([*texts, *(change.text for change in changes)], withdrawn)
    if not ids:
        return list(items), list(changes)
    names = {name for item in written for name in _names_of(item, ids)}
    without = remover(withdrawn, ids, names)
    kept = [_reduced(item, without) for item in items if ids.isdisjoint(_concerned(item))]
    past = [
        replace(
            change,
            text=without(change.text),
            edits=tuple(
                Edit(*(side and _reduced(side, without) for side in (edit.before, edit.after)))
                for edit in change.edits
                if ids.isdisjoint(_concerned(edit.item))
            ),
        )
        for change in changes
    ]
    return kept, [change for change in past if change.edits]


def _concerned(item: Item) -> tuple[str, str]:
    """The ids of an item that may be those of people: its subject and, for a verdict, the asker."""
    return item.about, item.within


def _names_of(item: Item, ids: Collection[str]) -> set[str]:
    """The names that an item gives the people with these ids."""
    subject = [item.content.get("name")] if item.about in ids else []
    asker = [item.content.get("asker")] if item.within in ids else []
    return {*texts_in([*subject, *asker]), *names_under(item.content, ids)}


def _reduced(item: Item, without: Callable[[Any], Any]) -> Item:
    return replace(item, content=without(item.content))


def _differs(item: Item, here: Item) -> bool:
    unsigned = [replace(each, by="", on="", version=0) for each in (item, here)]
    return unsigned[0] != unsigned[1]


def _read(path: Path) -> tuple[list[Item], list[Change]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            "{path}: cannot be read ({reason})", path=path, reason=error.strerror
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            "{path}: is not JSON; give a file written by graphmodel workspace export", path=path
        ) from error
    if not isinstance(content, dict) or not isinstance(content.get(_MARK), int):
        raise InputError(
            "{path}: is not a workspace; give a file written by graphmodel workspace export",
            path=path,
        )
    if content[_MARK] > FORMAT:
        raise InputError("{path}: was written by a later graphmodel; read it with that", path=path)
    items = [
        _item(row, f"{path}: items[{n}]") for n, row in enumerate(_rows(content, path, "items"))
    ]
    changes = [
        _change(row, f"{path}: changes[{n}]")
        for n, row in enumerate(_rows(content, path, "changes"))
    ]
    return items, changes


def _rows(content: Mapping[str, Any], path: Path, name: str) -> Sequence[Any]:
    rows = content.get(name)
    if not isinstance(rows, list):
        raise InputError(
            "{path}: {name} is missing; export the workspace again", path=path, name=name
        )
    return rows


def _item(row: Any, where: str) -> Item:
    item = Item(**_checked(row, where, Item))
    if not item.id or not item.type or not item.owner or item.shared not in (EVERYBODY, NOBODY):
        raise InputError(
            "{where}: has no id, type, owner or shared; export the workspace again", where=where
        )
    part = unreadable_part(item.type, item.content)
    if part:
        raise InputError(
            "{where}: content.{part} is missing or cannot be read; export the workspace again",
            where=where,
            part=part,
        )
    return item


def _change(row: Any, where: str) -> Change:
    values = _checked(row, where, Change)
    if not isinstance(values["edits"], list) or not values["edits"]:
        raise InputError("{where}: has no edits; export the workspace again", where=where)
    edits = []
    for edit in values["edits"]:
        sides = [edit.get(name) if isinstance(edit, dict) else None for name in ("before", "after")]
        if not any(sides):
            raise InputError("{where}: has an empty edit; export the workspace again", where=where)
        before, after = (side and _item(side, where) for side in sides)
        edits.append(Edit(before, after))
    return Change(**{**values, "edits": tuple(edits)})


def _checked(row: Any, where: str, cls: type[Item] | type[Change]) -> dict[str, Any]:
    """Check that a row has the right fields and types, and return it as a dict."""
    expected = {field.name: _TYPES[str(field.type).split("[")[0]] for field in fields(cls)}
    if not isinstance(row, dict) or set(row) != set(expected):
        raise InputError(
            "{where}: does not have the fields {expected}; export it again",
            where=where,
            expected=", ".join(expected),
        )
    for name, type_ in expected.items():
        if not isinstance(row[name], type_) or isinstance(row[name], bool):
            raise InputError(
                "{where}: {name} is {value!r}, not of type {type}; export again",
                where=where,
                name=name,
                value=row[name],
                type=type_.__name__,
            )
    return dict(row)


_TYPES: dict[str, type[Any]] = {"str": str, "int": int, "Mapping": dict, "tuple": list}
