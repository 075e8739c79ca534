"""The real server and a real browser, both stopped after the tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from graphmodel.store import open_store
from tests.browser.graph_driver import PATIENCE, Visit
from tests.needs import lack
from tests.page_store import fill

ROOT = Path(__file__).parents[2]
expect.set_options(timeout=PATIENCE * 1000)

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the explorer's store."""
    folder = tmp_path_factory.mktemp("browsed")
    fill(folder, tmp_path_factory.mktemp("harm"))
    return folder


@pytest.fixture(scope="session")
def explorer(browsed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running explorer on its own store."""
    log = tmp_path_factory.mktemp("log") / "server.log"
    with served(browsed, log, tmp_path_factory.getbasetemp()) as address, open_store(str(browsed)):
        yield address


@contextmanager
def served(store: Path, log: Path, readable: Path) -> Iterator[str]:
    """Run an explorer on the store in a folder, allowed to import from ``readable``; yields its
    address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    command += [f"--server.port={port}", "--server.headless=true", "--server.fileWatcherType=none"]
    environment = {
        **os.environ,
        "GRAPHMODEL_STORE": str(store),
        "GRAPHMODEL_EXPLORE_PATHS": str(readable),
    }
    with log.open("w") as out:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, server, log)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the explorer did not start:\n{log.read_text()}", pytrace=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = next((path for name in names if (path := shutil.which(name))), None)
    if executable is None:
        lack("Chromium", "install it, on Debian with: apt-get install chromium")
    with sync_playwright() as playwright:
        # headless=False keeps Playwright from adding its own older flag.
        chromium = playwright.chromium.launch(
            executable_path=executable, headless=False, args=list(FLAGS)
        )
        yield chromium
        chromium.close()


@pytest.fixture
def visit(explorer: str, browser: Browser) -> Iterator[Visit]:
    """A new visitor to the explorer that all tests share."""
    with visiting(explorer, browser) as visit:
        yield visit


@contextmanager
def visiting(explorer: str, browser: Browser) -> Iterator[Visit]:
    """A new visitor; checks at the end that nothing left the machine and no script failed."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE * 1000)
    visit = Visit(context.new_page(), explorer)
    visit.watch()
    yield visit
    context.close()
    assert visit.outside == []
    assert visit.faults == []
    assert visit.dialogs == []
