"""The script of the picture alone: notes on the canvas."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.browser.bare_picture import drawn, node, page, show, steps
from tests.browser.test_picture_script import HOSTILE

__all__ = ["page"]

NOTES = {"actions": ["select", "hide", "note"], "limits": {"letters": 300, "room": 6000}}


def note(key: str, text: str, x: float = 0, y: float = 0, node_id: str = "") -> dict[str, object]:
    """A note as pictures contain it."""
    return {"key": key, "x": x, "y": y, "text": text, "node_id": node_id}


def test_a_note_is_written_where_the_menu_opens_and_shows_as_its_letters(page: Page) -> None:
    view = show(page, [node("a")], **NOTES)
    page.mouse.click(200, 150, button="right")
    view.get_by_role("menuitem", name="Write a note").click()
    field = view.get_by_role("textbox", name="Write a note")
    expect(field).to_be_focused()
    field.fill(HOSTILE)
    field.press("Enter")
    (step,) = steps(page)
    at = view.evaluate("e => e.view.net.toPicture({ x: 200, y: 150 })")
    assert (step["do"], step["text"], step["node"]) == ("note", HOSTILE, "")
    assert (step["x"], step["y"]) == pytest.approx((at["x"], at["y"]), abs=1)
    written = view.get_by_role("button", name=f"Note: {HOSTILE}", exact=True)
    expect(written).to_be_focused()
    assert "".join((written.text_content() or "").split()) == "".join(HOSTILE.split())
    assert page.locator("script", has_text="alert").count() == 0
    svg = page.evaluate("() => svgOf(sheetOf(document.querySelector('.view').view))")
    root = ElementTree.fromstring(svg)
    lines = [e.text or "" for e in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "".join("".join(lines).split()).endswith("".join(HOSTILE.split()))
    assert {e.tag.rpartition("}")[2] for e in root.iter()} == {"svg", "rect", "path", "text"}


def test_a_note_tied_to_a_node_goes_with_it_and_hides_with_it(page: Page) -> None:
    nodes = [node("a", central=True), node("b", 200, 0)]
    view = show(page, nodes, **NOTES, selected=["b"])
    view.focus()
    page.keyboard.press("t")
    page.keyboard.type("met in Cannes")
    page.keyboard.press("Enter")
    (step,) = steps(page)
    assert (step["node"], step["x"], step["text"]) == ("b", 0, "met in Cannes")
    assert step["y"] < -12, "above its node"
    written = view.get_by_role("button", name="Note on b: met in Cannes")
    before = written.bounding_box()
    view.evaluate("e => { e.view.net.moveNode('b', 260, 0); }")
    drawn(page)
    after = written.bounding_box()
    assert before is not None
    assert after is not None
    scale = view.evaluate("e => e.view.net.scale")
    assert after["x"] - before["x"] == pytest.approx(60 * scale, abs=1)
    kept = [note("k", "met in Cannes", 0, -60, "b")]
    show(page, nodes[:1], notes=kept, **NOTES, answered={step["sender"]: step["number"]})
    expect(view.locator(".note")).to_be_hidden()
    assert view.evaluate("e => e.view.notes.printed(e.view.theme)") == []


def test_a_note_is_dragged_moved_by_keys_edited_and_removed(page: Page) -> None:
    notes = [note("k", "first", 0, 80), note("other", "stays", -150, 80)]
    view = show(page, [node("a"), node("b", 200, 0)], notes=notes, **NOTES)
    sheet = view.get_by_role("button", name="Note: first")
    middle = view.evaluate("e => e.view.net.middle")
    sheet.hover()
    box = sheet.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.down()
    page.mouse.move(x + 50, y + 20, steps=3)
    page.mouse.up()
    scale = view.evaluate("e => e.view.net.scale")
    assert view.evaluate("e => e.view.net.middle") == middle, "the picture stays"
    assert (steps(page)[-1]["x"], steps(page)[-1]["y"]) == pytest.approx(
        (50 / scale, 80 + 20 / scale), abs=1
    )
    sheet.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    assert [step["do"] for step in steps(page)] == ["note"] * 4, "a step each time a key is let go"
    assert steps(page)[-1]["x"] == pytest.approx(20 / scale, abs=3)
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second/line")
    page.keyboard.press("Enter")
    assert steps(page)[-1]["text"] == "first\nsecond/line"
    page.keyboard.press("Enter")
    page.keyboard.type("nothing of this")
    page.keyboard.press("Escape")
    assert len(steps(page)) == 5, "left as it was"
    page.keyboard.press("Delete")
    assert (steps(page)[-1]["key"], steps(page)[-1]["text"]) == ("k", "")
    expect(view.locator(".note")).to_have_text(["stays"])
    expect(view).to_be_focused()


def test_the_server_says_which_notes_there_are_once_it_has_every_step(page: Page) -> None:
    view = show(page, [node("a")], notes=[note("k", "first")], **NOTES)
    view.get_by_role("button", name="Note: first").press("Delete")
    (step,) = steps(page)
    show(page, [node("a")], notes=[note("k", "first")], **NOTES)
    expect(view.locator(".note")).to_have_count(0)  # an answer from before the step
    show(page, [node("a")], notes=[note("k", "first")], **NOTES,
         answered={step["sender"]: step["number"]})  # fmt: skip
    expect(view.locator(".note")).to_have_text(["first"])  # it was undone


def test_a_note_without_a_place_is_put_where_nothing_lies(page: Page) -> None:
    view = show(page, [node("a", size=30.0, central=True)], **NOTES)
    for text in ("first", "second"):
        view.get_by_role("button", name="Write a note").click()
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    first, second = steps(page)
    scale = view.evaluate("e => e.view.net.scale")
    assert first["y"] - 30 >= 39 / scale
    assert second["y"] - first["y"] >= 39 / scale


def test_a_note_without_room_stays_in_its_field(page: Page) -> None:
    full = [note(f"n{i}", "张" * 100, 0, 80 * i) for i in range(6)]
    view = show(page, [node("a")], notes=full, **NOTES)
    view.get_by_role("button", name="Write a note").click()
    field = view.get_by_role("textbox")
    field.fill("张" * 60)
    field.press("Enter")
    expect(field).to_have_value("张" * 60)
    expect(view.locator(".told")).to_contain_text("Not enough room")
    assert steps(page) == []
    field.fill("short")
    field.press("Enter")
    assert [step["text"] for step in steps(page)] == ["short"]


def test_a_page_that_takes_no_notes_offers_none(page: Page) -> None:
    view = show(page, [node("a")], notes=[note("k", "only read")])
    expect(view.get_by_role("button", name="Write a note")).to_be_hidden()
    view.focus()
    page.keyboard.press("t")
    view.get_by_role("button", name="Note: only read").press("Delete")
    expect(view.get_by_role("textbox")).to_have_count(0)
    expect(view.locator(".note")).to_have_text(["only read"])


def test_a_text_is_broken_between_words_else_between_letters(page: Page) -> None:
    lines = page.evaluate(
        "() => ['one two three', 'unbreakable', '张艺谋导演作品', 'a\\n\\nb', '']"
        ".map((text) => linesWithin(text, 8, (line) => line.length))"
    )
    assert lines == [
        ["one two", "three"],
        ["unbreaka", "ble"],
        ["张艺谋导演作品"],
        ["a", "", "b"],
        [""],
    ]
    assert page.evaluate("() => linesWithin('张艺谋导演', 4, (line) => line.length)") == [
        "张艺谋导",
        "演",
    ]
