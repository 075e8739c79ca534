"""What tells that a store was being loaded in bulk. Imports nothing heavy: every host looks."""

from __future__ import annotations

import shutil
from pathlib import Path

MARKER_FILE = "loading.mark"


def discard_half_loaded(folder: Path, database: str) -> bool:
    """Empty a folder's store if a load was cut short there; before the server starts."""
    mark = folder / MARKER_FILE
    if not mark.exists():
        return False
    shutil.rmtree(folder / "databases" / database, ignore_errors=True)
    mark.unlink()
    return True
