"""Data in a real browser: what is loaded, and an import of files that the browser sends."""

from __future__ import annotations

from drawn import Visit, address
from playwright.sync_api import FilePayload, expect

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
    expect(page.locator(".st-key-loaded_counts")).to_contain_text("TAKES_PART_IN")


def test_files_sent_are_in_and_can_be_found(visit: Visit) -> None:
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
