"""The state of a page, kept in its URL: a link opens what its parameters describe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from graphmodel.network.name_script import ORIGINAL, SCRIPTS
from graphmodel.network.network import Network
from graphmodel.pictures.growth import (
    MORE,
    Addition,
    Expansion,
    Group,
    Restriction,
    group_from,
    growth_from,
)
from graphmodel.pictures.moves import (
    Move,
    Position,
    mark_of,
    moves_from,
    moves_text,
    with_moves,
    without_step,
)
from graphmodel.pictures.notes import Note, notes_from, with_note
from graphmodel.pictures.selection import Years
from graphmodel.schema.model import REAL
from graphmodel.ui.shared import session
from graphmodel.ui.shared.session import Parameters

NAMESPACE = session.NAMESPACE
NAMES = session.NAMES

Value = str | Sequence[str] | None
Write = Callable[..., None]
"""A function that changes parameters of the page, as ``write`` does."""


def read(name: str, default: str = "") -> str:
    """Return the last value of a parameter of the page."""
    values = read_all(name)
    return values[-1] if values else default


def read_all(name: str) -> tuple[str, ...]:
    """Return all values of a parameter of the page, in order."""
    return tuple(session.parameters().get(name, ()))


def number(name: str) -> int | None:
    """Return a parameter that is a whole number of at most four digits; None for anything else."""
    return _number(read(name))


def write(**values: Value) -> None:
    """Change parameters of the current page; an empty value removes the parameter."""
    _replace({**session.parameters(), **{name: listed(value) for name, value in values.items()}})


def _replace(parameters: Parameters) -> None:
    filled = {name: values for name, values in parameters.items() if values}
    session.replace(reader_parameters() | filled)


def listed(value: Value) -> list[str]:
    """Return the value of a parameter as a list of texts; an empty list for an empty value."""
    if not value:
        return []
    return [value] if isinstance(value, str) else list(value)


def namespace() -> str:
    """Return the namespace that the pages show; empty if none was chosen."""
    return read(NAMESPACE)


def names() -> str:
    """Return the script in which the pages show names."""
    return read(NAMES) if read(NAMES) in SCRIPTS else ORIGINAL


def reader_parameters() -> Parameters:
    """Return the visitor's reading settings: the script of names and the language, without those at
    their defaults (names as they are, the browser's language)."""
    script, language = names(), read(session.LANGUAGE)
    chosen = {NAMES: [script]} if script != ORIGINAL else {}
    return {**chosen, **({session.LANGUAGE: [language]} if language else {})}


def switch_names(script: str) -> None:
    """Show names in another script."""
    _replace_one(NAMES, "" if script == ORIGINAL else script)


def switch_language(language: str) -> None:
    """Show the pages in another language; empty for the browser's."""
    _replace_one(session.LANGUAGE, language)


def _replace_one(name: str, value: str) -> None:
    others = {key: values for key, values in session.parameters().items() if key != name}
    session.replace({**others, name: [value]} if value else others)


def switch_namespace(name: str) -> None:
    """Show another namespace and remove the parameters of the old one from the URL."""
    _replace({NAMESPACE: [name]})


@dataclass(frozen=True)
class View:
    """What the Explore page shows.

    ``expanded`` has the texts of the steps by which the picture grew: an id more than once for
    further batches, and ``MORE`` for a further batch around the centres. ``kinds`` and ``roles``
    are those shown, None for all. ``moves`` are the nodes placed by hand. ``people`` is whether
    only people show, joined by what they shared. Of several selected nodes, ``selected`` is the
    first, ``beside`` the second, and ``also`` has the short marks of the others; ``link`` is the
    mark of a selected link. ``colour`` and ``size`` name what these stand for, empty for the
    default. ``notes`` are those on the canvas.
    """

    namespace: str = REAL
    centres: tuple[str, ...] = ()
    expanded: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    selected: str = ""
    kinds: tuple[str, ...] | None = None
    roles: tuple[str, ...] | None = None
    years: Years | None = None
    hops: int = 2
    tab: str = ""
    moves: tuple[Move, ...] = ()
    people: bool = False
    beside: str = ""
    also: tuple[str, ...] = ()
    link: str = ""
    colour: str = ""
    size: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def of_people(self) -> bool:
        """Whether only people show, by request or because no other kind is chosen."""
        return self.people or self.kinds == ("Person",)

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, Sequence[str]]) -> View:
        """Read a view from the parameters of a URL; invalid values are ignored."""

        def all_of(name: str) -> tuple[str, ...]:
            return tuple(value for value in parameters.get(name, ()) if value)

        def last(name: str) -> str:
            return (all_of(name) or ("",))[-1]

        first, final = _number(last("from")), _number(last("to"))
        return cls(
            namespace=last(NAMESPACE) or REAL,
            centres=tuple(dict.fromkeys(all_of("centre"))),
            expanded=all_of("expand"),
            hidden=tuple(dict.fromkeys(all_of("hide"))),
            selected=last(session.SELECTED),
            kinds=all_of("kind") or None,
            roles=all_of("role") or None,
            years=None if first is None and final is None else (first, final),
            hops=1 if last("reach") == "1" else 2,
            tab=last("tab"),
            moves=moves_from(last("place")),
            people=last("show") == "people",
            beside=last(session.BESIDE),
            also=tuple(mark for mark in last(session.ALSO).split("~") if mark),
            link=last(session.LINK),
            colour=last("colour"),
            size=last("size"),
            notes=notes_from(parameters.get("note", ())),
        )

    def parameters(self) -> Parameters:
        """Return the parameters of this view, without those at their defaults."""
        first, final = self.years or (None, None)
        all_values: dict[str, Sequence[str]] = {
            NAMESPACE: [self.namespace],
            "centre": self.centres,
            "expand": self.expanded,
            "hide": self.hidden,
            session.SELECTED: [self.selected],
            "kind": self.kinds or (),
            "role": self.roles or (),
            "from": ["" if first is None else str(first)],
            "to": ["" if final is None else str(final)],
            "reach": ["1" if self.hops == 1 else ""],
            "tab": [self.tab],
            "place": [moves_text(self.moves)],
            "show": ["people" if self.people else ""],
            session.BESIDE: [self.beside],
            session.ALSO: ["~".join(self.also)],
            session.LINK: [self.link],
            "colour": [self.colour],
            "size": [self.size],
            "note": [note.value() for note in self.notes],
        }
        filled = {name: [value for value in values if value] for name, values in all_values.items()}
        return {name: values for name, values in filled.items() if values}

    def changed(self, **changes: Any) -> View:
        """The view with some fields changed."""
        return replace(self, **changes)

    def centred_on(self, node_id: str) -> View:
        """A new picture around one node, with the same filters."""
        return replace(
            self, centres=(node_id,), expanded=(), hidden=(), moves=(), notes=()
        ).selecting(node_id)  # fmt: skip

    def resolved_in(self, network: Network) -> View:
        """The view with the canonical id of each node, and only centres in the network."""
        canonical = network.canonical_id
        now = _canonical_marks(network) if self._has_marks() else {}
        return replace(
            self,
            centres=tuple(
                dict.fromkeys(canonical(centre) for centre in self.centres if centre in network)
            ),
            expanded=tuple(_canonical_step(network, now, text) for text in self.expanded),
            moves=tuple(replace(move, mark=now.get(move.mark, move.mark)) for move in self.moves),
            also=tuple(now.get(mark, mark) for mark in self.also),
            hidden=tuple(map(canonical, self.hidden)),
            selected=_canonical_id(network, self.selected),
            beside=_canonical_id(network, self.beside),
            notes=tuple(replace(n, node_id=_canonical_id(network, n.node_id)) for n in self.notes),
        )

    def _has_marks(self) -> bool:
        kept = any(isinstance(growth_from(text), Restriction) for text in self.expanded)
        return bool(kept or self.moves or self.also)

    def showing_people(self, people: bool) -> View:
        """The picture of people alone, or of everything."""
        kinds = None if not people and self.kinds == ("Person",) else self.kinds
        return replace(self, people=people, kinds=kinds)

    def selecting(self, *ids: str) -> View:
        """The picture with only these nodes selected, and no link."""
        first, second, *others = (*dict.fromkeys(x for x in ids if x), "", "")[: max(len(ids), 2)]
        also = tuple(mark_of(node_id) for node_id in others if node_id)
        return replace(self, selected=first, beside=second, also=also, link="")

    def selecting_link(self, link_id: str) -> View:
        """The picture with one link selected."""
        return replace(self.selecting(), link=mark_of(link_id))

    def selection(self, drawn: Iterable[str]) -> tuple[str, ...]:
        """Return the ids of the selected nodes; if there are several, only those drawn."""
        if not self.beside and not self.also:
            return self._both()
        marks = {mark_of(node_id): node_id for node_id in drawn}
        chosen = (*map(mark_of, self._both()), *self.also)
        return tuple(marks[mark] for mark in chosen if mark in marks)

    def adding(self, *ids: str, route: bool = False) -> View:
        """The picture with further nodes, and everything else in place; without a picture, a new
        one around the first. Nodes of a ``route`` are marked."""
        if not self.centres:
            return self.centred_on(ids[0]).adding(*ids[1:], route=route) if ids else self
        hidden = tuple(x for x in self.hidden if x not in ids)
        if not ids:
            return self
        step = Addition(ids, route).text()
        return replace(self, expanded=(*self.expanded, step), hidden=hidden).selecting(
            *((ids[0],) if len(ids) == 1 else self._both())
        )

    def with_expansion(self, *ids: str) -> View:
        """The picture with one more batch around each of these nodes, which need not be in it yet,
        or around the centres for ``MORE``. A removed node returns with the batches it had."""
        added = [x for x in ids if not (x in self.hidden and x in self.expanded)]
        grown = replace(
            self,
            expanded=(*self.expanded, *(_expansion(x) for x in added)),
            hidden=tuple(x for x in self.hidden if x not in ids),
        )
        return grown if MORE in ids or len(ids) != 1 else grown.selecting(*ids)

    def with_chosen(self, expansion: Expansion) -> View:
        """The picture with an expansion that specifies which nodes to add, and how many."""
        return replace(self, expanded=(*self.expanded, expansion.text()))

    def expansions_of(self, node_id: str) -> tuple[int, ...]:
        """Return the positions of the steps that expanded a node or one of its groups."""
        steps = list(map(growth_from, self.expanded))
        groups = {s.text() for s in steps if isinstance(s, Group) and s.hub_id == node_id}
        return tuple(
            number
            for number, step in enumerate(steps)
            if (isinstance(step, Expansion) and step.node_id in {node_id, *groups})
            or (isinstance(step, Group) and step.hub_id == node_id)
        )

    def collapsed(self, node_id: str) -> View:
        """The picture without the nodes that a node's expansions added."""
        return self._without_steps(self.expansions_of(node_id))

    def with_groups(self, groups: Sequence[Group]) -> View:
        """The picture with nodes that stand for groups of what a hub is linked to."""
        new = [group.text() for group in groups if group.text() not in self.expanded]
        return replace(self, expanded=(*self.expanded, *new))

    def _without_steps(self, numbers: Sequence[int]) -> View:
        expanded, moves = list(self.expanded), self.moves
        for number in reversed(numbers):
            del expanded[number]
            moves = without_step(moves, number)
        return replace(self, expanded=tuple(expanded), moves=moves)

    def keeping(self, *ids: str) -> View:
        """The picture with only these of its nodes; they stay where they are."""
        step = Restriction.to(ids).text()
        return replace(self, expanded=(*self.expanded, step)).selecting(*ids)

    def hiding(self, *ids: str) -> View:
        """The picture without some nodes, which may be centres; the others stay where they are. For
        a group, the step that added it and those that opened it are undone."""
        groups = {node_id for node_id in ids if group_from(node_id)}
        shown = self
        for node_id in groups:
            steps = (*shown.expansions_of(node_id), *_positions(shown.expanded, node_id))
            shown = shown._without_steps(sorted(steps))
        hidden = dict.fromkeys((*self.hidden, *(x for x in ids if x not in groups)))
        return replace(shown, hidden=tuple(hidden)).selecting()

    def switching_kind(self, kind: str, kinds: Sequence[str]) -> View:
        """The picture with a kind shown or hidden, whichever it is not now; ``kinds`` are all."""
        shown = tuple(self.kinds or kinds)
        chosen = [k for k in kinds if (k in shown) != (k == kind)]
        return replace(
            self, kinds=None if not chosen or len(chosen) == len(kinds) else tuple(chosen)
        )

    def _both(self) -> tuple[str, ...]:
        return tuple(x for x in (self.selected, self.beside) if x)

    def with_moved(self, moved: Mapping[str, Position]) -> View:
        """The picture with nodes moved."""
        return replace(self, moves=with_moves(self.moves, moved, len(self.expanded)))

    def with_note(self, note: Note) -> View:
        """The picture with a note added or replaced, or removed if it is empty."""
        return replace(self, notes=with_note(self.notes, note))

    def unpinned(self, *ids: str) -> View:
        """The picture with nodes back at the positions of the layout."""
        marks = set(map(mark_of, ids))
        return replace(self, moves=tuple(m for m in self.moves if m.mark not in marks))

    def without(self, node_id: str) -> View:
        """The picture without one node, which is no longer a centre if it was one."""
        if node_id not in self.centres:
            hidden = self.hiding(node_id)
        else:
            centres = tuple(x for x in self.centres if x != node_id)
            hidden = replace(self, centres=centres).selecting()
        return hidden if node_id in self._both() else hidden.selecting(*self._both())


