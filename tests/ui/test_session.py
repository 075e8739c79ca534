"""Pages stay as they were left, and steps taken during a script run are not lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.ui.explore.history import STEPS, History
from graphmodel.ui.shared import session
from graphmodel.ui.shared.session import Parameters
from graphmodel.ui.shared.url_state import View


class Browser:
    """An address bar, which may lag behind, and the runs that it requests."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.address: Parameters = {}
        self.asked: Parameters = {}
        self.back = False
        self.page = ""
        self.sent: list[Parameters] = []
        state: dict[str, Any] = {}
        monkeypatch.setattr(session.st, "session_state", state)
        monkeypatch.setattr(session, "_in_address", lambda: self.address)
        monkeypatch.setattr(session, "get_script_run_ctx", self.context)
        monkeypatch.setattr(session.st, "query_params", self)

    def context(self) -> SimpleNamespace:
        query = urlencode(self.asked, doseq=True)
        return SimpleNamespace(
            query_string=query, is_history_navigation=self.back, page_script_hash=self.page
        )

    def receive(self, address: Parameters, page: str = "") -> None:
        session.receive(urlencode(address, doseq=True), page or self.page)

    def from_dict(self, parameters: Parameters) -> None:
        self.address = parameters
        self.sent.append(parameters)

    def run(
        self,
        page: str,
        address: Parameters,
        *,
        back: bool = False,
        whole: bool = True,
        default: str = "real",
        led_by: Parameters | None = None,
    ) -> Any:
        """Run a page at an address. Earlier steps by ``session.replace`` count as made by its
        callbacks."""
        self.asked, self.back, self.page = address, back, page
        known = session._session()
        self.address = session.parameters() if known and known.page == page else address
        session.arrive(page, default, led_by)
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


def test_the_browser_is_not_told_what_the_link_to_a_page_says(browser: Browser) -> None:
    """It may receive the page a moment later than the parameters, and would then go back to the
    previous page with the parameters of this one."""
    browser.run("lists", {"world": ["real"], "list": ["7"]})
    browser.sent.clear()
    browser.run("compare", {"world": ["real"], "person": ["a", "b"]})
    browser.run("lists", {"world": ["real"], "list": ["7"]}, back=True)
    assert browser.sent == []
    browser.run("compare", {})
    assert browser.sent == [{"world": ["real"], "person": ["a", "b"]}], "the menu's link says none"


def test_another_data_set_has_pages_of_its_own(browser: Browser) -> None:
    browser.run("explore", {"world": ["real"], "centre": ["a"]})
    browser.run("introduce", {})
    session.replace({"world": ["demo"]})
    assert browser.run("explore", {}) == {"world": ["demo"]}
    browser.run("introduce", {})
    session.replace({"world": ["real"]})
    assert browser.run("explore", {})["centre"] == ["a"]


def test_a_page_is_drawn_until_more_changes_than_what_is_selected(browser: Browser) -> None:
    browser.run("explore", {"centre": ["a"]})
    session.replace({"world": ["real"], "centre": ["a"], "at": ["b"], "and": ["c"]})
    assert session.is_drawn()
    session.replace({**session.parameters(), "hide": ["b"]})
    assert not session.is_drawn()
    browser.run("explore", browser.address, whole=False)
    assert not session.is_drawn(), "it was not drawn to its end"
    browser.run("explore", browser.address)
    assert session.is_drawn()
    browser.run("introduce", {}, whole=False)
    assert not session.is_drawn()


def test_an_address_of_a_step_before_says_nothing(browser: Browser) -> None:
    start = browser.run("explore", {"world": ["real"], "centre": ["a"]})
    session.replace({**start, "expand": ["b"]})
    assert browser.run("explore", start, whole=False)["expand"] == ["b"]
    session.replace({**session.parameters(), "hide": ["c"]})
    assert browser.run("explore", start)["hide"] == ["c"]
    assert browser.address["hide"] == ["c"]


