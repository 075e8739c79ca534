"""What a machine may lack for some tests: these are skipped and listed at the end; in CI they
fail."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

lacking: dict[str, str] = {}
"""What was missing in this run and how to get it; printed at the end of the run."""


def lack(name: str, remedy: str) -> NoReturn:
    """Skip the test, or fail it if CI=true, since this machine lacks something."""
    lacking[name] = remedy
    if os.environ.get("CI") == "true":
        pytest.fail(f"{name} is missing, and with CI=true nothing may be: {remedy}", pytrace=False)
    pytest.skip(f"{name} is missing: {remedy}")
