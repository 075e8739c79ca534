"""People: find people by description, in a sentence or by facets, with the facts behind each."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.analysis.people.description import Description
from graphmodel.analysis.people.evidence import Evidence
from graphmodel.analysis.people.facets import SORTS
from graphmodel.analysis.people.people import PeopleAnswer, PersonEntry, people
from graphmodel.analysis.people.sentence import Reading, read_sentence
from graphmodel.analysis.people.watched import fields_of, fitting
from graphmodel.errors import InputError
from graphmodel.export.as_code import people_code
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.network.present import asking_date
from graphmodel.ui.people import facets_form
from graphmodel.ui.shared import (
    code_view,
    desk,
    facts,
    navigation,
    resources,
    url_state,
    watches,
    widgets,
)
from graphmodel.ui.shared.choices import one_of, switch
from graphmodel.ui.shared.columns import heading, headings
from graphmodel.ui.shared.downloads import csv
from graphmodel.ui.shared.row_choice import open_row
from graphmodel.ui.shared.tables import table_of
from graphmodel.ui.shared.waiting import waiting
from graphmodel.workspace.watches import target_of, watch_search
from graphmodel.workspace.wording import LONGEST_NAME

LIMITS = (50, 200, 1000)
EXAMPLE = words.mark("directors from China active since 2010, shown at Cannes")
HEIGHT = 560


def main() -> None:
    """Draw the page for the parameters in its address."""
    namespace = resources.namespace().claimed
    widgets.title(words.say("People"), words.say("Find people by description."))
    network = namespace.network
    try:
        _sentence(namespace, facets_form.from_address(network))
        description, answer = _answer(namespace)
    except InputError as error:
        widgets.show_error(error)
        st.button(words.say("Start again"), key="start_again", on_click=_clear)
        return
    with st.sidebar:
        facets_form.others(answer.newcomers)
        for counts in answer.counts:
            facets_form.facet(counts, description.values(counts.facet))
        facets_form.nearness(namespace)
    _bar(answer)
    if description:
        _watch(namespace, description)
    if not answer.entries:
        widgets.show_notice(
            words.say("Nobody fits all of this: remove a condition, such as a year.")
        )
        return
    _table(network, answer)
    code_view.show(people_code(
        namespace.name, description, sort=_sort(description), reverse=_reversed(), limit=_limit(),
        as_of=asking_date(None),
    ))  # fmt: skip


def _answer(namespace: Namespace) -> tuple[Description, PeopleAnswer]:
    """Return the description in the address and its answer. Values that do not occur in these data
    are left out of the description and reported."""
    network = namespace.network
    description = facets_form.from_address(network)
    while True:
        try:
            with waiting(words.say("Searching everybody …")):
                return description, _people(
                    network, resources.answer_key(network), namespace.name, description,
                    _sort(description), _reversed(), _limit(), words.spoken(),
                )  # fmt: skip
        except InputError as error:
            description = facets_form.without_unknown(network, description, error)
            st.caption(widgets.plain(words.say("{fault}, so it is left out.", fault=error.fault)))


@st.cache_data(max_entries=100, show_spinner=False)
def _people(
    _network: Network,
    revision: str,
    namespace: str,
    description: Description,
    sort: str,
    reverse: bool,
    limit: int,
    language: str,
) -> PeopleAnswer:
    """Return the answer; ``language`` is part of the cache key, since the evidence is in words."""
    return people(_network, description, sort=sort, reverse=reverse, limit=limit, counts=None)


def _sentence(namespace: Namespace, description: Description) -> None:
    """Draw the box for a sentence, and what was understood of the last one."""
    said = url_state.read(facets_form.SENTENCE)
    st.session_state["sentence"] = said
    st.text_input(
        words.say("Describe who you are looking for"),
        key="sentence",
        placeholder=words.say(EXAMPLE),
        type="search",
        label_visibility="collapsed",
        on_change=lambda: _read(namespace),
    )
    if said:
        _show_reading(read_sentence(namespace, said))
    elif not description:
        example = words.say(EXAMPLE)
        st.button(words.say("Try: {example}", example=example), key="example", type="tertiary",
                  on_click=lambda: _take(namespace, example))  # fmt: skip


def _read(namespace: Namespace) -> None:
    text = " ".join(str(st.session_state["sentence"] or "").split())
    if text == url_state.read(facets_form.SENTENCE):
        return  # emptied by a change to the facets, not by the visitor
    if text:
        _take(namespace, text)
    else:
        _clear()


def _take(namespace: Namespace, text: str) -> None:
    """Write the reading of a sentence to the address, replacing what was chosen before."""
    reading = read_sentence(namespace, text)
    changes = facets_form.parameters(reading.description)
    url_state.write(**{**changes, facets_form.SENTENCE: text, "shown": None, "at": None})


def _show_reading(reading: Reading) -> None:
    understood = "; ".join(f"**{widgets.plain(p.words)}**" for p in reading.understood)
    ignored = "; ".join(widgets.plain(text) for text in reading.ignored)
    lines = [words.say("None of this was understood.")]
    if understood:
        lines = [words.say("Understood: {phrases}.", phrases=understood)]
    if ignored:
        lines.append(words.say("Not understood: {phrases}.", phrases=ignored))
    st.markdown(" ".join(lines))


def _clear() -> None:
    names = (*facets_form.OF_DESCRIPTION, facets_form.SENTENCE, "at", "shown")
    url_state.write(**dict.fromkeys(names))


def _sort(description: Description) -> str:
    sort = url_state.read("sort")
    if sort == "near" and description.near is None:
        return "fit"
    return sort if sort in SORTS else "fit"


def _reversed() -> bool:
    return url_state.read("reverse") == "yes"


def _limit() -> int:
    text = url_state.read("shown")
    return int(text) if text in map(str, LIMITS) else LIMITS[0]


def _watch(namespace: Namespace, description: Description) -> None:
    """Draw a button that watches this search, named after the sentence that describes it."""
    network = namespace.network

    def begin(who: str) -> None:
        # A sentence typed just before has been read by now, so watch what it describes.
        now = facets_form.from_address(network)
        name = url_state.read(facets_form.SENTENCE) or _words_of(network, now)
        fields = fields_of(namespace.name, now)
        watch_search(resources.store(), who, name[:LONGEST_NAME], fields, fitting(network, now))

    watches.button("people", target_of(fields_of(namespace.name, description)), begin)


def _words_of(network: Network, description: Description) -> str:
    """Return a description in a few words: its values, then its years."""
    values = [
        words.label(network.name_of(text)) for _, texts in description.chosen for text in texts
    ]
    since, until = description.active_since, description.active_until
    years = f"{since or ''}–{until or ''}" if since or until else ""
    return words.listed(*values, years) or words.say("people")


def _bar(answer: PeopleAnswer) -> None:
    """Draw how many people fit, and the controls of the list."""
    with st.container(horizontal=True, vertical_alignment="center", key="people_bar"):
        fitting = words.count("{n:,} person fits", "{n:,} people fit", answer.total)
        line = f"**{fitting}**"
        if len(answer.entries) < answer.total:
            shown = len(answer.entries)
            line = words.say("{people}, the first {n:,} listed", people=line, n=shown)
        st.markdown(line, width="content")
        sorts = [name for name in SORTS if name != "near" or answer.description.near]
        st.session_state["sort"] = _sort(answer.description)
        st.selectbox(
            words.say("Sort by"),
            sorts,
            key="sort",
            format_func=lambda name: words.say("by {what}", what=words.say(SORTS[name])),
            label_visibility="collapsed",
            width=190,
            on_change=lambda: url_state.write(
                sort=None if st.session_state["sort"] == "fit" else st.session_state["sort"]
            ),
        )
        switch("reverse", words.say("Reverse"), key="reverse")
        one_of("shown", words.say("How many"), LIMITS, key="shown", label_visibility="collapsed")
        if answer.description:
            st.button(words.say("Clear"), icon=":material/close:", key="clear", type="tertiary",
                      on_click=_clear)  # fmt: skip


def _table(network: Network, answer: PeopleAnswer) -> None:
    """Draw the people as a table; the chosen row opens to its facts."""
    frame = _frame(network, answer)
    open_row(
        frame, [entry.id for entry in answer.entries], at_most=HEIGHT, key="people_table",
        opened=url_state.read("at"), choose=lambda person: url_state.write(at=person),
        column_order=[name for name in frame.columns if name != "id"],
        columns=headings(frame, **_columns()),
    )  # fmt: skip
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.caption(words.say("Choose a row to check its facts. † means deceased."))
        desk.star_all(network, {each.id: _because(network, each) for each in answer.entries},
                      key="people")  # fmt: skip
        st.download_button("CSV", csv(frame.drop("picture")), "people.csv", "text/csv",
                           key="csv_people", icon=":material/download:",
                           type="tertiary")  # fmt: skip
    entry = next((e for e in answer.entries if e.id == url_state.read("at")), None)
    if entry is not None:
        _facts(network, answer, entry)


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "picture": column.LinkColumn(
            heading("picture"), display_text=words.say("open"), width="small"
        ),
        "first": column.NumberColumn(words.say("first"), format="%d", width="small"),
        "last": column.NumberColumn(words.say("last"), format="%d", width="small"),
        "works": column.NumberColumn(heading("works"), format="%d", width="small"),
        "fit": column.NumberColumn(
            heading("fit"), format="%d", width="small",
            help=words.say("Works that fit the description"),
        ),
        "steps": column.NumberColumn(heading("steps"), format="%d", width="small"),
        "last company": column.TextColumn(
            heading("last company"),
            help=words.say("Where they work or last worked, otherwise a company that made their "
                           "latest work"),
        ),
        "why": column.TextColumn(heading("why"), width="large"),
    }  # fmt: skip


def _frame(network: Network, answer: PeopleAnswer) -> pl.DataFrame:
    """Return one row per person, as shown and downloaded."""
    rows = []
    for entry in answer.entries:
        namespace = network.nodes["namespace"][network.index(entry.id)]
        explore = widgets.explore_parameters(entry.id, namespace)
        rows.append(
            {
                "name": entry.name if entry.died is None else f"{entry.name} † {entry.died}",
                "picture": navigation.page_url("explore", explore),
                "role": words.listed(*map(words.label, entry.roles)),
                "first": entry.first_year,
                "last": entry.last_year,
                "works": entry.works,
                "fit": entry.fitting,
                "country": words.listed(*map(words.label, entry.countries)),
                "last company": None if entry.company is None else network.name_of(entry.company),
                "steps": entry.steps,
                "why": "; ".join(fact.sentence(network) for fact in entry.evidence[:1]),
                "id": entry.id,
            }
        )
    numbers = dict.fromkeys(("first", "last", "works", "fit", "steps"), pl.Int64)
    frame = table_of(rows, **numbers)
    return frame if answer.description.near is not None else frame.drop("steps")


def _facts(network: Network, answer: PeopleAnswer, entry: PersonEntry) -> None:
    """Draw why a person fits: each fact in words, and the facts themselves with their sources."""
    with st.container(border=True, key="person_facts"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            with widgets.compact_rows("person_chosen"):
                widgets.node_link(network, entry.id, note=_note(entry))
            _ways(network, answer, entry)
            desk.star(network, entry.id, key="people", because=_because(network, entry))
        for number, fact in enumerate(entry.evidence):
            st.markdown(f"- {widgets.plain(fact.words)}{_more(fact)}")
            facts.show(network, f"facts_{number}", fact.facts)


def _because(network: Network, entry: PersonEntry) -> str:
    # One credit may match two facets, such as a role and years.
    facts = dict.fromkeys(fact.sentence(network) for fact in entry.evidence[:6])
    return "; ".join(list(facts)[:2])


def _note(entry: PersonEntry) -> str:
    phrases = [
        words.listed(*map(words.label, entry.roles)),
        words.count("{n:,} work", "{n:,} works", entry.works),
    ]
    if entry.died is not None:
        phrases.append(words.say("died {year}", year=entry.died))
    return " · ".join(phrases)


def _more(fact: Evidence) -> str:
    if not fact.more:
        return ""
    return f" :gray[{words.say('and {n:,} more like this', n=fact.more)}]"


def _ways(network: Network, answer: PeopleAnswer, entry: PersonEntry) -> None:
    namespace = network.nodes["namespace"][network.index(entry.id)]
    explore = widgets.explore_parameters(entry.id, namespace)
    navigation.link("explore", words.say("Open picture"), explore,
                    icon=navigation.PAGES["explore"].icon)  # fmt: skip
    widgets.add_link(namespace, [entry.id])
    near = answer.description.near
    if near is not None:
        ends = {url_state.NAMESPACE: namespace, "from": near, "to": entry.id}
        navigation.link("introduce", words.say("Introduce me to"), ends,
                        icon=navigation.PAGES["introduce"].icon)  # fmt: skip


main()
