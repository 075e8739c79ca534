"""Imports the Neo4j driver at a third of the usual cost."""

from __future__ import annotations

import importlib
import sys

_FRAMES = ("numpy", "pandas", "pyarrow")


def import_driver() -> None:
    """Import the driver without numpy, pandas and pyarrow.

    The driver loads all three to accept their types as parameters, which stores never send: two
    seconds of processor time in a command that then answers in a tenth of a second. Only for this
    project's own programs: a notebook user may send such types through the driver. Does nothing if
    the driver is already imported, when hiding the three would only harm other threads.
    """
    if "neo4j" in sys.modules:
        return
    loaded = {name: sys.modules.get(name) for name in _FRAMES}
    for name in _FRAMES:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        importlib.import_module("neo4j")
    finally:
        for name, module in loaded.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module
