"""Nothing is lost: two steps in quick succession, undo and redo, places, and pages left."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from graphmodel.ui.shared.url_state import View
from tests.browser.graph_driver import Visit, address, ids, picture, positions, settled
from tests.page_store import ROADSHOW

JERRY = "roadshow2025:jerry-li"
HINA = "roadshow2025:hina"
JOE = "roadshow2025:joe-zheng"
START = View(centres=(JERRY,), selected=ROADSHOW, years=(None, 2029), hops=2)


@dataclass(frozen=True)
class Control:
    """What a visitor does, as a script in the page, and what it should come to."""

    script: str
    change: Callable[[View], View]


CLEAR, REACH = ".st-key-clear button", "[class*=st-key-hops] [role=radio]"
REMOVE = "[class*=st-key-do_visibility_off] button"
ROWS = ".st-key-details [class*=st-key-rows] a"
PRESSED = (CLEAR, REACH, REMOVE, ROWS)


def press(selector: str) -> str:
    return f"document.querySelector({selector!r}).click()"


CONTROLS = {
    "select": Control(f"view.select({JOE!r})", lambda v: v.selecting(JOE)),
    "expand": Control(f"view.expand({HINA!r})", lambda v: v.with_expansion(HINA)),
    "drag": Control(
        f"view.net.moveNode({HINA!r}, 321, -45); view.moved({HINA!r})",
        lambda v: v.with_moved({HINA: (321, -45)}),
    ),
    "reach": Control(press(REACH), lambda v: v.changed(hops=1)),
    "clear filters": Control(
        press(CLEAR),
        lambda v: v.changed(kinds=None, roles=None, years=None, hidden=()),
    ),
    "remove": Control(press(REMOVE), lambda v: v.without(ROADSHOW)),
    "hide": Control(f"view.steps.add({{ do: 'hide', ids: [{HINA!r}] }})", lambda v: v.hiding(HINA)),
    "keep": Control(
        f"view.steps.add({{ do: 'keep', ids: [{ROADSHOW!r}, {JOE!r}] }})",
        lambda v: v.keeping(ROADSHOW, JOE),
    ),
    "row": Control(
        f"[...document.querySelectorAll('{ROWS}')]"
        ".find((row) => row.textContent.includes('Joe Zheng')).click()",
        lambda v: v.selecting(JOE),
    ),
}


NOT_UNDONE = ("select", "row")
"""Selecting is no step of its own."""


def partners(name: str) -> list[str]:
    """The controls tried right after this one: of each two, one is a partner of the other."""
    names = list(CONTROLS)
    position, half = names.index(name), len(names) // 2
    reach = half if position < half or len(names) % 2 else half - 1
    return [names[(position + n) % len(names)] for n in range(1, reach + 1)]


def show(page: Page, view: View, *, but: str = "") -> None:
    """Wait until the address has this view, whatever it says of one parameter."""
    parameters = view.parameters().items()
    wanted = sorted([n, v] for n, values in parameters for v in values if n != but)
    page.wait_for_function(
        "([wanted, but]) => JSON.stringify([...new URLSearchParams(location.search)]"
        ".filter(([name]) => name !== but)"
        ".sort((a, b) => (a[0] + a[1] < b[0] + b[1] ? -1 : 1))) === wanted",
        arg=[json.dumps(wanted, separators=(",", ":"), ensure_ascii=False), but],
    )
    settled(page)


def in_quick_succession(page: Page, *scripts: str) -> None:
    """Run scripts in the page, each 60 ms after the one before."""
    steps = "".join(f"setTimeout(() => {{ {s} }}, {60 * n});" for n, s in enumerate(scripts))
    picture(page).evaluate(f"e => {{ const view = e.view; {steps} }}")


def back_to_start(page: Page, controls: tuple[str, str]) -> None:
    for _ in [name for name in controls if name not in NOT_UNDONE]:
        page.keyboard.press("Control+z")
    show(page, START, but="at")
    picture(page).evaluate("(e, id) => e.view.select(id)", START.selected)
    show(page, START)


@pytest.mark.parametrize("first", CONTROLS)
def test_two_steps_in_quick_succession_are_both_taken(visit: Visit, first: str) -> None:
    page = visit.page
    page.goto(address(visit.address, **START.parameters()))
    picture(page)
    settled(page)
    for second in partners(first):
        print(f"{first} and {second}")  # shown where it fails
        for control in PRESSED:  # the browser draws them a moment after the script has ended
            expect(page.locator(control).first).to_be_visible()
        in_quick_succession(page, CONTROLS[first].script, CONTROLS[second].script)
        show(page, CONTROLS[second].change(CONTROLS[first].change(START)))
        back_to_start(page, (first, second))


def test_every_two_controls_are_tried() -> None:
    tried = {frozenset((name, partner)) for name in CONTROLS for partner in partners(name)}
    assert tried == {frozenset(pair) for pair in combinations(CONTROLS, 2)}


DRAG = f"view.net.moveNode({ROADSHOW!r}, 321, -45); view.moved({ROADSHOW!r})"


def test_undo_and_redo_by_keys_and_buttons(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, centre=JERRY, reach="1"))
    start = positions(page)
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_have_attribute("aria-disabled", "true")
    in_quick_succession(page, DRAG, f"view.expand({ROADSHOW!r})")
    page.wait_for_url("**expand=**place=**")
    settled(page)
    expect(undo).to_have_attribute("aria-disabled", "false")
    both = positions(page)
    assert both[ROADSHOW] == {"x": 321, "y": -45}
    page.keyboard.press("Control+z")
    page.wait_for_url(lambda url: "expand=" not in url)
    settled(page)
    assert positions(page) == {**start, ROADSHOW: both[ROADSHOW]}
    undo.click()
    page.wait_for_url(lambda url: "place=" not in url)
    settled(page)
    assert positions(page) == start
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+Shift+z")
    page.wait_for_url("**expand=**place=**")
    settled(page)
    assert positions(page) == both
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Control+z")
    page.wait_for_timeout(300)
    assert "place=" in page.url, "whoever types undoes letters"


def test_a_place_survives_a_reload_and_travels_with_a_link(visit: Visit, browser: Browser) -> None:
    page = visit.page
    page.goto(address(visit.address, centre=JERRY, reach="1"))
    picture(page)
    in_quick_succession(page, DRAG, f"view.expand({ROADSHOW!r})")
    page.wait_for_url("**expand=**place=**")
    settled(page)
    before = positions(page)
    assert before[ROADSHOW] == {"x": 321, "y": -45}
    page.reload()
    settled(page)
    assert positions(page) == before
    context = browser.new_context()
    copy = context.new_page()
    copy.goto(page.url)
    assert positions(copy) == before
    context.close()


def test_the_menu_leads_to_each_page_as_it_was_left(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, centre=JERRY, expand=ROADSHOW))
    shown = ids(page)
    menu = page.get_by_test_id("stTopNavLinkContainer")
    menu.filter(has_text="Introduce").click()
    page.wait_for_url("**/introduce**")
    settled(page)
    page.get_by_role("searchbox").first.fill("joe zheng")
    page.get_by_role("button", name="Joe Zheng").click()
    page.wait_for_url("**from=**")
    menu.filter(has_text="Explore").click()
    page.wait_for_url("**expand=**")
    settled(page)
    assert ids(page) == shown
    menu.filter(has_text="Introduce").click()
    page.wait_for_url("**from=**")
    assert parse_qs(urlsplit(page.url).query)["from"] == [JOE]
    page.goto(address(visit.address, centre=HINA, reach="1"))
    assert JERRY not in parse_qs(urlsplit(page.url).query)["centre"], "a link opens what it says"
