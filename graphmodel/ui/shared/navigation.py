"""The pages by name, and links between them.

A page is one line here and the ``page.py`` in its folder, which draws the page when run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from graphmodel import words
from graphmodel.ui.shared import drawing, resources, session, url_state

Parameters = Mapping[str, str | Sequence[str]]

NAME = words.mark("Talent network")

FIRST = "explore"
"""The page that opens at the root of the server."""

_LEAVING = "_leaving"
_UNKNOWN = "_unknown_page"

_FOLDER = Path(__file__).parent.parent


@dataclass(frozen=True)
class Page:
    """A page: its name in the URL, its title, its icon and its heading in the menu. With an empty
    heading it stands on its own; with None it is reached only by links on pages. A ``team`` page
    is in the menu only if visitors sign in, and only for those who may oversee."""

    name: str
    title: str
    icon: str
    heading: str | None = ""
    team: bool = False

    @property
    def file(self) -> Path:
        return _FOLDER / self.name / "page.py"


PROGRAMMES = words.mark("Programmes")
ANALYSIS = words.mark("Analysis")
RECORDS = words.mark("Records")

PAGES = {
    entry.name: entry
    for entry in (
        Page("explore", words.mark("Explore"), ":material/hub:"),
        Page("profile", words.mark("Profile"), ":material/badge:"),
        Page("people", words.mark("People"), ":material/person_search:"),
        Page("introduce", words.mark("Introduce"), ":material/conversion_path:"),
        Page("suggest", words.mark("Suggest"), ":material/person_add:"),
        Page("lists", words.mark("Lists"), ":material/star:"),
        Page("newcomers", words.mark("Newcomers"), ":material/emoji_people:", PROGRAMMES),
        Page("plans", words.mark("Plans"), ":material/assignment_ind:", PROGRAMMES),
        Page("meetings", words.mark("Meetings"), ":material/how_to_reg:", PROGRAMMES),
        Page("pipeline", words.mark("Pipeline"), ":material/view_kanban:", PROGRAMMES),
        Page("effect", words.mark("Effect"), ":material/compare:", PROGRAMMES),
        Page("team", words.mark("Team"), ":material/groups:", PROGRAMMES),
        Page("markets", words.mark("Markets"), ":material/public:", PROGRAMMES),
        Page("communities", words.mark("Communities"), ":material/bubble_chart:", ANALYSIS),
        Page("ask", words.mark("Ask"), ":material/terminal:", ANALYSIS),
        Page("backtest", words.mark("Backtest"), ":material/query_stats:", ANALYSIS),
        Page("compare", words.mark("Compare"), ":material/compare_arrows:", None),
        Page("data", words.mark("Data"), ":material/database:", RECORDS),
        Page("review", words.mark("Review"), ":material/group:", RECORDS),
        Page("audit", words.mark("Who did what"), ":material/history:", RECORDS, team=True),
        Page("model", words.mark("About the model"), ":material/schema:", RECORDS),
    )
}
"""Pages with the same heading are listed together."""


def exists(name: str) -> bool:
    """Whether this installation has the page."""
    return name in PAGES and PAGES[name].file.exists()


def page(name: str) -> st.Page:
    """Return the page with a name, as Streamlit's links expect it."""
    return drawing.once(("page", name, words.spoken()), lambda: _page(PAGES[name]))


def _page(entry: Page) -> st.Page:
    return st.Page(
        entry.file,
        title=words.say(entry.title),
        icon=entry.icon,
        # Streamlit reserves the url_path of the root page, but the alias needs the plain name.
        url_path=f"{entry.name}_at_root" if entry.name == FIRST else entry.name,
        default=entry.name == FIRST,
        visibility="visible" if _is_in_menu(entry) else "hidden",
    )


def _is_in_menu(entry: Page) -> bool:
    return entry.heading is not None and (not entry.team or resources.oversees())


def menu() -> dict[str, list[st.Page]]:
    """Return all installed pages by heading, in menu order, and the alias of the first page."""
    alias = st.Page(
        _open_first, title=words.say(PAGES[FIRST].title), url_path=FIRST, visibility="hidden"
    )
    headings: dict[str, list[st.Page]] = {"": [alias, *_unknown()]}
    for name, entry in PAGES.items():
        if exists(name):
            headings.setdefault(words.say(entry.heading) if entry.heading else "", []).append(
                page(name)
            )
    return headings


def unknown_name() -> str:
    """Return the page name in the address if no page has it, else an empty string."""
    context = get_script_run_ctx()
    asked = "" if context is None else context.pages_manager.intended_page_name or ""
    if asked and asked not in (FIRST, *(page(name).url_path for name in PAGES if exists(name))):
        st.session_state[_UNKNOWN] = asked
    # Later runs of that page identify it only by a hash of its address.
    return str(st.session_state.get(_UNKNOWN, ""))


def _unknown() -> list[st.Page]:
    """Return the page for an unknown address, where Streamlit would show its first page."""
    name = unknown_name()
    if not name or "/" in name:
        return []
    file = _FOLDER / "unknown" / "page.py"
    return [st.Page(file, title=words.say("Not found"), url_path=name, visibility="hidden")]


def _open_first() -> None:
    """Open the first page at the root of the server when it is asked for by name."""
    st.switch_page(page(FIRST), query_params=session.parameters())


def name_tab(*parts: str) -> None:
    """Set the title of the browser tab: the subject of the page, then the page."""
    st.set_page_config(page_title=" · ".join([*parts, words.say(NAME)]))


def page_url(name: str, parameters: Parameters) -> str:
    """Return the URL of a page with parameters, from the server root: for cells in tables."""
    return f"/{page(name).url_path}?{urlencode(_carried(parameters), doseq=True)}"


def _carried(parameters: Parameters) -> dict[str, str | Sequence[str]]:
    """Return the parameters with the visitor's script of names and language added."""
    return {**url_state.reader_parameters(), **parameters}


def link(
    name: str,
    label: str,
    parameters: Parameters,
    *,
    icon: str | None = None,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """Draw a link to a page with parameters; ``label`` is markdown, so escape names."""
    asked = session.link_parameters(name, _carried(parameters))
    st.page_link(page(name), label=label, icon=icon, width=width, query_params=asked)


def go(name: str, parameters: Parameters) -> None:
    """Switch from the page being drawn to another."""
    st.switch_page(page(name), query_params=_carried(parameters))


def leave(name: str, parameters: Parameters) -> None:
    """Switch to another page at the next drawing: for callbacks."""
    st.session_state[_LEAVING] = (name, parameters)


def leave_if_asked() -> None:
    """Open the page that a step asked for, if any."""
    asked = st.session_state.get(_LEAVING)
    if asked is not None:
        go(*asked)


def led_to(name: str) -> Parameters | None:
    """Return the parameters with which a step asked for the page about to be drawn, if one did and
    the browser does not have that page yet. Until it does, the visitor may take another step on the
    previous page, which is handled there. A page that the visitor opens meanwhile stays open."""
    asked: tuple[str, Parameters] | None = st.session_state.get(_LEAVING)
    if asked is None:
        return None
    to, parameters = asked
    is_other = name != to and not session.is_open(name)
    if is_other or session.is_there(to) or session.went_back():
        del st.session_state[_LEAVING]
        return None
    return parameters if name == to else None
