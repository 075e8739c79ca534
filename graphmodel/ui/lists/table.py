"""A list as a table that sorts by each column, with actions on the chosen entries."""

from __future__ import annotations

from datetime import date
from functools import partial

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.analysis.people.comparison import MOST
from graphmodel.export.briefing import briefing_page
from graphmodel.export.briefing_content import Briefing, briefing_content, subjects_of
from graphmodel.network.network import Network
from graphmodel.schema.model import REAL
from graphmodel.ui.lists.entry_panel import AT
from graphmodel.ui.shared import columns, desk, navigation, resources, url_state, widgets
from graphmodel.ui.shared.downloads import csv
from graphmodel.ui.shared.row_choice import ChosenRows, choose_rows
from graphmodel.workspace.contents import Entry, ListContents
from graphmodel.workspace.lists import move_entries, remove_from_list

HEIGHT = 460
_COLUMNS = ("stage", "name", "known", "tags", "notes", "because", "added", "profile")


def show(contents: ListContents, frame: pl.DataFrame) -> None:
    """Draw the table from ``frame_of``, its download, and the actions on the chosen rows."""
    heading = contents.heading
    if not contents.entries:
        widgets.show_notice(
            words.say("This list is empty: use the star next to a name on any other page.")
        )
        return
    chosen_rows = choose_rows(
        frame,
        [entry.id for entry in contents.entries],
        at_most=HEIGHT,
        key=f"entries_{heading.id}",
        column_order=[n for n in _COLUMNS if n == "profile" or (frame[n] != "").any()],
        columns=columns.headings(
            frame,
            profile=st.column_config.LinkColumn(
                columns.heading("profile"), display_text=words.say("open"), width="small"
            ),
            because=st.column_config.TextColumn(columns.heading("because"), width="large"),
        ),
    )
    ids = set(chosen_rows.now())
    chosen = [entry for entry in contents.entries if entry.id in ids]
    if len(chosen) == 1 and chosen[0].id != url_state.read(AT):
        url_state.write(**{AT: chosen[0].id})
    _bar(contents, chosen, chosen_rows, frame)


def frame_of(network: Network, contents: ListContents) -> pl.DataFrame:
    """Return one row per entry, as shown and downloaded."""
    rows = [
        {
            "stage": words.label(entry.stage),
            "name": entry.name,
            "known": known(entry),
            "tags": ", ".join(entry.tags),
            "notes": " · ".join(" ".join(note.text.split()) for note in entry.notes),
            "because": entry.because,
            "added": f"{entry.added_on[:10]}, {entry.added_by}",
            "profile": _profile(network, entry),
            "id": entry.id,
        }
        for entry in contents.entries
    ]
    return pl.DataFrame(rows, schema=[*_COLUMNS, "id"])


def known(entry: Entry) -> str:
    """Return a line that tells an entry from namesakes, or that it is gone or was joined."""
    if entry.gone:
        return words.say("no longer in the store")
    joined = ""
    if len(entry.listed_as) > 1:
        joined = words.say("merged from {n} entries", n=len(entry.listed_as))
    return " · ".join(filter(None, (joined, entry.line)))


def _profile(network: Network, entry: Entry) -> str | None:
    if entry.gone:
        return None
    namespace = network.nodes["namespace"][network.index(entry.id)] or REAL
    return navigation.page_url("profile", {url_state.NAMESPACE: namespace, "id": entry.id})


def _bar(
    contents: ListContents, chosen: list[Entry], chosen_rows: ChosenRows, frame: pl.DataFrame
) -> None:
    heading = contents.heading
    with st.container(horizontal=True, vertical_alignment="center", key="list_bar"):
        st.caption(
            words.say("{n:,} of {all:,} chosen", n=len(chosen), all=len(frame)), width="content"
        )
        if resources.may(Right.KEEP) and chosen:
            ids = [entry.id for entry in chosen]
            for stage in heading.stages:
                st.button(
                    widgets.plain(f"→ {words.label(stage)}"),
                    key=f"move_{stage}",
                    on_click=_move,
                    args=(heading.id, chosen_rows, stage),
                )
            if 2 <= len(chosen) <= MOST:
                world = {url_state.NAMESPACE: heading.namespace}
                navigation.link("compare", words.say("Compare"), {**world, "person": ids},
                                icon=navigation.PAGES["compare"].icon)  # fmt: skip
            elif len(chosen) > MOST:
                st.caption(words.say("You can compare at most {most}.", most=MOST),
                           width="content")  # fmt: skip
            st.button(
                words.say("Remove from list"),
                key="take_off",
                type="tertiary",
                on_click=_remove,
                args=(heading.id, chosen_rows),
            )
        st.download_button("CSV", csv(frame.drop("profile")), "list.csv", "text/csv",
                           key="csv_list", icon=":material/download:", type="tertiary",
                           on_click="ignore")  # fmt: skip
        if any(not entry.gone for entry in contents.entries):
            _briefings(contents)


def _briefings(contents: ListContents) -> None:
    """Draw downloads of the list as a briefing to send, made on request and without its notes."""
    for suffix, mime, make in (("pdf", "application/pdf", _pdf), ("html", "text/html", _html)):
        st.download_button(
            words.say("Briefing ({format})", format=suffix.upper()),
            partial(make, contents, desk.who(), words.spoken()),
            f"list.{suffix}",
            mime,
            key=f"brief_{suffix}",
            icon=":material/description:",
            type="tertiary",
            on_click="ignore",
            help=words.say(
                "Who is on it and why, what is known with its sources, and "
                "what is not known; without your notes"
            ),
        )


def _content(contents: ListContents, who: str, language: str) -> Briefing:
    subjects = subjects_of(contents, with_notes=False)
    with words.speaking(language):
        return briefing_content(
            resources.namespaces().network, contents.heading.name, subjects, by=who,
            date=date.today().isoformat(),
        )  # fmt: skip


def _pdf(contents: ListContents, who: str, language: str) -> bytes:
    from graphmodel.export.briefing_pdf import briefing_pdf

    return briefing_pdf(_content(contents, who, language)).content


def _html(contents: ListContents, who: str, language: str) -> str:
    return briefing_page(_content(contents, who, language))


def _move(list_id: str, chosen: ChosenRows, stage: str) -> None:
    desk.step(lambda: move_entries(resources.store(), resources.namespaces().network, desk.who(),
                                   list_id, chosen.now(), stage))  # fmt: skip


def _remove(list_id: str, chosen: ChosenRows) -> None:
    desk.step(lambda: remove_from_list(resources.store(), resources.namespaces().network,
                                       desk.who(), list_id, chosen.now()))  # fmt: skip
