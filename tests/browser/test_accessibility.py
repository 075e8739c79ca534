"""Accessibility of every page in both themes, checked with axe."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

from graphmodel.ui.shared import navigation
from tests.browser.graph_driver import Visit, address, settled
from tests.page_store import ROADSHOW

JERRY, JOE = "roadshow2025:jerry-li", "roadshow2025:joe-zheng"

FILLED = (
    ("", {"centre": ROADSHOW, "at": JERRY}),
    ("", {"centre": ROADSHOW, "tab": "Table"}),
    ("", {"centre": JERRY, "show": "people", "expand": f"*@{JERRY}~~~", "at": JERRY,
          "note": "n1.0.-90~Ask first", "lang": "zh-Hans"}),
    ("profile", {"id": JERRY}),
    ("introduce", {"from": JERRY, "to": JOE}),
    ("suggest", {"person": JERRY}),
    ("no-such-page", {}),
)  # fmt: skip
"""Pages with content, checked in addition to all pages as they open."""

AXE = "() => axe.run(document, {resultTypes: ['violations']})"

FADING = 30
"""How often a page is checked, a second apart, until nothing is found: elements have less contrast
while they fade in or are stale, which may take long on a busy machine."""

LOOKS = ((1440, 900, "light"), (1024, 768, "dark"))


def violations(page: Page) -> list[str]:
    """The violations that axe finds on the current page, with their elements."""
    if not page.evaluate("() => Boolean(window.axe)"):
        axe = files("axe_playwright_python") / "axe.min.js"
        page.evaluate(axe.read_text(encoding="utf-8"))
    for _ in range(FADING):
        answer: dict[str, Any] = page.evaluate(AXE)
        if not answer["violations"]:
            break
        page.wait_for_timeout(1000)
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for rule in answer["violations"]
        for node in rule["nodes"]
    ]


def test_axe_finds_nothing_on_any_page_light_and_dark(visit: Visit) -> None:
    page = visit.page
    opening = [(name, {}) for name in navigation.PAGES]
    faults = {}
    for name, parameters in [*opening, *FILLED]:
        page.goto(address(visit.address, name, **parameters))
        settled(page)
        for width, height, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            back = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
            dark = "rgb(17, 21, 27)"
            page.wait_for_function(
                f"() => ({back} === '{dark}') === {str(scheme == 'dark').lower()}"
            )
            settled(page)  # a page may rerun at another width
            faults[f"{name} {parameters} {width} {scheme}"] = violations(page)
    texts = [f"{where}: {fault}" for where, on_it in faults.items() for fault in on_it]
    assert not texts, "\n".join(texts)
