"""Driver that reads and operates the network view in a page."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import Dialog, Locator, Page, Request, TimeoutError, expect

Positions = dict[str, dict[str, float]]

PATIENCE = 120
"""Seconds to wait for a server or a page on a busy machine."""


@dataclass
class Visit:
    """A page of the explorer, with its requests to other machines, dialogs and script errors."""

    page: Page
    address: str
    outside: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Record requests to other machines, dialogs and script errors."""

        def on_request(request: Request) -> None:
            url = urlsplit(request.url)
            if url.scheme not in ("data", "blob") and url.hostname != "127.0.0.1":
                self.outside.append(request.url)

        self.page.on("request", on_request)
        self.page.on("pageerror", lambda error: self.faults.append(f"{error}\n{error.stack}"))

        def on_dialog(dialog: Dialog) -> None:
            self.dialogs.append(dialog.message)
            dialog.dismiss()

        self.page.on("dialog", on_dialog)


def address(base: str, page: str = "", **parameters: str | list[str]) -> str:
    pairs = [
        f"{name}={quote(value, safe='')}"
        for name, values in parameters.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    return f"{base}/{page}" + ("?" + "&".join(pairs) if pairs else "")


_SETTLED = """(call) => {
  const running = !document.querySelector('[data-test-script-state=notRunning]');
  const now = performance.now();
  const begun = window.settled?.call !== call;
  if (begun || running || document.querySelector('[data-stale=true]')) {
    window.settled = { call, since: now };
  }
  return now - window.settled.since > 150;
}"""
"""Whether no script has run and no stale element has been present for 150 ms: a step in a fragment
runs twice, with a pause between."""

_calls = count()


_AHEAD = "views => views.some(({ view }) => view.steps.changes)"
"""Whether a picture is older than a step taken in it that changes more than what is selected: on a
busy machine the pause within a step may be longer."""


def settled(page: Page) -> None:
    """Wait until the script has run, no stale elements remain, and pictures show each step taken in
    them."""
    begun = time.monotonic()
    page.wait_for_function(_SETTLED, arg=next(_calls))
    while page.locator(".view.ready").evaluate_all(_AHEAD):
        assert time.monotonic() - begun < PATIENCE, "a picture never showed a step taken in it"
        page.wait_for_function(_SETTLED, arg=next(_calls))


def choose(field: Locator, option: Locator, typed: str = "") -> None:
    """Choose an option in a field, by keyboard alone if ``typed`` is given.

    A rerun of the page closes the list of options, so this retries until the option is chosen.
    """
    expect(field).to_be_visible()
    settled(field.page)
    for _ in range(24):
        with suppress(TimeoutError):
            if typed:
                field.fill("", timeout=5000)
                field.press_sequentially(typed, timeout=5000)
                option.wait_for(timeout=5000)
                field.press("Enter", timeout=5000)
            else:
                field.click(timeout=5000)
                option.click(timeout=5000)
            return
        field.page.keyboard.press("Escape")
    raise AssertionError("no list of options stays open")


def asked(visit: Visit) -> dict[str, list[str]]:
    """The parameters in the URL, which a page updates last."""
    settled(visit.page)
    return parse_qs(urlsplit(visit.page.url).query)


def picture(page: Page) -> Locator:
    """The picture, once drawn."""
    view = page.locator(".view.ready")
    expect(view).to_have_count(1)  # the previous page's view is removed a moment later
    expect(view).to_be_visible()
    return view


def ids(page: Page) -> set[str]:
    node_ids: list[str] = picture(page).evaluate("e => [...e.view.nodes.keys()]")
    return set(node_ids)


def positions(page: Page) -> Positions:
    """The position of each node, once nothing moves."""
    still(page)
    return drawn_positions(picture(page))


def drawn_positions(view: Locator) -> Positions:
    """The position of each node of a picture, in its own units."""
    node_positions: Positions = view.evaluate(
        "e => Object.fromEntries([...e.view.nodes.values()].map(n => [n.id, {x: n.x, y: n.y}]))"
    )
    return node_positions


def camera(page: Page) -> Any:
    return picture(page).evaluate("e => [e.view.net.scale, e.view.net.middle]")


def still(page: Page) -> None:
    """Wait until nothing in the picture moves."""
    settled(page)
    before = None
    while (now := (drawn_positions(picture(page)), camera(page))) != before:
        before = now
        page.wait_for_timeout(250)


def spot(page: Page, node_id: str) -> dict[str, float]:
    """The position of a node in the picture, in pixels."""
    pixels: dict[str, float] = picture(page).evaluate(
        "(e, id) => e.view.net.toScreen(e.view.nodes.get(id))", node_id
    )
    return pixels


def click(page: Page, node_id: str) -> None:
    settled(page)  # while the script runs, the picture may still move
    pixels = spot(page, node_id)
    picture(page).locator(".canvas").click(position={"x": pixels["x"], "y": pixels["y"]})


def double_click(page: Page, node_id: str) -> None:
    pixels = spot(page, node_id)
    picture(page).locator(".canvas").dblclick(position={"x": pixels["x"], "y": pixels["y"]})


def wait_for_more(page: Page, than: int) -> None:
    view = picture(page).element_handle()
    page.wait_for_function("([e, n]) => e.view.nodes.size > n", arg=[view, than])
