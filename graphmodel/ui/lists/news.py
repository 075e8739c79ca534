"""New since you looked: what imports changed about everything that the visitor watches."""

from __future__ import annotations

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.network.network import Network
from graphmodel.ui.lists.table import HEIGHT
from graphmodel.ui.shared import desk, resources, watches, widgets
from graphmodel.ui.shared.tables import show_table
from graphmodel.workspace.history import undo_watch_change, watch_changes
from graphmodel.workspace.news_words import in_words
from graphmodel.workspace.watches import News

CHANGES = 10
MOST = 1_000
"""Number of facts listed for one watch; the rest are counted."""

_COLUMNS = ("what", "fact", "values", "according to")


def show() -> None:
    """Draw each watch with its news, and Mark as seen; nothing if the visitor has no watches and
    no changes to them."""
    told, withheld = watches.own_news()
    changes = watch_changes(resources.store(), desk.who()) if resources.may(Right.KEEP) else []
    if not told and not withheld and not changes:
        return
    fresh = [each for each in told if each.count]
    with st.expander(watches.headline(told), key="news", expanded=bool(fresh)):
        if len(fresh) > 1 and resources.may(Right.KEEP):
            st.button(words.say("Mark all as seen"), key="all_seen", on_click=watches.mark_seen,
                      args=(fresh,))  # fmt: skip
        for each in told:
            _watch(resources.namespaces().network, each)
        if withheld:
            st.caption(words.say("{n:,} left out because they must not be shown.", n=withheld))
        desk.change_lines("watches", changes[:CHANGES], _undo)


def _watch(network: Network, told: News) -> None:
    watch = told.watch
    with st.container(border=True, key=f"news_{watch.id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{widgets.plain(watch.name)}**", width="content")
            line = words.say("nothing new")
            if told.count:
                line = words.say("{n:,} new since {date}", n=told.count, date=watch.on[:10])
            st.caption(widgets.plain(told.problem or line), width="stretch")
            if resources.may(Right.KEEP):
                if told.count:
                    st.button(words.say("Mark as seen"), key=f"seen_{watch.id}", type="tertiary",
                              on_click=watches.mark_seen, args=([told],))  # fmt: skip
                st.button(words.say("Stop watching"), key=f"stop_{watch.id}", type="tertiary",
                          on_click=watches.stop, args=(watch,))  # fmt: skip
        if told.count:
            frame = frame_of(network, told)
            show_table(frame.head(MOST), key=f"facts_{watch.id}", at_most=HEIGHT)
            if len(frame) > MOST:
                st.caption(
                    words.say(
                        "{n:,} more; to see them: graphmodel watches new --limit",
                        n=len(frame) - MOST,
                    )
                )


def frame_of(network: Network, told: News) -> pl.DataFrame:
    """Return one row per fact that is new, changed or gone, and per person who now fits a search or
    no longer does."""
    rows = [
        (what, network.name_of(key), "", "")
        for what, ids in (
            (words.say("now fits"), told.arrived),
            (words.say("no longer fits"), told.left),
        )
        for key in ids
    ]
    for change in told.changes:
        line = in_words(network, change)
        rows.append((line.what, line.fact, "; ".join(line.values), ", ".join(line.sources)))
    return pl.DataFrame(rows, dict.fromkeys(_COLUMNS, pl.String), orient="row")


def _undo(number: int) -> None:
    desk.step(
        lambda: undo_watch_change(resources.store(), desk.who(), number), words.say("Undone.")
    )
