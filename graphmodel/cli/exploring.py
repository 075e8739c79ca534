"""The command that opens the explorer."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from importlib.resources import as_file, files

import click

from graphmodel.cli.data import import_one
from graphmodel.cli.options import common
from graphmodel.cli.output import print_answer, say
from graphmodel.errors import InputError
from graphmodel.shipped import SHIPPED, checksum, shipped
from graphmodel.snapshot import load_network
from graphmodel.store import open_store
from graphmodel.store.base import Store

HOST = "127.0.0.1"

_FLAGS = {
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "global.developmentMode": "false",
}


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--shipped", "with_shipped", is_flag=True, help="First load shipped data it lacks.")
@click.option("--open/--no-open", "open_browser", default=True, help="Open the browser.")
@common
def explore(
    port: int,
    host: str,
    with_shipped: bool,
    open_browser: bool,
    store_address: str | None,
    form: str,
) -> None:
    """Open the explorer in the browser; Ctrl-C ends it.

    Anyone who can reach the address can read everything: it listens on this machine alone unless
    told otherwise.
    """
    _refuse_taken(host, port)
    with open_store(store_address) as store:
        if with_shipped:
            load_shipped(store)
        load_network(store)
        address = f"http://{host}:{port}"
        print_answer(form, [{"explorer": address}], {"explorer": address}, columns=("explorer",))
        say("Ctrl-C ends it.")
        with as_file(files("graphmodel.ui") / "app.py") as app:
            code = _serve(str(app), host, port, store_address, open_browser)
    if code:
        raise InputError(f"the explorer ended with code {code}; see the lines above")


def load_shipped(store: Store) -> None:
    """Import each shipped data set whose present files the store has not taken in whole."""
    taken = {(record.name, record.checksum) for record in store.imports()}
    for name in SHIPPED:
        _, place = shipped(name)
        if (name, checksum(place)) not in taken:
            say(f"Loading {name} ...")
            count = import_one(store, name).total
            say(f"  {count.read:,} rows, {count.written:,} new, {count.refused:,} refused")


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InputError(
                f"cannot listen on {host}:{port} ({error.strerror}); give another with --port"
            ) from None


def _serve(app: str, host: str, port: int, store: str | None, open_browser: bool) -> int:
    flags = {**_FLAGS, "server.address": host, "server.port": str(port)}
    flags["server.headless"] = "false" if open_browser and _has_display() else "true"
    command = [sys.executable, "-m", "streamlit", "run", app]
    command += [f"--{name}={value}" for name, value in flags.items()]
    environment = {**os.environ, **({"GRAPHMODEL_STORE": store} if store else {})}
    # A plain end of this command ends the server too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        # Looked at now and then: a wait without end is not interrupted by Ctrl-C here, since
        # polars has system calls started again after a signal.
        while server.poll() is None:
            time.sleep(0.2)
        return server.returncode
    except KeyboardInterrupt:
        return 0
    finally:
        _end(server)


def _end(server: subprocess.Popen[bytes]) -> None:
    """End the server; open pages do not hold it up."""
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(3)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _has_display() -> bool:
    return sys.platform != "linux" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )


COMMANDS = (explore,)
