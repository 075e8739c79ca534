"""How random tests run: the same examples every time, or new ones to find what is still wrong.

``make test`` and CI use the profile ``fixed``, so that a run fails for what changed and for nothing
else. ``make fuzz`` uses ``new``; what it finds stays as an ``@example`` above the test.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

PROFILE = "GRAPHMODEL_RANDOM_TESTS"
"""The variable that names the profile, ``fixed`` or ``new``."""


def load_profile() -> None:
    """Set what holds for all random tests; a test itself sets only how many examples it affords."""
    # How long drawing or running an example takes says nothing on a machine with other work, and
    # no random test changes what its fixtures give it.
    common = settings(
        deadline=None,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.function_scoped_fixture,
        ],
    )
    settings.register_profile("fixed", common, derandomize=True)
    settings.register_profile("new", common, print_blob=True)
    profile = os.environ.get(PROFILE, "fixed")
    settings.load_profile(profile)
    if profile == "fixed":
        # Hypothesis also draws constants of the modules loaded so far: others whenever a module
        # changes, or when two workers share the tests in another order.
        providers._get_local_constants = Constants  # type: ignore[assignment]
