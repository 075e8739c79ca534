"""The example in docs/schema.md: its files, and its commands with their output."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

DOC = Path(__file__).parents[2] / "docs" / "schema.md"
_FILE = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^```console\n\$ graphmodel (.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def lay_down(folder: Path) -> None:
    """Write the files of the example into a folder."""
    for name, content in _FILE.findall(DOC.read_text(encoding="utf-8")):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")


def commands() -> list[tuple[str, str]]:
    """The commands of the example in order, each with its output."""
    return _COMMAND.findall(DOC.read_text(encoding="utf-8"))


def run(
    arguments: list[str], folder: Path, environ: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a command in its own process, as a user would."""
    code = "from graphmodel.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200", **environ},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
