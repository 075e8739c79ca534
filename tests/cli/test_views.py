"""The commands for saved views, on their own store."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphmodel.ingest.frames import import_facts
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.workspace.views import Drawing, DrawnNode, save_view
from tests.cli.conftest import Ran, Run, one_line


def test_views_from_the_command_line(
    run: Run, embedded_store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GRAPHMODEL_USER", "Ann")
    facts = {"Person": [{"id": "p:kit", "name": "Kit Larsen"}]}
    import_facts(facts, name="test", source={"id": "s", "name": "s"}, store=embedded_store)
    nodes = {"p:kit": DrawnNode("Kit", "#112233", 0, 0), "p:no": DrawnNode("Odo", "#112233", 9, 9)}
    drawing = Drawing(nodes, (("p:kit", "p:no"),))
    save_view(embedded_store, "Bo", "[bold]Kit", "real", {"centre": ["p:kit"]}, drawing)

    def views(*arguments: str) -> Ran:
        return run("views", *arguments, "--store", embedded_store.folder)

    listed = views("list")
    assert "[bold]Kit" in listed.out
    out = tmp_path / "kit.svg"
    ran = views("show", "[BOLD]kit", "--out", str(out), "--format", "json")
    assert (ran.json["parameters"], ran.json["no_longer_here"]) == ({"centre": ["p:kit"]}, 1)
    assert "1 of its nodes is no longer here: Odo." in ran.err
    assert out.read_text().count("<circle") == 2
    for arguments, words in (
        (("show", "none"), "there is no view 'none'"),
        (("show", "[bold]Kit", "--out", "x.png"), "drawn as .svg"),
        (("remove", "[bold]Kit"), "only Bo"),
    ):
        ran = views(*arguments)
        assert one_line(ran), ran
        assert words in ran.err
    views("change", "[bold]Kit", "--name", "Kit", "--by", "Bo")
    assert "changed the view 'Kit'" in views("log").out
    views("remove", "Kit", "--by", "bo")
    assert "No views yet" in views("list").err
