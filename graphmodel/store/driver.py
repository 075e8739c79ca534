"""The Neo4j driver, imported at a third of its cost."""

from __future__ import annotations

import importlib
import sys

_FRAMES = ("numpy", "pandas", "pyarrow")


def import_driver() -> None:
    """Import the driver without numpy, pandas and pyarrow.

    It would load all three to take their types as parameters, which stores never send: two
    seconds of processor time in a command that then answers in a tenth. For programs of our own
    alone: in a notebook somebody may send such types through the driver. No effect on a driver
    that is imported already: hiding those three would then only harm other threads.
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
