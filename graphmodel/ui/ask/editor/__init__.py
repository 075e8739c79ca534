"""The Cypher editor: completes words during typing and inserts labels, links and properties."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from graphmodel import words
from graphmodel.schema.model import (
    DERIVED_LABELS,
    LINK_KINDS,
    LINK_PROPERTIES,
    NODE_KINDS,
    NODE_PROPERTIES,
)

_HERE = Path(__file__).parent

WORDS = (
    "MATCH", "OPTIONAL MATCH", "WHERE", "RETURN", "ORDER BY", "LIMIT", "WITH", "UNWIND", "DISTINCT",
    "DESC", "CONTAINS", "STARTS WITH", "ENDS WITH", "IS NOT NULL", "EXISTS", "UNION", "CASE",
    "count", "collect", "min", "max", "avg", "sum", "size", "labels", "type", "toLower", "range",
    "coalesce", "head", "nodes", "relationships",
)  # fmt: skip
"""Words of Cypher that the editor completes."""


TEXTS = (
    words.mark("Completions"),
    words.mark("Labels, links and properties to insert"),
    words.mark("Ctrl+Enter runs · Tab completes · ↑ ↓ choose · Esc closes"),
    words.mark("Labels"),
    words.mark("Links"),
    words.mark("Properties of"),
    words.mark("Insert"),
)


@cache
def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def cypher_editor(
    text: str,
    number: int,
    *,
    key: str,
    on_text: Callable[[str], None],
    on_run: Callable[[str], None],
) -> None:
    """Draw the editor. It shows ``text`` when ``number`` has changed, and what was typed otherwise.
    ``on_text`` is called with the text as it changes, ``on_run`` with the text when the visitor
    runs it from the keyboard."""
    component: Callable[..., Any] = st.components.v2.component(
        "cypher_editor",
        html=_asset("editor.html"),
        css=_asset("editor.css"),
        js=_asset("editor.js"),
    )

    def note() -> None:
        if (typed := st.session_state[key].text) is not None:
            on_text(str(typed))

    def run() -> None:
        if (asked := st.session_state[key].run) is not None:
            on_run(str(asked))

    component(
        key=key,
        data={
            "text": text,
            "number": number,
            "kinds": _kinds(),
            "words": list(WORDS),
            "said": _said(),
        },
        on_text_change=note,
        on_run_change=run,
    )


def _said() -> dict[str, str]:
    """Return the texts of the component, by the English text in its files."""
    return {text: words.say(text) for text in TEXTS}


def _kinds() -> list[dict[str, Any]]:
    """Return the labels and links of the schema, with what a click on each inserts."""
    shared = [prop.name for prop in NODE_PROPERTIES]
    labels = [
        _kind(kind.name, f"({kind.name[:1].lower()}:{kind.name})", kind.description,
              [*shared, *(prop.name for prop in kind.properties)])
        for kind in NODE_KINDS.values()
    ]  # fmt: skip
    derived = [
        _kind(label.name, f"(n:{label.name})", label.description, shared)
        for label in DERIVED_LABELS
    ]
    of_links = [prop.name for prop in LINK_PROPERTIES]
    links = [
        _kind(kind.name, f"-[:{kind.name}]->", kind.description,
              [*of_links, *(prop.name for prop in kind.properties)], link=True)
        for kind in LINK_KINDS.values()
    ]  # fmt: skip
    return [*labels, *derived, *links]


def _kind(
    name: str, insert: str, says: str, properties: list[str], *, link: bool = False
) -> dict[str, Any]:
    names = list(dict.fromkeys(properties))
    return {"name": name, "insert": insert, "says": says, "properties": names, "link": link}
