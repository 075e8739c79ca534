"""Contents of a list resolved against the current network: merged, deleted and withheld nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphmodel.errors import InputError
from graphmodel.network.captions import summary
from graphmodel.network.name_folding import fold_name
from graphmodel.network.network import Network
from graphmodel.store.base import Store
from graphmodel.store.workspace_log import Item
from graphmodel.workspace.lists import ENTRY, NOTE, ListHeading, find_list, heading_of
from graphmodel.workspace.withheld import withheld_among


@dataclass(frozen=True)
class Note:
    """A note: who wrote it, and who changed it last and when (an ISO time)."""

    id: str
    text: str
    owner: str
    by: str
    on: str
    version: int


@dataclass(frozen=True)
class Entry:
    """An entry on a list.

    ``id`` is the current id of the node and ``listed_as`` the ids under which it was added, several
    if records have since been merged. ``name`` and ``line``, which tells namesakes apart, come from
    the network; if the node is no longer there, ``gone`` is true and ``name`` is the one it had
    when added. ``added_by`` added it on ``added_on`` (an ISO time); ``because`` gives the reasons.
    """

    id: str
    listed_as: tuple[str, ...]
    name: str
    kind: str
    line: str
    gone: bool
    stage: str
    tags: tuple[str, ...]
    notes: tuple[Note, ...]
    added_by: str
    added_on: str
    because: str
    by: str
    on: str
    version: int


@dataclass(frozen=True)
class ListContents:
    """A list with its contents, in order of stage. ``withheld`` counts the entries omitted because
    they may not be shown."""

    heading: ListHeading
    entries: tuple[Entry, ...]
    notes: tuple[Note, ...]
    withheld: int


def read_list(store: Store, network: Network, who: str, text: str) -> ListContents:
    """Read a list by id or name; raises InputError as ``find_list`` does."""
    item = find_list(store, who, text)
    items = store.workspace.items(within=item.id)
    entries = sorted((i for i in items if i.type == ENTRY), key=lambda i: str(i.content["added"]))
    notes = [each for each in items if each.type == NOTE]
    withheld = withheld_among(store, network, (entry.about for entry in entries))
    shown = [entry for entry in entries if entry.about not in withheld]
    groups: dict[str, list[Item]] = {}
    for entry in shown:
        groups.setdefault(network.canonical_id(entry.about), []).append(entry)
    stages = item.content["stages"]
    written: dict[str, list[Item]] = {}
    for note in notes:
        written.setdefault(note.about, []).append(note)
    listed = [_entry(network, key, group, written) for key, group in groups.items()]
    listed.sort(key=lambda e: (_rank(stages, e.stage), e.name.casefold(), e.id))
    heading = heading_of(item, items)
    of_list = tuple(_note(note) for note in notes if not note.about)
    return ListContents(heading, tuple(listed), of_list, len(entries) - len(shown))


def _rank(stages: Sequence[str], stage: str) -> int:
    return stages.index(stage) if stage in stages else len(stages)


def _entry(
    network: Network, node_id: str, group: Sequence[Item], notes: Mapping[str, Sequence[Item]]
) -> Entry:
    """Build one entry of a list from its stored entries in order of time and the notes by node id.
    If records were merged, the entry changed last sets the stage; tags, notes and reasons are
    combined."""
    latest = max(group, key=lambda item: item.version)
    first = group[0]
    gone = node_id not in network
    about = {item.about for item in group}
    own = sorted((note for key in about for note in notes.get(key, ())), key=lambda note: note.id)
    return Entry(
        id=node_id,
        listed_as=tuple(sorted(about)),
        name=first.content["name"] if gone else network.name_of(node_id),
        kind=first.content["kind"] if gone else network.kinds[network.index(node_id)],
        line="" if gone else summary(network, network.index(node_id)),
        gone=gone,
        stage=latest.content["stage"],
        tags=_united(group, "tags"),
        notes=tuple(map(_note, own)),
        added_by=first.owner,
        added_on=first.content["added"],
        because="; ".join(
            dict.fromkeys(i.content["because"] for i in group if i.content["because"])
        ),
        by=latest.by,
        on=latest.on,
        version=latest.version,
    )


def _united(group: Sequence[Item], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for item in group for value in item.content[name]))


def _note(item: Item) -> Note:
    return Note(item.id, item.content["text"], item.owner, item.by, item.on, item.version)


def entry_ids(
    store: Store, network: Network, who: str, text: str, wanted: Sequence[str]
) -> list[str]:
    """Resolve texts, each an id or a name in any case, to the ids of entries on a list; raises
    InputError for a text that matches no entry or several."""
    entries = read_list(store, network, who, text).entries
    listed = {key: entry.id for entry in entries for key in (*entry.listed_as, entry.id)}
    ids = []
    for each in wanted:
        by_id = listed.get(each) or listed.get(network.canonical_id(each))
        named = (
            [by_id] if by_id else [e.id for e in entries if fold_name(e.name) == fold_name(each)]
        )
        if not named:
            raise InputError(
                "{node_id!r} is not on the list {name!r}; see who is: graphmodel list show "
                "{name!r}",
                node_id=each,
                name=text,
            )
        if len(named) > 1:
            raise InputError(
                "{text!r} is the name of several; give one of {ids}",
                text=each,
                ids=", ".join(named),
            )
        ids += named
    return ids
