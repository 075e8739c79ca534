#!/usr/bin/env python3
"""Run the random tests with new examples: python scripts/fuzz.py [--minutes 10] [PATH ...]

PATH is a folder or file of tests. The files run repeatedly, in random order, until the time is up.
The output of a failing file ends in the line to add above the test so that ``make test`` runs that
example from then on. Exits with 1 if a test failed.
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
    """Run the random tests of a file with new examples, print the outcome, and return success."""
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


def run_until(deadline: float, files: list[Path]) -> list[Path]:
    """Run files, at least one, until the time is up; returns those that failed, after which they
    are not run again."""
    passing, failing = list(files), []
    while passing:
        for file in random.sample(passing, len(passing)):
            if not run(file):
                passing.remove(file)
                failing.append(file)
            if time.monotonic() >= deadline:
                return failing
    return failing


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10, help="how long to go on (10)")
    parser.add_argument("paths", nargs="*", type=Path, default=[ROOT / "tests"])
    arguments = parser.parse_args()
    files = random_tests(arguments.paths)
    if not files:
        parser.error("no file with random tests there")
    failing = run_until(time.monotonic() + 60 * arguments.minutes, files)
    for file in failing:
        print(f"failed: {file}; the examples to add are printed above")
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
