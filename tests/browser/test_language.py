"""Language of the pages: requested by the browser, changed by a switch, and remembered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from graphmodel.ui.shared import navigation
from graphmodel.words import CHINESE, ENGLISH, LANGUAGES
from tests.browser.graph_driver import PATIENCE, Visit, address, settled
from tests.browser.test_accessibility import FILLED, violations
from tests.page_store import ROADSHOW


@pytest.fixture
def chinese(explorer: str, browser: Browser) -> Iterator[Visit]:
    """A visitor whose browser speaks Chinese."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.set_default_timeout(PATIENCE * 1000)
    visit = Visit(context.new_page(), explorer)
    visit.watch()
    yield visit
    context.close()
    assert visit.faults == []


def test_the_language_of_the_browser_decides_and_a_switch_changes_it(chinese: Visit) -> None:
    page = chinese.page
    menu = page.get_by_test_id("stTopNavLink")
    page.goto(address(chinese.address, "", centre=ROADSHOW))
    settled(page)
    expect(menu.filter(has_text="关系图谱")).to_be_visible()
    expect(page.locator(".view")).to_have_attribute("aria-roledescription", "关系图谱")
    expect(page.locator("html")).to_have_attribute("lang", CHINESE)
    assert violations(page) == []

    page.get_by_text(LANGUAGES[ENGLISH], exact=True).click()
    settled(page)
    expect(menu.filter(has_text="Explore")).to_be_visible()
    expect(page.locator(".view")).to_have_attribute("aria-roledescription", "network picture")
    expect(page.get_by_role("button", name="Zoom in")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", ENGLISH)

    menu.filter(has_text="Suggest").click()
    settled(page)
    expect(menu.filter(has_text="Lists")).to_be_visible()
    page.wait_for_url(lambda url: "lang=en" in url)  # the address is updated last

    page.get_by_text(LANGUAGES[CHINESE], exact=True).click()
    settled(page)
    expect(menu.filter(has_text="名单")).to_be_visible()
    # The browser would choose it anyway, so a link need not name it.
    page.wait_for_url(lambda url: "lang=" not in url)


def test_axe_finds_nothing_on_any_page_in_chinese(chinese: Visit) -> None:
    page = chinese.page
    faults = {}
    for name, parameters in [*((name, {}) for name in navigation.PAGES), *FILLED]:
        page.goto(address(chinese.address, name, **parameters))
        settled(page)
        expect(page.locator("html")).to_have_attribute("lang", CHINESE)
        faults[f"{name} {parameters}"] = violations(page)
    texts = [f"{where}: {fault}" for where, on_it in faults.items() for fault in on_it]
    assert not texts, "\n".join(texts)


def test_a_browser_of_another_language_gets_english(visit: Visit) -> None:
    visit.page.goto(address(visit.address, ""))
    settled(visit.page)
    expect(visit.page.locator("html")).to_have_attribute("lang", ENGLISH)
