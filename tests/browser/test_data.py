"""Data in a real browser: the loaded data, and an import of uploaded files."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import FilePayload, Page, expect

from graphmodel.ingest.frames import import_facts
from graphmodel.store import open_store
from graphmodel.store.base import Store
from graphmodel.store.host import KEY_FILE
from tests.browser.graph_driver import Visit, address, choose, settled

SEED = {
    "seed.toml": b'title = "Sent"\nnamespace = "real"\nfictional = false\nlicence = "CC0-1.0"\n'
    b'says = "People."\n',
    "Source.csv": b"id,name,publisher,licence\nsent:s,A sent paper,Testers,CC0-1.0\n",
    "Person.csv": b"id,name,first_year,sources\nsent:a,Ada Sent,2001,sent:s\n"
    b"sent:b,Bo Sent,soon,sent:s\n",
}


def test_what_is_loaded_and_from_where(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "data"))
    expect(page.get_by_text("Media OutReach Newswire")).to_be_visible()
    expect(page.get_by_text("<img src=x onerror=alert(1)> Gazette")).to_be_visible()
    expect(page.locator(".st-key-loaded_counts")).to_contain_text("takes part in")


def test_uploaded_files_are_imported_and_can_be_found(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "data", part="import"))
    files = [
        FilePayload(name=name, mimeType="text/plain", buffer=data) for name, data in SEED.items()
    ]
    page.locator("input[type=file]").set_input_files(files)
    expect(page.get_by_text("Person.csv")).to_be_visible()
    page.locator(".st-key-upload_go").get_by_role("button").click()
    expect(page.get_by_text("1 refused")).to_be_visible()
    expect(page.get_by_text("1 problems")).to_have_count(0)
    page.get_by_role("link", name="Explore").first.click()
    page.get_by_role("searchbox").fill("ada sent")
    page.get_by_role("button", name="Ada Sent").click()
    expect(page.locator(".st-key-details")).to_contain_text("A sent paper")
    page.get_by_role("searchbox").fill("bo sent")
    expect(page.get_by_role("button", name="Bo Sent")).to_have_count(0)


def stated(paper: str, year: int) -> dict[str, list[dict[str, object]]]:
    """The first year of one woman, according to one paper."""
    source = {"id": f"sea:{paper}", "name": f"The {paper} paper"}
    person = {"id": "sea:ida", "name": "Ida Holm", "first_year": year, "sources": [source["id"]]}
    return {"Source": [source], "Person": [person]}


def test_the_order_of_sources_is_chosen_and_saved(visit: Visit, browsed: Path) -> None:
    with open_store(str(browsed)) as store:
        for paper, year in (("early", 1984), ("late", 1992)):
            import_facts(stated(paper, year), name=paper, store=store)

    def shown() -> object:
        with open_store(str(browsed)) as store:
            return store.nodes("Person", ["sea:ida"])["first_year"][0]

    assert shown() == 1984
    page = visit.page
    page.goto(address(visit.address, "data"))
    settled(page)
    chosen = page.locator(".st-key-order_chosen")
    choose(chosen.locator("input"), page.get_by_role("option", name="The late paper"), "late")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save the order").click()
    expect(page.get_by_text("Order saved. 1 fact now shows a different value.")).to_be_visible()
    assert shown() == 1992
    page.reload()
    settled(page)
    expect(chosen).to_contain_text("The late paper")
    chosen.get_by_role("button", name="Clear all").or_(
        chosen.locator('[data-baseweb="tag"] [role="presentation"]')
    ).first.click()
    page.get_by_role("button", name="Save the order").click()
    expect(page.get_by_text("1 fact now shows a different value.")).to_be_visible()
    assert shown() == 1984


SO_FAR = "rows read so far; what is written stays"
MANY = 1_200_000
"""Number of people whose import takes longer than loading a page twice, even on a busy machine."""


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of people whose import takes some seconds."""
    folder = tmp_path_factory.mktemp("many")
    for name in ("seed.toml", "Source.csv"):
        (folder / name).write_bytes(SEED[name].replace(b"sent:", b"many:"))
    lines = (f"many:{n},Many {n},many:s\n" for n in range(MANY))
    (folder / "Person.csv").write_text("id,name,sources\n" + "".join(lines), encoding="utf-8")
    return folder


def start(page: Page, base: str, folder: Path) -> None:
    page.goto(address(base, "data", part="import"))
    settled(page)
    page.get_by_placeholder("/data/my_seed").fill(str(folder))
    page.locator(".st-key-path_go").get_by_role("button").click()
    expect(page.locator(".st-key-running")).to_contain_text("rows, ")


def undo(page: Page, base: str) -> None:
    page.goto(address(base, "data"))
    settled(page)
    choose(page.locator(".st-key-import_shown input"), page.get_by_role("option").first)
    page.get_by_role("button", name="Undo this import …").click()
    expect(page.get_by_text("facts that come only from this import")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("was undone")).to_be_visible(timeout=180_000)


def stop(page: Page) -> None:
    # Streamlit shows its own Stop while a page takes long.
    page.locator(".st-key-stop_import").get_by_role("button").click()


def stopped(page: Page) -> None:
    expect(page.get_by_text(SO_FAR)).to_be_visible()


def crowd_size(store: Store) -> int:
    return store.nodes("Person").filter(pl.col("id").str.starts_with("many:")).height


def test_an_import_is_stopped_and_undone(visit: Visit, crowd: Path, browsed: Path) -> None:
    page = visit.page
    start(page, visit.address, crowd)
    page.reload()  # any visitor finds the import and can stop it
    expect(page.locator(".st-key-running")).to_contain_text("rows, ")
    stop(page)
    stopped(page)
    page.reload()  # and its outcome
    stopped(page)
    with open_store(str(browsed)) as store:
        assert 0 < crowd_size(store) < MANY
        assert store.imports()[0].state == "unfinished"
    undo(page, visit.address)
    with open_store(str(browsed)) as store:
        assert crowd_size(store) == 0
        assert store.imports()[0].state == "undone"


def test_a_silent_store_is_reported_and_waited_for(
    visit: Visit, crowd: Path, browsed: Path
) -> None:
    page = visit.page
    host = int(json.loads((browsed / KEY_FILE).read_text())["pid"])
    start(page, visit.address, crowd)
    os.kill(host, signal.SIGSTOP)
    try:
        expect(page.get_by_text("does not answer; waiting up to")).to_be_visible()
        stop(page)
    finally:
        os.kill(host, signal.SIGCONT)
    stopped(page)
    undo(page, visit.address)
