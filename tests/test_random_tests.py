"""Random tests are the same in every run, and findings of new ones can be kept."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.random_tests import PROFILE, failing_examples

ROOT = Path(__file__).parent.parent
FAILS = """
from pathlib import Path
from hypothesis import given, strategies as st

@given(n=st.integers(), text=st.text())
def test_small(tmp_path, n, text):
    assert n < 7
"""
DRAWS = """
import importlib
import sys
from hypothesis import given, strategies as st
from tests.random_tests import load_profile

load_profile()
for name in sys.argv[1:]:
    importlib.import_module(name)
drawn = []

@given(st.text(), st.integers())
def sample(text, number):
    drawn.append((text, number))

sample()
print(ascii(drawn))
"""
CONFTEST = """
from tests.random_tests import load_profile, pytest_runtest_makereport
from tests.random_tests import print_examples as pytest_terminal_summary
load_profile()
"""


def test_no_random_test_depends_on_the_clock_or_on_chance() -> None:
    for path in (ROOT / "tests").rglob("*.py"):
        if path.name != "random_tests.py":
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"\b(deadline|derandomize|suppress_health_check)=", text), path


def test_the_examples_are_the_same_whatever_was_loaded_before(tmp_path: Path) -> None:
    (tmp_path / "draws.py").write_text(DRAWS)
    environment = {**os.environ, PROFILE: "fixed", "PYTHONPATH": str(ROOT)}
    drawn = [
        subprocess.run(
            [sys.executable, tmp_path / "draws.py", *modules],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
        ).stdout
        for modules in ([], ["graphmodel.schema.model", "graphmodel.store.statements"])
    ]  # fmt: skip
    assert drawn[0].count("(") > 50
    assert drawn[0] == drawn[1]


def test_a_failing_example_becomes_the_line_to_add() -> None:
    error = ValueError()
    error.add_note("Failing test case: test_a(\n    tmp_path=Path('x'),\n    a=[1],  # or any\n)")
    error.add_note("\nYou can reproduce this by adding @reproduce_failure('6', b'A') as decorator")
    assert failing_examples(error, {"a"}, {}) == ["@example(a=[1])"]
    group = ExceptionGroup("two", [error, ValueError()])
    assert failing_examples(group, {"a"}, {}) == ["@example(a=[1])"]
    assert failing_examples(error, {"a", "tmp_path"}, {"Path": Path}) == [
        "@example(tmp_path=Path('x'), a=[1])"
    ]
    assert failing_examples(error, {"tmp_path"}, {}) == ["@reproduce_failure('6', b'A')"]


def test_an_example_that_is_kept_already_is_not_to_be_added() -> None:
    error = ValueError()
    error.add_note("Failing explicit example: test_a(\n    a=[1],\n)")
    assert failing_examples(error, {"a"}, {}) == []


@pytest.mark.parametrize("text", [FAILS, FAILS.replace("n < 7", "n == n")], ids=["wrong", "right"])
def test_fuzz_prints_what_to_add(tmp_path: Path, text: str) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    file = tmp_path / "test_it.py"
    file.write_text(text)
    command = [sys.executable, "scripts/fuzz.py", "--minutes", "0", str(file)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.stderr == ""
    if text == FAILS:
        assert ran.returncode == 1
        assert "    @example(n=7, text='')\n" in ran.stdout
        assert "reproduce_failure" in ran.stdout
    else:
        assert ran.returncode == 0
        assert re.fullmatch(r".*test_it\.py: passed in \d+ s\n", ran.stdout)
