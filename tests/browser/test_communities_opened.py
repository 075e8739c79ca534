"""Communities in a real browser: the map, opening one, its people."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from drawn import Visit, address, click, ids, positions
from playwright.sync_api import expect

TOMASZ = "community:demo:person/tomasz-wilkoszewski"


def asked(visit: Visit) -> dict[str, list[str]]:
    return parse_qs(urlsplit(visit.page.url).query)


def test_a_click_on_a_bubble_opens_it(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "communities", world="demo_programme"))
    assert TOMASZ in ids(page)
    click(page, TOMASZ)
    panel = page.locator(".st-key-panel")
    expect(panel).to_contain_text("What tells it apart")
    expect(panel).to_contain_text("Tomasz Wilkoszewski")
    expect(panel).to_contain_text("Wexmoor College of Film")
    assert asked(visit)["community"] == [TOMASZ]
    panel.get_by_role("link", name="Tomasz Wilkoszewski").first.click()
    expect(page.locator(".st-key-details")).to_contain_text("Tomasz Wilkoszewski")


def test_a_copied_link_opens_the_same_map(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "communities", world="demo_programme"))
    before = positions(page)
    link = page.locator(".st-key-rows_communities").get_by_role("link").nth(1)
    link.click()
    expect(page.locator(".st-key-panel")).to_contain_text("Community 2 of")
    assert asked(visit)["community"] != [TOMASZ]
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(".st-key-panel")).to_contain_text("Community 2 of")
    map_ = other.locator(".st-key-map .view.ready")
    expect(map_).to_be_visible()
    assert map_.evaluate("e => e.view.net.getPositions()") == before
