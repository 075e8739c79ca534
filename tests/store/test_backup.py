"""Backups of an embedded store in use, and stores restored from them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import psutil
import pytest

from graphmodel.errors import InputError, StoreError
from graphmodel.store.backup import back_up, restore
from graphmodel.store.embedded import EmbeddedStore, open_embedded
from graphmodel.store.host_client import join_host
from graphmodel.store.records import Facts

BATCH = 50

STOPPED = """
import sys, time
from pathlib import Path
from graphmodel.store import backup
from graphmodel.store.embedded import open_embedded

def wait(*_):
    print("there", flush=True)
    time.sleep(600)

backup.{step} = wait
with open_embedded(Path(sys.argv[1])) as store:
    {call}
"""


def write_batch(store: EmbeddedStore, number: int) -> None:
    ids = [f"p{number:04}-{person:02}" for person in range(BATCH)]
    rows = pl.DataFrame({"id": ids, "sources": [["src"]] * BATCH})
    store.write(Facts("Person", rows.with_columns(name=pl.col("id"))))


def people(store: EmbeddedStore) -> int:
    return int(store.counts().nodes.get("Person", 0))


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


@pytest.fixture
def backup(embedded_store: EmbeddedStore, tmp_path: Path) -> Path:
    """A backup of a store with one batch."""
    write_batch(embedded_store, 0)
    back_up(embedded_store, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def test_a_backup_holds_whole_batches_of_a_store_that_is_written_to(
    embedded_store: EmbeddedStore, tmp_path: Path
) -> None:
    file, folder = tmp_path / "backup.zip", tmp_path / "restored"
    ended, some = threading.Event(), threading.Event()

    def write() -> int:
        number = 0
        with open_embedded(embedded_store.folder) as writer:
            while not ended.is_set():
                write_batch(writer, number)
                number += 1
                if number == 3:
                    some.set()
        return number

    with ThreadPoolExecutor(1) as pool:
        written = pool.submit(write)
        some.wait()
        before = people(embedded_store)
        back_up(embedded_store, file)
        after = people(embedded_store)
        ended.set()
        batches = written.result()
    assert file.stat().st_mode & 0o777 == 0o600
    counts = restore(file, folder)
    assert before <= counts.nodes["Person"] <= after + BATCH
    assert counts.nodes["Person"] % BATCH == 0
    assert people(embedded_store) == BATCH * batches
    with open_embedded(folder) as restored:
        # Caches identify a store by identity and revision, and these two stores diverge.
        assert restored.identity() != embedded_store.identity()
        write_batch(restored, 9999)
        assert people(restored) == counts.nodes["Person"] + BATCH
    assert hidden(tmp_path) == []


def test_nothing_is_replaced(embedded_store: EmbeddedStore, backup: Path, tmp_path: Path) -> None:
    content = backup.read_bytes()
    with pytest.raises(InputError, match="already exists"):
        back_up(embedded_store, backup)
    assert backup.read_bytes() == content
    with pytest.raises(InputError, match="no such folder"):
        back_up(embedded_store, tmp_path / "nowhere" / "backup.zip")
    with pytest.raises(InputError, match="already exists"):
        restore(backup, embedded_store.folder)
    assert people(embedded_store) == BATCH


def rewritten(backup: Path, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The bytes of a backup after changing its members."""
    with zipfile.ZipFile(backup) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    change(members)
    with zipfile.ZipFile(backup, "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return backup.read_bytes()


def test_a_file_that_is_no_whole_backup_is_refused(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    with zipfile.ZipFile(backup) as packed:
        largest = max(packed.infolist(), key=lambda member: member.compress_size)
        assert largest.compress_size > 200
        middle = largest.header_offset + 150  # well after the member's own header
    newer = json.dumps({"form": 2, "program": "9.0"}).encode()
    damaged = {
        "another file": b"id,name\n",
        "cut": whole[:middle],
        "a byte changed": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "leads out": rewritten(backup, lambda members: members.update({"../x": b"x"})),
        "no manifest": rewritten(backup, lambda m: (m.clear(), m.update(x=b""))[0]),
        "newer": rewritten(backup, lambda m: m.update({"graphmodel-backup.json": newer})),
    }
    for what, content in damaged.items():
        backup.write_bytes(content)
        broken = "is not a backup of graphmodel, or is damaged"
        match = "which is newer" if what == "newer" else broken
        with pytest.raises(InputError, match=match):
            restore(backup, tmp_path / "restored")
    with pytest.raises(InputError, match="cannot be read"):
        restore(tmp_path / "nowhere.zip", tmp_path / "restored")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.zip"]


@pytest.mark.parametrize(
    ("step", "call", "target"),
    [
        ("_check", "backup.back_up(store, Path(sys.argv[2]) / 'second.zip')", "second.zip"),
        (
            "_renew",
            "backup.restore(Path(sys.argv[2]) / 'backup.zip', Path(sys.argv[2]) / 'restored')",
            "restored",
        ),
    ],
)
def test_one_that_is_killed_leaves_nothing_that_looks_complete(
    embedded_store: EmbeddedStore, backup: Path, tmp_path: Path, step: str, call: str, target: str
) -> None:
    script = STOPPED.format(step=step, call=call)
    command = [sys.executable, "-c", script, str(embedded_store.folder), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"there\n"
        process.kill()
    assert not (tmp_path / target).exists()
    assert len(hidden(tmp_path)) == 1
    if target == "restored":
        assert restore(backup, tmp_path / target).nodes["Person"] == BATCH
    else:
        back_up(embedded_store, tmp_path / target)
    assert hidden(tmp_path) == []


def test_a_host_that_is_killed_meanwhile_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "backup.zip"
    is_joining = threading.Event()

    def join(folder: Path) -> object:
        is_joining.set()
        return join_host(folder)

    with open_embedded(tmp_path / "store") as store:
        write_batch(store, 0)
        host = psutil.Process(store.key.pid)
        host.suspend()
        with ThreadPoolExecutor(1) as pool, monkeypatch.context() as patch:
            patch.setattr("graphmodel.store.backup.join_host", join)
            written = pool.submit(back_up, store, file)
            # If the host were killed earlier, another one would start and write the backup.
            assert is_joining.wait(60)
            host.kill()
            host.wait()
            with pytest.raises(StoreError, match="ended meanwhile"):
                written.result()
        assert sorted(path.name for path in tmp_path.iterdir()) == ["store"]
        back_up(store, file)
    shutil.rmtree(tmp_path / "store")
    assert restore(file, tmp_path / "store").nodes["Person"] == BATCH
