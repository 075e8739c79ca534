"""The script of a board alone: the board is redrawn while a person is dragged on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import graphmodel.ui.plans

SCRIPT = Path(graphmodel.ui.plans.__file__).parent / "dragging.js"
STYLE = "section { width: 200px; height: 100px; border: 1px solid } p { margin: 20px }"
ROWS = {"row-an": "an", "row-bo": "bo"}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page with three cards, an and bo on the first; checks at the end that no script failed."""
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    rows = "".join(f'<p class="{name}">{person}</p>' for name, person in ROWS.items())
    page.set_content(
        f"<style>{STYLE}</style><section class=card-one>{rows}</section>"
        "<section class=card-two></section><section class=card-three></section>"
    )
    code = SCRIPT.read_text(encoding="utf-8")
    page.evaluate(
        """code => {
          const script = document.createElement('script');
          script.textContent = code.replace('export default function', 'window.put = function');
          document.head.append(script);
        }""",
        code,
    )
    yield page
    page.close()
    assert faults == []


def put(page: Page, people: list[str], places: list[str], **more: Any) -> None:
    """Put a board on the page, replacing any earlier one, as the server would."""
    board = {
        "people": people,
        "places": places,
        "rows": {
            name: [people.index(person), places.index("one")]
            for name, person in ROWS.items()
            if person in people
        },
        "cards": {f"card-{place}": n for n, place in enumerate(places)},
        "closed": {},
        "against": {},
        **more,
    }
    page.evaluate(
        """data => {
          const setTriggerValue = (_, dropped) => { window.dropped = dropped; };
          const gone = window.put({ data, setTriggerValue });
          window.gone?.();
          window.gone = gone;
        }""",
        board,
    )


def drag(page: Page, row: str, card: str) -> None:
    """Press on a row and move it over a card."""
    page.locator(f".{row}").hover()
    page.mouse.down()
    for _ in range(2):  # the first move only starts the drag
        page.locator(f".{card}").hover()


def dropped(page: Page) -> Any:
    page.mouse.up()
    return page.evaluate("() => window.dropped")


def test_who_is_dragged_stays_themselves_when_the_board_is_drawn_anew(page: Page) -> None:
    put(page, ["an", "bo"], ["one", "two", "three"])
    drag(page, "row-bo", "card-two")
    put(page, ["bo", "chu", "an"], ["three", "one", "two"], closed={"0": [0]})
    page.locator(".card-two").hover()
    assert dropped(page) == {"person": "bo", "source": "one", "card": "two"}


def test_a_card_closed_meanwhile_takes_nobody(page: Page) -> None:
    put(page, ["an", "bo"], ["one", "two", "three"])
    drag(page, "row-bo", "card-three")
    put(page, ["an", "bo"], ["one", "two", "three"], closed={"1": [2]})
    page.locator(".card-three").hover()
    expect(page.locator(".card-three")).to_have_class("card-three gm-drop-closed")
    assert dropped(page) is None


def test_a_card_drawn_anew_says_again_what_it_said(page: Page) -> None:
    put(page, ["an", "bo"], ["one", "two", "three"], against={"0": [2]})
    drag(page, "row-an", "card-two")
    cards = {name: page.locator(f".card-{name}") for name in ("one", "two", "three")}
    shown = {"two": "card-two gm-drop-open gm-drop-over", "three": "card-three gm-drop-against"}
    for name, classes in shown.items():
        expect(cards[name]).to_have_class(classes)
        cards[name].evaluate("(card, name) => { card.className = `card-${name}`; }", name)
    cards["two"].hover()
    for name, classes in shown.items():
        expect(cards[name]).to_have_class(classes)
    expect(cards["one"]).to_have_class("card-one")


def test_a_row_that_goes_while_it_is_dragged_leaves_nothing_marked(page: Page) -> None:
    put(page, ["an", "bo"], ["one", "two", "three"])
    drag(page, "row-bo", "card-two")
    page.locator(".row-bo").evaluate("row => row.remove()")
    page.mouse.up()
    page.mouse.move(5, 400)
    page.mouse.move(9, 400)
    expect(page.locator("[class*=gm-drop]")).to_have_count(0)
    assert page.evaluate("() => window.graphmodelDragged") is None


def test_nothing_is_sent_for_who_is_dropped_beside_the_cards(page: Page) -> None:
    put(page, ["an", "bo"], ["one", "two", "three"])
    drag(page, "row-an", "card-two")
    page.mouse.move(400, 500)
    page.mouse.move(410, 500)
    expect(page.locator(".gm-drop-over")).to_have_count(0)
    assert dropped(page) is None
    assert page.evaluate("() => window.graphmodelDragged") is None
    expect(page.locator("[class*=gm-drop]")).to_have_count(0)
