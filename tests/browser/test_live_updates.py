"""Changes in the store shown on an open page without any action by the user."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from graphmodel.store import open_store
from graphmodel.store.records import Facts
from tests.browser.graph_driver import Visit, address

HINA = "roadshow2025:hina"


def test_an_open_page_shows_what_changes(visit: Visit, browsed: Path) -> None:
    page = visit.page
    page.goto(address(visit.address, "", centre=HINA, at=HINA))
    name = page.locator(".gm-name")
    expect(name).to_have_count(1)
    before = name.inner_text()
    with open_store(str(browsed)) as store:
        kind = next(k for k in ("Event", "Organisation", "Programme", "Festival")
                    if store.nodes(k, [HINA]).height)  # fmt: skip
        original = store.nodes(kind, [HINA])
        store.overwrite(Facts(kind, original.with_columns(name=original["name"] + " renamed")))
        expect(name).to_have_text(f"{before} renamed")
        store.overwrite(Facts(kind, original))
        expect(name).to_have_text(before)
    assert visit.page.url.count("centre=") == 1
