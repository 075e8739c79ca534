"""Run the notebook of the docs and save its outputs: python scripts/run_notebook.py

It queries the store in GRAPHMODEL_STORE, which must hold roadshow_2025 and demo_programme and
nothing else. No kernel is needed: the cells run in order in one namespace, and each shows the value
of its last line.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).parent.parent / "docs" / "notebook.ipynb"


def outputs(notebook: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The outputs of each code cell, as a notebook file has them."""
    names: dict[str, Any] = {}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return [_shown(_value("".join(cell["source"]), names)) for cell in cells]


def _value(source: str, names: dict[str, Any]) -> Any:
    """Run a cell; returns the value of its last line if that is an expression."""
    body = ast.parse(source).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "<cell>", "exec"), names)  # noqa: S102 - our own notebook
    if last is None:
        return None
    expression = compile(ast.Expression(last.value), "<cell>", "eval")
    return eval(expression, names)  # noqa: S307


def _shown(value: Any) -> list[dict[str, Any]]:
    if value is None:
        return []
    data = {"text/plain": [f"<{type(value).__name__}>"]}
    if hasattr(value, "_repr_html_"):
        data["text/html"] = value._repr_html_().splitlines(keepends=True)
    else:
        data["text/plain"] = repr(value).splitlines(keepends=True)
    return [
        {"data": data, "execution_count": None, "metadata": {}, "output_type": "execute_result"}
    ]


def main() -> None:
    """Write the outputs of the cells to the notebook."""
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell, output in zip(cells, outputs(notebook), strict=True):
        cell["outputs"] = output
    text = json.dumps(notebook, ensure_ascii=False, indent=1)
    NOTEBOOK.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
