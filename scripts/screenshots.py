"""Take the pictures of the pages that the docs show: python scripts/screenshots.py ADDRESS

ADDRESS is the one that `graphmodel explore --no-open` prints, for a store that holds films_cc0,
remakes, roadshow_2025 and demo_programme. Each page, or each one named after the address, is taken
in the light and the dark theme with the tests' Chromium, and saved in docs/pages. With --language
zh-CN they are taken in the light theme, with a browser that requests Chinese.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from importlib.metadata import files
from pathlib import Path
from urllib.parse import urlencode, urljoin

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent.parent / "docs" / "pages"
SIZE = {"width": 1280, "height": 800}
ENGLISH = "en-US"
PATIENCE = 180_000
"""Milliseconds to wait for a page; the first answer of some takes half a minute."""

BONG, GERWIG = "films_cc0:person/Bong Joon-ho", "films_cc0:person/Greta Gerwig"
DEMO, ANNEKE = "demo_programme", "demo:person/anneke-vandersluis"

NIGHT_MARKET = "demo:project/night-market-physics"
LANTERN = "demo:programme/lantern"
EVENING = "demo:event/session-evening"

PAGES: dict[str, tuple[str, dict[str, str | tuple[str, ...]]]] = {
    "home": ("", {}),
    "explore": ("", {"centre": BONG}),
    "explore-people": ("", {"centre": BONG, "show": "people"}),
    "explore-hub": ("", {"centre": "films_cc0:festival/oscars"}),
    "profile": ("profile", {"id": BONG}),
    "people": ("people", {"role": "director", "country": "South Korea"}),
    "introduce": ("introduce", {"from": BONG, "to": GERWIG}),
    "suggest": ("suggest", {"person": BONG}),
    "newcomers": ("newcomers", {"as_of": "2014", "role": "director"}),
    "plans": ("plans", {"world": DEMO}),
    "pipeline": ("pipeline", {"world": DEMO}),
    "effect": ("effect", {"world": DEMO, "about": LANTERN, "outcome": "credits", "by": "years"}),
    "team": ("team", {"world": DEMO, "project": NIGHT_MARKET, "open": "writer"}),
    "markets": ("markets", {"from": "South Korea", "to": "United States"}),
    "meetings": ("meetings", {"world": DEMO, "event": EVENING}),
    "communities": ("communities", {}),
    "compare": ("compare", {"person": (BONG, GERWIG)}),
    "ask": ("ask", {}),
    "review": ("review", {}),
    "data": ("data", {}),
    "model": ("model", {}),
}
"""Each page and its parameters, by the name of its picture."""


def settle(page: Page) -> None:
    """Wait until a page and its picture, if it has one, are drawn."""
    for _ in range(2):  # a page that loads data in the background runs once more
        page.wait_for_selector("[data-test-script-state=notRunning]", state="attached")
        page.wait_for_timeout(1500)
    page.wait_for_function("() => document.querySelectorAll('[data-stale=true]').length === 0")
    if page.locator(".view").count():
        page.locator(".view.ready").first.wait_for()
        page.wait_for_timeout(500)


def take(browser: Browser, address: str, theme: str, names: list[str], locale: str) -> None:
    """Take pages in one theme and language, as one visitor."""
    scheme = "dark" if theme == "dark" else "light"
    context = browser.new_context(
        viewport=SIZE,
        color_scheme=scheme,
        locale=locale,  # type: ignore[arg-type]
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(address)
    for name in names:
        path, parameters = PAGES[name]
        page.goto(urljoin(address, f"/{path}?{urlencode(parameters, doseq=True)}"))
        settle(page)
        suffix = "" if theme == "light" else f"-{theme}"
        suffix += "" if locale == ENGLISH else f"-{locale.partition('-')[0]}"
        page.screenshot(path=FOLDER / f"{name}{suffix}.png")
    context.close()


def fonts(folder: str) -> dict[str, str]:
    """The environment for a browser to find the Chinese font of briefings, which a machine may
    lack."""
    place = Path(folder) / "fonts"
    place.mkdir()
    for file in files("justmytype-intl-cjk") or ():
        if file.name.startswith("NotoSansSC"):
            shutil.copy(str(file.locate()), place)
    return {**os.environ, "XDG_DATA_HOME": folder}


def main() -> None:
    """Take every page, or those named after the address."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--language", default=ENGLISH, metavar="LOCALE")
    asked = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"], env=fonts(folder)
        )
        for theme in ("light", "dark") if asked.language == ENGLISH else ("light",):
            take(browser, asked.address, theme, asked.names or list(PAGES), asked.language)
        browser.close()


if __name__ == "__main__":
    main()
