"""Review in a real browser: judging by keys, one node everywhere, and undoing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from graphmodel.resolver.judgement_store import judge_by_rule, load_judgements, undo
from graphmodel.resolver.matching import Evidence, Pair
from graphmodel.snapshot import load_records
from graphmodel.store import open_store
from graphmodel.store.base import Store
from tests.browser.graph_driver import Visit, address
from tests.page_store import EVE, MARK, ROADSHOW

ZHANG = "roadshow2025:zhang-yimou"


@pytest.fixture
def store(browsed: Path) -> Iterator[Store]:
    """The explorer's store with two pairs in the queue, removed after the test."""
    works = Evidence("works", 4.0, {"works": [[ROADSHOW, ROADSHOW]], "count": 1})
    years = Evidence("years", -2.0, {"years": [[1990, 1999], [2020, 2024]], "gap": 21})
    pairs = [Pair(*sorted((EVE, node_id)), p, (works, years)) for node_id, p in
             ((MARK, 0.8), (ZHANG, 0.3))]  # fmt: skip
    with open_store(str(browsed)) as opened:
        judge_by_rule(opened, load_records(opened), pairs, model="a test")
        yield opened
        for judgement in load_judgements(opened):
            undo(opened, judgement.id)


def judged_by_people(store: Store) -> list[tuple[str, str, str]]:
    return [(j.verdict, j.by, j.why) for j in load_judgements(store) if not j.by_rule]


def test_the_queue_is_judged_by_keys_and_the_last_is_undone(visit: Visit, store: Store) -> None:
    page = visit.page
    page.goto(address(visit.address, "review"))
    board = page.locator(".st-key-judge")
    expect(board).to_contain_text("Pair 1 of 2")
    expect(board).to_contain_text("80.0%")
    expect(page.get_by_role("button", name="Same")).to_be_disabled()
    page.get_by_placeholder("Your name").fill("Ann")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Same")).to_be_enabled()
    bars = board.locator(".gm-weight i")
    wide = bars.evaluate_all("bars => bars.map(bar => bar.getBoundingClientRect().width)")
    assert wide[0] == pytest.approx(2 * wide[1], abs=1)
    page.get_by_placeholder("Why").press_sequentially("any year suits")  # no shortcut keys
    page.keyboard.press("Tab")
    expect(board).to_contain_text("Pair 1 of 2")
    assert judged_by_people(store) == []
    page.locator(".gm-title").click()
    page.keyboard.press("n")
    expect(board).to_contain_text("Pair 1 of 1")
    expect(page.get_by_text("1 of 2 reviewed")).to_be_visible()
    assert judged_by_people(store) == [("different", "Ann", "any year suits")]
    page.keyboard.press("u")
    expect(board).to_contain_text("Pair 1 of 2")
    expect(page.get_by_text("0 of 2 reviewed")).to_be_visible()
    assert judged_by_people(store) == []


def test_records_judged_the_same_are_one_until_separated(visit: Visit, store: Store) -> None:
    page = visit.page
    page.goto(address(visit.address, "review", by="Ann"))
    page.get_by_role("button", name="Same").click()
    expect(page.locator(".st-key-judge")).to_contain_text("Pair 1 of 1")
    for node_id in (EVE, MARK):
        page.goto(address(visit.address, centre=node_id))
        details = page.locator(".st-key-details")
        expect(details).to_contain_text("one person from 1 source")
        expect(details).to_contain_text(EVE)
        expect(details).to_contain_text(MARK)
    details.get_by_role("link", name="Not the same?").click()
    expect(page.get_by_text("is merged from 2 records")).to_be_visible()
    page.get_by_placeholder("Your name").fill("Bo")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Not the same").first.click()
    expect(page.get_by_text("Conflicting judgements")).to_be_visible()
    assert {(verdict, by) for verdict, by, _ in judged_by_people(store)} == {
        ("same", "Ann"),
        ("different", "Bo"),
    }
    page.locator("[class*=st-key-conflict_0]").get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("Conflicting judgements")).to_have_count(0)
    assert [verdict for verdict, *_ in judged_by_people(store)] == ["different"]
