"""The Lists page and the star on other pages, run without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from graphmodel.snapshot import load_network
from graphmodel.store import open_store
from graphmodel.store.base import Store
from graphmodel.ui.lists import table
from graphmodel.ui.shared.desk import NEW_LIST
from graphmodel.workspace import lists
from tests.page_store import EVE, HOSTILE, MARK, MARKED, Opened
from tests.ui.page_text import html, labels, sent_by, shows_letters_only

pytestmark = pytest.mark.usefixtures("on_loopback")

NAME = f"{HOSTILE} **bold** list"


@pytest.fixture
def store(explored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The pages' store with only Ann's list of two hostile names."""
    monkeypatch.setenv("GRAPHMODEL_USER", "Ann")
    with open_store(str(explored)) as opened_store:
        lists.create_list(opened_store, "Ann", NAME)
        network = load_network(opened_store)
        lists.add_to_list(opened_store, network, "Ann", NAME, [EVE, MARK], because=MARKED)
        yield opened_store
        for heading in lists.list_headings(opened_store, "Ann"):
            lists.delete_list(opened_store, "Ann", heading.id)


def list_id(store: Store) -> str:
    return lists.find_list(store, "Ann", NAME).id


def test_a_list_shows_its_letters_and_moves_notes_and_undoes(opened: Opened, store: Store) -> None:
    page = opened("lists")
    assert "2 found" in labels(page)
    page = opened("lists", list=list_id(store), at=EVE)
    assert shows_letters_only(page)
    stage = next(c for c in page.get("button_group") if c.label == "Stage")
    stage.set_value("met").run()
    page.text_area(f"note_on_{EVE}").set_value(f"{HOSTILE}\nsee \u202edaeh")
    next(b for b in page.button if b.label == "Save the note").click().run()
    assert [text.value for text in page.text] == [f"{HOSTILE}\nsee \ufffddaeh"]
    assert page.text_area(f"note_on_{EVE}").value == "", "the field is empty for the next note"
    page.text_area(f"note_on_{EVE}").set_value("x" * 100_001)
    next(b for b in page.button if b.label == "Save the note").click().run()
    assert page.error
    assert len(page.text_area(f"note_on_{EVE}").value) == 100_001, "what was not written stays"
    assert "<img" not in html(page)
    [entry] = [e for e in lists.entries_of(store, list_id(store)) if e.about == EVE]
    assert entry.content["stage"] == "met"


def test_who_edits_what_somebody_else_changed_is_told(opened: Opened, store: Store) -> None:
    lists.share_list(store, "Ann", NAME, shared=True)
    page = opened("lists", list=list_id(store), at=EVE)
    network = load_network(store)
    lists.move_entries(store, network, "Bo", NAME, [EVE], "passed")
    stage = next(c for c in page.get("button_group") if c.label == "Stage")
    stage.set_value("met").run()
    assert "was changed by Bo in the meantime" in page.error[0].value
    [entry] = [e for e in lists.entries_of(store, list_id(store)) if e.about == EVE]
    assert entry.content["stage"] == "passed"


def stage_of(page: AppTest) -> Any:
    return next(c for c in page.get("button_group") if c.label == "Stage")


def test_controls_of_an_entry_stay_the_same_and_show_what_others_did(
    opened: Opened, store: Store
) -> None:
    lists.share_list(store, "Ann", NAME, shared=True)
    page = opened("lists", list=list_id(store), at=EVE)
    before = [stage_of(page).proto.id, page.multiselect[0].proto.id]
    stage_of(page).set_value("met").run()
    page.multiselect[0].set_value(["warm"]).run()
    network = load_network(store)
    lists.move_entries(store, network, "Bo", NAME, [EVE], "passed")
    lists.tag_entries(store, network, "Bo", NAME, [EVE], add=["tall"])
    page.run()
    assert [stage_of(page).proto.id, page.multiselect[0].proto.id] == before, "the focus stays"
    assert stage_of(page).value == "passed"
    assert page.multiselect[0].value == ["warm", "tall"]


