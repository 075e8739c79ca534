"""A plan in a real browser: locked, moved, undone, accepted; two consecutive steps."""

from __future__ import annotations

import re
from contextlib import suppress

from playwright.sync_api import Locator, expect

from tests.browser.graph_driver import Visit, address, asked, choose, settled

XI, GAO = "demo:person/xi-ruonan", "demo:person/gao-linxue"
DESMOND, GUAN = "demo:person/desmond-achterbergh", "demo:person/guan-zhongyuan"
LOCK = f"lock {XI} {DESMOND}"
PRESS_LOCK = """name => {
    const button = [...document.querySelectorAll("[class*='st-key-place_']")]
        .find((card) => card.textContent.includes(name))
        ?.querySelector("[class*='st-key-lock_'] button");
    button?.click();
    return Boolean(button);
}"""
"""Finds and clicks in one script: the element may be replaced a moment later."""


def drag(row: Locator, card: Locator, mark: str) -> None:
    """Drag a row over a card until the card is marked; retried if the row was replaced during the
    press."""
    mouse = row.page.mouse
    for _ in range(12):
        row.hover()
        mouse.down()
        for _ in range(2):  # the first move only starts the drag
            card.hover()
        with suppress(AssertionError):
            expect(card).to_have_class(re.compile(mark), timeout=5000)
            return
        mouse.up()
    raise AssertionError(f"no drag begins that marks the card {mark}")


def test_a_pair_is_locked_somebody_moved_and_the_plan_made_again(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "plans", world="demo_programme"))
    expect(page.get_by_text("7 of 8 placed, 4,130 points")).to_be_visible()
    page.get_by_role("button", name="Xi Ruonan", exact=True).click()
    panel = page.locator(".st-key-person_panel")
    expect(panel).to_contain_text("their wish (choice 3)")
    settled(page)
    panel.get_by_role("button", name="Lock", exact=True).click()
    expect(panel.get_by_role("button", name="Unlock", exact=True)).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Gao Linxue", exact=True).click()
    expect(panel).to_contain_text("Gao Linxue")
    settled(page)
    choose(panel.get_by_label("Move to"), page.get_by_role("option", name="Shen Baiqiao"))
    settled(page)
    panel.get_by_role("button", name="Move", exact=True).click()
    changes = page.locator(".st-key-changes")
    expect(changes).to_contain_text("Gao Linxue goes from Guan Zhongyuan to Shen Baiqiao")
    assert asked(visit)["mentors"] == [LOCK, f"move {GAO} {GUAN} demo:person/shen-baiqiao"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Since the last step: nobody moves.")).to_be_visible()
    expect(changes).to_have_count(0)
    assert asked(visit)["mentors"] == [LOCK]


def test_two_locks_one_right_after_the_other_are_both_taken(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "plans", world="demo_programme"))
    expect(page.get_by_text("7 of 8 placed, 4,130 points")).to_be_visible()
    settled(page)
    for name in ("Gao Linxue", "Noh Seulbi"):
        page.wait_for_function(PRESS_LOCK, arg=name)
    decided = page.locator(".st-key-decided")
    expect(decided).to_contain_text("Gao Linxue → Guan Zhongyuan")
    expect(decided).to_contain_text("Noh Seulbi → Paloma Echeverrigaray")
    assert [step.split()[0] for step in asked(visit)["mentors"]] == ["lock", "lock"]


def test_somebody_is_dragged_to_another_mentor(visit: Visit) -> None:
    """Cards of mentors that a rule excludes are red while a person is dragged."""
    page = visit.page
    page.goto(address(visit.address, "plans", world="demo_programme"))
    expect(page.get_by_text("7 of 8 placed, 4,130 points")).to_be_visible()
    settled(page)
    marked = page.locator(".gm-drop-open, .gm-drop-against, .gm-drop-closed, .gm-drop-over")
    gao = page.locator("[class*='st-key-seated_']").filter(has_text="Gao Linxue").first
    no_language = page.locator(".st-key-place_demo-person-desmond-achterbergh")
    free = page.locator(".st-key-place_demo-person-shen-baiqiao")
    page.wait_for_function("() => window.graphmodelBoard")  # the script of the board is loaded
    drag(gao, no_language, "gm-drop-against gm-drop-over")
    expect(free).to_have_class(re.compile("gm-drop-open"))
    for _ in range(2):
        free.hover()
    expect(no_language).not_to_have_class(re.compile("gm-drop-over"))
    page.mouse.up()
    expect(page.locator(".st-key-changes")).to_contain_text(
        "Gao Linxue goes from Guan Zhongyuan to Shen Baiqiao"
    )
    assert asked(visit)["mentors"] == [f"move {GAO} {GUAN} demo:person/shen-baiqiao"]
    expect(marked).to_have_count(0)


def test_the_plan_is_accepted_and_the_acceptance_undone(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "plans", world="demo_programme"))
    page.get_by_role("button", name="Accept …").click()
    name = page.get_by_role("textbox", name="Your name")
    name.fill("Kim")
    name.press("Enter")
    settled(page)
    page.get_by_role("button", name="Accept", exact=True).click()
    accepted = page.locator(".st-key-accepted")
    expect(accepted).to_contain_text("7 pairs accepted by Kim")
    settled(page)
    accepted.get_by_role("button", name="Undo the acceptance").click()
    expect(page.get_by_text("The acceptance was undone.")).to_be_visible()
    expect(page.get_by_text("7 of 8 placed, 4,130 points")).to_be_visible()
