"""State survives: two steps in quick succession, undo and redo, places, and pages left."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from graphmodel.pictures.notes import Note
from graphmodel.ui.explore.history import History
from graphmodel.ui.shared.url_state import View
from tests.browser.graph_driver import Visit, address, ids, picture, positions, settled
from tests.page_store import ROADSHOW

JERRY = "roadshow2025:jerry-li"
HINA = "roadshow2025:hina"
CHUNM = "roadshow2025:chunm"
JOE = "roadshow2025:joe-zheng"
YVONNE = "roadshow2025:yvonne-liu"
PART = f"{ROADSHOW}|PART_OF|{HINA}"
KINDS = ("Person", "School", "Festival", "Project", "Organisation", "Programme", "Event")
SHOWN = tuple(kind for kind in KINDS if kind not in ("School", "Project"))

BEFORE = View(
    centres=(JERRY,), expanded=(JOE,), selected=ROADSHOW, years=(None, 2029), kinds=SHOWN
)  # fmt: skip
START = BEFORE.with_moved({CHUNM: (-222, 111)})
"""The view before each pair of steps, itself one step from ``BEFORE``."""

Step = Callable[[History], None]


@dataclass(frozen=True)
class Control:
    """An action of the visitor, as a script in the page, and its effect on the history."""

    script: str
    step: Step


def to(change: Callable[[View], View]) -> Step:
    """A step to another view."""
    return lambda history: history.note(change(history.shown), now=0)


def press(selector: str) -> str:
    return f"document.querySelector({selector!r}).click()"


def press_text(selector: str, text: str, within: str = "document") -> str:
    with_text = f".find((e) => e.textContent.includes({text!r}))"
    return f"[...{within}.querySelectorAll({selector!r})]{with_text}.click()"


def report(**step: object) -> str:
    return f"view.steps.add({json.dumps(step)})"


CLEAR, REACH = ".st-key-clear button", "[class*=st-key-hops] [role=radio]"
REMOVE = "[class*=st-key-do_visibility_off_roadshow2025-roadshow] button"
ROWS = ".st-key-details [class*=st-key-rows] a"
SHOW = "[class*=st-key-show] [role=radio]"
LEGEND = ".legend button"
PRESSED = {CLEAR: "", REACH: "", REMOVE: "", ROWS: "Joe Zheng", SHOW: "People", LEGEND: "People"}
"""Elements to press, with their text where it is needed to distinguish them."""

NOTE = Note("n1", 40, -60, "ask first", HINA)

CONTROLS = {
    "remove": Control(press(REMOVE), to(lambda v: v.without(ROADSHOW))),
    "row": Control(press_text(ROWS, "Joe Zheng"), to(lambda v: v.selecting(JOE))),
    "select": Control(f"view.select({JOE!r})", to(lambda v: v.selecting(JOE))),
    "select several": Control(
        f"view.choose([{JOE!r}, {HINA!r}])", to(lambda v: v.selecting(JOE, HINA))
    ),
    "link": Control(f"view.chooseLink({PART!r})", to(lambda v: v.selecting_link(PART))),
    "drag": Control(
        f"view.net.moveNode({HINA!r}, 321, -45); view.moved({HINA!r})",
        to(lambda v: v.with_moved({HINA: (321, -45)})),
    ),
    "pin": Control(
        report(do="pin", ids=[YVONNE], places={YVONNE: [12, 34]}),
        to(lambda v: v.with_moved({YVONNE: (12, 34)})),
    ),
    "unpin": Control(report(do="unpin", ids=[CHUNM]), to(lambda v: v.unpinned(CHUNM))),
    "note": Control(
        f"view.notes.keep({json.dumps(asdict(NOTE))})", to(lambda v: v.with_note(NOTE))
    ),
    "expand": Control(f"view.expand({HINA!r})", to(lambda v: v.with_expansion(HINA))),
    "collapse": Control(report(do="collapse", ids=[JOE]), to(lambda v: v.collapsed(JOE))),
    "hide": Control(report(do="hide", ids=[HINA]), to(lambda v: v.hiding(HINA))),
    "keep": Control(report(do="keep", ids=[ROADSHOW, JOE]), to(lambda v: v.keeping(ROADSHOW, JOE))),
    "reach": Control(press(REACH), to(lambda v: v.changed(hops=1))),
    "kind": Control(
        press_text(LEGEND, "People", "view.root"),
        to(lambda v: v.switching_kind("Person", KINDS)),
    ),
    "years": Control(
        report(do="years", years=[2024, 2026]), to(lambda v: v.changed(years=(2024, 2026)))
    ),
    "clear filters": Control(
        press(CLEAR), to(lambda v: v.changed(kinds=None, roles=None, years=None, hidden=()))
    ),
    "people": Control(press_text(SHOW, "People"), to(lambda v: v.showing_people(True))),
    "undo": Control("view.act('undo')", History.undo),
}
"""Controls, ordered so that a step leaves the later ones in place: a removed control cannot be
pressed."""


def partners(name: str) -> list[str]:
    """The controls to try right after this one."""
    names = list(CONTROLS)
    return names[names.index(name) + 1 :]


SELECTION = ("at", "and", "also", "link")
"""The URL parameters that hold the selection."""


def show(page: Page, view: View, *, but: Sequence[str] = ()) -> None:
    """Wait until the address has this view, ignoring the parameters in ``but``."""
    parameters = view.parameters().items()
    wanted = sorted([n, v] for n, values in parameters for v in values if n not in but)
    page.wait_for_function(
        "([wanted, but]) => JSON.stringify([...new URLSearchParams(location.search)]"
        ".filter(([name]) => !but.includes(name))"
        ".sort((a, b) => (a[0] + a[1] < b[0] + b[1] ? -1 : 1))) === wanted",
        arg=[json.dumps(wanted, separators=(",", ":"), ensure_ascii=False), list(but)],
    )
    settled(page)


def in_quick_succession(page: Page, *scripts: str) -> None:
    """Run scripts in the page at intervals of 60 ms."""
    steps = "".join(f"setTimeout(() => {{ {s} }}, {60 * n});" for n, s in enumerate(scripts))
    picture(page).evaluate(f"e => {{ const view = e.view; {steps} }}")


def open_start(page: Page, base: str) -> None:
    page.goto(address(base, "", **BEFORE.parameters()))
    picture(page)
    settled(page)
    (move,) = START.moves
    picture(page).evaluate(
        "(e, [id, x, y]) => { e.view.net.moveNode(id, x, y); e.view.moved(id); }",
        [CHUNM, move.x, move.y],
    )
    show(page, START)


def back_to_start(page: Page, history: History) -> None:
    for _ in history.past:
        page.keyboard.press("Control+z")
    show(page, START, but=SELECTION)
    picture(page).evaluate("(e, id) => e.view.select(id)", START.selected)
    show(page, START)


@pytest.mark.parametrize("first", list(CONTROLS)[:-1])
def test_two_steps_in_quick_succession_are_both_taken(visit: Visit, first: str) -> None:
    page = visit.page
    open_start(page, visit.address)
    for second in partners(first):
        print(f"{first} and {second}")  # shown on failure
        for control, text in PRESSED.items():  # drawn a moment after the script ends
            expect(page.locator(control, has_text=text).first).to_be_visible()
        in_quick_succession(page, CONTROLS[first].script, CONTROLS[second].script)
        history = History(BEFORE)
        history.note(START, now=0)
        CONTROLS[first].step(history)
        CONTROLS[second].step(history)
        show(page, history.shown)
        if second != "undo":  # the last
            back_to_start(page, History(START, history.past[1:]))


def test_every_two_controls_are_tried() -> None:
    tried = {frozenset((name, partner)) for name in CONTROLS for partner in partners(name)}
    assert tried == {frozenset(pair) for pair in combinations(CONTROLS, 2)}


@pytest.mark.parametrize("pause", [30, 60, 120, 300])
def test_a_page_that_is_asked_for_opens_and_a_step_just_after_it_changes_no_other(
    visit: Visit, pause: int
) -> None:
    """The browser still shows the picture while the server has moved to the other page, so the step
    selects a person on Explore or, if that page is drawn already, nobody."""
    page = visit.page
    open_start(page, visit.address)
    ask, then = report(do="introduce", ids=[JOE, HINA]), CONTROLS["select"].script
    picture(page).evaluate(
        f"e => {{ const view = e.view; {ask}; setTimeout(() => {{ {then} }}, {pause}); }}"
    )
    page.wait_for_url("**/introduce**")
    settled(page)
    asked = parse_qs(urlsplit(page.url).query)
    assert (asked["from"], asked["to"]) == ([JOE], [HINA])
    page.get_by_test_id("stTopNavLinkContainer").filter(has_text="Explore").click()
    show(page, START, but=SELECTION)


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


def test_what_is_said_above_the_picture_leaves_it_as_it_is(visit: Visit) -> None:
    """A recreated picture would miss the second of two keys."""
    page = visit.page
    page.goto(address(visit.address, centre=JERRY, reach="1"))
    start = ids(page)
    picture(page).evaluate("e => { e.view.isTheFirst = true; }")
    for kind in ("Organisations", "Events"):
        picture(page).get_by_role("button", name=kind, exact=True).click()
        page.wait_for_function(
            "n => new URLSearchParams(location.search).getAll('kind').length === n",
            arg=len(KINDS) - (1 if kind == "Organisations" else 2),
        )
        settled(page)
    expect(page.get_by_text("These filters leave only the centre")).to_be_visible()
    assert ids(page) == {JERRY}
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    page.wait_for_url(lambda url: "kind=" not in url)
    settled(page)
    assert ids(page) == start
    assert picture(page).evaluate("e => e.view.isTheFirst")


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
