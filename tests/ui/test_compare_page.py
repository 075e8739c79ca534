"""The Compare page, run without a browser."""

from __future__ import annotations

from tests.page_store import EVE, MARK, Opened
from tests.ui.page_text import html, labels, shows_letters_only

PAIR = ["demo:person/anneke-vandersluis", "demo:person/qiu-wenlan"]


def test_two_people_stand_side_by_side(opened: Opened) -> None:
    page = opened("compare", world="demo_programme", person=PAIR)
    frame = page.dataframe[0].value
    assert {"Anneke Vandersluis", "Qiu Wenlan"} <= set(frame.columns)
    assert "Cloudferry Roadshow 2026" in labels(page)
    assert "Records of the programme office" in html(page)


def test_hostile_names_stay_letters_and_one_person_is_too_few(opened: Opened) -> None:
    assert shows_letters_only(opened("compare", person=[EVE, MARK]))
    assert "Choose two people" in opened("compare", person=EVE).info[0].value


def test_what_different_works_share_is_listed_with_the_works(opened: Opened) -> None:
    page = opened("compare", world="demo_programme", person=PAIR)
    assert "Shared through their works" in html(page)
    [festival] = [
        label for label in labels(page).split("\n") if label.startswith("Golden Sampan Awards")
    ]
    assert "Paper Umbrella Repair" in festival
    assert "The Ninth Granary" in festival
