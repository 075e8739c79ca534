"""How quickly ties age."""

from __future__ import annotations

HALF_LIFE = 10.0
"""Years in which a tie loses half of its weight, unless a caller asks for another half-life."""
