"""Selections of several nodes, made with mouse, keys and legend, and the actions on them."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from graphmodel.store import open_store
from graphmodel.workspace.questions import save_question
from tests.browser.graph_driver import (
    Visit,
    address,
    choose,
    ids,
    picture,
    positions,
    settled,
    spot,
)
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
    camera = view.evaluate("e => e.view.net.middle")
    box = view.bounding_box()
    assert box is not None
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + 5, box["y"] + 60)
    page.mouse.down()
    low = box["height"] - 60
    for x, y in ((0.5, 60), (0.5, low), (0.01, low)):
        page.mouse.move(box["x"] + max(5, x * box["width"]), box["y"] + y, steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    spots = {k: spot(page, k) for k in positions(page)}
    inside = {k for k, at in spots.items() if at["x"] < box["width"] / 2 and 60 < at["y"] < low}
    assert set(selected(page)) == inside
    assert view.evaluate("e => e.view.net.middle") == camera, "the picture stays"
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


def test_routes_between_two_are_drawn_on_the_same_canvas_and_undone(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, centre=HINA, reach="1", at=JOE))
    before = positions(page)
    settled(page)
    box = page.locator(".stMain input[type=search]")
    expect(box).to_be_visible()
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("jerry")
    expect(page.get_by_role("button", name="Add to picture")).to_have_count(1)
    settled(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**expand=**")
    settled(page)
    added = positions(page)
    assert JERRY in added
    assert {k: added[k] for k in before} == before
    view = picture(page)
    view.evaluate("(e, ids) => e.view.choose(ids)", [JOE, JERRY])
    view.focus()
    page.keyboard.press("r")
    page.wait_for_url("**expand=*expand=**")
    settled(page)
    marked = view.evaluate(
        "e => [...e.view.nodes.values()].filter((n) => n.route).map((n) => n.id)"
    )
    assert {JOE, JERRY, ROADSHOW} <= set(marked)
    after = positions(page)
    assert {k: after[k] for k in added} == added
    page.keyboard.press("Control+z")
    page.wait_for_url(lambda url: url.count("expand=") == 1)
    settled(page)
    assert positions(page) == added


def test_keys_stay_in_a_list_of_matches_that_changes(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, centre=HINA, reach="1"))
    picture(page)
    settled(page)
    box = page.locator(".stMain input[type=search]")
    expect(box).to_be_visible()
    page.keyboard.press("/")
    expect(box).to_be_focused()
    matches = page.locator("[class*=st-key-matches_]").get_by_role("button")
    focused = page.locator("[class*=st-key-matches_] button:focus")
    page.keyboard.type("jo")
    expect(matches.filter(has_text="Joe Zheng")).to_be_visible()
    settled(page)
    while "Joe Zheng" not in (focused.text_content() if focused.count() else ""):
        page.keyboard.press("ArrowDown")
    type_as_before = """(box, text) => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(box, text);
      box.dispatchEvent(new Event('input', { bubbles: true }));
    }"""
    box.evaluate(type_as_before, "joe zh")
    expect(matches.filter(has_text="Joe Zheng")).to_have_count(1)
    settled(page)
    expect(focused).to_contain_text("Joe Zheng")
    box.evaluate(type_as_before, "jerry")
    expect(matches.filter(has_text="Jerry Li")).to_be_visible()
    expect(box).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**at=*jerry-li**")


def test_a_link_shows_its_facts_and_an_expansion_is_chosen_and_collapsed(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, centre=HINA, reach="1"))
    before = positions(page)
    settled(page)
    view = picture(page)
    link, middle = view.evaluate(
        """(e, ends) => {
          const { nodes, edges, net } = e.view;
          const joins = (x) => ends.includes(x.from) && ends.includes(x.to);
          const link = [...edges.values()].find(joins);
          const [a, b] = ends.map((id) => net.toScreen(nodes.get(id)));
          return [link.id, { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }];
        }""",
        [JOE, HINA],
    )
    view.locator(".canvas").click(position=middle)
    details = page.locator(".st-key-details")
    expect(details).to_contain_text("Joe Zheng takes part in Hina International")
    expect(details).to_contain_text("consultant")
    expect(details).to_contain_text("Hujing Digital Media")
    assert view.evaluate("e => e.view.link") == link
    view.evaluate("(e, id) => e.view.select(id)", JOE)
    expect(details).to_contain_text("Choose what to add")
    view.focus()
    page.keyboard.press("e")
    expect(details.get_by_role("spinbutton", name="How many")).to_be_visible()
    kind = page.locator("[class*=st-key-offer_] [role=combobox]")
    choose(kind, page.get_by_role("option", name="school"))
    details.get_by_role("button", name="Add to picture").click()
    page.wait_for_url("**expand=**")
    settled(page)
    brought = ids(page) - set(before)
    kinds = view.evaluate("(e, ids) => ids.map((id) => e.view.nodes.get(id).kind)", list(brought))
    assert set(kinds) == {"School"}
    details.get_by_role("button", name="Collapse").click()
    page.wait_for_url(lambda url: "expand=" not in url)
    settled(page)
    assert positions(page) == before


def test_a_route_of_introduce_is_added_to_the_picture_as_it_was_left(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, centre=HINA, reach="1"))
    before = positions(page)
    settled(page)
    view = picture(page)
    person = view.evaluate(
        "(e, id) => [...e.view.nodes.values()].find((n) => n.kind === 'Person' && n.id !== id).id",
        JOE,
    )
    view.evaluate("(e, ids) => e.view.choose(ids)", [JOE, person])
    view.focus()
    page.keyboard.press("i")
    page.wait_for_url("**/introduce**from=**")
    settled(page)
    page.get_by_role("link", name="Add to picture").first.click()
    page.wait_for_url("**expand=**")
    settled(page)
    after = positions(page)
    assert {k: after[k] for k in before} == before
    marked = picture(page).evaluate(
        "e => [...e.view.nodes.values()].filter((n) => n.route).map((n) => n.id)"
    )
    assert {JOE, person} <= set(marked)


def test_explore_opens_by_its_name(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, "explore", centre=HINA, reach="1"))
    assert HINA in ids(page)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_colours_follow_what_is_chosen_and_the_picture_is_saved(visit: Visit) -> None:
    page = visit.page
    page.goto(address(visit.address, centre=ROADSHOW, colour="role"))
    view = picture(page)
    settled(page)
    speakers = view.locator(".legend button", has_text="speaker")
    speakers.click()
    assert {JOE, JERRY} & set(selected(page))
    page.wait_for_url("**at=**")
    settled(page)
    with page.expect_download() as saved:
        view.get_by_role("button", name="Save as PNG").click()
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as saved:
        page.locator(".st-key-html button").first.click()
    text = saved.value.path().read_text(encoding="utf-8")
    assert "Jerry Li" in text
    assert "speaker" in text


def test_a_saved_question_is_asked_from_the_menu_of_the_selection(
    visit: Visit, browsed: Path
) -> None:
    statement = "MATCH (p)-[:TAKES_PART_IN]->(e:Event) WHERE p.id IN $these RETURN DISTINCT e.id"
    with open_store(str(browsed)) as store:
        save_question(store, "Ann", "Where they are", statement, types={"these": "nodes"})
    page = visit.page
    page.goto(address(visit.address, centre=[JOE, JERRY], at=JOE, **{"and": JERRY}))
    view = picture(page)
    settled(page)
    at = spot(page, JOE)
    view.locator(".canvas").click(position={"x": at["x"], "y": at["y"]}, button="right")
    view.get_by_role("menu").get_by_role("menuitem", name="Ask …").click()
    box = page.locator(".st-key-selected_questions")
    expect(box).to_contain_text("1 row")
    expect(box.get_by_role("combobox", name="Question")).to_have_value("Where they are")
    settled(page)
    box.get_by_role("button", name="Close").click()
    expect(box).to_be_hidden()
    settled(page)
    picture(page).focus()
    page.keyboard.press("q")
    expect(box).to_contain_text("1 row")