def link(parameters: Parameters) -> Parameters:
    """The parameters in a link drawn now."""
    drawn = session.link_parameters("explore", parameters)
    return {name: [v] if isinstance(v, str) else list(v) for name, v in drawn.items()}


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("noted", [True, False])
def test_a_link_drawn_before_a_step_selects_in_what_the_step_left(
    browser: Browser, whole: bool, noted: bool
) -> None:
    start = browser.run("explore", {"world": ["real"], "centre": ["a"]})
    row = link({**start, "at": ["c"]})
    kept = {**start, "expand": ["only"], "at": ["b"], "and": ["d"]}
    session.replace(kept)
    assert browser.run("explore", start, whole=whole) == kept
    if noted:  # the address bar has the step, but the rows are not redrawn yet
        browser.receive(kept)
    selected = {**start, "expand": ["only"], "at": ["c"]}
    assert browser.run("explore", row) == selected
    assert browser.address == selected, "when it was drawn does not stay in the bar"


def test_a_link_is_a_step_also_where_a_click_overtakes_the_run_that_reads_it(
    browser: Browser,
) -> None:
    start = browser.run("explore", {"world": ["real"], "centre": ["a"], "at": ["b"]})
    row = urlencode(link({**start, "at": ["c"]}), doseq=True)
    session.receive(row, "another page")
    assert session.parameters() == start
    session.receive(urlencode(start, doseq=True), "explore")
    assert session.parameters() == start, "an address that is no such link is not followed here"
    session.receive(row, "explore")
    session.replace({**session.parameters(), "hide": ["d"]})
    both = {**start, "at": ["c"], "hide": ["d"]}
    assert browser.run("explore", start) == both
    session.receive(row, "explore")
    assert session.parameters() == both, "the link is followed once"


def test_a_link_that_says_no_namespace_is_drawn_in_the_one_that_is_shown(browser: Browser) -> None:
    start = browser.run("explore", {"centre": ["a"]})
    row = link({"world": ["real"], "centre": ["a"], "at": ["c"]})
    session.replace({**start, "hide": ["b"]})
    assert browser.run("explore", row)["hide"] == ["b"]


def test_a_link_is_followed_once(browser: Browser) -> None:
    start = browser.run("explore", {"world": ["real"], "centre": ["a"]})
    row = link({**start, "at": ["c"]})
    assert browser.run("explore", row) == {**start, "at": ["c"]}
    session.replace({**start, "at": ["e"]})
    assert browser.run("explore", row)["at"] == ["e"], "the bar still has the link"


def test_a_link_to_an_earlier_picture_opens_it_at_once(browser: Browser) -> None:
    start = browser.run("explore", {"world": ["real"], "centre": ["a"]})
    other = browser.run("explore", {"world": ["real"], "centre": ["z"]})
    assert "drawn" not in link({**start, "at": ["c"]})
    session.replace({**other, "hide": ["c"]})
    assert browser.run("explore", {**start, "at": ["c"]}) == {**start, "at": ["c"]}


def test_another_session_opens_what_a_copied_link_says(browser: Browser) -> None:
    copied = {"world": ["real"], "centre": ["a"], "at": ["c"], "drawn": ["17"]}
    shown = {"world": ["real"], "centre": ["a"], "at": ["c"]}
    assert browser.run("explore", copied) == shown


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
    browser.receive(swapped)
    assert browser.run("introduce", start) == start, "a link"


def test_an_address_that_a_callback_wrote_has_not_arrived_in_the_browser(browser: Browser) -> None:
    start = browser.run("introduce", {"world": ["real"], "from": ["a"], "to": ["c"]})
    swapped = {"world": ["real"], "from": ["c"], "to": ["a"]}
    session.replace(swapped)
    assert browser.run("introduce", swapped) == swapped, "what the callback made of the address"
    assert browser.run("introduce", start) == swapped, "what the picture sent before it was redrawn"


