"""Watches: a person, school, list or search of people that a user follows across imports.

A watch remembers the latest import that its user has seen and, for a search, who matched it then.
Later changes are reported with the facts themselves; marking them as seen is a change like any
other and can be undone. Only its owner sees a watch.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.ingest.ledger.changes import FactChange, changes_since
from graphmodel.network.name_folding import fold_name
from graphmodel.network.network import Network
from graphmodel.schema.declarations import UNITS
from graphmodel.schema.model import link_kinds
from graphmodel.store.base import Store
from graphmodel.store.workspace_log import Change, Edit, Item
from graphmodel.workspace.change_texts import ChangeText, names_in
from graphmodel.workspace.contents import read_list
from graphmodel.workspace.declarations import LIST, WATCH
from graphmodel.workspace.lists import find_list, sees
from graphmodel.workspace.withheld import withheld_among
from graphmodel.workspace.wording import name_of, person_named

NODE, SEARCH = "node", "search"
"""Subjects of a watch, besides LIST."""

NOTHING_TO_MARK = "All of it was seen already, or came with an import that is not finished yet."
"""Shown when ``mark_seen`` had nothing to change."""

Finder = Callable[[Mapping[str, Any]], list[str]]
"""Finds who matches the description of a watched search (``analysis.people.watched.fitting_now``);
raises InputError if something in it no longer exists."""


@dataclass(frozen=True)
class Watch:
    """A node, list or search (``subject``) that ``owner`` follows: ``target`` is its id, and
    ``description`` the fields of a search. ``seen`` is the number of the latest import when the
    owner last looked, at ``on`` (an ISO time), and ``matches`` who matched a search then."""

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
    """News about a watch: changes to facts and, for a search, the ids of people who match now but
    did not before (``arrived``) and of those who no longer do (``left``). ``problem`` explains why
    there is nothing to report, if so. Marking it as seen covers the imports up to ``until``, with
    ``fits`` as the people who matched."""

    watch: Watch
    changes: tuple[FactChange, ...] = ()
    arrived: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    problem: str = ""
    until: int = 0
    fits: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """The number of changes to report."""
        return len(self.changes) + len(self.arrived) + len(self.left)


@dataclass(frozen=True)
class OwnWatches:
    """A user's watches; ``withheld`` counts those omitted because they are of people who may not be
    shown."""

    watches: tuple[Watch, ...]
    withheld: int = 0


def watches(store: Store, who: str) -> list[Watch]:
    """A user's watches, by name."""
    items = [item for item in store.workspace.items(WATCH) if sees(item, who)]
    return sorted(map(_watch, items), key=lambda watch: (watch.name.casefold(), watch.id))


def shown_watches(store: Store, network: Network, who: str) -> OwnWatches:
    """A user's watches, by name, without those of people who may not be shown."""
    own = watches(store, who)
    withheld = withheld_among(store, network, (w.target for w in own if w.subject == NODE))
    shown = tuple(watch for watch in own if watch.target not in withheld)
    return OwnWatches(shown, len(own) - len(shown))


def watch_of(store: Store, network: Network, who: str, target: str) -> Watch | None:
    """A user's existing watch of a target, if any; a node is found under the id of any record
    merged into it."""
    target = network.canonical_id(target)
    own = watches(store, who)
    return next((watch for watch in own if network.canonical_id(watch.target) == target), None)


def watch_node(store: Store, network: Network, who: str, node_id: str) -> Watch:
    """Watch a person, work, school or any other node by id."""
    node_id = network.ids[network.index(node_id)]
    _check_is_new(watch_of(store, network, who, node_id))
    return _kept(store, who, NODE, node_id, network.name_of(node_id), about=node_id)


def watch_list(store: Store, who: str, text: str) -> Watch:
    """Watch everything on a list, given by id or name."""
    item = find_list(store, who, text)
    return _kept(store, who, LIST, item.id, item.content["name"])


def watch_search(
    store: Store, who: str, name: str, description: Mapping[str, Any], matches: Sequence[str]
) -> Watch:
    """Watch a search of people under a name: the fields of its description, and who matches it."""
    name = name_of(name, words.mark("the name of the search"))
    target = target_of(description)
    return _kept(store, who, SEARCH, target, name, description=description, matches=matches)


