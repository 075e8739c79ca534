"""People in a real browser: a sentence, a facet, the facts of a row, the picture."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.graph_driver import Visit, address, asked, settled


def test_a_sentence_a_facet_and_a_row_lead_to_facts_and_the_address_keeps_them(
    visit: Visit,
) -> None:
    page = visit.page
    page.goto(address(visit.address, "people", world="demo_programme"))
    box = page.get_by_label("Describe who you are looking for")
    box.fill("directors from China, tall")
    box.press("Enter")
    expect(page.get_by_text("Not understood: tall.")).to_be_visible()
    page.wait_for_url("**said=**")
    assert asked(visit)["role"] == ["director"]
    assert asked(visit)["home"] == ["China"]
    settled(page)
    page.locator(".st-key-form button").filter(has_text="film").click()
    page.wait_for_url("**form=film**")
    settled(page)
    table = page.locator(".st-key-people_table")
    corner = table.bounding_box()
    assert corner is not None
    page.mouse.click(corner["x"] + 14, corner["y"] + 52)
    facts = page.locator(".st-key-person_facts")
    expect(facts).to_contain_text("Records of the programme office (fictional)")
    page.wait_for_url("**at=**")
    settled(page)
    copy = page.context.new_page()
    copy.goto(page.url)
    expect(copy.locator(".st-key-person_facts")).to_contain_text("Open picture")
    copy.locator(".st-key-person_facts").get_by_role("link", name="Open picture").click()
    copy.wait_for_url("**centre=**")


def test_the_row_chosen_is_still_of_whom_it_was_in_another_order(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "people", world="demo_programme"))
    table = page.locator(".st-key-people_table .dvn-scroller")
    expect(table).to_be_visible()
    settled(page)
    table.click(position={"x": 14, "y": 52})
    page.wait_for_url("**at=**")
    settled(page)
    person = asked(visit)["at"]
    name = page.locator(".st-key-person_facts a").first.inner_text()
    page.get_by_text("Reverse", exact=True).click()
    page.wait_for_url("**reverse=yes**")
    expect(page.locator(".st-key-person_facts")).to_contain_text(name)
    assert asked(visit)["at"] == person


@pytest.mark.parametrize("pause", [0, 100, 300, 600])
def test_a_facet_just_after_a_sentence_adds_to_what_that_said(visit: Visit, pause: int) -> None:
    page = visit.page
    page.goto(address(visit.address, "people", world="demo_programme"))
    film = page.locator(".st-key-form button").filter(has_text="film")
    expect(film).to_be_visible()
    settled(page)
    page.get_by_label("Describe who you are looking for").fill("directors from China")
    film.scroll_into_view_if_needed()
    page.keyboard.press("Enter")
    page.wait_for_timeout(pause)
    film.click()
    page.wait_for_url("**form=**")
    assert asked(visit)["role"] == ["director"]
    assert asked(visit)["home"] == ["China"]
    assert asked(visit)["form"] == ["film"]
