"""New since you looked: what imports brought about everything that the visitor watches."""

from __future__ import annotations

import polars as pl
import streamlit as st

from graphmodel.access.roles import Right
from graphmodel.network.network import Network
from graphmodel.ui.lists.table import HEIGHT
from graphmodel.ui.shared import desk, resources, watches, widgets
from graphmodel.workspace.history import undo_watch_change, watch_changes
from graphmodel.workspace.news_words import in_words
from graphmodel.workspace.watches import News

CHANGES = 10
MOST = 1_000
"""Facts that one watch lists; the others are counted."""

_NOTHING = {True: "You watch: nothing new", False: "You watch nothing"}
"""The heading where there is no news, by whether anything is watched."""

_COLUMNS = ("what", "fact", "values", "according to")


def show() -> None:
    """Each watch with what is new about it, and Mark as seen; nothing where nothing was ever
    watched."""
    told, withheld = watches.own_news()
    changes = watch_changes(resources.store(), desk.who()) if resources.may(Right.KEEP) else []
    if not told and not withheld and not changes:
        return
    count = sum(each.count for each in told)
    label = f"New since you looked ({count:,})" if count else _NOTHING[bool(told)]
    with st.expander(label, key="news", expanded=bool(count)):
        fresh = [each for each in told if each.count]
        if len(fresh) > 1 and resources.may(Right.KEEP):
            st.button("Mark all as seen", key="all_seen", on_click=watches.mark_seen,
                      args=(fresh,))  # fmt: skip
        for each in told:
            _watch(resources.namespaces().network, each)
        if withheld:
            st.caption(f"{withheld:,} left out: they may not be shown.")
        desk.change_lines("watches", changes[:CHANGES], _undo)


def _watch(network: Network, told: News) -> None:
    watch = told.watch
    with st.container(border=True, key=f"news_{watch.id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{widgets.plain(watch.name)}**", width="content")
            words = f"{told.count:,} new since {watch.on[:10]}" if told.count else "nothing new"
            st.caption(widgets.plain(told.problem or words), width="stretch")
            if resources.may(Right.KEEP):
                if told.count:
                    st.button("Mark as seen", key=f"seen_{watch.id}", type="tertiary",
                              on_click=watches.mark_seen, args=([told],))  # fmt: skip
                st.button("Stop watching", key=f"stop_{watch.id}", type="tertiary",
                          on_click=watches.stop, args=(watch,))  # fmt: skip
        if told.count:
            frame = frame_of(network, told)
            st.dataframe(frame.head(MOST), hide_index=True, key=f"facts_{watch.id}",
                         height=min(HEIGHT, 38 + 35 * min(len(frame), MOST)))  # fmt: skip
            if len(frame) > MOST:
                st.caption(f"{len(frame) - MOST:,} more: graphmodel watches new --limit")


def frame_of(network: Network, told: News) -> pl.DataFrame:
    """One row per fact that is new, changed or gone, and per person who fits a search or no longer
    does."""
    rows = [
        (what, network.name_of(key), "", "")
        for what, ids in (("fits now", told.arrived), ("fits no longer", told.left))
        for key in ids
    ]
    for change in told.changes:
        words = in_words(network, change)
        rows.append((words.what, words.fact, "; ".join(words.values), ", ".join(words.sources)))
    return pl.DataFrame(rows, dict.fromkeys(_COLUMNS, pl.String), orient="row")


def _undo(number: int) -> None:
    desk.step(lambda: undo_watch_change(resources.store(), desk.who(), number), "Undone.")
