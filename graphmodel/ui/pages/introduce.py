"""Introduce: who could introduce one person to another, and what each two on the way share."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from graphmodel.analysis.ball import HALFWAY
from graphmodel.analysis.introductions import CONTEXTS, Hop, Introductions, Route, introduce
from graphmodel.analysis.no_route import NoRoute
from graphmodel.analysis.relations import Shared
from graphmodel.asking import World
from graphmodel.captions import summary
from graphmodel.network import Network
from graphmodel.schema import LINK_KINDS, NODE_KINDS
from graphmodel.ui import choosing, facts, load, parts, places, sketches, state
from graphmodel.ui.component import network_view
from graphmodel.ui.route_picture import routes_picture

ROUTES = 5
MOST_ROUTES = 15
# Things shared that a hop shows before the rest is asked for. Not text in quotes on a line of its
# own: Streamlit shows what stands so in a page.
SHARED = 3

ANY = -1
AGES = (1, 2, 3, 5, 10, 15, 20, 30, 50)
PERSON_OR_CONTEXT = ("Person", *CONTEXTS)


def main() -> None:
    """Draw the page that the address names."""
    world = load.world().claimed
    parts.title("Introduce", "Who could introduce one person to another, through what they share.")
    source, target = _ends(world)
    asked = _wishes(world)
    if source is None or target is None:
        if not choosing.unknown(world, "from", "to"):
            parts.nothing("Choose the person to start from and the person to meet: type a name.")
        return
    if source == target:
        parts.nothing("The same person stands at both ends. Choose two people.")
        return
    answer = _answer(
        world.network, world.network.revision, world.namespace, source, target, **asked
    )
    if answer.why_none is not None:
        _none(world.network, answer, answer.why_none)
        return
    left, right = st.columns([1, 1.12], gap="medium")
    with left:
        for rank, route in enumerate(answer.routes, 1):
            _route(world.network, answer, rank, route)
    with right:
        _picture(world, answer)


@st.cache_data(max_entries=200, show_spinner="Looking for routes …")
def _answer(
    _network: Network, revision: str, world: str, source: str, target: str, **asked: Any
) -> Introductions:
    return introduce(_network, source, target, **asked)


def _ends(world: World) -> tuple[str | None, str | None]:
    def swap() -> None:
        state.write(**{"from": state.read("to"), "to": state.read("from")})

    left, middle, right = st.columns([1, 0.09, 1], gap="small")
    with left:
        source = choosing.one(world, name="from", label="From", placeholder="Who asks? Type a name")
    with middle:
        st.button("Swap", icon=":material/swap_horiz:", key="swap", width="stretch",
                  help="The other way round", on_click=swap)  # fmt: skip
    with right:
        target = choosing.one(world, name="to", label="To", placeholder="Whom to meet? Type a name")
    return source, target


def _wishes(world: World) -> dict[str, Any]:
    """What else is asked of a route, as ``introduce`` takes it."""
    via, avoid, age, number = st.columns([1, 1, 0.42, 0.36], gap="small")
    with via:
        passed = choosing.several(
            world, name="via", label="By way of", kinds=PERSON_OR_CONTEXT,
            placeholder="a person, film, school, festival …",
        )  # fmt: skip
    with avoid:
        avoided = choosing.several(
            world, name="avoid", label="Not through", kinds=PERSON_OR_CONTEXT,
            placeholder="a person, film, school, festival …",
        )  # fmt: skip
    with age:
        most = _age()
    with number:
        count = _count()
    return {"via": passed, "avoid": avoided, "max_tie_age": most, "k": count}


def _age() -> int | None:
    given = state.read("age")
    now = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else None
    options = [ANY, *sorted({*AGES, *([now] if now is not None else [])})]
    st.session_state["age"] = ANY if now is None else now
    st.selectbox(
        "Ties no older than", options, key="age",
        format_func=lambda years: "any age" if years == ANY else _years(years),
        help="Counted back from the latest year that the data tells of",
        on_change=lambda: state.write(
            age="" if st.session_state["age"] == ANY else str(st.session_state["age"])
        ),
    )  # fmt: skip
    return now


def _count() -> int:
    given = state.read("k")
    now = int(given) if given.isascii() and given.isdigit() and len(given) < 3 else ROUTES
    now = min(max(now, 1), MOST_ROUTES)
    st.session_state["k"] = now
    st.number_input(
        "Routes", 1, MOST_ROUTES, key="k",
        on_change=lambda: state.write(
            k="" if st.session_state["k"] == ROUTES else str(st.session_state["k"])),
    )  # fmt: skip
    return now


def _route(network: Network, answer: Introductions, rank: int, route: Route) -> None:
    """One route as a chain: people, and between each two what they share."""
    with st.container(border=True, key=f"route_{rank}", gap=None):
        st.html(
            f'<div class="gm-route"><b>{escape(_headline(network, route, rank))}</b>'
            f'<span class="gm-score" title="from 0 to 1, the best">score {route.score:.2g}</span>'
            f'</div><div class="gm-quiet">{escape(_why(network, answer, route))}</div>'
        )
        for place, hop in enumerate(route.hops):
            _person(network, hop.source, f"{rank}_{place}")
            with st.container(key=f"hop_{rank}_{place}", gap=None):
                _hop(network, hop, f"{rank}_{place}")
        _person(network, route.people[-1], f"{rank}_end")


def _headline(network: Network, route: Route, rank: int) -> str:
    between = [network.names[network.index(x)] for x in route.people[1:-1]]
    return (
        f"{rank}. Through {' and '.join(between)}" if between else f"{rank}. They know each other"
    )


def _why(network: Network, answer: Introductions, route: Route) -> str:
    """The score in words: how many must be asked, which tie is weakest, and how this one ranks."""
    between = len(route.people) - 2
    asked = "nobody" if not between else "1 person" if between == 1 else f"{between} people"
    weakest = min(route.hops, key=lambda hop: hop.strength)
    names = " and ".join(network.names[network.index(x)] for x in (weakest.source, weakest.target))
    years = [shared.year for shared in weakest.shared if shared.year]
    last = f", last together in {max(years)}" if years else ""
    said = f"Asks {asked} in between. "
    said += f"{'Its weakest tie' if between else 'The tie'} is {_strength(weakest)}"
    said += f": {names}{last}." if between else f"{last}."
    best = max(other.score for other in answer.routes)
    if route.score < best:
        times = best / route.score
        said += f" {times:,.0f} times less likely than the best." if times >= 1.5 else ""
    return said


def _strength(hop: Hop) -> str:
    if hop.strength >= HALFWAY:
        return "strong"
    return "fair" if hop.strength >= HALFWAY / 4 else "faint"


def _person(network: Network, node_id: str, key: str) -> None:
    line = summary(network, network.index(node_id))
    with st.container(horizontal=True, vertical_alignment="center", gap=None):
        st.html(parts.kind_mark("Person"), width="content")
        with parts.rows(f"person_{key}"):
            parts.node_link(network, node_id, note=line)


def _hop(network: Network, hop: Hop, key: str) -> None:
    whole = st.session_state.get(f"all_{key}", False)
    for place, shared in enumerate(hop.shared[: None if whole else SHARED]):
        _shared(network, shared, f"{key}_{place}")
    more = len(hop.shared) - SHARED
    if more > 0 and not whole:
        st.button(f"{more:,} more that they share", key=f"more_{key}", type="tertiary",
                  on_click=lambda: st.session_state.update({f"all_{key}": True}))  # fmt: skip


def _shared(network: Network, shared: Shared, key: str) -> None:
    said = [str(shared.year)] if shared.year else []
    if shared.kind in NODE_KINDS:
        roles = [role or "" for role in shared.roles]
        together = " and ".join(roles) if roles[0] != roles[1] else f"both as {roles[0]}"
        said += [together] * any(roles)
        with st.container(horizontal=True, vertical_alignment="center", gap=None):
            st.html(parts.kind_mark(shared.kind), width="content")
            with parts.rows(f"shared_{key}"):
                parts.node_link(network, shared.id, note=" · ".join(said))
    else:
        said = [f"one {LINK_KINDS['MENTORS'].caption} the other", *said]
        st.html(f'<div class="gm-said">{escape(" · ".join(said))}</div>')
    st.html(f'<div class="gm-cite">{facts.source_mark(network, shared.sources)}</div>')


def _picture(world: World, answer: Introductions) -> None:
    picture = routes_picture(world.network, answer)
    network_view(
        picture,
        key="routes",
        label=f"{len(answer.routes)} routes, {len(picture.nodes)} nodes",
        scene=f"{world.namespace} {answer.source} {answer.target} {len(picture.nodes)}",
        selected=state.read("at"),
        on_select=lambda node_id: state.write(at=node_id),
        on_expand=lambda node_id: state.write(at=node_id),
        on_move=sketches.still,
        height=min(640, 330 + 45 * len(answer.routes)),
    )
    selected = state.read("at")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="ways"):
        if selected in world.network:
            with parts.rows("picked"):
                parts.node_link(world.network, selected, note="open in Explore", width="content")
        else:
            st.caption("Lines are the thicker the stronger the tie. Click a node to open it.")
        view = state.View(world=world.namespace, centres=_drawn(world.network, picture.positions))
        places.link("explore", "All of it in Explore", view.parameters(), icon=":material/hub:")


def _drawn(network: Network, ids: Any) -> tuple[str, ...]:
    return tuple(node_id for node_id in ids if node_id in network)


def _none(network: Network, answer: Introductions, why: NoRoute) -> None:
    """Why there is no route, and what to try."""
    one, other = (network.names[network.index(x)] for x in (answer.source, answer.target))
    names = [network.names[network.index(x)] for x in (*why.excluded, *why.via) if x in network]
    if why.excluded:
        said = f"{one} and {other} are linked only through what is left out: {', '.join(names)}."
        hint = "Take it out of Not through."
    elif why.via:
        said = f"No route from {one} to {other} goes by way of {', '.join(names)}."
        hint = "Take it out of By way of, or ask for the two steps one after the other."
    else:
        said, hint = why.sentence(), _hint(why)
    with st.container(border=True, key="no_route"):
        st.markdown(f"**No route from {parts.plain(one)} to {parts.plain(other)}**")
        st.markdown(parts.plain(said))
        st.markdown(f"**What to try:** {parts.plain(hint)}")
        with st.container(horizontal=True, key="ways"):
            if why.max_tie_age is not None:
                st.button("Allow ties of any age", key="any_age", icon=":material/history:",
                          on_click=lambda: state.write(age=None))  # fmt: skip
            if why.excluded:
                st.button("Leave nothing out", key="any_way", icon=":material/filter_alt_off:",
                          on_click=lambda: state.write(avoid=None))  # fmt: skip
            if why.via:
                st.button("Go any way", key="any_way", icon=":material/filter_alt_off:",
                          on_click=lambda: state.write(via=None))  # fmt: skip
            for node_id in (answer.source, answer.target):
                name = parts.plain(network.names[network.index(node_id)])
                places.link("suggest", f"Suggest partners for {name}",
                            {state.WORLD: state.world(), "person": node_id},
                            icon=places.PLACES["suggest"].icon)  # fmt: skip


def _hint(why: NoRoute) -> str:
    if why.max_tie_age is not None:
        return "Allow older ties."
    if why.sizes is not None:
        return "Import data that ties the two groups, or see whom each could work with next."
    return "Ask for somebody in between first, and go on from there."


def _years(number: int) -> str:
    return "1 year" if number == 1 else f"{number} years"


main()
