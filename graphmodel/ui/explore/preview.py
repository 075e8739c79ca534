"""A preview of what an expansion would add, to choose from before it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from graphmodel import words
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.network.captions import count_caption
from graphmodel.network.network import Network
from graphmodel.pictures.groups import group_words
from graphmodel.pictures.growth import Expansion, Group
from graphmodel.pictures.people import people_groups
from graphmodel.pictures.picture import Picture
from graphmodel.pictures.preview import Offer, expansion_offers, offered_groups
from graphmodel.pictures.selection import Filters
from graphmodel.ui.explore.canvas import EXPANSION_NODES
from graphmodel.ui.shared import details, session, url_state, widgets


def open_for(node_id: str) -> None:
    """Show the choices for a node expanded."""
    st.session_state[_unfolded(node_id)] = True


def _unfolded(node_id: str) -> str:
    """Return the session key of whether the choices for a node are expanded."""
    return f"preview_{node_id}"


def show(
    network: Network,
    view: url_state.View,
    picture: Picture,
    node_id: str,
    take: Callable[[details.Change], None],
) -> None:
    """Draw the choices for expanding a node that is drawn and has more around it."""
    unseen = picture.unseen.get(node_id, 0)
    if not unseen:
        return
    choices = st.expander(
        words.say("Choose what to add"), key=_unfolded(node_id),
        on_change="rerun",
    )  # fmt: skip
    if not choices.open:
        return
    offers = _offers(network, view, picture, node_id)
    with choices:
        offer = _choice(offers, node_id, unseen)
        most = unseen if offer is None else offer.number
        number, since = st.columns(2, gap="small")
        with number:
            st.number_input(
                words.say("How many"), 1, most, min(EXPANSION_NODES, most),
                key=f"number_{node_id}_{most}",
                help=words.say("Strongest ties first"), on_change=session.reassert,
            )  # fmt: skip
        with since:
            st.number_input(
                words.say("Since"), 1, 9999, None, key=f"since_{node_id}",
                placeholder=words.say("any year"),
                on_change=session.reassert,
            )  # fmt: skip
        st.button(
            words.say("Add to picture"), icon=":material/add:", key=f"do_add_{node_id}",
            on_click=lambda: take(_adds(node_id, _words(offers, unseen), unseen)),
        )  # fmt: skip
        if unseen > EXPANSION_NODES:
            _groups(network, view, picture, node_id, take)


def _groups(
    network: Network,
    view: url_state.View,
    picture: Picture,
    hub_id: str,
    take: Callable[[details.Change], None],
) -> None:
    """Draw the groups around a hub, by decade and result or role, or those of the people somebody
    knows, by when they were last together; each can be added to the picture as a node."""
    filters = Filters(view.kinds, view.roles, view.years, view.hidden)
    explained = words.say("By the year of the link, or of the work if the link has no year")
    if view.of_people:
        ties = people_ties(network.claimed)
        offers = people_groups(ties, hub_id, filters, picture.positions)
        explained = words.say("By the last year in which they are known to have been together")
    else:
        offers = offered_groups(network, hub_id, filters, picture.positions)
    by_words = {group_words(o.group, o.kind, o.number): o.group for o in offers if o.number > 1}
    if len(by_words) < 2:
        return
    key = f"groups_{hub_id}_{len(by_words)}"
    st.pills(
        words.say("Or as groups, each a node that you can expand"), list(by_words), key=key,
        selection_mode="multi", format_func=widgets.option, on_change=session.reassert,
        help=explained,
    )  # fmt: skip
    st.button(
        words.say("Add groups"), icon=":material/workspaces:", key=f"do_groups_{hub_id}",
        on_click=lambda: take(_adds_groups(key, by_words)),
    )  # fmt: skip


def _adds_groups(key: str, by_words: Mapping[str, Group]) -> details.Change:
    """Return the step that adds the groups chosen now."""
    groups = [by_words[text] for text in st.session_state.get(key, ()) if text in by_words]
    return lambda now: now.with_groups(groups)


def _adds(node_id: str, by_words: Mapping[str, Offer | None], unseen: int) -> details.Change:
    """Return the step for the current choices, not for those at the time of drawing."""
    state = st.session_state
    offer = by_words.get(state.get(f"offer_{node_id}", ""))
    most = unseen if offer is None else offer.number
    step = Expansion(
        node_id,
        int(state.get(f"number_{node_id}_{most}", min(EXPANSION_NODES, most))),
        () if offer is None else (offer.kind,),
        () if offer is None or offer.role is None else (offer.role,),
        state.get(f"since_{node_id}"),
    )
    return lambda now: now.with_chosen(step)


def caption(offer: Offer) -> str:
    """Return an offer in words: "12 projects · director · 1990 to 2004"."""
    years = ""
    if offer.first_year is not None and offer.last_year is not None:
        first, last = offer.first_year, offer.last_year
        years = str(last)
        if first != last:
            years = words.say("{first} to {last}", first=first, last=last)
    counted = count_caption(offer.kind, offer.number)
    return " · ".join(text for text in (counted, words.label(offer.role or ""), years) if text)


def _offers(
    network: Network, view: url_state.View, picture: Picture, node_id: str
) -> tuple[Offer, ...]:
    if view.of_people:
        return ()
    filters = Filters(view.kinds, view.roles, view.years, view.hidden)
    return expansion_offers(network, node_id, picture.node_indexes, filters)


def _words(offers: Sequence[Offer], unseen: int) -> dict[str, Offer | None]:
    """Return the offers by their words; None stands for everything."""
    return {
        words.say("Everything · {n:,}", n=unseen): None,
        **{caption(offer): offer for offer in offers},
    }


def _choice(offers: Sequence[Offer], node_id: str, unseen: int) -> Offer | None:
    """Draw the choice of what to add and return the offer; None for everything."""
    if len(offers) < 2:
        return None
    by_words = _words(offers, unseen)
    chosen = st.selectbox(
        words.say("What"), list(by_words), key=f"offer_{node_id}", format_func=widgets.option,
        on_change=session.reassert,
    )  # fmt: skip
    return by_words[chosen]
