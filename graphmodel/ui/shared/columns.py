"""The headings and values of a table in the language of the page. The table itself, which can be
downloaded, stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from graphmodel import words

TITLES = {
    "according to": words.mark("according to"),
    "added": words.mark("added"),
    "against": words.mark("against"),
    "alone": words.mark("alone"),
    "amount": words.mark("amount"),
    "as": words.mark("as"),
    "because": words.mark("because"),
    "chance": words.mark("chance"),
    "chosen": words.mark("chosen"),
    "cohesion": words.mark("cohesion"),
    "country": words.mark("country"),
    "counts": words.mark("counts"),
    "credits": words.mark("credits"),
    "details": words.mark("details"),
    "fact": words.mark("fact"),
    "fictional": words.mark("fictional"),
    "first": words.mark("first year"),
    "fit": words.mark("fit"),
    "for": words.mark("for whom"),
    "from": words.mark("from"),
    "gets": words.mark("gets"),
    "kind": words.mark("kind"),
    "known": words.mark("what is known"),
    "last": words.mark("last year"),
    "last company": words.mark("last company"),
    "link": words.mark("link"),
    "links": words.mark("links"),
    "makes points": words.mark("= points"),
    "markets": words.mark("markets"),
    "months": words.mark("months"),
    "more": words.mark("not drawn"),
    "name": words.mark("name"),
    "new pairs": words.mark("new pairs"),
    "notes": words.mark("notes"),
    "of all people": words.mark("of all people"),
    "of all places": words.mark("of all places"),
    "never suggested": words.mark("never suggested"),
    "on": words.mark("on"),
    "page": words.mark("profile"),
    "pairs": words.mark("pairs"),
    "people": words.mark("people"),
    "person": words.mark("person"),
    "picture": words.mark("picture"),
    "profile": words.mark("profile"),
    "reason": words.mark("reason"),
    "reasons": words.mark("reasons"),
    "result": words.mark("result"),
    "role": words.mark("role"),
    "rose": words.mark("rose"),
    "schools": words.mark("schools"),
    "shared": words.mark("shared"),
    "signal": words.mark("signal"),
    "sources": words.mark("sources"),
    "stage": words.mark("stage"),
    "steps": words.mark("steps"),
    "strength": words.mark("strength"),
    "suggestions": words.mark("suggestions"),
    "tags": words.mark("tags"),
    "team": words.mark("team"),
    "through": words.mark("through"),
    "tied to": words.mark("tied to"),
    "times weight": words.mark("× weight"),
    "to": words.mark("to"),
    "values": words.mark("values"),
    "verdict": words.mark("verdict"),
    "waits since": words.mark("waits since"),
    "what": words.mark("what"),
    "when": words.mark("when"),
    "why": words.mark("why"),
    "works": words.mark("works"),
    "year": words.mark("year"),
}
"""The titles of columns used by several tables, by name."""


def heading(name: str) -> str:
    """Return the heading of a column: its title, else its name, translated if the code marks it."""
    return words.say(TITLES.get(name, name))


def headings(frame: pl.DataFrame, **special: Any) -> dict[str, Any]:
    """Return the heading of each column, for Streamlit's tables; ``special`` has the configuration
    of columns that need their own."""
    return {name: special.get(name, heading(name)) for name in frame.columns}


def said(frame: pl.DataFrame, values: Mapping[str, Callable[[str], str]]) -> pl.DataFrame:
    """Return the table with the texts of some columns translated; ``values`` maps a column to its
    function."""
    # Selected as series: in an expression, a column named * would mean all columns.
    return frame.with_columns(
        frame[name].cast(pl.String).map_elements(say, return_dtype=pl.String)
        for name, say in values.items()
        if name in frame.columns
    )


def labels(text: str) -> str:
    """Return comma-separated values, such as genres, each replaced by its label."""
    return words.listed(*map(words.label, text.split(", ")))
