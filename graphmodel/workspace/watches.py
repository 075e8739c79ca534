"""Watches: a person, school, list or search of people that somebody follows from import to import.

A watch remembers up to which import its user has seen what there is, and of a search also who
fitted it then. What came since is told with the facts themselves; marking it as seen is a change
like any other and can be undone. Watches are seen by whoever keeps them alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from graphmodel.errors import InputError
from graphmodel.ingest.ledger.changes import FactChange, changes_since
from graphmodel.network.name_folding import fold_name
from graphmodel.network.network import Network
from graphmodel.store.base import Store
from graphmodel.store.workspace_log import Change, Edit, Item
from graphmodel.workspace.contents import read_list
from graphmodel.workspace.declarations import LIST, WATCH
from graphmodel.workspace.lists import find_list, sees
from graphmodel.workspace.wording import name_of, person_named

NODE, SEARCH = "node", "search"
"""What is watched beside a LIST."""


Finder = Callable[[Mapping[str, Any]], list[str]]
"""Finds who fits the description of a watched search (``analysis.people.watched.fitting_now``); it
raises InputError for what is no longer there."""


@dataclass(frozen=True)
class Watch:
    """Something that ``owner`` follows: a ``subject`` (node, list or search) by its id, of a search
    the fields of its description. ``seen`` is the number of the latest import when they looked
    last, at ``on`` (an ISO time), and ``matches`` who fitted a search then."""

    id: str
    subject: str
    target: str
    name: str
    description: Mapping[str, Any]
    matches: tuple[str, ...]
    seen: int
    owner: str
    on: str
    version: int


@dataclass(frozen=True)
class News:
    """What is new to somebody about what they watch: what became of facts, and of a search who
    fits now and did not, and who no longer does, by their ids. ``problem`` says in words why
    there is nothing to tell, if so."""

    watch: Watch
    changes: tuple[FactChange, ...] = ()
    arrived: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    problem: str = ""

    @property
    def count(self) -> int:
        """How much there is to tell."""
        return len(self.changes) + len(self.arrived) + len(self.left)


def watches(store: Store, who: str) -> list[Watch]:
    """What somebody watches, by name."""
    items = [item for item in store.workspace.items(WATCH) if sees(item, who)]
    return sorted(map(_watch, items), key=lambda watch: (watch.name.casefold(), watch.id))


def watch_node(store: Store, network: Network, who: str, node_id: str) -> Watch:
    """Follow a person, work, school or anything else by its id."""
    node_id = network.ids[network.index(node_id)]
    return _kept(store, who, NODE, node_id, network.name_of(node_id), about=node_id)


def watch_list(store: Store, who: str, text: str) -> Watch:
    """Follow everybody and everything on a list, by its id or name."""
    item = find_list(store, who, text)
    return _kept(store, who, LIST, item.id, item.content["name"])


def watch_search(
    store: Store, who: str, name: str, description: Mapping[str, Any], matches: Sequence[str]
) -> Watch:
    """Follow a search of people under a name: the fields of its description, and who fits it."""
    name = name_of(name, "the name of the search")
    target = target_of(description)
    return _kept(store, who, SEARCH, target, name, description=description, matches=matches)


def target_of(description: Mapping[str, Any]) -> str:
    """What stands for a search as the target of a watch: a digest, which names nobody."""
    text = json.dumps(description, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def mark_seen(store: Store, who: str, chosen: Sequence[Watch], find: Finder) -> Change | None:
    """Note that somebody has seen what is new about these watches by now; None if all was seen
    already."""
    latest = _latest(store)
    matches: dict[str, list[str]] = {}
    for watch in chosen:
        with suppress(InputError):  # what cannot be asked any more keeps whom it had
            matches[watch.id] = _matches(watch, find)
    edits = []
    for item in store.workspace.items(WATCH):
        if item.id in {watch.id for watch in chosen} and sees(item, who):
            fits = matches.get(item.id, item.content["matches"])
            new = item.with_content(seen=latest, matches=fits)
            edits += [Edit(item, new)] if new != item else []
    if not edits:
        return None
    text = f"saw what is new about {_names([edit.item.content['name'] for edit in edits])}"
    return store.workspace.commit(edits, by=person_named(who), text=text)


def unwatch(store: Store, who: str, text: str) -> Change:
    """Follow something no longer, by the id or name of the watch or of what is watched."""
    chosen = find_watch(store, who, text)
    items = [item for item in store.workspace.items(WATCH) if item.id == chosen.id]
    words = f"stopped watching {chosen.name!r}"
    return store.workspace.commit(
        [Edit(item, None) for item in items], by=person_named(who), text=words
    )


def find_watch(store: Store, who: str, text: str) -> Watch:
    """The watch with an id or name, or of something with that id; raises InputError for none or
    several."""
    own = watches(store, who)
    exact = [watch for watch in own if text in (watch.id, watch.target)]
    named = exact or [watch for watch in own if fold_name(watch.name) == fold_name(text)]
    if len(named) == 1:
        return named[0]
    if named:
        ids = ", ".join(watch.id for watch in named)
        raise InputError(f"{text!r} is the name of several watches; give one of {ids}")
    raise InputError(f"you do not watch {text!r}; see: graphmodel watches list")


def news(store: Store, network: Network, watch: Watch, find: Finder) -> News:
    """What imports brought about something since its watcher looked, and of a search who fits now
    and who no longer does. Nothing is told of people who may not be shown."""
    try:
        ids = _watched_ids(store, network, watch)
        fits, fitted = set(_matches(watch, find)), set(watch.matches)
    except InputError as error:
        return News(watch, problem=str(error))
    changes = changes_since(store, _seen(store, watch), ids | fits)
    shown = [c for c in changes if may_be_shown(network, c)]
    if watch.subject != SEARCH:
        return News(watch, tuple(shown))
    left = sorted(key for key in fitted - fits if key in network)
    return News(watch, tuple(shown), tuple(sorted(fits - fitted)), tuple(left))


def _matches(watch: Watch, find: Finder) -> list[str]:
    """Who fits a search now; nobody for anything else."""
    return find(watch.description) if watch.subject == SEARCH else []


def may_be_shown(network: Network, change: FactChange) -> bool:
    """Whether every node that a change is about may be shown; what is gone from the network may
    be somebody who is withheld."""
    return all(node_id in network for node_id in change.nodes)


def record_ids(network: Network, nodes: Sequence[str]) -> set[str]:
    """The ids of every record of these nodes."""
    ids = set(nodes)
    for node_id in nodes:
        if node_id in network:
            ids |= {record["id"] for record in network.merged_records(network.index(node_id))}
    return ids


def _watched_ids(store: Store, network: Network, watch: Watch) -> set[str]:
    if watch.subject == LIST:
        entries = read_list(store, network, watch.owner, watch.target).entries
        return record_ids(network, [entry.id for entry in entries if not entry.gone])
    if watch.subject == SEARCH:
        return record_ids(network, watch.matches)
    if watch.target not in network:
        raise InputError(f"{watch.name} is no longer in the store")
    return record_ids(network, [network.canonical_id(watch.target)])


def _latest(store: Store) -> int:
    return max((record.number for record in store.imports()), default=0)


def _seen(store: Store, watch: Watch) -> int:
    """The number of an import up to which all was seen."""
    numbers = [record.number for record in store.imports() if record.number <= watch.seen]
    return max(numbers, default=0)


def _kept(
    store: Store,
    who: str,
    subject: str,
    target: str,
    name: str,
    *,
    about: str = "",
    description: Mapping[str, Any] | None = None,
    matches: Sequence[str] = (),
) -> Watch:
    """Write a watch; its id is made of who watches what, so that nobody has it twice."""
    who = person_named(who)
    digest = hashlib.sha256(json.dumps([who.casefold(), subject, target]).encode()).hexdigest()
    key = f"watch:{digest[:16]}"
    held = next((watch for watch in watches(store, who) if watch.id == key), None)
    if held is not None:
        raise InputError(f"you watch {held.name!r} already")
    content = {
        "subject": subject, "target": target, "name": name, "description": description or {},
        "matches": list(matches), "seen": _latest(store),
    }  # fmt: skip
    item = Item(key, WATCH, who, key, about, content=content)
    edit = Edit(None, item)
    change = store.workspace.commit([edit], by=who, text=f"began to watch {name!r}")
    return _watch(change.edits[0].item)


def _names(names: Sequence[str]) -> str:
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _watch(item: Item) -> Watch:
    content = item.content
    return Watch(
        item.id, content["subject"], content["target"], content["name"], content["description"],
        tuple(content["matches"]), content["seen"], item.owner, item.on, item.version,
    )  # fmt: skip
