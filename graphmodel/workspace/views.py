"""Saved views: named pictures with their filters, colours, positions and a note.

A view keeps the URL parameters of the picture, including notes on the canvas, and the picture as
drawn, for a thumbnail and to report what is no longer there. Every user of the store can open the
link of a shared view; only its owner changes it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.store.base import Store
from graphmodel.store.workspace_log import EVERYBODY, NOBODY, Change, Edit, Item
from graphmodel.workspace.change_texts import ChangeText
from graphmodel.workspace.declarations import VIEW
from graphmodel.workspace.lists import as_seen, sees
from graphmodel.workspace.withheld import withheld_among
from graphmodel.workspace.wording import name_of, note_text, person_named

Parameters = Mapping[str, Sequence[str]]

MOST_NODES = 5_000
"""Pictures with more nodes are not saved: nobody could take them in."""


@dataclass(frozen=True)
class DrawnNode:
    """A node as it was drawn: its name, colour (#rrggbb) and position in picture units."""

    name: str
    colour: str
    x: int
    y: int


@dataclass(frozen=True)
class Drawing:
    """A picture as it was drawn: its nodes by id, and the pairs of ids that lines join."""

    nodes: Mapping[str, DrawnNode]
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SavedView:
    """A named view.

    ``parameters`` are those of the picture's URL. ``nodes`` is the number of nodes when it was
    saved; those of people who have withdrawn are missing from ``drawing``, and so are the
    ``unreadable`` ones, which are stored in a form that cannot be read. ``shared`` is everybody or
    nobody; ``on`` is an ISO time.
    """

    id: str
    name: str
    namespace: str
    note: str
    parameters: dict[str, list[str]]
    drawing: Drawing
    nodes: int
    unreadable: int
    owner: str
    shared: str
    by: str
    on: str
    version: int

    @property
    def link(self) -> str:
        """The short link, relative to the root of the server."""
        return f"/explore?view={self.id}"


@dataclass(frozen=True)
class Missing:
    """Nodes of a saved view that the network no longer has: the names of those that are gone, and
    the count of all, including those that may not be shown. ``unreadable`` counts further nodes
    stored in a form that cannot be read."""

    names: tuple[str, ...]
    count: int
    unreadable: int = 0

    def sentence(self) -> str:
        """What is missing, as a sentence; empty if nothing is."""
        return " ".join(filter(None, (self._gone(), unreadable_words(self.unreadable))))

    def _gone(self) -> str:
        if not self.count:
            return ""
        names = words.listed(*self.names[:3])
        if not names:
            return words.count(
                "{n:,} of its nodes is no longer here.",
                "{n:,} of its nodes are no longer here.",
                self.count,
            )
        more = self.count - len(self.names[:3])
        return words.count(
            "{n:,} of its nodes is no longer here: {names}.",
            "{n:,} of its nodes are no longer here: {names}.",
            self.count,
            names=words.say("{names} and {n:,} more", names=names, n=more) if more else names,
        )


def unreadable_words(count: int) -> str:
    """A sentence on how many nodes of a view cannot be read; empty if all can."""
    return words.say("{n:,} of its nodes cannot be read.", n=count) if count else ""


def saved_views(store: Store, who: str) -> list[SavedView]:
    """The views that a user sees, their own and shared ones, by name."""
    views = [_view(item) for item in store.workspace.items(VIEW) if sees(item, who)]
    return sorted(views, key=lambda view: (view.name.casefold(), view.id))


def find_view(store: Store, who: str, text: str) -> SavedView:
    """Find a view by id or by name in any case; raises InputError if none or several match."""
    return _view(_item(store, who, text))


def save_view(
    store: Store,
    who: str,
    name: str,
    namespace: str,
    parameters: Parameters,
    drawing: Drawing,
    *,
    note: str = "",
    shared: bool = True,
    replace_own: bool = False,
) -> SavedView:
    """Save a view under a name. Raises InputError if its owner already has one of this name, unless
    it is to be replaced, and for a picture that is empty or has more than MOST_NODES nodes."""
    who, name = person_named(who), name_of(name, words.mark("the name of the view"))
    if not 0 < len(drawing.nodes) <= MOST_NODES:
        raise InputError(
            "the picture has {n:,} nodes; a view has 1 to {most:,}",
            n=len(drawing.nodes),
            most=MOST_NODES,
        )
    content = {
        "name": name,
        "namespace": namespace,
        "note": note_text(note) if note.strip() else "",
        "parameters": {key: list(values) for key, values in parameters.items() if values},
        "nodes": {key: asdict(node) for key, node in drawing.nodes.items()},
        "lines": [list(pair) for pair in drawing.lines],
        "count": len(drawing.nodes),
    }
    before = _own_named(store, who, name)
    if before is not None and not replace_own:
        raise InputError(
            "{who} has a view called {name!r} already; choose another name", who=who, name=name
        )
    key = before.id if before is not None else f"v{secrets.token_hex(4)}"
    item = Item(key, VIEW, who, key, shared=EVERYBODY if shared else NOBODY, content=content)
    said = ChangeText.VIEW_SAVED if before is None else ChangeText.VIEW_SAVED_AGAIN
    return _written(store, who, Edit(before, item), said.format(name=name))


def describe_view(
    store: Store, who: str, text: str, *, name: str | None = None, note: str | None = None,
    shared: bool | None = None, seen: int | None = None,
) -> SavedView:  # fmt: skip
    """Change the name, note or sharing of the user's own view; None leaves a value unchanged."""
    item = _owned(store, who, text)
    as_seen([item], seen)
    new = item
    if name is not None:
        name = name_of(name, words.mark("the name of the view"))
        held = _own_named(store, item.owner, name)
        if held is not None and held.id != item.id:
            raise InputError(
                "{who} has a view called {name!r} already; choose another name", who=who, name=name
            )
        new = new.with_content(name=name)
    if note is not None:
        new = new.with_content(note=note_text(note) if note.strip() else "")
    if shared is not None:
        new = replace(new, shared=EVERYBODY if shared else NOBODY)
    if new == item:
        return _view(item)
    said = ChangeText.VIEW_CHANGED.format(name=new.content["name"])
    return _written(store, who, Edit(item, new), said)


def remove_view(store: Store, who: str, text: str) -> Change:
    """Remove the user's own view; undoing restores it."""
    item = _owned(store, who, text)
    said = ChangeText.VIEW_REMOVED.format(name=item.content["name"])
    return store.workspace.commit([Edit(item, None)], by=person_named(who), text=said)


def missing_from(store: Store, network: Network, view: SavedView) -> Missing:
    """Compare a view with the current network. Nodes that may not be shown are counted, not
    named."""
    nodes = view.drawing.nodes
    withheld = withheld_among(store, network, nodes)
    gone = [key for key in nodes if key not in network and key not in withheld]
    names = tuple(sorted(nodes[key].name for key in gone))
    here = sum(key in network for key in nodes)
    return Missing(names, view.nodes - here - view.unreadable, view.unreadable)


def _item(store: Store, who: str, text: str) -> Item:
    visible = [item for item in store.workspace.items(VIEW) if sees(item, who)]
    wanted = " ".join(text.split()).casefold()
    named = [item for item in visible if item.id == text] or [
        item for item in visible if item.content["name"].casefold() == wanted
    ]
    if len(named) == 1:
        return named[0]
    if named:
        ids = words.listed(
            *(words.say("{id} (of {owner})", id=item.id, owner=item.owner) for item in named)
        )
        raise InputError(
            "{text!r} is the name of several views; give one of {ids}", text=text, ids=ids
        )
    raise InputError(
        "there is no view {text!r}, or you do not see it; see: graphmodel views list", text=text
    )


def _owned(store: Store, who: str, text: str) -> Item:
    item = _item(store, who, text)
    if item.owner.casefold() != person_named(who).casefold():
        raise InputError(
            "only {owner}, whose view it is, can change it; save your own", owner=item.owner
        )
    return item


def _own_named(store: Store, who: str, name: str) -> Item | None:
    for item in store.workspace.items(VIEW):
        same = item.content["name"].casefold() == name.casefold()
        if same and item.owner.casefold() == who.casefold():
            return item
    return None


def _written(store: Store, who: str, edit: Edit, text: str) -> SavedView:
    change = store.workspace.commit([edit], by=person_named(who), text=text)
    return _view(change.edits[0].item)


def _view(item: Item) -> SavedView:
    content = item.content
    read = {key: _node(values) for key, values in content["nodes"].items()}
    nodes = {key: node for key, node in read.items() if node is not None}
    return SavedView(
        item.id, content["name"], content["namespace"], content["note"],
        {key: list(values) for key, values in content["parameters"].items()},
        Drawing(nodes, _lines(content["lines"], nodes)), content["count"],
        len(read) - len(nodes), item.owner, item.shared, item.by, item.on, item.version,
    )  # fmt: skip


def _node(values: Any) -> DrawnNode | None:
    """Read a stored node; None if it is malformed, as in a file from elsewhere."""
    if not isinstance(values, Mapping) or set(values) != _STORED:
        return None
    node = DrawnNode(**values)
    texts, numbers = (node.name, node.colour), (node.x, node.y)
    readable = all(isinstance(text, str) for text in texts) and all(type(n) is int for n in numbers)
    return node if readable else None


_STORED = {field.name for field in fields(DrawnNode)}


def _lines(pairs: Sequence[Any], nodes: Mapping[str, DrawnNode]) -> tuple[tuple[str, str], ...]:
    """The lines with both ends left; ids of people who have withdrawn are removed from them."""
    return tuple(
        (pair[0], pair[1]) for pair in pairs if len(pair) == 2 and all(key in nodes for key in pair)
    )
