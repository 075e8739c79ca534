"""Profiles of random tests: the same examples every time, or new ones to find remaining errors.

``make test`` and CI use the profile ``fixed``, so that a run fails only because of a change.
``make fuzz`` uses ``new``; its findings are kept as an ``@example`` above the test.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Collection, Generator, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

PROFILE = "GRAPHMODEL_RANDOM_TESTS"
"""The variable that names the profile, ``fixed`` or ``new``."""

TO_ADD = "examples to add above the tests that failed"
_FAILING = re.compile(r"^(?:Failing test case|Falsifying example): (.*)", re.DOTALL)
_REPRODUCE = re.compile(r"@reproduce_failure\(.*\)")


def load_profile() -> None:
    """Set the options of all random tests; a test itself sets only its number of examples."""
    # The time to draw or run an example means nothing on a busy machine, and no random test
    # modifies its fixtures.
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
        # Hypothesis also draws constants of the modules loaded so far, which differ whenever a
        # module changes or two workers share the tests in another order.
        providers._get_local_constants = Constants


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Send the examples that made a random test fail along with its report."""
    report = yield
    random_test = getattr(getattr(item, "obj", None), "hypothesis", None)
    if call.excinfo is not None and random_test is not None:
        names, variables = random_test._given_kwargs, random_test.inner_test.__globals__
        for line in failing_examples(call.excinfo.value, names, variables):
            report.user_properties.append((TO_ADD, line))
    return report


def failing_examples(
    error: BaseException, names: Collection[str], variables: Mapping[str, Any]
) -> list[str]:
    """The decorators that reproduce what Hypothesis found.

    ``names`` are the drawn arguments, ``variables`` the globals of the test's module. An argument
    that cannot be written as code gives ``@reproduce_failure`` instead of ``@example``.
    """
    lines = []
    for failure in _errors(error):
        notes = [note.strip() for note in getattr(failure, "__notes__", [])]
        reproduce = [blob.group() for note in notes if (blob := _REPRODUCE.search(note))]
        for note in notes:
            if called := _FAILING.match(note):
                line = _as_example(called.group(1), names, variables)
                lines += [line] if line else reproduce
    return lines


def _errors(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _errors(inner)
    else:
        yield error


def _as_example(call: str, names: Collection[str], variables: Mapping[str, Any]) -> str | None:
    try:
        parsed = ast.parse(call, mode="eval").body
        assert isinstance(parsed, ast.Call)
        arguments = [k for k in parsed.keywords if k.arg in names]
        for argument in arguments:
            eval(ast.unparse(argument.value), dict(variables))
    except Exception:
        return None
    return f"@example({', '.join(map(ast.unparse, arguments))})"


def print_examples(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the examples to keep for each failed random test, at the end of a run."""
    lines = [
        f"{report.nodeid}\n    {line}"
        for report in terminalreporter.stats.get("failed", [])
        for title, line in report.user_properties
        if title == TO_ADD
    ]
    if lines:
        terminalreporter.section(TO_ADD)
        terminalreporter.write_line("\n".join(lines))
