"""Profile in a real browser: from the picture to all known facts, and on to another name."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.graph_driver import Visit, address, asked, settled

ANNEKE = "demo:person/anneke-vandersluis"


def test_the_details_lead_to_a_profile_and_its_names_to_others(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, world="demo_programme", centre=ANNEKE))
    settled(page)
    page.locator(".st-key-elsewhere").get_by_role("link", name="Profile").click()
    expect(page.locator(".gm-name")).to_have_text("Anneke Vandersluis")
    expect(page.locator(".st-key-ties")).to_contain_text("Records of the programme office")
    expect(page.locator(".st-key-suggested li").first).to_be_visible()
    expect(page.locator("[data-testid=stVegaLiteChart] canvas, .vega-embed svg")).to_be_visible()
    tie = page.locator(".st-key-ties a").first
    name = tie.locator("strong").inner_text()
    tie.click()
    expect(page.locator(".gm-name")).to_have_text(name)
    settled(page)
    page.go_back()
    expect(page.locator(".gm-name")).to_have_text("Anneke Vandersluis")
    assert asked(visit)["id"] == [ANNEKE]


def test_all_facts_are_a_table_that_a_link_opens(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "profile", world="demo_programme", id=ANNEKE))
    page.get_by_role("radio", name="All facts").click()
    expect(page.locator("[data-testid=stDataFrame] canvas").first).to_be_visible()
    assert asked(visit)["show"] == ["All facts"]
    page.reload()
    expect(page.locator("[data-testid=stDataFrame] canvas").first).to_be_visible()
