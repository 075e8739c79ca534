"""The facets in the sidebar, each value with the number of people who would fit with it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from graphmodel import words
from graphmodel.analysis.people.description import MAX_STEPS, Description
from graphmodel.analysis.people.facets import BY_NAME, FACETS
from graphmodel.analysis.people.search import FacetCounts
from graphmodel.analysis.suggestions.filters import NEWCOMER_YEARS
from graphmodel.errors import InputError
from graphmodel.facts.html_text import escape
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.schema.model import active
from graphmodel.ui.shared import pickers, time_fields, url_state, widgets
from graphmodel.ui.shared.choices import switch

SENTENCE = "said"
"""The address parameter for the last sentence read; any change to the facets clears it."""

BUTTONS = 5
"""Number of values of a facet that have a button; the others are in a list."""

LISTED = 500
"""The most values in the list of a facet: more make it slow to open."""

STEPS = tuple(range(1, MAX_STEPS + 1))

OF_DESCRIPTION = (
    *BY_NAME,
    *("since", "until", "newcomers", "without", "near", "steps", "community"),
)
"""The address parameters that hold the description."""


def from_address(network: Network) -> Description:
    """Return the description in the address; impossible years and steps are ignored.

    Raises InputError if the years contradict each other.
    """
    description = Description(
        active_since=time_fields.year("since"),
        active_until=time_fields.year("until"),
        newcomers=url_state.read("newcomers") == "yes",
        not_with=tuple(network.canonical_id(node_id) for node_id in _known(network, "without")),
        near=next(iter(_known(network, "near", "Person")), None),
        steps=_steps(),
        community=url_state.read("community") or None,
    )
    for facet in FACETS:
        values = [value for value in url_state.read_all(facet.name) if value]
        description = description.choosing(facet.name, values)
    return description


def parameters(description: Description) -> dict[str, str | list[str] | None]:
    """Return the address parameters that hold a description."""
    steps = description.steps if description.near else Description.steps
    return {
        **{facet.name: list(description.values(facet.name)) for facet in FACETS},
        "since": _text(description.active_since),
        "until": _text(description.active_until),
        "newcomers": "yes" if description.newcomers else None,
        "without": list(description.not_with),
        "near": description.near,
        "steps": _text(None if steps == Description.steps else steps),
        "community": description.community,
    }


def change(**values: url_state.Value) -> None:
    """Change the description by its controls, which clears the sentence: it no longer applies.

    A control that reports what the address already holds, as one with new options does, changes
    nothing.
    """
    held = {name: list(url_state.read_all(name)) for name in values}
    if held != {name: url_state.listed(value) for name, value in values.items()}:
        url_state.write(**{SENTENCE: None, "shown": None, **values})


def others(newcomers: int) -> None:
    """Draw the controls of years and newcomers."""
    left, right = st.columns(2, gap="small")
    with left:
        time_fields.year_field("since", words.say("Active since"), write=change)
    with right:
        time_fields.year_field("until", words.say("until"), write=change)
    switch(
        "newcomers",
        f"{words.say('Newcomers')} :gray[{newcomers:,}]",
        key="newcomers",
        help=words.say(
            "First work at most {n} years before the latest year in the data", n=NEWCOMER_YEARS
        ),
        write=change,
    )


def nearness(namespace: Namespace) -> None:
    """Draw the controls of who is near, apart, or in a community."""
    near = pickers.pick_node(
        namespace,
        name="near",
        label=words.say("Near"),
        placeholder=words.say("a person …"),
        write=change,
    )
    if near is not None:
        st.session_state["steps"] = _steps()
        st.segmented_control(
            words.say("Maximum steps"), STEPS, key="steps", required=True, width="stretch",
            on_change=lambda: change(steps=str(st.session_state["steps"])),
        )  # fmt: skip
    pickers.pick_nodes(
        namespace,
        name="without",
        label=words.say("Not with"),
        placeholder=words.say("a person, company, work …"),
        kinds=("Person", *active().groups),
        write=change,
    )
    community = url_state.read("community")
    if community.startswith("community:"):
        leader = namespace.network.name_of(community.rpartition("community:")[2])
        label = escape(words.say("In the community of"))
        st.html(f'<div class="gm-label">{label}</div>')
        st.button(widgets.plain(leader), icon=":material/close:", key="drop_community",
                  help=words.say("Remove"), on_click=lambda: change(community=None))  # fmt: skip
        return
    pickers.pick_node(
        namespace,
        name="community",
        label=words.say("In the community of"),
        placeholder=words.say("a person …"),
        write=change,
    )


def facet(counts: FacetCounts, chosen: tuple[str, ...]) -> None:
    """Draw one facet: buttons of its commonest values, a list of the others, and how many people
    have an unknown value."""
    declared, name = BY_NAME[counts.facet], counts.facet
    people = {value: number for value, _, number in counts.values}
    labels = {value: label for value, label, _ in counts.values}
    values = list(people)
    if not values and not chosen:
        return
    picked = [value for value in chosen if value not in values[:BUTTONS]]
    shown = [*values[:BUTTONS], *picked]
    folded = {value.lower(): value for value in shown}
    st.session_state[name] = [folded.get(value.lower(), value) for value in chosen]

    def label(value: str) -> str:
        shown = widgets.plain(words.label(labels.get(value, value)))
        return f"{shown} :gray[{people.get(value, 0):,}]"

    st.pills(
        words.say(declared.label), shown, key=name, selection_mode="multi", format_func=label,
        help=words.say("People who {what}", what=words.say(declared.help)),
        on_change=lambda: change(**{name: list(st.session_state[name])}),
    )  # fmt: skip
    remaining = [value for value in values[BUTTONS : BUTTONS + LISTED] if value not in picked]
    if remaining:
        _list(name, remaining, lambda value: f"{words.label(labels[value])} ({people[value]:,})")
    if counts.unknown:
        st.caption(words.say("unknown for {n:,}", n=counts.unknown))


def _list(name: str, values: list[str], label: Callable[[str], str]) -> None:
    key = f"more_{name}"
    st.session_state[key] = None

    def add() -> None:
        value = st.session_state[key]
        if value is not None:
            change(**{name: [*url_state.read_all(name), value]})

    st.selectbox(
        words.say("More of {label}", label=words.say(BY_NAME[name].label)),
        values,
        key=key,
        label_visibility="collapsed",
        placeholder=words.say("{n:,} more …", n=len(values)),
        on_change=add,
        format_func=lambda value: widgets.option(label(value)),
    )


def _steps() -> int:
    steps = url_state.number("steps")
    return steps if steps in STEPS else Description.steps


def _known(network: Network, name: str, kind: str | None = None) -> list[str]:
    return [
        node_id
        for node_id in url_state.read_all(name)
        if node_id in network
        and kind in (None, network.kinds[network.index(node_id)])
    ]  # fmt: skip


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def without_unknown(network: Network, description: Description, error: InputError) -> Description:
    """Return the description without the facet that an error is about, as an address made for other
    data may have one. Raises the error if no facet matches it."""
    for name, values in description.chosen:
        if any(repr(value) in str(error) for value in values):
            return description.choosing(name, ())
    raise error
