"""Routes as cards: people one below the other, and between each pair what they share."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from graphmodel import words
from graphmodel.analysis.routes.advice import (
    describe_alternatives,
    describe_difference,
    introduction_advice,
    join_names,
    score_factors,
    weakest_step,
)
from graphmodel.analysis.routes.introductions import Introductions
from graphmodel.analysis.routes.route import Hop, Route
from graphmodel.analysis.routes.wordings import describe_plan, describe_shared
from graphmodel.analysis.ties.relations import Shared
from graphmodel.facts.html_text import escape
from graphmodel.network.captions import summary
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.schema.model import NODE_KINDS
from graphmodel.ui.introduce import query
from graphmodel.ui.shared import desk, facts, widgets

SHARED_SHOWN = 3
"""Number of shared things that a hop shows until the visitor asks for more."""


def route_advice(network: Network, answer: Introductions) -> None:
    """Draw what to do first, and the alternatives to the routes found."""
    advice_box(introduction_advice(network, answer), describe_alternatives(network, answer))


def advice_box(advice: Sequence[str], alternatives: Sequence[str] = ()) -> None:
    """Draw advice with its first line large, and alternatives below it."""
    with st.container(border=True, key="advice", gap=None):
        lines = [f'<div class="gm-first">{escape(advice[0])}</div>']
        lines += [f"<div>{escape(line)}</div>" for line in advice[1:]]
        lines += [f'<div class="gm-quiet">{escape(line)}</div>' for line in alternatives]
        st.html("".join(lines))


def route_card(namespace: Namespace, then: Network, answer: Introductions, position: int) -> None:
    """Draw one route as a chain; position 0 is the best. ``then`` is the network as of the date
    asked."""
    network = namespace.network
    route, rank = answer.routes[position], position + 1
    with st.container(border=True, key=f"route_{rank}", gap=None):
        st.html(
            f'<div class="gm-route"><b>{escape(_headline(network, answer, route, rank))}</b>'
            f"{_bar(route.score, answer.routes[0].score)}</div>"
            f'<div class="gm-quiet">{escape(_summary(network, answer, position))}</div>'
        )
        active = {person.id: person.words() for person in answer.activity}
        for number, hop in enumerate(route.hops):
            _person(network, route, hop.source, f"{rank}_{number}", active[hop.source])
            with st.container(key=f"hop_{rank}_{number}", gap=None):
                shared_facts(then, hop, f"{rank}_{number}")
        _person(network, route, route.people[-1], f"{rank}_end", active[route.people[-1]])
        widgets.add_link(namespace.name, query.chain(route), route=True)
        with st.expander(words.say("How this was scored"), expanded=False):
            _score_factors(network, route)


def _bar(score: float, best: float) -> str:
    """Return a bar that compares a route's score with the best; its label has the numbers."""
    said = words.say(
        "{share:.0%} of the best; score {score:.2g}, from 0 to 1", share=score / best, score=score
    )
    quoted = escape(said, quote=True)
    return (
        f'<span class="gm-beside" role="img" title="{quoted}" aria-label="{quoted}">'
        f'<i style="width:{100 * score / best:.0f}%"></i></span>'
    )


def _headline(network: Network, answer: Introductions, route: Route, rank: int) -> str:
    names = join_names(network, route.intermediaries) if route.intermediaries else ""
    if answer.target is None:
        target = join_names(network, route.people[-1:])
        if names:
            return words.say(
                "{rank}. {target}, through {names}", rank=rank, target=target, names=names
            )
        return words.say("{rank}. {target}, tied directly", rank=rank, target=target)
    if names:
        return words.say("{rank}. Through {names}", rank=rank, names=names)
    return words.say("{rank}. Tied directly", rank=rank)


def _summary(network: Network, answer: Introductions, position: int) -> str:
    """Return how many people to ask, the weakest step, and the difference from the first route."""
    route = answer.routes[position]
    count = len(route.intermediaries)
    if count:
        between = words.count(
            "{n} person to ask in between.", "{n} people to ask in between.", count
        )
        summary = f"{between} {weakest_step(network, route)}"
    else:
        summary = words.say("Nobody in between.")
    return f"{summary} {describe_difference(network, answer, position)}" if position else summary


def _score_factors(network: Network, route: Route) -> None:
    """Draw the factors of a score, and their product."""
    lines = [
        f"<li><span>{factor:.3f}</span>{escape(label)}</li>"
        for label, factor in score_factors(network, route)
    ]
    product = words.say("the product: how likely it is to work")
    how = words.say(
        "A tie is stronger the more two people did together, the more recently, the fewer "
        "others were involved, and if they led it. Everybody in between lowers the score, "
        "well-connected people most. Credits that do not show a meeting count only if you ask "
        "for them: archive footage, thanks, extras, authors of the underlying work or idea, "
        "guests on a show. People shown in a documentary count as having met only its makers."
    )
    st.html(
        f'<ul class="gm-factors">{"".join(lines)}'
        f"<li><span>{route.score:.2g}</span>{escape(product)}</li></ul>"
        f'<div class="gm-quiet">{escape(how)}</div>'
    )


def _person(network: Network, route: Route, node_id: str, key: str, active: str) -> None:
    line = f"{summary(network, network.index(node_id))} · {active}"
    with st.container(horizontal=True, vertical_alignment="center", gap=None):
        st.html(widgets.kind_mark("Person"), width="content")
        with widgets.compact_rows(f"person_{key}"):
            widgets.node_link(network, node_id, note=line)
        because = words.say(
            "On the way: {names}", names=" → ".join(map(network.name_of, route.people))
        )
        desk.star(network, node_id, key=f"route_{key}", because=because)


def shared_facts(network: Network, hop: Hop, key: str) -> None:
    """Draw what two people share, strongest first, with the sources."""
    is_expanded = st.session_state.get(f"all_{key}", False)
    for number, shared in enumerate(hop.shared[: None if is_expanded else SHARED_SHOWN]):
        _shared(network, hop, shared, f"{key}_{number}")
    for plan in hop.planned:
        planned = describe_plan(network, hop.source, hop.target, plan)
        line = words.say("Planned: {plan}", plan=planned)
        st.html(f'<div class="gm-said">{escape(line)}</div>')
    remaining = len(hop.shared) - SHARED_SHOWN
    if remaining > 0 and not is_expanded:
        st.button(
            words.say("{n:,} more in common", n=remaining),
            key=f"more_{key}",
            type="tertiary",
            on_click=lambda: st.session_state.update({f"all_{key}": True}),
        )


def _shared(network: Network, hop: Hop, shared: Shared, key: str) -> None:
    description = describe_shared(network, hop, shared)
    if shared.kind in NODE_KINDS:
        note = description.removeprefix(shared.name).strip(" ()（）")
        note = note.replace(words.say(", "), " · ")
        with st.container(horizontal=True, vertical_alignment="center", gap=None):
            st.html(widgets.kind_mark(shared.kind), width="content")
            with widgets.compact_rows(f"shared_{key}"):
                widgets.node_link(network, shared.id, note=note)
    else:
        st.html(f'<div class="gm-said">{escape(description)}</div>')
    st.html(f'<div class="gm-cite">{facts.source_links_html(network, shared.sources)}</div>')
