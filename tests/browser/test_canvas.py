"""Several nodes at once: chosen with the mouse, by keys and through the legend, and acted on."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.graph_driver import Visit, address, ids, picture, positions, settled, spot
from tests.page_store import ROADSHOW

JERRY = "roadshow2025:jerry-li"
JOE = "roadshow2025:joe-zheng"
HINA = "roadshow2025:hina"


def selected(page: Page) -> list[str]:
    chosen: list[str] = picture(page).evaluate("e => e.view.selection.ids")
    return chosen


def ctrl_click(page: Page, node_id: str) -> None:
    at = spot(page, node_id)
    picture(page).locator(".canvas").click(
        position={"x": at["x"], "y": at["y"]}, modifiers=["Control"]
    )


def test_several_are_chosen_hidden_and_brought_back(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, centre=ROADSHOW))
    picture(page)
    settled(page)
    before = positions(page)
    for node_id in (JOE, JERRY, HINA):
        ctrl_click(page, node_id)
    assert selected(page) == [JOE, JERRY, HINA]
    details = page.locator(".st-key-details")
    expect(details).to_contain_text("3 selected")
    expect(details).to_contain_text("all 3")
    expect(details).to_contain_text("Hujing")
    page.reload()
    expect(details).to_contain_text("3 selected")
    assert selected(page) == [JOE, JERRY, HINA], "the address says what is selected"
    picture(page).get_by_role("button", name="Hide").click()
    page.wait_for_url("**hide=**")
    settled(page)
    left = positions(page)
    assert not {JOE, JERRY, HINA} & set(left)
    assert left == {k: before[k] for k in left}
    page.keyboard.press("Control+z")
    page.wait_for_url(lambda url: "hide=" not in url)
    settled(page)
    assert positions(page) == before


def test_a_ring_chooses_what_lies_in_it_and_keys_keep_only_that(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, centre=ROADSHOW))
    view = picture(page)
    settled(page)
    camera = view.evaluate("e => e.view.net.getViewPosition()")
    box = view.bounding_box()
    assert box is not None
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + 5, box["y"] + 60)
    page.mouse.down()
    for x, y in ((0.5, 60), (0.5, box["height"] - 60), (0.01, box["height"] - 60)):
        page.mouse.move(box["x"] + max(5, x * box["width"]), box["y"] + y, steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    inside = {k for k in positions(page) if spot(page, k)["x"] < box["width"] / 2}
    assert set(selected(page)) == inside
    assert view.evaluate("e => e.view.net.getViewPosition()") == camera, "the picture stays"
    page.keyboard.press("k")
    page.wait_for_url("**expand=**")
    settled(page)
    assert ids(page) == inside


def test_all_by_kind_and_neighbours(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, centre=ROADSHOW))
    view = picture(page)
    settled(page)
    view.focus()
    page.keyboard.press("Control+a")
    assert set(selected(page)) == ids(page)
    view.locator(".legend button", has_text="People").click(modifiers=["Control"])
    kinds = view.evaluate("e => e.view.selection.ids.map((id) => e.view.nodes.get(id).kind)")
    assert set(kinds) == {"Person"}
    view.evaluate("(e, id) => e.view.select(id)", JERRY)
    view.focus()
    page.keyboard.press("b")
    assert ROADSHOW in selected(page)
    settled(page)
    view.locator(".legend button", has_text="People").click()
    page.wait_for_url("**kind=**")
    settled(page)
    assert JERRY not in ids(page)
    view.locator(".legend button", has_text="People").click()
    page.wait_for_url(lambda url: "kind=" not in url)
    settled(page)
    assert JERRY in ids(page)


def test_a_right_click_offers_what_suits_the_selection(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, centre=ROADSHOW, at=JOE, **{"and": JERRY}))
    view = picture(page)
    settled(page)
    at = spot(page, JOE)
    view.locator(".canvas").click(position={"x": at["x"], "y": at["y"]}, button="right")
    menu = view.get_by_role("menu")
    expect(menu.get_by_role("menuitem", name="Introduce")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    assert selected(page) == [JOE, JERRY]
    page.keyboard.press("i")
    page.wait_for_url("**/introduce**from=**")
    assert "joe-zheng" in page.url.split("from=")[1].split("&")[0]
