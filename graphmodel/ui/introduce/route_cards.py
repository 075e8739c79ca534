"""Routes as cards: people one below the other, and between each two what they share."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from graphmodel.analysis.routes.advice import (
    advice,
    differs,
    names_of,
    scored,
    shared_line,
    shorter,
    weakest,
)
from graphmodel.analysis.routes.introductions import Introductions
from graphmodel.analysis.routes.route import Hop, Route
from graphmodel.analysis.ties.relations import Shared
from graphmodel.network.captions import summary
from graphmodel.network.network import Network
from graphmodel.schema.model import NODE_KINDS
from graphmodel.ui.shared import facts, widgets

# Things shared that a hop shows before the rest is asked for. Not text in quotes on a line of its
# own: Streamlit shows what stands so in a page.
SHARED = 3


def advise(network: Network, answer: Introductions) -> None:
    """What to do first, and what would make it shorter."""
    told(advice(network, answer), shorter(network, answer))


def told(first: Sequence[str], then: Sequence[str] = ()) -> None:
    """Advice: its first line large, the others below, and what else could be done."""
    with st.container(border=True, key="advice", gap=None):
        lines = [f'<div class="gm-first">{escape(first[0])}</div>']
        lines += [f"<div>{escape(line)}</div>" for line in first[1:]]
        lines += [f'<div class="gm-quiet">{escape(line)}</div>' for line in then]
        st.html("".join(lines))


def card(network: Network, answer: Introductions, place: int) -> None:
    """One route as a chain, the best at place 0."""
    route, rank = answer.routes[place], place + 1
    with st.container(border=True, key=f"route_{rank}", gap=None):
        st.html(
            f'<div class="gm-route"><b>{escape(_headline(network, answer, route, rank))}</b>'
            f'<span class="gm-score" title="from 0 to 1, the best">score {route.score:.2g}</span>'
            f'</div><div class="gm-quiet">{escape(_why(network, answer, place))}</div>'
        )
        for number, hop in enumerate(route.hops):
            _person(network, hop.source, f"{rank}_{number}")
            with st.container(key=f"hop_{rank}_{number}", gap=None):
                shared_by(network, hop, f"{rank}_{number}")
        _person(network, route.people[-1], f"{rank}_end")
        with st.expander("How was this scored", expanded=False):
            _scored(network, route)


def _headline(network: Network, answer: Introductions, route: Route, rank: int) -> str:
    between = names_of(network, route.between) if route.between else ""
    if answer.target is None:
        end = names_of(network, route.people[-1:])
        return f"{rank}. {end}, through {between}" if between else f"{rank}. {end}, known directly"
    return f"{rank}. Through {between}" if between else f"{rank}. They know each other"


def _why(network: Network, answer: Introductions, place: int) -> str:
    """How many must be asked, which tie is weakest, and how this route differs from the first."""
    route = answer.routes[place]
    between = len(route.between)
    asked = "nobody" if not between else "1 person" if between == 1 else f"{between} people"
    said = f"Asks {asked} in between. {weakest(network, route) if between else ''}".strip()
    return f"{said} {differs(network, answer, place)}" if place else said


def _scored(network: Network, route: Route) -> None:
    """The factors of a score, and their product."""
    lines = [
        f"<li><span>{factor:.3f}</span>{escape(what)}</li>"
        for what, factor in scored(network, route)
    ]
    st.html(
        f'<ul class="gm-factors">{"".join(lines)}'
        f"<li><span>{route.score:.2g}</span>the product: how likely the request arrives</li></ul>"
        '<div class="gm-quiet">A tie is the stronger the more two did together, the newer it is, '
        "the fewer others were there and the more they headed it; everybody in between lowers the "
        "score, those whom everyone knows the most.</div>"
    )


def _person(network: Network, node_id: str, key: str) -> None:
    line = summary(network, network.index(node_id))
    with st.container(horizontal=True, vertical_alignment="center", gap=None):
        st.html(widgets.kind_mark("Person"), width="content")
        with widgets.compact_rows(f"person_{key}"):
            widgets.node_link(network, node_id, note=line)


def shared_by(network: Network, hop: Hop, key: str) -> None:
    """What two people share, the strongest first, with who says so."""
    whole = st.session_state.get(f"all_{key}", False)
    for place, shared in enumerate(hop.shared[: None if whole else SHARED]):
        _shared(network, hop, shared, f"{key}_{place}")
    more = len(hop.shared) - SHARED
    if more > 0 and not whole:
        st.button(f"{more:,} more that they share", key=f"more_{key}", type="tertiary",
                  on_click=lambda: st.session_state.update({f"all_{key}": True}))  # fmt: skip


def _shared(network: Network, hop: Hop, shared: Shared, key: str) -> None:
    said = shared_line(network, hop, shared)
    if shared.kind in NODE_KINDS:
        note = said.removeprefix(shared.name).strip(" ()").replace(", ", " · ")
        with st.container(horizontal=True, vertical_alignment="center", gap=None):
            st.html(widgets.kind_mark(shared.kind), width="content")
            with widgets.compact_rows(f"shared_{key}"):
                widgets.node_link(network, shared.id, note=note)
    else:
        st.html(f'<div class="gm-said">{escape(said)}</div>')
    st.html(f'<div class="gm-cite">{facts.source_links_html(network, shared.sources)}</div>')
