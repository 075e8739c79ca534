"""Differences between sources: which sources are preferred, and the values in conflict."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.errors import GraphmodelError
from graphmodel.facts.batch import conflicts_csv
from graphmodel.network.namespaces import ALL
from graphmodel.network.network import Network
from graphmodel.store.base import Store
from graphmodel.ui.data import import_job
from graphmodel.ui.shared import navigation, outcomes, resources, session, widgets

_CHOSEN, _DONE, _REFUSED = "order_chosen", "_order_saved", "_order_refused"


def show(store: Store, network: Network) -> None:
    """Draw the editable order of sources, and the values on which they differ."""
    conflicts = resources.conflicts(resources.namespaces().named(ALL))
    st.markdown(f"**{words.say('Where sources differ')}**")
    st.caption(
        words.say(
            "All values are kept with their sources. The one shown is the one that a person "
            "judged right, otherwise that of the first preferred source, otherwise that of the "
            "source imported first."
        )
    )
    if resources.may(Right.IMPORT):
        _order(store, network)
    if not conflicts:
        st.caption(words.say("Sources do not differ on any value."))
        return
    table = import_job.conflict_table(conflicts, network.name_of)
    import_job.show_conflicts(table, "differing")
    with st.container(horizontal=True, key="differing_more"):
        st.download_button(
            words.say("All of them as CSV"),
            conflicts_csv(conflicts),
            "conflicts.csv",
            "text/csv",
            key="csv_differing",
            icon=":material/download:",
        )
        navigation.link(
            "review", words.say("Decide on them"), {"part": "values"}, icon=":material/rule:"
        )


def _order(store: Store, network: Network) -> None:
    if (error := outcomes.take(_REFUSED)) is not None:
        widgets.show_error(error)
    if done := outcomes.take(_DONE):
        st.success(widgets.plain(done), icon=":material/check_circle:")
    saved = [source for source in store.values.order() if source in network]
    every = [network.ids[index] for index in network.of_kind("Source")]
    with st.form("order"):
        st.multiselect(
            words.say("Preferred sources, in order of priority"),
            every,
            saved,
            key=_CHOSEN,
            format_func=lambda source: widgets.option(network.name_of(source)),
            placeholder=words.say("none: the value imported first is shown"),
        )
        st.form_submit_button(words.say("Save the order"), key="order_go", on_click=_save)


def _save() -> None:
    session.reassert()
    try:
        store = resources.store_to(Right.IMPORT, "order of sources")
        changed = store.values.set_order(st.session_state[_CHOSEN])
    except GraphmodelError as error:
        outcomes.leave(_REFUSED, error)
        return
    done = words.count(
        "Order saved. {n:,} fact now shows a different value.",
        "Order saved. {n:,} facts now show a different value.",
        changed,
    )
    outcomes.leave(_DONE, done)
