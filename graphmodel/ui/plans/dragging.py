"""Dragging on a board: dropping a person on another card moves them there, as the buttons do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from graphmodel.ui.shared import session

_SCRIPT = Path(__file__).parent / "dragging.js"
_KEY = "dragging_library"

Pair = tuple[str, str]
Drop = Callable[[str, str | None, str], None]
"""The handler of a drop: the person (an id), the card that they leave, if any, and the target card.
"""


@dataclass(frozen=True)
class Row:
    """A person who can be dragged: the key of their container, and the card that they are on."""

    key: str
    person: str
    card: str | None = None


def between(
    rows: Sequence[Row],
    cards: Mapping[str, str],
    *,
    closed: Collection[Pair],
    against: Collection[Pair],
    on_drop: Drop,
) -> None:
    """Let the people of these rows be dragged to ``cards``, a mapping of card ids to the keys of
    their containers. A (person, card) that is ``closed`` takes no drop; one in ``against`` shows
    the card in red during the drag."""
    people = list(dict.fromkeys(row.person for row in rows))
    ids = list(cards)
    number = {card: n for n, card in enumerate(ids)}

    def take() -> None:
        dropped: Any = st.session_state[_KEY].dropped
        moved = _moved(dropped, people, ids)
        if moved is None or (moved[0], moved[2]) in closed:
            session.reassert()
            return
        on_drop(*moved)

    def listed(pairs: Collection[Pair]) -> dict[int, list[int]]:
        index = {person: n for n, person in enumerate(people)}
        cards_of: dict[int, list[int]] = {}
        for person, card in pairs:
            if person in index and card in number:
                cards_of.setdefault(index[person], []).append(number[card])
        return cards_of

    component = st.components.v2.component("board_dragging", js=_SCRIPT.read_text(encoding="utf-8"))
    component(
        key=_KEY,
        data={
            "rows": _by_class(
                (row.key, [people.index(row.person), number.get(row.card or "", -1)])
                for row in rows
            ),
            "people": people,
            "places": ids,
            "cards": _by_class((key, number[card]) for card, key in cards.items()),
            "closed": listed(closed),
            "against": listed(against),
        },
        on_dropped_change=take,
    )


def _moved(
    dropped: Any, people: Sequence[str], cards: Sequence[str]
) -> tuple[str, str | None, str] | None:
    """Return who was dropped, from which card and on which; None if the browser's message is
    invalid."""
    if not isinstance(dropped, dict):
        return None
    person = _one_of(people, dropped.get("person"))
    card = _one_of(cards, dropped.get("card"))
    return None if person is None or card is None else (
        person, _one_of(cards, dropped.get("source")), card
    )  # fmt: skip


def _one_of(ids: Sequence[str], named: Any) -> str | None:
    return named if isinstance(named, str) and named in ids else None


def _by_class(meant: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return what each key stands for, by the class of its container. Streamlit writes "-" for most
    characters, so keys may share a class; those are left out."""
    pairs = [(f"st-key-{re.sub(r'[^a-zA-Z0-9_-]', '-', key.strip())}", each) for key, each in meant]
    count = Counter(name for name, _ in pairs)
    return {name: each for name, each in pairs if count[name] == 1}
