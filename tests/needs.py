"""Requirements that a machine may lack: the tests that need them are skipped and listed at the end,
or fail in CI."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

lacking: dict[str, str] = {}
"""What was missing in this run and how to get it; printed at the end of the run."""


def lack(name: str, remedy: str) -> NoReturn:
    """Skip the test, or fail it if CI=true, because this machine lacks something."""
    lacking[name] = remedy
    if os.environ.get("CI") == "true":
        pytest.fail(f"{name} is missing, and with CI=true nothing may be: {remedy}", pytrace=False)
    pytest.skip(f"{name} is missing: {remedy}")
