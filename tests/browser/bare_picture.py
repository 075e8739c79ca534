"""The network view on its own page without a server, for tests of its script alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from graphmodel.ui.shared.graph_view import asset, scripts

THEME = {
    "text-color": "#222222",
    "background-color": "#ffffff",
    "secondary-background-color": "#eeeeee",
    "border-color": "#cccccc",
    "primary-color": "#dd3333",
    "font": "sans-serif",
}

__all__ = ["THEME", "drawn", "edge", "load", "node", "page", "show", "steps"]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page with the view's script; checks at the end that no script failed."""
    context = browser.new_context(viewport={"width": 1000, "height": 720})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"{error}\n{error.stack}"))
    load(page)
    yield page
    context.close()
    assert faults == []


def load(page: Page) -> None:
    """Open an empty page with the view and its scripts; nothing is drawn yet."""
    theme = "".join(f"--st-{name}: {value};" for name, value in THEME.items())
    style = f":root {{ {theme} }} body {{ margin: 0 }} {asset('view.css')}"
    page.set_content(f"<style>{style}</style><div id=host>{asset('view.html')}</div>")
    own = scripts().replace("export default function", "window.show = function")
    for code in (asset("library.js"), own):
        page.evaluate(
            """code => {
              const script = document.createElement('script');
              script.textContent = code;
              document.head.append(script);
            }""",
            code,
        )


def node(node_id: str, x: float = 0, y: float = 0, **options: Any) -> dict[str, Any]:
    """A node as pictures contain it."""
    usual = {
        "label": node_id, "title": node_id, "shape": "dot", "size": 12.0, "color": "#4c6ef5",
        "kind": "Person", "fictional": False, "central": False, "unseen": 0,
    }  # fmt: skip
    return {"id": node_id, "x": x, "y": y, **usual, **options}


def edge(source: str, target: str, **options: Any) -> dict[str, Any]:
    """A link as pictures contain it."""
    usual = {"id": f"{source}|{target}", "title": "a link", "color": "#868e96", "smooth": False}
    return {"from": source, "to": target, "arrows": "to", **usual, **options}


def show(
    page: Page,
    nodes: Sequence[dict[str, Any]],
    edges: Sequence[dict[str, Any]] = (),
    **options: Any,
) -> Locator:
    """Draw a picture as the server would send it; returns the view once drawn."""
    data = {
        "nodes": nodes, "edges": edges, "legend": [], "label": "a picture", "scene": "first",
        "selected": [], "link": "", "actions": ["select", "link", "hide"], "height": 700,
        "undo": None, "answered": {}, **options,
    }  # fmt: skip
    page.evaluate(
        """data => {
          const setStateValue = (_, steps) => { window.steps = steps; };
          window.show({ parentElement: document.getElementById('host'), data, setStateValue });
        }""",
        data,
    )
    drawn(page)
    return page.locator(".view")


def drawn(page: Page) -> None:
    """Wait until the browser has drawn everything requested."""
    page.evaluate("() => new Promise((d) => requestAnimationFrame(() => requestAnimationFrame(d)))")


def steps(page: Page) -> list[dict[str, Any]]:
    """The steps reported and not yet answered."""
    reported: list[dict[str, Any]] = page.evaluate("() => window.steps || []")
    return reported
