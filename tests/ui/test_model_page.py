"""The Model page, run without a browser."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from graphmodel.schema.extension_file import read_extension
from graphmodel.schema.model import DERIVED_LABELS, LINK_KINDS, NODE_KINDS
from graphmodel.ui.model.diagram import joins_any_to_itself, model_diagram
from tests.page_store import Opened
from tests.schema.schema_example import lay_down
from tests.ui.page_text import asked, html


def test_everything_the_schema_declares_is_on_the_page(opened: Opened) -> None:
    text = html(opened("model"))
    for kind in (*NODE_KINDS.values(), *LINK_KINDS.values()):
        assert f"<b>{kind.name}</b>" in text
        assert escape(kind.description) in text
        for declared in kind.properties:
            assert f"<code>{declared.name}</code>" in text
            assert escape(declared.description) in text
            assert all(f"<code>{escape(value)}</code>" in text for value in declared.allowed)
    for label in DERIVED_LABELS:
        assert escape(label.description) in text


def test_choosing_a_kind_goes_into_the_address(opened: Opened) -> None:
    page = opened("model")
    page.button("kind_Programme").click().run()
    assert asked(page, "kind") == ["Programme"]
    assert "is attended by" in html(page)
    page.button("all").click().run()
    assert asked(page, "kind") == []


def test_the_diagram_has_each_kind_and_each_pair_links_join() -> None:
    picture = model_diagram()
    assert {node["id"] for node in picture.nodes} == set(NODE_KINDS)
    drawn = {
        (edge["from"], caption, edge["to"])
        for edge in picture.edges
        for caption in edge["label"].split("\n")
    }
    pairs = [(edge["from"], edge["to"]) for edge in picture.edges]
    assert len(set(pairs)) == len(pairs), "captions of two lines would cover each other"
    assert drawn == {
        (source, link.caption, target)
        for link in LINK_KINDS.values()
        if not joins_any_to_itself(link)
        for source, target in link.ends
    }
    assert len(set(picture.positions.values())) == len(NODE_KINDS)


def test_kinds_of_the_users_own_are_shown_like_those_that_ship(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_down(tmp_path)
    schema = read_extension(tmp_path / "schema.yaml").schema()
    # As if the store held it; test_schema_extension.py covers both stores.
    monkeypatch.setattr("graphmodel.schema.model._active", schema)
    text = html(opened("model"))
    for kind in (schema.nodes["Agency"], schema.links["MANAGES"]):
        assert f"<b>{kind.name}</b>" in text
        assert escape(kind.description) in text
    assert "<code>founded</code>" in text
    assert "<code>open_to_work</code>" in text
    assert "<code>podcast</code>" in text
    assert "Agency" in {node["id"] for node in model_diagram().nodes}
