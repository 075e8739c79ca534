"""Lists of people and other nodes, with stages, and who added each entry and why.

A list belongs to the user who made it and is shared with everybody or nobody; everybody may edit a
shared list. Values read from a list are frozen. Each function that changes a list makes one change,
which can be undone.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from graphmodel import words
from graphmodel.errors import EditConflict, InputError
from graphmodel.network.network import Network
from graphmodel.store.base import Store
from graphmodel.store.workspace_log import EVERYBODY, NOBODY, Change, Edit, Item
from graphmodel.workspace.change_texts import ChangeText, names_in
from graphmodel.workspace.declarations import LIST
from graphmodel.workspace.wording import (
    distinct_names,
    name_of,
    note_text,
    person_named,
)

ENTRY, NOTE = "entry", "note"
STAGES = ("found", "contacted", "met", "passed")
"""The default stages of a list; entries are added at the first."""


@dataclass(frozen=True)
class ListHeading:
    """A list without its entries: the number at each stage, and who changed it last and when (an
    ISO time). ``namespace`` is that of its entries, empty until the first is added."""

    id: str
    name: str
    owner: str
    shared: str
    stages: tuple[str, ...]
    tags: tuple[str, ...]
    namespace: str
    sizes: dict[str, int]
    by: str
    on: str
    version: int

    @property
    def size(self) -> int:
        """The number of entries."""
        return sum(self.sizes.values())


@dataclass(frozen=True)
class Addition:
    """Result of adding to a list: the ids added, and those already present."""

    added: tuple[str, ...]
    present: tuple[str, ...]


def list_headings(store: Store, who: str) -> list[ListHeading]:
    """Lists that a user sees, their own and shared ones, by name."""
    items = store.workspace.items(LIST, ENTRY)
    entries: dict[str, list[Item]] = {}
    for item in items:
        if item.type == ENTRY:
            entries.setdefault(item.within, []).append(item)
    headings = [
        heading_of(item, entries.get(item.id, ()))
        for item in items
        if item.type == LIST and sees(item, who)
    ]
    return sorted(headings, key=lambda heading: (heading.name.casefold(), heading.id))


def sees(item: Item, who: str) -> bool:
    """Whether a user sees an item; they may edit any list that they see."""
    return item.shared == EVERYBODY or item.owner.casefold() == " ".join(who.split()).casefold()


def find_list(store: Store, who: str, text: str) -> Item:
    """Find a list by id or name among those that a user sees; raises InputError if none or several
    match."""
    visible = [item for item in store.workspace.items(LIST) if sees(item, who)]
    by_id = [item for item in visible if item.id == text]
    wanted = " ".join(text.split()).casefold()
    named = by_id or [item for item in visible if item.content["name"].casefold() == wanted]
    if len(named) == 1:
        return named[0]
    if named:
        ids = words.listed(
            *(words.say("{id} (of {owner})", id=item.id, owner=item.owner) for item in named)
        )
        raise InputError(
            "{text!r} is the name of several lists; give one of {ids}", text=text, ids=ids
        )
    names = ", ".join(sorted(repr(item.content["name"]) for item in visible)) or words.say(
        "no list yet"
    )
    raise InputError(
        "{who} has no access to a list called {text!r}; there is {names}",
        who=who,
        text=text,
        names=names,
    )


def is_list(store: Store, who: str, text: str) -> bool:
    """Whether a text is the id or name of a list that a user sees."""
    names = {text for heading in list_headings(store, who) for text in (heading.id, heading.name)}
    return " ".join(text.split()).casefold() in {name.casefold() for name in names}


def create_list(
    store: Store, who: str, name: str, stages: Sequence[str] = STAGES, *, shared: bool = False
) -> Item:
    """Create an empty list; raises InputError if its owner already has one of this name."""
    who, name = person_named(who), name_of(name, words.mark("the name of the list"))
    _check_name_is_free(store, who, name)
    key = f"list:{secrets.token_hex(5)}"
    content = {"name": name, "stages": _stages(stages), "tags": [], "namespace": ""}
    item = Item(key, LIST, who, key, shared=_shared(shared), content=content)
    change = store.workspace.commit(
        [Edit(None, item)], by=who, text=ChangeText.LIST_MADE.format(name=name)
    )
    return change.edits[0].item


def rename_list(store: Store, who: str, text: str, name: str) -> Item:
    """Rename a list."""
    item, name = find_list(store, who, text), name_of(name, words.mark("the name of the list"))
    _check_name_is_free(store, item.owner, name, item.id)
    return _change(
        store, who, item, item.with_content(name=name), ChangeText.LIST_RENAMED.format(name=name)
    )


def share_list(store: Store, who: str, text: str, *, shared: bool) -> Item:
    """Share a list with everybody or with nobody; only its owner may."""
    item = find_list(store, who, text)
    if item.owner.casefold() != person_named(who).casefold():
        raise InputError(
            "only {owner}, whose list it is, can say whom it is shared with", owner=item.owner
        )
    new = replace(item, shared=_shared(shared))
    said = ChangeText.LIST_SHARED if shared else ChangeText.LIST_UNSHARED
    return _change(store, who, item, new, said)


def set_stages(store: Store, who: str, text: str, stages: Sequence[str]) -> Item:
    """Replace the stages of a list; raises InputError if that would drop a stage with entries."""
    item, names = find_list(store, who, text), _stages(stages)
    standing = Counter(entry.content["stage"] for entry in entries_of(store, item.id))
    lost = [
        words.say("{n:,} at {stage!r}", n=count, stage=stage)
        for stage, count in standing.items()
        if stage not in names
    ]
    if lost:
        raise InputError(
            "the list has entries at stages that would go ({names}); move them first",
            names=", ".join(lost),
        )
    said = ChangeText.STAGES_SET.format(stages=", ".join(names))
    return _change(store, who, item, item.with_content(stages=names), said)


def tag_list(store: Store, who: str, text: str, tags: Sequence[str]) -> Item:
    """Replace the tags of a list."""
    item, names = find_list(store, who, text), distinct_names(tags, words.mark("a tag"))
    tagged, untagged = ChangeText.LIST_TAGGED, ChangeText.LIST_UNTAGGED
    said = tagged.format(tags=", ".join(names)) if names else untagged
    return _change(store, who, item, item.with_content(tags=names), said)


def delete_list(store: Store, who: str, text: str) -> Change:
    """Delete a list with its entries and notes; ``undo`` restores all of it."""
    item = find_list(store, who, text)
    items = store.workspace.items(within=item.id)
    return store.workspace.commit(
        [Edit(each, None) for each in items],
        by=person_named(who),
        text=ChangeText.LIST_DELETED.format(name=item.content["name"]),
    )


def entries_of(store: Store, list_id: str) -> list[Item]:
    """The entries of a list as they are stored, by id."""
    return store.workspace.items(ENTRY, within=list_id)


def add_to_list(
    store: Store,
    network: Network,
    who: str,
    text: str,
    ids: Sequence[str],
    *,
    because: str | Mapping[str, str] = "",
    stage: str = "",
) -> Addition:
    """Add nodes by id at a stage (the first by default), with a reason: one text for all of them,
    or one for each by its id.

    Raises InputError for an id that is not in the network, and for nodes of a namespace other than
    that of the list's entries: real and fictional people are never mixed.
    """
    item = find_list(store, who, text)
    stage = stage_of(item, stage or item.content["stages"][0])
    nodes = list(dict.fromkeys(network.ids[index] for index in network.indexes(list(ids))))
    namespace = _one_namespace(network, nodes, item)
    entries = entries_of(store, item.id)
    here = {network.canonical_id(entry.about) for entry in entries}
    added = [node_id for node_id in nodes if node_id not in here]
    if added:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        reasons = because if isinstance(because, Mapping) else dict.fromkeys(added, because)
        content = {"stage": stage, "tags": [], "added": now}
        edits = [
            Edit(
                None, _entry(item, who, network, key, {**content, "because": reasons.get(key, "")})
            )
            for key in added
        ]
        if item.content["namespace"] != namespace:
            edits.append(Edit(item, item.with_content(namespace=namespace)))
        names = names_in([network.name_of(node_id) for node_id in added])
        said = ChangeText.ENTRIES_ADDED.format(names=names)
        store.workspace.commit(edits, by=person_named(who), text=said)
    return Addition(tuple(added), tuple(node_id for node_id in nodes if node_id in here))


def _entry(item: Item, who: str, network: Network, node_id: str, content: dict[str, Any]) -> Item:
    node = network.index(node_id)
    named = {"name": network.names[node], "kind": network.kinds[node], **content}
    named["because"] = content["because"].strip()
    return Item(f"{item.id}/{node_id}", ENTRY, person_named(who), item.id, node_id, content=named)


def _one_namespace(network: Network, ids: Sequence[str], item: Item) -> str:
    namespaces = {network.nodes["namespace"][network.index(node_id)] for node_id in ids}
    namespaces |= {item.content["namespace"]} - {""}
    if len(namespaces) > 1:
        raise InputError(
            "a list holds one data set, real or fictional; these are of {names}: make a list for "
            "each",
            names=", ".join(namespaces),
        )
    return str(next(iter(namespaces), ""))


def find_entries(
    store: Store, network: Network | None, item: Item, ids: Sequence[str]
) -> list[Item]:
    """Find the entries of a list for these nodes, each given by the id of any of its records;
    raises InputError for one that is not on the list."""
    canonical = network.canonical_id if network is not None else str
    by_node: dict[str, list[Item]] = {}
    for entry in entries_of(store, item.id):
        by_node.setdefault(canonical(entry.about), []).append(entry)
    listed = []
    for node_id in dict.fromkeys(ids):
        same = by_node.get(canonical(node_id))
        if not same:
            name = item.content["name"]
            raise InputError(
                "{node_id!r} is not on the list {name!r}; see who is: graphmodel list show "
                "{name!r}",
                node_id=node_id,
                name=name,
            )
        listed += same
    return listed


def remove_from_list(
    store: Store, network: Network | None, who: str, text: str, ids: Sequence[str]
) -> Change:
    """Remove nodes from a list, with the notes about them in it."""
    item = find_list(store, who, text)
    entries = find_entries(store, network, item, ids)
    about = {entry.about for entry in entries}
    notes = [n for n in store.workspace.items(NOTE, within=item.id) if n.about in about]
    names = names_in([entry.content["name"] for entry in entries])
    said = ChangeText.ENTRIES_REMOVED.format(names=names)
    edits = [Edit(each, None) for each in (*entries, *notes)]
    return store.workspace.commit(edits, by=person_named(who), text=said)


def move_entries(
    store: Store,
    network: Network | None,
    who: str,
    text: str,
    ids: Sequence[str],
    stage: str,
    *,
    seen: int | None = None,
) -> Change | None:
    """Move entries to a stage; None if all are there already. ``seen`` as for ``edit_note``, but
    the user's own changes do not conflict: of two quick moves the last one wins."""
    item = find_list(store, who, text)
    stage = stage_of(item, stage)
    entries = as_seen(find_entries(store, network, item, ids), seen, who)
    moved = [entry for entry in entries if entry.content["stage"] != stage]
    if not moved:
        return None
    names = names_in([entry.content["name"] for entry in moved])
    said = ChangeText.ENTRIES_MOVED.format(names=names, stage=stage)
    edits = [Edit(entry, entry.with_content(stage=stage)) for entry in moved]
    return store.workspace.commit(edits, by=person_named(who), text=said)


