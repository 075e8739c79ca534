"""A scout's first day on an empty store: from a table of films to the changes in a newer one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import served, visiting
from tests.browser.graph_driver import address, settled

HEADER = "Title,Year,Director,Writer,Country,Festival,Result"
FILMS = (
    "Low Tide,2019,Ana Ferro,Bruno Calil,Portugal,Locarno,selected",
    "Salt Road,2021,Ana Ferro,Chiara Dunn,Portugal,Cannes,won",
    "Night Ferry,2020,Dov Eshel,Bruno Calil,Portugal,Cannes,selected",
    "Lantern,2022,Edda Falk,Chiara Dunn,Portugal,Berlin,nominated",
    "Harbour,2018,Gus Hale,Bruno Calil,Portugal,Locarno,selected",
    "Fog,2023,Ines Jorn,Kai Lund,Portugal,Berlin,selected",
    "Old Mill,1998,Mina Norr,Kai Lund,Portugal,Cannes,won",
    "Brass,2021,Otto Pell,Kai Lund,Norway,Berlin,selected",
)
PLACEHOLDERS = {"from": "Who is asking? Type a name", "to": "Whom to meet? Type a name"}
NEWER = (*FILMS, "Quarry,2024,Ana Ferro,Dov Eshel,Portugal,Venice,won")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an explorer on an empty store."""
    folder = tmp_path_factory.mktemp("empty")
    with served(folder / "store", folder / "server.log", folder) as address:
        yield address


def upload(page: Page, base: str, films: tuple[str, ...], outcome: str) -> None:
    page.goto(address(base, "data", part="import"))
    button = page.locator(".st-key-upload_go").get_by_role("button")
    expect(button).to_be_visible()
    settled(page)
    table = "\n".join((HEADER, *films)).encode()
    page.locator("input[type=file]").set_input_files(
        FilePayload(name="films.csv", mimeType="text/csv", buffer=table)
    )
    expect(page.get_by_text("films.csv").first).to_be_visible()
    settled(page)
    button.click()
    page.get_by_role("button", name="Import as shown").click()
    expect(page.get_by_text(outcome)).to_be_visible()
    settled(page)


def tick(page: Page, row: int) -> None:
    """Tick a row in the table of a list."""
    corner = page.locator("[data-testid=stDataFrame]").first.bounding_box()
    assert corner is not None
    page.mouse.click(corner["x"] + 14, corner["y"] + 52 + 35 * row)


def test_a_scouts_first_day(empty: str, browser: Browser, tmp_path: Path) -> None:
    with visiting(empty, browser) as visit:
        page = visit.page
        upload(page, empty, FILMS, "46 rows read, 46 written, 0 unchanged, 0 refused.")
        _five_are_found_and_kept(page)
        _two_are_compared(page)
        _one_is_noted_and_the_briefing_sent(page, tmp_path)
        page.goto(address(empty, "introduce"))
        _somebody_is_asked_for(page)
        upload(page, empty, NEWER, "51 rows read, 5 written, 46 unchanged, 0 refused.")
        _what_is_new_is_read(page)


def _five_are_found_and_kept(page: Page) -> None:
    page.get_by_role("link", name="People", exact=True).click()
    sentence = page.get_by_placeholder("directors from China active since 2010")
    sentence.fill("directors from Portugal active since 2015")
    sentence.press("Enter")
    expect(page.get_by_text("5 people fit")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Add all 5 to list").click()
    page.get_by_label("Its name").fill("Autumn")
    page.get_by_label("Its name").press("Enter")
    settled(page)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("5 are on the list.")).to_be_visible()
    expect(page.get_by_label("Its name")).to_have_count(0)
    settled(page)


def _two_are_compared(page: Page) -> None:
    page.get_by_role("link", name="Lists", exact=True).click()
    page.get_by_role("link", name="Autumn").click()
    expect(page.locator("[data-testid=stDataFrame] canvas").first).to_be_visible()
    settled(page)
    tick(page, 0)
    expect(page.get_by_text("1 of 5 chosen")).to_be_visible()
    tick(page, 1)
    page.get_by_role("link", name="Compare").click()
    expect(page.get_by_text("Shared through their works")).to_be_visible()
    expect(page.get_by_text("Ana Ferro: Salt Road (2021, director)")).to_be_visible()
    settled(page)
    page.go_back()
    page.wait_for_url("**/lists?**")


def _one_is_noted_and_the_briefing_sent(page: Page, folder: Path) -> None:
    expect(page.locator("[data-testid=stDataFrame] canvas").first).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Watch", exact=True).click()
    expect(page.get_by_role("button", name="Watched", exact=True)).to_be_visible()
    settled(page)
    tick(page, 0)
    entry = page.locator(".st-key-entry")
    entry.get_by_label("A note").fill("rang twice")
    entry.get_by_role("button", name="Save the note").click()
    expect(entry.locator("[data-testid=stText]")).to_have_text("rang twice")
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Briefing (PDF)").click()
    download.value.save_as(folder / "autumn.pdf")
    printed = "".join(leaf.extract_text() for leaf in PdfReader(folder / "autumn.pdf").pages)
    for name in ("Ana Ferro", "Dov Eshel", "Edda Falk", "Gus Hale", "Ines Jorn", "films.csv"):
        assert name in printed


def _somebody_is_asked_for(page: Page) -> None:
    for key, name in (("from", "Ana Ferro"), ("to", "Gus Hale")):
        page.get_by_placeholder(PLACEHOLDERS[key]).fill(name)
        page.get_by_role("button", name=name).first.click()
        settled(page)
    expect(page.get_by_text("Bruno Calil could introduce Gus Hale: Harbour (2018")).to_be_visible()


def _what_is_new_is_read(page: Page) -> None:
    page.get_by_role("link", name="Explore", exact=True).click()
    page.get_by_role("link", name="New since you last looked (3)").click()
    news = page.locator("[class*=st-key-news_watch]").first
    expect(news).to_contain_text("3 new since")
    news.get_by_role("button", name="Mark as seen").click()
    expect(page.get_by_text("Watching: nothing new")).to_be_visible()
