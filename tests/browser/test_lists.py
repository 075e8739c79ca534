"""Lists in a real browser: kept with a star, moved, noted, and undone."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.graph_driver import Visit, address, settled

ANNEKE = "demo:person/anneke-vandersluis"
NAME = "Autumn <img src=x onerror=alert(1)> **list**"
NOTE = "<script>alert(1)</script> :red[red] **bold**\nsecond line"


def choose_first_row(page: Page) -> None:
    corner = page.locator("[data-testid=stDataFrame]").first.bounding_box()
    assert corner is not None
    page.mouse.click(corner["x"] + 14, corner["y"] + 52)


def downloaded(page: Page, button: str, file: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    download.value.save_as(file)
    return file


def test_a_name_is_kept_moved_noted_and_taken_off_again(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    page.goto(address(visit.address, "profile", world="demo_programme", id=ANNEKE))
    page.get_by_role("button", name="Add to list").click()
    page.get_by_label("Its name").fill(NAME)
    page.get_by_label("Its name").press("Enter")
    settled(page)
    page.get_by_label("Because").fill("seen at the roadshow")
    page.get_by_label("Because").press("Enter")
    settled(page)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Anneke Vandersluis is on the list.")).to_be_visible()
    page.goto(address(visit.address, "lists"))
    page.get_by_role("link", name="Autumn").click()
    expect(page.locator("[data-testid=stDataFrame] canvas").first).to_be_visible()
    settled(page)
    choose_first_row(page)
    entry = page.locator(".st-key-entry")
    expect(entry).to_contain_text("seen at the roadshow")
    entry.get_by_role("radio", name="met").click()
    expect(entry.get_by_role("radio", name="met")).to_be_checked()
    settled(page)
    entry.get_by_label("A note").fill(NOTE)
    entry.get_by_role("button", name="Save the note").click()
    expect(entry.locator("[data-testid=stText]")).to_have_text(NOTE)
    settled(page)
    html = downloaded(page, "Briefing (HTML)", tmp_path / "list.html").read_text(encoding="utf-8")
    printed = "".join(
        leaf.extract_text()
        for leaf in PdfReader(downloaded(page, "Briefing (PDF)", tmp_path / "list.pdf")).pages
    )
    for briefing in (html, printed):
        assert "Anneke Vandersluis" in briefing
        assert "seen at the roadshow" in briefing
        assert "second line" not in briefing  # a note stays with the list
    assert "<img src=x" not in html
    settled(page)
    page.get_by_text("What was changed").click()
    expect(page.get_by_text("moved Anneke Vandersluis to met")).to_be_visible()
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    expect(entry.locator("[data-testid=stText]")).to_have_count(0)
