"""The marker of a bulk load in progress. Imports nothing heavy, since every host checks for it."""

from __future__ import annotations

import shutil
from pathlib import Path

MARKER_FILE = "loading.mark"


def discard_half_loaded(folder: Path, database: str) -> bool:
    """Empty a folder's store if a load into it was interrupted; returns whether it was. To be
    called before the server starts."""
    marker = folder / MARKER_FILE
    if not marker.exists():
        return False
    shutil.rmtree(folder / "databases" / database, ignore_errors=True)
    marker.unlink()
    return True
