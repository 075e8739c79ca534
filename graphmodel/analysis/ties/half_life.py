"""The default rate at which ties age."""

from __future__ import annotations

HALF_LIFE = 10.0
"""Years in which a tie loses half of its weight, unless the caller passes another half-life."""
