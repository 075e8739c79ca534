"""Changes to the workspace as a user sees them, and undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from graphmodel import words
from graphmodel.errors import EditConflict, InputError
from graphmodel.store.base import Store
from graphmodel.store.workspace_log import Change, Edit, Item
from graphmodel.workspace.change_texts import ChangeText
from graphmodel.workspace.declarations import (
    LIST,
    LOG_COMMANDS,
    OWNED,
    QUESTION,
    VERDICT,
    VIEW,
    WATCH,
)
from graphmodel.workspace.lists import ENTRY, NOTE, find_list, sees
from graphmodel.workspace.questions import find_question
from graphmodel.workspace.wording import is_same_name, person_named


def list_changes(store: Store, who: str, text: str = "") -> list[Change]:
    """Changes to the lists that a user sees, including deleted ones, or to one list; latest
    first."""
    return _changes(store, who, LIST, find_list(store, who, text).id if text else None)


def question_changes(store: Store, who: str, text: str = "") -> list[Change]:
    """Changes to saved questions, including removed ones, or to one question; latest first."""
    return _changes(store, who, QUESTION, find_question(store, text).id if text else None)


def verdict_changes(store: Store, who: str) -> list[Change]:
    """Changes to a user's verdicts on suggestions; latest first."""
    return _changes(store, who, VERDICT, None)


def view_changes(store: Store, who: str) -> list[Change]:
    """Changes to the views that a user sees, including removed ones; latest first."""
    return _changes(store, who, VIEW, None)


def watch_changes(store: Store, who: str) -> list[Change]:
    """Changes to a user's watches; latest first."""
    return _changes(store, who, WATCH, None)


def _changes(store: Store, who: str, type_: str, within: str | None) -> list[Change]:
    # Items within a list have other types, and change with it or on their own.
    of_type = None if type_ == LIST else type_
    changes = store.workspace.changes(within=within, type_=of_type)
    visible = _visible(store, changes, who, type_)
    return [
        change
        for change in changes
        if any(_standing(edit.item) in visible for edit in change.edits)
    ]


def _standing(item: Item) -> str:
    """The id of the item whose history an item belongs to: its own, or that of its list."""
    return item.id if item.type in LOG_COMMANDS else item.within


def _visible(store: Store, changes: list[Change], who: str, type_: str) -> set[str]:
    """The ids of the items of a type that a user sees; for a deleted one, its last state
    decides."""
    latest: dict[str, Item] = {}
    for change in changes:  # the latest first
        for edit in change.edits:
            if edit.item.type == type_:
                latest.setdefault(edit.item.id, edit.item)
    latest |= {item.id: item for item in store.workspace.items(type_)}
    return {key for key, item in latest.items() if sees(item, who)}


def undo_change(store: Store, who: str, number: int | None = None, text: str = "") -> Change:
    """Undo a change to lists by its number or, without one, the latest that this user made,
    optionally to one list. Raises InputError if there is none, and EditConflict if what it changed
    has been changed again since: undo that first."""
    return _undone(store, person_named(who), number, list_changes(store, who, text), LIST)


def undo_question_change(
    store: Store, who: str, number: int | None = None, text: str = ""
) -> Change:
    """As ``undo_change``, for saved questions."""
    return _undone(store, person_named(who), number, question_changes(store, who, text), QUESTION)


def undo_verdict_change(store: Store, who: str, number: int | None = None) -> Change:
    """As ``undo_change``, for the user's own verdicts."""
    return _undone(store, person_named(who), number, verdict_changes(store, who), VERDICT)


def undo_view_change(store: Store, who: str, number: int | None = None) -> Change:
    """As ``undo_change``, for the user's own saved views."""
    return _undone(store, person_named(who), number, view_changes(store, who), VIEW)


def undo_watch_change(store: Store, who: str, number: int | None = None) -> Change:
    """As ``undo_change``, for the user's own watches: what was marked as seen is new again."""
    return _undone(store, person_named(who), number, watch_changes(store, who), WATCH)


def _undone(
    store: Store, who: str, number: int | None, changes: list[Change], type_: str
) -> Change:
    log = LOG_COMMANDS[type_]
    change = _latest(changes, who, log) if number is None else _numbered(changes, number, log)
    _check_may_undo(store, who, change)
    now = {item.id: item for item in store.workspace.items()}
    edits = [_reverse(edit, now.get(edit.item.id), change.number, log) for edit in change.edits]
    _check_whole(edits, now, change.number, log)
    said = ChangeText.UNDONE.format(number=change.number, change=change.text)
    return store.workspace.commit(edits, by=who, text=said, undoes=change.number)


def may_undo(store: Store, who: str, changes: Sequence[Change]) -> list[Change]:
    """The changes that a user may undo, provided that nothing has been changed again since."""
    others = [change for change in changes if not is_same_name(change.by, who)]
    visible = _all_visible(store, who) if others else set()
    return [change for change in changes if not _objection(change, who, visible)]


