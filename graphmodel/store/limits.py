"""The default limits of an answer to a user's statement."""

from __future__ import annotations

ROWS = 1000
SECONDS = 30.0
