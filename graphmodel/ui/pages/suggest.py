"""Suggest: whom a person could work with next, and why."""

from __future__ import annotations

from html import escape
from typing import Any

import polars as pl
import streamlit as st

from graphmodel.analysis.collaborators import NEWCOMER_YEARS, suggest
from graphmodel.analysis.suggestions import WEIGHTS, Suggestion, Suggestions
from graphmodel.asking import World
from graphmodel.captions import summary
from graphmodel.network import Network
from graphmodel.ui import choosing, facts, load, parts, places, reasons, state

LIMIT = 10
LIMITS = (5, 10, 20, 50)


def main() -> None:
    """Draw the page that the address names."""
    world = load.world().claimed
    parts.title("Suggest", "Whom to work with next, among people not worked with yet, and why.")
    with st.sidebar:
        asked = _wishes(world)
    person = choosing.one(
        world, name="person", label="Suggest partners for", placeholder="Whose? Type a name"
    )
    if person is None:
        if not choosing.unknown(world, "person"):
            parts.nothing("Choose the person to find partners for: type a name.")
        return
    network = world.network
    answer = _answer(network, network.revision, world.namespace, person, **asked)
    if not answer.items:
        _none(network, person, answer, asked)
        return
    st.html(_legend())
    for rank, item in enumerate(answer.items, 1):
        _suggestion(world, person, rank, item)


@st.cache_data(max_entries=200, show_spinner="Weighing everyone within reach …")
def _answer(_network: Network, revision: str, world: str, person: str, **asked: Any) -> Suggestions:
    return suggest(_network, person, **asked)


@st.cache_data(max_entries=8, show_spinner=False)
def _choices(_network: Network, revision: str, world: str) -> dict[str, list[str]]:
    """Roles that people have had and markets they work in, the commonest first."""
    credits = _network.links.filter(pl.col("kind") == "WORKED_ON")
    roles = credits["role"].drop_nulls().value_counts(sort=True)["role"].to_list()
    columns = [pl.col("markets").explode(), pl.col("countries").explode(), pl.col("market")]
    places_ = pl.concat([_network.nodes.select(c.alias("place")) for c in columns])["place"]
    counted = places_.drop_nulls().value_counts().sort(["count", "place"], descending=[True, False])
    return {"role": roles, "market": counted["place"].to_list()}


def _wishes(world: World) -> dict[str, Any]:
    """What is wanted, as ``suggest`` takes it."""
    held = _choices(world.network, world.network.revision, world.namespace)
    role = _choice("role", "Role wanted", held["role"])
    market = _choice("market", "Market", held["market"])
    newcomers = state.read("newcomers") == "yes"
    st.session_state["newcomers"] = newcomers
    st.toggle(
        "Newcomers only", key="newcomers",
        help=f"People whose first known work is at most {NEWCOMER_YEARS} years before the latest "
        "year that the data tells of",
        on_change=lambda: state.write(newcomers="yes" if st.session_state["newcomers"] else None),
    )  # fmt: skip
    given = state.read("limit")
    limit = int(given) if given in map(str, LIMITS) else LIMIT
    st.session_state["limit"] = limit
    st.segmented_control(
        "How many", LIMITS, key="limit", required=True, width="stretch",
        on_change=lambda: state.write(
            limit=None if st.session_state["limit"] == LIMIT else str(st.session_state["limit"])),
    )  # fmt: skip
    return {"role": role, "market": market, "newcomers": newcomers, "limit": limit}


def _choice(name: str, label: str, options: list[str]) -> str | None:
    given = state.read(name)
    now = given if given in options else None
    st.session_state[name] = now
    st.selectbox(
        label, options, key=name, placeholder="any", format_func=parts.plain,
        on_change=lambda: state.write(**{name: st.session_state[name]}),
    )  # fmt: skip
    return now


def _suggestion(world: World, person: str, rank: int, item: Suggestion) -> None:
    network = world.network
    line = summary(network, network.index(item.id))
    with st.container(border=True, key=f"suggestion_{rank}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            with parts.rows(f"person_{rank}"):
                parts.node_link(network, item.id, note=line)
            st.html(f'<span class="gm-score">score {item.score:.2f}</span>', width="content")
            _ways(world, person, item.id)
        st.html(_bar(item) + _reasons(network, person, item))
        opened = st.expander("The facts behind it", type="compact", key=f"facts_{rank}",
                              on_change="rerun")  # fmt: skip
        if opened.open:
            with opened:
                for number, reason in enumerate(item.reasons):
                    name = reasons.NAMES[reason.kind]
                    st.html(f'<div class="gm-group">{escape(name)}</div>')
                    facts.show(network, f"facts_{rank}_{number}", reason.facts)


def _ways(world: World, person: str, other: str) -> None:
    ends = {state.WORLD: world.namespace, "from": person, "to": other}
    explore = parts.explore_address(other, world.namespace)
    places.link("explore", "Open in Explore", explore, icon=places.PLACES["explore"].icon)
    places.link("introduce", "Introduce me to", ends, icon=places.PLACES["introduce"].icon)


def _bar(item: Suggestion) -> str:
    """The score as a bar of its parts, each as long as what it adds; all of it would be 1."""
    bits = "".join(
        f'<i style="width:{reason.contribution:.2%};background:{reasons.COLOURS[reason.kind]}" '
        f'title="{escape(reasons.NAMES[reason.kind])}: {reason.contribution:.3f}"></i>'
        for reason in item.reasons
    )
    return f'<div class="gm-bar" role="img" aria-label="score {item.score:.2f} of 1">{bits}</div>'


def _reasons(network: Network, person: str, item: Suggestion) -> str:
    rows = "".join(
        f'<li><i style="background:{reasons.COLOURS[reason.kind]}"></i>'
        f"<span>{reason.contribution:.3f}</span>"
        f"<div>{escape(reasons.in_words(network, person, item.id, reason))}</div></li>"
        for reason in item.reasons
    )
    return f'<ul class="gm-reasons">{rows}</ul>'


def _legend() -> str:
    return (
        '<div class="gm-quiet">A score is the sum of its reasons, at most 1; it compares people '
        "suggested to the same person. What each reason can add at most: "
        + ", ".join(f"{reasons.NAMES[kind].lower()} {most:g}" for kind, most in WEIGHTS.items())
        + ".</div>"
    )


def _none(network: Network, person: str, answer: Suggestions, asked: dict[str, Any]) -> None:
    """Why nobody is suggested, and what to try."""
    name = network.names[network.index(person)]
    if answer.why_none == "nobody_fits":
        wishes = [asked[x] for x in ("role", "market") if asked[x]]
        wishes += ["newcomer"] * asked["newcomers"]
        parts.nothing(
            f"There are people to suggest to {name}, but none is {', '.join(wishes)}. "
            "Take out some of what is wanted."
        )
        st.button("Ask for anybody", icon=":material/filter_alt_off:", key="anybody",
                  on_click=lambda: state.write(role=None, market=None, newcomers=None))  # fmt: skip
    else:
        parts.nothing(
            f"Nothing is known that {name} shares with others: no credits, schools or events in "
            "common. Import more about them on the Data page."
        )
        places.link("data", "Data", {}, icon=places.PLACES["data"].icon)


main()
