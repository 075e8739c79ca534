"""Watch buttons and "New since you last looked" on Lists, run without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graphmodel.ingest.frames import import_facts
from graphmodel.store import open_store
from graphmodel.store.base import Store
from graphmodel.ui.shared.widgets import plain
from graphmodel.workspace.watches import unwatch, watches
from tests.page_store import EVE, HOSTILE, Opened
from tests.ui.page_text import button_of, labels

pytestmark = pytest.mark.usefixtures("on_loopback")


@pytest.fixture
def store(explored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The pages' store; Ann's watches are removed afterwards."""
    monkeypatch.setenv("GRAPHMODEL_USER", "Ann")
    with open_store(str(explored)) as opened_store:
        yield opened_store
        for watch in watches(opened_store, "Ann"):
            unwatch(opened_store, "Ann", watch.id)


def test_a_profile_and_a_search_are_watched_and_watched_no_longer(
    opened: Opened, store: Store
) -> None:
    page = opened("profile", id=EVE)
    button_of(page, "watch_node_").click().run()
    assert not page.exception
    assert [(watch.subject, watch.target) for watch in watches(store, "Ann")] == [("node", EVE)]
    button_of(page, "unwatch_node_").click().run()
    assert watches(store, "Ann") == []
    opened("lists").button(f"undo_watches_{store.workspace.number()}").click().run()
    assert [watch.target for watch in watches(store, "Ann")] == [EVE]
    unwatch(store, "Ann", EVE)
    page = opened("people", role="director")
    button_of(page, "watch_people_").click().run()
    assert not page.exception
    [watch] = watches(store, "Ann")
    assert (watch.subject, watch.name) == ("search", "director")
    assert "Watching: nothing new" in [section.label for section in opened("lists").expander]


def test_lists_says_what_is_new_until_it_is_marked_as_seen(opened: Opened, store: Store) -> None:
    assert not [link for link in opened("explore").get("page_link") if "watch" in link.label]
    button_of(opened("profile", id=EVE), "watch_node_").click().run()
    facts = {
        "Project": [{"id": "watched:w", "name": "The Watched Orchard", "year": 2020}],
        "WORKED_ON": [{"from_id": EVE, "to_id": "watched:w", "role": "director"}],
    }
    import_facts(facts, name="watched", source={"id": "watched:s", "name": "news"}, store=store)
    home = {link.label: link.page for link in opened("explore").get("page_link")}
    assert home[f"**New since you last looked (1)** :gray[{plain(HOSTILE)}]"] == "lists"
    page = opened("lists")
    assert "New since you last looked (1)" in [section.label for section in page.expander]
    [row] = page.dataframe[0].value.to_dict("records")
    assert (row["what"], row["according to"]) == ("new", "news")
    assert "The Watched Orchard" in row["fact"]
    next(b for b in page.button if b.label == "Mark as seen").click().run()
    assert "Watching: nothing new" in [section.label for section in page.expander]
    next(b for b in page.button if b.label == "Undo").click().run()
    assert "New since you last looked (1)" in [section.label for section in page.expander]
    assert "nothing new" not in labels(page)


def test_what_comes_between_the_drawing_and_the_click_stays_new(
    opened: Opened, store: Store
) -> None:
    button_of(opened("profile", id=EVE), "watch_node_").click().run()

    def credit(number: int) -> None:
        facts = {
            "Project": [{"id": f"drawn:{number}", "name": f"The Drawn Orchard {number}"}],
            "WORKED_ON": [{"from_id": EVE, "to_id": f"drawn:{number}", "role": "director"}],
        }
        source = {"id": f"drawn:s{number}", "name": "news"}
        import_facts(facts, name=f"drawn {number}", source=source, store=store)

    credit(1)
    page = opened("lists")
    credit(2)
    next(b for b in page.button if b.label == "Mark as seen").click().run()
    [row] = page.dataframe[0].value.to_dict("records")
    assert "The Drawn Orchard 2" in row["fact"]
