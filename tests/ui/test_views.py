"""Saved views on Explore and in the gallery of Lists, run without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graphmodel.snapshot import load_network
from graphmodel.store import open_store
from graphmodel.store.base import Store
from graphmodel.workspace.exchange import export_workspace, import_workspace
from graphmodel.workspace.views import (
    Drawing,
    DrawnNode,
    SavedView,
    remove_view,
    save_view,
    saved_views,
)
from graphmodel.workspace.watches import unwatch, watch_node
from tests.page_store import EVE, HOSTILE, Opened
from tests.ui.page_text import asked, labels, shows_letters_only

pytestmark = pytest.mark.usefixtures("on_loopback")


@pytest.fixture
def store(explored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The pages' store; views saved in a test are removed afterwards."""
    monkeypatch.setenv("GRAPHMODEL_USER", "Ann")
    with open_store(str(explored)) as opened_store:
        yield opened_store
        for view in saved_views(opened_store, "Ann"):
            remove_view(opened_store, view.owner, view.id)


def keep(store: Store, who: str, *, shared: bool = True) -> SavedView:
    nodes = {EVE: DrawnNode("Eve", "#112233", 0, 0), "x:gone": DrawnNode(HOSTILE, "#112233", 5, 5)}
    parameters = {"centre": [EVE], "reach": ["1"]}
    return save_view(store, who, HOSTILE, "real", parameters, Drawing(nodes, ()),
                     note=HOSTILE, shared=shared)  # fmt: skip


def test_a_picture_is_saved_and_stands_in_the_gallery(opened: Opened, store: Store) -> None:
    page = opened("explore", centre=EVE, reach="1")
    page.session_state["save_view"] = True
    page.run()
    page.text_input("view_name").set_value("The circle of Eve")
    page.checkbox("view_private").set_value(True)
    next(b for b in page.button if b.label == "Save").click().run()
    assert not page.exception
    [view] = saved_views(store, "Ann")
    assert (view.name, view.shared, view.parameters["centre"]) == (
        "The circle of Eve",
        "nobody",
        [EVE],
    )
    assert EVE in view.drawing.nodes
    assert "The circle of Eve" in labels(opened("lists"))


def test_a_name_typed_just_before_save_is_the_one_that_is_kept(
    opened: Opened, store: Store
) -> None:
    view = keep(store, "Ann")
    page = opened("lists")
    page.text_input(f"name_{view.id}_{view.version}").set_value("The circle of Eve")
    page.checkbox(f"shared_{view.id}_{view.version}").set_value(False)
    page.button(f"save_{view.id}").click().run()  # with all of it in one request
    assert not page.exception
    [kept] = saved_views(store, "Ann")
    assert (kept.name, kept.note, kept.shared) == ("The circle of Eve", HOSTILE, "nobody")


def test_the_link_opens_what_somebody_else_saved_and_says_what_is_gone(
    opened: Opened, store: Store
) -> None:
    view = keep(store, "Bo")
    page = opened("explore", view=view.id)
    assert asked(page, "centre") == [EVE]
    assert asked(page, "reach") == ["1"]
    assert "1 of its nodes is no longer here" in page.warning[0].value
    assert [text.value for text in page.text] == [HOSTILE]
    assert shows_letters_only(page)
    assert shows_letters_only(opened("lists"))


def test_the_last_view_removed_can_be_undone_by_its_owner(opened: Opened, store: Store) -> None:
    keep(store, "Bo")
    others = store.workspace.number()
    assert f"undo_views_{others}" not in [button.key for button in opened("lists").button]
    remove_view(store, "Bo", saved_views(store, "Bo")[0].id)
    view = keep(store, "Ann")
    remove_view(store, "Ann", view.id)
    page = opened("lists")
    page.button(f"undo_views_{store.workspace.number()}").click().run()
    assert [each.id for each in saved_views(store, "Ann")] == [view.id]


def test_one_change_stands_in_every_section_that_it_is_of(
    opened: Opened, store: Store, tmp_path: Path
) -> None:
    view = keep(store, "Ann")
    watch = watch_node(store, load_network(store), "Ann", EVE)
    export_workspace(store, tmp_path / "desk.json")
    remove_view(store, "Ann", view.id)
    unwatch(store, "Ann", watch.id)
    import_workspace(store, tmp_path / "desk.json", "Ann")
    number = store.workspace.number()
    page = opened("lists")
    assert {f"undo_views_{number}", f"undo_watches_{number}"} <= {b.key for b in page.button}
    unwatch(store, "Ann", watch.id)


def test_a_link_to_no_view_is_said(opened: Opened, store: Store) -> None:
    view = keep(store, "Bo", shared=False)
    for text in (view.id, "nothing"):
        assert "there is no view" in opened("explore", view=text).error[0].value
