"""What a machine may lack for some tests: those are skipped and said at the end, but fail in CI."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

lacking: dict[str, str] = {}
"""What was missing in this run and how to have it; printed as the run's last lines."""


def lack(what: str, how: str) -> NoReturn:
    """Skip the test, or fail it where CI=true, since this machine lacks something."""
    lacking[what] = how
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and with CI=true nothing may be: {how}", pytrace=False)
    pytest.skip(f"{what} is missing: {how}")
