"""Withdrawal of the shown person's consent, after a confirmation that lists what is erased."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.access.sessions import required
from graphmodel.consent.withdraw import Person, find_person, withdraw
from graphmodel.errors import GraphmodelError
from graphmodel.store.base import Store
from graphmodel.ui.shared import jobs, outcomes, resources, session, url_state, widgets

_BY, _REASON = "consent_by", "consent_reason"
_CONFIRMING = "_withdrawal_asked"
_REFUSED = "_withdrawal_refused"
_DONE = "_withdrawal_done"


def show(node_id: str) -> None:
    """Draw a button to withdraw a person's consent and, once pressed, what would be erased. Draws
    nothing if the visitor may not erase."""
    if not resources.may(Right.ERASE):
        return
    if st.session_state.get(_CONFIRMING) != node_id:
        st.button(words.say("Withdraw consent …"), key=f"consent_ask_{node_id}", type="tertiary",
                  icon=":material/person_remove:", on_click=_ask, args=(node_id,))  # fmt: skip
        return
    try:
        person = find_person(resources.store(), node_id)
    except GraphmodelError as error:
        widgets.show_error(error)
        return
    with st.form("consent"):
        st.warning(widgets.plain(_sentence(person)), icon=":material/person_remove:")
        if required() is not None:
            st.session_state[_BY] = resources.actor().name
        st.text_input(
            words.say("Your name (kept on record)"), key=_BY, disabled=required() is not None
        )
        st.text_input(
            words.say("Reason (kept on record; leave out the person's name)"), key=_REASON
        )
        if (refused := outcomes.take(_REFUSED)) is not None:
            widgets.show_error(refused)
        with st.container(horizontal=True):
            st.form_submit_button(words.say("Erase for good"), key=f"consent_yes_{node_id}",
                                  type="primary", on_click=_erase, args=(person,))  # fmt: skip
            st.form_submit_button(words.say("Cancel"), key="consent_no", on_click=_cancel)


def _ask(node_id: str) -> None:
    session.reassert()
    outcomes.withdraw(_REFUSED)  # left by a second press after the person was erased
    st.session_state[_CONFIRMING] = node_id


def _cancel() -> None:
    session.reassert()
    st.session_state.pop(_CONFIRMING, None)


def show_outcome() -> None:
    """Confirm, once, on the next page drawn, that consent was withdrawn."""
    if outcomes.take(_DONE):
        st.success(
            words.say("Consent has been withdrawn and everything erased."),
            icon=":material/person_remove:",
        )


def _sentence(person: Person) -> str:
    """Return a sentence on what a withdrawal erases."""
    counts = person.counts
    records = words.count("The record", "All {n} records", len(person.ids))
    return words.say(
        "{records} of {names} ({ids}), {links:,} links and {claims:,} imported rows will be "
        "erased for good. No import will bring them back, and this cannot be undone.",
        records=records,
        names=words.listed(*person.names),
        ids=", ".join(person.ids),
        links=counts["links"],
        claims=counts["claims"],
    )


def _opened(person: Person) -> Store:
    """Open the store for erasing a person; the log entry does not name them."""
    return resources.open_to(Right.ERASE, f"erase a person with {len(person.ids)} records")


def _erase(person: Person) -> None:
    session.reassert()
    state = st.session_state
    try:
        jobs.refuse_while_running()
        by = state[_BY] if required() is None else resources.actor().name
        # Over a separate connection, as for an import: the store's files are rewritten.
        with _opened(person) as store:
            withdraw(store, person, by=by, reason=state[_REASON])
    except GraphmodelError as error:
        outcomes.leave(_REFUSED, error)
        return
    state.pop(_CONFIRMING, None)
    outcomes.leave(_DONE, True)
    url_state.show(url_state.View(url_state.view().namespace))
