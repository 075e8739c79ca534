"""A watch in a real browser: begun on a profile, listed on Lists, and ended there."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.graph_driver import Visit, address, settled

ANNEKE = "demo:person/anneke-vandersluis"


def test_a_profile_is_watched_and_lists_says_whether_anything_is_new(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "profile", world="demo_programme", id=ANNEKE))
    page.get_by_role("button", name="Watch", exact=True).click()
    expect(page.get_by_role("button", name="Watched", exact=True)).to_be_visible()
    settled(page)
    page.goto(address(visit.address, "lists"))
    section = page.get_by_text("Watching: nothing new")
    section.click()
    news = page.locator("[class*=st-key-news_watch]").first
    expect(news).to_contain_text("Anneke Vandersluis")
    settled(page)
    news.get_by_role("button", name="Stop watching").click()
    expect(section).to_have_count(0)
