"""The state of a page is its address: read from there, written there, kept nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from graphmodel.network.network import Network
from graphmodel.pictures.selection import MORE, Years
from graphmodel.schema.model import REAL

NAMESPACE = "world"
_NAMESPACE_KEPT = "_world"
_TOLD = "_told"

Parameters = dict[str, list[str]]


def read(name: str, default: str = "") -> str:
    """The last value that the address gives a parameter."""
    values = st.query_params.get_all(name)
    return values[-1] if values else default


def read_all(name: str) -> tuple[str, ...]:
    """All values that the address gives a parameter, in order."""
    return tuple(st.query_params.get_all(name))


def write(**values: str | Sequence[str] | None) -> None:
    """Change parameters of the address; an empty value takes the parameter out."""
    _become({**_now(), **{name: _listed(value) for name, value in values.items()}})


def _become(parameters: Parameters) -> None:
    """Put all parameters in the address at once: one step for the browser's Back."""
    wanted = {name: values for name, values in parameters.items() if values}
    if wanted != _now():
        st.query_params.from_dict(wanted)


def _now() -> Parameters:
    return {name: list(read_all(name)) for name in st.query_params}


def _listed(value: str | Sequence[str] | None) -> list[str]:
    if not value:
        return []
    return [value] if isinstance(value, str) else list(value)


def namespace() -> str:
    """The namespace that the pages show; empty where the address names none."""
    return read(NAMESPACE)


def carry_namespace() -> None:
    """Stay in the same namespace from page to page: the menu's links do not carry the address."""
    if not namespace():
        write(**{NAMESPACE: st.session_state.get(_NAMESPACE_KEPT)})
    st.session_state[_NAMESPACE_KEPT] = namespace()


def sync_browser() -> None:
    """Put the address in the browser's bar: a link to the page that is open changes what the page
    reads and leaves the bar as it was. What the bar says already is no step for Back."""
    now = _now()
    if st.session_state.get(_TOLD, now) != now:
        st.query_params.from_dict(now)
    st.session_state[_TOLD] = now


def switch_namespace(name: str) -> None:
    """Show another namespace: nothing of the old one stays in the address."""
    st.session_state[_NAMESPACE_KEPT] = name
    _become({NAMESPACE: [name]})


@dataclass(frozen=True)
class View:
    """What the Explore page shows.

    ``expanded`` may hold an id again, for its next batch, and ``MORE`` for the next batch around
    the centres. ``kinds`` and ``roles`` are what is shown, None for all.
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

    @classmethod
    def from_parameters(cls, given: Mapping[str, Sequence[str]]) -> View:
        """The view that an address names; what cannot be read there counts as not given."""

        def all_of(name: str) -> tuple[str, ...]:
            return tuple(value for value in given.get(name, ()) if value)

        def last(name: str) -> str:
            return (all_of(name) or ("",))[-1]

        first, final = _year(last("from")), _year(last("to"))
        return cls(
            namespace=last(NAMESPACE) or REAL,
            centres=tuple(dict.fromkeys(all_of("centre"))),
            expanded=all_of("expand"),
            hidden=tuple(dict.fromkeys(all_of("hide"))),
            selected=last("at"),
            kinds=all_of("kind") or None,
            roles=all_of("role") or None,
            years=None if first is None and final is None else (first, final),
            hops=1 if last("reach") == "1" else 2,
            tab=last("tab"),
        )

    def parameters(self) -> Parameters:
        """The address that names this view, without what is at its default."""
        first, final = self.years or (None, None)
        said: dict[str, Sequence[str]] = {
            NAMESPACE: [self.namespace],
            "centre": self.centres,
            "expand": self.expanded,
            "hide": self.hidden,
            "at": [self.selected],
            "kind": self.kinds or (),
            "role": self.roles or (),
            "from": ["" if first is None else str(first)],
            "to": ["" if final is None else str(final)],
            "reach": ["1" if self.hops == 1 else ""],
            "tab": [self.tab],
        }
        kept = {name: [value for value in values if value] for name, values in said.items()}
        return {name: values for name, values in kept.items() if values}

    def changed(self, **changes: Any) -> View:
        """The same view with some of it changed."""
        return replace(self, **changes)

    def centred_on(self, node_id: str) -> View:
        """A fresh picture around one node, with the same filters."""
        return replace(
            self, centres=(node_id,), expanded=(), hidden=(), selected=node_id
        )  # fmt: skip

    def resolved_in(self, network: Network) -> View:
        """The view with each id as the network shows it, and only the centres that it holds."""
        shown = network.canonical_id
        return replace(
            self,
            centres=tuple(dict.fromkeys(shown(c) for c in self.centres if c in network)),
            expanded=tuple(map(shown, self.expanded)),
            hidden=tuple(map(shown, self.hidden)),
            selected=shown(self.selected),
        )

    def with_centre(self, node_id: str) -> View:
        """The picture with one more centre beside those it has."""
        return replace(
            self,
            centres=tuple(dict.fromkeys((*self.centres, node_id))),
            hidden=tuple(x for x in self.hidden if x != node_id),
            selected=node_id,
        )

    def with_expansion(self, node_id: str) -> View:
        """One more batch around a node, which the picture need not hold yet, or around the
        centres for ``MORE``."""
        return replace(
            self,
            expanded=(*self.expanded, node_id),
            hidden=tuple(x for x in self.hidden if x != node_id),
            selected=self.selected if node_id == MORE else node_id,
        )

    def without(self, node_id: str) -> View:
        """The picture with one node taken out."""
        return replace(
            self,
            centres=tuple(x for x in self.centres if x != node_id),
            expanded=tuple(x for x in self.expanded if x != node_id),
            hidden=self.hidden if node_id in self.centres else (*self.hidden, node_id),
            selected="" if self.selected == node_id else self.selected,
        )


def view() -> View:
    """The view that the address names now."""
    return View.from_parameters(_now())


def show(wanted: View) -> None:
    """Put a view in the address; the next run of the page shows it."""
    _become(wanted.parameters())


def _year(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None
