"""The state of a page is in its URL: what a link says is what it opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphmodel.network.name_script import ORIGINAL, SCRIPTS
from graphmodel.network.network import Network
from graphmodel.pictures.moves import Move, Position, moves_from, moves_text, with_moves
from graphmodel.pictures.selection import MORE, Years
from graphmodel.schema.model import REAL
from graphmodel.ui.shared import session
from graphmodel.ui.shared.session import Parameters

NAMESPACE = session.NAMESPACE
NAMES = session.NAMES

Value = str | Sequence[str] | None
Write = Callable[..., None]
"""Changes parameters of the page, as ``write`` does."""


def read(name: str, default: str = "") -> str:
    """The last value of a parameter of the page."""
    values = read_all(name)
    return values[-1] if values else default


def read_all(name: str) -> tuple[str, ...]:
    """All values of a parameter of the page, in order."""
    return tuple(session.parameters().get(name, ()))


def number(name: str) -> int | None:
    """A whole number of at most four digits; None for anything else."""
    return _number(read(name))


def write(**values: Value) -> None:
    """Change parameters of the page as it is now; an empty value removes the parameter."""
    _replace({**session.parameters(), **{name: listed(value) for name, value in values.items()}})


def _replace(parameters: Parameters) -> None:
    filled = {name: values for name, values in parameters.items() if values}
    session.replace(names_parameter() | filled)


def listed(value: Value) -> list[str]:
    """A value of a parameter as its texts; none for an empty one."""
    if not value:
        return []
    return [value] if isinstance(value, str) else list(value)


def namespace() -> str:
    """The namespace that the pages show; empty if none was chosen."""
    return read(NAMESPACE)


def names() -> str:
    """The script in which the pages show names."""
    return read(NAMES) if read(NAMES) in SCRIPTS else ORIGINAL


def names_parameter() -> Parameters:
    """The parameter of the script of names; none for names as they are."""
    return {} if names() == ORIGINAL else {NAMES: [names()]}


def switch_names(script: str) -> None:
    """Show names in another script."""
    others = {name: values for name, values in session.parameters().items() if name != NAMES}
    session.replace(others if script == ORIGINAL else {**others, NAMES: [script]})


def switch_namespace(name: str) -> None:
    """Show another namespace; no parameters for the old one stay in the URL."""
    _replace({NAMESPACE: [name]})


@dataclass(frozen=True)
class View:
    """What the Explore page shows.

    ``expanded`` may hold an id more than once, for further batches, and ``MORE`` for a further
    batch around the centres. ``kinds`` and ``roles`` are those shown, None for all. ``moves`` are
    the nodes put somewhere by hand. ``people`` is whether only people show, joined by what they
    shared, and ``beside`` the second of two people selected.
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

    @property
    def of_people(self) -> bool:
        """Whether only people show: asked for, or since no other kind is to show."""
        return self.people or self.kinds == ("Person",)

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, Sequence[str]]) -> View:
        """The view in the parameters of a URL; invalid values are ignored."""

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
        )

    def parameters(self) -> Parameters:
        """The parameters of this view, without those at their defaults."""
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
        }
        filled = {name: [value for value in values if value] for name, values in all_values.items()}
        return {name: values for name, values in filled.items() if values}

    def changed(self, **changes: Any) -> View:
        """The view with some fields changed."""
        return replace(self, **changes)

    def centred_on(self, node_id: str) -> View:
        """A new picture around one node, with the same filters."""
        return replace(
            self, centres=(node_id,), expanded=(), hidden=(), selected=node_id, moves=(), beside=""
        )

    def resolved_in(self, network: Network) -> View:
        """The view with the canonical id of each node, and only centres in the network."""
        canonical = network.canonical_id
        return replace(
            self,
            centres=tuple(
                dict.fromkeys(canonical(centre) for centre in self.centres if centre in network)
            ),
            expanded=tuple(map(canonical, self.expanded)),
            hidden=tuple(map(canonical, self.hidden)),
            selected=canonical(self.selected),
            beside=canonical(self.beside),
        )

    def showing_people(self, people: bool) -> View:
        """The picture of people alone, or of everything."""
        kinds = None if not people and self.kinds == ("Person",) else self.kinds
        return replace(self, people=people, kinds=kinds)

    def selecting(self, node_id: str, beside: str = "") -> View:
        """The picture with a node selected, or two people."""
        return replace(self, selected=node_id, beside=beside if beside != node_id else "")

    def with_centre(self, node_id: str) -> View:
        """The picture with another centre."""
        return replace(
            self,
            centres=tuple(dict.fromkeys((*self.centres, node_id))),
            hidden=tuple(x for x in self.hidden if x != node_id),
            selected=node_id,
            beside="",
        )

    def with_expansion(self, node_id: str) -> View:
        """One more batch around a node, which need not be in the picture yet, or around the centres
        for ``MORE``; around a node that was removed, those it had."""
        returns = node_id in self.hidden and node_id in self.expanded
        return replace(
            self,
            expanded=self.expanded if returns else (*self.expanded, node_id),
            hidden=tuple(x for x in self.hidden if x != node_id),
            selected=self.selected if node_id.startswith(MORE) else node_id,
            beside=self.beside if node_id.startswith(MORE) else "",
        )

    def with_moved(self, moved: Mapping[str, Position]) -> View:
        """The picture with nodes put somewhere else."""
        return replace(self, moves=with_moves(self.moves, moved, len(self.expanded)))

    def without(self, node_id: str) -> View:
        """The picture without one node."""
        return replace(
            self,
            centres=tuple(x for x in self.centres if x != node_id),
            hidden=self.hidden if node_id in self.centres else (*self.hidden, node_id),
            selected="" if self.selected == node_id else self.selected,
            beside="" if node_id in (self.selected, self.beside) else self.beside,
        )


def view() -> View:
    """The view as it is now."""
    current = View.from_parameters(session.parameters())
    return replace(current, namespace=namespace() or session.default_namespace() or REAL)


def show(new_view: View) -> None:
    """Put a view in the URL; the next run of the page shows it."""
    _replace(new_view.parameters())


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None
