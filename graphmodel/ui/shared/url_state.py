"""The state of a page is in its URL: read from there, written there, kept nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from graphmodel.network.name_script import ORIGINAL, SCRIPTS
from graphmodel.network.network import Network
from graphmodel.pictures.selection import MORE, Years
from graphmodel.schema.model import REAL

NAMESPACE = "world"
NAMES = "names"
_LAST_NAMESPACE = "_world"
_LAST_NAMES = "_names"
_SYNCED = "_told"

Parameters = dict[str, list[str]]


def read(name: str, default: str = "") -> str:
    """The last value of a parameter in the URL."""
    values = st.query_params.get_all(name)
    return values[-1] if values else default


def read_all(name: str) -> tuple[str, ...]:
    """All values of a parameter in the URL, in order."""
    return tuple(st.query_params.get_all(name))


def write(**values: str | Sequence[str] | None) -> None:
    """Change parameters in the URL; an empty value removes the parameter."""
    _replace({**_current(), **{name: _listed(value) for name, value in values.items()}})


def _replace(parameters: Parameters) -> None:
    """Replace all parameters in the URL at once: one step for the browser's Back."""
    filled = {name: values for name, values in parameters.items() if values}
    filled = names_parameter() | filled
    if filled != _current():
        st.query_params.from_dict(filled)


def _current() -> Parameters:
    return {name: list(read_all(name)) for name in st.query_params}


def _listed(value: str | Sequence[str] | None) -> list[str]:
    if not value:
        return []
    return [value] if isinstance(value, str) else list(value)


def namespace() -> str:
    """The namespace that the pages show; empty if the URL has none."""
    return read(NAMESPACE)


def names() -> str:
    """The script in which the pages show names."""
    return read(NAMES) if read(NAMES) in SCRIPTS else ORIGINAL


def names_parameter() -> Parameters:
    """The parameter of the script of names; none for names as they are."""
    return {} if names() == ORIGINAL else {NAMES: [names()]}


def switch_names(script: str) -> None:
    """Show names in another script."""
    st.session_state[_LAST_NAMES] = script
    others = {name: values for name, values in _current().items() if name != NAMES}
    st.query_params.from_dict(others if script == ORIGINAL else {**others, NAMES: [script]})


def carry_settings() -> None:
    """Stay in the same namespace, and with names in the same script, from page to page: the menu's
    links have no parameters."""
    if not namespace():
        write(**{NAMESPACE: st.session_state.get(_LAST_NAMESPACE)})
    st.session_state[_LAST_NAMESPACE] = namespace()
    if not read(NAMES) and st.session_state.get(_LAST_NAMES, ORIGINAL) != ORIGINAL:
        write(**{NAMES: st.session_state[_LAST_NAMES]})
    st.session_state[_LAST_NAMES] = names()


def sync_browser() -> None:
    """Update the browser's address bar: a link to the page that is open changes the parameters
    that the page reads, but not the bar. If nothing changed, Back gets no extra step."""
    current = _current()
    if st.session_state.get(_SYNCED, current) != current:
        st.query_params.from_dict(current)
    st.session_state[_SYNCED] = current


def switch_namespace(name: str) -> None:
    """Show another namespace; no parameters for the old one stay in the URL."""
    st.session_state[_LAST_NAMESPACE] = name
    _replace({NAMESPACE: [name]})


@dataclass(frozen=True)
class View:
    """What the Explore page shows.

    ``expanded`` may hold an id more than once, for further batches, and ``MORE`` for a further
    batch around the centres. ``kinds`` and ``roles`` are those shown, None for all.
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
    def from_parameters(cls, parameters: Mapping[str, Sequence[str]]) -> View:
        """The view in the parameters of a URL; invalid values are ignored."""

        def all_of(name: str) -> tuple[str, ...]:
            return tuple(value for value in parameters.get(name, ()) if value)

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
        """The parameters of this view, without those at their defaults."""
        first, final = self.years or (None, None)
        all_values: dict[str, Sequence[str]] = {
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
        filled = {name: [value for value in values if value] for name, values in all_values.items()}
        return {name: values for name, values in filled.items() if values}

    def changed(self, **changes: Any) -> View:
        """The view with some fields changed."""
        return replace(self, **changes)

    def centred_on(self, node_id: str) -> View:
        """A new picture around one node, with the same filters."""
        return replace(
            self, centres=(node_id,), expanded=(), hidden=(), selected=node_id
        )  # fmt: skip

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
        )

    def with_centre(self, node_id: str) -> View:
        """The picture with another centre."""
        return replace(
            self,
            centres=tuple(dict.fromkeys((*self.centres, node_id))),
            hidden=tuple(x for x in self.hidden if x != node_id),
            selected=node_id,
        )

    def with_expansion(self, node_id: str) -> View:
        """One more batch around a node, which need not be in the picture yet, or around the centres
        for ``MORE``."""
        return replace(
            self,
            expanded=(*self.expanded, node_id),
            hidden=tuple(x for x in self.hidden if x != node_id),
            selected=self.selected if node_id == MORE else node_id,
        )

    def without(self, node_id: str) -> View:
        """The picture without one node."""
        return replace(
            self,
            centres=tuple(x for x in self.centres if x != node_id),
            expanded=tuple(x for x in self.expanded if x != node_id),
            hidden=self.hidden if node_id in self.centres else (*self.hidden, node_id),
            selected="" if self.selected == node_id else self.selected,
        )


def view() -> View:
    """The view in the current URL."""
    return View.from_parameters(_current())


def show(new_view: View) -> None:
    """Put a view in the URL; the next run of the page shows it."""
    _replace(new_view.parameters())


def _year(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None
