#!/usr/bin/env python3
"""Run the random tests with new examples: python scripts/fuzz.py [--minutes 10] [PATH ...]

PATH names folders or files of tests. Each file is run again and again, in random order, until the
time is up. For a test that fails, what pytest prints ends in the line to add above that test, so
that ``make test`` runs the example from then on. Exits with 1 if a test failed.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (sys.executable, "-m", "pytest", "-q", "-m", "hypothesis", "-p", "no:cacheprovider")


def random_tests(paths: list[Path]) -> list[Path]:
    """The files with random tests among these files and folders."""
    files = {file for path in paths for file in ([path] if path.is_file() else path.rglob("*.py"))}
    return sorted(file for file in files if "@given(" in file.read_text(encoding="utf-8"))


def run(file: Path) -> bool:
    """Run the random tests of a file with new examples; print what fails and whether all passed."""
    environment = {**os.environ, "GRAPHMODEL_RANDOM_TESTS": "new"}
    start = time.monotonic()
    ran = subprocess.run(  # noqa: S603 - a file of this repository
        [*COMMAND, str(file)], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    passed = ran.returncode == 0
    outcome = "passed" if passed else "FAILED"
    print(f"{file}: {outcome} in {time.monotonic() - start:.0f} s", flush=True)
    if not passed:
        print(ran.stdout + ran.stderr, flush=True)
    return passed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10, help="how long to go on (10)")
    parser.add_argument("paths", nargs="*", type=Path, default=[ROOT / "tests"])
    arguments = parser.parse_args()
    deadline = time.monotonic() + 60 * arguments.minutes
    passing = random_tests(arguments.paths)
    failing: list[Path] = []
    if not passing:
        parser.error("no file with random tests there")
    while passing and time.monotonic() < deadline:
        for file in random.sample(passing, len(passing)):
            if time.monotonic() >= deadline:
                break
            if not run(file):
                passing.remove(file)
                failing.append(file)
    for file in failing:
        print(f"failed: {file}; its examples to add are printed above")
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