def tag_entries(
    store: Store,
    network: Network | None,
    who: str,
    text: str,
    ids: Sequence[str],
    *,
    add: Sequence[str] = (),
    drop: Sequence[str] = (),
) -> Change | None:
    """Add tags to entries and remove others; None if nothing changes."""
    item = find_list(store, who, text)
    added, dropped = distinct_names(add, words.mark("a tag")), {tag.casefold() for tag in drop}
    edits = []
    for entry in find_entries(store, network, item, ids):
        held = [tag for tag in entry.content["tags"] if tag.casefold() not in dropped]
        tags = distinct_names([*held, *added], words.mark("a tag"))
        if tags != entry.content["tags"]:
            edits.append(Edit(entry, entry.with_content(tags=tags)))
    if not edits:
        return None
    names = names_in([edit.item.content["name"] for edit in edits])
    signed_tags = " ".join([*(f"+{tag}" for tag in added), *(f"-{tag}" for tag in drop)])
    said = ChangeText.ENTRIES_TAGGED.format(names=names, signed_tags=signed_tags)
    return store.workspace.commit(edits, by=person_named(who), text=said)


def write_note(
    store: Store, network: Network | None, who: str, text: str, node_id: str, note: str
) -> Item:
    """Write a note about an entry of a list, or about the list itself if the id is empty."""
    item = find_list(store, who, text)
    about, name = "", item.content["name"]
    if node_id:
        entry = find_entries(store, network, item, [node_id])[0]
        about, name = entry.about, entry.content["name"]
    key = f"note:{secrets.token_hex(8)}"
    content = {"text": note_text(note)}
    new = Item(key, NOTE, person_named(who), item.id, about, content=content)
    change = store.workspace.commit(
        [Edit(None, new)],
        by=person_named(who),
        text=ChangeText.NOTE_WRITTEN.format(name=name),
    )
    return change.edits[0].item


