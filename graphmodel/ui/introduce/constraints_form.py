"""What is asked of a route: controls whose state is the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from graphmodel.analysis.routes.advice import RELATION_NAMES
from graphmodel.analysis.routes.constraints import CONTEXTS, MOST_HOPS
from graphmodel.analysis.ties.relations import RELATIONS
from graphmodel.network.namespaces import Namespace
from graphmodel.ui.shared import pickers, url_state

ROUTES = 5
MOST_ROUTES = 15

ANY = -1
AGES = (1, 2, 3, 5, 10, 15, 20, 30, 50)
HALF_LIFE = 10
HALF_LIVES = (2, 3, 5, 10, 15, 20, 40)
PERSON_OR_CONTEXT = ("Person", *CONTEXTS)
_PLACEHOLDER = "a person, film, school, festival …"


def of_a_route(namespace: Namespace) -> dict[str, Any]:
    """All that can be asked of routes, as ``introduce`` takes it."""
    via, avoid = st.columns(2, gap="small")
    with via:
        passed = _several(namespace, "via", "By way of")
    with avoid:
        avoided = _several(namespace, "avoid", "Not through")
    age, hops, ties, half, number = st.columns([0.8, 0.7, 1.5, 0.8, 0.6], gap="small")
    with hops:
        steps = _steps()
    with number:
        count = _count()
    asked = _of_ties(age, ties, half)
    return {"via": passed, "avoid": avoided, "max_hops": steps, "k": count, **asked}


def of_a_group(namespace: Namespace) -> dict[str, Any]:
    """What can be asked of the ties that connect a group, as ``connect`` takes it."""
    avoided = _several(namespace, "avoid", "Not through")
    return {"avoid": avoided, **_of_ties(*st.columns([0.8, 1.5, 0.8], gap="small"))}


def _of_ties(age: Any, ties: Any, half: Any) -> dict[str, Any]:
    with age:
        most = _years("age", "Ties no older than", AGES, ANY, _age,
                      "Counted back from the latest year that the data tells of")  # fmt: skip
    with ties:
        relations = _relations()
    with half:
        life = _years("half", "Half-life of a tie", HALF_LIVES, HALF_LIFE, years,
                      "A tie loses half its weight in so many years")  # fmt: skip
    return {
        "max_tie_age": None if most == ANY else most,
        "relations": relations,
        "half_life": float(max(life, 1)),
    }


def _several(namespace: Namespace, name: str, label: str) -> tuple[str, ...]:
    return pickers.pick_nodes(
        namespace, name=name, label=label, kinds=PERSON_OR_CONTEXT, placeholder=_PLACEHOLDER
    )


def _years(
    name: str, label: str, held: Sequence[int], usual: int, says: Callable[[int], str], help: str
) -> int:
    """A number of years of the address, the usual one where it gives none."""
    now = number(name)
    now = usual if now is None else now
    st.session_state[name] = now
    st.selectbox(
        label, sorted({*held, usual, now}), key=name, format_func=says, help=help,
        on_change=lambda: url_state.write(
            **{name: "" if st.session_state[name] == usual else str(st.session_state[name])}
        ),
    )  # fmt: skip
    return now


def _age(age: int) -> str:
    return "any age" if age == ANY else years(age)


def years(count: int) -> str:
    """A number of years in words."""
    return "1 year" if count == 1 else f"{count} years"


def number(name: str) -> int | None:
    """A whole number of at most four digits that the address gives, None for anything else."""
    given = url_state.read(name)
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 4 else None


def _steps() -> int | None:
    given = number("hops")
    now = given if given is not None and 1 <= given <= MOST_HOPS else 0
    st.session_state["hops"] = now
    st.selectbox(
        "Steps at most", range(MOST_HOPS + 1), key="hops",
        format_func=lambda steps: str(steps or "any"), help="2 steps: one person in between",
        on_change=lambda: url_state.write(hops=str(st.session_state["hops"] or "")),
    )  # fmt: skip
    return now or None


def _relations() -> tuple[str, ...] | None:
    chosen = [name for name in dict.fromkeys(url_state.read_all("tie")) if name in RELATIONS]
    st.session_state["tie"] = chosen
    st.multiselect(
        "Ties that count", RELATIONS, key="tie", placeholder="every kind",
        format_func=lambda name: RELATION_NAMES[name],
        on_change=lambda: url_state.write(tie=list(st.session_state["tie"])),
    )  # fmt: skip
    return tuple(chosen) or None


def _count() -> int:
    given = number("k")
    now = min(max(ROUTES if given is None else given, 1), MOST_ROUTES)
    st.session_state["k"] = now
    st.number_input(
        "Routes", 1, MOST_ROUTES, key="k",
        on_change=lambda: url_state.write(
            k="" if st.session_state["k"] == ROUTES else str(st.session_state["k"])),
    )  # fmt: skip
    return now
