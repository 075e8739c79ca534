"""Each page stays as it was left, and a step taken while a page draws is not lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.ui.explore.history import STEPS, History
from graphmodel.ui.shared import session
from graphmodel.ui.shared.session import Parameters
from graphmodel.ui.shared.url_state import View


class Browser:
    """An address bar, which may lag behind, and the runs that it asks for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.address: Parameters = {}
        self.asked: Parameters = {}
        self.back = False
        state: dict[str, Any] = {}
        monkeypatch.setattr(session.st, "session_state", state)
        monkeypatch.setattr(session, "_in_address", lambda: self.address)
        monkeypatch.setattr(session, "_asked", lambda: self.asked)
        monkeypatch.setattr(session, "_went_back", lambda: self.back)
        monkeypatch.setattr(session.st, "query_params", self)

    def from_dict(self, parameters: Parameters) -> None:
        self.address = parameters

    def run(
        self,
        page: str,
        address: Parameters,
        *,
        back: bool = False,
        whole: bool = True,
        default: str = "real",
    ) -> Any:
        """Run a page at an address. Steps made before by ``session.replace`` count as made by the
        callbacks of this run."""
        self.asked, self.back = address, back
        self.address = session.parameters() if session._session() else address
        session.arrive(page, default)
        if whole:
            session.drawn()
        return session.parameters()


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    return Browser(monkeypatch)


def test_the_menu_leads_to_each_page_as_it_was_left(browser: Browser) -> None:
    explored = {"world": ["real"], "centre": ["a"], "expand": ["b", "b"]}
    browser.run("explore", explored)
    assert browser.run("introduce", {}) == {"world": ["real"]}
    session.replace({"world": ["real"], "from": ["a"], "to": ["c"]})
    assert browser.run("explore", {}) == explored
    assert browser.address == explored
    assert browser.run("introduce", {})["to"] == ["c"]


def test_a_page_without_a_namespace_is_found_again_in_the_default_one(browser: Browser) -> None:
    browser.run("introduce", {})
    session.replace({"from": ["a"]})
    browser.run("explore", {"world": ["real"], "centre": ["a"]})
    assert browser.run("introduce", {}) == {"world": ["real"], "from": ["a"]}


def test_the_default_namespace_is_that_of_the_data_as_they_are_now(browser: Browser) -> None:
    browser.run("data", {}, default="all")
    browser.run("explore", {}, default="demo_programme")
    assert session.default_namespace() == "demo_programme", "loaded since, into an empty store"


def test_a_link_opens_what_it_says(browser: Browser) -> None:
    browser.run("explore", {"world": ["real"], "centre": ["a"], "expand": ["b"]})
    browser.run("introduce", {"world": ["real"], "to": ["c"]})
    assert browser.run("explore", {"world": ["real"], "centre": ["z"]})["centre"] == ["z"]
    assert "expand" not in session.parameters()


def test_another_data_set_has_pages_of_its_own(browser: Browser) -> None:
    browser.run("explore", {"world": ["real"], "centre": ["a"]})
    browser.run("introduce", {})
    session.replace({"world": ["demo"]})
    assert browser.run("explore", {}) == {"world": ["demo"]}
    browser.run("introduce", {})
    session.replace({"world": ["real"]})
    assert browser.run("explore", {})["centre"] == ["a"]


def test_an_address_of_a_step_before_says_nothing(browser: Browser) -> None:
    start = browser.run("explore", {"world": ["real"], "centre": ["a"]})
    session.replace({**start, "expand": ["b"]})
    assert browser.run("explore", start, whole=False)["expand"] == ["b"]
    session.replace({**session.parameters(), "hide": ["c"]})
    assert browser.run("explore", start)["hide"] == ["c"]
    assert browser.address["hide"] == ["c"]


def test_a_link_that_selects_keeps_the_step_before_it(browser: Browser) -> None:
    start = browser.run("explore", {"world": ["real"], "centre": ["a"]})
    session.replace({**start, "expand": ["b"]})
    shown = browser.run("explore", {**start, "at": ["c"]})
    assert shown == {**start, "expand": ["b"], "at": ["c"]}