def target_of(description: Mapping[str, Any]) -> str:
    """The target of a watched search: a digest, which names nobody."""
    text = json.dumps(description, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def mark_seen(store: Store, who: str, shown: Sequence[News]) -> Change | None:
    """Record that a user has seen this news as shown. Later changes stay new, and a watch with a
    problem, for which nothing was shown, stays unchanged. None if all of it was seen already."""
    seen = {each.watch.id: each for each in shown if not each.problem}
    edits = []
    for item in store.workspace.items(WATCH):
        told = seen.get(item.id)
        # Skip news that is older than what was marked as seen elsewhere since.
        if told is None or not sees(item, who) or told.until < item.content["seen"]:
            continue
        new = item.with_content(seen=told.until, matches=list(told.fits))
        edits += [Edit(item, new)] if new != item else []
    if not edits:
        return None
    names = names_in([edit.item.content["name"] for edit in edits])
    text = ChangeText.WATCH_SEEN.format(names=names)
    return store.workspace.commit(edits, by=person_named(who), text=text)


def unwatch(store: Store, who: str, text: str) -> Change:
    """Stop watching something, by the id or name of the watch or of what is watched."""
    chosen = find_watch(store, who, text)
    items = [item for item in store.workspace.items(WATCH) if item.id == chosen.id]
    text = ChangeText.WATCH_ENDED.format(name=chosen.name)
    return store.workspace.commit(
        [Edit(item, None) for item in items], by=person_named(who), text=text
    )


def find_watch(store: Store, who: str, text: str) -> Watch:
    """Find a watch by its id or name, or by the id of what is watched; raises InputError if none or
    several match."""
    own = watches(store, who)
    exact = [watch for watch in own if text in (watch.id, watch.target)]
    named = exact or [watch for watch in own if fold_name(watch.name) == fold_name(text)]
    if len(named) == 1:
        return named[0]
    if named:
        ids = ", ".join(watch.id for watch in named)
        raise InputError(
            "{text!r} is the name of several watches; give one of {ids}", text=text, ids=ids
        )
    raise InputError("you do not watch {text!r}; see: graphmodel watches list", text=text)


def news(store: Store, network: Network, watch: Watch, find: Finder) -> News:
    """Report what imports changed about a watched subject since its user last looked: facts, for
    people also how festivals recognised their works, and for a search who matches now and who no
    longer does. People who may not be shown are left out."""
    until = _latest(store)
    try:
        ids = _watched_ids(store, network, watch)
        matches = find(watch.description) if watch.subject == SEARCH else []
    except InputError as error:
        return News(watch, problem=str(error))
    # Records merged since the user last looked count as one.
    fits, fitted = ({*map(network.canonical_id, each)} for each in (matches, watch.matches))
    ids |= record_ids(network, fits)
    return News(
        watch,
        changes=tuple(changes_about(store, network, _seen(store, watch), ids)),
        arrived=tuple(sorted(fits - fitted)),
        left=tuple(sorted(key for key in fitted - fits if key in network)),
        until=until,
        fits=tuple(sorted(fits)),
    )


def changes_about(
    store: Store, network: Network, number: int, nodes: Collection[str] | None = None
) -> list[FactChange]:
    """Changes that the imports after the one with this number (0: all) made to all facts, or to
    those about ``nodes``, each given by the id of any of its records; for people also how festivals
    recognised their works. People who may not be shown are left out. Raises InputError for a number
    that no import has."""
    ids = None if nodes is None else record_ids(network, nodes)
    works = record_ids(network, _works_of(network, ids or ()))
    further = dict.fromkeys(link_kinds("selection"), works)
    changes = changes_since(store, number, ids, further)
    return [change for change in changes if _may_be_shown(network, change)]


def _may_be_shown(network: Network, change: FactChange) -> bool:
    """Whether every node of a change may be shown; one that is not in the network may be a withheld
    person."""
    return all(node_id in network for node_id in change.nodes)


def record_ids(network: Network, nodes: Collection[str]) -> set[str]:
    """The ids of every record of these nodes, each given by the id of any of its records."""
    canonical = {network.canonical_id(node_id) for node_id in nodes}
    if network.records.is_empty():
        return canonical
    joined = network.records.filter(pl.col("joined_as").is_in(list(canonical)))
    return {*canonical, *joined["id"]}


def _watched_ids(store: Store, network: Network, watch: Watch) -> set[str]:
    if watch.subject == LIST:
        try:
            entries = read_list(store, network, watch.owner, watch.target).entries
        except InputError as error:
            raise InputError("the list was deleted or is no longer shared") from error
        return record_ids(network, [entry.id for entry in entries if not entry.gone])
    if watch.subject == SEARCH:
        return record_ids(network, watch.matches)
    if withheld_among(store, network, [watch.target]):
        raise InputError("it may not be shown")
    if watch.target not in network:
        raise InputError("{watch} is no longer in the store", watch=watch.name)
    return record_ids(network, [network.canonical_id(watch.target)])


def _works_of(network: Network, ids: Collection[str]) -> set[str]:
    """The ids of the works on which people among these nodes have a credit."""
    people = [
        i for key in ids if key in network and network.kinds[i := network.index(key)] == UNITS[0]
    ]
    credits = network.adjacency(*link_kinds("credit"))
    return {network.ids[work] for person in people for work in credits.of(person)[0].tolist()}


def _latest(store: Store) -> int:
    """The number of the latest import before the first unfinished one, which may still bring
    changes."""
    records = store.imports()
    pending = [record.number for record in records if record.state == "unfinished"]
    first = min(pending, default=math.inf)
    return max((record.number for record in records if record.number < first), default=0)


def _seen(store: Store, watch: Watch) -> int:
    """The number of the latest existing import that the user has seen."""
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
    """Write a watch; its id is derived from user and target, so that nobody has it twice."""
    who = person_named(who)
    digest = hashlib.sha256(json.dumps([who.casefold(), subject, target]).encode()).hexdigest()
    key = f"watch:{digest[:16]}"
    _check_is_new(next((watch for watch in watches(store, who) if watch.id == key), None))
    content = {
        "subject": subject, "target": target, "name": name, "description": description or {},
        "matches": list(matches), "seen": _latest(store),
    }  # fmt: skip
    item = Item(key, WATCH, who, key, about, content=content)
    edit = Edit(None, item)
    text = ChangeText.WATCH_BEGUN.format(name=name)
    change = store.workspace.commit([edit], by=who, text=text)
    return _watch(change.edits[0].item)


def _check_is_new(held: Watch | None) -> None:
    if held is not None:
        raise InputError("you watch {name!r} already", name=held.name)


def _watch(item: Item) -> Watch:
    content = item.content
    return Watch(
        item.id, content["subject"], content["target"], content["name"], content["description"],
        tuple(content["matches"]), content["seen"], item.owner, item.on, item.version,
    )  # fmt: skip
