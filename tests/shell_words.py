"""Shell parsing of command lines that the program shows."""

from __future__ import annotations

import subprocess


def words_in(line: str | None) -> list[str]:
    """The words into which a shell splits a line."""
    assert line is not None
    printed = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {line}"], check=True, capture_output=True
    )
    return printed.stdout.decode().split("\0")[:-1]
