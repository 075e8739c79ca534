"""The process that hosts an embedded store: shared, private, and gone when unused."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import polars as pl
import psutil
import pytest

from graphmodel.errors import InputError, StoreError
from graphmodel.store import host, host_client, open_store
from graphmodel.store.embedded import EmbeddedStore, open_embedded
from graphmodel.store.host_client import join_host
from graphmodel.store.records import Facts

BATCH = 200
WRITES_UNTIL_KILLED = """
import sys
from pathlib import Path
import polars as pl
from graphmodel.store.base import Facts
from graphmodel.store.embedded import open_embedded

with open_embedded(Path(sys.argv[1])) as store:
    number = 0
    while True:
        ids = [f"{number}-{i}" for i in range(int(sys.argv[2]))]
        rows = pl.DataFrame({"id": ids, "name": ids, "sources": [["s"]] * len(ids)})
        store.write(Facts("Person", rows))
        print(number, flush=True)
        number += 1
"""
OPENS = """
import sys
from pathlib import Path
from graphmodel.store.embedded import open_embedded

with open_embedded(Path(sys.argv[1])) as store:
    print(store.key.pid, store.identity(), flush=True)
    sys.stdin.readline()
"""

FINDS_ITS_PORT_TAKEN = """
import os, socket, sys
from graphmodel.store import host

taken = socket.create_server((host.LOOPBACK, 0))
host.free_port = lambda: taken.getsockname()[1]
os._exit(host.main())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "a store"


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def until(condition: object, seconds: float = 120) -> bool:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def people(*ids: str) -> Facts:
    return Facts("Person", pl.DataFrame({"id": ids, "name": ids, "sources": [["s"]] * len(ids)}))


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_two_programs_starting_at_once_share_one(folder: Path) -> None:
    programs = [python(OPENS, folder) for _ in range(3)]
    lines = {line(program) for program in programs}
    assert len(lines) == 1
    assert "" not in lines
    for program in programs:
        program.communicate("\n")


def test_it_ends_itself_when_unused_and_keeps_what_was_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHMODEL_STORE_IDLE_SECONDS", "1")
    with open_embedded(folder) as store, open_embedded(folder) as second:
        store.write(people("a"))
        assert second.key.pid == store.key.pid
        second.close()
        time.sleep(2)
        assert not gone(store.key.pid)
        assert store.counts().nodes == {"Person": 1}
    assert until(lambda: gone(store.key.pid))
    assert not (folder / "host.json").exists()
    with open_embedded(folder) as reopened:
        assert reopened.key.pid != store.key.pid
        assert reopened.counts().nodes == {"Person": 1}
        assert reopened.identity() == store.identity()


