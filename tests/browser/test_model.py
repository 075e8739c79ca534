"""The Model page in a real browser."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from graphmodel.schema.model import NODE_KINDS
from tests.browser.graph_driver import Visit, address, click, ids


def test_a_kind_clicked_in_the_picture_is_explained(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "model"))
    assert ids(page) == set(NODE_KINDS)
    click(page, "Festival")
    panel = page.locator(".st-key-panel")
    expect(panel).to_contain_text("year of the first edition")
    assert parse_qs(urlsplit(page.url).query)["kind"] == ["Festival"]
    copy = page.context.new_page()
    copy.goto(page.url)
    expect(copy.locator(".st-key-panel")).to_contain_text("year of the first edition")
