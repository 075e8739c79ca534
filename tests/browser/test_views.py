"""A view in a real browser: saved on Explore, opened by another user through its short link."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.graph_driver import Visit, address, asked, picture, settled

ANNEKE = "demo:person/anneke-vandersluis"
NAME = "Circle <img src=x onerror=alert(1)> **x**"


def test_a_view_is_saved_and_its_link_opens_it_for_others(
    visit: Visit, browser: Browser, tmp_path: Path
) -> None:
    page = visit.page
    page.goto(address(visit.address, "explore", world="demo_programme", centre=ANNEKE, reach="1"))
    settled(page)
    picture(page).focus()
    page.keyboard.press("t")
    page.keyboard.type("a gift")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type(NAME)
    page.keyboard.press("Enter")
    page.wait_for_url("**note=**")
    assert asked(visit)["note"][0].partition("~")[2] == f"a gift\n{NAME}"
    with page.expect_download() as saved:
        page.get_by_role("button", name="HTML").click()
    alone = browser.new_page()
    saved.value.save_as(tmp_path / "network.html")
    alone.goto((tmp_path / "network.html").as_uri())
    expect(alone.get_by_role("note")).to_have_text(f"a gift\n{NAME}")
    assert alone.locator("img").count() == 0
    alone.close()
    page.keyboard.press("Control+z")
    expect(picture(page).locator(".note")).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    expect(picture(page).locator(".note")).to_contain_text("a gift")
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
    expect(picture(reader).get_by_role("button", name="Note: a gift")).to_be_visible()
    assert "reach=1" in reader.url
    context.close()
