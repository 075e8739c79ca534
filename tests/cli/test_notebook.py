"""The notebook in the docs shows the current outputs of its cells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.run_notebook import NOTEBOOK, outputs


def test_the_notebook_shows_what_its_cells_give(
    loaded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHMODEL_STORE", str(loaded))
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    shown = [cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert outputs(notebook) == shown
    assert sum("text/html" in str(output) for output in shown) == 7
