"""Fixtures that run the ``graphmodel`` command, and a store with the small shipped data sets."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from graphmodel.cli import main
from graphmodel.ingest.datasets import shipped_data_set
from graphmodel.ingest.pipeline import import_path
from graphmodel.store.embedded import open_embedded


@dataclass(frozen=True)
class Ran:
    """A command's exit code and output."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.out, self.err
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["graphmodel", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a store with roadshow_2025 and demo_programme; tests only read it."""
    folder = tmp_path_factory.mktemp("loaded") / "store"
    with open_embedded(folder) as store:
        for name in ("roadshow_2025", "demo_programme"):
            import_path(store, *shipped_data_set(name))
        yield folder


@pytest.fixture
def ask(run: Run, loaded: Path) -> Run:
    """Run a command on the loaded store."""
    return lambda *arguments: run(*arguments, "--store", loaded)


def one_line(ran: Ran) -> bool:
    """Whether an error was reported in one line, on standard error only, without a traceback."""
    return not ran.out and ran.err.count("\n") == 1 and "Traceback" not in ran.err
