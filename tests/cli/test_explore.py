"""``explore`` as a process: who may reach its pages."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

WAIT_SECONDS = 120.0
HANDSHAKE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of an explorer of an empty store, which is ended afterwards."""
    folder = tmp_path_factory.mktemp("explorer")
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    command = [sys.executable, "-c", "from graphmodel.cli import main; main()", "explore"]
    command += ["--no-open", "--port", str(free), "--store", str(folder / "store")]
    command += ["--allow-host", "explorer.example.org"]
    environ = os.environ | {"XDG_CACHE_HOME": str(folder / "cache"), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    try:
        _wait(free, process)
        yield free
    finally:
        process.terminate()
        process.wait(WAIT_SECONDS)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.request("GET", "/_stcore/health")
                if connection.getresponse().status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no explorer on port {port}")


def _answer_to(port: int, host: str) -> int:
    """The status that opening a session under a name of the host is answered with."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", "/_stcore/stream", headers=HANDSHAKE | {"Host": host})
        return connection.getresponse().status


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]", "explorer.example.org"])
def test_pages_open_under_the_names_of_this_machine_and_those_allowed(port: int, name: str) -> None:
    assert _answer_to(port, f"{name}:{port}") == 101


@pytest.mark.parametrize("name", ["attacker.example", "127.0.0.1.attacker.example", "localhost.x"])
def test_a_page_of_another_name_that_points_here_gets_nothing(port: int, name: str) -> None:
    assert _answer_to(port, f"{name}:{port}") == 403


def test_the_folder_of_caches_is_closed_to_other_users(tmp_path: Path) -> None:
    script = "from graphmodel.settings import cache_folder; print(cache_folder())"
    environ = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    (tmp_path / "graphmodel").mkdir(mode=0o755)
    subprocess.run([sys.executable, "-c", script], env=environ, check=True, stdout=subprocess.PIPE)
    assert (tmp_path / "graphmodel").stat().st_mode & 0o777 == 0o700