def test_a_link_followed_while_a_step_is_on_its_way_keeps_both(browser: Browser) -> None:
    start = browser.run("explore", {"world": ["real"], "centre": ["a"]})
    link = {**start, "at": ["c"]}
    session.replace({**start, "expand": ["b"], "at": ["b"]})
    assert browser.run("explore", link) == {**start, "expand": ["b"], "at": ["c"]}
    other = {"world": ["real"], "centre": ["z"]}
    session.replace({**session.parameters(), "hide": ["c"]})
    assert browser.run("explore", other) == other


def test_an_address_of_several_steps_before_says_nothing_beside_a_step(browser: Browser) -> None:
    start = browser.run("explore", {"world": ["real"], "centre": ["a"]})
    for number in range(3):
        session.replace({**start, "expand": ["b"] * number})
        browser.run("explore", session.parameters())
    session.replace({**session.parameters(), "hide": ["c"]})
    assert browser.run("explore", start)["expand"] == ["b", "b"]
    browser.run("explore", session.parameters())
    assert browser.run("explore", start) == start, "without a step it is a link"


def test_an_address_on_its_way_says_nothing_once_the_page_is_drawn(browser: Browser) -> None:
    start = browser.run("introduce", {"world": ["real"], "from": ["a"], "to": ["c"]})
    swapped = {"world": ["real"], "from": ["c"], "to": ["a"]}
    session.replace(swapped)
    assert browser.run("introduce", start) == swapped
    assert browser.run("introduce", start) == swapped, "what the picture sent before it was redrawn"
    browser.asked = swapped
    session.note_address()
    assert browser.run("introduce", start) == start, "a link"


def test_going_back_is_followed_even_while_a_page_draws(browser: Browser) -> None:
    start = browser.run("explore", {"world": ["real"], "centre": ["a"]})
    session.replace({**start, "expand": ["b"]})
    assert browser.run("explore", start, back=True) == start


def test_going_back_over_the_menu_shows_no_empty_page(browser: Browser) -> None:
    browser.run("explore", {"world": ["real"], "centre": ["a"]})
    browser.run("introduce", {"world": ["real"], "to": ["c"]})
    browser.run("explore", {})
    assert browser.run("explore", {}, back=True)["centre"] == ["a"]


views = st.lists(st.integers(0, 5).map(lambda n: View(expanded=("x",) * n)), min_size=1)


@given(views)
def test_undoing_and_redoing_leads_back_through_every_view(shown: list[View]) -> None:
    history = History(View(centres=("start",)))
    for view in shown:
        history.note(view)
    different = [View(centres=("start",))]
    for view in shown:
        different += [view] if view != different[-1] else []
    undone = [history.shown]
    while history.past:
        history.undo()
        undone.append(history.shown)
    assert undone == different[:-101:-1] + different[-101:-100]
    while history.undone:
        history.redo()
    assert history.shown == shown[-1]


def test_a_hundred_steps_can_be_undone_and_selecting_is_none() -> None:
    history = History(View())
    for number in range(STEPS + 20):
        history.note(View(expanded=("x",) * number))
        history.note(View(expanded=("x",) * number, selected="x"))
    assert len(history.past) == STEPS
    history.undo()
    assert history.shown == View(expanded=("x",) * (STEPS + 18), selected="x")
    history.note(View(centres=("y",)))
    history.redo()
    assert history.shown == View(centres=("y",))


def test_a_link_drawn_before_a_step_that_is_drawn_already_selects_in_what_is_shown_now(
    browser: Browser,
) -> None:
    start = {"world": ["real"], "centre": ["a"]}
    browser.run("explore", start)
    kept = {**start, "expand": ["only"], "at": ["b"]}
    session.replace(kept)
    assert browser.run("explore", start) == kept
    # The browser has not shown that yet: its links are those of the state before.
    selected = {**kept, "at": ["c"]}
    assert browser.run("explore", {**start, "at": ["c"]}) == selected
    browser.run("explore", selected)
    # Now it has, and an earlier address is one that somebody asks for.
    assert browser.run("explore", {**start, "at": ["d"]}) == {**start, "at": ["d"]}
