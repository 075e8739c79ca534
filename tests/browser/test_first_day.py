"""A scout's first day on an empty store: from a table of films to what a newer one changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

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
NEWER = (*FILMS, "Quarry,2024,Ana Ferro,Dov Eshel,Portugal,Venice,won")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an explorer on an empty store."""
    folder = tmp_path_factory.mktemp("empty")
    with served(folder / "store", folder / "server.log", folder) as address:
        yield address


def upload(page: Page, base: str, films: tuple[str, ...]) -> None:
    page.goto(address(base, "data", part="import"))
    table = FilePayload(
        name="films.csv", mimeType="text/csv", buffer="\n".join((HEADER, *films)).encode()
    )
    page.locator("input[type=file]").set_input_files(table)
    page.get_by_role("button", name="Import it so").click()
    expect(page.get_by_text("0 refused")).to_be_visible()
    settled(page)


def test_a_scouts_first_day(empty: str, browser: Browser, tmp_path: Path) -> None:
    with visiting(empty, browser) as visit:
        page = visit.page
        upload(page, empty, FILMS)
