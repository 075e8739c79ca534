"""Files that are meant to break a reader: each is a problem, or one line, on the command line."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from graphmodel.importers.registry import importers
from tests.cli.conftest import Ran, Run, run
from tests.faults.hostile import GOOD, HURTS, Good, hurt_films
from tests.needs import lack

LONGEST_LINE = 1000

__all__ = ["run"]

KNOWN = {name: good for name, good in GOOD.items() if good.importer in importers()}


def calm(ran: Ran) -> bool:
    """Whether a command ended with what it is to say, in lines that harm no terminal."""
    said = ran.out + ran.err
    return (
        ran.code in (0, 1, 2)
        and "Traceback" not in said
        and "a fault in graphmodel itself" not in said
        and re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", said) is None
        and max(map(len, said.splitlines()), default=0) <= LONGEST_LINE
    )


@pytest.fixture
def store(embedded_store: object, embedded_folder: Path) -> Path:
    return embedded_folder


@pytest.mark.parametrize("good", KNOWN.values(), ids=KNOWN)
def test_the_good_files_are_good(run: Run, store: Path, tmp_path: Path, good: Good) -> None:
    path = good.lay(tmp_path / "good")
    ran = run("import", path, "--as", good.importer, "--dry-run", "--store", store)
    assert ran.code == 0, ran.err


@pytest.mark.parametrize("how", HURTS)
@pytest.mark.parametrize("good", KNOWN.values(), ids=KNOWN)
def test_a_hurt_file_is_a_problem_or_one_line(
    run: Run, store: Path, tmp_path: Path, good: Good, how: str
) -> None:
    path = good.lay(tmp_path / "hurt", HURTS[how](good.content))
    ran = run("import", path, "--as", good.importer, "--dry-run", "--store", store)
    assert calm(ran), ran
    shutil.rmtree(tmp_path / "hurt")


@pytest.mark.parametrize("how", [how for how in HURTS if "100 MB" not in how])
def test_a_hurt_file_may_be_given_without_its_importer(
    run: Run, store: Path, tmp_path: Path, how: str
) -> None:
    for number, good in enumerate(KNOWN.values()):
        path = good.lay(tmp_path / str(number), HURTS[how](good.content))
        ran = run("import", path, "--store", store, "--problems", tmp_path / "problems.csv")
        assert calm(ran), (good, ran)


def test_a_hurt_film_extract_is_a_problem_or_one_line(
    run: Run, store: Path, tmp_path: Path
) -> None:
    for name, path in hurt_films(tmp_path):
        ran = run("import", path, "--as", "films_cc0", "--store", store)
        assert calm(ran), (name, ran)


@pytest.mark.parametrize("importer", importers())
def test_nothing_can_be_given_to_any_importer(
    run: Run, store: Path, tmp_path: Path, importer: str
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for path in (empty, loop, tmp_path / "nowhere", tmp_path / ("x" * 300), Path(os.devnull)):
        ran = run("import", path, "--as", importer, "--store", store)
        assert calm(ran), (path, ran)
        assert ran.code == 2


def without_rights() -> list[str]:
    """What to put before a command so that it may read only what its user may."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        lack("setpriv", "install util-linux, or run the tests as an ordinary user")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]


EACH = """
import contextlib, io, json, sys
from graphmodel.cli import main
for arguments in json.load(sys.stdin):
    out, err, code = io.StringIO(), io.StringIO(), 0
    sys.argv = ["graphmodel", *arguments]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
    print(json.dumps([code, out.getvalue(), err.getvalue()]))
"""
"""Runs commands one after the other in one process, whose start takes longest."""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize("which", ["folder", "file"])
def test_what_may_not_be_read_is_one_line(store: Path, tmp_path: Path, which: str) -> None:
    laid = {name: good.lay(tmp_path / name) for name, good in KNOWN.items()}
    closed = {
        name: tmp_path / name / (good.hurt if which == "file" else "")
        for name, good in KNOWN.items()
    }
    modes = {name: path.stat().st_mode for name, path in closed.items()}
    for path in closed.values():
        path.chmod(0)
    commands = [
        ["import", str(laid[name]), "--as", good.importer, "--store", str(store)]
        for name, good in KNOWN.items()
    ]
    done = subprocess.run(
        [*without_rights(), sys.executable, "-c", EACH],
        input=json.dumps(commands), capture_output=True, text=True, check=False,
    )  # fmt: skip
    for name, path in closed.items():
        path.chmod(modes[name])
    answers = [Ran(*json.loads(line)) for line in done.stdout.splitlines()]
    assert len(answers) == len(KNOWN), done.stderr
    for name, ran in zip(KNOWN, answers, strict=True):
        assert calm(ran), (name, ran)
        assert ran.code in (1, 2), name
        assert "cannot be read" in ran.err, (name, ran)
