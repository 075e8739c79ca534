"""What is pressed is done by a callback."""

from __future__ import annotations

import ast
from pathlib import Path

import graphmodel.ui

ROOT = Path(graphmodel.ui.__file__).parent
BUTTONS = {"button", "form_submit_button"}


def test_no_page_waits_in_its_body_for_what_is_pressed() -> None:
    """A newer step ends the drawing of a page, and with it the one run in which a button says that
    it was pressed; a callback runs whole."""
    awaited = []
    for path in ROOT.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        stated = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        awaited += [
            f"{path.relative_to(ROOT)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in BUTTONS
            and id(node) not in stated
        ]
    assert awaited == []
