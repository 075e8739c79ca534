"""Which steps are entries for Back, on a page of its own: the script alone decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from graphmodel.ui.shared import navigation

SCRIPT = Path(navigation.__file__).with_name("back.js").read_text("utf-8")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page at /people?role=director that counts its steps as the explorer does."""
    context = browser.new_context()
    context.route("**/*", lambda route: route.fulfill(body="<p>here", content_type="text/html"))
    page = context.new_page()
    page.goto("http://page.example/people?role=director")
    page.evaluate(SCRIPT.replace("export default function", "(function") + ")()")
    yield page
    context.close()


def step(page: Page, *addresses: str) -> None:
    """Click, and write to the address bar what Streamlit writes then."""
    page.mouse.click(5, 5)
    for address in addresses:
        page.evaluate("address => history.pushState({}, '', address)", address)


def back(page: Page) -> str:
    """The page and parameters that Back leads to."""
    page.go_back()
    return str(page.evaluate("location.pathname + location.search"))


def test_a_page_opened_as_it_was_left_is_one_entry(page: Page) -> None:
    step(page, "/lists")
    step(page, "/people", "/people?role=director")
    assert back(page) == "/lists"


def test_a_step_taken_before_a_page_is_shown_as_it_was_left_leaves_no_empty_entry(
    page: Page,
) -> None:
    step(page, "/lists")
    step(page, "/people")
    step(page, "/people?role=director", "/people?role=writer")
    assert [back(page), back(page)] == ["/people?role=director", "/lists"]
    step(page, "/people")
    step(page, "/people?role=producer")
    assert back(page) == "/lists"


def test_a_page_opened_empty_is_an_entry_before_the_first_step_on_it(page: Page) -> None:
    step(page, "/lists")
    step(page, "/team")
    step(page, "/team?role=writer")
    assert [back(page), back(page)] == ["/team", "/lists"]


def test_a_page_cleared_when_it_was_left_is_an_entry_of_its_own(page: Page) -> None:
    step(page, "/people")
    step(page, "/lists")
    step(page, "/people")
    step(page, "/people?role=writer")
    assert [back(page), back(page)] == ["/people", "/lists"]
