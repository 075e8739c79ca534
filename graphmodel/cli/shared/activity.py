"""How commands print when somebody was last active."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from graphmodel.analysis.ties.last_activity import LastActivity


def activity_value(activity: LastActivity) -> dict[str, Any]:
    """When somebody was last active, for JSON: years, and the same in words."""
    return {**asdict(activity), "words": activity.words()}
