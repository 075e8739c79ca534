"""Output of a person's last activity in commands."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from graphmodel.analysis.ties.last_activity import LastActivity


def activity_value(activity: LastActivity) -> dict[str, Any]:
    """When a person was last active, for JSON: in years, and in words."""
    return {**asdict(activity), "words": activity.words()}
