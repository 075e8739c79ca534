"""The frame around all pages: an unknown address, and a narrow window."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.graph_driver import Visit, address, picture, settled
from tests.page_store import ROADSHOW


def test_a_page_that_is_not_there_says_so_and_leads_back(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "introduse"))
    expect(page.get_by_text("There is no page “introduse” here.")).to_be_visible()
    expect(page).to_have_title("Not found · Talent network")
    expect(page.get_by_text("Did you mean Introduce?")).to_be_visible()
    page.get_by_role("link", name="Back to Explore").click()
    expect(page.get_by_placeholder("Search for a person")).to_be_visible()
    expect(page).to_have_title("Talent network")
    page.goto(address(visit.address, "explore", centre=ROADSHOW))
    expect(picture(page)).to_be_visible()
    expect(page).to_have_title("2025 North America Talent Collaboration Roadshow · Talent network")


def test_an_address_by_the_name_of_a_kind_opens_the_profile(visit: Visit) -> None:
    page = visit.page
    for kind in ("event", "Person"):
        page.goto(address(visit.address, kind, id=ROADSHOW))
        heading = page.get_by_role("heading", name="2025 North America Talent Collaboration")
        expect(heading).to_be_visible()
        expect(page).to_have_url(re.compile(r"/profile\?.*id=roadshow2025"))


def test_back_over_the_menu_leads_through_the_pages_as_they_were_left_once_each(
    visit: Visit,
) -> None:
    page = visit.page
    menu = page.get_by_role("navigation", name="App pages")
    page.goto(address(visit.address, "people", role="director"))
    expect(page.get_by_role("heading", name="People", exact=True)).to_be_visible()
    settled(page)
    for name in ("Lists", "People", "Introduce"):
        menu.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
        settled(page)
    for pattern in ("**/people?role=director", "**/lists", "**/people?role=director"):
        page.go_back()
        page.wait_for_url(pattern)
        settled(page)
    expect(page.get_by_role("heading", name="People", exact=True)).to_be_visible()


def test_a_step_on_a_page_just_opened_by_the_menu_is_taken_back_alone(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "lists"))
    expect(page.get_by_role("heading", name="Lists", exact=True)).to_be_visible()
    settled(page)
    page.get_by_role("link", name="People", exact=True).click()
    sentence = page.get_by_placeholder("directors from China active since 2010")
    sentence.fill("directors")
    sentence.press("Enter")
    page.wait_for_url("**/people?*role=director*")
    settled(page)
    page.go_back()
    page.wait_for_url("**/people")
    page.go_back()
    page.wait_for_url("**/lists")


def test_on_a_narrow_window_the_side_bar_is_folded_and_the_picture_is_wide(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto(address(visit.address, "", centre=ROADSHOW))
    box = picture(page).bounding_box()
    expect(page.get_by_text("Colour by")).not_to_be_in_viewport()
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stMain]').clientWidth > 1000"
    )
    box = picture(page).bounding_box()
    assert box is not None
    assert box["width"] > 900
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_text("Colour by")).to_be_in_viewport()


def test_on_a_phone_the_menu_opens_by_one_tap_and_goes_once_a_page_is_chosen(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address(visit.address))
    picture(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    menu = page.get_by_test_id("stSidebarNav")
    page.wait_for_timeout(400)  # an unwanted collapse would happen immediately
    menu.get_by_role("link", name="Lists").click()
    page.wait_for_url("**/lists**")
    expect(menu.get_by_role("link", name="Lists")).not_to_be_in_viewport()


def test_choices_side_by_side_fit_into_one_row_of_the_side_bar(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "effect", world="demo_programme"))
    choices = page.get_by_test_id("stSidebar").get_by_test_id("stButtonGroup")
    expect(choices).to_have_count(3)
    for choice in choices.all():
        boxes = [button.bounding_box() for button in choice.get_by_role("radio").all()]
        assert len({box["y"] for box in boxes if box is not None}) == 1