def edit_note(store: Store, who: str, note_id: str, note: str, *, seen: int | None = None) -> Item:
    """Change the text of a note; an empty text removes it. ``seen`` is the version that the user
    was shown; if it is no longer the stored one, EditConflict is raised and nothing is written."""
    item = _find_note(store, who, note_id)
    as_seen([item], seen)
    new = item.with_content(text=note_text(note)) if note.strip() else None
    said = ChangeText.NOTE_CHANGED if new else ChangeText.NOTE_REMOVED
    change = store.workspace.commit([Edit(item, new)], by=person_named(who), text=said)
    return change.edits[0].item


def _find_note(store: Store, who: str, note_id: str) -> Item:
    lists = {item.id for item in store.workspace.items(LIST) if sees(item, who)}
    for item in store.workspace.items(NOTE):
        if item.id == note_id and item.within in lists:
            return item
    raise InputError(
        "{who} has no access to a note with the id {note_id!r}; it may have been removed",
        who=who,
        note_id=note_id,
    )


def stage_of(item: Item, text: str) -> str:
    """The stage of a list with a name in any case; raises InputError if there is none."""
    for stage in item.content["stages"]:
        if stage.casefold() == " ".join(text.split()).casefold():
            return str(stage)
    stages = ", ".join(item.content["stages"])
    raise InputError(
        "the list {name!r} has no stage {text!r}; it has {stages}",
        name=item.content["name"],
        text=text,
        stages=stages,
    )


