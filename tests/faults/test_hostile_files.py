"""Files meant to break a reader: each gives a problem or a one-line error."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphmodel.importers.registry import importers
from graphmodel.store.embedded import open_embedded
from tests.cli.conftest import Ran, Run, run
from tests.faults.hostile import CORRUPTIONS, SAMPLES, SampleFiles, corrupt_film_extracts
from tests.needs import lack

LONGEST_LINE = 1000

__all__ = ["run"]

SUPPORTED = {name: sample for name, sample in SAMPLES.items() if sample.importer in importers()}


def is_orderly(ran: Ran) -> bool:
    """Whether a command ended as intended, with output that is harmless to a terminal."""
    output = ran.out + ran.err
    return (
        ran.code in (0, 1, 2)
        and "Traceback" not in output
        and "a fault in graphmodel itself" not in output
        and re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", output) is None
        and max(map(len, output.splitlines()), default=0) <= LONGEST_LINE
    )


@pytest.fixture
def store(embedded_store: object, embedded_folder: Path) -> Path:
    return embedded_folder


@pytest.fixture(scope="module")
def dry_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a store for dry runs; checks at the end that nothing was written."""
    folder = tmp_path_factory.mktemp("dry") / "store"
    with open_embedded(folder) as store:
        yield folder
        assert not store.counts().nodes
        assert not store.imports()


@pytest.mark.parametrize("sample", SUPPORTED.values(), ids=SUPPORTED)
def test_the_good_files_are_good(
    run: Run, dry_store: Path, tmp_path: Path, sample: SampleFiles
) -> None:
    path = sample.write(tmp_path / "good")
    ran = run("import", path, "--as", sample.importer, "--dry-run", "--store", dry_store)
    assert ran.code == 0, ran.err


@pytest.mark.parametrize("corruption", CORRUPTIONS)
@pytest.mark.parametrize("sample", SUPPORTED.values(), ids=SUPPORTED)
def test_a_hurt_file_is_a_problem_or_one_line(
    run: Run, dry_store: Path, tmp_path: Path, sample: SampleFiles, corruption: str
) -> None:
    path = sample.write(tmp_path / "hurt", CORRUPTIONS[corruption](sample.content))
    ran = run("import", path, "--as", sample.importer, "--dry-run", "--store", dry_store)
    assert is_orderly(ran), ran
    shutil.rmtree(tmp_path / "hurt")


@pytest.mark.parametrize(
    "corruption", [corruption for corruption in CORRUPTIONS if "100 MB" not in corruption]
)
def test_a_hurt_file_may_be_given_without_its_importer(
    run: Run, store: Path, tmp_path: Path, corruption: str
) -> None:
    for number, sample in enumerate(SUPPORTED.values()):
        path = sample.write(tmp_path / str(number), CORRUPTIONS[corruption](sample.content))
        ran = run("import", path, "--store", store, "--problems", tmp_path / "problems.csv")
        assert is_orderly(ran), (sample, ran)


def test_a_hurt_film_extract_is_a_problem_or_one_line(
    run: Run, store: Path, tmp_path: Path
) -> None:
    for name, path in corrupt_film_extracts(tmp_path):
        ran = run("import", path, "--as", "films_cc0", "--store", store)
        assert is_orderly(ran), (name, ran)


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
        assert is_orderly(ran), (path, ran)
        assert ran.code == 2


def without_privileges() -> list[str]:
    """The command prefix that drops root's right to read any file."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        lack("setpriv", "install util-linux, or run the tests as an ordinary user")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]


RUN_COMMANDS = """
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
"""Runs all commands in a single process, since start-up takes longest."""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize("closed_part", ["folder", "file"])
def test_what_may_not_be_read_is_one_line(store: Path, tmp_path: Path, closed_part: str) -> None:
    paths = {name: sample.write(tmp_path / name) for name, sample in SUPPORTED.items()}
    closed = {
        name: tmp_path / name / (sample.corrupted_file if closed_part == "file" else "")
        for name, sample in SUPPORTED.items()
    }
    modes = {name: path.stat().st_mode for name, path in closed.items()}
    for path in closed.values():
        path.chmod(0)
    commands = [
        ["import", str(paths[name]), "--as", sample.importer, "--store", str(store)]
        for name, sample in SUPPORTED.items()
    ]
    completed = subprocess.run(
        [*without_privileges(), sys.executable, "-c", RUN_COMMANDS],
        input=json.dumps(commands), capture_output=True, text=True, check=False,
    )  # fmt: skip
    for name, path in closed.items():
        path.chmod(modes[name])
    answers = [Ran(*json.loads(line)) for line in completed.stdout.splitlines()]
    assert len(answers) == len(SUPPORTED), completed.stderr
    for name, ran in zip(SUPPORTED, answers, strict=True):
        assert is_orderly(ran), (name, ran)
        assert ran.code in (1, 2), name
        assert "cannot be read" in ran.err, (name, ran)