def test_a_script_that_was_stopped_writes_nothing_over_the_next_step(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = browser.run("plans", {"world": ["real"], "mentors": ["lock a b"]})
    both = {**start, "mentors": ["lock a b", "lock c d"]}
    taken = threading.Event()

    class Overtaken(Exception):
        """Raised in a stopped script when it accesses the state."""

    def touch() -> Any:
        if taken.is_set() and threading.current_thread() is not threading.main_thread():
            raise Overtaken
        return state

    state = session._session()
    monkeypatch.setattr(session, "_session", touch)
    browser.asked = start
    with ThreadPoolExecutor(1) as threads, session._changing():
        stopped = threads.submit(session.arrive, "plans", "real")
        session.replace(both)  # the step of its successor, while it waits
        taken.set()
    assert isinstance(stopped.exception(), Overtaken)
    assert session.parameters() == both


EXPLORED = {"world": ["real"], "centre": ["a"], "expand": ["b"]}
ASKED = {"world": ["real"], "from": ["a"], "to": ["c"]}


def step_in_the_page_before(browser: Browser, address: Parameters, page: str, whole: bool) -> None:
    """Select a person on Explore, which the browser still shows while Introduce is opening."""
    browser.run("explore", EXPLORED)
    browser.run("introduce", ASKED, whole=whole)
    browser.receive(address, page)
    session.reopen_page_before()
    assert session.parameters() == EXPLORED, "callbacks start from what that page shows"
    session.replace({**EXPLORED, "at": ["d"]})


@pytest.mark.parametrize("whole", [True, False])
def test_a_step_in_the_page_before_is_taken_there_while_another_is_being_opened(
    browser: Browser, whole: bool
) -> None:
    step_in_the_page_before(browser, EXPLORED, "explore", whole)
    assert browser.run("explore", EXPLORED) == {**EXPLORED, "at": ["d"]}
    assert browser.run("introduce", {}) == ASKED


@pytest.mark.parametrize("address", [EXPLORED, ASKED])
def test_a_step_in_the_page_before_leaves_what_a_link_just_opened(
    browser: Browser, address: Parameters
) -> None:
    """The browser has that page, but may not have its address yet."""
    step_in_the_page_before(browser, address, "introduce", whole=False)
    assert browser.run("introduce", address) == ASKED
    assert browser.run("explore", {}) == {**EXPLORED, "at": ["d"]}


def test_a_link_with_the_same_parameters_as_the_page_that_it_leaves_opens_what_it_says(
    browser: Browser,
) -> None:
    browser.run("introduce", ASKED)
    browser.run("explore", {"world": ["real"]})
    assert browser.run("introduce", {"world": ["real"]}) == {"world": ["real"]}


def test_a_page_that_the_browser_has_is_left_by_links_alone(browser: Browser) -> None:
    browser.run("explore", EXPLORED)
    browser.run("introduce", ASKED)
    browser.receive(ASKED, "introduce")
    browser.receive(EXPLORED, "explore")
    assert session.parameters() == ASKED
    assert browser.run("explore", {"world": ["real"], "centre": ["z"]})["centre"] == ["z"]


def test_a_step_in_a_page_before_its_address_has_come_says_nothing(browser: Browser) -> None:
    browser.run("explore", EXPLORED)
    browser.run("introduce", ASKED, whole=False)
    assert browser.run("introduce", EXPLORED) == ASKED


def test_a_step_before_the_page_that_a_step_led_to_has_begun_opens_it_all_the_same(
    browser: Browser,
) -> None:
    browser.run("explore", EXPLORED)
    assert browser.run("introduce", EXPLORED, led_by=ASKED) == ASKED
    browser.run("explore", {})
    other = {"world": ["real"], "to": ["z"]}
    assert browser.run("introduce", other, led_by=ASKED) == other, "a link says what it opens"


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


def test_a_run_of_keys_on_the_years_is_one_step() -> None:
    history = History(View())
    for pressed, year in enumerate((2001, 2002, 2003)):
        history.note(View(years=(year, 2014)), 0.4 * pressed)
    assert history.past == [View()]
    history.note(View(years=(2003, 2014)), 9.0)  # drawn after a delay, with the key still down
    history.note(View(years=(2004, 2014)), 9.5)
    assert history.past == [View()]
    history.note(View(years=(2005, 2014)), 20.0)
    history.note(View(years=(2005, 2014), kinds=("Person",)), 20.1)
    history.note(View(years=(2006, 2014), kinds=("Person",)), 20.2)
    assert [(v.years, v.kinds) for v in history.past] == [
        (None, None), ((2004, 2014), None), ((2005, 2014), None), ((2005, 2014), ("Person",)),
    ]  # fmt: skip
    history.undo()
    history.note(View(years=(2007, 2014), kinds=("Person",)), 20.3)
    assert len(history.past) == 4
