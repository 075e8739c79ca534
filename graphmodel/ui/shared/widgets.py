"""Widgets shared by pages: escaped names, links to nodes, sources, marks, the search box."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Literal

import streamlit as st

from graphmodel import words
from graphmodel.errors import GraphmodelError
from graphmodel.facts.html_text import escape
from graphmodel.facts.shown_text import shown
from graphmodel.network.captions import summary
from graphmodel.network.name_index import Match
from graphmodel.network.name_script import ORIGINAL, SCRIPTS
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.network.present import date_given
from graphmodel.schema.model import NODE_KINDS, REAL
from graphmodel.ui.shared import drawing, finds, navigation, resources, session, url_state

MATCHES = 8
"""Number of matches shown by a search."""
_CHOSEN = "_search_chosen"
"""Session key: whether something was chosen in a search since the page was drawn."""
PAUSE = "100ms"
"""The pause in typing after which a search starts."""

_OUTLINES = {
    "dot": "circle(50%)",
    "square": "inset(4%)",
    "diamond": "polygon(50% 0, 100% 50%, 50% 100%, 0 50%)",
    "triangle": "polygon(50% 4%, 100% 96%, 0 96%)",
    "triangleDown": "polygon(50% 96%, 100% 4%, 0 4%)",
    "hexagon": "polygon(25% 4%, 75% 4%, 100% 50%, 75% 96%, 25% 96%, 0 50%)",
    "star": "polygon(50% 0, 63% 36%, 100% 38%, 71% 61%, 81% 98%, 50% 77%, 19% 98%, 29% 61%,"
    " 0 38%, 37% 36%)",
    "box": "inset(22% 0)",
}
_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")
_SHORTCODE = re.compile(r":(?=[A-Za-z0-9_+/-]+:)")
_ADDRESS = re.compile(r"(https?:|www|@)(?=\S)", re.IGNORECASE)


def plain(text: object) -> str:
    """Escape text for markdown, so that it shows no markup, link, icon or formula."""
    # Insert word joiners, which have no width: Streamlit looks for icons, emoji and addresses to
    # turn into links after unescaping.
    line = _SHORTCODE.sub(":\u2060", " ".join(shown(str(text)).split()))
    line = _ADDRESS.sub("\\1\u2060", line)
    return _MARKDOWN.sub(r"\\\1", line)


def option(text: object) -> str:
    """Return text for an option of a select box, which has no markup and would show escapes."""
    return " ".join(shown(str(text)).split())


def show_text(text: str) -> None:
    """Draw text of several lines as typed, without markup."""
    st.text("\n".join(map(shown, text.splitlines())))


def show_error(error: GraphmodelError) -> None:
    """Show an error on one line, escaped."""
    st.error(plain(error), icon=":material/error:")


def show_notice(text: str) -> None:
    """Show a notice that there is nothing to show, and what to do."""
    st.info(plain(text), icon=":material/info:")


def title(name: str, description: str) -> None:
    """Draw the name of a page and a line about its purpose."""
    st.html(
        f'<div class="gm-title"><b role="heading" aria-level="1">{escape(name)}</b>'
        f'<span class="gm-quiet">{escape(description)}</span></div>'
    )


def kind_mark(kind: str) -> str:
    """HTML of the shape and colour of a kind in the schema."""
    declared = NODE_KINDS[kind]
    outline = _OUTLINES.get(declared.shape, _OUTLINES["dot"])
    style = f"background:{declared.colour};clip-path:{outline}"
    return f'<span class="gm-mark" style="{escape(style)}" aria-hidden="true"></span>'


def fictional_mark(fictional: bool) -> str:
    """HTML that marks fictional nodes; empty for real ones."""
    if not fictional:
        return ""
    return f'<span class="gm-fictional">{escape(words.say("fictional"))}</span>'


def node_heading(network: Network, node_id: str, *, level: int = 2) -> None:
    """Draw the kind and name of a node, with a line to tell it from namesakes; the page's own
    heading has level 1."""
    index = network.index(node_id)
    node = network.node(index)
    labels = [words.label(label) for label in (node["kind"], *node.get("labels", []))]
    st.html(
        f'<div class="gm-eyebrow">{kind_mark(node["kind"])}{escape(" · ".join(labels))}'
        f"{fictional_mark(bool(node.get('fictional')))}</div>"
        f'<div class="gm-name" role="heading" aria-level="{level}">{escape(node["name"])}</div>'
        f'<div class="gm-quiet">{escape(summary(network, index))}</div>'
    )


def explore_parameters(node_id: str, namespace: str) -> session.Parameters:
    """Return the parameters with which Explore opens around one node."""
    return url_state.View(namespace=namespace).centred_on(node_id).parameters()


def node_link(
    network: Network,
    node_id: str,
    *,
    note: str = "",
    width: Literal["content", "stretch"] = "stretch",
) -> None:
    """Draw a link from any page to Explore around this node; ``note`` is plain text."""
    node = network.node(network.index(node_id))
    label = plain(node["name"])
    if node.get("fictional"):
        note = " · ".join(text for text in (note, words.say("fictional")) if text)
    if note:
        label += f" :gray[{plain(note)}]"
    parameters = explore_parameters(node_id, node.get("namespace", REAL))
    navigation.link("explore", label, parameters, width=width)


def add_link(namespace: str, ids: Sequence[str], *, route: bool = False) -> None:
    """Draw a link that adds nodes to the picture in Explore as it was left, keeping what is there.
    Without such a picture there is no link, since opening the nodes does the same."""
    view = url_state.left_picture(namespace)
    if ids and view.centres:
        parameters = view.adding(*ids, route=route).parameters()
        navigation.link(
            "explore", words.say("Add to picture"), parameters, icon=":material/add_circle:"
        )


def group_heading(text: str, number: int | None = None) -> None:
    """Draw the heading of a group of facts, with their number."""
    counted = "" if number is None else f" <span>{number:,}</span>"
    st.html(f'<div class="gm-group">{escape(text)}{counted}</div>')


def compact_rows(key: str) -> Any:
    """Return a container for links as rows without gaps. ``key`` is unique on the page."""
    return st.container(key=f"rows_{key}", gap=None)


def source_html(network: Network, source_id: str) -> str:
    """HTML of a source: title, publisher, date, licence and address."""
    if source_id not in network:
        return escape(source_id)
    source = network.node(network.index(source_id))
    published = source.get("published") or source.get("retrieved")
    details = [source.get("publisher"), published, source.get("licence")]
    line = f"<b>{escape(source['name'])}</b>"
    line += "".join(f" · {escape(str(detail))}" for detail in details if detail)
    return line + "".join(f" · {link}" for link in [link_html(source.get("address"))] if link)


def date_notice() -> None:
    """Draw the date of the pages, if it is not today."""
    if (asked := date_given()) is not None:
        st.caption(words.say("As of {asked}: anything dated later is a plan", asked=asked))


def source_line(network: Network, source_id: str, number: int | None = None) -> None:
    """Draw one source on its own line, with the number that facts cite."""
    mark = "" if number is None else f"[{number}] "
    st.html(f'<div class="gm-source">{mark}{source_html(network, source_id)}</div>')


def link_html(address: str | None) -> str:
    """Return HTML of a link to an external page with its address as text; plain text for an address
    other than http or https, and empty for none."""
    if not address:
        return ""
    if not address.startswith(("http://", "https://")):
        return escape(address)
    return (
        f'<a href="{escape(address, quote=True)}" target="_blank" rel="noopener noreferrer">'
        f"{escape(address)}</a>"
    )


def property_list(pairs: Iterable[tuple[str, str]]) -> None:
    """Draw a small two-column list; the second item of each pair is HTML, so escape it."""
    body = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in pairs)
    if body:
        st.html(f'<dl class="gm-facts">{body}</dl>')


def search_box(
    namespace: Namespace,
    *,
    key: str,
    label: str,
    on_pick: Callable[[str], None],
    beside: Callable[[str], tuple[str, Callable[[], None]] | None] | None = None,
    kinds: Sequence[str] = (),
    placeholder: str = "",
    leads: bool = False,
) -> None:
    """Draw a box that finds nodes by name as the user types; ``on_pick`` gets the id chosen.

    Every match shows its kind and a line to tell it from namesakes. ``beside`` returns, given the
    id of a match, the label and action of a second button. With ``leads`` the empty box lists
    recent finds, and a search without a match suggests where else to look. Typing redraws the box
    alone; choosing redraws the page.
    """
    drawing.part(
        lambda: _search_box(
            namespace, key=key, label=label, on_pick=on_pick, beside=beside, kinds=kinds,
            placeholder=placeholder, leads=leads,
        )
    )  # fmt: skip


def _search_box(
    namespace: Namespace,
    *,
    key: str,
    label: str,
    on_pick: Callable[[str], None],
    beside: Callable[[str], tuple[str, Callable[[], None]] | None] | None,
    kinds: Sequence[str],
    placeholder: str,
    leads: bool,
) -> None:
    if st.session_state.pop(_CHOSEN, False) and drawing.is_of_a_part():
        st.rerun()
    text = st.text_input(
        label, key=key, type="search", live=PAUSE, placeholder=placeholder or label,
        label_visibility="collapsed", on_change=session.reassert,
    )  # fmt: skip
    if not (text or "").strip():
        if leads:
            _recent_finds(namespace, key, on_pick)
        return
    finder = namespace.finder
    matches = (
        finder.find_any(str(text), kinds, MATCHES)
        if kinds
        else finder.find(str(text), None, MATCHES)
    )
    if not matches:
        show_notice(
            words.say(
                "No name here is similar to {text!r}. Try the first letters, or another name.",
                text=str(text).strip(),
            )
        )
        matches = _by_word(namespace, str(text), kinds)
        if leads:
            _elsewhere(namespace, str(text))
    if matches:
        _match_list(namespace, key, matches, on_pick, beside)


def _match_list(
    namespace: Namespace,
    key: str,
    matches: Sequence[Match],
    on_pick: Callable[[str], None],
    beside: Callable[[str], tuple[str, Callable[[], None]] | None] | None,
) -> None:
    """Draw the matches of a search as buttons; the chosen one joins the recent finds."""

    def pick(then: Callable[[], None], node_id: str) -> None:
        st.session_state[key] = ""
        st.session_state[_CHOSEN] = True
        finds.remember(namespace, node_id)
        then()

    with st.container(border=True, key=f"matches_{key}", gap=None):
        for match in matches:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.button(
                    _match_label(namespace, match), key=f"{key}_{match.id}", type="tertiary",
                    width="stretch", on_click=pick,
                    args=(partial(on_pick, match.id), match.id),
                )  # fmt: skip
                further = beside(match.id) if beside else None
                if further is not None:
                    st.button(further[0], key=f"{key}_beside_{match.id}", type="tertiary",
                              on_click=pick, args=(further[1], match.id))  # fmt: skip


def _choose_again(on_pick: Callable[[str], None], node_id: str) -> None:
    st.session_state[_CHOSEN] = True
    on_pick(node_id)


def _recent_finds(namespace: Namespace, key: str, on_pick: Callable[[str], None]) -> None:
    """Draw the recent finds, to pick again while the box is empty."""
    network = namespace.network
    finds.keep(namespace)
    ids = finds.lately(namespace)
    if not ids:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small",
                      key=f"recent_{key}"):  # fmt: skip
        st.caption(words.say("Recently found"), width="content")
        for node_id in ids:
            st.button(plain(network.name_of(node_id)), key=f"{key}_again_{node_id}",
                      type="tertiary", on_click=_choose_again, args=(on_pick, node_id))  # fmt: skip
        st.button(words.say("Forget these"), icon=":material/close:", key=f"{key}_forget",
                  type="tertiary", on_click=_forget, args=(namespace,))  # fmt: skip


def _forget(namespace: Namespace) -> None:
    session.reassert()
    finds.forget(namespace)


def _by_word(namespace: Namespace, text: str, kinds: Sequence[str]) -> list[Match]:
    """Return the matches of the first word that has any, trying the longest first; for a single
    word, try its first letters."""
    by_length = sorted(text.split(), key=len, reverse=True)
    tries = by_length if len(by_length) > 1 else [text.strip()[:4], text.strip()[:3]]
    for word in tries:
        matches = [
            match
            for match in namespace.finder.find(word, None, MATCHES)
            if not kinds or match.kind in kinds
        ]
        if matches and len(word) > 2:
            return list(matches)
    return []


def _elsewhere(namespace: Namespace, text: str) -> None:
    """Draw where else to look for a name: in other data sets, or among people by description."""
    spaces = resources.namespaces()
    for name in spaces.names:
        if name != namespace.name and spaces.named(name).finder.find(text, None, 1):
            label = words.say("A similar name is in {name}", name=name.replace("_", " "))
            if name == REAL:
                label = words.say("A similar name is among real people")
            navigation.link("explore", plain(label), {"world": name})
    if navigation.exists("people"):
        navigation.link("people", words.say("Find people by description instead"), {})


def _match_label(namespace: Namespace, match: Match) -> str:
    """Return the label of a match: its name, its kind, and a line to tell it from namesakes."""
    line = summary(namespace.network, namespace.network.index(match.id))
    kind = words.label(match.kind)
    if namespace.fictional:
        kind += f" · {words.say('fictional')}"
    note = maybe_same_note(namespace.network, match.id)
    return f"**{plain(match.name)}** :gray[{plain(kind)} · {plain(line)}{plain(note)}]"


def maybe_same_note(network: Network, node_id: str) -> str:
    """Return a note on which nodes a node may be the same as, to follow its description; empty if
    none."""
    nodes = network.maybe_same(node_id)
    if not nodes:
        return ""
    name = f"{network.name_of(nodes[0].id)} ({nodes[0].id})"
    if len(nodes) > 1:
        more = len(nodes) - 1
        return " · " + words.say("maybe the same as {name} and {n} more", name=name, n=more)
    return " · " + words.say("maybe the same as {name}", name=name)


def namespace_switch() -> None:
    """Draw the choice between the real network and the fictional ones, which are never mixed."""
    namespaces = resources.namespaces()
    if not namespaces.names:
        return
    current = resources.namespace().name
    st.session_state["world_switch"] = (
        current if current in namespaces.names else namespaces.names[0]
    )

    def switch() -> None:
        url_state.switch_namespace(st.session_state["world_switch"])

    st.radio(words.say("Data set"), namespaces.names, key="world_switch",
             format_func=_namespace_label, on_change=switch)  # fmt: skip


def _namespace_label(name: str) -> str:
    if name == REAL:
        return words.say("Real people")
    fictional = plain(words.say("fictional"))
    return f"{plain(name.replace('_', ' ').capitalize())} :gray[({fictional})]"


_SCRIPT_LABELS = {
    ORIGINAL: words.mark("As the sources have them"),
    "latin": words.mark("In Latin letters"),
    "han": words.mark("In Chinese characters"),
}


def names_switch() -> None:
    """Draw the choice of the script for names, used if a source gives the name in it."""
    st.session_state["names_switch"] = url_state.names()
    st.radio(
        words.say("Names"), SCRIPTS, key="names_switch",
        format_func=lambda script: words.say(_SCRIPT_LABELS[script]),
        on_change=lambda: url_state.switch_names(st.session_state["names_switch"]),
        help=words.say(
            "Names without such a spelling in any source stay as they are. The other names are "
            "in the details."
        ),
    )  # fmt: skip


def property_text(values: Mapping[str, Any], name: str) -> str:
    """Return the value of a property as text: lists are joined, missing values are empty."""
    value = values.get(name)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value)


def value_text(values: Mapping[str, Any], name: str) -> str:
    """Return the value of a property as text, with common values in the visitor's language."""
    value = values.get(name)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return words.listed(*(words.label(str(item)) for item in value))
    return words.label(property_text(values, name))


def widget_key(name: str, value: object) -> str:
    """Return the key of a widget that shows a value of the address.

    If something other than the widget changed the value, such as a link or Undo, the widget gets a
    new key: a browser that does not know of the change yet sends the old choice once more, and
    ``is_choice`` tells that from a new one.
    """
    number = st.session_state.get(f"_{name}_widgets", 0)
    key = f"{name}_{number}" if number else name
    current = st.session_state.get(key, value)
    if current != value:
        st.session_state[f"_{key}_before"] = current
        number += 1
        st.session_state[f"_{name}_widgets"] = number
        key = f"{name}_{number}"
    st.session_state[key] = value
    return key


def is_choice(key: str) -> bool:
    """Whether the visitor made the change that a widget with a ``widget_key`` reports."""
    before = f"_{key}_before"
    return before not in st.session_state or st.session_state[before] != st.session_state[key]
