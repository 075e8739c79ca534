"""Finds English texts in page code that are not marked for translation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SAID = {"say", "count", "mark", "later", "later_count"}
"""The functions of graphmodel.words that take English; their arguments are in catalogues."""

SHOWING = {
    *("badge", "button", "caption", "checkbox", "code_block", "date_input", "download_button"),
    *("error", "expander", "file_uploader", "form_submit_button", "header", "html", "info"),
    *("link_button", "markdown", "metric", "multiselect", "number_input", "pills", "popover"),
    *("radio", "segmented_control", "select_slider", "selectbox", "slider", "spinner", "status"),
    *("subheader", "success", "tabs", "text", "text_area", "text_input", "title", "toast"),
    *("toggle", "warning", "write", "Column", "NumberColumn", "TextColumn", "LinkColumn"),
    *("CheckboxColumn", "ProgressColumn", "BarChartColumn", "ListColumn", "DateColumn"),
    *("show_notice", "plain", "escape", "option", "property_list", "show_error"),
}
"""Functions whose first argument is shown: Streamlit's and those that pages share."""

SECOND = {"link": 1, "choose": 1, "title": 1, "step": 1, "year_field": 1}
"""Functions that show another argument, with its position."""

KEYWORDS = {
    *("label", "help", "placeholder", "body", "invitation", "heading", "description", "page_title"),
    *("show_spinner", "done", "note"),
}
"""Keyword arguments that are shown, whatever the function."""

WORDS = re.compile(r"[A-Za-z]{2,}[,:;]? [A-Za-z(“]")
"""Two consecutive words: prose, wherever it appears."""

_MARKUP = re.compile(
    r"<[^>]*>|&\w+;|:material/\w+:|:gray(?:-badge)?\[|\x00|https?://\S+|\]\([^)]*\)"
)
_CYPHER = re.compile(r"MATCH \(")  # statements, like texts in capitals, are not prose
_LETTERS = re.compile(r"[A-Za-z][a-z]|[a-z][A-Z]")


def bare_texts(path: Path) -> list[tuple[int, str]]:
    """The lines and texts of a page file that shows English without ``say`` or its like."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return sorted({(node.lineno, text) for node, text in _found(tree)})


def _found(tree: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    quiet = set(_quiet(tree))
    shown = {id(text) for call in ast.walk(tree) if isinstance(call, ast.Call)
             for argument in _shown(call) for text in _texts(argument)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in quiet:
            text = _MARKUP.sub(" ", _letters(node))
            if _CYPHER.match(text) or text.isupper():
                continue
            if WORDS.search(text) or (id(node) in shown and _LETTERS.search(text)):
                yield node, text.strip()


def _shown(call: ast.Call) -> Iterator[ast.expr]:
    name = _name(call.func)
    if name in SHOWING and call.args:
        yield call.args[0]
    if len(call.args) > SECOND.get(name, 99):
        yield call.args[SECOND[name]]
    yield from (k.value for k in call.keywords if k.arg in KEYWORDS)


def _texts(node: ast.expr) -> Iterator[ast.expr]:
    """The texts that an expression may evaluate to: alternatives, or several combined."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        yield node
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _texts(value)
    elif isinstance(node, ast.Tuple | ast.List):
        for entry in node.elts:
            yield from _texts(entry)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from (*_texts(node.left), *_texts(node.right))


def _quiet(tree: ast.Module) -> Iterator[int]:
    """The ids of nodes that are not shown or are marked: docstrings, types, keys, comparisons,
    assertions, errors, arguments of ``SAID``, and parts of a longer text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
        elif isinstance(node, ast.Call) and _name(node.func) in SAID:
            yield from (id(inner) for argument in node.args for inner in ast.walk(argument))
        elif isinstance(node, ast.JoinedStr):
            yield from (id(value) for value in node.values if isinstance(value, ast.Constant))
        elif isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            yield from (id(inner) for inner in ast.walk(node.format_spec))
        elif isinstance(node, ast.Dict):
            yield from (id(key) for key in node.keys if key is not None)
        elif isinstance(node, ast.Compare):
            yield from (id(side) for side in (node.left, *node.comparators))
        elif isinstance(node, ast.Assert | ast.Raise):
            yield from (id(inner) for inner in ast.walk(node))
        elif isinstance(node, ast.AnnAssign):
            yield from (id(inner) for inner in ast.walk(node.annotation))


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _letters(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            _letters(value) if isinstance(value, ast.Constant) else "\x00" for value in node.values
        )
    return ""
