"""Yes and no on the cards of Suggest and on Lists, run without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from graphmodel.snapshot import load_network
from graphmodel.store import open_store
from graphmodel.store.base import Store
from graphmodel.workspace.verdicts import read_verdicts, take_back
from tests.page_store import EVE, MARK, Opened
from tests.ui.page_text import html, links, shows_letters_only

pytestmark = pytest.mark.usefixtures("on_loopback")

ANNEKE = "demo:person/anneke-vandersluis"
DEMO = {"world": "demo_programme", "person": ANNEKE, "limit": "5"}


@pytest.fixture
def store(explored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The pages' store; Ann's verdicts are withdrawn afterwards."""
    monkeypatch.setenv("GRAPHMODEL_USER", "Ann")
    with open_store(str(explored)) as opened_store:
        yield opened_store
        own = read_verdicts(opened_store, load_network(opened_store), "Ann")
        if own.verdicts:
            take_back(opened_store, "Ann", own.verdicts)


def press(page: AppTest, key: str) -> AppTest:
    """Press the first button whose key starts with ``key``."""
    next(button for button in page.button if str(button.key).startswith(key)).click().run()
    assert not page.exception, page.exception
    return page


def names(page: AppTest) -> list[str]:
    """The ids of the people whom the cards suggest."""
    keys = [str(button.key) for button in page.button]
    return [key.split("_", 2)[2].split("_for_")[0] for key in keys if key.startswith("not_")]


def test_not_this_one_hides_and_show_again_brings_back(opened: Opened, store: Store) -> None:
    page = opened("suggest", **DEMO)
    (first, *others), before = names(page), html(page)
    press(page, "not_1_")
    assert first not in names(page)
    assert names(page)[:4] == others
    assert next(section.label for section in page.expander) == "1 hidden by you"
    [verdict] = read_verdicts(store, load_network(store), "Ann").verdicts
    assert (verdict.suggested, verdict.verdict) == (first, "not this one")
    assert verdict.reasons[0].replace("'", "&#x27;") in before
    press(page, f"again_{first}")
    assert names(page) == [first, *others]


def test_good_stays_on_the_card_and_is_taken_back_there(opened: Opened, store: Store) -> None:
    page = press(opened("suggest", **DEMO), "good_2_")
    [verdict] = read_verdicts(store, load_network(store), "Ann").verdicts
    assert (verdict.suggested, verdict.verdict) == (names(page)[1], "good")
    assert len(verdict.reasons) >= 1
    press(page, "ungood_2_")
    assert read_verdicts(store, load_network(store), "Ann").verdicts == ()


def test_lists_has_all_of_them_with_undo(opened: Opened, store: Store) -> None:
    press(press(opened("suggest", **DEMO), "not_1_"), "good_1_")
    page = opened("lists")
    assert "Your verdicts on suggestions (2)" in [section.label for section in page.expander]
    page.session_state["verdicts"] = True
    page.run()
    table = page.dataframe[0].value
    assert set(table["verdict"]) == {"good", "not this one"}
    press(page, "undo_verdicts_")
    assert len(read_verdicts(store, load_network(store), "Ann").verdicts) == 1


def test_the_last_one_taken_back_there_can_be_undone(opened: Opened, store: Store) -> None:
    press(opened("suggest", **DEMO), "good_1_")
    take_back(store, "Ann", read_verdicts(store, load_network(store), "Ann").verdicts)
    page = opened("lists")
    assert "Your verdicts on suggestions (0)" in [section.label for section in page.expander]
    page.session_state["verdicts"] = True
    page.run()
    press(page, f"undo_verdicts_{store.workspace.number()}")
    assert len(read_verdicts(store, load_network(store), "Ann").verdicts) == 1


def test_a_name_in_a_tooltip_shows_as_its_letters(opened: Opened, store: Store) -> None:
    for asker, suggested in ((EVE, MARK), (MARK, EVE)):
        page = opened("suggest", person=asker, limit="50")
        good = {f"good_{n}_{suggested}_for_{asker}" for n in range(51)}
        assert [b for b in page.button if b.key in good]
        assert shows_letters_only(page)


def test_pages_that_others_reach_take_no_verdict(opened: Opened, store: Store) -> None:
    from streamlit import config

    config.set_option("server.address", "0.0.0.0")
    page = opened("suggest", **DEMO)
    assert names(page) == []
    assert links(page)
