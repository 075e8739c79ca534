"""Button presses are handled by callbacks."""

from __future__ import annotations

import ast
from pathlib import Path

import graphmodel.ui

ROOT = Path(graphmodel.ui.__file__).parent
BUTTONS = {"button", "form_submit_button"}
FIELDS = {
    *("text_input", "text_area", "number_input", "selectbox", "multiselect", "checkbox", "toggle"),
    *("radio", "pills", "segmented_control", "select_slider", "slider", "file_uploader"),
    *("show_table", "dataframe", "pick_node", "pick_nodes"),
}


def test_no_page_waits_in_its_body_for_what_is_pressed() -> None:
    """A newer step ends the script run of a page, the only one in which a button returns True; a
    callback runs to its end."""
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


def test_no_button_takes_what_a_field_held_when_the_page_was_drawn() -> None:
    """A value entered just before a button is pressed reaches the server with the press, or too
    soon before it for a script run: the callback must read it when it runs."""
    stale = []
    for path in ROOT.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                drawn = _drawn_values(function)
                stale += [
                    f"{path.relative_to(ROOT)}:{button.lineno} {name}"
                    for button in _calls(function, BUTTONS)
                    for name in sorted(drawn & _taken(button, function))
                ]
    assert stale == []


def _calls(tree: ast.AST, names: set[str]) -> list[ast.Call]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [
        call
        for call in calls
        if (isinstance(call.func, ast.Attribute) and call.func.attr in names)
        or (isinstance(call.func, ast.Name) and call.func.id in names)
    ]


def _drawn_values(function: ast.FunctionDef) -> set[str]:
    """The names of variables that hold a field's return value."""
    fields = set(map(id, _calls(function, FIELDS)))
    return {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and id(node.value) in fields
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _taken(button: ast.Call, function: ast.FunctionDef) -> set[str]:
    """The names used by a button's callback and its arguments."""
    given = [word.value for word in button.keywords if word.arg in ("on_click", "args", "kwargs")]
    names = {node.id for value in given for node in ast.walk(value) if isinstance(node, ast.Name)}
    inner = [
        node for node in ast.walk(function)
        if isinstance(node, ast.FunctionDef) and node is not function and node.name in names
    ]  # fmt: skip
    return names | {
        node.id for each in inner for node in ast.walk(each) if isinstance(node, ast.Name)
    }
