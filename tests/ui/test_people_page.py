"""The People page, run without a browser."""

from __future__ import annotations

import pytest

from tests.page_store import Opened
from tests.ui.page_text import asked, html, labels, shows_letters_only

DEMO = {"world": "demo_programme"}
SENTENCE = "directors from China shown at Lanhe New Image Festival"


def test_it_lists_everybody_with_counts_beside_each_value(opened: Opened) -> None:
    page = opened("people", **DEMO)
    assert "people fit**" in page.markdown[0].value
    roles = next(pills for pills in page.get("button_group") if pills.key == "role")
    assert any("director :gray[" in option.content for option in roles.proto.options)
    table = page.dataframe[0].value
    assert list(table.columns) == [
        "name", "picture", "role", "first", "last", "works", "fit", "country", "last company",
        "why", "id",
    ]  # fmt: skip
    assert len(table) > 40


def test_a_sentence_becomes_facets_in_the_address(opened: Opened) -> None:
    page = opened("people", **DEMO)
    page.text_input("sentence").set_value(SENTENCE).run()
    assert not page.exception
    assert asked(page, "role") == ["director"]
    assert asked(page, "home") == ["China"]
    assert asked(page, "festival") == ["demo:festival/new-image"]
    shown = " ".join(element.value for element in page.markdown)
    assert "Understood: **role\\: director**" in shown
    assert "Not understood" not in shown
    assert all("Lanhe New Image Festival" in why for why in page.dataframe[0].value["why"])


def test_what_was_not_understood_is_said(opened: Opened) -> None:
    page = opened("people", **DEMO, said="tall directors", role="director")
    shown = " ".join(element.value for element in page.markdown)
    assert "Not understood: tall." in shown


def test_the_facts_of_the_person_in_the_address_name_their_sources(opened: Opened) -> None:
    page = opened("people", **DEMO, role="director")
    someone = page.dataframe[0].value["id"][0]
    page = opened("people", **DEMO, role="director", at=someone)
    assert "Records of the programme office (fictional), 2026-06-30" in html(page)
    assert "Open picture" in labels(page)


def test_near_shows_the_steps_and_leads_to_the_introduction(opened: Opened) -> None:
    near = "demo:person/anneke-vandersluis"
    page = opened("people", **DEMO, near=near, steps="1", sort="near")
    table = page.dataframe[0].value
    assert set(table["steps"]) == {1}
    page = opened("people", **DEMO, near=near, steps="1", at=table["id"][0])
    assert "Introduce me to" in labels(page)


def test_a_person_chosen_by_hand_ends_the_sentence(opened: Opened) -> None:
    near = "demo:person/anneke-vandersluis"
    for drop, chosen in (("near", near), ("community", near), (f"without_{near}", [near])):
        name = drop.partition("_")[0]
        page = opened("people", **DEMO, said="directors", role="director", **{name: chosen})
        page.button(f"drop_{drop}").click().run()
        assert asked(page, name) == []
        assert asked(page, "said") == []
        assert asked(page, "role") == ["director"]


def test_two_chips_removed_at_once_are_both_gone(opened: Opened) -> None:
    ids = ["demo:person/anneke-vandersluis", "demo:festival/new-image"]
    page = opened("people", **DEMO, without=ids)
    for node_id in ids:
        page.button(f"drop_without_{node_id}").click()
    page.run()
    assert asked(page, "without") == []


def test_a_value_that_is_nowhere_here_is_left_out_and_said(opened: Opened) -> None:
    page = opened("people", **DEMO, role="astronaut", home="China")
    assert "no role 'astronaut' is known here" in page.caption[0].value.replace("\\", "")
    assert len(page.dataframe[0].value) > 0


def test_contradicting_years_and_nobody_have_a_way_on(opened: Opened) -> None:
    page = opened("people", **DEMO, since="2020", until="2010")
    assert "swap the years" in page.error[0].value.replace("\\", "")
    page.button("start_again").click().run()
    assert asked(page, "since") == []
    assert "people fit**" in page.markdown[0].value
    page = opened("people", **DEMO, role="director", until="1990")
    assert "Nobody fits all of this" in page.info[0].value


@pytest.mark.parametrize("sort", ["name", "country", "company", "role", "first", "works"])
def test_any_order_can_be_asked_for_and_reversed(opened: Opened, sort: str) -> None:
    page = opened("people", **DEMO, sort=sort)
    there = list(page.dataframe[0].value["id"])
    back = list(opened("people", **DEMO, sort=sort, reverse="yes").dataframe[0].value["id"])
    assert sorted(there) == sorted(back)
    assert there != back


def test_harmful_names_are_shown_as_their_letters(opened: Opened) -> None:
    page = opened("people", world="real", programme="roadshow2025:hina", at="harm:eve")
    assert "harm:eve" in list(page.dataframe[0].value["id"])
    assert shows_letters_only(page)
