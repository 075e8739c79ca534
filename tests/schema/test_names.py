"""Adding a kind takes one edit: only the schema and importers of one format spell its name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from graphmodel.schema.declarations import UNITS
from graphmodel.schema.model import SHIPPED

PACKAGE = Path(__file__).parents[2] / "graphmodel"

EVERYWHERE = {*UNITS, "Source"}
"""The kinds that the analyses are about, and the one that every fact names."""


def may_name_kinds(path: Path) -> bool:
    """Whether a module may name kinds: the schema, and importers of one format, which produce facts
    of its kinds. Code shared by several formats is in subfolders, or names no kind."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] == "schema" or (parts[0] == "importers" and len(parts) == 2)


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """The string literals of a module except docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    described = {
        id(body[0].value)
        for node in ast.walk(tree)
        if (body := getattr(node, "body", None))
        and isinstance(body, list)
        and isinstance(body[0], ast.Expr)
    }
    described |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in described:
            yield node.lineno, str(node.value)


def test_no_name_of_a_kind_is_spelt_outside_the_schema() -> None:
    kinds = set(SHIPPED.nodes) - EVERYWHERE
    links = re.compile(rf"\b({'|'.join(SHIPPED.links)})\b")
    spelt = [
        f"{path.relative_to(PACKAGE)}:{line}: {text}"
        for path in PACKAGE.rglob("*.py")
        if not may_name_kinds(path)
        for line, text in literals(path)
        if text in kinds or links.search(text)
    ]
    assert spelt == []
