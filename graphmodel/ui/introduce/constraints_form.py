"""The constraints on routes and ties: controls whose state is in the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graphmodel import words
from graphmodel.analysis.routes.constraints import MAX_HOPS, RouteConstraints
from graphmodel.analysis.routes.wordings import RELATION_NAMES
from graphmodel.network.namespaces import Namespace
from graphmodel.schema.declarations import RELATIONS
from graphmodel.schema.model import active
from graphmodel.ui.shared import pickers, time_fields, url_state

ROUTES = 5
MAX_ROUTES = 15

ANY_AGE = -1
AGES = (1, 2, 3, 5, 10, 15, 20, 30, 50)
HALF_LIVES = (2, 3, 5, 10, 15, 20, 40)
_PLACEHOLDER = words.mark("a person, film, school, festival …")


def route_constraints(namespace: Namespace) -> tuple[RouteConstraints, int]:
    """Draw the controls and return the constraints on routes, and how many routes to find."""
    via_column, avoid_column = st.columns(2, gap="small")
    with via_column:
        via = _several(namespace, "via", words.say("By way of"))
    with avoid_column:
        avoid = _several(namespace, "avoid", words.say("Not through"))
    with st.container(key="constraints"):
        columns = st.columns([0.8, 0.7, 1.5, 0.8, 0.6], gap="small")
        age, hops, ties, half_life, count = columns
        with hops:
            max_hops = _max_hops()
        with count:
            k = _count()
        constraints = _tie_constraints(age, ties, half_life)
    return replace(constraints, via=via, avoid=avoid, max_hops=max_hops), k


def tie_constraints(namespace: Namespace) -> RouteConstraints:
    """Draw the controls and return the constraints on the ties that connect a group."""
    avoid = _several(namespace, "avoid", words.say("Not through"))
    columns = st.columns([0.8, 1.5, 0.8], gap="small")
    return replace(_tie_constraints(*columns), avoid=avoid)


def _tie_constraints(
    age: DeltaGenerator, ties: DeltaGenerator, half_life: DeltaGenerator
) -> RouteConstraints:
    defaults = RouteConstraints()
    with age:
        default_age = ANY_AGE if defaults.max_tie_age is None else defaults.max_tie_age
        max_age = _years(
            YearChoice("age", words.say("Ties no older than"), AGES, default_age, _age),
            help=words.say("Counted back from the latest year in the data"),
        )
    with ties:
        relations = _relations()
    with half_life:
        years_to_half = _years(
            YearChoice(
                "half",
                words.say("Half-life of ties"),
                HALF_LIVES,
                int(defaults.half_life),
                years,
            ),
            help=words.say("How many years it takes for a tie to count half as much"),
        )
    credits, since, asked = st.columns([1.5, 0.8, 0.8], gap="small", vertical_alignment="bottom")
    with credits:
        all_credits = _all_credits()
    with since:
        active_since = time_fields.active_since(
            name="active",
            help=words.say("Leaves out people last active before this year, except those you name"),
        )
    with asked:
        as_of = time_fields.as_of()
    return replace(
        defaults,
        all_credits=all_credits,
        active_since=active_since,
        as_of=as_of,
        max_tie_age=None if max_age == ANY_AGE else max_age,
        relations=relations,
        half_life=float(max(years_to_half, 1)),
    )


def _several(namespace: Namespace, name: str, label: str) -> tuple[str, ...]:
    return pickers.pick_nodes(
        namespace,
        name=name,
        label=label,
        kinds=("Person", *active().groups),
        placeholder=words.say(_PLACEHOLDER),
    )


@dataclass(frozen=True)
class YearChoice:
    """A choice of a number of years; ``name`` is its address parameter."""

    name: str
    label: str
    options: Sequence[int]
    default: int
    caption: Callable[[int], str]


def _years(choice: YearChoice, *, help: str) -> int:
    """Draw the choice and return the number of years in the address, or the default."""
    name, default = choice.name, choice.default
    current = url_state.number(name)
    current = default if current is None else current
    st.session_state[name] = current
    st.selectbox(
        choice.label, sorted({*choice.options, default, current}), key=name,
        format_func=choice.caption, help=help,
        on_change=lambda: url_state.write(
            **{name: "" if st.session_state[name] == default else str(st.session_state[name])}
        ),
    )  # fmt: skip
    return current


def _age(age: int) -> str:
    return words.say("any age") if age == ANY_AGE else years(age)


def years(count: int) -> str:
    """Return a number of years in words."""
    return words.count("{n:,} year", "{n:,} years", count)


def _max_hops() -> int | None:
    requested = url_state.number("hops")
    current = requested if requested is not None and 1 <= requested <= MAX_HOPS else 0
    st.session_state["hops"] = current
    st.selectbox(
        words.say("Maximum steps"),
        range(MAX_HOPS + 1),
        key="hops",
        format_func=lambda steps: str(steps or words.say("any")),
        help=words.say("2 steps: one person in between"),
        on_change=lambda: url_state.write(hops=str(st.session_state["hops"] or "")),
    )
    return current or None


def _relations() -> tuple[str, ...] | None:
    chosen = [name for name in dict.fromkeys(url_state.read_all("tie")) if name in RELATIONS]
    st.session_state["tie"] = chosen
    st.multiselect(
        words.say("Ties that count"), RELATIONS, key="tie", placeholder=words.say("every kind"),
        format_func=lambda name: words.say(RELATION_NAMES[name]),
        on_change=lambda: url_state.write(tie=list(st.session_state["tie"])),
    )  # fmt: skip
    return tuple(chosen) or None


def _all_credits() -> bool:
    st.session_state["all_credits"] = url_state.read("all_credits") == "1"
    st.checkbox(
        words.say("Count every credit"),
        key="all_credits",
        help=words.say(
            "Also counts archive footage, thanks, authors of the underlying work or idea, "
            "extras, guests on a show and people shown in a documentary, who may not have met "
            "anybody"
        ),
        on_change=lambda: url_state.write(
            all_credits="1" if st.session_state["all_credits"] else ""
        ),
    )
    return bool(st.session_state["all_credits"])


def _count() -> int:
    requested = url_state.number("k")
    current = min(max(ROUTES if requested is None else requested, 1), MAX_ROUTES)
    st.session_state["k"] = current
    st.number_input(
        words.say("Routes"), 1, MAX_ROUTES, key="k",
        on_change=lambda: url_state.write(
            k="" if st.session_state["k"] == ROUTES else str(st.session_state["k"])),
    )  # fmt: skip
    return current