def _check_may_undo(store: Store, who: str, change: Change) -> None:
    visible = set() if is_same_name(change.by, who) else _all_visible(store, who)
    objection = _objection(change, who, visible)
    if objection:
        raise objection


def _objection(change: Change, who: str, visible: set[str]) -> InputError | None:
    """Why a user may not undo a change; None if they may. Somebody else's change may be undone only
    by a user who may make the same change and sees all of it: an import is one large change."""
    if is_same_name(change.by, who):
        return None
    for edit in change.edits:
        item = edit.item
        if item.type in OWNED and not is_same_name(item.owner, who):
            return InputError(
                "only {owner}, whose {item} it is, can undo change {number}",
                owner=item.owner, item=words.say(item.type), number=change.number,
            )  # fmt: skip
        if _is_sharing(edit) and not is_same_name(item.owner, who):
            return InputError(
                "only {owner}, whose {item} it is, can say whom it is shared with",
                owner=item.owner, item=words.say(item.type),
            )  # fmt: skip
    if any(_standing(edit.item) not in visible for edit in change.edits):
        return InputError(
            "only {by} can undo change {number}: part of it is in lists that you do not see",
            by=change.by, number=change.number,
        )  # fmt: skip
    return None


def _is_sharing(edit: Edit) -> bool:
    """Whether an edit changed who something is shared with."""
    before, after = edit.before, edit.after
    return before is not None and after is not None and before.shared != after.shared


def _all_visible(store: Store, who: str) -> set[str]:
    """The ids of all items with a history that a user sees."""
    changes = store.workspace.changes()
    return set().union(*(_visible(store, changes, who, type_) for type_ in LOG_COMMANDS))


def _reverse(edit: Edit, now: Item | None, number: int, log: str) -> Edit:
    """Reverse an edit. The item must be as the edit left it, ignoring who changed it and when."""
    if not _same(now, edit.after):
        raise _changed_again(number, log)
    return Edit(now, edit.before)


def _changed_again(number: int, log: str) -> EditConflict:
    return EditConflict(
        "change {number} cannot be undone, since what it changed was changed again: undo that "
        "first; see: {log}",
        number=number,
        log=log,
    )


def _check_whole(edits: Sequence[Edit], now: Mapping[str, Item], number: int, log: str) -> None:
    """Raise EditConflict if undoing these edits would leave something without the list or entry
    that it belongs to, where nobody sees it, or an entry at a stage that its list lacks."""
    removed = {edit.item.id for edit in edits if edit.after is None}
    kept = {key: item for key, item in now.items() if key not in removed}
    after = {**kept, **{edit.after.id: edit.after for edit in edits if edit.after is not None}}
    for item in _loose(after) - _loose(now):
        if item in now:
            raise EditConflict(
                "change {number} cannot be undone, since {by} added something that belongs to it: "
                "undo that first; see: {log}",
                number=number, by=now[item].by, log=log,
            )  # fmt: skip
        raise _changed_again(number, log)
    for item in _misplaced(after) - _misplaced(now):
        raise EditConflict(
            "change {number} cannot be undone, since {name} would be at the stage {stage!r}, which "
            "the list does not have: add the stage, or move them first",
            number=number, name=after[item].content["name"], stage=after[item].content["stage"],
        )  # fmt: skip


def _loose(items: Mapping[str, Item]) -> set[str]:
    """The ids of entries and notes whose list is gone, and of notes whose entry is."""
    entries = {(item.within, item.about) for item in items.values() if item.type == ENTRY}
    return {
        key
        for key, item in items.items()
        if item.type in (ENTRY, NOTE)
        and (item.within not in items or (item.about and (item.within, item.about) not in entries))
    }


def _misplaced(items: Mapping[str, Item]) -> set[str]:
    """The ids of entries at a stage that their list does not have."""
    return {
        key
        for key, item in items.items()
        if item.type == ENTRY
        and (of := items.get(item.within)) is not None
        and item.content["stage"] not in of.content["stages"]
    }


def _same(now: Item | None, then: Item | None) -> bool:
    if now is None or then is None:
        return now is then
    return now == replace(then, by=now.by, on=now.on, version=now.version)


def _numbered(changes: list[Change], number: int, log: str) -> Change:
    for change in changes:
        if change.number == number:
            return change
    raise InputError("no change has the number {number}; see: {log}", number=number, log=log)


def _latest(changes: list[Change], who: str, log: str) -> Change:
    """The latest change that a user made and has not undone."""
    undone = {change.undoes for change in changes}
    for change in changes:
        if is_same_name(change.by, who) and not change.undoes and change.number not in undone:
            return change
    raise InputError("{who} has made no change that could be undone; see: {log}", who=who, log=log)
