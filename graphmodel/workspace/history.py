"""Every change of the workspace that somebody may see, and taking one back."""

from __future__ import annotations

from dataclasses import replace

from graphmodel.errors import EditConflict, InputError
from graphmodel.store.base import Store
from graphmodel.store.workspace_log import Change, Edit, Item
from graphmodel.workspace.lists import LIST, find_list, sees
from graphmodel.workspace.wording import person_named


def list_changes(store: Store, who: str, text: str = "") -> list[Change]:
    """The changes of the lists that somebody sees, deleted ones too, or of one; latest first."""
    within = find_list(store, who, text).id if text else None
    changes = store.workspace.changes(within=within)
    visible = _visible(store, changes, who)
    return [change for change in changes if change.edits[0].item.within in visible]


def _visible(store: Store, changes: list[Change], who: str) -> set[str]:
    """The ids of the lists that somebody sees; of a deleted one, as it was then."""
    latest: dict[str, Item] = {}
    for change in changes:  # the latest first
        for edit in change.edits:
            if edit.item.type == LIST:
                latest.setdefault(edit.item.id, edit.item)
    latest |= {item.id: item for item in store.workspace.items(LIST)}
    return {key for key, item in latest.items() if sees(item, who)}


def undo_change(store: Store, who: str, number: int | None = None, text: str = "") -> Change:
    """Take back a change by its number, or without one the latest that this person made, perhaps
    of one list. Raises InputError where there is none, EditConflict where what it changed was
    changed again since: that has to be undone first."""
    who = person_named(who)
    changes = list_changes(store, who, text)
    change = _numbered(changes, number) if number else _latest(changes, who)
    now = {item.id: item for item in store.workspace.items()}
    edits = [_reverse(edit, now.get(edit.item.id), change.number) for edit in change.edits]
    said = f"undid change {change.number}: {change.text}"
    return store.workspace.commit(edits, by=who, text=said, undoes=change.number)


def _reverse(edit: Edit, now: Item | None, number: int) -> Edit:
    """The edit that takes one back. The item has to be as that left it, whoever made it so."""
    if not _same(now, edit.after):
        raise EditConflict(
            f"change {number} cannot be undone, since what it changed was changed again: undo that "
            "first; see: graphmodel list log"
        )
    return Edit(now, edit.before)


def _same(now: Item | None, then: Item | None) -> bool:
    if now is None or then is None:
        return now is then
    return now == replace(then, by=now.by, on=now.on, version=now.version)


def _numbered(changes: list[Change], number: int) -> Change:
    for change in changes:
        if change.number == number:
            return change
    raise InputError(f"no change has the number {number}; see: graphmodel list log")


def _latest(changes: list[Change], who: str) -> Change:
    """The latest change that somebody made and has not undone."""
    undone = {change.undoes for change in changes}
    for change in changes:
        own = change.by.casefold() == who.casefold()
        if own and not change.undoes and change.number not in undone:
            return change
    raise InputError(f"{who} has made no change that could be undone; see: graphmodel list log")
