"""A store for the page tests: the shipped roadshow and demo, and malicious names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from graphmodel.importers.registry import importers
from graphmodel.ingest.datasets import shipped_data_set
from graphmodel.ingest.pipeline import import_path
from graphmodel.store import open_store

Opened = Callable[..., AppTest]
"""Opens and runs a page by its name, with URL parameters."""

HOSTILE = "<img src=x onerror=alert(1)>"
MARKED = "**bold** [link](https://example.org) :material/home: $x^2$ :red[red] `code`"

ROADSHOW = "roadshow2025:roadshow"
EVE, MARK = "harm:eve", "harm:mark"

_FILES = {
    "seed.toml": """title = "Names made to do harm"
namespace = "real"
fictional = false
licence = "CC0-1.0"
says = "People whose names are markup."
""",
    "Source.csv": "id,name,publisher,address,licence,published\n"
    f'harm:source,"{HOSTILE} Gazette",Testers,https://example.org/paper,CC0-1.0,2025-01-02\n',
    "Person.csv": "id,name,sources\n"
    f'{EVE},"{HOSTILE}",harm:source\n{MARK},"{MARKED}",harm:source\n',
    "TAKES_PART_IN.csv": "from_id,to_id,role,sources\n"
    f"{EVE},{ROADSHOW},participant,harm:source\n"
    f"{MARK},{ROADSHOW},participant,harm:source\n"
    f"{EVE},roadshow2025:hina,participant,harm:source\n",
}


def fill(folder: Path, seed: Path) -> None:
    """Fill the store in ``folder``; ``seed`` is an empty folder for the file of malicious names."""
    for name, text in _FILES.items():
        (seed / name).write_text(text, encoding="utf-8")
    with open_store(str(folder)) as store:
        for data_set in ("roadshow_2025", "demo_programme"):
            assert import_path(store, *shipped_data_set(data_set)).problems == []
        assert import_path(store, importers()["seed"], seed).problems == []
        store.derive_labels()
