"""Time from installed packages to the first picture, and from a restart; and peak memory.

    python benchmarks/start.py [--runs 3]

Starts ``graphmodel explore --shipped`` on an empty data folder, as ``make explore`` does, opens it
in headless Chromium and waits until the network view has drawn; then stops it and starts it again,
once while the store's host still runs (it outlives its last user by a minute) and once after it
has ended. Aims: 60 s the first time, 8 s after that.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from statistics import median

import psutil
from measure import machine, table
from playwright.sync_api import Browser, sync_playwright

FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DRAWN = ".canvas canvas"


def free_port() -> int:
    """A free port on the loopback address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Peak:
    """The highest resident memory of the page process and of the store's host, in MiB."""

    def __init__(self) -> None:
        self.page = self.store = 0.0

    def look(self, folder: Path) -> None:
        """Sample all processes of this run once."""
        for process in psutil.process_iter(["cmdline"]):
            with suppress(psutil.Error):
                line = " ".join(process.info["cmdline"] or ())
                size = process.memory_info().rss / 2**20
                if "graphmodel.store.host" in line and str(folder) in line:
                    self.store = max(self.store, size)
                elif "graphmodel explore" in line and "--shipped" in line:
                    self.page = max(self.page, size)


def first_picture(folder: Path, browser: Browser, peak: Peak) -> float:
    """Seconds from the command to the picture in the browser."""
    port = free_port()
    environment = os.environ | {"XDG_DATA_HOME": str(folder), "XDG_CACHE_HOME": str(folder / "c")}
    environment.pop("GRAPHMODEL_STORE", None)
    start = time.perf_counter()
    server = subprocess.Popen(
        [
            str(Path(sys.executable).parent / "graphmodel"),
            "explore",
            "--shipped",
            "--no-open",
            "--no-token",
            f"--port={port}",
        ],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        while server.poll() is None:
            peak.look(folder)
            with suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                break
            time.sleep(0.1)
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector(DRAWN, timeout=120_000)
        elapsed = time.perf_counter() - start
        peak.look(folder)
        page.close()
        return elapsed
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def end_host(folder: Path) -> None:
    """End the store's host, as it does itself a minute after its last user."""
    for process in psutil.process_iter(["cmdline"]):
        line = " ".join(process.info["cmdline"] or ())
        if "graphmodel.store.host" in line and str(folder) in line:
            process.terminate()
            process.wait(30)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    print(machine())
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next(path for name in names if (path := shutil.which(name)))
    first, second, third, peak = [], [], [], Peak()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, headless=False, args=FLAGS)
        for _ in range(arguments.runs):
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
                first.append(first_picture(Path(name), browser, peak))
                second.append(first_picture(Path(name), browser, peak))
                end_host(Path(name))
                third.append(first_picture(Path(name), browser, peak))
                end_host(Path(name))
        browser.close()
    rows = [
        ("first start, nothing loaded", f"{median(first):.1f}", f"{max(first):.1f}", "60"),
        ("second start, host running", f"{median(second):.1f}", f"{max(second):.1f}", "8"),
        ("second start, host ended", f"{median(third):.1f}", f"{max(third):.1f}", "8"),
    ]
    print(table(("to the first picture", "median s", "max s", "aim s"), rows))
    print(f"\nPeak memory: page process {peak.page:,.0f} MiB, store {peak.store:,.0f} MiB.")


if __name__ == "__main__":
    main()
