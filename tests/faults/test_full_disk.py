"""A full disk: one error line, nothing half written, and the import resumes once there is room."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphmodel.errors import StoreError
from graphmodel.importers.films_cc0 import IMPORTER
from graphmodel.ingest.pipeline import ImportOptions, import_data_set
from graphmodel.store.embedded import MIN_FREE_BYTES
from tests.cli.conftest import Run, run
from tests.faults.kill import Graph, KilledHost, graph_of, import_killed
from tests.needs import lack

__all__ = ["run"]

SMALL = MIN_FREE_BYTES + (300 << 20)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A separate small disk."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.name == "nt" or shutil.which("mount") is None or os.geteuid() != 0:
        lack("a right to mount", "run the tests as root on Linux to fill a small disk")
    options = ["-t", "tmpfs", "-o", f"size={SMALL}", "faults", str(disk)]
    completed = subprocess.run(["mount", *options], capture_output=True, text=True, check=False)
    if completed.returncode:
        lack("a right to mount", f"allow mounts of tmpfs ({completed.stderr.strip()})")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_full_disk_is_one_line_and_the_import_goes_on_with_room(
    small_disk: Path, films: Path, in_peace: tuple[Graph, float]
) -> None:
    target = KilledHost(small_disk / "target")
    ballast = small_disk / "ballast"
    with target.open() as store:
        empty = graph_of(store)

        def fill(kind: str, rows: int, remaining: int) -> None:
            if not ballast.exists():
                free = shutil.disk_usage(small_disk).free
                ballast.write_bytes(bytes(free - MIN_FREE_BYTES // 2))

        with pytest.raises(StoreError, match=r"disk is full.*free some space") as raised:
            import_data_set(store, "films", IMPORTER, films, ImportOptions(progress=fill))
        assert "\n" not in str(raised.value)
        assert graph_of(store).links == empty.links
    ballast.unlink()
    import_killed(target, (films,), 0, iter(()))
    with target.open() as store:
        assert graph_of(store) == in_peace[0]
    target.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_problems_that_do_not_fit_are_one_line(
    run: Run, embedded_folder: Path, tmp_path: Path
) -> None:
    seed = tmp_path / "seed"
    seed.mkdir()
    (seed / "seed.toml").write_text(
        'title = "T"\nnamespace = "real"\nfictional = false\nlicence = "CC0-1.0"\nsays = "S"\n'
    )
    (seed / "Person.csv").write_text("id,name,sources\np:1,,s:1\n")
    ran = run("import", seed, "--dry-run", "--store", embedded_folder, "--problems", "/dev/full")
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert "No space left" in ran.err.splitlines()[-1]