def as_seen(items: list[Item], seen: int | None, who: str = "") -> list[Item]:
    """Return the items; raises EditConflict if anybody but ``who`` changed one since the version
    ``seen``."""
    for item in items:
        if seen is not None and item.version != seen and item.by != who:
            name = item.content.get("name") or item.content.get("text")
            raise EditConflict(
                "{name!r} was changed by {by} in the meantime, so your change was not made: "
                "look at it again, then repeat",
                name=name,
                by=item.by,
            )
    return items


def _change(store: Store, who: str, item: Item, new: Item, said: str) -> Item:
    if new == item:
        return item
    return store.workspace.commit([Edit(item, new)], by=person_named(who), text=said).edits[0].item


def _check_name_is_free(store: Store, owner: str, name: str, item_id: str = "") -> None:
    for item in store.workspace.items(LIST):
        same = item.content["name"].casefold() == name.casefold() and item.id != item_id
        if same and item.owner.casefold() == owner.casefold():
            raise InputError(
                "{owner} has a list called {name!r} already; choose another name",
                owner=owner,
                name=name,
            )


def _stages(stages: Sequence[str]) -> list[str]:
    names = distinct_names(stages, words.mark("a stage"))
    if not names:
        raise InputError(
            "a list needs at least one stage; the usual ones: {names}", names=", ".join(STAGES)
        )
    return names


def _shared(shared: bool) -> str:
    return EVERYBODY if shared else NOBODY


def heading_of(item: Item, items: Sequence[Item]) -> ListHeading:
    """Build the heading of a list from its item and the items within it."""
    counts = Counter(each.content["stage"] for each in items if each.type == ENTRY)
    latest = max((item, *items), key=lambda each: each.version)
    content = item.content
    return ListHeading(
        item.id, content["name"], item.owner, item.shared, tuple(content["stages"]),
        tuple(content["tags"]), content["namespace"],
        {stage: counts.get(stage, 0) for stage in content["stages"]},
        latest.by, latest.on, latest.version,
    )  # fmt: skip
