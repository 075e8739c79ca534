"""``explore`` as a process: access to its pages."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

WAIT_SECONDS = 120.0
HANDSHAKE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}


@dataclass(frozen=True)
class Explorer:
    """A running explorer: its port, and the token and cookie that give access."""

    port: int
    token: str
    cookie: str


@pytest.fixture(scope="module")
def explorer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Explorer]:
    """An explorer on an empty store, stopped afterwards."""
    folder = tmp_path_factory.mktemp("explorer")
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    command = [sys.executable, "-c", "from graphmodel.cli import main; main()", "explore"]
    command += ["--no-open", "--format", "json", "--port", str(free)]
    command += ["--store", str(folder / "store")]
    command += ["--allow-host", "explorer.example.org"]
    environ = os.environ | {"XDG_CACHE_HOME": str(folder / "cache"), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE)
    try:
        _wait(free, process)
        assert process.stdout is not None
        address = json.loads(b"".join(iter(lambda: process.stdout.read(1), b"}")) + b"}")
        token = parse_qs(urlsplit(address["explorer"]).query)["token"][0]
        status, headers, _ = _ask(free, f"/?token={token}")
        assert status == 303
        yield Explorer(free, token, headers["set-cookie"].partition(";")[0])
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


def _ask(
    port: int, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
) -> tuple[int, Mapping[str, str], bytes]:
    """The status, headers and (unless it opens a session) body of an answer."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request(method, path, headers=dict(headers or {}))
        answer = connection.getresponse()
        body = b"" if answer.status == 101 else answer.read()
        return answer.status, {name.lower(): text for name, text in answer.getheaders()}, body


def _session(explorer: Explorer, **headers: str) -> int:
    """The status of the answer to opening a session."""
    return _ask(explorer.port, "/_stcore/stream", HANDSHAKE | headers)[0]


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]", "explorer.example.org"])
def test_pages_open_under_the_names_of_this_machine_and_those_allowed(
    explorer: Explorer, name: str
) -> None:
    assert _session(explorer, Host=f"{name}:{explorer.port}", Cookie=explorer.cookie) == 101


@pytest.mark.parametrize("name", ["attacker.example", "127.0.0.1.attacker.example", "localhost.x"])
def test_a_page_of_another_name_that_points_here_gets_nothing(
    explorer: Explorer, name: str
) -> None:
    assert _session(explorer, Host=f"{name}:{explorer.port}", Cookie=explorer.cookie) == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/data"),
        ("GET", "/?token="),
        ("GET", "/?token=wrong"),
        ("POST", "/?token=wrong"),
        ("GET", "/static/../index.html"),
        ("GET", "/_stcore/host-config"),
        ("GET", "/media/x.csv"),
        ("PUT", "/_stcore/upload_file/a/b"),
        ("DELETE", "/_stcore/upload_file/a/b"),
    ],
)
def test_without_token_or_cookie_nothing_is_answered(
    explorer: Explorer, method: str, path: str
) -> None:
    for cookie in ("", "x", f"graphmodel-{explorer.port}=guess", f"graphmodel-{explorer.port}="):
        status, _, body = _ask(explorer.port, path, {"Cookie": cookie}, method)
        assert status == 403
        assert b"graphmodel explore" in body
        assert _session(explorer, Cookie=cookie) == 403


def test_the_token_leads_to_the_same_page_without_it(explorer: Explorer) -> None:
    path = f"/suggest?who=a%26b&token={explorer.token}&world=real"
    status, headers, _ = _ask(explorer.port, path)
    assert (status, headers["location"]) == (303, "/suggest?who=a%26b&world=real")
    assert {"HttpOnly", "SameSite=Lax"} <= set(headers["set-cookie"].split("; "))
    assert explorer.token not in headers["set-cookie"]
    assert _ask(explorer.port, headers["location"], {"Cookie": explorer.cookie})[0] == 200
    elsewhere = _ask(explorer.port, f"//attacker.example/?token={explorer.token}")
    assert elsewhere[1]["location"] == "/attacker.example/"


def test_the_token_is_of_one_explorer(explorer: Explorer) -> None:
    assert (
        _ask(explorer.port, "/", {"Cookie": explorer.cookie.replace("graphmodel", "x")})[0] == 403
    )
    assert len(explorer.token) >= 32


def test_the_folder_of_caches_is_closed_to_other_users(tmp_path: Path) -> None:
    script = "from graphmodel.settings import cache_folder; print(cache_folder())"
    environ = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    (tmp_path / "graphmodel").mkdir(mode=0o755)
    subprocess.run([sys.executable, "-c", script], env=environ, check=True, stdout=subprocess.PIPE)
    assert (tmp_path / "graphmodel").stat().st_mode & 0o777 == 0o700
