"""Publication of the shown communities for other programs on the same store, and its undo."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.export.publish import publish_communities, take_back
from graphmodel.store.published import COMMUNITIES, Publication
from graphmodel.ui.communities.query import CommunityQuery
from graphmodel.ui.shared import desk, resources, widgets


def show(query: CommunityQuery) -> None:
    """Draw what is published, and the button to publish all communities as found here. Draws
    nothing if the visitor may not import, or inside a community, since those are not published."""
    if query.inside is not None or not resources.may(Right.IMPORT):
        return
    with st.expander(words.say("Publish for other programs")):
        st.caption(
            words.say(
                "Bloom and other programs that read this store in Cypher will see each "
                "community as a node linked to its people. No facts are changed."
            )
        )
        published = _published(query)
        if published is not None:
            line = words.say(
                "Published {on}: {n:,} people, {model}",
                on=published.on[:10],
                n=published.people,
                model=published.model,
            )
            if not published.finished:
                line = words.say("{line}; stopped halfway", line=line)
            st.markdown(widgets.plain(line))
        with st.container(horizontal=True):
            st.button(
                words.say("Publish again") if published else words.say("Publish"),
                key="publish",
                icon=":material/publish:",
                on_click=_publish,
                args=(query,),
            )
            if published is not None:
                st.button(
                    words.say("Unpublish"),
                    key="take_back",
                    type="tertiary",
                    on_click=_take_back,
                    args=(query,),
                )


def _published(query: CommunityQuery) -> Publication | None:
    """Return the publication of these communities, if there is one."""
    name = query.namespace.name
    records = resources.store().published.records()
    return next((r for r in records if (r.what, r.namespace) == (COMMUNITIES, name)), None)


def _publish(query: CommunityQuery) -> None:
    def work() -> None:
        store = resources.store_to(Right.IMPORT, "publish communities")
        publish_communities(store, query.namespace, query.options)

    desk.step(work, words.say("Published."))


def _take_back(query: CommunityQuery) -> None:
    def work() -> None:
        store = resources.store_to(Right.IMPORT, "take back communities")
        take_back(store, COMMUNITIES, query.namespace.name)

    desk.step(work, words.say("Unpublished."))
