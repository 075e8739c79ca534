"""The interface for scripts and notebooks; each name is imported when it is accessed."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphmodel.facts.batch import Report
    from graphmodel.ingest.frames import import_facts
    from graphmodel.snapshot import load_network
    from graphmodel.store import open_store

__all__ = ["Report", "import_facts", "load_network", "open_store"]

_PLACES = {
    "Report": "facts.batch",
    "import_facts": "ingest.frames",
    "load_network": "snapshot",
    "open_store": "store",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'graphmodel' has no attribute {name!r}")
    return getattr(importlib.import_module(f"graphmodel.{_PLACES[name]}"), name)
