"""How long a scout waits for each step in the browser, compared with an empty Streamlit page.

    python benchmarks/feel.py [--times 20]

Opens the explorer with the shipped data in headless Chromium and does each step with twenty
different people, none viewed before; then loads and clicks an empty Streamlit page in the same
browser, and switches to another. A step begins when the address is entered, a name is filled in or
the mouse is pressed, and ends when its result is on the page. Aims (p95, quiet machine): search to
list 0.3 s, click to facts 0.3, expand to drawn 0.4, page switch 0.3, a person or an introduction by
link 0.8, home 1.0.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from explorer import Known, best_connected, empty_page, explorer, shipped
from measure import machine, spread, table
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from start import FLAGS

AIMS = {
    "home": 1.0, "search to list": 0.3, "person by link": 0.8, "click to facts": 0.3,
    "expand to drawn": 0.4, "page switch": 0.3, "introduction by link": 0.8,
}  # fmt: skip

PATIENCE = 120_000
"""Milliseconds after which a step counts as failed."""

FIRST = 2
"""Uncounted first rounds, which load what all later ones share."""

_PICTURE = ".view.ready"
_BESIDE = """(e, id) => {
  const { left, top } = e.querySelector('.canvas').getBoundingClientRect();
  const { x, y } = [...e.view.nodes.values()].filter((n) => n.id !== id)
    .sort((a, b) => b.look.size - a.look.size).map((n) => e.view.net.toScreen(n))
    .find((at) => at.x > 60 && at.y > 60 && at.x < 600 && at.y < 400);
  return [left + x, top + y];
}"""
_AT_REST = "[data-test-script-state=notRunning]"

Times = dict[str, list[float]]


@contextmanager
def timed(times: Times, step: str) -> Iterator[None]:
    """Record how long a step takes."""
    start = time.perf_counter()
    yield
    times[step].append(time.perf_counter() - start)


def rest(page: Page) -> None:
    """Wait until the page's script has run and no stale elements remain."""
    page.wait_for_selector(_AT_REST, state="attached")
    page.wait_for_function("!document.querySelector('[data-stale=true]')")


def middle(element: Locator) -> tuple[float, float]:
    """The point at which the mouse presses an element.

    Unlike with ``element.click``, finding it and waiting for it to stop moving is not timed.
    """
    box = element.bounding_box()
    if box is None:
        raise LookupError(f"not on the page: {element}")
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def until(done: Callable[[], bool]) -> None:
    """Poll until a step is done; raises TimeoutError after ``PATIENCE``."""
    start = time.perf_counter()
    while not done():
        if time.perf_counter() - start > PATIENCE / 1000:
            raise TimeoutError("a step was never done")
        time.sleep(0.01)


def round_of_steps(page: Page, base: str, known: Known, number: int, times: Times) -> None:
    """Do each step once, with this round's people."""
    person, name = known.ids[2 * number], known.names[2 * number]
    other = known.ids[2 * number + 1]
    with timed(times, "home"):
        page.goto(base)
        page.wait_for_selector(".st-key-first_steps")
        page.locator(_PICTURE).first.wait_for()
    rest(page)
    with timed(times, "search to list"):
        page.get_by_role("searchbox").first.fill(name)
        page.locator("[class*=st-key-matches] button", has_text=name).first.wait_for()
    with timed(times, "person by link"):
        page.goto(f"{base}/?{urlencode({'centre': person})}")
        page.locator(_PICTURE).first.wait_for()
        page.locator(".st-key-details", has_text=name).wait_for()
    rest(page)
    in_the_picture(page, person, times)
    at = middle(page.get_by_role("link", name="People", exact=True).first)
    with timed(times, "page switch"):
        page.mouse.click(*at)
        page.locator(".st-key-sentence").wait_for()
        page.wait_for_selector(_AT_REST, state="attached")
    with timed(times, "introduction by link"):
        page.goto(f"{base}/introduce?{urlencode({'from': person, 'to': other})}")
        page.locator("[class*=st-key-route_], [data-testid=stAlert]").first.wait_for()


def in_the_picture(page: Page, person: str, times: Times) -> None:
    """Click the best-connected node next to the person, then double-click it."""
    view = page.locator(_PICTURE)
    beside = None
    while beside != (beside := view.evaluate(_BESIDE, person)):  # the picture may still move
        page.wait_for_timeout(250)
    facts = page.locator(".st-key-details")
    before = facts.inner_text()
    with timed(times, "click to facts"):
        page.mouse.click(*beside)
        until(lambda: facts.inner_text() != before)
    rest(page)
    size = view.evaluate("e => e.view.nodes.size")
    with timed(times, "expand to drawn"):
        page.mouse.dblclick(*beside)
        until(lambda: view.evaluate("e => e.view.nodes.size") != size)
    rest(page)


def in_the_explorer(browser: Browser, address: str, known: Known, rounds: int) -> Times:
    """All rounds in a single page, as a scout would use it."""
    times: Times = defaultdict(list)
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.locator(_PICTURE).first.wait_for(timeout=120_000)
    base = "{0.scheme}://{0.netloc}".format(urlsplit(address))
    for number in range(rounds + FIRST):
        round_of_steps(page, base, known, number, times if number >= FIRST else defaultdict(list))
    page.close()
    return times


def on_an_empty_page(browser: Browser, address: str, rounds: int) -> Times:
    """Load the page, press its button, and open another page by the menu."""
    times: Times = defaultdict(list)
    page = browser.new_page()
    for _ in range(rounds):
        with timed(times, "empty page by link"):
            page.goto(address)
            page.get_by_text("pressed 0 times").wait_for()
        at = middle(page.get_by_role("button", name="Again"))
        with timed(times, "click on it"):
            page.mouse.click(*at)
            page.get_by_text("pressed 1 times").wait_for()
        at = middle(page.get_by_role("link", name="Second"))
        with timed(times, "switch to another"):
            page.mouse.click(*at)
            page.get_by_text("Nothing else").wait_for()
            page.wait_for_selector(_AT_REST, state="attached")
    page.close()
    return times


def chromium() -> str:
    """The path of the installed Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(path for name in names if (path := shutil.which(name)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--folder", type=Path, help="a data folder with the shipped data loaded")
    options = parser.parse_args()
    print(machine())
    with shipped(options.folder) as folder, sync_playwright() as playwright:
        known = best_connected(folder)
        browser = playwright.chromium.launch(executable_path=chromium(), headless=False, args=FLAGS)
        with explorer(folder) as (address, _):
            times = in_the_explorer(browser, address, known, options.times)
        with empty_page(folder) as (address, _):
            times |= on_an_empty_page(browser, address, options.times)
        browser.close()
    rows = [
        (step, *(f"{value:.2f}" for value in spread(values)), AIMS.get(step, ""))
        for step, values in times.items()
    ]
    print(table(("step", "median s", "p95 s", "most s", "aim p95"), rows))


if __name__ == "__main__":
    main()
