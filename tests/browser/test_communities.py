"""Communities in a real browser: the map, opening one, its people."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.graph_driver import Visit, address, asked, click, drawn_positions, ids, positions

HARUKA = "community:demo:person/haruka-minezawa"


def test_a_click_on_a_bubble_opens_it(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "communities", world="demo_programme"))
    assert HARUKA in ids(page)
    click(page, HARUKA)
    panel = page.locator(".st-key-panel")
    expect(panel).to_contain_text("What sets it apart")
    expect(panel).to_contain_text("Haruka Minezawa")
    expect(panel).to_contain_text("Wexmoor College of Film")
    assert asked(visit)["community"] == [HARUKA]
    panel.get_by_role("link", name="Haruka Minezawa").first.click()
    expect(page.locator(".st-key-details")).to_contain_text("Haruka Minezawa")


def test_a_copied_link_opens_the_same_map(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "communities", world="demo_programme"))
    before = positions(page)
    link = page.locator(".st-key-rows_communities").get_by_role("link").nth(1)
    link.click()
    expect(page.locator(".st-key-panel")).to_contain_text("Community 2 of")
    assert asked(visit)["community"] != [HARUKA]
    copy = page.context.new_page()
    copy.goto(page.url)
    expect(copy.locator(".st-key-panel")).to_contain_text("Community 2 of")
    map_ = copy.locator(".st-key-map .view.ready")
    expect(map_).to_be_visible()
    assert drawn_positions(map_) == before