def test_a_statement_that_was_given_up_does_not_hold_the_host(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHMODEL_STORE_IDLE_SECONDS", "1")
    endless = " ".join(f"UNWIND range(1, 100000) AS {x}" for x in "abc") + " RETURN count(a + b)"
    with open_embedded(folder) as store:
        assert store.query(endless, seconds=0.5).cut
    assert until(lambda: gone(store.key.pid))


def test_a_statement_that_was_given_up_does_not_hold_a_host_that_is_asked_to_end(
    folder: Path,
) -> None:
    endless = " ".join(f"UNWIND range(1, 100000) AS {x}" for x in "abc") + " RETURN count(a + b)"
    with open_embedded(folder) as store:
        assert store.query(endless, seconds=0.5).cut
        host = store.key.pid
        os.kill(host, signal.SIGTERM)
        assert until(lambda: gone(host))


def test_an_answer_that_was_cut_gives_its_connection_back_before_the_store_can_be_closed(
    embedded_store: EmbeddedStore,
) -> None:
    embedded_store.write(people(*map(str, range(50))))
    before = set(threading.enumerate())
    for _ in range(30):
        answer = embedded_store.query("MATCH (p:Person) RETURN p.id AS id", rows=3, seconds=300)
        assert len(answer.rows) == 3
        assert answer.cut
        assert set(threading.enumerate()) <= before


def test_a_host_that_may_not_stay_unused_waits_for_its_first_user(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHMODEL_STORE_IDLE_SECONDS", "0")
    for name in ("a", "b"):
        with open_embedded(folder) as store:
            store.write(people(name))
        assert until(lambda: gone(store.key.pid))
    with open_embedded(folder) as reopened:
        assert reopened.counts().nodes == {"Person": 2}


def test_a_user_that_is_killed_is_not_counted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHMODEL_STORE_IDLE_SECONDS", "1")
    program = python(OPENS, folder)
    pid = int(line(program).split()[0])
    program.kill()
    program.wait()
    assert until(lambda: gone(pid))


def test_killed_at_any_moment_it_opens_with_every_finished_batch_whole(folder: Path) -> None:
    for _ in range(2):
        program = python(WRITES_UNTIL_KILLED, folder, BATCH)
        while (finished := line(program)) not in ("6", ""):
            pass
        assert finished == "6"
        connection = join_host(folder)
        assert connection is not None
        os.kill(connection[0].pid, signal.SIGKILL)
        connection[1].close()
        program.kill()
        lines = program.communicate()[0].split()
        finished = lines[-1] if lines else finished
        with open_embedded(folder) as store:
            ids = store.nodes("Person")["id"].to_list()
        assert len(ids) == len(set(ids))
        batches = {int(i.split("-")[0]) for i in ids}
        assert batches >= set(range(int(finished) + 1))
        assert len(ids) == BATCH * len(batches)


def test_a_host_that_ended_is_noticed_and_a_new_one_started(folder: Path) -> None:
    with open_embedded(folder) as store:
        store.write(people("a"))
        os.kill(store.key.pid, signal.SIGKILL)
        assert until(lambda: gone(store.key.pid))
        assert (folder / "host.json").exists()
        with open_embedded(folder) as reopened:
            assert reopened.key.pid != store.key.pid
            assert reopened.counts().nodes == {"Person": 1}
        # The first connection continues with the new host.
        assert store.counts().nodes == {"Person": 1}
        store.write(people("b"))
        assert store.counts().nodes == {"Person": 2}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_can_read_its_files(embedded_store: EmbeddedStore) -> None:
    for path in (embedded_store.folder, *embedded_store.folder.rglob("*")):
        assert not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), path


def test_nothing_listens_beyond_the_loopback_address(embedded_store: EmbeddedStore) -> None:
    host = psutil.Process(embedded_store.key.pid)
    addresses = {c.laddr.ip for c in host.net_connections("inet") if c.status == "LISTEN"}
    assert addresses
    assert addresses <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}


def test_no_password_shows(embedded_store: EmbeddedStore) -> None:
    key, folder = embedded_store.key, embedded_store.folder
    secrets = [key.secret, key.writer.password, key.reader_password]
    host = psutil.Process(key.pid)
    texts = [repr(key), str(embedded_store.__dict__), *host.cmdline(), *host.environ().values()]
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "host.json"]
    for path in files:
        with suppress(FileNotFoundError):  # a transaction log that filled up and is gone
            texts.append(path.read_bytes().decode("latin-1"))
    for secret in secrets:
        assert not any(secret in text for text in texts)


def test_a_stranger_without_the_secret_is_turned_away(embedded_store: EmbeddedStore) -> None:
    folder = embedded_store.folder
    text = (folder / "host.json").read_text()
    try:
        (folder / "host.json").write_text(text.replace(embedded_store.key.secret, "guessed"))
        assert join_host(folder) is None
    finally:
        (folder / "host.json").write_text(text)
    connection = join_host(folder)
    assert connection is not None
    connection[1].close()


def test_a_host_that_cannot_start_is_said_with_its_log(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    (folder / "host.lock").touch()
    (folder / "config").write_text("a file where a folder has to be")
    with pytest.raises(StoreError, match=r"host\.log"):
        open_embedded(folder)
    (folder / "config").unlink()
    monkeypatch.setenv("GRAPHMODEL_STORE_START_SECONDS", "0.01")
    with pytest.raises(StoreError, match=r"within 0.01 s.*host\.log"):
        open_embedded(folder)


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="other files"):
        open_store(str(tmp_path))
    with pytest.raises(InputError, match="is a file"):
        open_store(str(tmp_path / "thesis.txt"))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_another_host_starts_where_a_port_was_taken_meanwhile(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing: list[subprocess.Popen[bytes]] = []

    def start(folder: Path, log: Path) -> subprocess.Popen[bytes]:
        monkeypatch.undo()
        with log.open("wb") as out:
            failing.append(
                subprocess.Popen(
                    [sys.executable, "-c", FINDS_ITS_PORT_TAKEN, folder], stdout=out, stderr=out
                )
            )
        return failing[0]

    monkeypatch.setattr(host_client, "_start_process", start)
    with open_embedded(folder) as store:
        store.write(people("a"))
    assert failing[0].wait() == host.PORT_TAKEN
