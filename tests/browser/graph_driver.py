"""Reading and driving the network picture in a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import Dialog, Locator, Page, Request, expect

Positions = dict[str, dict[str, float]]


@dataclass
class Visit:
    """A page at the explorer, and what it asked of other machines or complained of."""

    page: Page
    address: str
    outside: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Write down requests to other machines, dialogs and faults of scripts."""

        def asked(request: Request) -> None:
            parts = urlsplit(request.url)
            if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
                self.outside.append(request.url)

        self.page.on("request", asked)
        self.page.on("pageerror", lambda error: self.faults.append(f"{error}\n{error.stack}"))

        def shown(dialog: Dialog) -> None:
            self.dialogs.append(dialog.message)
            dialog.dismiss()

        self.page.on("dialog", shown)


def address(base: str, page: str = "", **parameters: str | list[str]) -> str:
    pairs = [
        f"{name}={quote(value, safe='')}"
        for name, values in parameters.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    return f"{base}/{page}" + ("?" + "&".join(pairs) if pairs else "")


def settled(page: Page) -> None:
    """Wait until the script has run and what it drew before is gone."""
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()
    expect(page.locator("[data-stale=true]")).to_have_count(0)


def asked(visit: Visit) -> dict[str, list[str]]:
    """What the address holds, which is told last of a page."""
    settled(visit.page)
    return parse_qs(urlsplit(visit.page.url).query)


def picture(page: Page) -> Locator:
    """The picture, once drawn."""
    view = page.locator(".view.ready")
    expect(view).to_have_count(1)  # the one of the page before goes a moment later
    expect(view).to_be_visible()
    return view


def ids(page: Page) -> set[str]:
    found: list[str] = picture(page).evaluate("e => e.view.nodes.getIds()")
    return set(found)


def positions(page: Page) -> Positions:
    found: Positions = picture(page).evaluate("e => e.view.net.getPositions()")
    return found


def camera(page: Page) -> Any:
    return picture(page).evaluate("e => [e.view.net.getScale(), e.view.net.getViewPosition()]")


def spot(page: Page, node_id: str) -> dict[str, float]:
    """Where on the picture a node lies, in pixels."""
    found: dict[str, float] = picture(page).evaluate(
        "(e, id) => e.view.net.canvasToDOM(e.view.net.getPositions([id])[id])", node_id
    )
    return found


def click(page: Page, node_id: str) -> None:
    at = spot(page, node_id)
    picture(page).locator(".canvas").click(position={"x": at["x"], "y": at["y"]})


def double_click(page: Page, node_id: str) -> None:
    at = spot(page, node_id)
    picture(page).locator(".canvas").dblclick(position={"x": at["x"], "y": at["y"]})


def wait_for_more(page: Page, than: int) -> None:
    view = picture(page).element_handle()
    page.wait_for_function("([e, n]) => e.view.nodes.length > n", arg=[view, than])