def view() -> View:
    """Return the current view."""
    current = View.from_parameters(session.parameters())
    return replace(current, namespace=namespace() or session.default_namespace() or REAL)


def left_picture(namespace: str) -> View:
    """Return the view of Explore as it was left."""
    return replace(View.from_parameters(session.left("explore", namespace)), namespace=namespace)


def show(new_view: View) -> None:
    """Put a view in the URL; the next run of the page shows it."""
    _replace(new_view.parameters())


def _positions(steps: Sequence[str], text: str) -> list[int]:
    return [number for number, step in enumerate(steps) if step == text]


def _canonical_id(network: Network, node_id: str) -> str:
    """Return the canonical id of a node; for a group, its id with the canonical id of its hub."""
    group = group_from(node_id)
    if group is None:
        return network.canonical_id(node_id)
    return replace(group, hub_id=network.canonical_id(group.hub_id)).text()


def _expansion(node_id: str) -> str:
    return MORE if node_id == MORE else Expansion(node_id).text()


_canonical: WeakKeyDictionary[Network, dict[str, str]] = WeakKeyDictionary()


def _canonical_marks(network: Network) -> dict[str, str]:
    """Return the mark of each merged record, with that of the node into which it is merged."""
    if network not in _canonical:
        merged = network.records.select("id", "joined_as").iter_rows()
        _canonical[network] = {mark_of(record): mark_of(node_id) for record, node_id in merged}
    return _canonical[network]


def _canonical_step(network: Network, marks: Mapping[str, str], text: str) -> str:
    """Return a step of growth with the canonical id of each node that it names, and the canonical
    one of each mark."""
    step = growth_from(text)
    if isinstance(step, Expansion):
        return replace(step, node_id=_canonical_id(network, step.node_id)).text()
    if isinstance(step, Group):
        return _canonical_id(network, text)
    if isinstance(step, Addition):
        return replace(step, ids=tuple(map(network.canonical_id, step.ids))).text()
    if isinstance(step, Restriction):
        return Restriction(tuple(marks.get(mark, mark) for mark in step.marks)).text()
    return text


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None
