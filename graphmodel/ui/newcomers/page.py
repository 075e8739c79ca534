"""Newcomers: people with few credits worth meeting, and the outcomes of earlier newcomers."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.analysis.newcomers.newcomers import Newcomer, Newcomers, newcomers
from graphmodel.analysis.newcomers.reasons import Reason
from graphmodel.analysis.newcomers.wordings import backtest_lines, is_past, overview
from graphmodel.errors import InputError
from graphmodel.export.as_code import newcomer_code
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.schema.model import kinds_at
from graphmodel.ui.shared import (
    code_view,
    desk,
    facts,
    navigation,
    pickers,
    resources,
    time_fields,
    url_state,
    widgets,
)
from graphmodel.ui.shared.choice_table import choose_row
from graphmodel.ui.shared.choices import choose, one_of
from graphmodel.ui.shared.tables import show_table, table_of
from graphmodel.ui.shared.waiting import waiting

LIMIT = 50
MOST_CREDITS = (0, 1, 2)
YEARS = (3, 5, 8)
ROLES = ("director", "writer", "producer", "actor")


def main() -> None:
    """Draw the page for the parameters in its address."""
    widgets.title(
        words.say("Newcomers"),
        words.say("Which people with few credits are worth a meeting, and why."),
    )
    namespace = resources.namespace().claimed
    network = namespace.network
    with st.sidebar:
        most = one_of(
            "credits", words.say("Maximum credits"), MOST_CREDITS, key="newcomers_credits", usual=2
        )
        years = one_of(
            "years", words.say("Years to rise within"), YEARS, key="newcomers_years", usual=5
        )
        role = choose(
            "role",
            words.say("Role"),
            ROLES,
            key="newcomers_role",
            placeholder=words.say("any role"),
            shown=words.label,
        )
        asked = time_fields.as_of()
        school = pickers.pick_node(
            namespace,
            name="school",
            label=words.say("Studied at"),
            placeholder=words.say("any school …"),
            kinds=kinds_at("study"),
        )
    try:
        with waiting(words.say("Looking at earlier newcomers …")):
            answer = _answer(network, network.revision, namespace.name, most, years, role, school,
                             asked, words.spoken())  # fmt: skip
    except InputError as error:
        widgets.show_error(error)
        return
    for sentence in overview(answer):
        st.markdown(widgets.plain(sentence))
    if answer.people:
        _people(namespace, answer)
    else:
        _nobody(answer)
    _unknown(network, answer)
    _backtest(answer)
    _signals(answer)
    code_view.show(newcomer_code(
        namespace.name, most=most, years=years, role=role, school=school, limit=LIMIT, as_of=asked
    ))  # fmt: skip


@st.cache_data(max_entries=20, show_spinner=False)
def _answer(
    _network: Network,
    revision: str,
    namespace: str,
    most: int,
    years: int,
    role: str | None,
    school: str | None,
    asked: str,
    language: str,
) -> Newcomers:
    return newcomers(
        _network, most=most, years=years, role=role, school=school, limit=LIMIT, as_of=asked
    )


def _people(namespace: Namespace, answer: Newcomers) -> None:
    """Draw the newcomers as a table; the chosen row opens to its reasons."""
    network = namespace.network
    because = {each.id: _because(each) for each in answer.people}
    person = choose_row(
        _frame(answer),
        name="newcomers",
        beside=lambda: desk.star_all(network, because, key="newcomers"),
        invitation=words.say("Choose a row to check its reasons."),
        columns={
            "chance": st.column_config.NumberColumn(
                words.say("chance"), format="%d%%", width="small"
            ),
            "credits": st.column_config.NumberColumn(words.say("credits"), width="small"),
            "why": st.column_config.TextColumn(words.say("why"), width="large"),
            "against": st.column_config.TextColumn(words.say("against"), width="medium"),
        },
    )
    entry = next((p for p in answer.people if p.id == person), None)
    if entry is not None:
        _reasons(network, entry)


def _frame(answer: Newcomers) -> pl.DataFrame:
    rows = [
        {"name": p.name, "credits": p.credits,
         "chance": None if p.chance is None else round(100 * p.chance),
         "why": "; ".join(r.words for r in p.in_favour),
         "against": "; ".join(r.words for r in p.against),
         "id": p.id}
        for p in answer.people
    ]  # fmt: skip
    frame = table_of(rows, chance=pl.Int64)
    return frame.drop("chance") if answer.refusal else frame


def _because(person: Newcomer) -> str:
    """Return the reasons for a person that have facts, for a list."""
    return "; ".join(r.words for r in person.in_favour if r.facts)


def _shown(reason: Reason) -> str:
    return f"{reason.words} {reason.points:+.2f}" if reason.points else reason.words


def _reasons(network: Network, person: Newcomer) -> None:
    """Draw each reason in words, with the outcomes of earlier newcomers and the facts."""
    with st.container(border=True, key="newcomer_reasons"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            with widgets.compact_rows("newcomer_chosen"):
                widgets.node_link(network, person.id)
            namespace = network.nodes["namespace"][network.index(person.id)]
            parameters = {url_state.NAMESPACE: namespace, "to": person.id}
            navigation.link("introduce", words.say("Introduce me to"), parameters,
                            icon=navigation.PAGES["introduce"].icon)  # fmt: skip
            desk.star(network, person.id, key="newcomers", because=_because(person))
        for number, reason in enumerate(person.reasons):
            st.markdown(f"- {widgets.plain(_shown(reason))}{_became(reason)}")
            if reason.facts:
                facts.show(network, f"newcomer_facts_{number}", reason.facts)


def _became(reason: Reason) -> str:
    if not reason.people:
        return ""
    became = words.say(
        "of {people:,} earlier newcomers with it, {rose:,} rose",
        people=reason.people,
        rose=reason.rose,
    )
    return f" :gray[{became}]"


def _nobody(answer: Newcomers) -> None:
    """Draw why nobody is listed, with a button to a year that had newcomers."""
    widgets.show_notice(words.say("No newcomers here at that date: ask as of an earlier one."))
    if is_past(answer):
        year = str(answer.data_end)
        st.button(
            words.say("As of {year}", year=year), key="newcomers_as_of", icon=":material/history:",
            on_click=partial(url_state.write, as_of=year),
        )  # fmt: skip


def _backtest(answer: Newcomers) -> None:
    lines = list(backtest_lines(answer))
    if lines:
        with st.expander(
            words.say("How well this selection would have done in earlier years"), type="compact"
        ):
            st.markdown("\n".join(f"- {widgets.plain(line)}" for line in lines))


def _unknown(network: Network, answer: Newcomers) -> None:
    if not answer.nothing_known:
        return
    with st.expander(
        words.say("Nothing known yet: {n:,}", n=len(answer.nothing_known)), type="compact"
    ):
        st.caption(words.say("Only their school is known, so they are not ranked: ask them."))
        with widgets.compact_rows("newcomers_unknown"):
            for person in answer.nothing_known[:LIMIT]:
                note = "; ".join(r.words for r in person.reasons if r.facts)
                widgets.node_link(network, person.id, note=note)


def _signals(answer: Newcomers) -> None:
    if not answer.signals:
        return
    with st.expander(words.say("How well each signal predicted earlier newcomers"), type="compact"):
        st.caption(
            words.say(
                "Its weight here, and on its own with a 95% interval, in log-odds: 0 says nothing."
            )
        )
        rows = [
            {"signal": s.kind, "name": s.name, "people": s.people, "rose": s.rose,
             "counts": round(s.weight, 2), "alone": round(s.log_odds, 2),
             "from": round(s.lowest, 2), "to": round(s.highest, 2)}
            for s in answer.signals
        ]  # fmt: skip
        frame = table_of(rows)
        show_table(frame, key="newcomers_signals")


main()
