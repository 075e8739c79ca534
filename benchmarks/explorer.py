"""Shared by the page benchmarks: the explorer and an empty Streamlit page, each served from its own
folders, and people to ask about."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import psutil
from start import free_port

SHIPPED = ("films_cc0", "remakes", "roadshow_2025", "demo_programme")

EMPTY = """import streamlit as st

def nothing():
    st.title('Nothing')
    st.button('Again', on_click=lambda: st.session_state.update(n=st.session_state.get('n', 0) + 1))
    st.write(f"pressed {st.session_state.get('n', 0)} times")

def other():
    st.title('Nothing else')

pages = [st.Page(nothing, title='First', default=True), st.Page(other, title='Second')]
st.navigation(pages, position='top').run()
"""

PEOPLE = 400
"""The number of best-connected people that the steps are about."""

COMMAND = (str(Path(sys.executable).parent / "graphmodel"),)


@dataclass(frozen=True)
class Known:
    """Ids and names of people of the network."""

    ids: Sequence[str]
    names: Sequence[str]


def best_connected(folder: Path) -> Known:
    """The best-connected people of the store in a folder."""
    from graphmodel.network.namespaces import Namespaces
    from graphmodel.snapshot import load_network
    from graphmodel.store import open_store

    with open_store(str(folder / "graphmodel" / "store")) as store:
        network = Namespaces(load_network(store)).default().network
    people = network.of_kind("Person")
    order = np.argsort(network.adjacency().degrees[people], kind="stable")[::-1]
    top = people[order[:PEOPLE]]
    return Known(list(network.ids.of(top)), [network.names[x] for x in top])


def environment(folder: Path) -> dict[str, str]:
    """The environment of a server whose data and caches are in a folder."""
    return os.environ | {"XDG_DATA_HOME": str(folder), "XDG_CACHE_HOME": str(folder / "caches")}


@contextmanager
def serving(
    command: Sequence[str], environment: dict[str, str]
) -> Iterator[tuple[str, psutil.Process]]:
    """Run a server; yields its address, read from the first line it prints that has one."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if "http://" in line:
                address = line.split()[-1].replace("localhost", "127.0.0.1")
                wait_for(address)
                yield address, psutil.Process(process.pid)
                return
        raise SystemExit("the explorer did not start")
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str) -> None:
    """Wait until a server accepts connections."""
    url = urlsplit(address)
    while True:
        with suppress(OSError), socket.create_connection((url.hostname or "", url.port or 80)):
            return
        time.sleep(0.1)


@contextmanager
def shipped(folder: Path | None) -> Iterator[Path]:
    """A data folder with the shipped data: the given one, or a temporary one."""
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        load = [*COMMAND, "import", *SHIPPED]
        subprocess.run(load, env=environment(Path(name)), check=True, stdout=subprocess.DEVNULL)
        yield Path(name)


@contextmanager
def explorer(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """The explorer on the data in a folder: its full address and its process."""
    command = [*COMMAND, "explore", "--no-open", f"--port={free_port()}"]
    with serving(command, environment(folder)) as served:
        yield served


@contextmanager
def empty_page(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """A Streamlit app with a page that has a button and an empty one: its address and process."""
    script = folder / "empty.py"
    script.write_text(EMPTY, encoding="utf-8")
    command = [
        sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={free_port()}",
        "--server.address=127.0.0.1", "--server.headless=true", "--browser.gatherUsageStats=false",
    ]  # fmt: skip
    with serving(command, environment(folder)) as served:
        yield served