def test_a_tag_chosen_and_taken_off_before_the_page_is_drawn_is_off(
    opened: Opened, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened("lists", list=list_id(store), at=EVE)
    chosen = page.multiselect[0].set_value(["warm"])
    steps = [sent_by(page)]
    chosen.set_value([])
    steps.append(sent_by(page))
    tags = []
    for sent in steps:
        monkeypatch.setattr(table, "show", lambda *_: st.stop())
        page._run(sent)
        [entry] = [e for e in lists.entries_of(store, list_id(store)) if e.about == EVE]
        tags.append(entry.content["tags"])
    assert tags == [["warm"], []]


def test_settings_write_a_note_once_and_leave_what_others_changed(
    opened: Opened, store: Store
) -> None:
    lists.share_list(store, "Ann", NAME, shared=True)
    key = list_id(store)
    page = opened("lists", list=key)
    lists.set_stages(store, "Bo", key, [*lists.STAGES, "hired"])
    page.run()
    page.text_area(f"list_note_{key}").set_value("for the autumn")
    for _ in range(2):
        next(b for b in page.button if b.label == "Save").click().run()
        assert not page.exception, page.exception
    item = lists.find_list(store, "Ann", key)
    assert (item.content["name"], item.content["stages"][-1]) == (NAME, "hired")
    notes = store.workspace.items(lists.NOTE, within=key)
    assert [note.content["text"] for note in notes] == ["for the autumn"]
    assert page.text_area(f"list_note_{key}").value == ""


def test_settings_that_somebody_else_changed_meanwhile_are_not_overwritten(
    opened: Opened, store: Store
) -> None:
    lists.share_list(store, "Ann", NAME, shared=True)
    key = list_id(store)
    page = opened("lists", list=key)
    lists.set_stages(store, "Bo", key, [*lists.STAGES, "hired"])
    field = next(each for each in page.text_input if each.label == "Stages")
    field.set_value("found, contacted, met, passed, shortlisted")
    page.text_area(f"list_note_{key}").set_value("not lost")
    next(b for b in page.button if b.label == "Save").click().run()
    assert "was changed by Bo in the meantime" in page.error[0].value
    assert lists.find_list(store, "Ann", key).content["stages"][-1] == "hired"
    assert page.text_area(f"list_note_{key}").value == "not lost"


def test_a_list_that_is_not_there_is_said(opened: Opened, store: Store) -> None:
    assert "This list is not available" in opened("lists", list="list:none").info[0].value


def test_pages_that_others_reach_have_no_star(opened: Opened, store: Store) -> None:
    from streamlit import config

    config.set_option("server.address", "0.0.0.0")
    page = opened("profile", id=EVE)
    assert not [p for p in page.get("popover") if "star" in str(p.proto)]
    assert "New list" not in [field.label for field in opened("lists").text_input]


def test_a_star_says_who_is_on_a_list(opened: Opened, store: Store) -> None:
    for world, person, label in (
        ("real", EVE, "On a list"),
        ("demo_programme", "demo:person/qiu-wenlan", "Add to list"),
    ):
        page = opened("profile", world=world, id=person)
        stars = [p.proto.popover for p in page.get("popover") if "star" in str(p.proto)]
        assert [star.label for star in stars] == [label]


def keep_all(page: AppTest, key: str, name: str) -> None:
    """Put everybody in the answer on a new list with this name."""
    page.session_state[f"star_all_{key}"] = True
    page.run()
    page.selectbox(f"star_all_{key}_list").set_value(NEW_LIST)
    page.run()
    page.text_input(f"star_all_{key}_new").set_value(name)
    page.button(f"star_all_{key}_add").click().run()
    assert not page.exception, page.exception


def test_a_whole_answer_is_kept_each_with_its_reason(opened: Opened, store: Store) -> None:
    page = opened("people", world="demo_programme", role="director", since="2020")
    found = page.dataframe[0].value["name"].tolist()
    keep_all(page, "people", "Directors")
    entries = lists.entries_of(store, lists.find_list(store, "Ann", "Directors").id)
    assert sorted(entry.content["name"] for entry in entries) == sorted(found)
    assert len(found) > 1
    assert len({entry.content["because"] for entry in entries}) > 1
    assert all("director" in entry.content["because"] for entry in entries)
    for entry in entries:
        reasons = entry.content["because"].split("; ")
        assert len(reasons) == len(set(reasons))


def test_all_newcomers_are_kept_each_with_what_speaks_for_them(
    opened: Opened, store: Store
) -> None:
    page = opened("newcomers", world="demo_programme", as_of="2026-06-30", role="writer")
    found = page.dataframe[0].value
    keep_all(page, "newcomers", "Writers to meet")
    entries = lists.entries_of(store, lists.find_list(store, "Ann", "Writers to meet").id)
    kept = {entry.about: entry.content["because"] for entry in entries}
    assert kept == dict(zip(found["id"], found["why"], strict=True))
    assert len(set(kept.values())) > 1
