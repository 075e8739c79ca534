"""Reading and driving the network picture in a page."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

Positions = dict[str, dict[str, float]]


def address(base: str, page: str = "", **parameters: str | list[str]) -> str:
    pairs = [
        f"{name}={quote(value, safe='')}"
        for name, values in parameters.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    return f"{base}/{page}" + ("?" + "&".join(pairs) if pairs else "")


def picture(page: Page) -> Locator:
    """The picture, once drawn."""
    view = page.locator(".view.ready")
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
