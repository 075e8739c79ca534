"""A view in a real browser: saved on Explore, opened by somebody else through its short link."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.graph_driver import Visit, address, settled

ANNEKE = "demo:person/anneke-vandersluis"
NAME = "Circle <img src=x onerror=alert(1)> **x**"


def test_a_view_is_saved_and_its_link_opens_it_for_others(visit: Visit, browser: Browser) -> None:
    page = visit.page
    page.goto(address(visit.address, "explore", world="demo_programme", centre=ANNEKE, reach="1"))
    page.get_by_role("button", name="Save view").click()
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_label("A note on it").fill("for the autumn")
    settled(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Its link is")).to_be_visible()
    page.goto(address(visit.address, "lists"))
    card = page.locator("[class*=st-key-view_v]").first
    expect(card.locator("img")).to_be_visible()
    link = card.locator(".stCode").inner_text().strip()
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    reader = context.new_page()
    reader.goto(visit.address + link, timeout=120_000)
    expect(reader.locator(".st-key-open_view")).to_contain_text(NAME)
    expect(reader.locator(".st-key-open_view")).to_contain_text("for the autumn")
    assert "reach=1" in reader.url
    context.close()
